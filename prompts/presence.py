"""Presence: whether the still may hold somebody whom the words bring in (MOT-07)."""

from prompts.still.report import Composition, Report

GROWN = 0.5
"""Share of greenery from which the subject is the greenery itself."""


def may_hold(report: Report, kind: str) -> str:
    """`yes`, `maybe` or `no`: whether the still holds a person, an animal or the like.

    Args:
        report: what inspection found.
        kind: subject class, such as `person`.
    """
    shape = report.composition
    if kind in {"person", "part"}:
        if report.faces or shape in {Composition.PORTRAIT, Composition.CROWD}:
            return "yes"
        if kind == "part":
            return "no"
    if not report.subjects or shape in {Composition.LANDSCAPE, Composition.ARCHITECTURE}:
        return "no"
    return "no" if report.scenery.foliage > GROWN else "maybe"
