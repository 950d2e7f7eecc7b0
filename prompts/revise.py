"""Revise: newer words change exactly what they name and keep the rest."""

from prompts.clean import Cleaned
from prompts.guides import Guides
from prompts.lexicon import lexicon
from prompts.plan import Camera, Change, Direction4, Motion, Request, Size, Speed
from prompts.understand import understand_clean
from prompts.words import lows, tokenize

SPEEDS = [Speed.VERY_SLOW, Speed.SLOW, Speed.MODERATE, Speed.FAST]
SIZES = [Size.MICRO, Size.SMALL, Size.MEDIUM]


def revise(
    before: Request, text: str, cleaned: Cleaned, book: Guides
) -> tuple[Request, tuple[Change, ...]]:
    """The request after newer words, and what they changed as old -> new.

    Words that bring a motion or a vague wish of their own are a new request; settings said before
    stay in force.
    """
    newer = understand_clean(text, cleaned, book)
    step = _steps(cleaned.text, book)
    heading = _heading(cleaned.text, book)
    replaces = bool(newer.motions or (newer.vague and not step) or newer.unseen) or (
        bool(newer.cameras) and not before.motions and newer.cameras[0].move != "cam.static"
    )
    if replaces and not (step and not newer.motions):
        settings = newer.settings.over(before.settings)
        return newer.model_copy(update={"settings": settings}), ()
    return _amended(before, newer, text, step, heading)


def _steps(text: str, book: Guides) -> str:
    """`slower`, `faster`, `less` or `more`, if the words say so."""
    words = lows(tokenize(text))
    hits = lexicon(book).revisions.all(words)
    order = ["slower", "faster", "less", "more"]
    named = [key for _, _, key in hits]
    return min(named, key=order.index) if named else ""


def _heading(text: str, book: Guides) -> Direction4 | None:
    from prompts.actions import direction_of

    return direction_of(lows(tokenize(text)), lexicon(book))


def _amended(
    before: Request, newer: Request, text: str, step: str, heading: Direction4 | None
) -> tuple[Request, tuple[Change, ...]]:
    """The named fields changed, everything else kept."""
    update: dict[str, object] = {"text": text}
    said: list[str] = []
    if newer.settings != type(newer.settings)():
        update["settings"] = newer.settings.over(before.settings)
        said.append("settings")
    if newer.cameras:
        update["cameras"] = newer.cameras
        said.append(f"camera: {_names(before.cameras)} → {_names(newer.cameras)}")
    for field in ("locks", "excluded", "edits", "texts", "injected", "unknown"):
        if extra := getattr(newer, field):
            update[field] = tuple(dict.fromkeys((*getattr(before, field), *extra)))
            said.append(f"{field}: {', '.join(extra)[:80]}")
    if newer.audio:
        update["audio"] = newer.audio
    speed = newer.speed if not step else None
    _step(before, step, speed, update, said)
    if heading and not newer.cameras:
        _turn(before, heading, update, said)
    merged = before.model_copy(update=update)
    changes = tuple(
        Change(rule="WORK-01", what=what, why="You changed this; the rest stays as it was.")
        for what in said
    )
    return merged, changes


def _names(cameras: tuple[Camera, ...]) -> str:
    return cameras[0].move.removeprefix("cam.").replace("_", " ") if cameras else "as directed"


def _step(
    before: Request, step: str, speed: Speed | None, update: dict[str, object], said: list[str]
) -> None:
    """Speed and size one class up or down, in every place that carries them."""
    if not step and speed is None:
        return
    old = before.speed or _speed_of(before)
    new = speed or old
    if step in {"slower", "less"}:
        new = SPEEDS[max(0, _rank(old) - 1)]
    elif step == "faster":
        new = SPEEDS[min(3, _rank(old) + 1)]
    size = before.size
    if step == "less":
        size = Size.MICRO
    elif step == "more":
        size = Size.MEDIUM
    update["speed"] = new
    update["size"] = size
    motions = update.get("motions", before.motions)
    cameras = update.get("cameras", before.cameras)
    update["motions"] = tuple(
        _again(motion, new)
        for motion in motions  # type: ignore[attr-defined]  # tuple of Motion
    )
    update["cameras"] = tuple(
        camera.model_copy(update={"speed": new})
        for camera in cameras  # type: ignore[attr-defined]  # tuple of Camera
    )
    said.append(f"speed: {old.value} → {new.value}" if new is not old else f"size: {step}")


def _rank(speed: Speed) -> int:
    return SPEEDS.index(speed) if speed in SPEEDS else 3


def _speed_of(request: Request) -> Speed:
    if request.motions:
        return request.motions[0].speed
    return request.cameras[0].speed if request.cameras else Speed.SLOW


ADVERBS = {
    Speed.VERY_SLOW: "very slowly",
    Speed.SLOW: "slowly",
    Speed.MODERATE: "steadily",
    Speed.FAST: "briskly",
}
MANNERS = (
    "very slowly ",
    "slowly ",
    "gently ",
    "softly ",
    "steadily ",
    "briskly ",
    "calmly ",
    "quietly ",
    "lightly ",
    "gradually ",
)
PACES = (
    " at a very slow pace",
    " at an easy pace",
    " at a steady pace",
    " at a brisk pace",
    " at an even pace",
    " in one smooth movement",
)


def _again(motion: Motion, speed: Speed) -> Motion:
    """The same motion at another speed, its manner said anew."""
    action = motion.action
    for manner in MANNERS:
        action = action.removeprefix(manner)
    for pace in PACES:
        action = action.replace(pace, "")
    words = [word for word in action.split(" ") if word not in {"slowly", "quickly", "briskly"}]
    return motion.model_copy(
        update={"speed": speed, "action": f"{ADVERBS[speed]} {' '.join(words)}"}
    )


def _turn(before: Request, heading: Direction4, update: dict[str, object], said: list[str]) -> None:
    """Another heading for what moves."""
    update["direction"] = heading
    side = {"left": "right", "right": "left"}
    motions = update.get("motions", before.motions)
    turned = []
    for index, motion in enumerate(motions):  # type: ignore[arg-type, var-annotated]  # tuple of Motion
        action = motion.action
        if index == 0:
            if heading in side and any(word in action.split() for word in ("left", "right")):
                action = " ".join(heading if word in side else word for word in action.split(" "))
            elif heading in side:
                action = f"{action} from the {side[heading]}"
            motion = motion.model_copy(update={"direction": heading, "action": action})
        turned.append(motion)
    update["motions"] = tuple(turned)
    cameras = update.get("cameras", before.cameras)
    update["cameras"] = tuple(
        camera.model_copy(update={"direction": heading})
        if camera.move in {"cam.pan", "cam.truck", "cam.arc", "cam.orbit", "cam.parallax"}
        and heading in side
        else camera
        for camera in cameras  # type: ignore[attr-defined]  # tuple of Camera
    )
    said.append(f"heading: {heading}")
