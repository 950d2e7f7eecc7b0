"""The feed: heads, quotes, marks, reactions, updates in place, following the newest."""

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.browser


def said(
    stage: Any, text: str, number: int = 9100, author: int = 1, **fields: Any
) -> dict[str, Any]:
    """A new message of the cast (0 Ana, 1 Ben, 2 the bot) in #takes."""
    return {
        "id": str(number),
        "channel_id": "301",
        "author": stage.scene["users"][author],
        "content": text,
        "timestamp": "2026-11-20T15:00:00.000000+00:00",
        "edited_timestamp": None,
        "type": 0,
        "flags": 0,
        "mentions": [],
        "attachments": [],
        "embeds": [],
        "components": [],
        "reactions": [],
        **fields,
    }


def canned(stage: Any, message_id: str) -> Any:
    return next(m for m in stage.scene["messages"]["301"] if m["id"] == message_id)


def test_messages_show_author_time_and_day(page: Any) -> None:
    assert page.text("article[data-id='9001'] .author") == "Ana"
    assert (
        page.one("article[data-id='9001'] time").get_attribute("datetime").startswith("2026-11-20")
    )
    assert page.one(".day")
    assert page.text("article[data-id='9002'] .tag") == "App"


def test_messages_of_one_person_within_minutes_share_a_head(page: Any) -> None:
    assert "compact" in page.one("article[data-id='9006']").get_attribute("class")
    assert "compact" not in page.one("article[data-id='9005']").get_attribute("class")


def test_a_new_message_is_shown_announced_and_followed(page: Any, stage: Any) -> None:
    stage.send(type="message_create", message=said(stage, "The **wind** is lovely"))
    page.message("The wind is lovely")
    assert page.one("#announcer").get_attribute("aria-live") == "polite"
    assert "Ben: The wind is lovely" in page.text("#announcer")
    script = "return feed.scrollHeight - feed.scrollTop - feed.clientHeight"
    page.until(lambda: page.js(script) < 2, "the feed to follow")


def test_a_reader_of_old_messages_is_left_in_peace(page: Any, stage: Any) -> None:
    page.js("document.getElementById('feed').scrollTop = 0")
    page.until(lambda: page.one("#jump").is_displayed(), "the jump button")
    stage.send(type="message_create", message=said(stage, "news"))
    page.until(lambda: "1 new message" in page.text("#jump"), "the count")
    assert page.js("return document.getElementById('feed').scrollTop") < 50
    page.click("#jump")
    page.until(lambda: not page.one("#jump").is_displayed(), "the jump button to go")


def test_messages_out_of_order_are_put_in_order(page: Any, stage: Any) -> None:
    stage.send(type="message_create", message=said(stage, "later", 9102))
    stage.send(type="message_create", message=said(stage, "earlier", 9101))
    page.message("earlier")
    ids = page.js("return [...document.querySelectorAll('.message')].map((n) => n.dataset.id)")
    assert ids == sorted(ids)


def test_a_message_that_arrives_twice_is_shown_once(page: Any, stage: Any) -> None:
    for _ in range(2):
        stage.send(type="message_create", message=said(stage, "once"))
    page.message("once")
    assert len(page.all("article[data-id='9100']")) == 1


def test_a_deleted_message_goes(page: Any, stage: Any) -> None:
    stage.send(type="message_delete", channel_id="301", message_id="9005")
    page.gone("article[data-id='9005']")


def test_an_edit_keeps_players_focus_and_scroll(page: Any, stage: Any) -> None:
    clip = page.one("article[data-id='9004'] video")
    page.js("arguments[0].dataset.same = 'yes'", clip)
    button = page.one("[data-key='component:shot:reroll:12']")
    page.js("arguments[0].focus()", button)
    message = canned(stage, "9004")
    message["components"][0]["components"][0]["content"] = "**Shot 12** is closed"
    for item in message["components"][0]["components"][1]["items"]:
        item["media"]["url"] = item["media"]["url"].replace("hm=3", "hm=4")
    stage.send(type="message_update", message=message)
    page.message("Shot 12 is closed")
    assert page.one("article[data-id='9004'] video").get_attribute("data-same") == "yes"
    assert page.focused().get_attribute("data-key") == "component:shot:reroll:12"


def test_clips_are_muted_loops_with_controls(page: Any) -> None:
    page.open(motion="no-preference")
    page.js("document.querySelector('article[data-id=\"9004\"]').scrollIntoView()")
    clips = page.all("article[data-id='9004'] video")
    assert len(clips) == 4
    for clip in clips:
        state = page.js(
            "const v = arguments[0]; return [v.muted, v.loop, v.controls, v.playsInline]", clip
        )
        assert state == [True, True, True, True]
    page.until(
        lambda: page.js("return [...arguments[0]].every((v) => !v.paused)", clips), "clips to play"
    )


def test_a_quote_names_the_answered_message_and_leads_to_it(page: Any) -> None:
    quote = page.one("article[data-id='9003'] .quote-bar")
    assert "Onebeat" in quote.text
    assert "One beat" in quote.text
    page.click(quote)
    page.until(lambda: page.focused().get_attribute("data-id") == "9002", "the quoted message")


def test_a_command_answer_tells_who_used_what(page: Any) -> None:
    assert "Ana" in page.text("article[data-id='9010'] .quote-bar")
    assert "/direct" in page.text("article[data-id='9010'] .quote-bar")


def test_a_deferred_answer_thinks_until_it_is_filled(page: Any, stage: Any) -> None:
    assert "Onebeat is thinking" in page.text("article[data-id='9011'] .thinking")
    stage.send(
        type="message_update",
        message={**canned(stage, "9011"), "flags": 0, "content": "Here it is"},
    )
    page.gone(".thinking")
    assert "Here it is" in page.text("#announcer")


def test_ephemeral_messages_can_be_dismissed(page: Any, stage: Any) -> None:
    assert "Only you can see this" in page.text("article[data-id='9010']")
    page.click(page.button("Dismiss", "article[data-id='9010']"))
    assert stage.last("/stage/dismiss")["payload"] == {"message_id": "9010"}


def test_pressing_a_reaction_toggles_it(page: Any, stage: Any) -> None:
    mine = page.one("article[data-id='9004'] .chip[aria-pressed='true']")
    assert mine.get_attribute("aria-label") == "Letter B, 3 reactions"
    page.click("article[data-id='9004'] [data-key='react:🇨']")
    call = stage.last("/stage/reactions/")
    assert call["path"] == "/stage/reactions/301/9004/🇨"
    assert (call["method"], call["user"]) == ("POST", "201")
    message = canned(stage, "9004")
    message["reactions"][2].update(count=2, me=True)
    stage.send(type="message_update", message=message)
    page.until(
        lambda: page.one("[data-key='react:🇨']").get_attribute("aria-pressed") == "true", "my vote"
    )


def test_the_picker_adds_a_reaction_by_keyboard(page: Any, stage: Any) -> None:
    page.js("document.querySelector('article[data-id=\"9004\"] .chip-add').focus()")
    page.keys(Keys.ENTER)
    page.one(".picker")
    page.keys(Keys.ARROW_RIGHT, Keys.ENTER)
    assert stage.last("/stage/reactions/")["path"].endswith("/9004/🇧")
    page.gone(".picker")
    page.until(lambda: page.focused().get_attribute("data-key") == "react:add", "focus to return")


def test_the_menu_offers_app_commands_and_own_deletion(page: Any, stage: Any) -> None:
    labels = page.menu_of(page.one("article[data-id='9003']"))
    assert labels == ["Reply", "React", "Direct this still", "Delete"]
    page.click(page.button("Direct this still", ".menu"))
    payload = stage.last("/stage/commands")["payload"]
    assert (payload["command_id"], payload["target_id"], payload["options"]) == ("504", "9003", [])
    page.gone(".menu")
    page.js("document.querySelector('article[data-id=\"9003\"]').focus()")
    page.keys(Keys.ENTER)
    page.one(".menu")
    page.keys(Keys.END, Keys.ENTER)
    assert stage.last("/stage/messages/301/9003")["method"] == "DELETE"


def test_only_the_owner_may_delete_messages_of_others(page: Any, stage: Any) -> None:
    stage.scene["guild"]["owner_id"] = "202"
    page.open()
    assert "Delete" not in page.menu_of(page.one("article[data-id='9005']"))
    page.keys(Keys.ESCAPE)
    page.gone(".menu")


def test_the_owner_may_delete_any_message_of_the_server(page: Any, stage: Any) -> None:
    stage.scene["guild"]["owner_id"] = "201"
    page.open()
    assert "Delete" in page.menu_of(page.one("article[data-id='9005']"))


def test_pictures_open_large_and_arrows_walk(page: Any) -> None:
    page.click("article[data-id='9004'] .expand")
    assert "1 of 4 · Take A, seed 11" in page.text(".lightbox-caption")
    page.keys(Keys.ARROW_RIGHT)
    assert "2 of 4" in page.text(".lightbox-caption")
    assert page.all(".lightbox video")
    page.keys(Keys.ESCAPE)
    page.gone(".lightbox")
    page.click("article[data-id='9001'] .look")
    assert page.one(".lightbox img").get_attribute("src").startswith(page.stage.base)
    page.keys(Keys.ESCAPE)
    page.gone(".lightbox")


def test_a_file_refused_by_the_stage_says_why(page: Any, stage: Any) -> None:
    stage.refusal = "Reactions are full."
    page.click("article[data-id='9004'] [data-key='react:🇦']")
    page.until(lambda: "Reactions are full." in page.text(".notes"), "the reason")
    page.click(page.button("Dismiss", ".notes"))
    page.gone(".notes li")
    expected = [line for line in page.problems() if "400" in line]
    assert len(expected) == 1
