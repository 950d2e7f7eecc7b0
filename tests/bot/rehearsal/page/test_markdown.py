"""The message text's marks: parsed to a tree, drawn without markup from data."""

import time
from typing import Any

import pytest

pytestmark = pytest.mark.browser


def parse(library: Any, text: str) -> Any:
    return library.call("render/markdown.js", "parse", text)


def inline(library: Any, text: str) -> Any:
    return library.call("render/markdown.js", "parseInline", text)


TEXT = {"type": "text", "text": "a"}


def test_each_inline_mark_is_understood(library: Any) -> None:
    cases = {
        "**a**": [{"type": "strong", "children": [TEXT]}],
        "*a*": [{"type": "em", "children": [TEXT]}],
        "_a_": [{"type": "em", "children": [TEXT]}],
        "__a__": [{"type": "underline", "children": [TEXT]}],
        "~~a~~": [{"type": "strike", "children": [TEXT]}],
        "||a||": [{"type": "spoiler", "children": [TEXT]}],
        "`a`": [{"type": "code", "text": "a"}],
        "``a`b``": [{"type": "code", "text": "a`b"}],
        "***a***": [{"type": "strong", "children": [{"type": "em", "children": [TEXT]}]}],
        "<@12>": [{"type": "user", "id": "12"}],
        "<@!12>": [{"type": "user", "id": "12"}],
        "<@&12>": [{"type": "role", "id": "12"}],
        "<#12>": [{"type": "channel", "id": "12"}],
        "</style create:12>": [{"type": "command", "name": "style create", "id": "12"}],
        "<t:1700000000:R>": [{"type": "time", "unix": 1700000000, "style": "R"}],
        "<t:1700000000>": [{"type": "time", "unix": 1700000000, "style": "f"}],
        "<:beat:12>": [{"type": "emoji", "name": ":beat:"}],
    }
    assert {text: inline(library, text) for text in cases} == cases


def test_links_keep_only_web_addresses(library: Any) -> None:
    link = {"type": "link", "href": "https://example.com/x", "children": [TEXT]}
    assert inline(library, "[a](https://example.com/x)") == [link]
    plain = inline(library, "see https://example.com/x.")
    assert plain[1]["href"] == "https://example.com/x"
    assert plain[2] == {"type": "text", "text": "."}
    assert inline(library, "<https://example.com/x>")[0]["href"] == "https://example.com/x"
    for trap in ("[a](javascript:alert(1))", "[a](data:text/html,x)", "[a](//example.com)"):
        assert inline(library, trap) == [{"type": "text", "text": trap}]


def test_text_that_only_looks_like_marks_stays_text(library: Any) -> None:
    for text in ("snake_case_name", "2 * 3 * 4", "**open", "a < b", "http", "<@name>", "`", "\\"):
        assert inline(library, text) == [{"type": "text", "text": text}]
    assert inline(library, "\\*a\\*") == [{"type": "text", "text": "*a*"}]


def test_blocks_are_told_apart(library: Any) -> None:
    kinds = [
        block["type"]
        for block in parse(library, "# h\ntext\nmore\n-# s\n> q\n- i\n1. n\n```py\ncode\n```\nend")
    ]
    assert kinds == [
        "heading", "paragraph", "small", "quote", "list", "list", "fence", "paragraph",
    ]  # fmt: skip


def test_lists_nest_and_numbers_keep_their_start(library: Any) -> None:
    bullets = parse(library, "- a\n  - b\n  - c\n- d")
    assert len(bullets) == 1
    assert len(bullets[0]["items"]) == 2
    assert len(bullets[0]["items"][0][1]["items"]) == 2
    assert parse(library, "3. a\n4. b")[0]["start"] == 3


def test_code_keeps_every_character(library: Any) -> None:
    (fence,) = parse(library, "```js\n**x** <b>\n  y\n```")
    assert fence == {"type": "fence", "language": "js", "text": "**x** <b>\n  y"}


def test_rest_of_the_text_is_quoted_by_three_signs(library: Any) -> None:
    (quote,) = parse(library, ">>> one\n# two")
    assert [block["type"] for block in quote["children"]] == ["paragraph", "heading"]


@pytest.mark.parametrize(
    "unit", ["*", "**_", "[", "||", "<t:", "> ", "`", "- a\n", "__**", "~~[a]("]
)
def test_hostile_repetition_is_parsed_in_moments(library: Any, unit: str) -> None:
    text = (unit * 4000)[:4000]
    started = time.monotonic()
    assert isinstance(parse(library, text), list)
    assert time.monotonic() - started < 2


def test_drawn_text_holds_every_block(page: Any) -> None:
    node = "article[data-id='9006'] .md"
    page.one(node)
    for selector in (
        "h3.md-h1", "em", "u", "s", "code", "blockquote", "ul ul li", "ol li",
        ".md-small", "pre code", "a[rel~=noopener]", "time[datetime]",
    ):  # fmt: skip
        assert page.all(f"{node} {selector}"), selector
    assert "@Ana" in page.text(node)
    assert "#lounge" in page.text(node)


def test_markup_in_a_message_is_shown_as_text(page: Any) -> None:
    message = page.message("onerror")
    assert "<script>alert(2)</script>" in message.text
    script = "return arguments[0].querySelectorAll('.md :is(img, script, a)').length"
    assert page.js(script, message) == 0


def test_spoilers_open_with_the_keyboard_and_stay_open(page: Any, stage: Any) -> None:
    cover = page.one("article[data-id='9006'] .spoiler")
    assert cover.get_attribute("aria-label") == "Spoiler, press to reveal"
    page.js("arguments[0].focus()", cover)
    page.keys(" ")
    page.one("article[data-id='9006'] .spoiler-open")
    message = next(m for m in stage.scene["messages"]["301"] if m["id"] == "9006")
    stage.send(type="message_update", message={**message, "edited_timestamp": message["timestamp"]})
    page.one("article[data-id='9006'] .edited")
    assert page.all("article[data-id='9006'] .spoiler-open")


def test_relative_times_are_words(page: Any) -> None:
    assert page.call("clock.js", "relative", 7200, 0) == "in 2 hours"
    assert page.call("clock.js", "relative", 0, 90000) == "yesterday"
    assert "in 2 hours" in page.message("Shot 12").text
