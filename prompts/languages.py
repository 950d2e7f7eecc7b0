"""Other languages: trigger words become English ones; prompts stay English (lexicon section 9)."""

from functools import lru_cache

from prompts.grammar import ACTING_VERBS
from prompts.guides.records import Language
from prompts.words import Phrases, Token, lows, tokenize

SIGNS = frozenset(",.;!?:→")
SIGN_OF = {"。": ".", "、": ",", "،": ",", "؛": ";", "।": ".", "，": ",", "；": ";", "：": ":"}


def translate(text: str, language: Language) -> tuple[str, tuple[str, ...]]:
    """(English trigger words in the order of the text, words that were not understood)."""
    for sign, plain in SIGN_OF.items():
        text = text.replace(sign, plain)
    if language.spaced:
        return _spaced(text, language)
    return _unspaced(text, language)


@lru_cache(maxsize=32)
def _table(code: str, items: tuple[tuple[str, str], ...]) -> Phrases[str]:
    del code
    return Phrases(items)


def _spaced(text: str, language: Language) -> tuple[str, tuple[str, ...]]:
    table = _table(language.code, tuple(language.words.items()))
    tokens = tokenize(text)
    words = lows(tokens)
    out: list[str] = []
    unknown: list[str] = []
    hints = set(language.hints)
    index = 0
    while index < len(words):
        if hit := table.at(words, index):
            out += _apart(hit[1], out)
            index += hit[0]
            continue
        token = tokens[index]
        index += 1
        if token.low in SIGNS or not token.word:
            out.append(token.text)
        elif token.low not in hints:
            unknown.append(token.text)
            out.append(_name(token))
    return " ".join(part for part in out if part), tuple(unknown[:8])


def _apart(english: str, before: list[str]) -> list[str]:
    """A second verb in a row gets a comma: "smiles, turns the head"."""
    last = next((part for part in reversed(before) if part.strip()), "")
    both = _acts(english) and _acts(last)
    return [",", english] if both else [english]


def _acts(english: str) -> bool:
    """The English words open with a verb in the third person."""
    first = english.split(" ", 1)[0]
    return first.endswith("s") and not first.endswith("ss") and first in ACTING_VERBS


def _name(token: Token) -> str:
    """ASCII words pass (names, English terms); others are left out."""
    return token.text if token.low.isascii() and token.low.isdigit() else ""


def _unspaced(text: str, language: Language) -> tuple[str, tuple[str, ...]]:
    longest = max(len(word) for word in language.words)
    out: list[str] = []
    unknown: list[str] = []
    run = ""
    index = 0
    while index < len(text):
        for length in range(min(longest, len(text) - index), 0, -1):
            english = language.words.get(text[index : index + length])
            if english is not None:
                out += _apart(english, out)
                index += length
                break
        else:
            sign = text[index]
            if sign in SIGNS or sign == " " or sign.isascii():
                out.append(sign)
            else:
                run += sign
            index += 1
            continue
        if run:
            unknown.append(run)
            run = ""
    if run:
        unknown.append(run)
    return " ".join("".join(_spread(out)).split()), tuple(unknown[:8])


def _spread(parts: list[str]) -> list[str]:
    """Words apart, single ASCII letters together."""
    return [part if len(part) == 1 else f" {part} " for part in parts]
