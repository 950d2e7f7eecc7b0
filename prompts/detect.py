"""Detect: which language the words speak, by script and by frequent small words."""

from prompts.grammar import ENGLISH
from prompts.guides import Guides
from prompts.guides.records import Language
from prompts.lexicon import Lexicon
from prompts.words import lows, tokenize


def detect(text: str, book: Guides, known: Lexicon) -> Language | None:
    """The language other than English that the words speak for, None when it looks English."""
    scripts = _scripts(text)
    for language in book.languages:
        if language.script and scripts.get(language.script, 0) >= max(
            1, sum(scripts.values()) // 4
        ):
            return language
    words = [word for word in lows(tokenize(text)) if word[0].isalpha()]
    if not words:
        return None
    english = sum(1 for word in words if _english_word(word, known))
    best: tuple[int, Language] | None = None
    for language in book.languages:
        if language.script:
            continue
        hints = set(language.hints)
        single = {phrase for phrase in language.words if " " not in phrase}
        score = sum(1 for word in words if word in hints or word in single)
        if best is None or score > best[0]:
            best = score, language
    if best and best[0] > english:
        return best[1]
    return None


def _english_word(word: str, known: Lexicon) -> bool:
    return (
        word in ENGLISH
        or word in known.noun_class
        or known.verbs.read(word) is not None
        or known.vague.whole([word]) is not None
        or known.speeds.whole([word]) is not None
    )


def _scripts(text: str) -> dict[str, int]:
    """Letters by script, as far as it tells the language."""
    counts: dict[str, int] = {}
    for sign in text:
        code = ord(sign)
        if 0x0400 <= code <= 0x04FF:
            name = "cyrillic"
        elif 0x3040 <= code <= 0x30FF:
            name = "kana"
        elif 0x4E00 <= code <= 0x9FFF:
            name = "han"
        elif 0x0600 <= code <= 0x06FF:
            name = "arabic"
        elif 0x0900 <= code <= 0x097F:
            name = "devanagari"
        elif sign.isalpha():
            name = "latin"
        else:
            continue
        counts[name] = counts.get(name, 0) + 1
    if counts.get("kana"):
        counts["kana"] += counts.pop("han", 0)
    return counts
