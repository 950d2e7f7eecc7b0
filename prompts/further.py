"""Further beats: what comes after the first, kept as sentences that are good next requests."""

from dataclasses import replace

from prompts.cameras import camera_of
from prompts.clauses import Clause
from prompts.grammar import FILLER, SWAPS, is_adverb
from prompts.lexicon import Lexicon
from prompts.reading import Reading
from prompts.subjects import Subject, strip, subject_of
from prompts.words import agree, join, third

OPPOSITE = {"left": "right", "right": "left", "up": "down", "down": "up"}


def later(clause: Clause, reading: Reading, known: Lexicon) -> None:
    """Keep a further beat in the person's words, with its subject where one acts (BEAT-03)."""
    text = join(strip(clause.tokens, known))
    words = text.lower().split()
    if not words or all(word in FILLER or is_adverb(word) for word in words):
        return
    subject = subject_of(clause, known, reading.subject)
    if not clause.lemma and len(words) == 1 and (verb := known.verbs.read(words[0])):
        clause = replace(clause, lemma=verb[0], rest=())
    if clause.lemma and not clause.subject and not camera_of(clause, known):
        text = _acted(clause, text, reading.subject, known)
    elif subject.phrase:
        reading.subject = subject
    elif not clause.lemma:
        text = _elsewhere(words, reading) or text
    reading.beats.append(text[:200])


def _acted(clause: Clause, text: str, actor: Subject, known: Lexicon) -> str:
    """A verb without a subject: done by who acted before, else left as an order."""
    form = next(
        (
            reading[1]
            for token in clause.tokens
            if (reading := known.verbs.read(token.low)) and reading[0] == clause.lemma
        ),
        "base",
    )
    acts = actor.kind in {"person", "animal"} or (form != "base" and bool(actor.phrase))
    if not acts:
        return text
    verb = agree(third(clause.lemma), actor.plural)
    rest = join(strip([*clause.before, *clause.rest], known))
    return f"{actor.phrase} {verb} {rest}".strip()


def _elsewhere(words: list[str], reading: Reading) -> str:
    """The same motion the other way: "turn her head to the left, then to the right"."""
    ways = [word for word in words if word in OPPOSITE]
    if not ways or len(words) > 4 or not reading.motions:
        return ""
    last = reading.motions[-1]
    turned = [ways[0] if word in OPPOSITE else word for word in last.action.split(" ")]
    return f"{last.subject} {' '.join(turned)}".strip() if turned != last.action.split(" ") else ""


def other_side(phrase: str) -> str:
    """The phrase with its place turned around: "the upper dog" -> "the lower dog"."""
    turned = {
        "left": "right",
        "right": "left",
        "upper": "lower",
        "lower": "upper",
        "top": "bottom",
        "bottom": "top",
    }
    return " ".join(turned[word] if word in SWAPS else word for word in phrase.split(" "))


__all__ = ["later", "other_side"]
