"""Remarks: words around a wish that tell about the picture or the writer, not about motion."""

from dataclasses import replace

from prompts.clauses import Clause
from prompts.grammar import BACKSTORY, INTRODUCING, MOVING_CLASSES, PRONOUNS
from prompts.guides.records import Kind
from prompts.lexicon import Lexicon
from prompts.plan import Motion
from prompts.reading import Reading
from prompts.subjects import Subject, noun_phrase
from prompts.words import Token, lows


def backstory(clause: Clause, known: Lexicon) -> bool:
    """The writer tells of themselves: "I took this picture last summer"."""
    if lows(clause.subject) not in (["i"], ["we"]) or clause.order:
        return False
    past = any(known.verbs.read(token.low) == (clause.lemma, "past") for token in clause.tokens)
    return past or clause.lemma in BACKSTORY


def identity(clause: Clause, reading: Reading, known: Lexicon) -> bool:
    """Who or what the picture shows: "this is my aunt" names the aunt."""
    if clause.lemma != "be" or lows(clause.subject) not in (["this"], ["it"], ["that"], ["here"]):
        return False
    words = lows(clause.rest)
    end = next((i + 1 for i, word in enumerate(words) if known.class_of(word) != "thing"), 0)
    if not end or reading.named:
        return bool(end)
    head = words[end - 1]
    phrase = noun_phrase(clause.rest[:end], known)
    reading.subject = Subject(phrase, head, known.class_of(head), known.is_plural(head))
    reading.named = phrase
    return True


def brought_in(
    clause: Clause, found: tuple[Motion, Subject, Kind | None], reading: Reading, known: Lexicon
) -> tuple[Motion, Subject, Kind | None]:
    """Note who is brought in with "a" or "someone": the still need not hold them (MOT-07)."""
    words = lows(clause.subject)
    if not words or words[0] not in INTRODUCING:
        return found
    motion, subject, kind = found
    if words[0] in PRONOUNS:
        motion = motion.model_copy(update={"subject": "someone"})
        subject = replace(subject, phrase="")
        reading.introduced.append("someone")
    elif known.class_of(clause.head) in MOVING_CLASSES:
        reading.introduced.append(subject.phrase)
    return motion, subject, kind


def unslowed(piece: list[Token], at: int, length: int, reading: Reading) -> list[Token]:
    """The piece without a leading "slow motion (of)", which is remembered."""
    if at > 1 or (at == 1 and piece[0].low not in {"in", "super", "a"}):
        return piece
    reading.slowmo = True
    rest = piece[at + length :]
    while rest and rest[0].low in {"of", "shot", "video", "clip", "footage"}:
        rest = rest[1:]
    return rest


def slowed(reading: Reading) -> None:
    """Slow motion, said on its own, belongs to the first motion."""
    if not reading.slowmo:
        return
    if not reading.motions:
        reading.vague = reading.vague or "alive"
        return
    first = reading.motions[0]
    if "slow motion" in first.action:
        return
    action = first.action.removeprefix("slowly ").removeprefix("gently ")
    reading.motions[0] = first.model_copy(update={"action": f"{action} in slow motion"})
