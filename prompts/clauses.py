"""Clauses: a request cut into pieces, each read as who does what.

A small rule grammar, no model: determiners, pronouns, prepositions and the known verb forms decide
what is subject and what is verb. Everything is linear in the number of words.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from prompts.grammar import (
    AUXILIARIES,
    DETERMINERS,
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
    verb = _imperative(words, first, lexicon, order=order, joined=joined)
    if verb:
        return replace(clause, lemma=verb, order=True, before=core[:first], rest=core[first + 1 :])
    found = None if _nominal(words, first, lexicon) else _find_verb(words, first, lexicon, order)
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


def _find_verb(
    words: list[str], first: int, lexicon: Lexicon, order: bool
) -> tuple[int, int, str] | None:
    """(end of the subject, place of the verb, lemma) of the first fitting verb."""
    fallback: tuple[int, int, str] | None = None
    for index in range(first + 1, len(words)):
        word = words[index]
        before = words[index - 1]
        if word in WHO and index > first + 1:
            continue
        if word in AUXILIARIES and before not in PREPOSITIONS and not is_adverb(word):
            if word == "to" and not order:
                continue
            hit = _after_auxiliary(words, index, lexicon)
            if hit:
                return index, *hit
            if word in {"is", "are"}:
                return index, index, "be"
            continue
        reading = lexicon.verbs.read(word)
        lemma, kind = reading or ("", "")
        if order and _told(words, first, index, kind, lexicon):
            return index, index, lemma
        if not verb_here(words, index, lexicon):
            continue
        begin = index
        while begin > first + 1 and is_adverb(words[begin - 1]):
            begin -= 1
        if _agrees(words, first, begin, index, kind, lexicon, order):
            return begin, index, lemma
        if fallback is None and kind != "base":
            fallback = begin, index, lemma
    return fallback or _unknown_verb(words, first, lexicon)


def _told(words: list[str], first: int, index: int, kind: str, lexicon: Lexicon) -> bool:
    """An order to somebody: in "make her smile" the pronoun acts, it owns nothing."""
    if index != first + 1 or words[index - 1] not in {"her", "his"} or kind != "base":
        return False
    return not any(verb_here(words, i, lexicon) for i in range(index + 1, len(words)))


def _after_auxiliary(words: list[str], index: int, lexicon: Lexicon) -> tuple[int, str] | None:
    """(place, lemma) of the verb that an auxiliary leads, past further auxiliaries and adverbs."""
    at = index + 1
    while at < len(words) and (words[at] in AUXILIARIES or is_adverb(words[at])):
        at += 1
    if at < len(words) and (reading := lexicon.verbs.read(words[at])):
        return at, reading[0]
    return None


def _agrees(
    words: list[str], first: int, begin: int, index: int, kind: str, lexicon: Lexicon, order: bool
) -> bool:
    """The form fits a subject that ends before `begin`, and no better verb follows at once."""
    noun = words[begin - 1]
    after = words[index + 1] if index + 1 < len(words) else ""
    opener = words[first]
    if kind == "third":
        ambiguous = lexicon.known_noun(words[index])
        follows = bool(after) and verb_here(words, index + 1, lexicon)
        return not (ambiguous and follows and not is_adverb(after))
    if kind == "ing":
        return not any(
            verb_here(words, i, lexicon)
            and (lexicon.verbs.read(words[i]) or ("", ""))[1] == "third"
            and not lexicon.known_noun(words[i])
            for i in range(index + 1, len(words))
        )
    if kind == "past":
        return not any(verb_here(words, i, lexicon) for i in range(index + 1, len(words)))
    plural = opener in PLURAL_PRONOUNS or lexicon.is_plural(noun) or "and" in words[first:begin]
    if lexicon.known_noun(words[index]) and after and verb_here(words, index + 1, lexicon):
        return False
    return order or plural or noun in PRONOUNS


def _unknown_verb(words: list[str], first: int, lexicon: Lexicon) -> tuple[int, int, str] | None:
    """A word after a known noun that can only be a verb we do not know ("the owl hoots")."""
    for index in range(first + 1, min(len(words), first + 5)):
        word = words[index]
        noun = words[index - 1]
        regular = word.isalpha() and len(word) > 3
        if not regular or not lexicon.known_noun(noun) or lexicon.known_noun(word):
            continue
        if lexicon.is_plural(noun) or word in PREPOSITIONS or is_adverb(word):
            continue
        if word.endswith("ing"):
            return index, index, word.removesuffix("ing")
        if word.endswith("s") and not word.endswith("ss"):
            return index, index, word.removesuffix("s")
    return None


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
