"""Plans: a beat with everything that a shot needs around it (PLAN-01)."""

from prompts.grammar import LOOSE, PREPOSITIONS
from prompts.guides import Guides
from prompts.plan import (
    Beat,
    Camera,
    Dominant,
    Plan,
    Request,
    Size,
    Speed,
)
from prompts.words import sentence
from prompts.work import Work


def seconds(work: Work) -> float:
    """Clip length: as set, else the platform's, else five (CLIP-01)."""
    platform = work.scene.book.platforms.get(work.settings.platform or "")
    return work.settings.seconds or (platform.seconds if platform else 5.0)


def plan_of(work: Work, beat: Beat, anchor: str) -> Plan:
    """The plan around a beat (PLAN-01)."""
    request = work.scene.request
    settings = work.settings
    platform = work.scene.book.platforms.get(settings.platform or "")
    loop = settings.loop if settings.loop is not None else bool(platform and platform.loop)
    locks = list(request.locks)
    if work.held:
        locks.append("framing")
    if work.scene.report.texts and not any("text" in lock or "logo" in lock for lock in locks):
        locks.append("lettering")
    if loop:
        beat = looped(work, beat)
    if platform:
        work.change("CLIP-02", f"set for {platform.title}: {seconds(work):g} s")
    return Plan(
        job=job(beat, work.scene.book),
        still=work.scene.report.sha256,
        beat=beat,
        anchor=anchor.strip(),
        locks=tuple(dict.fromkeys(locks)),
        excluded=request.excluded,
        seconds=seconds(work),
        ratio=settings.ratio or (platform.ratio if platform else "still"),
        loop=loop,
        audio=request.audio,
        size=settings.size or "720p",
        fps=settings.fps or 30,
        review=_review(request, locks),
    )


BACK = "back where it began"


def looped(work: Work, beat: Beat) -> Beat:
    """A beat whose end meets its start (CLIP-03): what travels comes back."""
    if beat.end_state == BACK:
        return beat
    book = work.scene.book
    kind = book.motions.get(beat.motion)
    cyclic = beat.dominant in {Dominant.ENVIRONMENT, Dominant.LIGHT} or (
        kind is not None and kind.size is Size.MICRO
    )
    moves = beat.camera.move not in {"cam.static", "cam.handheld"}
    if cyclic and not moves:
        return beat
    name = book.moves[beat.camera.move].name if moves else "gesture"
    work.change(
        "CLIP-03",
        f"the {name} goes out and comes back",
        "A loop ends where it began, so what travels returns to its start.",
    )
    return beat.model_copy(update={"end_state": BACK})


def _review(request: Request, locks: list[str]) -> tuple[str, ...]:
    """Reject-if lines from the locks and exclusions (PLAN-03)."""
    lines = [
        f"Reject if {_lock_phrase(lock)} changes." for lock in locks if lock != "everything else"
    ]
    if "everything else" in locks:
        lines.append("Reject if anything else moves.")
    lines += [f"Reject if {noun} shows up." for noun in request.excluded]
    return tuple(lines[:6]) or ("Reject if the subject's shape or likeness changes.",)


def _lock_phrase(lock: str) -> str:
    return lock if lock.split(" ", 1)[0] in {"her", "his", "its", "their", "the"} else f"the {lock}"


MOST_WORDS = 20
"""Words of a job (PLAN-02)."""


def job(beat: Beat, book: Guides) -> str:
    """What the viewer should see, as one sentence of at most 20 words (PLAN-02)."""
    main = summary(beat, book)
    if beat.dominant is not Dominant.CAMERA and beat.camera.move != "cam.static":
        main = f"{main}, with {_article(lens(beat.camera, book))}"
    joint = " as " if " while " in main else " while "
    for count in range(len(beat.supporting), 0, -1):
        own = [m.action for m in beat.supporting[:count] if m.subject == beat.subject]
        others = [m for m in beat.supporting[:count] if m.subject != beat.subject]
        whole = " and ".join([main, *own])
        if others:
            clauses = [f"{motion.subject} {motion.action}" for motion in others]
            whole = f"{whole}{joint}{' and '.join(clauses)}"
        if len(whole.split()) <= MOST_WORDS:
            return sentence(whole)
    return sentence(_short(main))


def _short(words: str) -> str:
    """At most 20 words, cut where a phrase ends."""
    if len(words.split()) <= MOST_WORDS:
        return words
    head = " ".join(words.split()[:MOST_WORDS])
    kept = head.rsplit(",", 1)[0]
    if len(kept.split()) < 5:
        kept = head
    while kept.split()[-1].lower() in LOOSE | PREPOSITIONS:
        kept = kept.rsplit(" ", 1)[0]
    return kept


def _article(phrase: str) -> str:
    return f"{'an' if phrase[:1] in 'aeiou' else 'a'} {phrase}"


PACES = {Speed.MODERATE: "steady", Speed.FAST: "quick", Speed.SUDDEN: "sudden"}


def lens(camera: Camera, book: Guides) -> str:
    """A camera move as a noun phrase: "slow pan to the left"."""
    move = book.moves[camera.move]
    name = move.name
    if move.id == "cam.pedestal" and camera.direction == "down":
        name = "vertical descent"
    pace = "" if name.startswith("slight") else PACES.get(camera.speed, camera.speed.value)
    way = camera.direction if camera.direction in {"left", "right"} else None
    side = f" to the {way}" if way and way in move.directions else ""
    if move.id == "cam.tilt" and camera.direction in {"up", "down"}:
        side = f" {camera.direction}"
    return f"{pace} {name}{side}".strip()


def summary(beat: Beat, book: Guides) -> str:
    """The beat in a few words."""
    if beat.dominant is Dominant.CAMERA:
        move = book.moves[beat.camera.move]
        target = beat.camera.destination or beat.subject
        return f"{lens(beat.camera, book)} {move.joint} {target}"
    return f"{beat.subject} {beat.action}".strip()
