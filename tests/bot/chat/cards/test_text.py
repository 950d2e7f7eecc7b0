import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.chat.cards import text


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("make it epic", "make it epic"),
        ("**bold** _it_ ~~s~~ `c` ||x||", r"\*\*bold\*\* \_it\_ \~\~s\~\~ \`c\` \|\|x\|\|"),
        ("@everyone look", "@\u200beveryone look"),
        ("<@201> <#5> <t:0:R>", "\\<@\u200b201\\> \\<\\#5\\> \\<t:0:R\\>"),
        ("[free](https://evil.example)", r"\[free\](https\://evil.example)"),
        ("line\n# heading\n> quote", r"line \# heading \> quote"),
        ("a\u202eb\x00c", "abc"),
        ("ends with \\", "ends with \\\\"),
    ],
)
def test_words_show_as_typed(typed: str, shown: str) -> None:
    assert text.quote(typed, 200) == shown


def test_long_words_are_cut_with_an_ellipsis() -> None:
    assert text.quote("abcdef", 4) == "abc…"


@given(st.text(), st.integers(1, 60))
@example("@" * 40, 5)
@example("\\" * 40, 6)
def test_a_quote_never_exceeds_its_room_and_never_pings(typed: str, most: int) -> None:
    shown = text.quote(typed, most)
    assert len(shown) <= most
    assert "\n" not in shown
    assert "@everyone" not in shown
    assert "<@" not in shown.replace("\\<", "")
    # No escape is cut in the middle: every backslash has something after it.
    rest = shown.replace("\\\\", "")
    assert not rest.endswith("\\")


@given(st.text(), st.integers(1, 100))
def test_a_label_is_never_empty_nor_too_long(typed: str, most: int) -> None:
    assert 1 <= len(text.label(typed, most)) <= most


@pytest.mark.parametrize(
    ("plan", "still", "shown"),
    [
        ("9:16", 1.78, "9:16"),
        ("still", 4000 / 2250, "16:9"),
        ("still", 1.0, "1:1"),
        ("still", 1.4142, "the still's own ratio"),
    ],
)
def test_the_ratio_is_named_as_people_know_it(plan: str, still: float, shown: str) -> None:
    assert text.ratio(plan, still) == shown
