"""Cards and controls: every component type is drawn, presses are posted, failures are said."""

from typing import Any

import pytest
from selenium.webdriver.common.keys import Keys

pytestmark = pytest.mark.browser

ZOO = "article[data-id='9008']"


def test_every_component_type_is_drawn(page: Any) -> None:
    for part in (
        ".row", ".button", ".select", ".section .section-text", ".section .thumb",
        ".section .button", ".separator.space-2", ".file", ".gallery", ".cover .card",
    ):  # fmt: skip
        assert page.all(f"{ZOO} {part}"), part
    assert "type 99" in page.text(f"{ZOO} .unknown")
    styles = {"primary", "secondary", "success", "danger", "link"}
    drawn = {
        name for node in page.all(f"{ZOO} .button") for name in node.get_attribute("class").split()
    }
    assert styles <= drawn


def test_a_card_carries_its_accent_colour(page: Any) -> None:
    colour = page.one("article[data-id='9002'] .card").value_of_css_property("border-left-color")
    assert colour.replace("rgba", "rgb").replace(", 1)", ")") == "rgb(224, 160, 48)"


def test_pressing_a_button_posts_it_once_and_shows_that_it_waits(page: Any, stage: Any) -> None:
    key = "[data-key='component:draft:roll:41']"
    page.click(key)
    page.until(lambda: page.one(key).get_attribute("aria-busy") == "true", "the waiting mark")
    call = stage.last("/stage/components")
    page.click(key)
    nonce = call["payload"].pop("nonce")
    assert nonce.isdigit()
    assert len(nonce) <= 25
    assert call["payload"] == {
        "channel_id": "301", "message_id": "9002",
        "custom_id": "draft:roll:41", "component_type": 2,
    }  # fmt: skip
    stage.send(type="interaction", id="900", nonce=nonce, state="acknowledged")
    page.until(lambda: page.one(key).get_attribute("aria-busy") is None, "the mark to go")
    assert len([c for c in stage.calls if c["path"] == "/stage/components"]) == 1


def test_a_failed_interaction_is_said_under_the_message(page: Any, stage: Any) -> None:
    page.click("[data-key='component:draft:edit:41']")
    nonce = stage.last("/stage/components")["payload"]["nonce"]
    stage.send(type="interaction", id="900", nonce=nonce, state="sent")
    stage.send(type="interaction", id="900", nonce=nonce, state="failed")
    note = page.one("article[data-id='9002'] .failure")
    assert note.text == "This interaction failed"
    assert note.get_attribute("role") == "alert"
    page.click("[data-key='component:draft:edit:41']")
    page.gone("article[data-id='9002'] .failure")


def test_a_refused_press_says_the_stages_reason(page: Any, stage: Any) -> None:
    stage.refusal = "That message is gone."
    page.click("[data-key='component:draft:edit:41']")
    page.until(lambda: page.all("article[data-id='9002'] .failure"), "the reason")
    assert page.text("article[data-id='9002'] .failure") == "That message is gone."
    assert len([line for line in page.problems() if "400" in line]) == 1


def test_disabled_and_link_buttons(page: Any) -> None:
    assert not page.button("Off", ZOO).is_enabled()
    link = page.one(f"{ZOO} a.button.link")
    assert link.get_attribute("href") == "https://example.com/guide"
    assert "noopener" in link.get_attribute("rel")
    assert page.button("🔁", ZOO)


def test_a_select_is_chosen_with_the_keyboard(page: Any, stage: Any) -> None:
    key = "[data-key='component:draft:other:41']"
    page.js("arguments[0].focus()", page.one(key))
    page.keys(Keys.ENTER)
    assert page.one(".listbox").get_attribute("role") == "listbox"
    assert page.one(key).get_attribute("aria-expanded") == "true"
    page.keys(Keys.ARROW_DOWN, Keys.ENTER)
    payload = stage.last("/stage/components")["payload"]
    assert (payload["component_type"], payload["values"]) == (3, ["truck"])
    assert "Slow truck to the right" in page.one(key).text
    page.until(
        lambda: page.focused().get_attribute("data-key") == "component:draft:other:41", "the focus"
    )


def test_leaving_a_select_changes_nothing(page: Any, stage: Any) -> None:
    page.click("[data-key='component:draft:other:41']")
    page.one(".listbox")
    page.keys(Keys.ESCAPE)
    page.gone(".listbox")
    assert stage.calls == []


def test_a_select_for_many_hands_over_its_values_when_done(page: Any, stage: Any) -> None:
    page.click("[data-key='component:zoo:many']")
    assert not page.button("Done").is_enabled()
    page.click(page.button("Grass", ".listbox"))
    page.click(page.button("Clouds", ".listbox"))
    page.click(page.button("Water", ".listbox"))
    assert "2 chosen" in page.text(".listbox-hint")
    page.click(page.button("Done"))
    assert stage.last("/stage/components")["payload"]["values"] == ["clouds", "grass"]


def test_people_and_channels_can_be_selected(page: Any, stage: Any) -> None:
    page.click("[data-key='component:zoo:user']")
    page.click(page.button("Ben", ".listbox"))
    assert stage.last("/stage/components")["payload"]["values"] == ["202"]
    page.click("[data-key='component:zoo:channel']")
    page.click(page.button("#lounge", ".listbox"))
    payload = page.until(
        lambda: next(
            (c["payload"] for c in stage.calls if c["payload"]["component_type"] == 8), None
        ),
        "the channel",
    )
    assert payload["values"] == ["302"]


def test_defaults_of_a_select_are_shown(page: Any) -> None:
    assert "Voting" in page.one("[data-key='component:shot:state:12']").text


def test_covered_cards_and_pictures_open(page: Any) -> None:
    assert len(page.all(f"{ZOO} .cover")) == 2
    page.click(f"{ZOO} .cover-button")
    page.click(f"{ZOO} .cover-button")
    page.gone(f"{ZOO} .cover")
    assert "A covered card" in page.text(ZOO)


def test_classic_rows_and_embeds_are_drawn(page: Any) -> None:
    page.click(page.button("Hold still", "article[data-id='9009']"))
    assert page.stage.last("/stage/components")["payload"]["custom_id"] == "q:hold"
    assert "An embed" in page.text("article[data-id='9009'] .embed")


def test_media_links_stay_on_the_pages_own_address(library: Any) -> None:
    local = library.call("render/media.js", "localUrl", library.stage.base + "/cdn/a.png?x=1")
    assert local == "/cdn/a.png?x=1"
    port = library.stage.base.rsplit(":", 1)[1]
    assert (
        library.call("render/media.js", "localUrl", f"http://localhost:{port}/cdn/a.png")
        == "/cdn/a.png"
    )
    assert (
        library.call("render/media.js", "localUrl", "https://example.com/a")
        == "https://example.com/a"
    )


def test_files_that_browsers_cannot_draw_are_offered_as_files(library: Any) -> None:
    kinds = {
        "image": [{"content_type": "image/png"}, {"url": "/cdn/a.WEBP"}],
        "video": [{"content_type": "video/mp4"}, {"filename": "a.mp4", "content_type": None}],
        "file": [{"content_type": "image/tiff", "filename": "a.tiff"}, {"url": "/cdn/plan.json"}],
    }
    for kind, cases in kinds.items():
        for case in cases:
            assert library.call("render/media.js", "mediaKind", case) == kind
