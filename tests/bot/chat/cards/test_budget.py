import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.cards.budget import Budget


def test_lines_are_left_out_whole_and_counted() -> None:
    shown = Budget(40).text(["a" * 10, "b" * 10, "c" * 10, "d" * 10]).content
    assert shown == f"{'a' * 10}\n{'b' * 10}\n-# … and 2 more"


def test_a_first_line_that_does_not_fit_is_an_error() -> None:
    with pytest.raises(ValueError, match="does not fit"):
        Budget(5).text(["abcdefgh"])


@given(st.lists(st.text("ab", min_size=1, max_size=300), min_size=1, max_size=60))
def test_texts_never_take_more_than_the_budget(lines: list[str]) -> None:
    budget = Budget(4000)
    spent = 0
    while budget.left > 400:
        spent += len(budget.text(lines).content)
    assert spent == 4000 - budget.left
    assert spent <= 4000
