"""Inspection: from the bytes of a still to its report. Deterministic, no network, no state.

It works for tenths of a second on one core, so it belongs into a worker process.
"""

import cv2

from prompts.still.compose import (
    Evidence,
    composition_of,
    findings_of_composition,
    subjects_of,
)
from prompts.still.compression import blockiness_of, findings_of_blocks
from prompts.still.decode import shrink
from prompts.still.depth import depth_of, findings_of_depth, lines_of
from prompts.still.faces import faces_of, findings_of_faces
from prompts.still.file import findings_of_file
from prompts.still.graphic import findings_of_graphic, graphic_of
from prompts.still.load import Still, open_still
from prompts.still.report import Finding, Level, Report
from prompts.still.saliency import saliency_of
from prompts.still.scenery import scenery_of
from prompts.still.sharpness import findings_of_sharpness, sharpness_of
from prompts.still.space import crops_of, findings_of_border, findings_of_space, free_space
from prompts.still.subjects import standouts_of
from prompts.still.text import LONG_SIDE, findings_of_text, read_text
from prompts.still.tone import findings_of_tone, tone_of
from prompts.still.views import Views, views_of

_LEVELS = (Level.BLOCK, Level.WARN, Level.GOOD, Level.INFO)

_RULES = (
    "IMG-01",
    "IMG-05",
    "IMG-02",
    "IMG-03",
    "IMG-11",
    "IMG-10",
    "IMG-09",
    "IMG-08",
    "IMG-07",
    "IMG-24",
    "IMG-15",
    "IMG-18",
    "IMG-14",
    "IMG-13",
    "IMG-06",
    "IMG-12",
    "IMG-04",
    "IMG-17",
)
"""What matters more comes first, among findings of one level."""


def inspect(data: bytes, ocr: bool = True) -> Report:
    """Inspect an uploaded picture.

    Args:
        data: the file.
        ocr: whether to read text, where the extra for it is installed.

    Raises:
        StillError: the bytes are no still; `str()` of it is a sentence for the person.
    """
    cv2.setNumThreads(1)
    still = open_still(data)
    return report_of(still, views_of(still), ocr=ocr)


def report_of(still: Still, views: Views, *, ocr: bool) -> Report:
    """Measure every family of signals and put the findings in order."""
    scenery = scenery_of(views)
    standouts = standouts_of(views, saliency_of(views), scenery.sky)
    graphic = graphic_of(views)
    lines = lines_of(views)
    faces = None if graphic.drawn else faces_of(views)
    evidence = Evidence(
        faces=() if graphic.drawn else faces,
        standouts=standouts,
        scenery=scenery.shares(views),
        depth=depth_of(views, lines, standouts.main, scenery.sky),
        straightness=lines.straightness,
        photo=not graphic.drawn,
    )
    kind = composition_of(evidence)
    subjects = subjects_of(evidence)
    free = free_space(subjects)
    tone = tone_of(views, standouts.main)
    texts = read_text(shrink(views.detail, LONG_SIDE)) if ocr else None
    main = subjects[0].box if subjects else None
    findings = [
        *findings_of_file(still),
        *findings_of_sharpness(sharpness_of(views, main)),
        *findings_of_blocks(blockiness_of(views), photo=evidence.photo),
        *findings_of_tone(tone, photo=evidence.photo),
        *findings_of_faces(evidence.faces),
        *findings_of_composition(evidence, kind),
        *findings_of_depth(evidence.depth),
        *findings_of_text(texts),
        *findings_of_graphic(graphic),
        *findings_of_space(free, subjects),
        *findings_of_border(views, standouts.main),
    ]
    return Report(
        sha256=still.sha256,
        width=still.width,
        height=still.height,
        format=still.format,
        size=len(still.data),
        frames=still.frames,
        turned=still.turned,
        alpha=still.alpha,
        composition=kind,
        subjects=subjects,
        equal_subjects=evidence.equal,
        faces=len(evidence.faces or ()),
        texts=texts or (),
        text_checked=texts is not None,
        depth=evidence.depth,
        free=free,
        scenery=evidence.scenery,
        photo=evidence.photo,
        luma=tone.mean,
        findings=ordered(findings),
        crops=tuple(crops_of(still.width, still.height, subjects, equal=evidence.equal)),
    )


def ordered(findings: list[Finding]) -> tuple[Finding, ...]:
    """Sort findings, most important first."""

    def weight(finding: Finding) -> tuple[int, int, str]:
        rule = _RULES.index(finding.rule) if finding.rule in _RULES else len(_RULES)
        return _LEVELS.index(finding.level), rule, finding.text

    return tuple(sorted(findings, key=weight))
