"""Writing: keys, mentions, files, replies, refusals, drafts."""

from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.browser

BOX = "#composer-text"


@pytest.fixture
def still(tmp_path: Path, stage: Any) -> Path:
    path = tmp_path / "still.png"
    path.write_bytes(stage.files["still.png"])
    return path


def test_enter_sends_and_shift_enter_breaks_the_line(page: Any, stage: Any) -> None:
    page.one(BOX).send_keys("first", Keys.SHIFT, Keys.ENTER, Keys.NULL, "second")
    page.one(BOX).send_keys(Keys.ENTER)
    call = stage.last("/stage/messages")
    assert call["payload"] == {"channel_id": "301", "content": "first\nsecond"}
    assert call["user"] == "201"
    page.until(lambda: page.one(BOX).get_attribute("value") == "", "the box to empty")


def test_nothing_is_sent_when_nothing_is_written(page: Any, stage: Any) -> None:
    page.one(BOX).send_keys("   ", Keys.ENTER)
    assert not page.one(".send").is_enabled()
    assert stage.calls == []


def test_an_at_sign_offers_the_bot_and_becomes_a_mention(page: Any, stage: Any) -> None:
    page.one(BOX).send_keys("hey @on")
    option = page.one(".suggestions [role=option]")
    assert option.get_attribute("aria-selected") == "true"
    assert page.one(BOX).get_attribute("aria-activedescendant") == option.get_attribute("id")
    page.keys(Keys.TAB)
    assert page.one(BOX).get_attribute("value") == "hey @Onebeat "
    page.keys("make it epic in #lounge", Keys.ENTER)
    assert (
        stage.last("/stage/messages")["payload"]["content"] == "hey <@1000> make it epic in <#302>"
    )


def test_ask_onebeat_writes_the_mention_once(page: Any) -> None:
    page.one(BOX).send_keys("make it epic")
    for _ in range(2):
        page.click(".composer-tools .tool")
    assert page.one(BOX).get_attribute("value") == "@Onebeat make it epic"
    assert page.focused().get_attribute("id") == "composer-text"


def test_files_show_previews_can_be_removed_and_are_sent(
    page: Any, stage: Any, still: Path
) -> None:
    other = still.with_name("notes.txt")
    other.write_text("words")
    picker = page.one("#composer-files")
    picker.send_keys(str(still))
    picker.send_keys(str(other))
    assert len(page.all(".composer .preview")) == 2
    assert page.all(".composer .preview img")
    page.click(page.button("Remove notes.txt"))
    page.one(BOX).send_keys(Keys.ENTER)
    call = stage.last("/stage/messages")
    assert call["files"] == {"files[0]": "still.png"}
    assert call["payload"]["content"] == ""
    page.until(lambda: not page.all(".composer .preview"), "the tray to empty")


def test_pasted_and_dropped_pictures_are_added(page: Any) -> None:
    script = """
        const data = new DataTransfer();
        data.items.add(new File([new Uint8Array([1, 2])], 'image.png', {type: 'image/png'}));
        const [target, kind] = arguments;
        const init = {bubbles: true, cancelable: true};
        const event = kind === 'paste'
          ? new ClipboardEvent(kind, {...init, clipboardData: data})
          : new DragEvent(kind, {...init, dataTransfer: data});
        target.dispatchEvent(event);
        return event.defaultPrevented;
    """
    page.js(script, page.one(BOX), "paste")
    assert len(page.all(".composer .preview")) == 1
    assert page.js(script, page.one("#feed"), "dragover")
    assert page.one("#drop").is_displayed()
    assert page.js(script, page.one("#feed"), "drop")
    assert not page.one("#drop").is_displayed()
    assert len(page.all(".composer .preview")) == 2


def test_more_than_ten_files_are_refused_in_words(page: Any, still: Path) -> None:
    page.one("#composer-files").send_keys("\n".join([str(still)] * 11))
    assert len(page.all(".composer .preview")) == 10
    assert "10 files" in page.text(".composer-error")


def test_a_reply_carries_its_message_and_can_be_left(page: Any, stage: Any) -> None:
    assert "Reply" in page.menu_of(page.one("article[data-id='9002']"))
    page.click(page.button("Reply", ".menu"))
    page.until(lambda: page.one(".reply-to").is_displayed(), "the reply line")
    assert "Onebeat" in page.text(".reply-to")
    page.one(BOX).send_keys("slower", Keys.ENTER)
    payload = stage.last("/stage/messages")["payload"]
    assert payload["message_reference"] == {"message_id": "9002"}
    assert payload["mention_reply"] is True
    page.until(lambda: not page.one(".reply-to").is_displayed(), "the reply line to go")
    page.menu_of(page.one("article[data-id='9002']"))
    page.click(page.button("Reply", ".menu"))
    page.until(lambda: page.one(".reply-to").is_displayed(), "the reply line")
    page.keys(Keys.ESCAPE)
    assert not page.one(".reply-to").is_displayed()


def test_a_refused_message_keeps_the_text_and_says_why(page: Any, stage: Any) -> None:
    stage.refusal = "Files may have 10 MiB."
    page.one(BOX).send_keys("hello", Keys.ENTER)
    page.until(lambda: page.text(".composer-error") == "Files may have 10 MiB.", "the reason")
    assert page.one(BOX).get_attribute("value") == "hello"
    assert len([line for line in page.problems() if "400" in line]) == 1


def test_too_long_a_message_is_counted_and_not_sent(page: Any, stage: Any) -> None:
    page.js("arguments[0].value = 'x'.repeat(2003)", page.one(BOX))
    page.one(BOX).send_keys("y", Keys.ENTER)
    assert page.text(".room-left") == "-4"
    assert stage.calls == []


def test_each_channel_keeps_its_draft(page: Any) -> None:
    page.one(BOX).send_keys("for takes")
    page.click("[data-channel='302']")
    assert page.one(BOX).get_attribute("value") == ""
    assert page.one(BOX).get_attribute("placeholder") == "Message #lounge"
    page.click("[data-channel='301']")
    assert page.one(BOX).get_attribute("value") == "for takes"


def test_an_empty_channel_suggests_three_things_to_try(page: Any) -> None:
    page.click("[data-channel='302']")
    items = page.one(".welcome").find_elements(By.CSS_SELECTOR, "li")
    assert len(items) == 3
    page.click(page.button("Write this", ".welcome"))
    assert page.one(BOX).get_attribute("value").startswith("@Onebeat a slow push-in")
    page.click(page.button("Show commands", ".welcome"))
    assert page.one(BOX).get_attribute("value") == "/"
    page.until(lambda: page.one(".suggestions").is_displayed(), "the palette")
