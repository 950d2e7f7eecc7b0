"""Pronouns: a motion gets a subject that is in the still (MOT-03)."""

from prompts.actions import singular
from prompts.beats import Scene, head_of
from prompts.grammar import PLACES
from prompts.lexicon import lexicon
from prompts.plan import Motion
from prompts.words import agree
from prompts.work import Work

FOLIAGE = 0.05
"""Share of greenery from which a breeze moves leaves."""
THEIR = {"the woman": "her", "the girl": "her", "the man": "his", "the boy": "his"}


def resolved(work: Work, motion: Motion) -> Motion:
    """A motion with a subject that is in the still (MOT-03)."""
    scene = work.scene
    motion = _aired(scene, motion)
    plural = scene.plural
    subject = motion.subject
    located = scene.located is not None and subject == scene.request.subject
    stands = subject in {"the subject", "the person", "the people"} and scene.request.subject
    if not subject or located or stands:
        subject = _poured(scene, motion) or scene.subject
    else:
        plural = False
    action = motion.action.replace(
        "{their}", "their" if scene.plural else THEIR.get(subject, "the")
    )
    if not motion.subject and plural:
        action = agree(action, plural=True)
    elif scene.located is not None and lexicon(scene.book).is_plural(head_of(motion.subject)):
        action = singular(action)
    if motion.subject != subject:
        work.change("MOT-03", f"named who moves: {subject}")
    return motion.model_copy(update={"subject": subject, "action": action})


def _poured(scene: Scene, motion: Motion) -> str:
    """What splashes or pours in a place where nobody named it: the water."""
    kind = scene.book.motions.get(motion.id)
    if scene.kind not in PLACES or kind is None or kind.class_ not in {"drink", "food"}:
        return ""
    return "the water" if scene.report.scenery.water > FOLIAGE else "the liquid"


def _aired(scene: Scene, motion: Motion) -> Motion:
    """A breeze that nobody tied to a thing moves what the still has: leaves, hair, or the air."""
    kind = scene.book.motions["env.breeze"]
    if (
        motion.id != kind.id
        or motion.subject != kind.subject
        or motion.action[:4] != kind.action[:4]
    ):
        return motion
    tail = motion.action.removeprefix(kind.action)
    if scene.report.scenery.foliage >= FOLIAGE:
        side, _, rest = tail.strip().removeprefix("from the ").partition(" ")
        if side not in {"left", "right"}:
            return motion
        return motion.model_copy(
            update={
                "subject": f"a light wind from the {side}",
                "action": f"stirs the leaves {rest}".strip(),
            }
        )
    if scene.kind == "person":
        return motion.model_copy(
            update={
                "id": "hair.sway",
                "subject": "the hair",
                "action": f"sways in a light breeze{tail}",
            }
        )
    return motion.model_copy(
        update={"subject": "a light breeze", "action": f"passes softly through the scene{tail}"}
    )
