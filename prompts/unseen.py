"""Unseen: things asked to appear that the still need not hold (MOT-07)."""

from prompts.clauses import Clause
from prompts.grammar import DETERMINERS, FILLER, POSSESSIVES, PREPOSITIONS
from prompts.lexicon import Lexicon
from prompts.plan import Dominant
from prompts.reading import Reading
from prompts.subjects import noun_phrase
from prompts.words import lows


def unseen(clause: Clause, words: list[str], reading: Reading, known: Lexicon) -> bool:
    """Something that is asked to be added or to appear (MOT-07)."""
    appears = _appears(words, known)
    adds = known.adding.at(words, 0) if words else None
    if (
        reading.adding
        and clause.marker in {"and", ",", "&", "plus"}
        and words[0] in {"a", "an", "some", "another"}
    ):
        adds = (0, True)
    reading.adding = bool(adds)
    if not appears and not adds:
        adds = next(
            (
                known.adding.at(words, i)
                for i in range(min(4, len(words)))
                if known.adding.at(words, i)
            ),
            None,
        )
    if not appears and not adds:
        return False
    core = lows(clause.tokens)
    scenic = any(
        known.book.motions[name].dominant is not Dominant.SUBJECT
        for _, _, name in known.nouns.all(core)
    )
    if scenic:
        _also_unseen(clause, core, reading, known)
    if scenic or known.vague.find(core) or known.emotions.find(core):
        return False
    if appears and clause.head:
        kind = known.class_of(clause.head)
        entry = known.book.nouns.classes.get(kind)
        if kind == "part" or (entry and entry.ambient and kind not in {"text", "product", "food"}):
            return False
        reading.unseen.append(noun_phrase(clause.subject, known).removeprefix("the "))
        return True
    if appears or not adds:
        return False
    index = next((i for i in range(len(words)) if known.adding.at(words, i)), 0)
    tail = clause.tokens
    del index
    low = lows(tail)
    end = next(
        (
            i
            for i, word in enumerate(low)
            if i
            and (
                word in PREPOSITIONS | {"who", "that"}
                or (known.verbs.read(word) or ("", ""))[1] == "ing"
            )
        ),
        len(low),
    )
    noun = noun_phrase(tail[:end], known).removeprefix("the ")
    if not noun or noun in FILLER or any(word in known.meta_nouns for word in noun.split()):
        return False
    reading.unseen.append(noun[:60])
    return True


def _appears(words: list[str], known: Lexicon) -> tuple[int, int, bool] | None:
    """Words that bring something in; "walks in the field" brings in nobody."""
    hit = known.additions.find(words)
    if hit is None:
        return None
    at, length, _ = hit
    after = words[at + length] if at + length < len(words) else ""
    place = words[at + length - 1] == "in" and after in DETERMINERS | POSSESSIVES
    return None if place or (after and known.known_noun(after)) else hit


def _also_unseen(clause: Clause, core: list[str], reading: Reading, known: Lexicon) -> None:
    """The thing added beside weather or light: "add sparkles and a unicorn"."""
    if "and" not in core:
        return
    at = core.index("and") + 1
    rest = clause.tokens[at:]
    if len(rest) > 1 and rest[0].low in {"a", "an", "another"}:
        entry = known.book.nouns.classes.get(known.class_of(rest[-1].low))
        if entry is None or not entry.ambient:
            reading.unseen.append(noun_phrase(rest, known).removeprefix("the "))
