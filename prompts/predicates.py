"""Predicates: which word of a clause is its verb."""

from collections.abc import Sequence

from prompts.grammar import (
    AUXILIARIES,
    PLURAL_PRONOUNS,
    PREPOSITIONS,
    PRONOUNS,
    WHO,
    is_adverb,
)
from prompts.lexicon import Lexicon
from prompts.pieces import verb_here


def find_verb(
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
    return fallback or _owned_verb(words, first, lexicon) or _unknown_verb(words, first, lexicon)


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
    noun = _main_noun(words[first:begin])
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


def _main_noun(words: Sequence[str]) -> str:
    """The noun before the first preposition: of "lights in the background" the lights."""
    for index, word in enumerate(words):
        if index and word in PREPOSITIONS:
            return words[index - 1]
    return words[-1]


def _owned_verb(words: list[str], first: int, lexicon: Lexicon) -> tuple[int, int, str] | None:
    """A verb right after "behind her": there the pronoun owns nothing."""
    for index in range(first + 3, len(words)):
        reading = lexicon.verbs.read(words[index])
        owned = words[index - 1] == "her" and words[index - 2] in PREPOSITIONS
        if owned and reading and reading[1] == "third":
            return index, index, reading[0]
    return None


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
