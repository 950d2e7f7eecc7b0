"""Any words whatever: never an exception, always one beat."""

import importlib.util
import random
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from prompts.director import OfflineDirector
from prompts.fit import limit, load
from prompts.guides import guides
from prompts.lint import HYPE, IMPERATIVES, META, NEGATIONS
from prompts.plan import Direction, Dominant
from prompts.words import lows, tokenize

HERE = Path(__file__).parent


def sibling(name):
    """A module of this folder, which is no package."""
    spec = importlib.util.spec_from_file_location(f"prompts_{name}", HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SCENES = sibling("conftest").SCENES
WORDS = sorted({w for row in sibling("test_requests").ROWS for w in row[1].split()})
BOOK = guides()
DIRECTOR = OfflineDirector()

wild = st.text(max_size=300)
worded = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
hostile = st.lists(
    st.sampled_from(
        [
            "\x00",
            "\u202e",
            "\u200b",
            "🔥",
            "👩‍🚀",
            "ع",
            "क",
            "不",
            "\n",
            "```",
            "<@1>",
            "@everyone",
            "<system>",
            "[INST]",
            '"',
            "“",
            "1.",
            "0-3s",
            "--ar 9:16",
            "->",
            "=>",
            "...",
            "'",
            *WORDS[:60],
        ]
    ),
    max_size=30,
).map("".join)


def check(direction):
    """What holds for every direction that is no refusal."""
    plan, beat = direction.plan, direction.plan.beat
    assert beat.subject
    assert bool(beat.action) == (beat.dominant is not Dominant.CAMERA)
    assert beat.camera.move in BOOK.moves
    assert load(beat) <= limit(plan.seconds, BOOK)
    text = direction.prompt.text.replace(plan.audio or "\0", "")
    words = [word for word in lows(tokenize(text)) if word[0].isalnum()]
    assert words
    assert words[0] not in IMPERATIVES
    assert not set(words) & NEGATIONS
    assert not set(words) & HYPE
    assert META.find(words) is None
    leads = [beat.dominant, *(other.plan.beat.dominant for other in direction.alternatives)]
    assert len(leads) == len(set(leads))
    assert len(direction.request.beats) < 2 or direction.dropped
    assert Direction.model_validate_json(direction.model_dump_json()) == direction


@settings(max_examples=250, deadline=None)
@given(text=wild | worded | hostile, still=st.sampled_from(sorted(SCENES)))
def test_any_text_gives_one_beat(text, still):
    direction = DIRECTOR.direct(SCENES[still], text)
    if direction.refusal is None:
        check(direction)


@settings(max_examples=60, deadline=None)
@given(first=worded, then=worded, still=st.sampled_from(sorted(SCENES)))
def test_any_conversation_gives_one_beat(first, then, still):
    direction = DIRECTOR.direct(SCENES[still], then, history=(first,))
    if direction.refusal is None:
        check(direction)


def test_a_thousand_shuffled_requests_hold_the_law():
    rng = random.Random(7)
    names = sorted(SCENES)
    for _ in range(1000):
        text = " ".join(rng.choices(WORDS, k=rng.randint(0, 30)))
        direction = DIRECTOR.direct(SCENES[rng.choice(names)], text)
        if direction.refusal is None:
            check(direction)


def test_four_thousand_characters_are_read_and_more_are_cut():
    for text in ("the dog runs " * 400, "no " * 2000, '"' * 5000, "1. " * 2000, "(" * 5000):
        direction = DIRECTOR.direct(SCENES["object"], text)
        check(direction)
        assert any("4,000" in note for note in direction.notes)
