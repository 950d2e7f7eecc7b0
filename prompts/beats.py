"""Beats from the still: who is in it, what it carries, and which wording says it.

Offline nobody sees objects: a subject is the noun the person named, else what the report knows
(faces, positions), else "the main subject".
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from prompts.grammar import PREPOSITIONS
from prompts.guides import Guides
from prompts.guides.records import Kind, Vague
from prompts.lexicon import lexicon
from prompts.plan import Beat, Camera, Dominant, Motion, Request, Size, Speed
from prompts.presence import may_hold
from prompts.still.report import Composition, Report
from prompts.still.report import Subject as Found
from prompts.words import agree

DIM = 60.0
"""Mean luma from which light shows better than dust in the air."""
SCENERY_MOTION = {"sky": "env.clouds", "water": "env.ripple", "foliage": "env.breeze"}


@dataclass(frozen=True, slots=True)
class Scene:
    """What a beat is built from.

    Attributes:
        report: the still's report.
        request: the parsed words.
        book: the guides.
        subject: noun phrase of the main subject.
        kind: its class.
        plural: it is plural.
        seed: number from the words; varies wording, never meaning.
        located: index of the subject that was chosen among equals.
    """

    report: Report
    request: Request
    book: Guides
    subject: str
    kind: str
    plural: bool
    seed: int
    located: int | None = None


def seed_of(text: str) -> int:
    """A number from words, the same on every machine."""
    return zlib.crc32(" ".join(text.lower().split()).encode("utf-8", "ignore"))


def scene_of(report: Report, request: Request, book: Guides, answer: str | None) -> Scene:
    """Name the subject and gather what beats are built from."""
    located = _answered(answer, report)
    subject, kind, plural = _subject(report, request, book, located)
    return Scene(
        report=report,
        request=request,
        book=book,
        subject=subject,
        kind=kind,
        plural=plural,
        seed=seed_of(request.text),
        located=located,
    )


def _answered(answer: str | None, report: Report) -> int | None:
    if answer and answer.startswith("subject-") and answer[8:].isdigit():
        index = int(answer[8:]) - 1
        return index if 0 <= index < len(report.subjects) else None
    return None


def _subject(
    report: Report, request: Request, book: Guides, located: int | None
) -> tuple[str, str, bool]:
    known = lexicon(book)
    named = "" if _nobody(report, request, book) else request.subject
    noun = head_of(named)
    if located is not None:
        word = _singular(noun, book) if noun and known.class_of(noun) != "thing" else ""
        kind = known.class_of(word) if word else _face_kind(report.subjects[located])
        return positions(report, word)[located], kind, False
    if named:
        return named, known.class_of(noun), known.is_plural(noun) or " and " in named
    if report.faces == 1 or (report.composition is Composition.PORTRAIT and report.faces <= 1):
        return "the person", "person", False
    if report.faces > 1:
        return "the people", "person", True
    return unnamed(report)


def _nobody(report: Report, request: Request, book: Guides) -> bool:
    """The subject named is nobody in the still: brought in, or a "they" without a face."""
    if request.subject in request.introduced:
        kind = lexicon(book).class_of(head_of(request.subject))
        return may_hold(report, kind) == "no"
    several = len(report.subjects) > 1 and not report.faces
    return several and request.subject == "the people" and "people" not in request.text.lower()


def unnamed(report: Report) -> tuple[str, str, bool]:
    """The subject of a still in which nothing is named and no face found."""
    if report.composition is Composition.CROWD:
        return "the crowd", "crowd", False
    if report.composition is Composition.ARCHITECTURE:
        return "the building", "building", False
    if report.composition is Composition.GRAPHIC:
        return "the artwork", "text", False
    if report.composition is Composition.LANDSCAPE or not report.subjects:
        largest = report.scenery.largest
        if report.depth.horizon is not None:
            return "the horizon", "landscape", False
        return "the landscape" if largest else "the middle of the scene", "landscape", False
    if report.equal_subjects and len(report.subjects) == 2:
        return "the pair", "thing", True
    return "the main subject", "thing", False


def _face_kind(found: Found) -> str:
    return "person" if found.kind == "face" else "thing"


def head_of(phrase: str) -> str:
    """Main noun of a noun phrase: the last word before a preposition."""
    words = phrase.lower().split()
    for index, word in enumerate(words):
        if index and word in PREPOSITIONS:
            words = words[:index]
            break
    return words[-1] if words else ""


def _singular(noun: str, book: Guides) -> str:
    known = lexicon(book)
    special = {
        "people": "person",
        "men": "man",
        "women": "woman",
        "children": "child",
        "puppies": "puppy",
        "babies": "baby",
        "kittens": "kitten",
        "wolves": "wolf",
    }
    if noun in special:
        return special[noun]
    if not known.is_plural(noun):
        return noun
    return noun[:-1]


def positions(report: Report, noun: str = "") -> list[str]:
    """Names of the subjects by where they are: "the upper dog", "the dog on the left"."""
    subjects = report.subjects
    names = [noun or ("person" if found.kind == "face" else "subject") for found in subjects]
    if len(subjects) < 2:
        return [f"the {name}" for name in names]
    centres = [found.box.centre for found in subjects]
    spread_x = max(x for x, _ in centres) - min(x for x, _ in centres)
    spread_y = max(y for _, y in centres) - min(y for _, y in centres)
    axis = 0 if spread_x >= spread_y else 1
    order = sorted(range(len(subjects)), key=lambda index: centres[index][axis])
    places = _places(len(subjects), axis)
    out = [""] * len(subjects)
    for place, index in zip(places, order, strict=True):
        out[index] = f"the {names[index]} {place}" if axis == 0 else f"the {place} {names[index]}"
    return out


def _places(count: int, axis: int) -> Sequence[str]:
    if axis == 0:
        if count == 2:
            return ["on the left", "on the right"]
        middle = (
            ["in the middle"]
            if count == 3
            else [f"in place {index} from the left" for index in range(2, count)]
        )
        return ["on the far left", *middle, "on the far right"]
    if count == 2:
        return ["upper", "lower"]
    return ["topmost", *["middle"] * (count - 2), "lowest"]


def worded(kind: Kind, scene: Scene, subject: str = "", plural: bool = False) -> tuple[str, str]:
    """Subject and action of a motion that nobody worded, varied by the seed."""
    pairs = scene.book.wording.ambient.get(kind.id)
    subject = subject or kind.subject or scene.subject
    if not pairs:
        return subject, kind.action if kind.subject else agree(kind.action, plural)
    own, action = pairs[scene.seed % len(pairs)]
    their = "their" if plural else "the"
    own = own.format(subject=subject, their=their)
    action = action.format(subject=subject, their=their)
    if "{subject}" in pairs[0][0]:
        action = agree(action, plural)
    return own, action


def motion_beat(scene: Scene, motion: str, *, camera: Camera | None = None) -> Beat:
    """A beat of one lexicon motion in default wording."""
    kind = scene.book.motions[motion]
    own_class = kind.dominant is Dominant.SUBJECT
    subject, action = worded(
        kind, scene, scene.subject if own_class or kind.id == "product.sheen" else "", scene.plural
    )
    return Beat(
        dominant=kind.dominant,
        subject=subject,
        action=action,
        motion=kind.id,
        camera=camera or Camera(),
        speed=Speed.SLOW,
        size=kind.size,
        end_state=kind.end,
    )


def camera_beat(scene: Scene, camera: Camera, supporting: tuple[Motion, ...] = ()) -> Beat:
    """A beat carried by a camera move toward the subject."""
    target = camera.destination or scene.subject
    if any(motion.subject == target for motion in supporting):
        target = unnamed(scene.report)[0]
    return Beat(
        dominant=Dominant.CAMERA,
        subject=target,
        camera=camera.model_copy(update={"destination": target}),
        supporting=supporting,
        speed=camera.speed,
        size=Size.SMALL,
    )


def subject_beat(scene: Scene) -> Beat:
    """The safest motion of the subject's class."""
    entry = scene.book.nouns.classes.get(scene.kind)
    choices = entry.default if entry else ("thing.move",)
    motion = choices[scene.seed // 7 % min(len(choices), 2)]
    if scene.book.motions[motion].dominant is not Dominant.SUBJECT:
        motion = "thing.move"
    return motion_beat(scene, motion)


def ambient_id(report: Report, seed: int = 0) -> str:
    """The environment motion the scenery carries; fine dust where there is none."""
    largest = report.scenery.largest
    if largest:
        return SCENERY_MOTION[largest]
    del seed
    return "env.dust"


def ambient_motion(scene: Scene, motion: str = "") -> Motion:
    """A small environment motion for support."""
    kind = scene.book.motions[motion or ambient_id(scene.report)]
    subject, action = worded(kind, scene)
    return Motion(id=kind.id, subject=subject, action=action, size=kind.size)


def push_in(scene: Scene, speed: Speed = Speed.SLOW) -> Camera:
    """The safest camera move."""
    return Camera(move="cam.push_in", direction="in", speed=speed, destination=scene.subject)


def still_beat(scene: Scene, *, camera: bool) -> Beat:
    """What this composition carries best (IMG-23).

    Args:
        scene: what is in the still.
        camera: the camera may move.
    """
    report = scene.report
    entry = scene.book.nouns.classes.get(scene.kind)
    if scene.subject == scene.request.subject or scene.located is not None:
        if entry and entry.ambient:
            return named_ambient(scene, entry.default[0])
        if scene.kind == "thing" and camera and scene.located is None:
            return camera_beat(scene, push_in(scene))
        return subject_beat(scene)
    if report.composition is Composition.GRAPHIC or (not camera and not report.scenery.largest):
        return motion_beat(scene, "env.light")
    if scene.kind == "person":
        return subject_beat(scene)
    if scene.kind == "crowd":
        return motion_beat(scene, "env.crowd")
    if report.scenery.largest:
        wide = camera and report.composition is Composition.LANDSCAPE
        return motion_beat(scene, ambient_id(report), camera=push_in(scene) if wide else Camera())
    if report.composition is Composition.ARCHITECTURE and not report.depth.evidence:
        return motion_beat(scene, "env.light")
    return camera_beat(scene, push_in(scene))


def named_ambient(scene: Scene, motion: str) -> Beat:
    """The class motion of a named scenery element: "the lake ripples softly"."""
    kind = scene.book.motions[motion]
    beat = motion_beat(scene, motion)
    if scene.kind == "landscape" or (scene.kind == "sky" and not scene.plural):
        return beat
    if kind.dominant is Dominant.LIGHT or kind.id == "env.steam":
        if kind.id == "product.sheen":
            return beat
        tail = "rises and curls from" if kind.id == "env.steam" else "travels slowly across"
        return beat.model_copy(
            update={"subject": kind.subject, "action": f"{tail} {scene.subject}"}
        )
    from prompts.actions import singular

    action = kind.action if not kind.plural else singular(kind.action)
    return beat.model_copy(update={"subject": scene.subject, "action": agree(action, scene.plural)})


def vague_beat(scene: Scene, vague: Vague, *, camera: bool) -> Beat:
    """The reading of a vague word for this still."""
    if vague.reading == "camera" and camera:
        support: tuple[Motion, ...] = ()
        if vague.support == "ambient":
            largest = scene.report.scenery.largest
            support = (ambient_motion(scene, "" if largest else "env.light"),)
        elif vague.support and vague.support != "ambient":
            support = (ambient_motion(scene, vague.support),)
        move = scene.book.moves[vague.move]
        lens = Camera(move=vague.move, direction=move.default, speed=vague.speed)
        return camera_beat(scene, lens, support)
    if vague.reading == "light":
        wares = scene.kind in {"product", "drink", "food", "vehicle"}
        beat = motion_beat(scene, "product.sheen" if wares else "env.light")
        lens = push_in(scene) if vague.support_camera and camera else Camera()
        return beat.model_copy(update={"camera": lens})
    if vague.reading == "particles":
        return motion_beat(scene, "env.dust")
    if vague.reading == "environment" or (vague.reading == "camera" and not camera):
        if scene.subject == scene.request.subject or (
            scene.kind == "person" and not scene.report.scenery.largest
        ):
            return still_beat(scene, camera=camera)
        bare = not scene.report.scenery.largest and scene.report.luma >= DIM
        return motion_beat(scene, "env.light" if bare else ambient_id(scene.report))
    if vague.reading in {"subject", "memory", "confident"} and scene.kind in {"person", "animal"}:
        return _character_beat(scene, vague)
    if vague.reading == "subject" and scene.kind not in {"landscape", "building", "text"}:
        return subject_beat(scene)
    return still_beat(scene, camera=camera)


def _character_beat(scene: Scene, vague: Vague) -> Beat:
    """Readings that only a face or an animal can carry."""
    if scene.kind == "animal":
        return motion_beat(scene, "animal.head")
    if vague.reading == "confident":
        cue = next(e.cue for e in scene.book.emotions if e.id == "determined")
        action = agree(cue.format(their="the" if not scene.plural else "their"), scene.plural)
        return Beat(
            dominant=Dominant.SUBJECT,
            subject=scene.subject,
            action=action,
            motion="emotion.determined",
        )
    return motion_beat(scene, "person.breathe" if vague.reading == "memory" else "person.glance")
