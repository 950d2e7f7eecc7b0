"""Understand: what a person wrote becomes a `Request`.

Everything a person writes is data. The first beat is parsed into motions and camera moves; what
comes after it stays in the person's words and is offered as the next shots (BEAT-03).
"""

from itertools import islice

from prompts.actions import carrier, motion_of
from prompts.asides import aside
from prompts.cameras import camera_of
from prompts.clauses import Clause, read
from prompts.clean import Cleaned, clean
from prompts.degrees import degrees
from prompts.further import later
from prompts.grammar import AUXILIARIES, DETERMINERS, FILLER, LOOKS, MINOR, SENSES
from prompts.guides import Guides
from prompts.guides.records import Emotion, Kind, Vague
from prompts.lexicon import Lexicon, lexicon
from prompts.nominals import nominal
from prompts.pieces import cut
from prompts.plan import Camera, Motion, Request, Size
from prompts.reading import Reading
from prompts.remarks import backstory, brought_in, identity, slowed, unslowed
from prompts.subjects import Subject, noun_phrase, subject_of
from prompts.unseen import unseen
from prompts.words import Token, lows, tokenize

PIECES = 120
"""Pieces of a request that are read: far more than any shot can use."""
MOST = 12
"""Motions or further beats after which a request is read no further."""


def understand(text: str, guides: Guides) -> Request:
    """Parse a request. Never raises on any text; takes time linear in its length."""
    return understand_clean(text, clean(text, guides), guides)


def understand_clean(text: str, cleaned: Cleaned, guides: Guides) -> Request:
    """Parse words that were cleaned already."""
    known = lexicon(guides)
    tokens = _mended(tokenize(cleaned.text), known)
    reading = Reading()
    if tokens and (vague := _vague(strip_filler(lows(tokens), known), known)):
        _take_vague(reading, vague, lows(tokens), known)
    else:
        for marker, piece in islice(cut(tokens, known), PIECES):
            _clause(marker, piece, reading, cleaned, known)
    slowed(reading)
    if reading.steady and not reading.cameras:
        reading.cameras.append(Camera())
    loop = True if _loops(reading, guides) else None
    settings = cleaned.settings
    if loop and settings.loop is None:
        settings = settings.model_copy(update={"loop": True})
    return Request(
        text=text,
        language=cleaned.language,
        motions=tuple(reading.motions),
        cameras=tuple(reading.cameras),
        speed=reading.speed,
        size=reading.size,
        vague=reading.vague,
        subject=reading.named,
        locks=_unique(reading.locks),
        excluded=_unique(reading.excluded),
        unseen=_unique(reading.unseen),
        edits=_unique(reading.edits),
        texts=_unique(reading.texts),
        audio=reading.audio,
        settings=settings,
        beats=_unique([", ".join(reading.first)] * bool(reading.beats) + reading.beats),
        injected=cleaned.injected,
        introduced=_unique(reading.introduced),
        unknown=_unique([*cleaned.unknown, *reading.unknown])[:12],
    )


def _unique(items: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for item in items if item))


def _loops(reading: Reading, guides: Guides) -> bool:
    return any(vague.loop and vague.id == reading.vague for vague in guides.vague)


def _mended(tokens: list[Token], known: Lexicon) -> list[Token]:
    """Typos of one letter in words of six letters and more, mended."""
    mended: list[Token] = []
    for index, token in enumerate(tokens):
        fixed = _fix(token.low, known)
        named = index > 0 and tokens[index - 1].low in DETERMINERS
        mend = bool(fixed) and (not named or fixed in known.noun_class)
        mended.append(Token(fixed, fixed, token.lead) if mend else token)
    return mended


def _fix(word: str, known: Lexicon) -> str:
    if len(word) < 5 or not word.isalpha() or not word.isascii():
        return ""
    if known.known_noun(word) or known.verbs.read(word) or word in known.plain:
        return ""
    if found := known.typos.get(word):
        return found
    if len(word) < 6:
        return ""
    for at in range(1, len(word)):
        left_out = word[:at] + word[at + 1 :]
        if left_out in known.typos and abs(len(known.typos[left_out]) - len(word)) <= 1:
            return known.typos[left_out]
        if left_out in known.targets:
            return left_out
    return ""


def strip_filler(words: list[str], known: Lexicon) -> list[str]:
    """Words without courtesy and filler, for requests that are vague as a whole."""
    kept: list[str] = []
    index = 0
    while index < len(words):
        vague = known.vague.at(words, index)
        if vague and vague[0] > 1:
            kept += words[index : index + vague[0]]
            index += vague[0]
        elif hit := known.chatty.at(words, index):
            index += hit[0]
        else:
            if words[index][0].isalnum():
                kept.append(words[index])
            index += 1
    return kept


def _vague(words: list[str], known: Lexicon) -> Vague | None:
    """The vague word of words that say nothing else: the most specific one."""
    found: list[Vague] = []
    index = 0
    while index < len(words):
        if vague := known.vague.at(words, index):
            found.append(vague[1])
            index += vague[0]
        elif hit := (
            known.quality.at(words, index)
            or known.speeds.at(words, index)
            or known.sizes.at(words, index)
            or known.orders.at(words, index)
        ):
            index += hit[0]
        elif words[index] in FILLER:
            index += 1
        else:
            return None
    order = [vague.id for vague in known.book.vague]
    return min(found, key=lambda vague: order.index(vague.id)) if found else None


def _take_vague(reading: Reading, vague: Vague, words: list[str], known: Lexicon) -> None:
    """A vague wish with its pace, and what it names beside: "perfume bottle ad"."""
    if reading.vague is None:
        reading.vague = vague.id
    _take_degrees(reading, words, known)
    hit = known.vague.find(words)
    head = words[hit[0] - 1] if hit and hit[0] else ""
    if known.class_of(head) in WARES and not reading.named:
        reading.named = f"the {head}"
        reading.subject = Subject(reading.named, head, known.class_of(head), known.is_plural(head))


WARES = frozenset({"animal", "drink", "food", "product", "vehicle"})
"""Classes that a vague wish names in passing."""


def _take_degrees(reading: Reading, words: list[str], known: Lexicon) -> None:
    """Overall speed and size words."""
    for index in range(len(words)):
        if reading.speed is None and (pace := known.speeds.at(words, index)):
            reading.speed = pace[1]
        if reading.size is None and (size := known.sizes.at(words, index)):
            reading.size = size[1]


def _clause(
    marker: str, piece: list[Token], reading: Reading, cleaned: Cleaned, known: Lexicon
) -> None:
    """Read one piece into the reading."""
    quotes = [
        cleaned.quotes[ord(token.text) - 0xE001]
        for token in piece
        if 0xE001 <= ord(token.text[0]) < 0xE001 + len(cleaned.quotes)
    ]
    if len(reading.beats) >= MOST or len(reading.motions) >= MOST:
        return
    if hit := known.slowmo.find(lows(piece)):
        piece = unslowed(piece, hit[0], hit[1], reading)
    if not piece:
        return
    words = lows(piece)
    if words[0] == "except" and len(words) > 1 and "everything else" in reading.locks:
        piece, words = piece[1:], words[1:]
    if aside(piece, words, quotes, reading, known):
        return
    acting = reading.subject.kind in {"person", "animal"}
    clause = read(marker, piece, known, acting=acting)
    if marker == "then" and reading.directed:
        reading.later = True
    if reading.later:
        later(clause, reading, known)
        return
    before = len(reading.motions) + len(reading.cameras) + bool(reading.vague)
    _first_beat(clause, words, reading, known)
    if len(reading.motions) + len(reading.cameras) + bool(reading.vague) > before:
        reading.first.append(clause.text)


def _first_beat(clause: Clause, words: list[str], reading: Reading, known: Lexicon) -> None:
    """A clause of the first beat: camera, added thing, emotion, motion, motion noun, or vague."""
    if _timelapse(clause, reading, known):
        return
    if backstory(clause, known) or identity(clause, reading, known):
        return
    if camera := camera_of(clause, known):
        _take_camera(camera, reading)
        if camera.destination:
            head = camera.destination.rsplit(" ", 1)[-1]
            target = Subject(camera.destination, head, known.class_of(head))
            reading.named = reading.named or _worth_naming(target)
        return
    if unseen(clause, words, reading, known):
        return
    core = lows(clause.tokens)
    if not _wish(clause, core, reading, known):
        _motion(clause, core, reading, known)


def _wish(clause: Clause, core: list[str], reading: Reading, known: Lexicon) -> bool:
    """A pace, a vague wish, an emotion or a sense: nothing that names a motion."""
    if known.speeds.whole(core) or known.sizes.whole(core):
        _take_degrees(reading, core, known)
        return True
    phrase = known.vague.find(core)
    if (
        phrase
        and phrase[1] > 1
        and (not clause.head or clause.head in known.meta_nouns or clause.head in {"it", "this"})
    ):
        _take_vague(reading, phrase[2], core, known)
        return True
    if (not clause.subject or known.vague.whole(core)) and (
        vague := _vague(strip_filler(core, known), known)
    ):
        _take_vague(reading, vague, core, known)
        return True
    if emotion := _emotion(clause, core, known):
        _take_emotion(emotion, clause, reading, known)
        return True
    if clause.lemma in LOOKS and (
        vague := _vague(strip_filler(lows(clause.rest), known), known) if clause.rest else None
    ):
        _take_vague(reading, vague, core, known)
        return True
    if clause.lemma in SENSES and subject_of(clause, known, reading.subject).kind != "animal":
        if clause.lemma == "wear":
            reading.edits.append(clause.text)
        return True
    return False


def _motion(clause: Clause, core: list[str], reading: Reading, known: Lexicon) -> None:
    """A motion by its verb, by its noun, or what is left: a vague word, a name."""
    if clause.lemma and (found := motion_of(clause, known, reading.subject)):
        found = brought_in(clause, found, reading, known)
        _take_motion(*found, reading=reading, size=degrees(list(clause.rest), known)[1])
        if found[1].kind in MINOR:
            reading.named = reading.named or carrier(clause, known)
        return
    if nominal(clause, core, reading, known):
        return
    if hit := known.vague.find(core):
        _take_vague(reading, hit[2], core, known)
        return
    _take_noun(clause, core, reading, known)


def _timelapse(clause: Clause, reading: Reading, known: Lexicon) -> bool:
    """Time running faster belongs to the sky, not to the lens (lexicon `cam.timelapse`)."""
    words = lows(clause.tokens)
    hit = known.camera.find(words)
    if hit is None or hit[2] != "cam.timelapse":
        return False
    rest = [*clause.tokens[: hit[0]], *clause.tokens[hit[0] + hit[1] :]]
    while rest and (rest[0].low in {"of", "as", "in", "a", "an", "with"} or not rest[0].word):
        rest = rest[1:]
    while rest and rest[-1].low in {"in", "as", "a", "of"}:
        rest = rest[:-1]
    inner = read("", rest, known) if rest else None
    found = motion_of(inner, known, Subject()) if inner and inner.lemma else None
    motion = (
        found[0]
        if found
        else Motion(id="env.clouds", subject="the clouds", action="stream steadily across the sky")
    )
    reading.motions.append(motion.model_copy(update={"action": f"{motion.action} in time-lapse"}))
    return True


def _take_camera(camera: Camera, reading: Reading) -> None:
    if camera not in reading.cameras:
        reading.cameras.append(camera)


def _take_motion(
    motion: Motion, subject: Subject, kind: Kind | None, *, reading: Reading, size: Size | None
) -> None:
    del kind
    if subject.phrase:
        reading.subject = subject
        reading.named = reading.named or _worth_naming(subject)
    if size is Size.EXTREME or size is Size.LARGE:
        motion = motion.model_copy(update={"size": size})
    reading.motions.append(motion)


def _worth_naming(subject: Subject) -> str:
    """The subject as the name of what the picture is about, empty for hair, light and the like."""
    owners = {"her": "the woman", "his": "the man"}
    first = subject.phrase.split(" ", 1)[0]
    if subject.kind in MINOR or first in owners:
        return owners.get(first, "")
    return subject.phrase


def _emotion(clause: Clause, core: list[str], known: Lexicon) -> Emotion | None:
    if clause.lemma not in LOOKS:
        return None
    if clause.lemma == "smile" or any(known.nouns.at(core, i) for i in range(len(core))):
        return None
    hit = known.emotions.find(core)
    return hit[2] if hit else None


def _take_emotion(emotion: Emotion, clause: Clause, reading: Reading, known: Lexicon) -> None:
    subject = subject_of(clause, known, reading.subject)
    phrase = subject.phrase or reading.subject.phrase
    if subject.kind not in {"person", "animal", "thing"}:
        phrase = ""
    reading.named = reading.named or phrase
    reading.motions.append(
        Motion(id=f"emotion.{emotion.id}", subject=phrase, action=emotion.cue, size=Size.SMALL)
    )


def _courteous(word: str, known: Lexicon) -> bool:
    """The word is understood, though it names no motion: courtesy, pace, side."""
    return any(
        group.at([word], 0)
        for group in (known.chatty, known.speeds, known.sizes, known.directions, known.revisions)
    )


def _take_noun(clause: Clause, core: list[str], reading: Reading, known: Lexicon) -> None:
    """A noun alone names the subject: "the dog"."""
    tokens = list(clause.tokens)
    head = next(
        (w for w in reversed(core) if known.class_of(w) != "thing" and w not in AUXILIARIES), ""
    )
    talk = {*known.camera_nouns, *known.meta_nouns} & set(core[:2])
    if head and not reading.named and not talk:
        end = core.index(head) + 1
        phrase = noun_phrase(tokens[:end], known)
        reading.subject = Subject(phrase, head, known.class_of(head), known.is_plural(head))
        reading.named = _worth_naming(reading.subject)
        return
    words = [
        word
        for word in strip_filler(core, known)
        if word not in FILLER and word.isalpha() and not _courteous(word, known)
    ]
    if not known.quality.find(core) and words:
        _take_degrees(reading, core, known)
        reading.unknown += words[:6]
