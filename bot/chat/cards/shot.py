"""The shot card: one message from the first rendering take to the winner."""

from collections.abc import Mapping

from discord import ButtonStyle, MediaGalleryItem, ui
from discord.utils import format_dt

from bot.chat.cards import text
from bot.chat.cards.budget import Budget
from bot.chat.cards.card import (
    Card,
    House,
    Media,
    beat_sentence,
    clip_media,
    layout,
    still_media,
)
from bot.chat.cards.ids import of_shot
from bot.chat.cards.labels import labels_of
from bot.studio.records import Shot, ShotState, Take, TakeState
from bot.studio.tally import leaders

BALLOT = "🇦🇧🇨🇩"
"""The ballot emoji in order of the takes."""

_PROGRESS = {
    TakeState.QUEUED: "next",
    TakeState.SUBMITTING: "starting",
    TakeState.RENDERING: "rendering",
    TakeState.FETCHING: "almost there",
    TakeState.CANCELLED: "cancelled, not charged",
}
_BUTTONS: dict[ShotState, tuple[str, ...]] = {
    ShotState.ROLLING: ("cancel", "more"),
    ShotState.VOTING: ("reroll", "close", "more", "delete"),
    ShotState.TIED: ("reroll", "more", "delete"),
    ShotState.CLOSED: ("reroll", "more", "delete"),
    ShotState.FAILED: ("reroll", "delete"),
    ShotState.CANCELLED: ("reroll", "delete"),
    ShotState.DELETED: (),
}
_LABELS = {
    "cancel": "Cancel",
    "reroll": "Re-roll",
    "close": "Close vote",
    "more": "More…",
    "delete": "Delete",
}


def tied_takes(shot: Shot) -> tuple[Take, ...]:
    """The takes between which the requester decides."""
    first = leaders(shot)
    return tuple(take for take in shot.ready if take.n in first)


def beat_of(shot: Shot, most: int = 400) -> str:
    """The beat as a sentence, escaped."""
    return beat_sentence(shot.plan, shot.takes[0].prompt if shot.takes else None, most)


def shot_card(shot: Shot, house: House, copies: Mapping[int, int] | None = None) -> Card:
    """The card of a shot.

    Args:
        shot: the row.
        house: this installation.
        copies: for takes whose clip did not fit, the bytes of the smaller copy that is posted;
            0 when no copy fits.
    """
    if shot.state is ShotState.DELETED:
        return Card(layout(Budget().text([_deleted(shot)])))
    copies = copies or {}
    budget = Budget()
    label = f"-# {labels_of(shot.ready or shot.takes, house)}"
    labelled = budget.text([label], 400) if shot.takes else None
    clips = tuple(
        clip_media(take, copies.get(take.n)) for take in shot.ready if copies.get(take.n) != 0
    )
    head = budget.text([f"**Shot {shot.number}** — {_state(shot, house)}", beat_of(shot)])
    items: list[ui.Item[ui.LayoutView]] = []
    media: tuple[Media, ...]
    if clips:
        media = clips
        items += [head, _gallery(shot, clips)]
    else:
        media = (still_media(shot.still),)
        thumbnail: ui.Thumbnail[ui.LayoutView] = ui.Thumbnail(media[0].url, description="The still")
        items.append(ui.Section(head, accessory=thumbnail))
    shared = _shared_note(shot)
    lines = [_line(shot, take, copies, shared) for take in shot.takes] or ["No takes."]
    items.append(budget.text([*lines, *([text.quote(shared, 220)] if shared else [])]))
    items += [labelled] if labelled else []
    items += _rows(shot)
    return Card(layout(*items), media)


def _state(shot: Shot, house: House) -> str:
    ready = len(shot.ready)
    match shot.state:
        case ShotState.ROLLING:
            since = format_dt(shot.created, "R")
            return f"{ready} of {len(shot.takes)} takes ready · started {since}"
        case ShotState.VOTING:
            letters = " ".join(BALLOT[take.n] for take in shot.ready)
            end = f"{format_dt(shot.closes, 'R')} or " if shot.closes else ""
            return f"pick your take: react {letters}, voting closes {end}at {house.quorum} voters"
        case ShotState.TIED:
            return f"voting is over, <@{shot.requester}> decides"
        case ShotState.CLOSED if shot.winner is not None:
            return f"**{'ABCD'[shot.winner]}** was selected"
        case ShotState.FAILED:
            return "no take worked out, you were not charged"
        case ShotState.CANCELLED:
            return "cancelled, you were not charged"
        case _:
            return shot.state.value


def _shared_note(shot: Shot) -> str:
    """The note that all ready takes have in common, said once; empty when they differ."""
    notes = {take.note for take in shot.ready}
    return notes.pop() if len(shot.ready) > 1 and len(notes) == 1 else ""


def _line(shot: Shot, take: Take, copies: Mapping[int, int], shared: str = "") -> str:
    head = f"**{take.letter}**"
    if take.state is TakeState.READY:
        parts = [f"seed {take.seed}"] if shot.state is not ShotState.ROLLING else ["ready"]
        if shot.state in {ShotState.TIED, ShotState.CLOSED} and shot.votes:
            count = shot.count(take.n)
            parts.append(f"{count} vote{'' if count == 1 else 's'}")
        if take.n == shot.winner:
            parts.append("**selected**")
        if take.note != shared:
            parts.append(text.quote(take.note, 220))
        if take.n in copies:
            parts.append(_copy(copies[take.n]))
        return f"{head} {' · '.join(parts)}"
    if take.state in {TakeState.FAILED, TakeState.UNCERTAIN}:
        default = (
            "failed, you were not charged."
            if take.state is TakeState.FAILED
            else "the provider did not answer; it was not sent again."
        )
        return f"{head} {text.quote(take.note, 300) or default}"
    words = _PROGRESS[take.state]
    if take.state is TakeState.RENDERING and take.progress is not None:
        words += f" {round(take.progress * 100)} %"
    return f"{head} {words}"


def _copy(size: int) -> str:
    if size:
        return f"a smaller copy ({text.megabytes(size)}), the original is under More"
    return "too large to post here, the original is under More"


def _gallery(shot: Shot, clips: tuple[Media, ...]) -> ui.MediaGallery[ui.LayoutView]:
    beat = text.plain(shot.plan.job)
    return ui.MediaGallery(
        *(
            MediaGalleryItem(
                clip.url,
                description=text.label(f"Take {'ABCD'[clip.n]} of shot {shot.number}: {beat}", 250),
            )
            for clip in clips
        )
    )


def _rows(shot: Shot) -> list[ui.Item[ui.LayoutView]]:
    rows: list[ui.Item[ui.LayoutView]] = []
    if shot.state is ShotState.TIED:
        rows.append(pick_row(shot))
    actions = _BUTTONS[shot.state]
    if actions:
        row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
        for action in actions:
            row.add_item(
                ui.Button(
                    label=_LABELS[action],
                    style=ButtonStyle.secondary,
                    custom_id=of_shot(shot.id, action),
                )
            )
        rows.append(row)
    return rows


def pick_row(shot: Shot) -> ui.ActionRow[ui.LayoutView]:
    """One button per tied take, for the requester."""
    row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
    for take in tied_takes(shot):
        row.add_item(
            ui.Button(
                label=f"Take {take.letter}",
                style=ButtonStyle.primary,
                custom_id=of_shot(shot.id, "pick", take.n),
            )
        )
    return row


def _deleted(shot: Shot) -> str:
    who = f" by <@{shot.deleted_by}>" if shot.deleted_by else ""
    when = f" on {format_dt(shot.ended, 'D')}" if shot.ended else ""
    return f"-# Shot {shot.number} was deleted{who}{when}."
