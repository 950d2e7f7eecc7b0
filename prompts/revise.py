"""Revise: newer words change exactly what they name and keep the rest."""

from collections.abc import Callable

from prompts.clean import Cleaned
from prompts.further import other_side
from prompts.guides import Guides
from prompts.lexicon import lexicon
from prompts.plan import (
    Beat,
    Camera,
    Change,
    Direction4,
    Dominant,
    Motion,
    Request,
    Settings,
    Size,
    Speed,
)
from prompts.understand import understand_clean
from prompts.words import agree, lows, tokenize

SPEEDS = [Speed.VERY_SLOW, Speed.SLOW, Speed.MODERATE, Speed.FAST]
SIZES = [Size.MICRO, Size.SMALL, Size.MEDIUM]


def revise(
    before: Request, text: str, cleaned: Cleaned, book: Guides
) -> tuple[Request, tuple[Change, ...]]:
    """The request after newer words, and what they changed as old -> new.

    Words that bring a motion or a vague wish of their own are a new request; settings said before
    stay in force.
    """
    plain = lows(tokenize(cleaned.text))
    newer = understand_clean(text, cleaned, book)
    if turned := _turned(before, plain, text, book):
        return turned
    step = _steps(cleaned.text, book)
    heading = _heading(cleaned.text, book)
    if newer.motions and _adds(cleaned.text, book) and before.motions:
        before = before.model_copy(update={"motions": (*before.motions, *newer.motions)})
        newer = newer.model_copy(update={"motions": ()})
    if "instead" in plain and newer.cameras and not newer.motions:
        before = before.model_copy(update={"motions": (), "vague": None})
    begun = bool(before.motions or before.cameras or before.vague)
    replaces = bool(newer.motions or (newer.vague and not step) or (newer.unseen and not begun))
    if replaces and not (step and not newer.motions):
        kept = {
            "settings": newer.settings.over(before.settings),
            "subject": newer.subject or _still_named(before, newer),
            "locks": tuple(dict.fromkeys((*before.locks, *newer.locks))),
        }
        return newer.model_copy(update=kept), ()
    return _amended(before, newer, text, step, heading)


def _still_named(before: Request, newer: Request) -> str:
    """Who was named before goes on acting when the new words name nobody."""
    nobody = bool(newer.motions) and not newer.motions[0].subject
    return before.subject if nobody else ""


def asks(text: str, book: Guides) -> str:
    """What short words ask of the conversation: `same`, `undo`, `idea`, `other`, `reverse`."""
    words = [word for word in lows(tokenize(text[:200])) if word[0].isalnum()]
    if words[:1] == ["why"]:
        return "same"
    plain = [word for word in words if word not in {"please", "pls", "no", "just", "now", "use"}]
    hit = lexicon(book).revisions.whole(plain) if plain else None
    return hit if hit in {"same", "undo", "idea", "other", "reverse"} else ""


def _turned(
    before: Request, words: list[str], text: str, book: Guides
) -> tuple[Request, tuple[Change, ...]] | None:
    """Words that turn the request around: the other one, both, the other way."""
    wish = asks(" ".join(words), book)
    if wish in {"same", "undo", "idea"}:
        return before.model_copy(update={"text": text}), ()
    said: list[str] = []
    request = before.model_copy(update={"text": text})
    if wish == "other":
        request = _moved(request, other_side, said)
    elif words[:1] == ["both"] and len(words) <= 3:
        request = _moved(request, _both, said)
    elif wish == "reverse":
        request = _reversed(request, said)
    else:
        return None
    return request, _listed(said)


def asked_for(beat: Beat, before: Request) -> Request:
    """A beat as if somebody had asked for it; settings, locks and exclusions stay."""
    lead = Motion(id=beat.motion or "free", subject=beat.subject, action=beat.action)
    leads = () if beat.dominant is Dominant.CAMERA else (lead,)
    moving = beat.camera.move != "cam.static"
    return before.model_copy(
        update={
            "motions": (*leads, *beat.supporting),
            "cameras": (beat.camera,) if moving else (),
            "vague": None,
            "beats": (),
            "unseen": (),
            "edits": (),
        }
    )


def _moved(request: Request, place: Callable[[str], str], said: list[str]) -> Request:
    """The first motion done by somebody else."""
    if not request.motions:
        return request
    first, *rest = request.motions
    name = place(first.subject)
    if name == first.subject:
        return request
    several = name.startswith("both ")
    action = agree(first.action, several).replace(" its ", " their ") if several else first.action
    said.append(f"who moves: {first.subject} → {name}")
    moved = first.model_copy(update={"subject": name, "action": action})
    return request.model_copy(update={"subject": name, "motions": (moved, *rest)})


def _both(phrase: str) -> str:
    """Both of them: "the upper dog" -> "both dogs"."""
    places = {"the", "upper", "lower", "left", "right", "on", "top", "bottom"}
    words = [word for word in phrase.split(" ") if word not in places]
    noun = words[-1] if words else ""
    return f"both {noun if noun.endswith('s') else noun + 's'}" if noun else phrase


REVERSE: dict[str, Direction4] = {
    "left": "right",
    "right": "left",
    "up": "down",
    "down": "up",
    "in": "out",
    "out": "in",
}


def _reversed(request: Request, said: list[str]) -> Request:
    """Every heading the other way."""
    headings = [camera.direction for camera in request.cameras]
    headings += [motion.direction for motion in request.motions]
    old = next((heading for heading in headings if heading), None)
    if old is None or old in {"in", "out"}:
        return request
    return _turn(request, REVERSE[old], said)


def _adds(text: str, book: Guides) -> bool:
    """The words add to what was said: "add wind", "also let the leaves fall"."""
    words = lows(tokenize(text))
    known = lexicon(book)
    return bool(words) and (
        words[0] in {"also", "and", "plus", "with"} or bool(known.adding.at(words, 0))
    )


def _steps(text: str, book: Guides) -> str:
    """`slower`, `faster`, `less` or `more`, if the words say so."""
    words = lows(tokenize(text))
    hits = lexicon(book).revisions.all(words)
    order = ["slower", "faster", "less", "more"]
    named = [key for _, _, key in hits if key in order]
    return min(named, key=order.index) if named else ""


def _heading(text: str, book: Guides) -> Direction4 | None:
    from prompts.actions import direction_of

    return direction_of(lows(tokenize(text)), lexicon(book))


def _amended(
    before: Request, newer: Request, text: str, step: str, heading: Direction4 | None
) -> tuple[Request, tuple[Change, ...]]:
    """The named fields changed, everything else kept."""
    said: list[str] = []
    request = before.model_copy(update={"text": text})
    if newer.settings != Settings():
        request = request.model_copy(update={"settings": newer.settings.over(before.settings)})
        said.append(f"settings: {_set(newer.settings)}")
    if newer.cameras:
        target = before.cameras[0].destination if before.cameras else ""
        cameras = tuple(
            camera.model_copy(update={"destination": camera.destination or target})
            for camera in newer.cameras
        )
        request = request.model_copy(update={"cameras": cameras})
        said.append(f"camera: {_names(before.cameras)} → {_names(newer.cameras)}")
    request = _more(request, newer, said)
    request = _step(request, step, newer.speed if not step else None, said)
    if heading and not newer.cameras:
        request = _turn(request, heading, said)
    return request, _listed(said)


def _listed(said: list[str]) -> tuple[Change, ...]:
    return tuple(
        Change(rule="WORK-01", what=what, why="You changed this; the rest stays as it was.")
        for what in said
    )


def _set(settings: Settings) -> str:
    return ", ".join(
        f"{key} {value}" for key, value in settings.model_dump(exclude_none=True).items()
    )


def _names(cameras: tuple[Camera, ...]) -> str:
    return cameras[0].move.removeprefix("cam.").replace("_", " ") if cameras else "as directed"


def _more(request: Request, newer: Request, said: list[str]) -> Request:
    """Locks, exclusions and the like are added to those before."""
    update: dict[str, object] = {}
    for field in ("locks", "excluded", "unseen", "edits", "texts", "injected"):
        extra: tuple[str, ...] = getattr(newer, field)
        if extra:
            update[field] = tuple(dict.fromkeys((*getattr(request, field), *extra)))
            said.append(f"{field}: {', '.join(extra)[:80]}")
    if newer.audio:
        update["audio"] = newer.audio
        said.append(f"sound: {newer.audio[:80]}")
    return request.model_copy(update=update)


def _step(request: Request, step: str, speed: Speed | None, said: list[str]) -> Request:
    """Speed and size one class up or down, in every place that carries them."""
    if not step and speed is None:
        return request
    old = request.speed or _speed_of(request)
    new = speed or old
    if step in {"slower", "less"}:
        new = SPEEDS[max(0, _rank(old) - 1)]
    elif step == "faster":
        new = SPEEDS[min(3, _rank(old) + 1)]
    size = {"less": Size.MICRO, "more": Size.MEDIUM}.get(step, request.size)
    said.append(f"speed: {old.value} → {new.value}" if new is not old else f"size: {step}")
    return request.model_copy(
        update={
            "speed": new,
            "size": size,
            "motions": tuple(_again(motion, new) for motion in request.motions),
            "cameras": tuple(
                camera.model_copy(update={"speed": new}) for camera in request.cameras
            ),
        }
    )


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


SIDEWAYS = frozenset({"cam.pan", "cam.truck", "cam.arc", "cam.orbit", "cam.parallax"})
SIDES: dict[str, str] = {"left": "right", "right": "left"}


def headed(motion: Motion, heading: Direction4) -> Motion:
    """A motion with another heading, said in its words."""
    action = motion.action
    if heading in SIDES and set(action.split()) & set(SIDES):
        action = " ".join(heading if word in SIDES else word for word in action.split(" "))
    elif heading in SIDES:
        action = f"{action} from the {SIDES[heading]}"
    return motion.model_copy(update={"direction": heading, "action": action})


def _turn(request: Request, heading: Direction4, said: list[str]) -> Request:
    """Another heading for what moves."""
    said.append(f"heading: {heading}")
    return request.model_copy(
        update={
            "direction": heading,
            "motions": (
                *(headed(motion, heading) for motion in request.motions[:1]),
                *request.motions[1:],
            ),
            "cameras": tuple(
                camera.model_copy(update={"direction": heading})
                if camera.move in SIDEWAYS and heading in SIDES
                else camera
                for camera in request.cameras
            ),
        }
    )
