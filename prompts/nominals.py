"""Nominals: motions named by a noun, without a verb ("gentle breeze, falling snow")."""

from prompts.actions import carrier, compose, direction_of, phrase_after
from prompts.clauses import Clause
from prompts.degrees import degrees
from prompts.grammar import PREPOSITIONS
from prompts.guides.records import Kind
from prompts.lexicon import Lexicon
from prompts.plan import Dominant, Motion, Size, Speed
from prompts.reading import Reading
from prompts.subjects import noun_phrase
from prompts.words import agree, base


def nominal(clause: Clause, core: list[str], reading: Reading, known: Lexicon) -> bool:
    """Motion nouns without a verb: "gentle breeze, falling snow"."""
    hits = known.nouns.all(core)
    if not hits:
        return False
    blown = _blown(clause, core, known) if hits[0][2] in {"env.breeze", "wind.blow"} else None
    if blown:
        hits = hits[:1]
    for at, length, name in hits[:3]:
        motion = blown or _named_motion(clause, core, at + length, name, known)
        if not motion.subject:
            motion = motion.model_copy(update={"subject": _actor(reading)})
        if all(earlier.id != motion.id for earlier in reading.motions):
            reading.motions.append(motion)
    if known.book.motions[hits[0][2]].dominant is not Dominant.SUBJECT:
        rest = Clause(tokens=clause.tokens, rest=clause.tokens)
        reading.named = reading.named or carrier(rest, known)
    return True


def _actor(reading: Reading) -> str:
    return reading.subject.phrase if reading.subject.kind in {"person", "animal"} else reading.named


def _named_motion(clause: Clause, core: list[str], end: int, name: str, known: Lexicon) -> Motion:
    """The motion that a noun names, with the place that follows it."""
    kind = known.book.motions[name]
    speed, size, slowmo, _ = degrees(list(clause.tokens), known)
    heading = direction_of(core, known)
    action = kind.action
    tail = list(clause.tokens[end:])
    if not kind.subject and (owned := _owned_noun(clause, core, end, kind, known)):
        return owned
    first = tail[0].low if tail else ""
    if kind.id == "env.ripple" and first in {"in", "on", "across", "over"}:
        place = phrase_after(degrees(tail, known)[3], known)
        spread = "spread slowly" if speed is not Speed.VERY_SLOW else "spread very slowly"
        return Motion(
            id=kind.id, subject="small ripples", action=f"{spread} {place}", size=kind.size
        )
    sided = kind.nearest == "env.breeze" or kind.id == "env.breeze"
    if sided and heading in {"left", "right"}:
        action = f"{action} from the {'left' if heading == 'right' else 'right'}"
    elif kind.subject and first in PREPOSITIONS - {"of", "like", "with", "by"}:
        verb, _, rest = action.partition(" ")
        particle = (
            rest.split(" ", 1)[0] if rest.split(" ", 1)[0] in {"down", "in", "upward"} else ""
        )
        place = phrase_after(degrees(tail, known)[3], known)
        lemma = base(verb)
        composed = compose(lemma, f"{particle} {place}".strip(), speed, kind, known, slowmo=slowmo)
        action = agree(composed, kind.plural) if place else action
    elif slowmo:
        action = f"{action} in slow motion"
    return Motion(
        id=kind.id,
        subject=kind.subject,
        action=action,
        direction=heading,
        speed=speed or Speed.SLOW,
        size=size if size in {Size.LARGE, Size.EXTREME} else kind.size,
    )


def _owned_noun(
    clause: Clause, core: list[str], end: int, kind: Kind, known: Lexicon
) -> Motion | None:
    """Who does what a noun names, when it stands before it: "rocket launch"."""
    reading = known.verbs.read(core[end - 1])
    if end < 2 or reading is None or reading[1] != "base" or not known.known_noun(core[end - 2]):
        return None
    if " ".join(core[end - 2 : end]) in kind.nouns:
        return None
    phrase = noun_phrase(clause.tokens[: end - 1], known)
    if not phrase:
        return None
    action = compose(reading[0], "", None, kind, known, slowmo=False)
    return Motion(id=kind.id, subject=phrase, action=action, size=kind.size)


def _blown(clause: Clause, core: list[str], known: Lexicon) -> Motion | None:
    """A breeze with what it moves: "gentle breeze through the grass"."""
    for index, word in enumerate(core):
        kind = known.class_of(word)
        if kind not in {"plant", "hair", "fabric"}:
            continue
        start = index
        while start and core[start - 1] not in PREPOSITIONS | {"and", "wind", "breeze"}:
            start -= 1
        phrase = noun_phrase(clause.tokens[start : index + 1], known)
        entry = known.book.motions[known.book.nouns.classes[kind].default[0]]
        heading = direction_of(core, known)
        side = {"left": " from the right", "right": " from the left"}.get(heading or "", "")
        plural = known.is_plural(word)
        return Motion(
            id=entry.id,
            subject=phrase,
            action=agree(f"sways gently in a light breeze{side}", plural),
            direction=heading,
            size=Size.SMALL,
        )
    return None
