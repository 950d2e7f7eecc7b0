"""Understand: what a person wrote becomes a `Request`.

Everything a person writes is data. The first beat is parsed into motions and camera moves; what
comes after it stays in the person's words and is offered as the next shots (BEAT-03).
"""

from prompts.actions import (
    Subject,
    carrier,
    compose,
    degrees,
    direction_of,
    motion_of,
    noun_phrase,
    phrase_after,
    strip,
    subject_of,
)
from prompts.asides import aside
from prompts.cameras import camera_of
from prompts.clauses import Clause, cut, read
from prompts.clean import Cleaned, clean
from prompts.grammar import FILLER, LOOKS, MINOR, PREPOSITIONS
from prompts.guides import Guides
from prompts.guides.library import Emotion, Kind, Vague
from prompts.lexicon import Lexicon, lexicon
from prompts.plan import Camera, Dominant, Motion, Request, Size, Speed
from prompts.reading import Reading
from prompts.words import Token, agree, base, join, lows, tokenize


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
        for marker, piece in cut(tokens, known):
            _clause(marker, piece, reading, cleaned, known)
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
        unknown=_unique([*cleaned.unknown, *reading.unknown])[:12],
    )


def _unique(items: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(item for item in items if item))


def _loops(reading: Reading, guides: Guides) -> bool:
    return any(vague.loop and vague.id == reading.vague for vague in guides.vague)


def _mended(tokens: list[Token], known: Lexicon) -> list[Token]:
    """Typos of one letter in words of six letters and more, mended."""
    return [
        Token(fixed, fixed, token.lead) if (fixed := _fix(token.low, known)) else token
        for token in tokens
    ]


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
        if (hit := known.vague.at(words, index)) and hit[0] > 1:
            kept += words[index : index + hit[0]]
            index += hit[0]
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
        if hit := known.vague.at(words, index):
            found.append(hit[1])
            index += hit[0]
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
    if reading.vague is None:
        reading.vague = vague.id
    _take_degrees(reading, words, known)


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
        _later(clause, reading, known)
        return
    before = len(reading.motions) + len(reading.cameras) + bool(reading.vague)
    _first_beat(clause, words, reading, known)
    if len(reading.motions) + len(reading.cameras) + bool(reading.vague) > before:
        reading.first.append(clause.text)


def _later(clause: Clause, reading: Reading, known: Lexicon) -> None:
    """A further beat, in the person's words with its subject."""
    text = join(strip(clause.tokens, known))
    if not text or (len(text.split()) == 1 and not clause.lemma and text in FILLER):
        return
    subject = subject_of(clause, known, reading.subject)
    if (
        clause.lemma
        and not clause.subject
        and reading.subject.phrase
        and not camera_of(clause, known)
    ):
        text = f"{reading.subject.phrase} {text}"
    elif subject.phrase:
        reading.subject = subject
    if len(reading.beats) < 12:
        reading.beats.append(text[:200])


def _first_beat(clause: Clause, words: list[str], reading: Reading, known: Lexicon) -> None:
    """A clause of the first beat: camera, added thing, emotion, motion, motion noun, or vague."""
    if _timelapse(clause, reading, known):
        return
    if camera := camera_of(clause, known):
        _take_camera(camera, reading)
        if camera.destination:
            head = camera.destination.rsplit(" ", 1)[-1]
            target = Subject(camera.destination, head, known.class_of(head))
            reading.named = reading.named or _worth_naming(target)
        return
    if _unseen(clause, words, reading, known):
        return
    core = lows(clause.tokens)
    phrase = known.vague.find(core)
    if (
        phrase
        and phrase[1] > 1
        and (not clause.head or clause.head in known.meta_nouns or clause.head in {"it", "this"})
    ):
        _take_vague(reading, phrase[2], core, known)
        return
    if (not clause.subject or known.vague.whole(core)) and (
        vague := _vague(strip_filler(core, known), known)
    ):
        _take_vague(reading, vague, core, known)
        return
    if emotion := _emotion(clause, core, known):
        _take_emotion(emotion, clause, reading, known)
        return
    if clause.lemma and (found := motion_of(clause, known, reading.subject)):
        _take_motion(*found, reading=reading, size=degrees(list(clause.rest), known)[1])
        if found[1].kind in MINOR:
            reading.named = reading.named or carrier(clause, known)
        return
    if _nominal(clause, core, reading, known):
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


def _unseen(clause: Clause, words: list[str], reading: Reading, known: Lexicon) -> bool:
    """Something that is asked to be added or to appear (MOT-07)."""
    appears = known.additions.find(words)
    adds = known.adding.at(words, 0) if words else None
    if (
        reading.adding
        and clause.marker in {"and", ",", "&", "plus"}
        and words[0] in {"a", "an", "some", "another"}
    ):
        adds = (0, True)
    reading.adding = bool(adds)
    if not appears and not adds:
        adds = next(
            (
                known.adding.at(words, i)
                for i in range(min(4, len(words)))
                if known.adding.at(words, i)
            ),
            None,
        )
    if not appears and not adds:
        return False
    core = lows(clause.tokens)
    scenic = any(
        known.book.motions[name].dominant is not Dominant.SUBJECT
        for _, _, name in known.nouns.all(core)
    )
    if scenic or known.vague.find(core) or known.emotions.find(core):
        return False
    if appears and clause.head:
        kind = known.class_of(clause.head)
        entry = known.book.nouns.classes.get(kind)
        if kind == "part" or (entry and entry.ambient and kind not in {"text", "product", "food"}):
            return False
        reading.unseen.append(noun_phrase(clause.subject, known).removeprefix("the "))
        return True
    if appears or not adds:
        return False
    index = next((i for i in range(len(words)) if known.adding.at(words, i)), 0)
    tail = clause.tokens
    del index
    low = lows(tail)
    end = next(
        (
            i
            for i, word in enumerate(low)
            if i
            and (
                word in PREPOSITIONS | {"who", "that"}
                or (known.verbs.read(word) or ("", ""))[1] == "ing"
            )
        ),
        len(low),
    )
    noun = noun_phrase(tail[:end], known).removeprefix("the ")
    if not noun or noun in FILLER or any(word in known.meta_nouns for word in noun.split()):
        return False
    reading.unseen.append(noun[:60])
    return True


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


def _nominal(clause: Clause, core: list[str], reading: Reading, known: Lexicon) -> bool:
    """Motion nouns without a verb: "gentle breeze, falling snow"."""
    hits = known.nouns.all(core)
    if not hits:
        return False
    blown = _blown(clause, core, known) if hits[0][2] in {"env.breeze", "wind.blow"} else None
    if blown:
        hits = hits[:1]
    for at, length, name in hits[:3]:
        motion = blown or _named_motion(clause, core, at + length, name, known)
        if not motion.subject:
            motion = motion.model_copy(update={"subject": _actor(reading)})
        if all(earlier.id != motion.id for earlier in reading.motions):
            reading.motions.append(motion)
    if known.book.motions[hits[0][2]].dominant is not Dominant.SUBJECT:
        rest = Clause(tokens=clause.tokens, rest=clause.tokens)
        reading.named = reading.named or carrier(rest, known)
    return True


def _actor(reading: Reading) -> str:
    return reading.subject.phrase if reading.subject.kind in {"person", "animal"} else reading.named


def _named_motion(clause: Clause, core: list[str], end: int, name: str, known: Lexicon) -> Motion:
    """The motion that a noun names, with the place that follows it."""
    kind = known.book.motions[name]
    speed, size, slowmo, _ = degrees(list(clause.tokens), known)
    heading = direction_of(core, known)
    action = kind.action
    tail = list(clause.tokens[end:])
    first = tail[0].low if tail else ""
    if kind.subject and first in PREPOSITIONS - {"of", "like", "with", "by"}:
        verb, _, rest = action.partition(" ")
        particle = (
            rest.split(" ", 1)[0] if rest.split(" ", 1)[0] in {"down", "in", "upward"} else ""
        )
        place = phrase_after(degrees(tail, known)[3], known)
        lemma = base(verb)
        composed = compose(lemma, f"{particle} {place}".strip(), speed, kind, known, slowmo=slowmo)
        action = agree(composed, kind.plural) if place else action
    elif heading in {"left", "right"} and kind.nearest == "env.breeze":
        action = f"{action} from the {'left' if heading == 'right' else 'right'}"
    return Motion(
        id=kind.id,
        subject=kind.subject,
        action=action,
        direction=heading,
        speed=speed or Speed.SLOW,
        size=size if size in {Size.LARGE, Size.EXTREME} else kind.size,
    )


def _blown(clause: Clause, core: list[str], known: Lexicon) -> Motion | None:
    """A breeze with what it moves: "gentle breeze through the grass"."""
    for index, word in enumerate(core):
        kind = known.class_of(word)
        if kind not in {"plant", "hair", "fabric"}:
            continue
        start = index
        while start and core[start - 1] not in PREPOSITIONS | {"and", "wind", "breeze"}:
            start -= 1
        phrase = noun_phrase(clause.tokens[start : index + 1], known)
        entry = known.book.motions[known.book.nouns.classes[kind].default[0]]
        heading = direction_of(core, known)
        side = {"left": " from the right", "right": " from the left"}.get(heading or "", "")
        plural = known.is_plural(word)
        return Motion(
            id=entry.id,
            subject=phrase,
            action=agree(f"sways gently in a light breeze{side}", plural),
            direction=heading,
            size=Size.SMALL,
        )
    return None


def _take_noun(clause: Clause, core: list[str], reading: Reading, known: Lexicon) -> None:
    """A noun alone names the subject: "the dog"."""
    tokens = list(clause.tokens)
    head = next((word for word in reversed(core) if known.class_of(word) != "thing"), "")
    if head and not reading.named:
        end = core.index(head) + 1
        phrase = noun_phrase(tokens[:end], known)
        reading.named = phrase
        reading.subject = Subject(phrase, head, known.class_of(head), known.is_plural(head))
        return
    words = [word for word in core if word not in FILLER and word.isalpha()]
    if not known.quality.find(core) and words:
        _take_degrees(reading, core, known)
        reading.unknown += words[:6]
