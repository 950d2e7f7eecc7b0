"""Rows to draw cards from."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.chat.cards.card import House
from bot.studio.records import (
    Clip,
    Draft,
    Place,
    Shot,
    ShotState,
    Still,
    Take,
    TakeState,
    Vote,
)
from config.catalogue import ModelRow
from prompts.plan import (
    Alternative,
    Beat,
    Camera,
    Change,
    Choice,
    Direction,
    Dominant,
    Dropped,
    Plan,
    Prompt,
    Question,
    Request,
    Risk,
)
from prompts.still.report import Depth, Finding, FreeSpace, Level, Report, Trust

ANA = 201
BEN = 202
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
JOB = "Slow, low push-in toward the large dandelion while a light breeze loosens a few seeds."


def a_report(**changes: Any) -> Report:
    base: dict[str, Any] = {
        "sha256": "ab" * 32,
        "width": 4000,
        "height": 2250,
        "format": "JPEG",
        "size": 1_284_144,
        "depth": Depth(horizon=None, separation=0.5, focus=1.0, perspective=False, evidence=True),
        "free": FreeSpace(left=0.1, right=0.4, up=0.1, down=0.1),
        "findings": (
            Finding(rule="IMG-02", trust=Trust.MEASURED, level=Level.GOOD, text="sharp"),
            Finding(rule="IMG-07", trust=Trust.MEASURED, level=Level.GOOD, text="clear subject"),
            Finding(rule="IMG-13", trust=Trust.HINT, level=Level.INFO, text="a third finding"),
        ),
    }
    return Report(**{**base, **changes})


def a_plan(job: str = JOB, **changes: Any) -> Plan:
    beat = Beat(
        dominant=Dominant.CAMERA, subject="the large dandelion", camera=Camera(move="cam.push_in")
    )
    return Plan(**{"job": job, "still": "ab" * 32, "beat": beat, **changes})


def a_prompt(text: str = "The camera eases toward the dandelion.", **changes: Any) -> Prompt:
    return Prompt(**{"text": text, "model": "parallax", "params": {"seconds": 5.0}, **changes})


def an_alternative(label: str) -> Alternative:
    return Alternative(label=label, plan=a_plan(f"{label} happens."), prompt=a_prompt(label))


def a_direction(**changes: Any) -> Direction:
    base: dict[str, Any] = {
        "request": Request(text="make it epic"),
        "plan": a_plan(),
        "prompt": a_prompt(),
        "kept": ("framing", "evening light"),
        "added": ("push-in", "breeze from the left"),
        "changes": (Change(rule="MOT-10", what="added a push-in", why="'epic' names no motion."),),
        "alternatives": (an_alternative("Seeds drift"), an_alternative("Light sweeps")),
    }
    return Direction(**{**base, **changes})


def a_draft(**changes: Any) -> Draft:
    base: dict[str, Any] = {
        "id": 12,
        "place": Place(guild=1, channel=2),
        "requester": ANA,
        "still": Still(sha256="ab" * 32, name="dandelions.jpg", report=a_report()),
        "words": ("make it epic",),
        "direction": a_direction(),
        "created": NOON,
    }
    return Draft(**{**base, **changes})


def a_take(n: int, state: TakeState = TakeState.READY, **changes: Any) -> Take:
    clip = Clip(
        sha256=f"{n}c" * 32,
        media_type="video/mp4",
        size=4_000_000,
        width=1280,
        height=720,
        seconds=5.0,
        fps=30,
    )
    base: dict[str, Any] = {
        "id": 100 + n,
        "shot": 7,
        "n": n,
        "state": state,
        "seed": 11 + n,
        "backend": "parallax",
        "prompt": a_prompt(),
        "clip": clip if state is TakeState.READY else None,
    }
    return Take(**{**base, **changes})


def a_shot(state: ShotState = ShotState.VOTING, **changes: Any) -> Shot:
    base: dict[str, Any] = {
        "id": 7,
        "number": 3,
        "draft": 12,
        "place": Place(guild=1, channel=2),
        "requester": ANA,
        "still": Still(sha256="ab" * 32, name="dandelions.jpg", report=a_report()),
        "plan": a_plan(),
        "state": state,
        "takes": tuple(a_take(n) for n in range(4)),
        "created": NOON,
        "opened": NOON,
        "closes": NOON + timedelta(hours=2),
    }
    return Shot(**{**base, **changes})


def votes(*pairs: tuple[int, int]) -> tuple[Vote, ...]:
    return tuple(Vote(voter=voter, n=n) for voter, n in pairs)


def a_house(**changes: Any) -> House:
    rows = (
        ModelRow(
            id="parallax",
            title="Parallax (built in)",
            backend="parallax",
            dialect="parallax",
            acts=False,
            free=True,
        ),
        ModelRow(id="kling", title="Kling 3.0", backend="fal"),
    )
    base: dict[str, Any] = {
        "models": {row.id: row for row in rows},
        "algorithmic": frozenset({"parallax"}),
        "platforms": (("reels", "Reels"), ("x", "X")),
    }
    return House(**{**base, **changes})


def a_question() -> Question:
    return Question(
        text="Two subjects share the frame. Who moves?",
        rule="IMG-08",
        choices=(
            Choice(id="one", label="1 upper dog", request="the upper dog moves"),
            Choice(id="two", label="2 lower dog", request="the lower dog moves"),
            Choice(id="auto", label="You choose", request=""),
        ),
    )


def some_dropped() -> tuple[Dropped, ...]:
    return (
        Dropped(text="the car explodes", rule="BEAT-04", why="not in the still"),
        Dropped(text="drone rise", rule="BEAT-01", why="needs its own shot"),
    )


def a_risk() -> Risk:
    return Risk(
        level="red", reasons=(("DRIFT-01", "Fast moves lose the face."),), fix="Slow it down."
    )
