"""The label that every posted clip carries: how it was made."""

from bot.chat.cards.card import House
from bot.studio.records import Take


def label_of(take: Take, house: House) -> str:
    """How this take was made, for a card."""
    row = house.model(take.prompt.model)
    title = row.title.removesuffix(" (built in)")
    if take.backend in house.algorithmic:
        return f"Made by an algorithm from the still's own pixels ({title})"
    return f"AI-generated ({title})"


def labels_of(takes: tuple[Take, ...], house: House) -> str:
    """The labels of several takes, each once."""
    return " · ".join(dict.fromkeys(label_of(take, house) for take in takes))
