"""Lint: plan and prompt against the rules that words and numbers can show.

What has a defined fix is fixed by `mend`; the rest is listed. Word lists alone never reject a
request: they only check what the director itself wrote.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from prompts.fit import carries, limit, load, small_text
from prompts.grammar import BOUNCE, CHATTY, HYPE, IMPERATIVES, NEGATIONS, SEQUENCE, UNITS
from prompts.guides import Guides
from prompts.lexicon import Lexicon, lexicon
from prompts.plan import Change, Dominant, Plan, Prompt
from prompts.still.report import Report
from prompts.words import Phrases, lows, tokenize

META = Phrases(
    (phrase, True)
    for phrase in (
        "the image",
        "the picture",
        "the photo",
        "the video",
        "this image",
        "this photo",
        "this picture",
        "this video",
        "the clip",
        "the scene opens",
        "an image",
        "a video",
        "the animation",
        "the footage",
    )
)
FUTURE = Phrases(
    (phrase, True)
    for phrase in ("will", "going to", "gonna", "begins to", "starts to", "begin to", "start to")
)


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that plan or prompt breaks: its id and what was found."""

    rule: str
    text: str


def lint(plan: Plan, prompt: Prompt, report: Report, book: Guides) -> tuple[Finding, ...]:
    """All findings on a plan and its prompt."""
    return (*_prompt(prompt, plan, book), *_plan(plan, report, book))


def _prompt(prompt: Prompt, plan: Plan, book: Guides) -> Iterator[Finding]:
    """Findings on the text."""
    text = prompt.text
    if plan.audio:
        text = text.replace(plan.audio, "")
    if plan.anchor:
        text = text.replace(plan.anchor, "")
    words = lows(tokenize(text))
    spoken = [word for word in words if word[0].isalnum()]
    for rule, found in _words(spoken):
        yield Finding(rule, found)
    if spoken and spoken[0] in IMPERATIVES:
        yield Finding("TXT-CHATTY", spoken[0])
    if hit := META.find(spoken):
        yield Finding("TXT-META", " ".join(spoken[hit[0] : hit[0] + hit[1]]))
    if hit := FUTURE.find(spoken):
        yield Finding("TXT-TENSE", " ".join(spoken[hit[0] : hit[0] + hit[1]]))
    if len(spoken) > book.thresholds.words:
        yield Finding("MOT-09", f"{len(spoken)} words")
    if _moves(spoken, lexicon(book)) > 1:
        yield Finding("CAM-01", "two camera moves")
    parts = text.split(",")
    if len(parts) > 4 and len(spoken) < 3 * len(parts):
        yield Finding("TXT-TAGS", f"{len(parts)} items")


def _words(words: list[str]) -> Iterator[tuple[str, str]]:
    for index, word in enumerate(words):
        after = words[index + 1] if index + 1 < len(words) else ""
        if word in NEGATIONS:
            yield "TXT-NEG", word
        elif word in HYPE:
            yield "MOT-08", word
        elif word in CHATTY:
            yield "TXT-CHATTY", word
        elif word.isdigit() and (after in UNITS or len(word) > 2):
            yield "TXT-NUMBERS", f"{word} {after}".strip()
        elif word in SEQUENCE:
            yield "BEAT-03", word
        elif word in BOUNCE:
            yield "PHYS-01", word


def _moves(words: list[str], known: Lexicon) -> int:
    """Distinct camera families named beside the word camera."""
    if "camera" not in words:
        return 0
    families = {
        known.book.moves[move].family
        for at, length, move in known.camera.all(words)
        if move != "cam.static" and (length > 1 or words[at] in MOVING)
    }
    return len(families)


def _plan(plan: Plan, report: Report, book: Guides) -> Iterator[Finding]:
    """Findings on the plan."""
    beat = plan.beat
    if not beat.subject:
        yield Finding("MOT-03", "nobody named")
    if beat.dominant is not Dominant.CAMERA and not beat.action:
        yield Finding("MOT-02", "no action")
    if beat.dominant is Dominant.CAMERA and beat.action:
        yield Finding("BEAT-01", "camera and action both lead")
    if beat.dominant is Dominant.CAMERA and beat.camera.move == "cam.static":
        yield Finding("BEAT-01", "nothing moves")
    if load(beat) > limit(plan.seconds, book):
        yield Finding("BEAT-02", f"load {load(beat):g}")
    yield from _camera(plan, report, book)
    if len(plan.job.split()) > 20:
        yield Finding("PLAN-02", plan.job)
    if not plan.review:
        yield Finding("PLAN-03", "no reject-if line")
    if plan.anchor and len(plan.anchor.split()) > 12:
        yield Finding("STY-01", f"{len(plan.anchor.split())} words")


def _camera(plan: Plan, report: Report, book: Guides) -> Iterator[Finding]:
    camera = plan.beat.camera
    move = book.moves.get(camera.move)
    if move is None:
        yield Finding("CAM-01", camera.move)
        return
    if move.id == "cam.static":
        return
    if small_text(report, book):
        yield Finding("IMG-11", move.name)
    acts = plan.beat.dominant in {Dominant.SUBJECT, Dominant.TRANSFORMATION}
    if not carries(move, report, subject_moves=acts):
        yield Finding("CAM-03", move.name)
    if move.directions and not camera.direction:
        yield Finding("MOT-04", move.name)


MOVING = frozenset({"pan", "pans", "panning", "tilt", "tilts", "zoom", "zooms", "orbit", "orbits"})


def mend(prompt: Prompt, plan: Plan, book: Guides) -> tuple[Prompt, list[Change]]:
    """Fix what has a defined fix in the text: words that no prompt should carry are dropped.

    Quoted speech and the anchor are left as they are.
    """
    changes: list[Change] = []
    spared = {*plan.audio.lower().split(), *plan.anchor.lower().split()}
    words = prompt.text.split(" ")
    cores = [word.strip(".,;:!?\"'()").lower() for word in words]
    kept: list[str] = []
    index = 0
    while index < len(words):
        length, rule = _unwanted(cores, index, spared)
        if not length:
            kept.append(words[index])
            index += 1
            continue
        dropped = " ".join(cores[index : index + length])
        entry = book.rules[rule]
        changes.append(
            Change(rule=rule, what=f"left out “{dropped}”", why=entry.why or entry.statement)
        )
        last = words[index + length - 1]
        if last[-1:] in ".;" and kept and kept[-1][-1:] not in ".;":
            kept[-1] += last[-1]
        index += length
    if not changes:
        return prompt, []
    text = " ".join(kept)
    return prompt.model_copy(update={"text": text[:1].upper() + text[1:]}), changes


def _unwanted(words: list[str], index: int, spared: set[str]) -> tuple[int, str]:
    """How many words to drop here and by which rule; (0, "") for a word that may stay."""
    if words[index] in spared or not words[index]:
        return 0, ""
    for phrases, rule in ((META, "TXT-META"), (FUTURE, "TXT-TENSE")):
        if hit := phrases.at(words, index):
            return hit[0], rule
    for group, rule in (
        (HYPE, "MOT-08"),
        (CHATTY, "TXT-CHATTY"),
        (NEGATIONS, "TXT-NEG"),
        (SEQUENCE, "BEAT-03"),
    ):
        if words[index] in group:
            return 1, rule
    if not index and words[index] in IMPERATIVES:
        return 1, "TXT-CHATTY"
    return 0, ""
