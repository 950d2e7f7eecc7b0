"""The anchor desk: short style phrases, one in force per channel."""

import re
import tomllib
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Final

from bot.store.database import Database
from bot.studio.errors import BadAnchorError, NotAllowedError, NotFoundError
from bot.studio.records import Anchor

_MOST_WORDS: Final = 12
_LONGEST_NAME: Final = 32
_LONGEST_PHRASE: Final = 200
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


class AnchorDesk:
    """Keeps style anchors per server; in a direct message the channel stands for the server."""

    def __init__(self, database: Database) -> None:
        self._anchors = database.anchors

    async def create(self, guild: int, author: int, name: str, phrase: str) -> Anchor:
        """Keep a new anchor.

        Raises:
            BadAnchorError: name or phrase breaks a rule (STY-01); it says what to change.
        """
        name, phrase = " ".join(name.split()), " ".join(phrase.split())
        check_name(name)
        check_phrase(phrase)
        anchor = await self._anchors.add(
            Anchor(
                id=0,
                guild=guild,
                name=name,
                phrase=phrase,
                author=author,
                created=datetime.now(UTC),
            )
        )
        if anchor is None:
            raise BadAnchorError(
                f"There is a style named {name!r} already. Choose another name, or delete it first."
            )
        return anchor

    async def list(self, guild: int) -> list[Anchor]:
        """A server's anchors by name."""
        return await self._anchors.list(guild)

    async def get(self, guild: int, name: str) -> Anchor:
        """An anchor by its name, whatever the case.

        Raises:
            NotFoundError: there is none.
        """
        anchor = await self._anchors.named(guild, " ".join(name.split()))
        if anchor is None:
            raise NotFoundError(f"There is no style named {name!r} here. See /style list.")
        return anchor

    async def use(self, guild: int, channel: int, name: str | None) -> Anchor | None:
        """Set the anchor of a channel for drafts made from now on; None clears it.

        Raises:
            NotFoundError: there is no anchor of that name.
        """
        anchor = None if name is None else await self.get(guild, name)
        await self._anchors.use(guild, channel, anchor.id if anchor else None)
        return anchor

    async def in_force(self, guild: int, channel: int) -> Anchor | None:
        """The anchor a channel uses."""
        return await self._anchors.in_force(guild, channel)

    async def delete(self, guild: int, by: int, name: str, moderator: bool = False) -> Anchor:
        """Remove an anchor; only its author or a moderator may.

        Raises:
            NotFoundError: there is none of that name.
            NotAllowedError: `by` may not.
        """
        anchor = await self.get(guild, name)
        if by != anchor.author and not moderator:
            raise NotAllowedError("Only its author or a moderator can delete a style.")
        await self._anchors.delete(anchor.id)
        return anchor


def check_name(name: str) -> None:
    """Whether a name can be typed and told apart.

    Raises:
        BadAnchorError: it cannot.
    """
    if not 1 <= len(name) <= _LONGEST_NAME:
        raise BadAnchorError(f"A style's name has 1 to {_LONGEST_NAME} characters. Shorten it.")
    if not name.isprintable() or not any(character.isalnum() for character in name):
        raise BadAnchorError("A style's name needs letters or digits. Choose another name.")


def check_phrase(phrase: str) -> None:
    """Whether a phrase is light, palette and texture only (STY-01).

    Raises:
        BadAnchorError: too long, or it speaks of motion or people.
    """
    words = _WORD.findall(phrase)
    if not words:
        raise BadAnchorError(
            "A style needs a few words of light, colour or texture, such as "
            "“warm low sun, muted greens, fine grain”."
        )
    if len(words) > _MOST_WORDS or len(phrase) > _LONGEST_PHRASE:
        raise BadAnchorError(
            f"A style has at most {_MOST_WORDS} words (STY-01), this one has {len(words)}. "
            "Keep the light, the palette and the texture."
        )
    for kind, advice in (
        ("motion", "Motion belongs in the request, not in the style"),
        ("people", "People belong in the still, not in the style"),
    ):
        for word in words:
            if word.casefold() in _forbidden()[kind]:
                raise BadAnchorError(f"{advice} (STY-01). Leave out “{word}”.")


@cache
def _forbidden() -> dict[str, frozenset[str]]:
    text = resources.files("bot.studio").joinpath("anchors.toml").read_text("utf-8")
    return {kind: frozenset(row["words"]) for kind, row in tomllib.loads(text).items()}
