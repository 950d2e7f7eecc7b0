"""Words: tokens, phrases and verb forms; all linear in the length of the text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from typing import Generic, NamedTuple, TypeVar

V = TypeVar("V")

TOKEN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*'?|\d+(?:[.,:]\d+)*|[^\w\s]|_")
VOWELS = "aeiou"


class Token(NamedTuple):
    """One word or sign.

    Attributes:
        text: as written.
        low: lower case.
        lead: what stands before it: a space, nothing, or a hyphen.
    """

    text: str
    low: str
    lead: str = " "

    @property
    def word(self) -> bool:
        """A word or number rather than a sign."""
        return self.low[0].isalnum()


def tokenize(text: str) -> list[Token]:
    """Split text into words, numbers and signs; a hyphen between words joins them."""
    return list(_tokens(text))


@lru_cache(maxsize=16)
def _tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a text that is read several times in a row."""
    tokens: list[Token] = []
    end = -1
    hyphen = False
    for match in TOKEN.finditer(text):
        word = match.group().rstrip("'") or "'"
        glued = match.start() == end
        end = match.end()
        if word == "-" and glued and tokens and tokens[-1].word:
            hyphen = True
            continue
        if hyphen and not (glued and word[0].isalnum()):
            tokens.append(Token(",", ",", ""))
            hyphen = False
        lead = "-" if hyphen else "" if glued else " "
        hyphen = False
        tokens.append(Token(word, word.lower(), lead))
    return tuple(tokens)


def first_words(text: str, most: int) -> str:
    """The text up to its `most`-th word or sign."""
    ends = (match.end() for match in TOKEN.finditer(text))
    end = next(islice(ends, most, None), None)
    return text if end is None else text[:end]


def words_of(phrase: str) -> tuple[str, ...]:
    """A phrase of the guides as the words it matches; hyphens separate words."""
    return tuple(token.low for token in tokenize(phrase))


def lows(tokens: Sequence[Token]) -> list[str]:
    """The lower-case words of tokens."""
    return [token.low for token in tokens]


def join(tokens: Sequence[Token]) -> str:
    """Tokens as text again."""
    return "".join(token.lead + token.text for token in tokens).strip(" ,;:-")


class Phrases(Generic[V]):
    """Phrases to values; the longest phrase at a place wins."""

    def __init__(self, entries: Iterable[tuple[str, V]]) -> None:
        table: dict[str, dict[tuple[str, ...], V]] = {}
        for phrase, value in entries:
            if words := words_of(phrase):
                table.setdefault(words[0], {}).setdefault(words, value)
        self._table: Mapping[str, tuple[tuple[tuple[str, ...], V], ...]] = {
            first: tuple(sorted(found.items(), key=lambda pair: -len(pair[0])))
            for first, found in table.items()
        }

    def at(self, words: Sequence[str], index: int) -> tuple[int, V] | None:
        """Length and value of the longest phrase that starts at `index`."""
        for phrase, value in self._table.get(words[index], ()):
            if tuple(words[index : index + len(phrase)]) == phrase:
                return len(phrase), value
        return None

    def find(self, words: Sequence[str], start: int = 0) -> tuple[int, int, V] | None:
        """Place, length and value of the first phrase from `start` on."""
        for index in range(start, len(words)):
            if found := self.at(words, index):
                return index, *found
        return None

    def all(self, words: Sequence[str]) -> list[tuple[int, int, V]]:
        """All phrases from left to right, not overlapping."""
        found = []
        index = 0
        while index < len(words):
            if hit := self.at(words, index):
                found.append((index, *hit))
                index += hit[0]
            else:
                index += 1
        return found

    def whole(self, words: Sequence[str]) -> V | None:
        """The value whose phrase is exactly these words."""
        if not words:
            return None
        hit = self.at(words, 0)
        return hit[1] if hit and hit[0] == len(words) else None


def third(verb: str) -> str:
    """Third person singular of a base form: `rise` -> `rises`."""
    special = {"have": "has", "do": "does", "go": "goes", "be": "is"}
    if verb in special:
        return special[verb]
    if verb.endswith(("s", "x", "z", "ch", "sh")):
        return verb + "es"
    if verb.endswith("y") and len(verb) > 1 and verb[-2] not in VOWELS:
        return verb[:-1] + "ies"
    return verb + "s"


def gerund(verb: str) -> str:
    """The -ing form: `run` -> `running`."""
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) and len(verb) > 2:
        return verb[:-1] + "ing"
    return (verb + verb[-1] if doubles(verb) else verb) + "ing"


def past(verb: str) -> str:
    """The regular past: `stop` -> `stopped`."""
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and len(verb) > 1 and verb[-2] not in VOWELS:
        return verb[:-1] + "ied"
    return (verb + verb[-1] if doubles(verb) else verb) + "ed"


def doubles(verb: str) -> bool:
    """One syllable, consonant-vowel-consonant: the last letter doubles."""
    if len(verb) < 3 or verb[-1] in VOWELS + "wxy" or verb[-2] not in VOWELS:
        return False
    return verb[-3] not in VOWELS and sum(letter in VOWELS for letter in verb) == 1


class Conjugation:
    """All forms of the known verbs, both ways."""

    def __init__(self, lemmas: Iterable[str], irregular: Mapping[str, str]) -> None:
        self.lemmas = frozenset(lemmas)
        forms: dict[str, tuple[str, str]] = {}
        for lemma in sorted(self.lemmas):
            for form, kind in (
                (third(lemma), "third"),
                (gerund(lemma), "ing"),
                (gerund(lemma) if not doubles(lemma) else lemma + "ing", "ing"),
                (past(lemma), "past"),
            ):
                forms.setdefault(form, (lemma, kind))
        forms.update({form: (lemma, "past") for form, lemma in irregular.items()})
        forms.update({third(lemma): (lemma, "third") for lemma in self.lemmas})
        forms.update({gerund(lemma): (lemma, "ing") for lemma in self.lemmas})
        forms.update({lemma: (lemma, "base") for lemma in self.lemmas})
        for noun in ("left", "lighting"):  # nearly always the side and the light
            forms.pop(noun, None)
        self._forms = forms

    def read(self, form: str) -> tuple[str, str] | None:
        """Lemma and which form (`base`, `third`, `ing`, `past`), None when it is no known verb."""
        return self._forms.get(form)

    @property
    def forms(self) -> Iterable[str]:
        """Every known form."""
        return self._forms.keys()


def agree(action: str, plural: bool) -> str:
    """A third-person action made to agree with its subject: `ripples softly` -> `ripple softly`."""
    if not plural:
        return action
    words = action.split(" ")
    for index, word in enumerate(words):
        if word.lower().endswith("ly") or word.lower() in {"then", "also"}:
            continue
        words[index] = base(word)
        break
    for index in range(1, len(words)):
        if words[index - 1] == "and" and words[index] in SECOND:
            words[index] = base(words[index])
    return " ".join(words)


SECOND = frozenset(
    {"blinks", "breathes", "curls", "leans", "rests", "sets", "settles", "shifts", "tilts"}
)
"""Second verbs of the default wordings; they agree like the first."""


def base(verb: str) -> str:
    """The base form of a third-person verb: `rises` -> `rise`."""
    special = {"has": "have", "does": "do", "goes": "go", "is": "are", "tosses": "toss"}
    core = verb.rstrip(",;")
    tail = verb[len(core) :]
    if core in special:
        return special[core] + tail
    if core.endswith("ies") and len(core) > 4:
        return core[:-3] + "y" + tail
    if core.endswith(("sses", "xes", "zzes", "ches", "shes")):
        return core[:-2] + tail
    return (core[:-1] if core.endswith("s") and not core.endswith("ss") else core) + tail


def sentence(text: str) -> str:
    """A clause as a sentence: first letter upper case, one full stop."""
    text = text.strip().rstrip(" .,;:!?")
    return f"{text[:1].upper()}{text[1:]}." if text else ""
