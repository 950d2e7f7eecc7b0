"""Degrees: how fast, how large and whether in slow motion, apart from what moves."""

from prompts.grammar import DETERMINERS, NOT_ADVERBS, POSSESSIVES, PREPOSITIONS
from prompts.lexicon import Lexicon
from prompts.plan import Size, Speed
from prompts.words import Token, lows


def degrees(
    tokens: list[Token], known: Lexicon
) -> tuple[Speed | None, Size | None, bool, list[Token]]:
    """(speed, size, slow motion, tokens without the words that said so)."""
    words = lows(tokens)
    speed: Speed | None = None
    size: Size | None = None
    slowmo = False
    kept: list[Token] = []
    index = 0
    while index < len(tokens):
        if hit := known.slowmo.at(words, index):
            slowmo = True
            index += hit[0]
            if kept and kept[-1].low == "in":
                kept.pop()
            continue
        if (pace := known.speeds.at(words, index)) and _adverbial(words, index, pace[0], known):
            speed = speed or pace[1]
            index += pace[0]
            continue
        if (grade := known.sizes.at(words, index)) and _adverbial(words, index, grade[0], known):
            size = size or grade[1]
            if grade[1] is Size.MICRO:
                kept += tokens[index : index + grade[0]]
            index += grade[0]
            continue
        kept.append(tokens[index])
        index += 1
    return speed, size, slowmo, kept


def _adverbial(words: list[str], index: int, length: int, known: Lexicon) -> bool:
    """The degree word modifies the motion, not a noun ("a slow river", "small steps")."""
    if words[index].endswith("ly") and words[index] not in NOT_ADVERBS:
        return True
    before = words[index - 1] if index else ""
    after = words[index + length] if index + length < len(words) else ""
    if before in DETERMINERS | POSSESSIVES | PREPOSITIONS:
        return False
    return not (after and (known.known_noun(after) or after in {"steps", "amount", "motion"}))
