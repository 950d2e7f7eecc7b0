"""The page against the real stage and a small bot of real discord.py: every way to act."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from small_bot import Bot, Panel, running

from bot.rehearsal.rules import Rules
from bot.rehearsal.stage import Stage

pytestmark = pytest.mark.browser

BOX = "#composer-text"
BEN = ".person:nth-child(2)"


@pytest.fixture
async def scene(pointed: Any) -> AsyncIterator[tuple[Stage, Bot]]:
    stage = await Stage.start(rules=Rules(rate_limits=False))
    pointed(stage)
    async with running(Bot(), stage.token) as bot:
        yield stage, bot
        assert bot.errors == []
    await stage.stop()


@pytest.fixture
def still(tmp_path: Path, running_stage: Any) -> Path:
    path = tmp_path / "still.png"
    path.write_bytes(running_stage.files["still.png"])
    return path


@pytest.fixture
async def live(scene: tuple[Stage, Bot], browser: WebDriver, page_type: Any) -> AsyncIterator[Any]:
    """The page of the real stage, open as Ana; the browser must not have complained."""
    stage, _ = scene

    class Address:
        base = stage.page_url.rstrip("/")

    opened = page_type(browser, Address())
    opened.problems()
    await asyncio.to_thread(opened.open)
    yield opened
    await asyncio.to_thread(opened.js, "sessionStorage.clear()")
    await asyncio.to_thread(browser.get, "about:blank")
    assert opened.problems() == []


async def test_a_still_goes_to_the_bot_and_a_card_comes_back(
    scene: tuple[Stage, Bot], live: Any, still: Path
) -> None:
    stage, bot = scene

    def drop_and_ask() -> None:
        live.one("#composer-files").send_keys(str(still))
        live.one(BOX).send_keys("@Onebeat make it epic", Keys.ENTER)
        live.message("make it epic")

    await asyncio.to_thread(drop_and_ask)
    await stage.wait_for(lambda: bool(bot.messages))
    asked = bot.messages[0]
    assert asked.content == "<@1000> make it epic"
    assert await asked.attachments[0].read() == await asyncio.to_thread(still.read_bytes)
    await asked.reply(view=Panel(asked.attachments[0].url))

    def look_and_vote() -> None:
        live.one(".message .card .gallery img")
        live.until(
            lambda: live.js(
                "return [...document.querySelectorAll('.look img')].every(i => i.naturalWidth)"
            ),
            "pictures to load",
        )
        live.click(live.button("Press", ".message:has(.card)"))
        live.gone(".card .gallery")
        live.menu_of(live.one(".message:has(.card)"))
        live.click(live.button("React", ".menu"))
        live.click(live.button("Letter B", ".picker"))
        live.one(".chip[aria-pressed='true']")
        live.click(BEN)
        live.one(".chip[aria-pressed='false']").click()
        live.until(lambda: live.text(".chip-count") == "2", "the second vote")

    await asyncio.to_thread(look_and_vote)
    await stage.wait_for(lambda: ("add", 202, "🇧") in bot.heard)
    assert ("add", 201, "🇧") in bot.heard


async def test_every_answer_of_the_bot_reaches_the_page(
    scene: tuple[Stage, Bot], live: Any
) -> None:
    _, bot = scene
    await bot.get_channel(301).send(view=Panel())

    def act() -> None:
        live.click(live.button("Whisper", ".components"))
        assert "Only you can see this" in live.message("psst").text
        live.click(live.button("Dismiss", ".ephemeral"))
        live.gone(".ephemeral")
        live.click(live.button("Wait", ".components"))
        live.message("and more")
        live.click("[data-key='component:panel:colour']")
        live.click(live.button("Green", ".listbox"))
        live.message("chose Green")
        live.click(live.button("Form", ".components"))
        live.one("dialog input").send_keys("soft wind")
        live.click("[data-key='component:pace']")
        live.click(live.button("Slow", ".listbox"))
        live.click(live.button("Submit", "dialog"))
        live.gone("dialog")
        live.message("soft wind Slow")
        live.click(live.button("Silent", ".components"))
        assert live.one(".failure").text == "This interaction failed"

    await asyncio.to_thread(act)


async def test_commands_of_the_bot_are_offered_filled_and_answered(
    scene: tuple[Stage, Bot], live: Any, still: Path
) -> None:
    def act() -> None:
        live.one("#composer-files").send_keys(str(still))
        live.one(BOX).send_keys("/direct")
        live.keys(Keys.ENTER)
        live.one(".command-form .preview")
        live.keys(Keys.ENTER)
        live.message(f"still.png {still.stat().st_size}")
        assert "used" in live.text(".message .quote-bar")
        live.one(BOX).send_keys("/style create", Keys.ENTER)
        live.one(".command-form [role=combobox]").send_keys("dusk")
        live.until(lambda: live.text(".completions") == "duskaduskb", "choices")
        live.keys(Keys.ARROW_DOWN, Keys.ENTER)
        live.click(".command-form footer .button")
        live.message("style duska")
        live.one(BOX).send_keys("look", Keys.ENTER)
        assert "Again" in live.menu_of(live.message("look"))
        live.click(live.button("Again", ".menu"))
        live.message("look|")

    await asyncio.to_thread(act)


async def test_a_direct_message_reaches_the_bot(scene: tuple[Stage, Bot], live: Any) -> None:
    stage, bot = scene

    def act() -> None:
        live.click("[data-channel='401']")
        live.one(BOX).send_keys("hello there", Keys.ENTER)
        live.message("hello there")

    await asyncio.to_thread(act)
    await stage.wait_for(lambda: any(m.content == "hello there" for m in bot.messages))
