"""Cameras: a clause as a camera move (lexicon section 1)."""

from collections.abc import Sequence

from prompts.clauses import Clause
from prompts.degrees import degrees
from prompts.grammar import (
    AMBIGUOUS,
    AT_CAMERA,
    DETERMINERS,
    OVER,
    PARTICLES,
    POSSESSIVES,
    PREPOSITIONS,
    TARGET,
    is_adverb,
)
from prompts.guides.records import Move
from prompts.lexicon import Lexicon
from prompts.plan import Camera, Direction4, Speed
from prompts.subjects import noun_phrase, strip
from prompts.words import Token, lows


def camera_of(clause: Clause, known: Lexicon) -> Camera | None:
    """The camera move that a clause asks for, None when it asks for none."""
    words = lows(clause.tokens)
    talk = _talk(words, known)
    somebody = clause.head and clause.head not in known.camera_nouns
    free = _is_static(words, known) or (talk and _camera_leads(words, known))
    if somebody and not free and not _form_holds(words, clause.head, known):
        return None
    if not talk and _other_motion(words, known):
        return None
    hit = _form(words, talk, known)
    move = known.book.moves[hit[2]] if hit else _by_verb(clause, words, known)
    if move is None:
        return None
    if move.id == "cam.static":
        return Camera()
    start = _after(words, hit, known)
    speed = degrees(list(clause.tokens), known)[0]
    direction = _direction(words, move, known)
    move = _turned(move, direction, words, known)
    return Camera(
        move=move.id,
        direction=direction if direction in move.directions else None,
        speed=_sudden(move, speed),
        destination=_destination(clause.tokens[start:], known),
    )


def _talk(words: Sequence[str], known: Lexicon) -> bool:
    """The piece speaks of the camera as what moves, not as what somebody looks at."""
    for index, word in enumerate(words):
        if word in known.camera_nouns:
            ahead = words[max(0, index - 2) : index]
            if not any(lead in AT_CAMERA for lead in ahead):
                return True
    return False


def _other_motion(words: Sequence[str], known: Lexicon) -> bool:
    """The piece opens with a motion of the scene: "light sweep across the bottle"."""
    for index in range(min(2, len(words))):
        if (hit := known.nouns.at(words, index)) and hit[0] > 1:
            return True
    return False


def _camera_leads(words: Sequence[str], known: Lexicon) -> bool:
    """The camera is named first: it moves, somebody else is only its target."""
    return _talk(words[:4], known)


def _form_holds(words: Sequence[str], head: str, known: Lexicon) -> bool:
    """The word taken for a subject belongs to the name of a move: "barrel roll"."""
    hit = known.camera.find(words)
    return bool(hit and hit[1] > 1 and head in words[hit[0] : hit[0] + hit[1]])


def _is_static(words: Sequence[str], known: Lexicon) -> bool:
    hit = known.camera.find(words)
    return bool(hit and hit[2] == "cam.static" and hit[1] > 1)


def _form(words: list[str], talk: bool, known: Lexicon) -> tuple[int, int, str] | None:
    """The camera form that means something here: a held camera first, then the longest."""
    best: tuple[int, int, str] | None = None
    for hit in known.camera.all(words):
        at, length, move = hit
        form = " ".join(words[at : at + length])
        if form in AMBIGUOUS and not talk and len(words) > length + 1:
            continue
        if form == "pan" and at and not talk and words[at - 1] in {"frying", "the"}:
            continue
        if move == "cam.static" and length > 1:
            return hit
        if best is None or length > best[1]:
            best = hit
    return best


def _by_verb(clause: Clause, words: list[str], known: Lexicon) -> Move | None:
    """A verb whose subject is the camera: "the camera glides left"."""
    if not _talk(words, known):
        return None
    verb = clause.lemma
    if verb not in {*known.camera_verbs, "move", "go", "travel"} and clause.order:
        verb = next(
            (
                found[0]
                for word in words
                if (found := known.verbs.read(word)) and found[0] in known.camera_verbs
            ),
            "",
        )
    if verb == "move" or verb in {"go", "travel", "come"}:
        return _by_way(words, known)
    move = known.camera_verbs.get(verb)
    return known.book.moves[move] if move else None


def _by_way(words: list[str], known: Lexicon) -> Move | None:
    """The move by its heading, for a camera that just "moves up"."""
    ways = {
        "left": "cam.truck",
        "right": "cam.truck",
        "up": "cam.pedestal",
        "down": "cam.pedestal",
        "in": "cam.push_in",
        "out": "cam.pull_out",
    }
    for index in range(len(words)):
        if hit := known.directions.at(words, index):
            return known.book.moves[ways[hit[1]]]
    return known.book.moves["cam.push_in"]


def _after(words: list[str], hit: tuple[int, int, str] | None, known: Lexicon) -> int:
    """Where the destination may begin: after the form and the verb that follows it."""
    start = hit[0] + hit[1] if hit else 0
    spans = hit and hit[2] in {"cam.rack_focus", "cam.tilt", "cam.pan"} and "from" in words
    if spans and "to" in words[start:]:
        return len(words) - words[::-1].index("to") - 1
    for index in range(start, min(len(words), start + 4)):
        if words[index] in TARGET and words[index] not in {"in", "of"}:
            return index
        if index > start and known.verbs.read(words[index]):
            start = index + 1
    return start


def _turned(move: Move, direction: Direction4 | None, words: list[str], known: Lexicon) -> Move:
    """Zoom forms with the other heading, glides that go forward, and the like."""
    moves = known.book.moves
    if move.id == "cam.push_in" and (direction == "out" or "out" in words):
        return moves["cam.pull_out"]
    if move.id == "cam.track" and direction in {"left", "right"} and "past" in words:
        return moves["cam.truck"]
    if move.id == "cam.truck" and direction in {"in", "out"}:
        return moves["cam.push_in" if direction == "in" else "cam.pull_out"]
    if move.id == "cam.truck" and direction in {"up", "down"}:
        return moves["cam.pedestal"]
    if move.id == "cam.pan" and direction in {"up", "down"}:
        return moves["cam.tilt"]
    if (
        move.id == "cam.truck"
        and direction is None
        and set(words) & {"toward", "towards", "closer"}
    ):
        return moves["cam.push_in"]
    return move


def _direction(words: list[str], move: Move, known: Lexicon) -> Direction4 | None:
    for index in range(len(words)):
        if words[index] == "from" and index + 1 < len(words):
            ahead = [word for word in words[index + 1 : index + 3] if word in {"left", "right"}]
            if ahead:
                return "right" if ahead[0] == "left" else "left"
        if (hit := known.directions.at(words, index)) and hit[1] in {
            *move.directions,
            "left",
            "right",
            "up",
            "down",
            "in",
            "out",
        }:
            if hit[1] == "in" and "in" not in move.directions and move.id != "cam.truck":
                continue
            if hit[1] == "out" and move.id not in {"cam.push_in", "cam.pull_out", "cam.truck"}:
                continue
            return hit[1]
    return None


def _sudden(move: Move, speed: Speed | None) -> Speed:
    if move.sudden:
        return Speed.SUDDEN
    return speed or Speed.SLOW


def _destination(tokens: Sequence[Token], known: Lexicon) -> str:
    """The noun phrase a move heads for: after "toward", "on", or directly behind the verb."""
    words = lows(tokens)
    start = 0
    while start < len(words) and (
        words[start] in TARGET | OVER
        or words[start] in PARTICLES
        or is_adverb(words[start])
        or known.directions.at(words, start)
    ):
        start += 1
    if 0 < start < len(words) - 1 and words[start - 1] == "to" and known.verbs.read(words[start]):
        start += 1
    target = list(tokens[start:])
    end = len(target)
    for index, token in enumerate(target):
        if index and (token.low in PREPOSITIONS - {"of"} or not token.word or is_adverb(token.low)):
            end = index
            break
    target = strip(target[:end], known)
    words = lows(target)
    if words and words[-1] in {"left", "right", "top", "bottom", "side", "front", "sides"}:
        return ""
    if not words or words[0] in {
        "it",
        "this",
        "that",
        "them",
        "him",
        "me",
        "camera",
        "more",
        "bit",
        "the" if len(words) == 1 else "",
        "shot",
    }:
        return ""
    if words == ["her"] or words == ["she"]:
        return "the woman"
    if words[-1] in known.meta_nouns or words[-1] in known.camera_nouns:
        return ""
    if words[0] not in DETERMINERS | POSSESSIVES and not known.known_noun(words[-1]):
        return ""
    return noun_phrase(target, known)
