"""Counting a ballot: approval voting over the takes that are ready (pure)."""

from bot.studio.records import Shot


def leaders(shot: Shot) -> tuple[int, ...]:
    """Takes with the most people behind them; all ready takes when nobody voted."""
    ready = [take.n for take in shot.ready]
    most = max((shot.count(n) for n in ready), default=0)
    return tuple(n for n in ready if shot.count(n) == most)


def winner(shot: Shot) -> int | None:
    """The take that wins, or None when the requester has to decide.

    Most people win. Among equals the requester's own vote decides if it backs exactly one of them.
    A take that is alone wins without a vote.
    """
    first = leaders(shot)
    if len(first) == 1:
        return first[0]
    own = {vote.n for vote in shot.votes if vote.voter == shot.requester}
    backed = [n for n in first if n in own]
    return backed[0] if len(backed) == 1 else None


def letters(numbers: tuple[int, ...]) -> str:
    """Takes as people name them: "A", "A or C", "A, B or D"."""
    names = ["ABCD"[n] for n in numbers]
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} or {names[-1]}"
