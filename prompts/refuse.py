"""Refuse: what Onebeat does not make, said openly and kindly (SAFE-01).

Word sequences decide, not single letters, and innocent sequences that contain them are passed:
"kill the lights" and "naked branches" are fine.
"""

import re
from functools import lru_cache

from prompts.guides import Guides
from prompts.plan import Refusal
from prompts.words import Phrases, lows, tokenize, words_of

GAP = 3
"""Words that a `*` may stand for."""

Pattern = tuple[tuple[str, ...], ...]


class Refusals:
    """The refusals of one set of guides, ready to match."""

    def __init__(self, book: Guides) -> None:
        self._rules = []
        for rule in book.refusals:
            plain = Phrases((phrase, True) for phrase in rule.phrases if "*" not in phrase)
            gapped: dict[str, list[Pattern]] = {}
            for phrase in rule.phrases:
                if "*" in phrase:
                    parts = tuple(words_of(part) for part in phrase.split("*"))
                    gapped.setdefault(parts[0][-1], []).append(parts)
            innocent = Phrases((phrase, True) for phrase in rule.innocent)
            refusal = Refusal(code=rule.code, message=rule.message)
            self._rules.append((refusal, plain, gapped, innocent))

    def check(self, text: str) -> Refusal | None:
        """The refusal that the words call for, None when they are fine."""
        words = _plain(text)
        for refusal, plain, gapped, innocent in self._rules:
            if _matches(words, plain, gapped, innocent):
                return refusal
        return None


DIGIT = re.compile(r"(?<=[A-Za-z])[0134578](?=[A-Za-z])")
LEET = str.maketrans("013457@$", "oieastas")


def _plain(text: str) -> list[str]:
    """Words with digits read as letters and letters that stand apart put together."""
    spaced = re.sub(r"(?<=\w)[@$](?=\w)", lambda m: m.group().translate(LEET), text)
    spaced = re.sub(
        r"(?<=[A-Za-z])[0134578](?=[A-Za-z])", lambda m: m.group().translate(LEET), spaced
    )
    words: list[str] = []
    run: list[str] = []
    for word in [token for token in lows(tokenize(spaced)) if token[0].isalnum()]:
        if len(word) == 1 and word.isalpha():
            run.append(word)
            continue
        words += ["".join(run)] if len(run) > 3 else run
        run = []
        words.append(word)
    return words + (["".join(run)] if len(run) > 3 else run)


def _matches(
    words: list[str],
    plain: Phrases[bool],
    gapped: dict[str, list[Pattern]],
    innocent: Phrases[bool],
) -> bool:
    """An unsafe sequence outside all innocent ones."""
    safe: set[int] = set()
    for index in range(len(words)):
        if hit := innocent.at(words, index):
            safe.update(range(index, index + hit[0]))
    for index in range(len(words)):
        hit = plain.at(words, index)
        if hit and not safe.issuperset(range(index, index + hit[0])):
            return True
        for parts in gapped.get(words[index], ()):
            start = index - len(parts[0]) + 1
            if start >= 0 and tuple(words[start : index + 1]) == parts[0]:
                end = _gap(words, index + 1, parts[1])
                if end and not safe.issuperset(range(start, end)):
                    return True
    return False


def _gap(words: list[str], start: int, tail: tuple[str, ...]) -> int:
    """End of `tail` after at most GAP words, 0 when it does not follow."""
    for at in range(start, min(start + GAP + 1, len(words))):
        if tuple(words[at : at + len(tail)]) == tail:
            return at + len(tail)
    return 0


@lru_cache(maxsize=4)
def _refusals(book: Guides) -> Refusals:
    return Refusals(book)


def refuse(text: str, book: Guides) -> Refusal | None:
    """The refusal for these words, None when they may be directed."""
    return _refusals(book).check(text)
