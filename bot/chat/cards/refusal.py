"""A refusal: one sentence, no buttons, no lecture."""

from bot.chat.cards import text
from bot.chat.cards.budget import Budget
from bot.chat.cards.card import Card, layout
from prompts.plan import Refusal


def refusal_card(refusal: Refusal) -> Card:
    """The open, kind no."""
    return Card(layout(Budget().text([text.quote(refusal.message, 600)])))


def sentence_card(sentence: str) -> Card:
    """One sentence for a person, as written by us: an error, an answer, a hint."""
    return Card(layout(Budget().text([sentence[:1900]])))
