"""Around the messages: people, channels, connection, themes, sizes, reach for everybody."""

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.browser

BEN = ".person:nth-child(2)"
CONTRAST = """
    const canvas = Object.assign(document.createElement('canvas'), {width: 1, height: 1});
    const pen = canvas.getContext('2d', {willReadFrequently: true});
    const over = (colours) => {
      pen.clearRect(0, 0, 1, 1);
      for (const colour of colours) { pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); }
      return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = (rgb) => {
      const [r, g, b] = rgb.map((v) => v / 255)
        .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const behind = (node) => {
      const layers = [];
      for (let at = node; at; at = at.parentElement) {
        layers.unshift(getComputedStyle(at).backgroundColor);
      }
      return layers;
    };
    const low = [];
    for (const selector of arguments[0]) {
      for (const node of [...document.querySelectorAll(selector)].slice(0, 4)) {
        if (!node.checkVisibility() || !node.textContent.trim()) continue;
        const ground = behind(node);
        const ink = getComputedStyle(node).color;
        const [a, b] = [light(over(ground)), light(over([...ground, ink]))];
        const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (ratio < 4.5) low.push(`${selector}: ${ratio.toFixed(2)}`);
      }
    }
    return low;
"""
TEXTS = [
    ".md p", ".md-small", ".author", ".message-head time", ".tag", ".mention", ".md a",
    ".quote-text", ".only-you", ".button.primary", ".button.secondary", ".button.success",
    ".button.danger", ".select-face", ".chip-count", ".letter", ".channel", ".person",
    ".cast-hint", ".room-head p",
    ".brand-name span", ".tool", ".composer-keys", ".thinking", ".text-button", ".file-name",
    ".file-size", ".avatar", ".day span", ".edited", ".welcome p", ".welcome li span",
]  # fmt: skip


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_main_texts_have_enough_contrast(page: Any, scheme: str) -> None:
    page.open(scheme=scheme)
    assert page.js(CONTRAST, TEXTS) == []
    page.click("[data-channel='302']")
    assert page.js(CONTRAST, TEXTS) == []


@pytest.mark.parametrize("width", [360, 400, 760, 1400])
def test_nothing_scrolls_sideways(page: Any, width: int) -> None:
    page.open(width=width, height=800)
    wide = """
        const beyond = [...document.querySelectorAll('.message *, .dock *, .wings *')]
          .filter((node) => node.checkVisibility()
            && !node.closest('pre, .sr-only, .tools, .cover, .channels')
            && node.getBoundingClientRect().right > innerWidth + 1).map((node) => node.className);
        const root = document.documentElement;
        return [root.scrollWidth - innerWidth, document.getElementById('feed').scrollWidth
          - document.getElementById('feed').clientWidth, beyond];
    """
    assert page.js(wide) == [0, 0, []]
    page.one("#composer-text").send_keys("/direct", Keys.ENTER)
    page.click(".command-form summary")
    assert page.js(wide) == [0, 0, []]


def test_the_theme_follows_the_system_until_it_is_chosen(page: Any) -> None:
    ground = "return getComputedStyle(document.body).backgroundColor"
    page.open(scheme="light")
    light = page.js(ground)
    page.open(scheme="dark")
    dark = page.js(ground)
    assert light != dark
    toggle = page.one("#theme-toggle")
    assert toggle.get_attribute("aria-label") == "Use the light theme"
    page.click(toggle)
    assert page.js(ground) == light
    page.open(scheme="dark")
    assert page.js(ground) == light


def test_landmarks_names_and_the_skip_link_are_there(page: Any) -> None:
    assert page.one("main").get_attribute("aria-labelledby") == "room-title"
    assert page.one("nav").get_attribute("aria-label") == "Channels"
    page.js("document.querySelector('.skip').focus()")
    page.keys(Keys.ENTER)
    page.until(lambda: page.focused().get_attribute("id") == "composer-text", "the composer")
    nameless = """
        return [...document.querySelectorAll('button, a, input, textarea, select')]
          .filter((n) => !(n.ariaLabel || n.textContent.trim() || n.labels?.length
            || n.querySelector('img[alt]:not([alt=""])'))).map((n) => n.outerHTML.slice(0, 90));
    """
    assert page.js(nameless) == []
    assert page.all("img:not([alt])") == []
    ids = page.js("return [...document.querySelectorAll('[id]')].map((node) => node.id)")
    assert len(ids) == len(set(ids))


def test_the_whole_page_is_walked_by_keyboard(page: Any) -> None:
    page.js("document.querySelector('#theme-toggle').focus()")
    page.keys(Keys.TAB)
    assert page.focused().get_attribute("data-channel") == "301"
    page.keys(Keys.TAB, Keys.ENTER)
    page.until(lambda: page.focused().get_attribute("data-channel") == "302", "the focus to stay")
    assert page.one("[data-channel='302']").get_attribute("aria-current") == "page"
    outline = page.js("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_messages_are_one_tab_stop_and_arrows_walk_them(page: Any) -> None:
    assert len(page.all(".message[tabindex='0']")) == 1
    page.js("document.querySelector('.message[tabindex=\"0\"]').focus()")
    page.keys(Keys.ARROW_UP)
    assert page.focused().get_attribute("data-id") == "9010"
    page.keys(Keys.HOME)
    assert page.focused().get_attribute("data-id") == "9001"
    assert len(page.all(".message[tabindex='0']")) == 1


def test_switching_people_reconnects_as_the_other(page: Any, stage: Any) -> None:
    page.click(BEN)
    page.until(lambda: page.one(BEN).get_attribute("aria-pressed") == "true", "to be Ben")
    page.one("#composer-text").send_keys("hello", Keys.ENTER)
    assert stage.last("/stage/messages")["user"] == "202"
    page.open()
    assert page.one(BEN).get_attribute("aria-pressed") == "true"


def test_other_channels_count_what_is_new(page: Any, stage: Any) -> None:
    message = {**stage.scene["messages"]["301"][4], "id": "9300", "channel_id": "302"}
    stage.send(type="message_create", message=message)
    badge = page.one("[data-channel='302'] .unread")
    assert badge.get_attribute("aria-label") == "1 unread"
    assert page.driver.title.startswith("(1)")
    page.click("[data-channel='302']")
    page.gone(".unread")


def test_typing_is_shown_until_the_message_comes(page: Any, stage: Any) -> None:
    stage.send(type="typing", channel_id="301", user_id="1000")
    page.until(lambda: "Onebeat is typing" in page.text("#typing"), "the typing line")
    message = {**stage.scene["messages"]["301"][8], "id": "9301"}
    stage.send(type="message_create", message=message)
    page.until(lambda: page.text("#typing") == "", "the typing line to go")


def test_an_offline_bot_is_told(page: Any, stage: Any) -> None:
    stage.send(type="bot", online=False)
    page.until(lambda: "Onebeat is offline" in page.text("#banner"), "the banner")
    stage.send(type="bot", online=True)
    page.until(lambda: not page.one("#banner").is_displayed(), "the banner to go")


def test_a_lost_stage_is_told_and_found_again(page: Any, stage: Any) -> None:
    page.one("#composer-text").send_keys("/direct", Keys.ENTER)
    page.one(".command-form")
    stage.drop_sockets()
    page.until(lambda: "The stage does not answer" in page.text("#banner"), "the banner")
    page.until(lambda: not page.one("#banner").is_displayed(), "the stage to be back")
    stage.send(type="bot", online=False)
    page.until(lambda: "Onebeat is offline" in page.text("#banner"), "news over the new wire")
    assert page.all(".command-form"), "what was being written is still there"


def test_nothing_moves_for_those_who_asked_for_calm(page: Any) -> None:
    page.one(".dots i")
    assert (
        page.js("return getComputedStyle(document.querySelector('.dots i')).animationName")
        == "none"
    )
    page.js("document.querySelector('article[data-id=\"9004\"]').scrollIntoView()")
    assert page.js("return [...document.querySelectorAll('video')].every((clip) => clip.paused)")
