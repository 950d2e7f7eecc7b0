"""Reality: what was asked for, held against what the still can hold (MOT-07).

Offline nobody sees objects: a thing that is named is taken to be there. Somebody brought in with
"a" or "someone", hands where nobody is, and feelings of things are another matter.
"""

from prompts.beats import Scene, head_of
from prompts.grammar import ACTORLESS, GLOOM, PLACES
from prompts.lexicon import lexicon
from prompts.plan import Beat, Dominant, Motion, Size, Speed
from prompts.presence import may_hold
from prompts.still.report import Composition
from prompts.work import Work

NOBODY = "I find nobody in the still who could do that"


def held(work: Work, motions: tuple[Motion, ...]) -> list[Motion]:
    """The motions that the still can hold; the rest are left out and said."""
    shown = [_felt(work, motion) for motion in motions]
    return [motion for motion in shown if _present(work, motion)]


def _present(work: Work, motion: Motion) -> bool:
    """Who moves is, or may be, in the still."""
    scene = work.scene
    if motion.subject in scene.request.introduced:
        return _introduced(work, motion)
    hands = motion.id in ACTORLESS and not motion.subject
    people = scene.kind in {"person", "crowd"} or scene.report.faces > 0
    if not hands or people or scene.report.composition is Composition.PORTRAIT:
        return True
    action = motion.action.removeprefix("slowly ").removeprefix("gently ")
    work.drop(f"someone {action}", "MOT-07", f"{NOBODY}.")
    work.change("MOT-07", "left out: somebody who acts", f"{NOBODY}.")
    work.notes.append(f"{NOBODY}, so I kept to what is there.")
    return False


def _introduced(work: Work, motion: Motion) -> bool:
    """Somebody brought in: taken with a note where the still may hold them, else left out."""
    scene = work.scene
    kind = lexicon(scene.book).class_of(head_of(motion.subject))
    if motion.subject == "someone":
        kind = "person"
    holds = may_hold(scene.report, kind)
    if holds == "yes":
        return True
    if holds == "maybe":
        work.notes.append(f"I take it that {motion.subject} is in the still already.")
        return True
    noun = motion.subject.removeprefix("the ")
    plural = lexicon(scene.book).is_plural(head_of(noun))
    some = noun if noun == "someone" or plural else f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
    work.drop(f"{some} {motion.action}", "MOT-07", f"I find no {noun} in the still.")
    work.change("MOT-07", f"left out: {noun}", "The model would have to invent it.")
    work.unseen.append(noun)
    return False


def _felt(work: Work, motion: Motion) -> Motion:
    """A feeling where nobody can show it becomes light (TXT-EMOTION)."""
    scene = work.scene
    lifeless = scene.kind in PLACES | {"thing"} and not scene.plural
    if not motion.id.startswith("emotion.") or motion.subject or not lifeless:
        return motion
    if scene.report.composition is Composition.UNKNOWN:
        return motion
    bright = motion.id.removeprefix("emotion.") in {"happy", "love", "tender", "proud", "relieved"}
    work.change(
        "TXT-EMOTION",
        f"a mood of light instead: {'warmer' if bright else 'dimmer'}",
        "Nobody in the still can show a feeling, so the light does.",
    )
    return Motion(id="env.light", subject="the light", action=LIT[bright], size=Size.MICRO)


LIT = {
    False: "dims slightly, as when a cloud passes",
    True: "grows slightly warmer across the scene",
}


def meanwhile(scene: Scene) -> Beat | None:
    """What light can do toward an edit that is no motion: "make it night" dims it."""
    words = {word for edit in scene.request.edits for word in edit.lower().split()}
    bright = bool(words & {"day", "daytime", "morning", "sunny", "bright", "brighter", "summer"})
    if not bright and not words & GLOOM:
        return None
    return Beat(
        dominant=Dominant.LIGHT,
        subject="the light",
        action=LIT[bright],
        motion="env.light",
        speed=Speed.SLOW,
        size=Size.MICRO,
    )


def calm_turn(work: Work, motion: Motion) -> Motion:
    """A thing that should turn all the way around turns a little (MOT-06)."""
    kind = work.scene.book.motions["product.turn"]
    known = lexicon(work.scene.book)
    thing = known.class_of(head_of(motion.subject)) in {"product", "drink", "food", "thing"}
    wide = motion.size in {Size.LARGE, Size.EXTREME} and motion.id in {kind.id, "thing.move"}
    turns = {"turns", "rotates", "spins", "revolves", "turn", "rotate", "spin", "revolve"}
    if not thing or not wide or not turns & set(motion.action.split()):
        return motion
    work.change(
        "MOT-06",
        "full turn → a small turn",
        "The still shows one side only: the rest would be invented.",
    )
    plural = known.is_plural(head_of(motion.subject))
    action = "turn slowly by a few degrees" if plural else "turns slowly by a few degrees"
    return motion.model_copy(
        update={"id": kind.id, "action": action, "size": Size.SMALL, "speed": Speed.SLOW}
    )


__all__ = ["calm_turn", "held", "meanwhile"]
