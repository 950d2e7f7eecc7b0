"""Keeps the stage over a restart: a JSON snapshot, and a log of the changes since.

Every change is one appended line, written before the bot hears that it worked, so a killed
process loses nothing; the snapshot is replaced atomically when the stage starts, stops, and
whenever the log has grown long.
"""

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from bot.rehearsal.errors import StageError
from bot.rehearsal.records import Interaction, Message

_LONG = 2000


class Kept(BaseModel):
    """Everything that survives a restart.

    Attributes:
        scopes: application commands by scope: `global` or a guild id.
    """

    messages: dict[str, Message] = Field(default_factory=dict)
    interactions: dict[str, Interaction] = Field(default_factory=dict)
    scopes: dict[str, list[dict[str, Any]]] = Field(default_factory=dict)

    def apply(self, change: dict[str, Any]) -> None:
        """Apply one line of the log."""
        if "message" in change:
            message = Message.model_validate(change["message"])
            self.messages[message.id] = message
        elif "gone" in change:
            self.messages.pop(change["gone"], None)
        elif "interaction" in change:
            interaction = Interaction.model_validate(change["interaction"])
            self.interactions[interaction.id] = interaction
        elif "scope" in change:
            self.scopes[change["scope"]] = change["commands"]


class Keeper:
    """Writes changes down; without a file it does nothing.

    Args:
        path: the snapshot; the log lies beside it.
        whole: gives the present state, for a new snapshot.
    """

    def __init__(self, path: Path | None, whole: Callable[[], Kept]) -> None:
        self._path = path
        self._whole = whole
        self._log: TextIOWrapper | None = None
        self._lines = 0
        self._saving: asyncio.Task[None] | None = None

    def message(self, message: Message) -> None:
        """A message is new or changed."""
        self._write(lambda: {"message": message.model_dump(mode="json")})

    def message_gone(self, message: Message) -> None:
        """A message is deleted."""
        self._write(lambda: {"gone": message.id})

    def interaction(self, interaction: Interaction) -> None:
        """An interaction is new or changed."""
        self._write(lambda: {"interaction": interaction.model_dump(mode="json")})

    def commands(self, scope: str, commands: list[dict[str, Any]]) -> None:
        """The application commands of a scope changed."""
        self._write(lambda: {"scope": scope, "commands": commands})

    def _write(self, change: Callable[[], dict[str, Any]]) -> None:
        if self._log is None:
            return
        self._log.write(json.dumps(change()) + "\n")
        self._log.flush()
        self._lines += 1
        if self._lines >= _LONG and (self._saving is None or self._saving.done()):
            self._saving = asyncio.create_task(self._save())

    # -- files

    async def load(self) -> Kept:
        """What was kept; empty the first time.

        Raises:
            StageError: the snapshot cannot be read.
        """
        return await asyncio.to_thread(self._read)

    def _read(self) -> Kept:
        if self._path is None:
            return Kept()
        kept = Kept()
        try:
            if self._path.exists():
                kept = Kept.model_validate_json(self._path.read_bytes())
            for log in (self._old, self._new):
                for change in _lines(log):
                    kept.apply(change)
        except (OSError, ValidationError) as error:
            raise StageError(
                f"The rehearsal's memory in {self._path} cannot be read. "
                "Move the file away to start with an empty stage."
            ) from error
        return kept

    @property
    def _new(self) -> Path:
        return self._beside(".changes")

    @property
    def _old(self) -> Path:
        return self._beside(".changes.old")

    def _beside(self, ending: str) -> Path:
        path = self._path or Path()
        return path.with_name(path.name + ending)

    async def open(self) -> None:
        """Begin to write: a fresh snapshot and an empty log."""
        if self._path is not None:
            await self._save()

    async def _save(self) -> None:
        # Turned on the loop itself: no change may fall between the two logs.
        self._turn_log()
        whole = self._whole().model_dump_json()
        await asyncio.to_thread(self._replace, whole)

    def _turn_log(self) -> None:
        """Changes from now on go to a new log; the old one is dropped after the snapshot."""
        if self._log is not None:
            self._log.close()
        if self._new.exists():
            # What an unfinished turn left behind must stay in front.
            text = self._old.read_text() if self._old.exists() else ""
            _write_whole(self._old, text + self._new.read_text())
        self._log = self._new.open("w", encoding="utf-8")
        self._lines = 0

    def _replace(self, text: str) -> None:
        if self._path is not None:
            _write_whole(self._path, text)
            self._old.unlink(missing_ok=True)

    async def close(self) -> None:
        """Write the last snapshot and stop."""
        if self._saving is not None:
            await self._saving
        if self._log is not None:
            await self._save()
            self._log.close()
            self._log = None


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            # The last line of a killed process may be cut off; nothing follows it.
            return


def _write_whole(path: Path, text: str) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
