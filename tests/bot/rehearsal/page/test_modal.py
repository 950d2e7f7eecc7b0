"""Modals: every field, the answers' wire shape, the focus kept inside."""

from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.browser


@pytest.fixture
def modal(page: Any, stage: Any) -> Any:
    stage.send(type="modal", interaction_id="900", modal=stage.modal)
    return page.one("dialog.dialog[open]")


def settle(stage: Any, state: str, **more: str) -> None:
    nonce = stage.last("/stage/modals")["payload"]["nonce"]
    stage.send(type="interaction", id="901", nonce=nonce, state=state, **more)


def field(modal: Any, label: str) -> Any:
    for node in modal.find_elements(By.CSS_SELECTOR, ".field"):
        name = node.find_element(By.CSS_SELECTOR, ".field-name").get_property("textContent")
        if str(name).startswith(label):
            return node
    raise AssertionError(label)


def test_a_modal_is_a_named_dialog_with_the_focus_in_its_first_field(page: Any, modal: Any) -> None:
    assert modal.get_attribute("role") == "dialog"
    assert modal.get_attribute("aria-modal") == "true"
    assert page.text("#modal-title") == "Edit the beat"
    assert page.focused().tag_name == "textarea"
    assert page.focused().get_attribute("value") == "Slow push-in"


def test_the_focus_stays_inside(page: Any, modal: Any) -> None:
    inside = "return arguments[0].contains(document.activeElement)"
    for _ in range(16):
        page.keys(Keys.TAB)
        assert page.js(inside, modal)
    for _ in range(3):
        page.shift_tab()
        assert page.js(inside, modal)


def test_escape_closes_without_an_answer(page: Any, modal: Any, stage: Any) -> None:
    page.keys(Keys.ESCAPE)
    page.gone("dialog")
    assert stage.calls == []


def test_what_is_missing_is_said_at_its_field(page: Any, modal: Any, stage: Any) -> None:
    page.click(page.button("Submit", "dialog"))
    error = field(modal, "Format").find_element(By.CSS_SELECTOR, ".field-error")
    assert error.text == "Please fill this in."
    assert page.focused().get_attribute("data-key") == "component:format"
    box = field(modal, "The beat").find_element(By.CSS_SELECTOR, "textarea")
    box.clear()
    box.send_keys("ab")
    page.click(page.button("Submit", "dialog"))
    assert "at least 3" in field(modal, "The beat").text
    assert stage.calls == []


def test_answers_have_the_wires_shape(page: Any, modal: Any, stage: Any) -> None:
    page.click("[data-key='component:format']")
    page.click(page.button("9:16For phones", ".listbox"))
    page.click(field(modal, "Speed").find_element(By.CSS_SELECTOR, ".choice-line"))
    page.click(field(modal, "Keep still").find_element(By.CSS_SELECTOR, ".choice-line"))
    page.click(field(modal, "Loop").find_element(By.CSS_SELECTOR, "input"))
    page.click(page.button("Submit", "dialog"))
    payload = stage.last("/stage/modals")["payload"]
    assert (payload["interaction_id"], payload["custom_id"]) == ("900", "draft:edit:41")
    assert {part["type"] for part in payload["components"]} == {18}
    answers = {p["component"]["custom_id"]: p["component"] for p in payload["components"]}
    assert answers["beat"] == {"type": 4, "id": 2, "custom_id": "beat", "value": "Slow push-in"}
    assert answers["format"]["values"] == ["9:16"]
    assert answers["speed"]["value"] == "slow"
    assert answers["locks"]["values"] == ["camera", "light"]
    assert answers["loop"]["value"] is True
    assert answers["seconds"]["value"] == ""
    assert answers["reference"]["values"] == []
    settle(stage, "acknowledged")
    page.gone("dialog")


def test_uploads_go_along_as_files(page: Any, modal: Any, stage: Any, tmp_path: Path) -> None:
    still = tmp_path / "still.png"
    still.write_bytes(stage.files["still.png"])
    page.click("[data-key='component:format']")
    page.click(page.button("16:9", ".listbox"))
    page.click(field(modal, "Speed").find_element(By.CSS_SELECTOR, ".choice-line"))
    modal.find_element(By.CSS_SELECTOR, "input[type=file]").send_keys(str(still))
    page.click(page.button("Submit", "dialog"))
    call = stage.last("/stage/modals")
    assert call["files"] == {"files[0]": "still.png"}
    assert call["payload"]["components"][-1]["component"]["values"] == ["0"]
    settle(stage, "acknowledged")
    page.gone("dialog")


def test_a_failed_submission_keeps_what_was_written(page: Any, stage: Any) -> None:
    row = {"type": 1, "components": [{"type": 4, "custom_id": "why", "style": 1, "label": "Why"}]}
    stage.send(
        type="modal",
        interaction_id="900",
        modal={"title": "Note", "custom_id": "note", "components": [row]},
    )
    page.one("dialog input").send_keys("the wind", Keys.ENTER)
    assert stage.last("/stage/modals")["payload"]["components"] == [
        {"type": 1, "components": [{"type": 4, "custom_id": "why", "value": "the wind"}]}
    ]
    settle(stage, "failed", text="Something went wrong. Try again.")
    page.until(lambda: "Something went wrong" in page.text("dialog .dialog-error"), "the reason")
    assert page.one("dialog input").get_attribute("value") == "the wind"
    page.keys(Keys.ESCAPE)
    page.gone("dialog")
