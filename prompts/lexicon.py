"""The guides indexed for reading: phrases, verb forms, classes of nouns."""

from collections import defaultdict
from functools import lru_cache

from prompts.guides import Guides
from prompts.guides.records import Emotion, Kind, Vague
from prompts.plan import Direction4, Size, Speed
from prompts.words import Conjugation, Phrases, words_of

NEUTRAL = frozenset({"any", "thing"})


class Lexicon:
    """Indexes over one set of guides; built once, never changed."""

    def __init__(self, book: Guides) -> None:
        self.book = book
        motions = book.motions.values()
        extra = {verb for move in book.moves.values() for verb in move.verbs}
        lemmas = {words_of(verb)[0] for kind in motions for verb in kind.verbs}
        self.verbs = Conjugation(lemmas | extra | set(book.verbs.verbs), book.verbs.irregular)
        self.by_verb = _by_verb(book)
        self.nouns = Phrases((noun, kind.id) for kind in motions for noun in kind.nouns)
        self.noun_class = _noun_classes(book)
        self.camera = Phrases((form, m.id) for m in book.moves.values() for form in m.forms)
        self.camera_verbs = {verb: m.id for m in reversed(book.moves.values()) for verb in m.verbs}
        self.speeds: Phrases[Speed] = Phrases(
            (word, pace.id) for pace in book.speeds.speeds.values() for word in pace.words
        )
        self.sizes: Phrases[Size] = Phrases(
            (word, size) for size, words in book.speeds.sizes.items() for word in words
        )
        self.directions: Phrases[Direction4] = Phrases(
            (word, way) for way, words in book.speeds.directions.items() for word in words
        )
        self.slowmo = Phrases((word, True) for word in book.speeds.slowmo)
        self.vague: Phrases[Vague] = Phrases((form, v) for v in book.vague for form in v.forms)
        self.emotions: Phrases[Emotion] = Phrases(
            (form, emotion) for emotion in book.emotions for form in emotion.forms
        )
        self.revisions = Phrases((f, key) for key, fs in book.revisions.items() for f in fs)
        words = book.structure
        self.chatty = Phrases((form, True) for form in words.chatty)
        self.orders = Phrases((form, True) for form in words.orders)
        self.joints = Phrases(
            [(form, "then") for form in words.sequence]
            + [(form, form) for form in words.simultaneous]
        )
        self.negations = Phrases((form, True) for form in words.negations)
        self.additions = Phrases((form, True) for form in words.additions)
        self.adding = Phrases((form, True) for form in words.adding)
        self.edits = Phrases((form, form) for form in words.edits)
        self.texting = Phrases((form, True) for form in words.texting)
        self.audio = Phrases((form, True) for form in words.audio)
        self.quality = Phrases((form, True) for form in words.quality)
        self.meta = Phrases((form, True) for form in words.meta)
        self.kept = Phrases((form, True) for form in words.kept)
        self.stays = Phrases((form, True) for form in words.stays)
        self.keep = frozenset(words.keep)
        self.causatives = frozenset(words.causatives)
        self.abstract = frozenset(words.abstract)
        self.camera_nouns = frozenset(book.nouns.words["camera"])
        self.mass = frozenset(book.nouns.words["mass"])
        self.titles = frozenset(book.nouns.words["titles"])
        self.meta_nouns = frozenset(book.nouns.words["meta"])
        self.plurals = frozenset(book.nouns.words["plural_only"])
        self.singulars = frozenset(book.nouns.words["singular_s"])
        self.settings = {key: Phrases((f, f) for f in fs) for key, fs in book.setting_words.items()}
        self.platforms = Phrases((form, p) for p in book.platforms.values() for form in p.forms)
        self.models = Phrases((name, name) for name in book.models)
        self.injections = Phrases((phrase, True) for phrase in book.injections)
        self.targets = _targets(self)
        self.typos = _typos(self.targets)
        self.plain = _plain_words(book)

    def class_of(self, noun: str) -> str:
        """Subject class of a noun, `thing` when unknown."""
        low = noun.lower()
        if found := self.noun_class.get(low):
            return found
        if low.endswith("'s"):
            return self.class_of(low[:-2])
        for ending, repair in (("ies", "y"), ("es", ""), ("s", "")):
            if low.endswith(ending) and (
                found := self.noun_class.get(low[: -len(ending)] + repair)
            ):
                return found
        return "thing"

    def known_noun(self, word: str) -> bool:
        """The word names a class of things."""
        return self.class_of(word) != "thing" or word in self.meta_nouns

    def is_plural(self, noun: str) -> bool:
        """The noun looks plural."""
        low = noun.lower()
        if low in self.plurals:
            return True
        return low.endswith("s") and not low.endswith(("ss", "'s")) and low not in self.singulars

    def motion_for(
        self, lemma: str, following: list[str], subject_class: str, noun: str = ""
    ) -> Kind | None:
        """The motion that a verb means for a class: its own noun, its class, longest wording."""
        best: tuple[int, Kind] | None = None
        for rest, kind in self.by_verb.get(lemma, ()):
            if rest and not _follows(rest, following):
                continue
            fit = _fit(kind.class_, subject_class)
            score = fit * 4 + len(rest) * 9 + (6 if noun and noun in kind.nouns else 0)
            if fit and (best is None or score > best[0]):
                best = score, kind
        return best[1] if best else None


def _fit(kind: str, subject: str) -> int:
    """How well a motion's class fits a subject's: 3 same, 2 near, 1 neutral, 0 not at all."""
    if kind == subject:
        return 3
    near = {
        "part": {"person", "animal"},
        "fish": {"animal"},
        "birds": {"animal", "fish"},
        "person": {"part"},
        "landscape": {"plant", "building"},
        "screen": {"light", "neon"},
        "text": {"light"},
        "neon": {"light"},
        "fabric": {"hair"},
        "hair": {"fabric"},
        "smoke": {"steam"},
        "steam": {"smoke"},
        "drink": {"food", "water"},
        "food": {"drink"},
        "crowd": {"person", "vehicle"},
        "particles": {"smoke"},
        "product": {"thing", "drink", "food"},
        "thing": {"product"},
        "light": {"fire", "neon"},
    }
    if kind in near.get(subject, ()):
        return 2
    if subject == "unknown":
        return 2 if kind == "person" else 1
    return 1 if kind in NEUTRAL or subject == "thing" else 0


def _follows(rest: tuple[str, ...], following: list[str]) -> bool:
    """The words of `rest` occur in order among the following words (plural or not)."""
    words = iter(following)
    return all(any(word in {wanted, wanted + "s"} for word in words) for wanted in rest)


def _by_verb(book: Guides) -> dict[str, tuple[tuple[tuple[str, ...], Kind], ...]]:
    table: dict[str, list[tuple[tuple[str, ...], Kind]]] = defaultdict(list)
    for kind in book.motions.values():
        for phrase in kind.verbs:
            first, *rest = words_of(phrase)
            table[first].append((tuple(rest), kind))
    return {lemma: tuple(found) for lemma, found in table.items()}


def _noun_classes(book: Guides) -> dict[str, str]:
    return {
        noun: entry.id for entry in reversed(book.nouns.classes.values()) for noun in entry.nouns
    }


def _targets(lexicon: Lexicon) -> frozenset[str]:
    """Words of six letters and more that a typo may be mended to."""
    words = set(lexicon.verbs.forms) | set(lexicon.noun_class)
    words |= {form for vague in lexicon.book.vague for form in vague.forms}
    words |= {word for pace in lexicon.book.speeds.speeds.values() for word in pace.words}
    words |= {"camera", "static", "cinematic", "toward", "towards", "slowly", "please", "animate"}
    return frozenset(word for word in words if len(word) >= 6 and word.isascii() and word.isalpha())


def _typos(targets: frozenset[str]) -> dict[str, str]:
    """Targets with one letter left out: finds typos at distance one; the first letter holds."""
    index: dict[str, str] = {}
    for word in sorted(targets):
        for cut in range(1, len(word)):
            index.setdefault(word[:cut] + word[cut + 1 :], word)
    return {key: word for key, word in index.items() if key not in targets}


def _plain_words(book: Guides) -> frozenset[str]:
    """Words that are right as they are, though no verb or class noun."""
    structure = book.structure.model_dump().values()
    groups = [phrase for group in structure for phrase in group]
    groups += [form for move in book.moves.values() for form in move.forms]
    groups += [form for kind in book.motions.values() for form in kind.nouns]
    groups += [form for vague in book.vague for form in vague.forms]
    groups += [form for forms in book.revisions.values() for form in forms]
    groups += [form for forms in book.setting_words.values() for form in forms]
    groups += [form for platform in book.platforms.values() for form in platform.forms]
    groups += [word for pace in book.speeds.speeds.values() for word in pace.words]
    groups += [word for words in book.speeds.directions.values() for word in words]
    groups += [form for emotion in book.emotions for form in emotion.forms]
    return frozenset(word for phrase in groups for word in words_of(phrase))


@lru_cache(maxsize=4)
def lexicon(book: Guides) -> Lexicon:
    """The index over these guides, built once per set."""
    return Lexicon(book)
