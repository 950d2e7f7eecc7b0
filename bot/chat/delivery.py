"""The board on Discord: cards posted once, edited to the row's revision, within all limits."""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from weakref import WeakValueDictionary

import discord

from bot.chat.ballot_box import BallotBox
from bot.chat.cards.announcement import announcement_card, ping_text
from bot.chat.cards.card import Card, House, Media, copy_of
from bot.chat.cards.draft import draft_card
from bot.chat.cards.ids import prefix
from bot.chat.cards.shot import shot_card
from bot.chat.copies import Copies
from bot.chat.posting import Kept, Loader, Poster, has_custom_id, reference_to
from bot.chat.reaching import TooLargeError, reaching
from bot.studio.ports import BoardError, BoardGoneError, CardGoneError
from bot.studio.records import Draft, DraftState, Place, Shot, ShotState, Still, Vote
from bot.studio.studio import Studio

_log = logging.getLogger(__name__)
PREVIEW_SIDE = 640
"""Pixels of the long side of a still's preview."""
PAUSES = (1.0, 3.0, 8.0)
"""Seconds between tries to show a draft to somebody who waits."""
_PREVIEWS = 16
"""Previews kept in memory, about 60 kB each."""
_RUNGS = 4


@dataclass(frozen=True)
class _Clips:
    """Ready clips as they will be posted under one limit: paths by `n`, and what was shrunk."""

    paths: dict[int, Path]
    copies: dict[int, int]


class DiscordBoard:
    """`bot.studio.ports.Board` by bot token; safe to repeat, one delivery per row at a time."""

    def __init__(
        self,
        client: discord.Client,
        studio: Studio,
        house: House,
        copies: Copies,
        message_bytes: int,
    ) -> None:
        self._client = client
        self._studio = studio
        self._house = house
        self._copies = copies
        self._message_bytes = message_bytes
        self._poster = Poster(client)
        self._box = BallotBox()
        self._since = datetime.now(UTC)
        self._tried: set[str] = set()
        self._learned: dict[int, int] = {}
        self._previews: dict[str, bytes] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    # -- drafts

    async def show_draft(self, draft: int, remark: str = "") -> None:
        """Post the draft card once, or edit it to the row's revision.

        Args:
            draft: row id.
            remark: a sentence about the upload, for this showing only.
        """
        async with self._lock(f"d{draft}"):
            row = await self._studio.drafts.get(draft)
            if row.message is not None and row.shown == row.revision and not remark:
                return
            card = self.draft_card(row, remark)
            channel = self._channel(row.place)
            message = row.message or await self._found(
                f"d{draft}", row.place, row.created, has_custom_id(prefix("draft", draft))
            )
            load = self.still_loader(row.still)
            if message is None:
                message = await self._poster.post(
                    channel, card, load, nonce=f"d{draft}", reply_to=row.source
                )
            else:
                try:
                    present = await self._poster.files(channel, message)
                    await self._poster.edit(channel, message, card, load, present)
                except CardGoneError:
                    # A card that is gone needs no crossing out.
                    if row.state is not DraftState.CANCELLED:
                        raise
            await self._studio.drafts.posted(draft, message, row.revision)

    async def bring_draft(self, draft: int, remark: str = "") -> None:
        """`show_draft` for somebody who waits: tried again a few times while Discord is away.

        Raises:
            BoardError: it still is; the row stays, and the next start shows it.
            BoardGoneError: see the port.
        """
        for pause in PAUSES:
            try:
                return await self.show_draft(draft, remark)
            except BoardError as error:
                if self._client.is_closed():
                    raise
                _log.warning("draft %d not shown, next try in %.0f s: %s", draft, pause, error)
            await asyncio.sleep(pause)
        return await self.show_draft(draft, remark)

    async def answer_draft(
        self, interaction: discord.Interaction, draft: int, remark: str = ""
    ) -> None:
        """Show a draft as the answer of a command; by bot token if the answer cannot be filled."""
        async with self._lock(f"d{draft}"):
            row = await self._studio.drafts.get(draft)
            if row.message is not None:
                async with reaching():
                    await interaction.delete_original_response()
                return
            card = self.draft_card(row, remark)
            data = await self._preview(row.still)
            message = await self._poster.fill(interaction, card, data)
            await self._studio.drafts.posted(draft, message, row.revision)

    def draft_card(self, row: Draft, remark: str = "") -> Card:
        """The card of a draft as it is shown here."""
        return draft_card(row, self._house, really=self._house.really(row), remark=remark)

    def still_loader(self, still: Still) -> Loader:
        """Loads the clean preview of a still."""

        async def load(_: Media) -> bytes:
            return await self._preview(still)

        return load

    async def _preview(self, still: Still) -> bytes:
        """The preview, kept for a while: the workers may be busy rendering takes of this still."""
        data = self._previews.pop(still.sha256, None)
        if data is None:
            data = await self._studio.stills.preview(still.sha256, PREVIEW_SIDE)
        self._previews[still.sha256] = data
        while len(self._previews) > _PREVIEWS:
            del self._previews[next(iter(self._previews))]
        return data

    # -- shots

    async def show_shot(self, shot: int) -> None:
        """Post the shot card once, or edit it (with newly ready clips) to the row's revision."""
        async with self._lock(f"s{shot}"):
            row = await self._studio.shots.get(shot)
            if row.message is not None and row.shown == row.revision:
                return
            message = row.message or await self._found(
                f"s{shot}", row.place, row.created, has_custom_id(prefix("shot", shot))
            )
            if message is None and row.state is ShotState.DELETED:
                return
            try:
                message = await self._deliver(row, message)
            except CardGoneError:
                # A card that is gone needs no tombstone.
                if message is None or row.state is not ShotState.DELETED:
                    raise
            # Before the row says that all is shown, so that a lost call is made again.
            if row.state is ShotState.FAILED:
                await self._ping(row, message)
            await self._studio.shots.posted(shot, message, row.revision)

    async def _deliver(self, row: Shot, message: int | None) -> int:
        """Post or edit under the limit; each time Discord says too large, under half of it."""
        channel = self._channel(row.place)
        present = await self._poster.files(channel, message) if message else {}
        for _ in range(_RUNGS):
            limit = self.limit(row.place, len(row.takes))
            clips = await self._fitted(row, limit, present)
            try:
                return await self._send(row, channel, message, clips, present)
            except TooLargeError:
                largest = await asyncio.to_thread(_largest, clips)
                self._learned[row.place.channel] = min(limit, largest or limit) // 2
                _log.info("shot %d: %d bytes a clip is too much here", row.id, limit)
        bare = _Clips({}, {take.n: 0 for take in row.ready})
        try:
            return await self._send(row, channel, message, bare, present)
        except TooLargeError as error:
            raise BoardGoneError("Discord takes no file of any size here.") from error

    async def _send(
        self,
        row: Shot,
        channel: discord.PartialMessageable,
        message: int | None,
        clips: _Clips,
        present: dict[str, Kept],
    ) -> int:
        card = shot_card(row, self._house, clips.copies)
        still = self.still_loader(row.still)

        async def load(media: Media) -> bytes | Path:
            if media.kind == "still":
                return await still(media)
            # A clip that is on the card already is asked for only when Discord lost it.
            return clips.paths.get(media.n) or await self._clip(row, media.n)

        if message is None:
            return await self._poster.post(channel, card, load, nonce=f"s{row.id}")
        await self._poster.edit(channel, message, card, load, present)
        return message

    async def _fitted(self, row: Shot, limit: int, present: dict[str, Kept]) -> _Clips:
        clips = _Clips({}, {})
        for take in row.ready:
            clip = take.clip
            if clip is None:
                continue
            there = [size for name in present if (size := copy_of(take, name)) is not None]
            if there:
                clips.copies.update({take.n: there[0]} if there[0] else {})
                continue
            original = self._studio.shots.clip_path(take)
            path = await self._copies.fitted(original, clip.sha256, limit)
            if path is None:
                clips.copies[take.n] = 0
                continue
            clips.paths[take.n] = path
            if path != original:
                clips.copies[take.n] = await asyncio.to_thread(_rounded_size, path)
        return clips

    async def _clip(self, row: Shot, n: int) -> Path:
        """A take's clip as it fits into a message here now."""
        take = row.takes[n]
        if take.clip is None:
            raise BoardGoneError(f"Take {take.letter} has no clip to show.")
        path = self._studio.shots.clip_path(take)
        limit = self.limit(row.place, len(row.takes))
        fitted = await self._copies.fitted(path, take.clip.sha256, limit)
        if fitted is None:
            raise TooLargeError
        return fitted

    def limit(self, place: Place, clips: int) -> int:
        """Bytes for one clip of a message with so many clips here, as far as is known now."""
        guild = self._client.get_guild(place.guild) if place.guild else None
        of_place = guild.filesize_limit if guild else discord.utils.DEFAULT_FILE_SIZE_LIMIT_BYTES
        limit = min(of_place, self._message_bytes // max(clips, 1))
        return min(limit, self._learned.get(place.channel, limit))

    # -- ballots

    async def open_ballot(self, shot: int) -> None:
        """Put the ballot reactions of the ready takes on the card and call the requester once."""
        async with self._lock(f"b{shot}"):
            row = await self._studio.shots.get(shot)
            message = self._posted(row)
            await self._box.open(self._channel(row.place).get_partial_message(message), row)
            await self._ping(row, message)

    async def read_ballot(self, shot: int) -> tuple[Vote, ...]:
        """Everyone's votes as Discord has them now; bots left out."""
        row = await self._studio.shots.get(shot)
        card = self._channel(row.place).get_partial_message(self._posted(row))
        return await self._box.read(card, row)

    async def announce(self, shot: int) -> None:
        """Announce the winner, or the tie to be decided, once; a decided tie becomes the winner."""
        async with self._lock(f"w{shot}"):
            row = await self._studio.shots.get(shot)
            if row.state not in {ShotState.TIED, ShotState.CLOSED}:
                return
            tied = row.state is ShotState.TIED
            channel, card = self._channel(row.place), announcement_card(row)
            message = row.announced or await self._found(
                f"w{shot}", row.place, row.created, _announces(row)
            )
            if message is None:
                nonce = f"t{shot}" if tied else f"w{shot}"
                message = await self._poster.post(
                    channel, card, _nothing, nonce=nonce, reply_to=row.message
                )
            else:
                await self._poster.edit(channel, message, card, _nothing, {})
            if row.announced is None:
                await self._studio.shots.announced(shot, message)

    async def _ping(self, row: Shot, card: int) -> None:
        """The one ping: a reply to the card; looked for first, so a restart never pings twice."""
        words = ping_text(row)
        channel = self._channel(row.place)

        def pinged(message: discord.Message) -> bool:
            return bool(message.content) and _replies_to(message, card)

        if await self._poster.find(channel, row.created, pinged) is not None:
            return
        async with reaching():
            await channel.send(
                words,
                nonce=f"p{row.id}",
                reference=reference_to(channel, card),
                mention_author=False,
                allowed_mentions=discord.AllowedMentions(
                    everyone=False, roles=False, users=[discord.Object(row.requester)]
                ),
            )

    # -- common

    def _channel(self, place: Place) -> discord.PartialMessageable:
        if self._client.is_closed():
            raise BoardError("The connection to Discord is closed.")
        return self._poster.channel(place.channel, place.guild)

    @staticmethod
    def _posted(row: Shot) -> int:
        if row.message is None:
            raise BoardError("The card is not posted yet.")
        return row.message

    async def _found(
        self,
        key: str,
        place: Place,
        created: datetime,
        recognise: Callable[[discord.Message], bool],
    ) -> int | None:
        """Our message for a row that has none, if it may have been posted before.

        A row made since this process started, and not tried yet, cannot have one.
        """
        known = created < self._since or key in self._tried
        self._tried.add(key)
        if not known:
            return None
        return await self._poster.find(self._channel(place), created, recognise)

    def _lock(self, key: str) -> asyncio.Lock:
        return self._locks.setdefault(key, asyncio.Lock())


def _largest(clips: _Clips) -> int:
    return max((path.stat().st_size for path in clips.paths.values()), default=0)


def _rounded_size(path: Path) -> int:
    """Bytes in whole kilobytes, as the file's name will tell."""
    return max(1000, path.stat().st_size // 1000 * 1000)


async def _nothing(media: Media) -> bytes:
    raise AssertionError(f"this card shows no file, yet {media.name} was asked for")


def _replies_to(message: discord.Message, card: int | None) -> bool:
    return message.reference is not None and message.reference.message_id == card


def _announces(row: Shot) -> Callable[[discord.Message], bool]:
    def recognise(message: discord.Message) -> bool:
        return not message.content and _replies_to(message, row.message)

    return recognise
