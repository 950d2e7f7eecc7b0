"""Ideas: other beats that this still carries, each with another dominant motion (SET-02)."""

from dataclasses import replace

from prompts.beats import (
    Scene,
    ambient_id,
    camera_beat,
    motion_beat,
    push_in,
    subject_beat,
    unnamed,
)
from prompts.dialect import render
from prompts.direct import plan_of, summary
from prompts.fit import carries, fit_camera, small_text, text_graphic
from prompts.grammar import PLACES
from prompts.guides import Guides
from prompts.guides.records import Dialect
from prompts.lint import mend
from prompts.plan import (
    Alternative,
    Beat,
    Camera,
    Change,
    Dominant,
    Plan,
    Prompt,
    Request,
    Size,
)
from prompts.still.report import Composition
from prompts.work import Work

NAMES = {
    Dominant.SUBJECT: "Subject",
    Dominant.CAMERA: "Camera",
    Dominant.ENVIRONMENT: "Surroundings",
    Dominant.LIGHT: "Light",
    Dominant.TRANSFORMATION: "Change",
}
OPEN_SKY = 0.15
"""Share of sky from which a cloud's shadow crosses the land."""


def written(
    plan: Plan, voice: Dialect, book: Guides, model: str, request: Request
) -> tuple[Prompt, list[Change]]:
    """The prompt of a plan, mended."""
    prompt = render(plan, voice, book, model=model, words=request.text)
    return mend(prompt, plan, book)


def alternatives(
    work: Work, plan: Plan, voice: Dialect, model: str, anchor: str
) -> tuple[Alternative, ...]:
    """Up to three other ideas, each with another dominant motion."""
    scene = work.scene
    out: list[Alternative] = []
    taken = {plan.beat.dominant}
    for beat in _ideas(work, plan.beat):
        if beat.dominant in taken:
            continue
        taken.add(beat.dominant)
        camera, _ = fit_camera(beat.camera, scene.report, scene.book, subject_moves=False)
        other = plan_of(work, beat.model_copy(update={"camera": camera}), anchor)
        prompt, _ = written(other, voice, scene.book, model, scene.request)
        near = beat.motion.startswith("env.") and beat.dominant is Dominant.SUBJECT
        name = "Foreground" if near else NAMES[beat.dominant]
        label = f"{name}: {summary(other.beat, scene.book)}"
        out.append(Alternative(label=label[:80], plan=other, prompt=prompt))
    return tuple(out[:3])


def _ideas(work: Work, chosen: Beat) -> list[Beat]:
    """A beat of each dominant that this still can carry, the strongest first."""
    scene = work.scene
    report, book = scene.report, scene.book
    ideas: list[Beat] = []
    acts = scene.kind not in PLACES and not text_graphic(report, book)
    entry = book.nouns.classes.get(scene.kind)
    if acts and not (entry and entry.ambient):
        ideas.append(subject_beat(scene))
    if not work.held and not small_text(report, book):
        ideas.append(camera_beat(scene, _lens(scene, chosen)))
    ideas.append(_surroundings(scene))
    ideas.append(_light(scene))
    if not acts or (entry and entry.ambient):
        ideas.append(_near(scene))
    return ideas


def _lens(scene: Scene, chosen: Beat) -> Camera:
    """A move the chosen beat does not make yet: in, else sideways where there is depth, or up."""
    if scene.kind in {"sky", "wind", "light"}:
        scene = replace(scene, subject=unnamed(scene.report)[0])
    if chosen.camera.move != "cam.push_in":
        return push_in(scene)
    report, moves = scene.report, scene.book.moves
    if report.depth.horizon is not None and report.scenery.sky > OPEN_SKY:
        return Camera(move="cam.tilt", direction="up", destination=scene.subject)
    if report.depth.evidence and carries(moves["cam.arc"], report, subject_moves=False):
        return Camera(move="cam.arc", direction=report.free.widest, destination=scene.subject)
    return Camera(move="cam.pull_out", direction="out", destination=scene.subject)


def _surroundings(scene: Scene) -> Beat:
    """The air around the subject: loose hair at a face, else what the scenery has."""
    if scene.report.faces == 1 and not scene.report.scenery.largest:
        beat = motion_beat(scene, "hair.sway")
        return beat.model_copy(update={"subject": "a few loose strands of hair", "action": STRANDS})
    return motion_beat(scene, ambient_id(scene.report))


STRANDS = "lift and settle in a light breeze"


def _light(scene: Scene) -> Beat:
    """Light that fits: a cloud's shadow over land, a soft light on a face, else a slow sweep."""
    report = scene.report
    if report.composition is Composition.LANDSCAPE and report.scenery.sky > OPEN_SKY:
        return motion_beat(scene, "env.shadow").model_copy(
            update={"subject": "a cloud's shadow", "action": "slides slowly across the land"}
        )
    beat = motion_beat(scene, "env.light")
    if scene.kind in {"person", "animal"} or scene.subject == "the main subject":
        return beat.model_copy(
            update={
                "subject": "soft light",
                "action": f"moves slowly across {scene.subject}",
            }
        )
    return beat


def _near(scene: Scene) -> Beat:
    """What lies nearest in a place: stems, a ring on the water, the nearest part of it."""
    shares = scene.report.scenery
    subject, action, motion = "the nearest details", "catch the light one by one", "thing.move"
    if shares.foliage > 0.1:
        subject, action, motion = "the nearest stems", "bend softly and rise again", "env.breeze"
    elif shares.water > 0.1:
        subject, action, motion = "a single ring", "spreads slowly over the water", "env.ripple"
    foreground = replace(scene, subject=subject, kind="thing", plural=True)
    beat = motion_beat(foreground, "thing.move")
    return beat.model_copy(
        update={"subject": subject, "action": action, "motion": motion, "size": Size.SMALL}
    )


__all__ = ["alternatives", "written"]
