"""Asides: what a request says beside the motion: locks, exclusions, edits, writing, sound."""

from prompts.grammar import CHANGE, EDITING, PREPOSITIONS, STAYING, is_adverb
from prompts.lexicon import Lexicon
from prompts.plan import Camera, Dominant
from prompts.reading import Reading
from prompts.subjects import noun_phrase
from prompts.words import Token, gerund, join, lows


def aside(
    piece: list[Token], words: list[str], quotes: list[str], reading: Reading, known: Lexicon
) -> bool:
    """Locks, exclusions, edits, writing and sound: no motion. True when the piece is used up."""
    if _edit(piece, words, reading, known):
        return True
    if (hit := known.texting.find(words)) and hit[0] <= 3:
        reading.texts += quotes or [join(piece)]
        return True
    if _sound(piece, words, quotes, reading, known):
        return True
    if quotes and not reading.audio:
        reading.texts += quotes
    return _lock(piece, words, reading, known) or _exclusion(piece, words, reading, known)


def _edit(piece: list[Token], words: list[str], reading: Reading, known: Lexicon) -> bool:
    hit = known.edits.find(words)
    if hit and hit[0] <= 4 and not known.negations.find(words[: hit[0]]):
        reading.edits.append(join(piece[hit[0] :]))
        return True
    start = next((i for i, word in enumerate(words[:4]) if word in EDITING), None)
    swap = start is not None and bool({"to", "into", "with"} & set(words[start + 2 :]))
    erase = words[0] in {"remove", "delete", "erase"} and len(words) > 1
    swap = swap or erase
    start = 0 if erase else start
    style = words[-1] == "style" and len(words) > 1 and not _directs(words, known)
    if (not swap and not style) or known.camera.find(words) or known.negations.find(words):
        return False
    reading.edits.append(join(piece[start or 0 :]))
    return True


def _directs(words: list[str], known: Lexicon) -> bool:
    """The words name a wish the director has a reading for: "cinematic style"."""
    return bool(known.vague.find(words) or known.nouns.find(words) or known.quality.find(words))


def _sound(
    piece: list[Token], words: list[str], quotes: list[str], reading: Reading, known: Lexicon
) -> bool:
    """Sound stays verbatim in its own field; a spoken line goes there and the speaking stays."""
    speech = {
        "say",
        "says",
        "saying",
        "said",
        "speak",
        "speaks",
        "shout",
        "shouts",
        "whisper",
        "whispers",
        "sing",
        "sings",
        "tell",
        "tells",
        "announces",
        "talks",
        "yell",
        "yells",
    }
    if quotes and speech & set(words):
        reading.audio = reading.audio or f'"{quotes[0]}"'
        return False
    hit = known.audio.find(words)
    if hit and known.vague.at(words, hit[0]):
        return False
    if hit is None or (hit[0] == 1 and words[0] == "the" and len(words) > 3):
        return False
    reading.audio = reading.audio or join(piece)
    return not any(
        known.book.motions[name].dominant is Dominant.SUBJECT
        for _, _, name in known.nouns.all(words)
    )


def _lock(piece: list[Token], words: list[str], reading: Reading, known: Lexicon) -> bool:
    """What must stay: "keep the logo still", "her face stays the same", "only the water moves"."""
    if words[0] == "nothing" and words[1:2] in (["moves"], ["should"], ["move"]):
        reading.locks.append("everything else")
        return True
    if words[:2] == ["nothing", "else"] or words[:2] == ["everything", "else"]:
        reading.locks.append("everything else")
        return True
    if words[0] in known.keep and {"everything", "rest", "all"} & set(words[1:3]):
        reading.locks.append("everything else")
        return True
    if words[0] == "only" and len(words) > 2:
        reading.locks.append("everything else")
        return False
    if known.camera.find(words) and _static_camera(words, known):
        return False
    at = next((i for i, word in enumerate(words[:4]) if word in known.keep), None)
    if at is not None and at + 1 < len(words):
        return _keep(piece[at + 1 :], reading, known)
    for index in range(1, len(words)):
        if not (hit := known.stays.at(words, index)):
            continue
        end = index + hit[0]
        rest = [word for word in words[end:] if not is_adverb(word) or word == "still"]
        ends = end >= len(words) or bool(known.kept.at(words, end))
        if ends and (words[index] in STAYING or known.kept.whole(rest)):
            _add_lock(piece[:index], reading, known)
            return True
    return False


def _static_camera(words: list[str], known: Lexicon) -> bool:
    hit = known.camera.find(words)
    return bool(hit and hit[2] == "cam.static")


def _keep(tokens: list[Token], reading: Reading, known: Lexicon) -> bool:
    """The object of "keep"; "keep it subtle" is no lock."""
    words = lows(tokens)
    end = len(words)
    for index in range(len(words)):
        if known.kept.at(words, index):
            end = index
            break
    if words[0] in {"it", "this", "things", "everything"}:
        if end < len(words):
            reading.locks.append("the subject" if words[0] == "it" else "everything else")
            return True
        return False
    following = [i for i in range(1, end) if (known.verbs.read(words[i]) or ("", ""))[1] == "ing"]
    if following:
        return False
    _add_lock(tokens[:end], reading, known)
    return True


def _add_lock(tokens: list[Token], reading: Reading, known: Lexicon) -> None:
    phrase = noun_phrase(tokens, known)
    noun = phrase.removeprefix("the ")
    if noun in {"camera", "shot", "frame", "framing"}:
        reading.cameras.append(Camera())
    elif noun:
        reading.locks.append(noun[:60])


def _exclusion(piece: list[Token], words: list[str], reading: Reading, known: Lexicon) -> bool:
    """What must not happen, as nouns; "don't change X" is a lock."""
    if _static_camera(words, known):
        return False
    hit = known.negations.find(words)
    if hit is None or hit[0] > 5:
        return False
    at, length, _ = hit
    after = piece[at + length :]
    rest = lows(after)
    while rest and (
        rest[0]
        in {
            "any",
            "to",
            "let",
            "the",
            "a",
            "have",
            "make",
            "be",
            "more",
            "of",
            "want",
            "need",
            "show",
            "include",
            "add",
        }
        or is_adverb(rest[0])
    ):
        after, rest = after[1:], rest[1:]
    if not rest:
        if at > 1:
            _add_lock(piece[:at], reading, known)
        return True
    reading_verb = known.verbs.read(rest[0])
    if rest[0] in CHANGE and len(rest) > 1:
        _add_lock(after[1:], reading, known)
        return True
    if rest[0] in CHANGE or (reading_verb and reading_verb[0] in CHANGE):
        _add_lock(piece[:at], reading, known)
        return True
    if move := known.camera.at(rest, 0):
        reading.excluded.append(known.book.moves[move[1]].name)
        reading.steady = True
        return True
    if "to" in rest[1:-1] and rest[rest.index("to") + 1] in CHANGE:
        _add_lock(after[: rest.index("to")], reading, known)
        return True
    noun = _excluded(after, reading_verb, known)
    if noun:
        reading.excluded.append(noun)
    return True


def _excluded(tokens: list[Token], verb: tuple[str, str] | None, known: Lexicon) -> str:
    words = lows(tokens)
    if verb and not known.known_noun(words[0]):
        return gerund(verb[0])
    end = next(
        (i for i, word in enumerate(words) if i and word in PREPOSITIONS - {"of"}), len(words)
    )
    return noun_phrase(tokens[:end], known).removeprefix("the ")[:60]
