"""A room to talk in: the stage, the real studio, and the real client between them."""

import asyncio
import contextlib
import hashlib
import io
import struct
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import av
import numpy as np
import yarl
from chat_rows import a_question, a_report, some_dropped
from PIL import Image

from adapters.backend import Capabilities, Estimate, Footage, JobState, JobStatus, Receipt
from adapters.blobs import BlobStore
from adapters.registry import Registry
from bot.chat.client import OnebeatClient, build_client
from bot.chat.rehearsing import Rehearsal
from bot.rehearsal.components import walk
from bot.rehearsal.people import Person, texts
from bot.rehearsal.stage import Stage
from bot.store.database import Database
from bot.studio.errors import NotFoundError
from bot.studio.records import ShotState
from bot.studio.studio import Studio
from config.catalogue import ModelRow
from config.settings import Settings
from prompts.plan import (
    Alternative,
    Beat,
    Camera,
    Change,
    Direction,
    Dominant,
    Plan,
    Prompt,
    Refusal,
    Request,
)

PATIENCE = 15.0


def picture(seed: int = 1, size: tuple[int, int] = (640, 360)) -> bytes:
    """A small JPEG."""
    noise = np.random.default_rng(seed).integers(0, 255, (9, 16, 3), dtype=np.uint8)
    data = io.BytesIO()
    Image.fromarray(noise).resize(size).save(data, "JPEG")
    return data.getvalue()


def reel(path: Path, side: tuple[int, int] = (320, 180), frames: int = 12, crf: str = "30") -> Path:
    """A real mp4; noise, so its size follows its number of pixels."""
    rng = np.random.default_rng(1)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24, options={"crf": crf})
        stream.width, stream.height, stream.pix_fmt = side[0], side[1], "yuv420p"
        for _ in range(frames):
            pixels = rng.integers(0, 255, (side[1], side[0], 3), dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(pixels, format="rgb24")))
        container.mux(stream.encode(None))
    return path


class InlineWorkers:
    """Runs the work of the worker processes in threads: the tests need no second process."""

    async def run(
        self, fn: Callable[..., Any], *args: object, deadline: float, retry: bool = False
    ) -> Any:
        async with asyncio.timeout(deadline):
            return await asyncio.to_thread(fn, *args)

    async def close(self) -> None:
        pass


class ReelBackend:
    """Hands out a ready clip for each take; `hold` and `fail` name letters."""

    def __init__(self, clip: Path) -> None:
        self.clip = clip
        self.hold: set[str] = set()
        self.fail: set[str] = set()
        self.cancelled: set[str] = set()
        self.submitted: list[str] = []

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            name="reel",
            title="Reel",
            models=("reel",),
            durations=(1, 60),
            sizes=("720p",),
            fps=(30,),
            loop=True,
            free=True,
            algorithmic=True,
            lookup=True,
            queue="cpu",
        )

    def estimate(self, submission: Any) -> Estimate:
        return Estimate(micros=0)

    async def prepare(self, submission: Any) -> Any:
        return submission

    async def submit(self, submission: Any) -> Receipt:
        self.submitted.append(submission.reference)
        return Receipt(job=submission.reference)

    async def find(self, reference: str) -> Receipt | None:
        return Receipt(job=reference) if reference in self.submitted else None

    async def check(self, job: str) -> JobStatus:
        letter = "ABCD"[int(job.rpartition(":")[2])]
        if job in self.cancelled:
            return JobStatus(state=JobState.CANCELLED)
        if letter in self.fail:
            return JobStatus(state=JobState.FAILED, reason="The reel tore.")
        if letter in self.hold:
            return JobStatus(state=JobState.RUNNING, progress=0.42)
        return JobStatus(state=JobState.SUCCEEDED)

    async def fetch(self, job: str, into: Path) -> Footage:
        # A free box behind the clip makes every take's bytes its own.
        tail = struct.pack(">I4s", 8 + len(job), b"free") + job.encode()
        clip = await asyncio.to_thread(self.clip.read_bytes)
        await asyncio.to_thread(into.write_bytes, clip + tail)
        return Footage(
            path=into, media_type="video/mp4", width=320, height=180, seconds=0.5, fps=24
        )

    async def cancel(self, job: str) -> bool:
        self.cancelled.add(job)
        return True

    async def forget(self, job: str) -> None:
        pass

    async def close(self) -> None:
        pass


class PlainDirector:
    """Directs by keyword, so that every kind of card can be asked for."""

    def direct(
        self,
        report: Any,
        text: str,
        *,
        settings: Any = None,
        model: str = "reel",
        dialect: str = "generic",
        anchor: str = "",
        answer: str | None = None,
        history: tuple[str, ...] = (),
    ) -> Direction:
        request = Request(text=text)
        if "undress" in text:
            refusal = Refusal(code="undress", message="I don't do that. Nothing was sent anywhere.")
            return Direction(request=request, refusal=refusal)
        if "explode" in text.lower() and "crash" in text:
            raise KeyError("a bug")
        wish = " then ".join((*history, text)) or "make it move"
        seconds = (settings.seconds if settings else None) or 5.0
        ratio = (settings.ratio if settings else None) or "still"

        def idea(words: str, move: str) -> tuple[Plan, Prompt]:
            beat = Beat(dominant=Dominant.CAMERA, subject="it", camera=Camera(move=move))
            plan = Plan(
                job=words[:200],
                still=report.sha256,
                beat=beat,
                anchor=anchor,
                seconds=seconds,
                ratio=ratio,
                loop=bool(settings and settings.loop),
            )
            return plan, Prompt(text=f"{words} {anchor}".strip(), model=model)

        plan, prompt = idea(f"Push-in for: {wish}", "cam.push_in")
        other = idea(f"Pan for: {wish}", "cam.pan")
        return Direction(
            request=request,
            plan=plan,
            prompt=prompt,
            kept=("framing",),
            added=("push-in",) if not answer else (f"answer {answer}",),
            changes=(Change(rule="MOT-10", what="added a push-in", why="no motion was named"),),
            dropped=some_dropped() if "then" in text else (),
            question=a_question() if "who" in text and answer is None else None,
            alternatives=(Alternative(label="A pan instead", plan=other[0], prompt=other[1]),),
        )


def media(node: Any) -> list[dict[str, Any]]:
    """The media items anywhere in components."""
    if isinstance(node, list):
        return [found for item in node for found in media(item)]
    if not isinstance(node, dict):
        return []
    own = [node["media"]] if isinstance(node.get("media"), dict) else []
    return own + [found for key, item in node.items() if key != "media" for found in media(item)]


class Seen:
    """A message as a person sees it."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.text = texts(raw)
        self.by_bot = raw["author"]["id"] == "1000"
        self.ephemeral = bool(raw["flags"] & 64)
        self.files = [yarl.URL(item["url"]).name for item in media(raw["components"])]
        self.file_ids = [item["attachment_id"] for item in media(raw["components"])]
        buttons = [item for item in walk(raw["components"]) if item["type"] == 2]
        self.labels = [item["label"] for item in buttons]
        self.ids = [item["custom_id"] for item in buttons]
        self.row = int(self.ids[0].split(":")[1]) if self.ids else 0


class Actor:
    """One of the people, acting on cards."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.dm = person.direct_channel_id
        self.mark = 0

    def sees(self, channel: str | None = None) -> list[Seen]:
        found = self.person.sees(channel)
        return [Seen(raw) for raw in found if int(raw["id"]) > self.mark]

    async def say(
        self,
        text: str,
        files: Sequence[tuple[str, bytes]] = (),
        *,
        reply_to: Seen | None = None,
        channel: str | None = None,
    ) -> Seen:
        raw = reply_to.raw if reply_to else None
        return Seen(await self.person.say(text, files, channel_id=channel, reply_to=raw))

    async def command(self, name: str, /, **options: Any) -> None:
        await self._accepted(await self.person.command(name, **options))

    async def menu(self, name: str, message: Seen) -> None:
        await self._accepted(await self.person.menu(name, message.raw))

    async def click(self, card: Seen, control: str) -> Any:
        """Press a button by its custom id, or by the end of it."""
        now = Seen(self.person.look(card.raw) or card.raw)
        wanted = next((known for known in now.ids if known.endswith(control)), control)
        return await self._accepted(await self.person.click(card.raw, wanted))

    async def choose(self, card: Seen, select: str, value: str) -> None:
        """Choose in the select whose custom id ends so."""
        ids = [item["custom_id"] for item in walk(card.raw["components"]) if item["type"] == 3]
        wanted = next(known for known in ids if known.endswith(select))
        await self._accepted(await self.person.choose(card.raw, [value], wanted))

    async def submit(self, opener: Any, fields: dict[str, Any]) -> None:
        await self._accepted(await self.person.submit_modal(opener, fields))

    async def complete(self, command: str, /, **option: str) -> list[Any]:
        ((name, text),) = option.items()
        sent = await self.person.autocomplete(command, name, text)
        await sent.settled()
        return sent.choices or []

    async def react(self, card: Seen, emoji: str) -> None:
        await self.person.react(card.raw, emoji)

    async def unreact(self, card: Seen, emoji: str) -> None:
        await self.person.unreact(card.raw, emoji)

    async def delete(self, card: Seen) -> None:
        await self.person.delete(card.raw)

    @staticmethod
    async def _accepted(sent: Any) -> Any:
        """Every press and command is answered in time."""
        await sent.settled()
        assert not sent.failed
        return sent


class Room:
    """Stage, studio and client over one data folder; `restart` is a new client and studio."""

    def __init__(self, settings: Settings, stage: Stage, backend: ReelBackend) -> None:
        self.settings = settings
        self.stage = stage
        self.backend = backend
        self.director: Any = PlainDirector()
        self.known_drafts = 0
        self.workers: Any = InlineWorkers()
        self.studio: Studio
        self.client: OnebeatClient
        self.database: Database
        self._stack = contextlib.AsyncExitStack()
        self.ana = Actor(stage.ana)
        self.ben = Actor(stage.ben)
        self.channel = stage.ana.channel_id
        self.dm = stage.ana.direct_channel_id

    async def open(self) -> None:
        stack = self._stack = contextlib.AsyncExitStack()
        workers = self.workers
        self.database = await stack.enter_async_context(Database.open(self.settings))
        point: Any = SimpleNamespace(name="reel", load=lambda: lambda *_: self.backend)
        registry = Registry(self.settings, workers, [point])
        blobs = BlobStore(self.settings.data / "blobs")
        stack.callback(blobs.close)
        rows = {
            "reel": ModelRow(id="reel", title="Reel", backend="reel", free=True),
            "second": ModelRow(id="second", title="Second", backend="reel", free=True),
        }
        self.studio = Studio(
            self.settings, rows, self.database, blobs, workers, registry, self.director
        )
        stage = self.stage
        addresses = Rehearsal(stage.api_base, stage.gateway_url, stage.cdn_base)
        self.client = build_client(
            self.settings,
            self.studio,
            rows,
            workers=workers,
            registry=registry,
            rehearsal=addresses,
        )
        stack.push_async_callback(self.client.close)
        for seed in (1, 2):
            data = picture(seed)
            sha256 = hashlib.sha256(data).hexdigest()
            await self.database.stills.keep(a_report(sha256=sha256, width=640, height=360))
        await self.client.connect_and_wait(stage.token)
        await self.studio.start(self.client.board)
        stack.push_async_callback(self.studio.stop)

    async def close(self) -> None:
        """Take everything down, not in the middle of a card."""
        await self.until(lambda: not self.studio.busy)
        await self._stack.aclose()

    async def begin(self) -> None:
        """A fresh start in the same room: what was said before is not seen any more."""
        await self.until(lambda: not self.studio.busy)
        for actor in (self.ana, self.ben):
            actor.mark = 0
        every = [m for a in (self.ana, self.ben) for c in (None, a.dm) for m in a.sees(c)]
        for actor in (self.ana, self.ben):
            actor.mark = max((int(m.raw["id"]) for m in every), default=0)
        self.known_drafts += await self.drafts()
        self.stage.deny(self.channel)
        self.stage.faults.clear()
        self.backend.hold.clear()
        self.backend.fail.clear()
        self.backend.submitted.clear()
        self.backend.cancelled.clear()

    async def rest(self) -> None:
        """Wait until nothing is left to start.

        Between two tests their loop stands still, and the engine then starts jobs on its own.
        """
        self.backend.hold.clear()

        async def still() -> bool:
            calm = not (self.studio.busy or self.studio.ballots.busy)
            return calm and not await self.database.takes.open()

        await self.until(still)

    async def restart(self) -> None:
        await self.close()
        await self.open()

    async def until(
        self, condition: Callable[[], Any | Awaitable[Any]], seconds: float = PATIENCE
    ) -> Any:
        """What the condition gives as soon as it is true."""
        end = time.monotonic() + seconds
        while True:
            held = condition()
            if asyncio.iscoroutine(held):
                held = await held
            if held:
                return held
            if time.monotonic() > end:
                raise AssertionError("did not happen in time")
            await asyncio.sleep(0.02)

    # -- what is seen

    def bot_messages(self, channel: str | None = None) -> list["Seen"]:
        """The bot's messages in a channel that everyone sees, oldest first."""
        found = self.ana.sees(channel or self.channel)
        return [m for m in found if m.by_bot and not m.ephemeral]

    async def card(
        self, words: str, *, channel: str | None = None, to: "Actor | None" = None
    ) -> "Seen":
        """The bot's latest message that holds these words, for Ana or `to`."""

        def look() -> Seen | None:
            found = (to or self.ana).sees(channel or self.channel)
            return next((m for m in reversed(found) if m.by_bot and words in m.text), None)

        return await self.until(look)

    def again(self, card: "Seen") -> "Seen":
        """A message as it is now."""
        found = self.ana.sees(card.raw["channel_id"])
        return next(m for m in found if m.raw["id"] == card.raw["id"])

    def sizes(self, card: Seen) -> list[int]:
        """Bytes of the files a card shows, as they were sent."""
        sent: dict[str, int] = {}
        for entry in self.stage.journal:
            sent.update(entry.files.values())
        return [sent[name] for name in self.again(card).files]

    # -- what is there

    async def draft(self, card: "Seen") -> Any:
        """The draft of a card."""

        async def look() -> Any:
            channel, message = int(card.raw["channel_id"]), int(card.raw["id"])
            return await self.studio.drafts.by_message(channel, message)

        return await self.until(look)

    async def drafts(self) -> int:
        """How many drafts were made since the start."""
        count = 0
        with contextlib.suppress(NotFoundError):
            while await self.studio.drafts.get(self.known_drafts + count + 1):
                count += 1
        return count

    async def state(self, shot: int, state: ShotState) -> Any:
        """The shot once it is in this state."""

        async def look() -> Any:
            with contextlib.suppress(NotFoundError):
                row = await self.studio.shots.get(shot)
                return row if row.state is state else None
            return None

        return await self.until(look)

    async def votes(self, shot: int, count: int) -> bool:
        """Whether the ballot holds so many votes."""
        return len((await self.studio.shots.get(shot)).votes) == count

    # -- short ways

    async def drafted(self, words: str = "rain", by: "Actor | None" = None) -> "Seen":
        """A draft card."""
        await (by or self.ana).say(f"<@1000> {words}", files=[("a.jpg", picture())])
        return await self.card(f"Push-in for: {words}")

    async def rolled(self, words: str = "rain") -> "Seen":
        """A shot card, just rolled by Ana."""
        card = await self.drafted(words)
        draft = await self.draft(card)
        await self.ana.click(card, f"draft:{draft.id}:roll")
        return await self.card("takes ready · started")

    async def voting(self, words: str = "rain") -> "Seen":
        """A shot card whose ballot is up."""
        shot = await self.rolled(words)
        await self.state(shot.row, ShotState.VOTING)
        await self.until(lambda: len(self.again(shot).raw.get("reactions", [])) == 2)
        return shot
