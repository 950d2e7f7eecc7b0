"""Direct: a request and a report become one plan.

Order of choice (BEAT-01): what the person said, subject before camera before environment; then
what a vague word means on this still; then what the still carries best by itself.
"""

from prompts.account import settle_account
from prompts.beats import (
    camera_beat,
    head_of,
    push_in,
    scene_of,
    still_beat,
    vague_beat,
    worded,
)
from prompts.fit import fit_camera, lighten, small_text
from prompts.grammar import WIND
from prompts.guides import Guides
from prompts.guides.records import Kind
from prompts.lexicon import lexicon
from prompts.plan import (
    Beat,
    Camera,
    Dominant,
    Motion,
    Plan,
    Request,
    Settings,
    Size,
    Speed,
)
from prompts.plans import job, plan_of, seconds, summary
from prompts.pronouns import resolved as _resolved
from prompts.questions import OUTSIDE, contradiction, one_move, vague_of, who_moves
from prompts.reality import calm_turn, held, meanwhile
from prompts.revise import headed
from prompts.still.report import Report
from prompts.work import Work


def direct(
    report: Report,
    request: Request,
    book: Guides,
    *,
    settings: Settings,
    anchor: str = "",
    answer: str | None = None,
) -> tuple[Plan, Work]:
    """The plan for a request on a still, and the record of what was decided."""
    work = Work(scene=scene_of(report, request, book, answer), settings=settings, answer=answer)
    cameras = _cameras(work)
    who_moves(work)
    beat = _chosen(work, cameras)
    beat = _finished(work, beat)
    work.chosen = summary(beat, book)
    settle_account(work, beat)
    _leave_out(work)
    return plan_of(work, beat, anchor), work


def _cameras(work: Work) -> list[Camera]:
    """The camera asked for: contradictions asked about, a second move left out (CAM-01, CAM-02)."""
    request = work.scene.request
    moving = [camera for camera in request.cameras if camera.move != "cam.static"]
    static = len(moving) < len(request.cameras)
    if static and moving:
        return contradiction(work, moving)
    if static:
        work.held = True
        return []
    if work.answer == "camera" and not moving:
        return [push_in(work.scene)]
    return one_move(work, moving)


def _chosen(work: Work, cameras: list[Camera]) -> Beat:
    """The beat before it is fitted to the still."""
    scene = work.scene
    request = scene.request
    may_move = not work.held and not small_text(scene.report, scene.book)
    if work.answer == "camera":
        return camera_beat(scene, cameras[0] if cameras else push_in(scene))
    if request.motions and not (work.answer or "").startswith("none"):
        beat = _from_motions(work, cameras)
        if beat is not None:
            return beat
    if cameras:
        return camera_beat(scene, cameras[0])
    vague = vague_of(request, scene.book)
    if vague:
        beat = vague_beat(scene, vague, camera=may_move)
        word = request.vague or ""
        work.change(
            "MOT-10",
            f"read the wish as: {summary(beat, scene.book)}",
            f"The wish ({word}) names no motion, so I chose one this still can carry.",
        )
    else:
        beat = meanwhile(scene) or still_beat(scene, camera=may_move)
        work.change("MOT-10", f"chose: {summary(beat, scene.book)}")
    return _paced(beat, request, scene.book)


def _paced(beat: Beat, request: Request, book: Guides) -> Beat:
    """Overall speed and size words on a beat the director chose."""
    update: dict[str, object] = {}
    if request.speed:
        update["speed"] = request.speed
        if beat.dominant is Dominant.CAMERA:
            update["camera"] = beat.camera.model_copy(update={"speed": request.speed})
    if request.direction in book.moves[beat.camera.move].directions:
        update["camera"] = beat.camera.model_copy(update={"direction": request.direction})
    elif request.direction and beat.action:
        own = Motion(id=beat.motion, subject=beat.subject, action=beat.action)
        update["action"] = headed(own, request.direction).action
        update["direction"] = request.direction
    elif request.direction:
        update["supporting"] = tuple(headed(m, request.direction) for m in beat.supporting)
    return beat.model_copy(update=update)


def _from_motions(work: Work, cameras: list[Camera]) -> Beat | None:
    """The dominant of the motions and cameras asked for; the rest supports or is left out."""
    if not cameras and (walk := _walk(work)):
        return camera_beat(work.scene, walk)
    motions = [
        _lettered(work, calm_turn(work, _resolved(work, motion)))
        for motion in held(work, work.scene.request.motions)
    ]
    if not motions:
        return None
    work.asked = {motion.id for motion in motions}
    acting = [motion for motion in motions if _dominant(work, motion) not in OUTSIDE]
    lead = acting[0] if acting else motions[0]
    others = [motion for motion in motions if motion is not lead]
    if cameras and not acting:
        beat = camera_beat(work.scene, cameras[0], tuple(_small(m) for m in motions[:2]))
        for motion in motions[2:]:
            _spare(work, motion)
        return beat
    beat = Beat(
        dominant=_dominant(work, lead),
        subject=lead.subject,
        action=lead.action,
        motion=lead.id,
        direction=lead.direction,
        camera=cameras[0] if cameras else Camera(),
        speed=lead.speed,
        size=lead.size,
        end_state=_end(work, lead),
    )
    return beat.model_copy(update={"supporting": _supporters(work, lead, others)})


GOING = frozenset(
    {"climbs", "dives", "explores", "flies", "glides", "goes", "hikes", "looks", "reveals"}
    | {"moves", "runs", "soars", "stands", "steps", "strolls", "travels", "walks", "wanders"}
)
"""Verbs of somebody who goes through a place."""


def _walk(work: Work) -> Camera | None:
    """Walking where nobody is: the viewer walks, so the camera moves in ("walk to the house")."""
    scene = work.scene
    motion = scene.request.motions[0]
    place = scene.kind in {"landscape", "building"} and not scene.request.subject
    words = motion.action.split(" ")
    if motion.subject or not place or not GOING & set(words):
        return None
    if "around" in words and "looks" in words:
        work.change("CAM-03", "looking around → slow pan", "Nobody is there to look around.")
        return Camera(move="cam.pan", direction=scene.report.free.widest)
    joint = next(
        (
            i
            for i, word in enumerate(words)
            if word in {"toward", "towards", "to", "into", "reveals"}
        ),
        None,
    )
    target = " ".join(words[joint + 1 :]) if joint is not None else ""
    target = target.split(" in a ")[0].split(" at an ")[0]
    work.change("CAM-03", "walking → slow push-in", "Nobody is there to walk: the camera moves in.")
    return push_in(scene).model_copy(update={"destination": target or scene.subject})


def _lettered(work: Work, motion: Motion) -> Motion:
    """Lettering that should move gets light instead (DRIFT-04)."""
    known = lexicon(work.scene.book)
    if known.class_of(head_of(motion.subject)) != "text" or motion.id == "text.glow":
        return motion
    kind = work.scene.book.motions["text.glow"]
    work.change(
        "DRIFT-04",
        f"light passes over {motion.subject} instead",
        "Lettering that moves comes out garbled.",
    )
    return Motion(
        id=kind.id,
        subject=kind.subject,
        action=f"passes slowly over {motion.subject}",
        size=kind.size,
    )


def _kind(work: Work, motion: Motion) -> Kind | None:
    return work.scene.book.motions.get(motion.id)


def _dominant(work: Work, motion: Motion) -> Dominant:
    kind = _kind(work, motion)
    return kind.dominant if kind else Dominant.SUBJECT


def _end(work: Work, motion: Motion) -> str:
    kind = _kind(work, motion)
    return kind.end if kind else ""


def _small(motion: Motion) -> Motion:
    return motion.model_copy(
        update={
            "size": Size.SMALL
            if motion.size in {Size.MEDIUM, Size.LARGE, Size.EXTREME}
            else motion.size,
            "speed": Speed.SLOW if motion.speed in {Speed.FAST, Speed.SUDDEN} else motion.speed,
        }
    )


def _supporters(work: Work, lead: Motion, others: list[Motion]) -> tuple[Motion, ...]:
    """Small motions that may stay beside the lead; the rest are next shots (BEAT-02)."""
    kept: list[Motion] = []
    for motion in others:
        kind = _kind(work, motion)
        outside = _dominant(work, motion) in OUTSIDE
        micro = kind is not None and kind.size is Size.MICRO
        same = motion.subject == lead.subject
        one_wind = not (
            outside
            and kept
            and _dominant(work, kept[0]) in OUTSIDE
            and not {motion.id, kept[0].id} <= WIND
        )
        if (
            len(kept) < 2
            and (outside or micro)
            and one_wind
            and not (same and not micro and not outside)
        ):
            kept.append(_small(motion))
        else:
            _spare(work, motion)
    return tuple(kept)


def _spare(work: Work, motion: Motion) -> None:
    """A motion for the next shot."""
    text = f"{motion.subject} {motion.action}".strip()
    work.drop(text, "BEAT-03", "One action per short clip; this one is the next shot.")
    work.change("BEAT-03", f"left out: {text}")


def _finished(work: Work, beat: Beat) -> Beat:
    """Camera fitted, load lightened, a calm camera named."""
    scene = work.scene
    book = scene.book
    acts = beat.dominant in {Dominant.SUBJECT, Dominant.TRANSFORMATION}
    camera, changes = fit_camera(beat.camera, scene.report, book, subject_moves=acts)
    for change in changes:
        work.change(change.rule, change.what, change.why)
    beat = beat.model_copy(update={"camera": camera, "speed": beat.speed})
    if beat.dominant is Dominant.CAMERA and camera.move == "cam.static":
        beat = _without_camera(work, beat)
    if beat.dominant is Dominant.CAMERA:
        beat = beat.model_copy(update={"speed": camera.speed})
    speech = bool(scene.request.audio.startswith('"')) or _speaks(work, beat)
    beat, lighter, left = lighten(beat, seconds(work), book, speech=speech)
    for change in lighter:
        work.change(change.rule, change.what, change.why)
    for motion in left:
        work.drop(f"{motion.subject} {motion.action}", "BEAT-02", "More than this clip can carry.")
    return beat


def _speaks(work: Work, beat: Beat) -> bool:
    kind = work.scene.book.motions.get(beat.motion)
    return bool(kind and kind.speech)


def _without_camera(work: Work, beat: Beat) -> Beat:
    """The camera had to be held: a supporter leads, else what the still carries."""
    if beat.supporting:
        lead, *others = beat.supporting
        return beat.model_copy(
            update={
                "dominant": _dominant(work, lead),
                "subject": lead.subject,
                "action": lead.action,
                "motion": lead.id,
                "supporting": tuple(others),
                "speed": lead.speed,
            }
        )
    return still_beat(work.scene, camera=False)


def _leave_out(work: Work) -> None:
    """Further beats, unseen things and edits."""
    request = work.scene.request
    for text in request.beats[1:]:
        work.drop(text, "BEAT-03", "One beat per clip; this is the next shot.")
    if len(request.beats) > 1:
        work.change("BEAT-03", f"kept the first of {len(request.beats)} beats")
    for thing in request.unseen:
        work.drop(f"{article(thing)} appears", "MOT-07", f"There is no {thing} in the still.")
        work.change("MOT-07", f"left out: {thing}")


def article(noun: str) -> str:
    """The noun with its indefinite article."""
    first = noun.split(" ", 1)[0]
    if first in {"two", "three", "some", "more", "his", "her", "their"}:
        return noun
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


__all__ = ["Work", "direct", "job", "plan_of", "summary", "vague_of", "worded"]
