"""Account: what was kept of a wish and what the director added, for the card."""

from prompts.guides import Guides
from prompts.lexicon import lexicon
from prompts.plan import Beat, Camera, Dominant, Motion, Request
from prompts.plans import lens, summary
from prompts.work import Work


def settle_account(work: Work, beat: Beat) -> None:
    """Fill `kept` and `added` from the final beat: every piece is in one of them."""
    request = work.scene.request
    book = work.scene.book
    if work.held:
        work.kept.append("camera held still")
    asked = {motion.id for motion in request.motions} | work.asked
    for motion in _motions(beat):
        into = work.kept if motion.id in asked else work.added
        into.append(f"{motion.subject} {motion.action}".strip())
    if beat.camera.move != "cam.static":
        _lens(work, beat, request, book)
    known = lexicon(book)
    for lock in request.locks:
        if lock != "everything else":
            plural = known.is_plural(lock.split()[-1])
            work.kept.append(f"{_the(lock)} as {'they are' if plural else 'it is'}")


def _the(lock: str) -> str:
    return lock if lock.split(" ", 1)[0] in {"the", "her", "his", "its", "their"} else f"the {lock}"


def _motions(beat: Beat) -> list[Motion]:
    lead = Motion(id=beat.motion or "free", subject=beat.subject, action=beat.action)
    return [*([] if beat.dominant is Dominant.CAMERA else [lead]), *beat.supporting]


def _lens(work: Work, beat: Beat, request: Request, book: Guides) -> None:
    """The camera: kept as asked, kept in a safer form, or added."""
    name = lens(beat.camera, book)
    asked = next((c for c in request.cameras if c.move != "cam.static"), None)
    if asked is None or work.answer == "camera":
        leads = beat.dominant is Dominant.CAMERA
        work.added.append(summary(beat, book) if leads else _toward(beat.camera, name, book))
    elif asked.move == beat.camera.move:
        work.kept.append(name)
    else:
        work.kept.append(f"{name} instead of {book.moves[asked.move].name}")


def _toward(camera: Camera, name: str, book: Guides) -> str:
    joint = book.moves[camera.move].joint
    return f"{name} {joint} {camera.destination}" if camera.destination else name
