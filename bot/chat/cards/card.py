"""What a card is before it is delivered: a layout and the names of the files it shows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from discord import ui

from bot.chat.cards import text
from bot.studio.records import Draft, Still, Take
from config.catalogue import ModelRow
from prompts.nearest import nearest
from prompts.plan import Plan, Prompt

_SHORT = 240
"""Characters of a prompt that still reads as one beat."""


@dataclass(frozen=True)
class Media:
    """A file that a card shows.

    Attributes:
        name: file name, unique in the message and made from the content hash: what is there
            already need not be sent again.
        kind: a still's preview or a take's clip.
        n: which take, for a clip.
    """

    name: str
    kind: Literal["still", "clip"]
    n: int = 0

    @property
    def url(self) -> str:
        """How the layout refers to it."""
        return f"attachment://{self.name}"


def still_media(still: Still) -> Media:
    """The preview of a still."""
    return Media(f"still-{still.sha256[:8]}.jpg", "still")


def clip_media(take: Take, copy: int | None = None) -> Media:
    """The clip of a ready take, or a smaller copy of `copy` bytes.

    The name of a copy tells its size, so that the message itself knows what it shows.
    """
    small = f"-{copy // 1000}k" if copy else ""
    return Media(f"{_stem(take)}{small}.mp4", "clip", take.n)


def copy_of(take: Take, name: str) -> int | None:
    """Whether a file is this take's clip: bytes of a smaller copy, 0 for the clip, else None."""
    match = re.fullmatch(re.escape(_stem(take)) + r"(?:-(\d+)k)?\.mp4", name)
    return None if match is None else int(match[1] or 0) * 1000


def _stem(take: Take) -> str:
    if take.clip is None:
        raise ValueError(f"take {take.letter} has no clip")
    return f"take-{take.letter.lower()}-{take.clip.sha256[:8]}"


@dataclass(frozen=True)
class Card:
    """A message to be: its layout and its files."""

    view: ui.LayoutView
    media: tuple[Media, ...] = ()


@dataclass(frozen=True)
class House:
    """What the cards have to know about this installation.

    Attributes:
        models: the catalogue.
        algorithmic: names of backends that move the still's own pixels.
        takes: takes of a shot when nobody says otherwise.
        quorum: distinct voters that close a ballot.
        platforms: (id, title) of the platforms a shot can be made for.
        renderable: for models that cannot act, what their dialect can move, by dialect id.
    """

    models: Mapping[str, ModelRow]
    algorithmic: frozenset[str] = frozenset()
    takes: int = 4
    quorum: int = 5
    platforms: tuple[tuple[str, str], ...] = ()
    renderable: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def model(self, model: str) -> ModelRow:
        """The catalogue row; a model that left the catalogue is named by its id."""
        return self.models.get(model) or ModelRow(id=model, title=model, backend=model)

    def really(self, draft: Draft) -> str:
        """What will be shot instead of the beat when the model cannot act; empty if it can."""
        if draft.plan is None or draft.prompt is None:
            return ""
        row = self.model(draft.prompt.model)
        if row.acts or row.dialect not in self.renderable:
            return ""
        name = row.title.removesuffix(" (built in)")
        _, sentence = nearest(
            draft.plan, draft.still.report, self.renderable[row.dialect], name=name
        )
        return sentence


def beat_sentence(plan: Plan, prompt: Prompt | None, most: int) -> str:
    """The one beat for people, escaped: the prompt's own words unless they are too many."""
    short = prompt is not None and 0 < len(prompt.text) <= _SHORT
    words = prompt.text if prompt is not None and (short or not plan.job) else plan.job
    return text.quote(text.sentence(words), most)


def layout(*items: ui.Item[ui.LayoutView], accent: int | None = None) -> ui.LayoutView:
    """One container as a layout. It answers to no button itself: `bot.chat.buttons` does."""
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(*items, accent_colour=accent))
    return view
