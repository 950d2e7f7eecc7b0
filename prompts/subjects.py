"""Subjects: noun phrases of a request, clean and resolved (SUBJ-01, MOT-01)."""

from collections.abc import Sequence
from dataclasses import dataclass

from prompts.clauses import Clause
from prompts.grammar import (
    DETERMINERS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    WHO,
    is_adverb,
)
from prompts.lexicon import Lexicon
from prompts.words import Token, join, lows


@dataclass(frozen=True, slots=True)
class Subject:
    """Who moves.

    Attributes:
        phrase: noun phrase for the prompt, empty when nobody is named.
        noun: main noun, lower case.
        kind: subject class.
        plural: plural.
    """

    phrase: str = ""
    noun: str = ""
    kind: str = "unknown"
    plural: bool = False


def subject_of(clause: Clause, known: Lexicon, before: Subject) -> Subject:
    """The clause's subject as a clean noun phrase; pronouns are resolved (SUBJ-01)."""
    words = lows(clause.subject)
    if not words:
        return Subject()
    if len(words) == 1 and words[0] in PRONOUNS:
        return pronoun(words[0], known, before)
    phrase = noun_phrase(clause.subject, known)
    if not phrase or (clause.head in known.meta_nouns and clause.head != "figure"):
        return Subject()
    return Subject(phrase, clause.head, known.class_of(clause.head), clause.plural)


def pronoun(word: str, known: Lexicon, before: Subject) -> Subject:
    """Who a pronoun stands for; one named before is taken first."""
    nouns = known.book.nouns.pronouns
    if word in {"it", "they", "them", "this", "that"} and before.phrase:
        return before
    if word in {"she", "he", "her", "him"} and before.kind in {"person", "animal"}:
        return before
    phrase = nouns.get(word, "")
    head = phrase.rsplit(" ", 1)[-1]
    return (
        Subject(phrase, head, known.class_of(head), known.is_plural(head)) if phrase else Subject()
    )


COUNTS = frozenset({"two", "three", "four", "five"})
GROUPS = COUNTS | {"both", "all"}
FLEETING = frozenset({"smile", "tear", "grin", "smirk", "breath"})
"""Nouns that come into being, so they keep "a"."""


def noun_phrase(tokens: Sequence[Token], known: Lexicon) -> str:
    """A noun phrase without hype, with few adjectives and one short locator (MOT-01)."""
    tokens = strip(tokens, known)
    core, locator = _core(tokens)
    if not core:
        return ""
    owner = ""
    if core[0].low in POSSESSIVES:
        owner = core[0].low if core[0].low in {"his", "her", "its", "their"} else "the"
        core = core[1:]
    if not core:
        return ""
    if "and" not in lows(core) and core[-1].lead != "-":
        core = core[-2:] if known.class_of(core[-1].low) == "person" else core[-3:]
    body = " ".join(part for part in (join(_plain_case(core)), join(_plain_case(locator))) if part)
    if owner:
        return f"{owner} {body}"
    if tokens[0].low in {"a", "an"} and locator and locator[0].low == "of":
        return f"{tokens[0].low} {body}"
    return _with_article(body, core, tokens[0].low, known)


def _core(tokens: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """(words up to the main noun, short locator after it)."""
    cut = len(tokens)
    for index, token in enumerate(tokens):
        if index and (token.low in PREPOSITIONS or token.low in WHO or token.low == ","):
            cut = index
            break
    core = [token for token in tokens[:cut] if not is_adverb(token.low)]
    locator = list(tokens[cut:])
    if locator and (locator[0].low in WHO | {",", "like"} or len(locator) > 5):
        locator = []
    while core and core[0].low in DETERMINERS - GROUPS:
        core = core[1:]
    return core, locator


def _with_article(body: str, core: Sequence[Token], first: str, known: Lexicon) -> str:
    """The phrase with the article it needs."""
    noun = core[-1].low
    if noun in known.titles:
        return join(core).capitalize()
    if core[0].low in COUNTS:
        return f"the {body}"
    if _named(core) or core[0].low in GROUPS:
        return body
    if first in {"a", "an"} and noun in FLEETING:
        return f"{first} {body}"
    return body if noun in known.mass and first not in DETERMINERS else f"the {body}"


def _named(core: Sequence[Token]) -> bool:
    """A proper name: upper case although not at the start of the request."""
    return core[-1].text[:1].isupper() and core[-1].text[1:].islower() and len(core) <= 2


def _plain_case(tokens: Sequence[Token]) -> list[Token]:
    """Words shouted in capitals in lower case."""
    return [
        Token(token.low, token.low, token.lead)
        if len(token.text) > 1 and token.text.isupper()
        else token
        for token in tokens
    ]


def strip(tokens: Sequence[Token], known: Lexicon) -> list[Token]:
    """Tokens without hype, talk about the medium, courtesy and signs (MOT-08, TXT-META)."""
    words = lows(tokens)
    kept: list[Token] = []
    index = 0
    while index < len(tokens):
        hit = (
            known.meta.at(words, index)
            or known.quality.at(words, index)
            or _courtesy(words, index, known)
            or known.slowmo.at(words, index)
        )
        if hit:
            index += hit[0]
            continue
        token = tokens[index]
        if token.word or token.low == "'":
            kept.append(token)
        index += 1
    return kept


def _courtesy(words: list[str], index: int, known: Lexicon) -> tuple[int, bool] | None:
    return (
        known.chatty.at(words, index)
        if words[index] in {"please", "pls", "plz", "thanks", "thank", "lol", "maybe", "just"}
        else None
    )
