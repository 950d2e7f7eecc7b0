"""The nearest beat that a renderer which cannot act can shoot.

A plan keeps what the person asked for; a renderer with a closed list of moves and motions shoots
the nearest it can and says so (the card prints the sentence).
"""

from collections.abc import Collection

from prompts.guides import Guides, guides
from prompts.plan import Beat, Camera, Dominant, Motion, Plan, Size, Speed
from prompts.still.report import Composition, Report

HOLDS = frozenset({"camera", "framing"})
"""Locks that mean the person wants the camera to hold still."""

SCENERY = {"sky": "env.clouds", "water": "env.ripple", "foliage": "env.breeze"}
"""What to move when a scenery element covers much of the still."""


def nearest(
    plan: Plan, report: Report, renderable: Collection[str], *, name: str = "Parallax"
) -> tuple[Beat, str]:
    """The beat that can be shot with the `renderable` ids only, and one sentence why.

    Args:
        plan: what was asked for.
        report: the still's report; scenery and text decide between camera and ambience.
        renderable: lexicon ids of moves and motions that can be shot.
        name: name of the renderer for the sentence.

    Returns:
        A beat whose camera move, motion and supporting motions are all renderable and of which
        at least one moves, and a sentence for the card; empty when nothing differs.
    """
    book = guides()
    beat = plan.beat
    camera = _camera(beat.camera, renderable, book)
    supporting = _supporting(beat.supporting, renderable, book)
    if beat.dominant is Dominant.CAMERA:
        return _camera_beat(plan, report, camera, supporting, renderable, name)
    motion = _motion(beat.motion, renderable, book)
    if motion:
        shot = beat.model_copy(
            update={"motion": motion, "camera": camera, "supporting": supporting}
        )
        return shot, _motion_sentence(beat, shot, name, book)
    return _without_acting(plan, report, camera, supporting, renderable, name)


def _camera(camera: Camera, renderable: Collection[str], book: Guides) -> Camera:
    """The move itself or the first of its fallbacks that can be shot."""
    if camera.move in renderable:
        return camera
    for move in book.fallbacks(camera.move):
        if move in renderable:
            wanted = book.moves[move]
            direction = camera.direction if camera.direction in wanted.directions else None
            return camera.model_copy(
                update={"move": move, "direction": direction or wanted.default}
            )
    return Camera()


def _motion(motion: str, renderable: Collection[str], book: Guides) -> str:
    """The motion itself, its renderable neighbour, or nothing."""
    if motion in renderable:
        return motion
    known = book.motions.get(motion)
    return known.nearest if known and known.nearest in renderable else ""


def _supporting(
    motions: tuple[Motion, ...], renderable: Collection[str], book: Guides
) -> tuple[Motion, ...]:
    """The supporting motions that can be shot, each at most once."""
    kept: dict[str, Motion] = {}
    for motion in motions:
        if found := _motion(motion.id, renderable, book):
            kept.setdefault(found, motion.model_copy(update={"id": found}))
    return tuple(kept.values())


def _camera_beat(
    plan: Plan,
    report: Report,
    camera: Camera,
    supporting: tuple[Motion, ...],
    renderable: Collection[str],
    name: str,
) -> tuple[Beat, str]:
    """A beat carried by the camera; a camera that cannot move hands over to ambience."""
    beat = plan.beat
    if camera.move != "cam.static" or supporting:
        shot = beat.model_copy(update={"camera": camera, "supporting": supporting})
        if camera.move == beat.camera.move:
            return shot, ""
        return shot, f"{name} has no {_spoken(beat.camera.move)}: it shoots {_move(camera, beat)}."
    return _without_acting(plan, report, camera, supporting, renderable, name)


def _motion_sentence(beat: Beat, shot: Beat, name: str, book: Guides) -> str:
    """What differs between the beat asked for and the one shot, if anything."""
    if shot.motion != beat.motion:
        return f"{name} shoots the nearest it can: {beat.subject} with {_ambience(shot.motion)}."
    if shot.camera.move != beat.camera.move:
        asked = book.moves[beat.camera.move].name if beat.camera.move in book.moves else "move"
        return f"{name} has no {asked}: it shoots {_move(shot.camera, beat)}."
    return ""


def _without_acting(
    plan: Plan,
    report: Report,
    camera: Camera,
    supporting: tuple[Motion, ...],
    renderable: Collection[str],
    name: str,
) -> tuple[Beat, str]:
    """A beat for a subject that cannot act: the camera if it may move, else ambience."""
    beat = plan.beat
    why = "cannot act" if beat.action else "needs something that moves"
    held = bool(HOLDS & set(plan.locks)) or _small_text(report)
    if camera.move == "cam.static" and not held and "cam.push_in" in renderable:
        camera = Camera(
            move="cam.push_in", direction="in", speed=Speed.SLOW, destination=beat.subject
        )
    if camera.move != "cam.static":
        shot = beat.model_copy(
            update={
                "dominant": Dominant.CAMERA,
                "action": "",
                "motion": "",
                "direction": None,
                "camera": camera.model_copy(update={"speed": min_speed(camera.speed)}),
                "supporting": supporting,
                "size": Size.SMALL,
            }
        )
        return shot, f"{name} {why}: it shoots {_move(camera, beat)} instead."
    motion = supporting[0].id if supporting else ambience(report, renderable)
    subject = supporting[0].subject if supporting else AMBIENT_SUBJECT.get(motion, "the light")
    action = supporting[0].action if supporting else AMBIENT_ACTION.get(motion, "shifts slowly")
    shot = beat.model_copy(
        update={
            "dominant": Dominant.LIGHT if motion == "env.light" else Dominant.ENVIRONMENT,
            "subject": subject,
            "action": action,
            "motion": motion,
            "direction": None,
            "camera": Camera(),
            "supporting": (),
            "speed": Speed.SLOW,
            "size": Size.SMALL,
        }
    )
    said = f"{_ambience(motion)}, with the camera held still"
    return shot, f"{name} {why}: it shoots {said}, instead."


AMBIENT_SUBJECT = {
    "env.clouds": "the clouds",
    "env.ripple": "the water",
    "env.breeze": "the leaves",
    "env.light": "a soft band of light",
    "env.dust": "fine dust",
}
AMBIENT_ACTION = {
    "env.clouds": "drift slowly across the sky",
    "env.ripple": "ripples softly",
    "env.breeze": "stir in a light breeze",
    "env.light": "travels across the scene",
    "env.dust": "drifts through the light",
}


def ambience(report: Report, renderable: Collection[str]) -> str:
    """The ambient motion the still carries best: its largest scenery, else light or dust."""
    largest = report.scenery.largest
    wanted = [SCENERY[largest]] if largest else []
    dark = report.luma < 60
    wanted += ["env.dust", "env.light"] if dark else ["env.light", "env.dust"]
    for motion in wanted:
        if motion in renderable:
            return motion
    return next((motion for motion in sorted(renderable) if motion.startswith("env.")), "env.light")


def min_speed(speed: Speed) -> Speed:
    """At most moderate: a stand-in move is never faster than the eye follows."""
    return speed if speed in {Speed.VERY_SLOW, Speed.SLOW, Speed.MODERATE} else Speed.MODERATE


def _small_text(report: Report) -> bool:
    """Small text, or a graphic, keeps the camera still (IMG-11, IMG-10)."""
    return report.composition is Composition.GRAPHIC or any(
        line.box.h < guides().thresholds.small_text for line in report.texts
    )


def _spoken(move: str) -> str:
    known = guides().moves.get(move)
    return known.name if known else "such move"


def _move(camera: Camera, beat: Beat) -> str:
    """A camera move as words: `a slow push-in toward the upper dog`."""
    if camera.move == "cam.static":
        return "with the camera held still"
    target = camera.destination or beat.subject
    speed = camera.speed.value if camera.speed is not Speed.MODERATE else "steady"
    words = f"a {speed} {_spoken(camera.move)}"
    if camera.move == "cam.push_in":
        return f"{words} toward {target}"
    if camera.move == "cam.pull_out":
        return f"{words} from {target}"
    side = f" to the {camera.direction}" if camera.direction in {"left", "right"} else ""
    return f"{words}{side}"


def _ambience(motion: str) -> str:
    return {
        "env.ripple": "soft ripples",
        "env.breeze": "a light breeze",
        "env.clouds": "a slow drift of cloud and mist",
        "env.steam": "a thin rise of steam",
        "env.light": "a slow sweep of light",
        "env.dust": "fine drifting particles",
        "env.snow": "fine falling particles",
    }.get(motion, "a small ambient motion")
