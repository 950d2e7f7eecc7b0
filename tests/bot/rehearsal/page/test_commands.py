"""Slash commands: the palette, the form of options, what is posted, what failed."""

from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.select import Select

pytestmark = pytest.mark.browser

BOX = "#composer-text"


def titles(page: Any) -> list[str]:
    return [node.text for node in page.all(".suggestions li strong")]


def control(page: Any, name: str) -> Any:
    for node in page.all(".command-form .field"):
        if (
            page.js("return arguments[0].querySelector('.field-name').firstChild.data", node)
            == name
        ):
            return node.find_element(By.CSS_SELECTOR, "input, textarea, select")
    raise AssertionError(name)


def open_direct(page: Any, more: str = "") -> None:
    page.one(BOX).send_keys(f"/direct{more}")
    page.keys(Keys.ENTER)
    page.one(".command-form")


def test_the_palette_lists_commands_and_narrows(page: Any) -> None:
    page.one(BOX).send_keys("/")
    assert titles(page) == ["/direct", "/help", "/only-server", "/style create", "/style list"]
    page.keys("st")
    assert titles(page) == ["/style create", "/style list"]
    page.keys(Keys.ESCAPE)
    assert not page.one(".suggestions").is_displayed()


def test_a_direct_message_hides_server_commands(page: Any) -> None:
    page.click("[data-channel='303']")
    page.one(BOX).send_keys("/")
    assert "/only-server" not in titles(page)


def test_a_command_without_options_is_sent_at_once(page: Any, stage: Any) -> None:
    page.one(BOX).send_keys("/help", Keys.ENTER)
    payload = stage.last("/stage/commands")["payload"]
    assert (payload["command_id"], payload["options"], payload["channel_id"]) == ("502", [], "301")


def test_a_subcommand_wraps_its_options(page: Any, stage: Any) -> None:
    page.one(BOX).send_keys("/style list", Keys.ENTER)
    assert stage.last("/stage/commands")["payload"]["options"] == [
        {"name": "list", "type": 1, "options": []}
    ]
    stage.calls.clear()
    page.one(BOX).send_keys("/style create", Keys.ENTER)
    page.one(".command-form")
    page.keys("dusk", Keys.TAB, "low warm light", Keys.ENTER)
    assert stage.last("/stage/commands")["payload"]["options"] == [
        {
            "name": "create",
            "type": 1,
            "options": [
                {"name": "name", "type": 3, "value": "dusk"},
                {"name": "phrase", "type": 3, "value": "low warm light"},
            ],
        }
    ]


def test_required_options_come_first_and_the_rest_is_folded(page: Any) -> None:
    open_direct(page)
    shown = [n.text for n in page.all(".command-form .field-name") if n.is_displayed()]
    assert shown == ["wish required", "still required"]
    assert page.one(".command-form summary").text == "6 more options"
    assert page.focused().get_attribute("id") == control(page, "wish").get_attribute("id")


def test_words_after_the_name_and_files_in_the_tray_fill_the_form(
    page: Any, stage: Any, tmp_path: Path
) -> None:
    still = tmp_path / "still.png"
    still.write_bytes(stage.files["still.png"])
    page.one("#composer-files").send_keys(str(still))
    open_direct(page, " slow wind")
    assert control(page, "wish").get_attribute("value") == "slow wind"
    assert page.all(".command-form .preview")
    page.click(".command-form footer .button")
    call = stage.last("/stage/commands")
    assert call["files"] == {"files[0]": "still.png"}
    assert call["payload"]["options"] == [
        {"name": "wish", "type": 3, "value": "slow wind"},
        {"name": "still", "type": 11, "value": 0},
    ]
    page.gone(".command-form")


def test_every_kind_of_option_is_sent_with_its_type(page: Any, stage: Any, tmp_path: Path) -> None:
    still = tmp_path / "still.png"
    still.write_bytes(stage.files["still.png"])
    open_direct(page, " epic")
    control(page, "still").send_keys(str(still))
    page.click(".command-form summary")
    Select(control(page, "model")).select_by_visible_text("Generic")
    control(page, "takes").send_keys("3")
    Select(control(page, "loop")).select_by_visible_text("Yes")
    Select(control(page, "post-in")).select_by_visible_text("#lounge")
    Select(control(page, "for")).select_by_visible_text("Ben")
    page.click(".command-form footer .button")
    options = {o["name"]: o for o in stage.last("/stage/commands")["payload"]["options"]}
    assert options["model"]["value"] == "generic"
    assert options["takes"] == {"name": "takes", "type": 4, "value": 3}
    assert options["loop"] == {"name": "loop", "type": 5, "value": True}
    assert options["post-in"] == {"name": "post-in", "type": 7, "value": "302"}
    assert options["for"] == {"name": "for", "type": 6, "value": "202"}
    assert "anchor" not in options


def test_wrong_values_are_named_at_their_field(page: Any, stage: Any) -> None:
    open_direct(page)
    page.click(".command-form summary")
    control(page, "takes").send_keys("9")
    page.click(".command-form footer .button")
    errors = [node.text for node in page.all(".command-form .field-error") if node.text]
    assert errors == ["Please fill this in.", "Please fill this in.", "Write a number from 1 to 4."]
    assert page.focused().get_attribute("id") == control(page, "wish").get_attribute("id")
    assert stage.calls == []


def test_choices_of_the_bot_appear_while_typing(page: Any, stage: Any) -> None:
    open_direct(page, " epic")
    page.click(".command-form summary")
    box = control(page, "anchor")
    assert box.get_attribute("role") == "combobox"
    box.send_keys("du")
    call = page.until(
        lambda: next(
            (c for c in stage.calls if c["payload"]["options"][-1]["value"] == "du"), None
        ),
        "the question",
    )
    assert call["payload"]["options"] == [
        {"name": "wish", "type": 3, "value": "epic"},
        {"name": "anchor", "type": 3, "value": "du", "focused": True},
    ]
    stage.send(
        type="autocomplete",
        interaction_id="900",
        nonce=call["payload"]["nonce"],
        choices=[{"name": "Dusk", "value": "anchor-1"}, {"name": "Dunes", "value": "anchor-2"}],
    )
    page.until(lambda: page.one(".completions").is_displayed(), "the choices")
    box.send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ENTER)
    assert box.get_attribute("value") == "Dunes"


def test_escape_leaves_the_form(page: Any, stage: Any) -> None:
    open_direct(page)
    page.keys(Keys.ESCAPE)
    page.gone(".command-form")
    assert page.focused().get_attribute("id") == "composer-text"
    assert stage.calls == []


def test_an_unanswered_command_is_said_in_the_feed(page: Any, stage: Any) -> None:
    page.one(BOX).send_keys("/help", Keys.ENTER)
    nonce = stage.last("/stage/commands")["payload"]["nonce"]
    assert "Sending /help" in page.text(".notes")
    stage.send(type="interaction", id="900", nonce=nonce, state="failed")
    page.until(lambda: "/help: This interaction failed" in page.text(".notes"), "the failure")
    page.click(page.button("Dismiss", ".notes"))
    page.gone(".notes li")


def test_a_refused_command_keeps_its_form(page: Any, stage: Any) -> None:
    page.one(BOX).send_keys("/style create", Keys.ENTER)
    page.one(".command-form")
    stage.refusal = "Write a shorter name."
    page.keys("dusk", Keys.TAB, "light", Keys.ENTER)
    page.until(lambda: "shorter name" in page.text(".command-form .dialog-error"), "the reason")
    assert control(page, "name").get_attribute("value") == "dusk"
    assert len([line for line in page.problems() if "400" in line]) == 1


def test_a_mentioned_command_opens_its_form(page: Any) -> None:
    page.click(page.button("/direct", "article[data-id='9006']"))
    assert page.text(".command-form h2") == "/direct"


def test_commands_that_change_are_offered_at_once(page: Any, stage: Any) -> None:
    fresh = {"id": "601", "type": 1, "name": "dailies", "description": "The day's takes"}
    stage.send(type="commands", commands=[fresh])
    page.one(BOX).send_keys("/")
    page.until(lambda: titles(page) == ["/dailies"], "the new list")
