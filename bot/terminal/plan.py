"""`onebeat plan`: directing only. Costs nothing, sends nothing anywhere."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from rich.console import Console
from rich.text import Text

from bot.terminal.errors import BadUseError
from config.catalogue import ModelRow
from prompts.director import Director
from prompts.plan import Direction, Settings
from prompts.still.inspect import inspect
from prompts.still.load import StillError
from prompts.still.report import Level, Report

COLUMN = 10
"""Characters that the names of rows take."""


class BatchLine(BaseModel):
    """One line of a batch file: `{"still": path, "request": text}`."""

    model_config = ConfigDict(extra="ignore")

    still: Path
    request: str = ""


class Planner:
    """Plans requests over stills, inspecting each still once.

    Attributes:
        director: who directs.
        model: catalogue row the prompts are written for.
        settings: set on the command line, over what the words say.
    """

    def __init__(self, director: Director, model: ModelRow, settings: Settings) -> None:
        self.director = director
        self.model = model
        self.settings = settings
        self._reports: dict[str, Report] = {}

    def report(self, still: Path) -> Report:
        """Inspect a still.

        Raises:
            StillError: the file is no usable picture.
            BadUseError: the file cannot be read.
        """
        try:
            data = still.read_bytes()
        except (OSError, ValueError) as error:
            raise BadUseError(f"Cannot read {still}: {_reason(error)}.") from error
        key = hashlib.sha256(data).hexdigest()
        if key not in self._reports:
            self._reports[key] = inspect(data)
        return self._reports[key]

    def direct(self, still: Path, request: str) -> tuple[Report, Direction]:
        """Read the still and direct the request; errors as `report`."""
        report = self.report(still)
        direction = self.director.direct(
            report,
            request,
            settings=self.settings,
            model=self.model.id,
            dialect=self.model.dialect,
        )
        return report, direction


def answer(report: Report, direction: Direction) -> dict[str, Any]:
    """The machine-readable answer: one JSON object with the keys the README lists."""
    whole = direction.model_dump(mode="json")
    return {
        "still": report.model_dump(mode="json"),
        **{
            key: whole[key]
            for key in ("request", "plan", "prompt", "changes", "dropped", "question", "refusal")
        },
        "risk": {
            "level": direction.risk.level,
            "score": direction.risk.score,
            "reasons": [{"rule": rule, "why": why} for rule, why in direction.risk.reasons],
            "fix": direction.risk.fix,
        },
        "alternatives": whole["alternatives"],
        **{key: whole[key] for key in ("kept", "added", "notes", "director")},
    }


_EMPTY: dict[str, Any] = {
    "still": None,
    "request": None,
    "plan": None,
    "prompt": None,
    "changes": [],
    "dropped": [],
    "question": None,
    "refusal": None,
    "risk": None,
    "alternatives": [],
}


def answers(planner: Planner, batch: Path) -> Iterator[str]:
    """Answer a batch file line by line, in order.

    A line that cannot be planned is answered with the same keys and an `error` sentence, so that
    one bad still never costs the rest.

    Raises:
        BadUseError: the batch file cannot be read.
    """
    try:
        text = batch.read_text("utf-8-sig")
    except (OSError, ValueError) as error:
        raise BadUseError(f"Cannot read the batch file {batch}: {_reason(error)}.") from error
    # Not `splitlines`: JSON may hold line separators other than the newline within a string.
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = BatchLine.model_validate_json(line)
            planned = answer(*planner.direct(row.still, row.request))
        except ValidationError as error:
            first = error.errors()[0]
            planned = {**_EMPTY, "error": f"Line {number} is not usable: {first['msg']}."}
        except (BadUseError, StillError) as error:
            planned = {**_EMPTY, "error": str(error)}
        yield json.dumps(planned, ensure_ascii=False)


def _reason(error: OSError | ValueError) -> str:
    """Why a file cannot be read, without its path."""
    if isinstance(error, UnicodeDecodeError):
        return "it is not UTF-8 text"
    return getattr(error, "strerror", None) or "it is no usable path"


def show(console: Console, report: Report, direction: Direction) -> None:
    """Print a plan for people."""
    if direction.plan is None or direction.prompt is None:
        return
    console.print()
    _row(console, "One beat", direction.prompt.text, "bold")
    if direction.prompt.negative:
        _row(console, "negative", direction.prompt.negative)
    _row(console, "kept", " · ".join(direction.kept) or "nothing to keep")
    _row(console, "added", " · ".join(direction.added) or "nothing")
    _row(console, "left out", " · ".join(d.text for d in direction.dropped) or "nothing")
    _row(console, "still", describe(report))
    risk = f"risk {direction.risk.level}"
    if direction.risk.reasons:
        risk += ": " + "; ".join(why for _, why in direction.risk.reasons)
    _row(console, "drift", risk)
    plan = direction.plan
    ratio = "the still's own ratio" if plan.ratio == "still" else plan.ratio
    _row(console, "clip", f"{plan.seconds:g} s · {plan.size} · {ratio}" + " · loop" * plan.loop)
    for change in direction.changes:
        _row(console, change.rule, f"{change.what} ({change.why})")
    for note in direction.notes:
        _row(console, "note", note)
    if direction.question:
        _row(console, "question", direction.question.text)
        for choice in direction.question.choices:
            _row(console, "", f"- {choice.label}")
    for alternative in direction.alternatives:
        _row(console, "or", f"{alternative.label}: {alternative.prompt.text}")
    console.print()


def describe(report: Report) -> str:
    """The still in one line: size and the findings that matter most."""
    parts = [f"{report.width}×{report.height}"]
    parts += [f.text for f in report.findings if f.level in {Level.WARN, Level.BLOCK}][:3]
    if len(parts) == 1:
        good = [f for f in report.findings if f.level is Level.GOOD and f.rule != "IMG-01"]
        parts += [f.text for f in good[:2]]
    if not report.text_checked:
        parts.append("text not checked")
    return ", ".join(parts)


def _row(console: Console, name: str, text: str, style: str = "dim") -> None:
    """One named row; on a terminal further lines stand under the first, in a file it is one."""
    if not console.is_terminal:
        console.print(Text.assemble(f"{name:<{COLUMN}}", text), soft_wrap=True)
        return
    lines = Text(text).wrap(console, max(20, console.width - COLUMN))
    for number, line in enumerate(lines):
        line.rstrip()
        label = name if number == 0 else ""
        console.print(Text.assemble((f"{label:<{COLUMN}}", style), line), soft_wrap=True)
