"""The announcement: the winner, or the tie that its requester decides."""

from bot.chat.cards.budget import Budget
from bot.chat.cards.card import Card, layout
from bot.chat.cards.shot import beat_of, pick_row, tied_takes
from bot.studio.records import Shot, ShotState


def announcement_card(shot: Shot) -> Card:
    """What is said once, as a reply to the shot card, when voting is over."""
    budget = Budget()
    if shot.state is ShotState.TIED:
        return Card(layout(budget.text([_tie(shot)]), pick_row(shot)))
    return Card(layout(budget.text([_winner(shot), f"-# Shot {shot.number}: {beat_of(shot)}"])))


def _winner(shot: Shot) -> str:
    letter = "ABCD"[shot.winner or 0]
    if not shot.votes:
        return f"**{letter} it is** — selected."
    behind, voters = shot.count(shot.winner or 0), shot.voters
    people = "vote" if voters == 1 else "votes"
    return f"**{letter} it is** — {behind} of {voters} {people}. Selected."


def _tie(shot: Shot) -> str:
    letters = [take.letter for take in tied_takes(shot)]
    names = ", ".join(letters[:-1]) + f" and {letters[-1]}" if len(letters) > 1 else letters[0]
    if not shot.votes:
        return f"Nobody voted on shot {shot.number}. <@{shot.requester}>, which take is it?"
    return f"{names} are level on shot {shot.number}. <@{shot.requester}>, which take is it?"


def ping_text(shot: Shot) -> str:
    """The one message that pings the requester: everything is in, or nothing worked out."""
    who = f"<@{shot.requester}>"
    if shot.state is ShotState.FAILED:
        return f"{who} Shot {shot.number} did not work out; you were not charged. See the card."
    count = len(shot.ready)
    return f"{who} Shot {shot.number} is in: {count} take{'s' if count != 1 else ''} to pick from."
