"""Queries on takes and on the intents behind them: the written ground of the money law."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, and_, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.connections import Connections
from bot.store.dialect import insert_for
from bot.store.rows import to_take
from bot.store.shots import lock_shot
from bot.store.tables import clips, intents, shots, takes
from bot.studio.records import Clip, Take, TakeState
from prompts.record import Record

_OPEN = tuple(state.value for state in TakeState if not state.done)
_TEXT_LIMIT = 500


class IntentState(StrEnum):
    """What is known about a submit."""

    CLEAR = "clear"
    """Certainly nothing was accepted; a submit may go out."""
    SENT = "sent"
    """A submit may have gone out and nothing came back yet."""
    ACCEPTED = "accepted"
    """The backend gave a job id."""
    SETTLED = "settled"
    """Nothing runs there any more that we would have to stop or fetch."""


class Intent(Record):
    """The row that is committed before a submit.

    Attributes:
        reference: the take's reference.
        state: what is known.
        tries: submits that went out, this one included.
        job: id the backend gave.
    """

    reference: str
    state: IntentState
    tries: int = 0
    job: str | None = None


class Takes:
    """Reads and moves takes. A take that is done never moves again: a cancel always wins."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def get(self, take_id: int) -> Take | None:
        """A take by its row id."""
        async with self._connections.reading() as connection:
            row = (await connection.execute(_select().where(takes.c.id == take_id))).one_or_none()
            return None if row is None else to_take(row)

    async def open(self) -> list[Take]:
        """All takes that are not done, in the order they were rolled."""
        async with self._connections.reading() as connection:
            rows = await connection.execute(
                _select().where(takes.c.state.in_(_OPEN)).order_by(takes.c.id)
            )
            return [to_take(row) for row in rows]

    async def intent(self, reference: str) -> Intent | None:
        """What is known about the submit of a take."""
        async with self._connections.reading() as connection:
            row = (
                await connection.execute(select(intents).where(intents.c.reference == reference))
            ).one_or_none()
        if row is None:
            return None
        return Intent(
            reference=row.reference, state=IntentState(row.state), tries=row.tries, job=row.job
        )

    async def intend(self, take: Take) -> bool:
        """Commit that a submit is about to go out; False when the take is done by now."""
        async with self._connections.writing() as connection:
            if not await _move(connection, take.id, state=TakeState.SUBMITTING.value):
                return False
            now = datetime.now(UTC)
            await connection.execute(
                insert_for(connection, intents)
                .values(
                    reference=take.reference,
                    take=take.id,
                    backend=take.backend,
                    state=IntentState.SENT.value,
                    tries=1,
                    at=now,
                )
                .on_conflict_do_update(
                    index_elements=[intents.c.reference],
                    set_={
                        "state": IntentState.SENT.value,
                        "tries": intents.c.tries + 1,
                        "job": None,
                        "at": now,
                    },
                )
            )
            return True

    async def clear(self, take: Take) -> None:
        """Commit that nothing was accepted under the take's reference."""
        await self._set_intent(take.reference, state=IntentState.CLEAR.value)

    async def settle(self, take: Take) -> None:
        """Commit that nothing runs at the backend for this take any more."""
        await self._set_intent(take.reference, state=IntentState.SETTLED.value)

    async def accept(self, take: Take, job: str) -> bool:
        """Commit the job id; always kept, even for a take that was cancelled meanwhile.

        Returns:
            Whether the take goes on.
        """
        async with self._connections.writing() as connection:
            await connection.execute(
                update(intents)
                .where(intents.c.reference == take.reference)
                .values(state=IntentState.ACCEPTED.value, job=job, accepted=datetime.now(UTC))
            )
            goes_on = await _move(
                connection, take.id, state=TakeState.RENDERING.value, job=job, progress=None
            )
            if not goes_on:
                await connection.execute(update(takes).where(takes.c.id == take.id).values(job=job))
            return goes_on

    async def progress(self, take_id: int, progress: float | None) -> bool:
        """Commit how far a take is, 0-1; False when the take is done by now."""
        async with self._connections.writing() as connection:
            return await _move(
                connection, take_id, state=TakeState.RENDERING.value, progress=progress
            )

    async def move(
        self, take_id: int, state: TakeState, *, note: str | None = None, micros: int | None = None
    ) -> bool:
        """Commit a new state; False when the take is done by now."""
        values: dict[str, Any] = {"state": state.value}
        if note is not None:
            values["note"] = note[:_TEXT_LIMIT]
        if micros is not None:
            values["micros"] = micros
        if state.done or state is TakeState.FETCHING:
            values["progress"] = None
        async with self._connections.writing() as connection:
            return await _move(connection, take_id, **values)

    async def keep_clip(self, take_id: int, clip: Clip) -> bool:
        """Commit a stored clip and that its take is ready; False when the take is done by now."""
        async with self._connections.writing() as connection:
            await connection.execute(
                insert_for(connection, clips)
                .values(**clip.model_dump())
                .on_conflict_do_nothing(index_elements=[clips.c.sha256])
            )
            return await _move(
                connection, take_id, state=TakeState.READY.value, clip=clip.sha256, progress=None
            )

    async def left_behind(self) -> list[Take]:
        """Cancelled takes whose job may still be running at the backend."""
        running = or_(
            intents.c.state == IntentState.SENT.value,
            intents.c.state == IntentState.ACCEPTED.value,
        )
        async with self._connections.reading() as connection:
            rows = await connection.execute(
                _select()
                .join(intents, intents.c.take == takes.c.id)
                .where(takes.c.state == TakeState.CANCELLED.value, running)
                .order_by(takes.c.id)
            )
            return [to_take(row) for row in rows]

    async def _set_intent(self, reference: str, **values: Any) -> None:
        async with self._connections.writing() as connection:
            await connection.execute(
                update(intents).where(intents.c.reference == reference).values(**values)
            )


def _select() -> Select[Any]:
    details = [column for column in clips.c if column.name != "sha256"]
    return select(takes, *details).outerjoin(clips, clips.c.sha256 == takes.c.clip)


async def _move(connection: AsyncConnection, take_id: int, **values: Any) -> bool:
    shot_id = await connection.scalar(select(takes.c.shot).where(takes.c.id == take_id))
    if shot_id is None:
        return False
    await lock_shot(connection, shot_id)
    moved = await connection.execute(
        update(takes).where(and_(takes.c.id == take_id, takes.c.state.in_(_OPEN))).values(**values)
    )
    if moved.rowcount != 1:
        return False
    await connection.execute(
        update(shots).where(shots.c.id == shot_id).values(revision=shots.c.revision + 1)
    )
    return True
