"""Plans: a beat with everything that a shot needs around it (PLAN-01)."""

from prompts.guides import Guides
from prompts.plan import (
    Beat,
    Dominant,
    Plan,
    Request,
)
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


def job(beat: Beat, book: Guides) -> str:
    """What the viewer should see, in at most 20 words (PLAN-02)."""
    words = summary(beat, book).split()
    return " ".join(words[:20])


def summary(beat: Beat, book: Guides) -> str:
    """The beat in a few words."""
    if beat.dominant is Dominant.CAMERA:
        move = book.moves[beat.camera.move]
        target = beat.camera.destination or beat.subject
        joint = "from" if move.id in {"cam.pull_out", "cam.zoom_out"} else "toward"
        if not move.targeted:
            joint = "past" if move.family in {"truck", "pan"} else "on"
        way = (
            f" {beat.camera.direction}"
            if beat.camera.direction in {"left", "right", "up", "down"}
            else ""
        )
        return f"{beat.camera.speed.value} {move.name}{way} {joint} {target}"
    return f"{beat.subject} {beat.action}".strip()
