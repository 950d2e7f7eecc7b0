"""Clauses: a request cut into pieces, each read as who does what.

A small rule grammar, no model: determiners, pronouns, prepositions and the known verb forms decide
what is subject and what is verb. Everything is linear in the number of words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from prompts.grammar import (
    ADJECTIVAL,
    AMBIENT_NOUNS,
    DETERMINERS,
    FILMING,
    PARTICLES,
    PLURAL_PRONOUNS,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    SUBSTANCES,
    WHO,
    WISHES,
    is_adverb,
)
from prompts.lexicon import Lexicon
from prompts.pieces import verb_here
from prompts.predicates import find_verb
from prompts.words import Token, join, lows

ONSETS = frozenset(
    [
        "starts",
        "start",
        "begins",
        "begin",
        "started",
        "began",
        "starting",
        "beginning",
        "keeps",
        "tries",
    ]
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One piece of a request.

    Attributes:
        tokens: the piece as written.
        marker: what joined it to the piece before: empty, `,`, `.`, `and`, `while`, `then`, ...
        subject: tokens of the noun phrase that acts, empty when nobody is named.
        head: its main noun or pronoun, lower case.
        plural: the subject is plural.
        lemma: base form of the verb, empty for a piece without one.
        before: adverbs before the verb.
        rest: what follows the verb.
        order: an order ("make", "let") or a bare verb.
    """

    tokens: tuple[Token, ...]
    marker: str = ""
    subject: tuple[Token, ...] = ()
    head: str = ""
    plural: bool = False
    lemma: str = ""
    before: tuple[Token, ...] = ()
    rest: tuple[Token, ...] = ()
    order: bool = False

    @property
    def text(self) -> str:
        """The piece as text."""
        return join(self.tokens)


def read(marker: str, piece: Sequence[Token], lexicon: Lexicon, *, acting: bool = False) -> Clause:
    """Read one piece as subject, verb and rest.

    Args:
        marker: what joined it to the piece before.
        piece: its tokens.
        lexicon: the indexed guides.
        acting: somebody who can act was named before, so "waves" may be a verb.
    """
    tokens = tuple(piece)
    start, order = _openers(tokens, lexicon)
    core = tokens[start:]
    clause = Clause(tokens=core or tokens, marker=marker, order=order, rest=core)
    if not core:
        return replace(clause, rest=())
    words = lows(core)
    first = 0
    while first < len(words) - 1 and is_adverb(words[first]):
        first += 1
    joined = acting and marker in {"and", ",", "then", "while", "&"}
    if said := _participle(words, first, lexicon):
        lemma, noun = said
        subject = core[first + 1 : noun] if noun else ()
        head, plural = _head(subject, lexicon)
        rest = core[max(noun, first + 2) :]
        return replace(
            clause,
            subject=subject,
            head=head,
            plural=plural,
            lemma=lemma,
            rest=rest,
            order=not noun,
        )
    verb = _imperative(words, first, lexicon, order=order, joined=joined)
    if verb:
        return replace(clause, lemma=verb, order=True, before=core[:first], rest=core[first + 1 :])
    found = None if _nominal(words, first, lexicon) else find_verb(words, first, lexicon, order)
    if found is None:
        return clause
    begin, index, lemma = found
    subject = core[first:begin]
    head, plural = _head(subject, lexicon)
    inner = [token for token in core[begin:index] if is_adverb(token.low)]
    return replace(
        clause,
        subject=subject,
        head=head,
        plural=plural,
        lemma=lemma,
        before=core[:first] + tuple(inner),
        rest=core[index + 1 :],
    )


def _participle(words: list[str], first: int, lexicon: Lexicon) -> tuple[str, int] | None:
    """(verb, end of its noun): "sparkling water", or (verb, 0) for "natural blinking"."""
    opener = lexicon.verbs.read(words[first])
    after = words[first + 1] if first + 1 < len(words) else ""
    if not after or lexicon.nouns.at(words, first):
        return None
    if opener and opener[1] == "ing" and not lexicon.known_noun(words[first]):
        ends = first + 2 >= len(words) or words[first + 2] in PREPOSITIONS
        moved = ends and lexicon.known_noun(after)
        fits = moved and lexicon.motion_for(opener[0], [], lexicon.class_of(after), after)
        return (opener[0], first + 2) if fits and fits.class_ != "person" else None
    verb = lexicon.verbs.read(after)
    opens = [words[first]]
    manner = lexicon.speeds.whole(opens) or lexicon.sizes.whole(opens)
    described = bool(manner or lexicon.vague.whole(opens) or lexicon.quality.whole(opens))
    return (verb[0], 0) if described and verb and verb[1] == "ing" else None


def _openers(tokens: Sequence[Token], lexicon: Lexicon) -> tuple[int, bool]:
    """Where the wish begins after greetings and orders, and whether it is an order."""
    words = lows(tokens)
    at = 0
    order = False
    while at < len(words):
        if hit := lexicon.chatty.at(words, at):
            order = order or bool(WISHES & set(words[at : at + hit[0]]))
            at += hit[0]
        elif words[at] in {",", "."} or (words[at] == "of" and at + 1 < len(words)):
            at += 1
        elif hit := _order(words, at, lexicon):
            at += hit[0]
            order = True
        elif _asks(words, at, lexicon) or _films(words, at, lexicon):
            at += 1
            order = True
        elif at + 2 < len(words) and (hit := lexicon.quality.at(words, at)):
            at += hit[0]
        elif (words[at] == "animate" and _animates(words, at, lexicon)) or (
            words[at] in lexicon.causatives and at + 1 < len(words)
        ):
            at += 1
            order = True
        else:
            break
    return at, order


def _asks(words: list[str], at: int, lexicon: Lexicon) -> bool:
    """A question that is a wish: "can she talk?"."""
    if words[at] not in {"can", "could", "will", "would", "should", "may"} or at + 1 >= len(words):
        return False
    after = words[at + 1]
    return after in PRONOUNS | DETERMINERS | POSSESSIVES or lexicon.known_noun(after)


def _films(words: list[str], at: int, lexicon: Lexicon) -> bool:
    """The camera's own work: "shoot the dog running"."""
    if words[at] not in FILMING or at + 2 >= len(words):
        return False
    return words[at + 1] in DETERMINERS | POSSESSIVES and any(
        (lexicon.verbs.read(word) or ("", ""))[1] == "ing" for word in words[at + 2 :]
    )


def _animates(words: list[str], at: int, lexicon: Lexicon) -> bool:
    """Somebody else does what follows: "animate the flag waving"."""
    return any(verb_here(words, i, lexicon) for i in range(at + 2, len(words)))


def _order(words: list[str], at: int, lexicon: Lexicon) -> tuple[int, bool] | None:
    """An order phrase here, unless the words after it belong to it ("look at me", "with a hat")."""
    hit = lexicon.orders.at(words, at)
    if hit is None:
        return None
    phrase = words[at : at + hit[0]]
    after = words[at + hit[0]] if at + hit[0] < len(words) else ""
    if phrase[-1] in {"look", "feel", "do"} and after in PREPOSITIONS | PARTICLES | {""}:
        return None
    return hit


def _imperative(words: list[str], at: int, lexicon: Lexicon, *, order: bool, joined: bool) -> str:
    """Lemma of a verb that opens the piece without a subject, else empty."""
    word = words[at]
    reading = lexicon.verbs.read(word)
    if reading is None or word in DETERMINERS or word in PRONOUNS:
        return ""
    lemma, kind = reading
    after = words[at + 1] if at + 1 < len(words) else ""
    if kind in {"ing", "past"} and after and _noun_then_verb(words, at + 1, lexicon):
        return ""
    if _described(words, at, lexicon) or _noun_alone(words, at, kind, lexicon, joined=joined):
        return ""
    named = lexicon.nouns.at(words, at)
    if kind == "ing" and (not named or named[0] == 1) and not lexicon.known_noun(word):
        return lemma
    plain = kind == "base" and named and named[0] == 1 and not lexicon.known_noun(word)
    if plain and after and after not in PREPOSITIONS and not verb_here(words, at + 1, lexicon):
        return lemma
    if lexicon.known_noun(word) or named:
        if not after and joined and kind == "third":
            return lemma
        if not after:
            return lemma if kind == "base" and not lexicon.nouns.whole([word]) else ""
        complement = (
            after in PREPOSITIONS
            or after in PARTICLES
            or after in DETERMINERS
            or after in POSSESSIVES
            or after in PRONOUNS
            or is_adverb(after)
        )
        return lemma if complement and kind in {"base", "third"} and after != "of" else ""
    if kind == "third" and order and not after:
        return ""
    return lemma


def _described(words: list[str], at: int, lexicon: Lexicon) -> bool:
    """An adjective that could be a verb, before what it describes: "warm glow"."""
    if words[at] not in ADJECTIVAL or at + 1 >= len(words):
        return False
    return lexicon.known_noun(words[at + 1]) or bool(lexicon.nouns.at(words, at + 1))


def _noun_alone(words: list[str], at: int, kind: str, lexicon: Lexicon, *, joined: bool) -> bool:
    """A thing, though it could be a verb: "lights in the background twinkle", "light"."""
    if lexicon.class_of(words[at]) not in AMBIENT_NOUNS or words[at] == "wave":
        return False
    if kind == "third":
        return not joined or any(
            verb_here(words, index, lexicon) for index in range(at + 1, len(words))
        )
    return kind == "base" and at + 1 == len(words)


def _noun_then_verb(words: list[str], at: int, lexicon: Lexicon) -> bool:
    """A noun here and a verb after it: the word before is an adjective ("rolling waves crash")."""
    return lexicon.known_noun(words[at]) and any(
        verb_here(words, i, lexicon) for i in range(at + 1, min(len(words), at + 5))
    )


def _nominal(words: list[str], first: int, lexicon: Lexicon) -> bool:
    """The piece is a motion noun of several words, with a place at most: "falling leaves"."""
    hit = lexicon.nouns.at(words, first)
    if lexicon.speeds.at(words, first) and first + 1 < len(words):
        named = lexicon.nouns.at(words, first + 1)
        end = first + 1 + (named[0] if named else 0)
        return bool(named) and (end >= len(words) or words[end] in PREPOSITIONS)
    opener = lexicon.verbs.read(words[first])
    if hit is None or hit[0] < 2 or opener is None or opener[1] != "ing":
        return False
    rest = words[first + hit[0] :]
    return not rest or rest[0] in PREPOSITIONS


def _head(subject: Sequence[Token], lexicon: Lexicon) -> tuple[str, bool]:
    """Main noun of a noun phrase and whether the phrase is plural."""
    words = lows(subject)
    if not words:
        return "", False
    core = words
    for index, word in enumerate(words):
        if index and (word in PREPOSITIONS or word in WHO):
            core = words[:index]
            if word == "of" and lexicon.class_of(words[-1]) in SUBSTANCES:
                return words[-1], False
            break
    if "and" in core and core[-1] != "and":
        return core[-1], True
    head = core[-1]
    counted = bool(
        {"two", "three", "four", "five", "several", "many", "both", "all", "these", "those"}
        & set(core[:-1])
    )
    plural = counted or (
        lexicon.is_plural(head) if head not in PRONOUNS else head in PLURAL_PRONOUNS
    )
    return head, plural
