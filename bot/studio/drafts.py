"""The draft desk: words and a still become a proposal, and more words revise it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final

from bot.store.database import Database
from bot.studio.errors import (
    NotAllowedError,
    NotFoundError,
    RefusedError,
    UnknownModelError,
    WrongStateError,
)
from bot.studio.records import Draft, DraftState, Place, Still
from config.catalogue import ModelRow
from config.settings import Shooting
from prompts.director import Director
from prompts.plan import Direction, Plan, Settings
from prompts.still.report import Report

_TRIES: Final = 5


class _MovedOnError(Exception):
    """The row changed while the director was at work."""


class DraftDesk:
    """Opens drafts and changes them; each change is one short transaction."""

    def __init__(
        self,
        database: Database,
        director: Director,
        catalogue: Mapping[str, ModelRow],
        shooting: Shooting,
    ) -> None:
        self._database = database
        self._director = director
        self._catalogue = catalogue
        self._shooting = shooting

    async def open(
        self,
        place: Place,
        requester: int,
        still: Still,
        words: str,
        *,
        settings: Settings = Settings(),  # noqa: B008  # a frozen value, not shared state
        source: int | None = None,
    ) -> Draft:
        """Direct a still and keep the proposal, with the style anchor of the channel.

        Args:
            place: where the conversation is.
            requester: who asks.
            still: the picture.
            words: what was said; data, never instructions.
            settings: what was set by hand.
            source: message that started it; the same message starts one draft only.

        Raises:
            RefusedError: the director says no; nothing is kept.
            UnknownModelError: `settings` names a model that is not there.
        """
        anchor = await self._database.anchors.in_force(place.guild or place.channel, place.channel)
        phrase = anchor.phrase if anchor else ""
        direction = self._direct(still.report, (words,), settings, None, phrase)
        draft = Draft(
            id=0,
            place=place,
            requester=requester,
            still=still,
            words=(words,),
            settings=settings,
            anchor=anchor.id if anchor else None,
            direction=direction,
            source=source,
            created=datetime.now(UTC),
        )
        return await self._database.drafts.add(draft)

    async def get(self, draft_id: int) -> Draft:
        """A draft by its row id.

        Raises:
            NotFoundError: there is none.
        """
        draft = await self._database.drafts.get(draft_id)
        if draft is None:
            raise NotFoundError("This draft is not here any more. Send the picture again.")
        return draft

    async def by_message(self, channel: int, message: int) -> Draft | None:
        """The draft whose card a message is."""
        return await self._database.drafts.by_message(channel, message)

    async def revise(self, draft_id: int, by: int, words: str, *, moderator: bool = False) -> Draft:
        """Direct again with more words.

        Raises:
            RefusedError: the director says no; the draft stays as it was.
            StudioError: there is no such draft, it is not open, or `by` may not.
        """
        return await self._redirect(
            draft_id,
            by,
            moderator,
            lambda draft: {"words": (*draft.words, words), "picked": None},
        )

    async def answer(
        self, draft_id: int, by: int, choice: str, *, moderator: bool = False
    ) -> Draft:
        """Answer the draft's question with the id of a choice.

        Raises:
            WrongStateError: the question does not have that choice (any more).
            StudioError: there is no such draft, it is not open, or `by` may not.
        """

        def answered(draft: Draft) -> dict[str, object]:
            question = draft.direction.question
            if question is None or choice not in {known.id for known in question.choices}:
                raise WrongStateError("That question was answered already. Look at the card above.")
            return {"answer": choice, "picked": None}

        return await self._redirect(draft_id, by, moderator, answered)

    async def configure(
        self, draft_id: int, by: int, settings: Settings, *, moderator: bool = False
    ) -> Draft:
        """Replace what is set by hand and direct again.

        Raises:
            UnknownModelError: `settings` names a model that is not there.
            StudioError: there is no such draft, it is not open, or `by` may not.
        """
        return await self._redirect(draft_id, by, moderator, lambda draft: {"settings": settings})

    async def pick(
        self, draft_id: int, by: int, index: int | None, *, moderator: bool = False
    ) -> Draft:
        """Choose an alternative by its index, or None for the director's first choice.

        Raises:
            WrongStateError: there is no such alternative.
            StudioError: there is no such draft, it is not open, or `by` may not.
        """

        def picked(draft: Draft) -> Draft:
            check_open(draft, by, moderator=moderator)
            if index is not None and not 0 <= index < len(draft.direction.alternatives):
                raise WrongStateError("That idea is not on the card any more. Pick another one.")
            return draft.model_copy(update={"picked": index})

        return await self._change(draft_id, picked)

    async def cancel(self, draft_id: int, by: int, *, moderator: bool = False) -> Draft:
        """Put a draft away; doing so twice changes nothing.

        Raises:
            StudioError: there is no such draft, it was rolled, or `by` may not.
        """

        def cancelled(draft: Draft) -> Draft:
            if draft.state is DraftState.CANCELLED:
                return draft
            check_open(draft, by, moderator=moderator)
            return draft.model_copy(update={"state": DraftState.CANCELLED})

        return await self._change(draft_id, cancelled)

    async def card_deleted(self, draft_id: int) -> Draft:
        """Somebody deleted the card: an open draft is put away.

        Raises:
            NotFoundError: there is no such draft.
        """

        def put_away(draft: Draft) -> Draft:
            if draft.state is not DraftState.OPEN:
                return draft
            return draft.model_copy(update={"state": DraftState.CANCELLED})

        return await self._change(draft_id, put_away)

    async def posted(self, draft_id: int, message: int, revision: int) -> None:
        """The board has put `revision` of the draft on the card `message`."""
        await self._database.drafts.posted(draft_id, message, revision)

    def model(self, settings: Settings) -> ModelRow:
        """The catalogue row in force for the given settings.

        Raises:
            UnknownModelError: there is none.
        """
        if settings.model is not None:
            row = self._catalogue.get(settings.model)
            if row is None:
                raise UnknownModelError(
                    f"I don't know the model {settings.model!r}. Pick one in Settings."
                )
            return row
        backend = self._shooting.backend
        for row in self._catalogue.values():
            if row.backend == backend:
                return row
        raise UnknownModelError(
            f"No model is listed for the backend {backend!r}. "
            "Ask the owner to check ONEBEAT_SHOOTING__BACKEND."
        )

    async def _change(self, draft_id: int, to: Callable[[Draft], Draft]) -> Draft:
        draft = await self._database.drafts.change(draft_id, to)
        if draft is None:
            raise NotFoundError("This draft is not here any more. Send the picture again.")
        return draft

    async def _redirect(
        self,
        draft_id: int,
        by: int,
        moderator: bool,
        update: Callable[[Draft], dict[str, object]],
    ) -> Draft:
        # Directing stays outside the transaction: a director may be slow. If the row moved on
        # meanwhile, the words are directed again on top of what it says now.
        for _ in range(_TRIES):
            before = await self.get(draft_id)
            check_open(before, by, moderator=moderator)
            asked = before.model_copy(update=update(before))
            anchor = await self._database.anchors.get(asked.anchor) if asked.anchor else None
            direction = self._direct(
                asked.still.report,
                asked.words,
                asked.settings,
                asked.answer,
                anchor.phrase if anchor else "",
            )
            picked = asked.picked
            if picked is not None and picked >= len(direction.alternatives):
                picked = None
            after = asked.model_copy(update={"direction": direction, "picked": picked})

            def replace(draft: Draft, seen: Draft = before, made: Draft = after) -> Draft:
                check_open(draft, by, moderator=moderator)
                if draft.revision != seen.revision:
                    raise _MovedOnError
                return made.model_copy(update={"message": draft.message, "shown": draft.shown})

            try:
                return await self._change(draft_id, replace)
            except _MovedOnError:
                continue
        raise WrongStateError("Too many changes at once. Wait a moment and say it again.")

    def _direct(
        self,
        report: Report,
        words: tuple[str, ...],
        settings: Settings,
        answer: str | None,
        anchor: str,
    ) -> Direction:
        row = self.model(settings)

        def direct(wanted: Settings) -> Direction:
            return self._director.direct(
                report,
                words[-1],
                settings=wanted,
                model=row.id,
                dialect=row.dialect,
                anchor=anchor,
                answer=answer,
                history=words[:-1],
            )

        direction = direct(settings)
        if direction.refusal is not None:
            raise RefusedError(direction.refusal)
        house = self._house_settings(settings.over(direction.request.settings))
        return direct(settings.over(house)) if house != Settings() else direction

    def _house_settings(self, asked: Settings) -> Settings:
        """The owner's own defaults where nobody, and no platform, asked for anything else."""
        if asked.platform is not None:
            return Settings()
        usual = Plan.model_fields
        owners = {
            name: value
            for name, value in self._shooting.model_dump(include={"seconds", "size", "fps"}).items()
            if getattr(asked, name) is None and value != usual[name].default
        }
        return Settings(**owners)


def check_open(draft: Draft, by: int, *, moderator: bool) -> None:
    """Whether somebody may change a draft now.

    Raises:
        NotAllowedError: it is someone else's.
        WrongStateError: it was rolled or cancelled.
    """
    if by != draft.requester and not moderator:
        raise NotAllowedError(
            "Only the person who asked can change this draft. "
            "Send the picture yourself to get your own."
        )
    if draft.state is DraftState.ROLLED:
        raise WrongStateError("This draft was rolled already. Look at its shot below.")
    if draft.state is DraftState.CANCELLED:
        raise WrongStateError("This draft was cancelled. Send the picture again to start over.")
