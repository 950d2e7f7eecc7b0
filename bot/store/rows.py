"""Table rows to studio records."""

from typing import Any

from sqlalchemy import Row

from bot.studio.records import (
    Anchor,
    Clip,
    Draft,
    DraftState,
    Place,
    Review,
    Shot,
    ShotState,
    Still,
    Take,
    TakeState,
    Vote,
)

AnyRow = Row[Any]


def to_draft(row: AnyRow) -> Draft:
    """A row of drafts joined with its still."""
    return Draft(
        id=row.id,
        place=Place(guild=row.guild, channel=row.channel),
        requester=row.requester,
        still=Still(sha256=row.still, name=row.still_name, report=row.report),
        words=tuple(row.words),
        settings=row.settings,
        picked=row.picked,
        answer=row.answer,
        anchor=row.anchor,
        direction=row.direction,
        state=DraftState(row.state),
        revision=row.revision,
        message=row.message,
        shown=row.shown,
        source=row.source,
        created=row.created,
    )


def to_take(row: AnyRow) -> Take:
    """A row of takes joined with its clip, if it has one."""
    clip = None
    if row.clip is not None:
        clip = Clip(
            sha256=row.clip,
            media_type=row.media_type,
            size=row.size,
            width=row.width,
            height=row.height,
            seconds=row.seconds,
            fps=row.fps,
        )
    return Take(
        id=row.id,
        shot=row.shot,
        n=row.n,
        state=TakeState(row.state),
        review=Review(row.review),
        seed=row.seed,
        backend=row.backend,
        prompt=row.prompt,
        job=row.job,
        note=row.note,
        clip=clip,
        micros=row.micros,
        progress=row.progress,
    )


def to_shot(row: AnyRow, takes: tuple[Take, ...], votes: tuple[Vote, ...]) -> Shot:
    """A row of shots joined with its still, and what belongs to it."""
    return Shot(
        id=row.id,
        number=row.number,
        draft=row.draft,
        place=Place(guild=row.guild, channel=row.channel),
        requester=row.requester,
        still=Still(sha256=row.still, name=row.still_name, report=row.report),
        plan=row.plan,
        state=ShotState(row.state),
        takes=takes,
        votes=votes,
        winner=row.winner,
        message=row.message,
        announced=row.announced,
        revision=row.revision,
        shown=row.shown,
        created=row.created,
        opened=row.opened,
        closes=row.closes,
        deleted_by=row.deleted_by,
        ended=row.ended,
    )


def to_anchor(row: AnyRow) -> Anchor:
    """A row of anchors."""
    return Anchor(
        id=row.id,
        guild=row.guild,
        name=row.name,
        phrase=row.phrase,
        author=row.author,
        created=row.created,
    )
