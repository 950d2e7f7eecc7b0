"""The guides: read from TOML once, validated, immutable."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from prompts.guides.records import (
    Dialect,
    Emotion,
    Guides,
    Kind,
    Language,
    Move,
    NounClass,
    Nouns,
    Pace,
    Platform,
    RefusalRule,
    Rule,
    Speeds,
    Structure,
    Thresholds,
    Vague,
    Verbs,
    Wording,
)
from prompts.plan import Speed
from prompts.record import Record

HERE = Path(__file__).parent

R = TypeVar("R", bound=Record)


class GuidesError(Exception):
    """A guide file cannot be used; the message names it."""


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise GuidesError(f"Guide file {path.name} cannot be read: {error}.") from error


def _by_id(rows: list[dict[str, Any]], record: type[R]) -> dict[str, R]:
    return {row["id"]: record(**row) for row in rows}


def _nouns(table: dict[str, Any]) -> Nouns:
    return Nouns(
        classes=_by_id(table["class"], NounClass),
        pronouns=table["pronouns"],
        owners=table["owners"],
        words=table["words"],
    )


def _speeds(table: dict[str, Any]) -> Speeds:
    return Speeds(
        speeds={Speed(row["id"]): Pace(**row) for row in table["speed"]},
        sizes=table["sizes"],
        slowmo=table["slowmo"]["words"],
        directions=table["directions"],
    )


def _lexicon(folder: Path) -> dict[str, Any]:
    """The lexicon's part of the guides."""
    vague = _table(folder / "vague.toml")
    settings = _table(folder / "settings.toml")
    languages = _table(folder / "languages.toml")
    return {
        "moves": _by_id(_table(folder / "camera.toml")["move"], Move),
        "motions": _by_id(_table(folder / "motions.toml")["motion"], Kind),
        "nouns": _nouns(_table(folder / "nouns.toml")),
        "verbs": Verbs(**_table(folder / "verbs.toml")),
        "speeds": _speeds(_table(folder / "speeds.toml")),
        "vague": tuple(Vague(**row) for row in vague.pop("vague")),
        "revisions": {key: rows[0]["forms"] for key, rows in vague.items()},
        "emotions": tuple(Emotion(**row) for row in _table(folder / "emotions.toml")["emotion"]),
        "structure": Structure(**_table(folder / "structure.toml")),
        "setting_words": settings["words"],
        "models": settings["models"]["names"],
        "emoji": _table(folder / "emoji.toml"),
        "languages": tuple(Language(**row) for row in languages["language"]),
        "wording": Wording(**_table(folder / "wording.toml")),
        "grammar": _table(folder / "grammar.toml"),
        "injections": _table(folder / "injections.toml")["phrases"],
    }


def load_guides(folder: Path = HERE) -> Guides:
    """Read and check all guides.

    Raises:
        GuidesError: a file is missing or wrong; the message names it.
    """
    try:
        dialects = [_table(path) for path in sorted((folder / "dialects").glob("*.toml"))]
        return Guides(
            **_lexicon(folder / "lexicon"),
            platforms=_by_id(_table(folder / "platforms.toml")["platform"], Platform),
            dialects=_by_id(dialects, Dialect),
            rules=_by_id(_table(folder / "rules.toml")["rule"], Rule),
            refusals=tuple(
                RefusalRule(**row) for row in _table(folder / "refusals.toml")["refusal"]
            ),
            thresholds=Thresholds(**_table(folder / "thresholds.toml")),
        )
    except (ValidationError, KeyError, TypeError, ValueError) as error:
        raise GuidesError(f"The guides in {folder.name} are not valid: {error}") from error


@lru_cache(maxsize=1)
def guides() -> Guides:
    """The shipped guides, read once."""
    return load_guides()
