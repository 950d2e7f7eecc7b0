"""Dialect: a plan rendered the way a model wants to be spoken to.

Plain present-tense sentences; the wording varies with the words of the plan, never its meaning.
"""

from prompts.beats import seed_of
from prompts.guides import Guides
from prompts.guides.records import Dialect
from prompts.lexicon import lexicon
from prompts.plan import Beat, Camera, Dominant, Motion, Plan, Prompt, Speed
from prompts.plans import BACK
from prompts.words import base, gerund, sentence

RETURNS = {
    True: "The move ends where it began.",
    False: "The gesture ends where it began.",
}
RISES = {"up": ("rises", "rise"), "down": ("sinks", "descent")}
STILL_LOCKS = frozenset({"framing", "camera"})


def render(plan: Plan, dialect: Dialect, book: Guides, *, model: str, words: str = "") -> Prompt:
    """The prompt of a plan in a dialect.

    Args:
        plan: the shot plan.
        dialect: how the model wants to be spoken to.
        book: the guides.
        model: catalogue id it is written for.
        words: the person's words; they choose among equal wordings.
    """
    seed = seed_of(f"{words}|{plan.beat.subject}|{plan.beat.motion}|{plan.beat.camera.move}")
    parts = {
        "motion": _motion(plan.beat, book, seed),
        "camera": _camera_part(plan, dialect, book, seed),
        "locks": _locks(plan, dialect, book, seed),
        "audio": _audio(plan) if dialect.audio else "",
        "anchor": sentence(plan.anchor) if dialect.anchor == "last" and plan.anchor else "",
    }
    if plan.beat.end_state == BACK:
        travels = plan.beat.camera.move != "cam.static"
        last = "camera" if parts["camera"] and travels else "motion"
        parts[last] = f"{parts[last]} {RETURNS[travels]}"
    ordered = [parts[name] for name in dialect.order if parts[name]]
    while len(" ".join(ordered).split()) > dialect.words and len(ordered) > 1:
        ordered.pop()
    return Prompt(
        text=" ".join(ordered),
        negative=", ".join(plan.excluded) if dialect.negatives == "field" else "",
        model=model,
        params=_params(plan),
    )


def _params(plan: Plan) -> dict[str, str | int | float | bool]:
    return {
        "seconds": plan.seconds,
        "ratio": plan.ratio,
        "loop": plan.loop,
        "size": plan.size,
        "fps": plan.fps,
    }


def _motion(beat: Beat, book: Guides, seed: int) -> str:
    """The sentence of the dominant motion with what supports it."""
    if beat.dominant is Dominant.CAMERA:
        main = camera_sentence(beat.camera, beat, book, seed)
    else:
        main = _opened(beat, seed)
    return sentence(_supported(main, beat, book, seed))


def _opened(beat: Beat, seed: int) -> str:
    """Subject and action; now and then the manner opens the sentence."""
    words = beat.action.split(" ")
    if seed % 3 == 1 and len(words) > 2:
        for index, word in enumerate(words[:3]):
            if word.endswith("ly") and word in {"slowly", "gently", "softly", "gradually"}:
                rest = " ".join(words[:index] + words[index + 1 :])
                if index == 0:
                    return f"{word.capitalize()}, {beat.subject} {rest}"
    return f"{beat.subject} {beat.action}"


def _supported(main: str, beat: Beat, book: Guides, seed: int) -> str:
    """Supporting motions joined to the main sentence."""
    own = [motion for motion in beat.supporting if motion.subject == beat.subject and beat.action]
    others = [motion for motion in beat.supporting if motion not in own]
    for motion in own:
        main = f"{main}, {participle(motion.action)}"
    clauses = [_clause(motion) for motion in others]
    if not clauses:
        return main
    forms = book.wording.support
    form = forms[seed // 5 % len(forms)]
    if " while " in main or " as " in main:
        form = "{main}. {Support}"
    if len(clauses) > 1:
        form = "{main}. {Support}"
    support = " and ".join(clauses)
    return form.format(main=main, support=support, Support=support[:1].upper() + support[1:])


def participle(action: str) -> str:
    """An action as a participle: "softly blinks" -> "softly blinking"."""
    words = action.split(" ")
    for index, word in enumerate(words):
        if not word.endswith("ly"):
            words[index] = gerund(base(word))
            break
    return " ".join(words)


def _clause(motion: Motion) -> str:
    return f"{motion.subject} {motion.action}".strip()


def camera_sentence(camera: Camera, beat: Beat, book: Guides, seed: int) -> str:
    """A camera move as a sentence without its full stop."""
    move = book.moves[camera.move]
    pace = book.speeds.speeds[_spoken_speed(camera.speed)]
    adverb = pace.adverbs[seed // 3 % len(pace.adverbs)]
    adjective = pace.adjectives[seed // 7 % len(pace.adjectives)]
    phrase = move.phrases[seed % len(move.phrases)]
    way = camera.direction or move.default or ""
    rises, rise = RISES.get(way, RISES["up"])
    text = phrase.format(
        adv=adverb,
        Adv=adverb[:1].upper() + adverb[1:],
        adj=adjective,
        Adj=adjective[:1].upper() + adjective[1:],
        target=camera.destination or beat.subject,
        way=WAYS.get(way, way),
        rises=rises,
        rise=rise,
    )
    return _articles(text)


WAYS = {"in": "forward", "out": "back"}


def _articles(text: str) -> str:
    """Put "an" before vowels."""
    words = text.split(" ")
    for index, word in enumerate(words[:-1]):
        following = words[index + 1].lower()
        vowel = following.startswith(("a", "e", "i", "o", "unh")) and following != "one"
        if word in {"A", "a"} and vowel:
            words[index] = word + "n"
    return " ".join(words)


def _spoken_speed(speed: Speed) -> Speed:
    return Speed.MODERATE if speed in {Speed.FAST, Speed.SUDDEN} else speed


def _camera_part(plan: Plan, dialect: Dialect, book: Guides, seed: int) -> str:
    """The camera beside an action: held, or its one slow move."""
    beat = plan.beat
    if beat.dominant is Dominant.CAMERA:
        return ""
    if beat.camera.move == "cam.static":
        if dialect.static == "omit" and not STILL_LOCKS & set(plan.locks):
            return ""
        return dialect.static_phrases[seed // 11 % len(dialect.static_phrases)]
    return sentence(camera_sentence(beat.camera, beat, book, seed // 2))


def _locks(plan: Plan, dialect: Dialect, book: Guides, seed: int) -> str:
    """What stays, said as what it does (MOT-12)."""
    locks = [lock for lock in plan.locks if lock not in STILL_LOCKS]
    if dialect.locks == "omit" or not locks:
        return ""
    if "everything else" in locks:
        others = [lock for lock in locks if lock != "everything else"]
        return (
            "Everything else stays still."
            if not others
            else _lock(others, book, seed) + " " + ("Everything else stays still.")
        )
    return _lock(locks[:3], book, seed)


def _lock(locks: list[str], book: Guides, seed: int) -> str:
    known = lexicon(book)
    names = [_the(lock) for lock in locks[:3]]
    joined = names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]
    plural = len(names) > 1 or known.is_plural(locks[0].split()[-1])
    verbs = ("stay", "keep", "hold", "are") if plural else ("stays", "keeps", "holds", "is")
    form = book.wording.locks[seed // 13 % len(book.wording.locks)]
    return sentence(
        form.format(
            Lock=joined[:1].upper() + joined[1:],
            lock=joined,
            stays=verbs[0],
            keeps=verbs[1],
            holds=verbs[2],
            **{"is": "they are" if plural else "it is"},
        )
    )


def _the(lock: str) -> str:
    first = lock.split(" ", 1)[0].lower()
    return lock if first in {"the", "her", "his", "its", "their"} else f"the {lock}"


def _audio(plan: Plan) -> str:
    """One ambience or line, verbatim."""
    if not plan.audio:
        return ""
    return plan.audio if plan.audio.startswith('"') else sentence(f"Sound: {plan.audio}")
