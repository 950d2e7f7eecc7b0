"""Pieces: a request cut where a new clause, beat or aside begins; linear in its words."""

from collections.abc import Sequence

from prompts.grammar import (
    AUXILIARIES,
    CUTS_BEFORE,
    DETERMINERS,
    NOT_BEFORE,
    POSSESSIVES,
    PREPOSITIONS,
    PRONOUNS,
    is_adverb,
)
from prompts.lexicon import Lexicon
from prompts.words import Token, lows


def cut(tokens: Sequence[Token], lexicon: Lexicon) -> list[tuple[str, list[Token]]]:
    """Cut tokens into (marker, piece)."""
    words = lows(tokens)
    pieces: list[tuple[str, list[Token]]] = []
    marker = ""
    piece: list[Token] = []
    index = 0
    while index < len(tokens):
        found = _boundary(words, index, lexicon, lows(piece[-12:]))
        if found is None:
            piece.append(tokens[index])
            index += 1
            continue
        length, joint = found
        if piece:
            pieces.append((marker, piece))
            marker = ""
        piece = []
        marker = joint if marker in {"", ",", "."} or joint == "then" else marker
        index += length
    if piece:
        pieces.append((marker, piece))
    return pieces


def _boundary(
    words: list[str], index: int, lexicon: Lexicon, inside: list[str]
) -> tuple[int, str] | None:
    """Length and marker of a cut at this word, None when the piece goes on."""
    word = words[index]
    if word in CUTS_BEFORE and inside and inside[-1] not in NOT_BEFORE | DETERMINERS:
        return 0, ","
    if word in {".", "!", "?", ";", "\n", "|", "•", "*", "#"}:
        return 1, "."
    if word in {",", ":", "(", ")", "[", "]", "—", "–", "+", "/", "-"}:
        return 1, ","
    if word in {"→", ">", "⇒", "➡", "➜"}:
        return 1, "then"
    hit = lexicon.joints.at(words, index)
    if hit is None:
        return None
    length, marker = hit
    if marker == "then":
        return hit if _sequential(words, index, length) else None
    return hit if _parallel(words, index, length, marker, lexicon, inside) else None


def _sequential(words: list[str], index: int, length: int) -> bool:
    """The sequence word is one here: not "the next room", "next to", "at first"."""
    before = words[index - 1] if index else ""
    after = words[index + length] if index + length < len(words) else ""
    if length > 1:
        return True
    word = words[index]
    if before in DETERMINERS or before in POSSESSIVES or before in {"at", "right"}:
        return word in {"then", "finally"}
    return not (
        word in {"next", "second", "first", "third"} and after in {"to", "of", "time", "person"}
    )


def _parallel(
    words: list[str],
    index: int,
    length: int,
    marker: str,
    lexicon: Lexicon,
    inside: list[str],
) -> bool:
    """The joining word opens a clause of its own here."""
    after = index + length
    if after >= len(words):
        return True
    if marker == "as" and words[after] in {"if", "though", "well", "soon"}:
        return False
    if marker in {
        "while",
        "whilst",
        "meanwhile",
        "simultaneously",
        "where",
        "because",
        "but",
        "so that",
        "at the same time",
        "in which",
        "during which",
    }:
        return True
    end = after
    while end < len(words) and words[end] not in {",", ".", ";", "and", "while", "then", "!", "?"}:
        end += 1
    if marker == "as":
        return bool(inside) and any(verb_here(words, i, lexicon) for i in range(after + 1, end))
    if marker == "with":
        said = not inside or _says(inside, lexicon)
        return said and _moves(words, after, end, lexicon)
    word = words[after]
    acts = lexicon.verbs.read(word) and not lexicon.known_noun(word)
    if inside and not _says(inside, lexicon) and not acts and word not in PRONOUNS:
        return False
    return _opens_clause(words, after, end, lexicon)


def _says(words: list[str], lexicon: Lexicon) -> bool:
    """The words so far name a motion, a camera move or a verb."""
    return any(
        lexicon.camera.at(words, at) or lexicon.nouns.at(words, at) or lexicon.verbs.read(words[at])
        for at in range(len(words))
    )


def _moves(words: list[str], start: int, end: int, lexicon: Lexicon) -> bool:
    """The words name a motion: a motion noun, a camera word, or somebody doing something."""
    for at in range(start, end):
        if words[at] in lexicon.camera_nouns or lexicon.camera.at(words, at):
            return True
        hit = lexicon.nouns.at(words, at)
        if hit and at - start <= 3:
            return True
        reading = lexicon.verbs.read(words[at])
        if reading and reading[1] == "ing" and at > start:
            return True
    return words[start] in {"no", "only"}


def _opens_clause(words: list[str], start: int, end: int, lexicon: Lexicon) -> bool:
    """After "and": a verb, an adverb with a verb, or a subject with a verb."""
    at = start
    while at < end and is_adverb(words[at]):
        at += 1
    if at >= end:
        return at > start
    word = words[at]
    if word in lexicon.keep or word in lexicon.causatives or lexicon.negations.at(words, at):
        return True
    if word in lexicon.camera_nouns or lexicon.camera.at(words, at):
        return True
    reading = lexicon.verbs.read(word)
    if reading and not (lexicon.known_noun(word) and reading[1] in {"base", "third"}):
        return True
    if word in PRONOUNS or word in DETERMINERS or word in POSSESSIVES or lexicon.known_noun(word):
        later = range(at + 1, end)
        return bool(lexicon.nouns.at(words, at)) or any(
            words[i] in AUXILIARIES
            or verb_here(words, i, lexicon)
            or lexicon.negations.at(words, i)
            for i in later
        )
    return bool(lexicon.nouns.at(words, at)) or bool(lexicon.vague.at(words, at))


def _one(words: Sequence[str], index: int) -> bool:
    """The "one" of "the brown one": it stands for a thing named before."""
    return words[index] == "one" and index > 0 and words[index - 1].isalpha()


def verb_here(words: Sequence[str], index: int, lexicon: Lexicon) -> bool:
    """A verb form that may be the verb of a subject before it."""
    reading = lexicon.verbs.read(words[index])
    if reading is None:
        return False
    before = words[index - 1] if index else ""
    after = words[index + 1] if index + 1 < len(words) else ""
    if reading[0] == "light" and after not in {"up", "the", "a"}:
        return False
    return not (
        (before in DETERMINERS and not _one(words, index - 1))
        or before in POSSESSIVES
        or before in PREPOSITIONS
        or before.endswith("'s")
    )
