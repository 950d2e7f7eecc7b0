"""Fit: what the still can carry decides how far a wish goes.

Camera moves that need unseen geometry are replaced by the nearest safer one (CAM-03, IMG-13),
small text keeps the camera still (IMG-11), and the load of the clip stays under its limit
(BEAT-02). Every step leaves a `Change`.
"""

from prompts.guides import Guides
from prompts.guides.records import Move
from prompts.plan import Beat, Camera, Change, Dominant, Motion, Size, Speed
from prompts.still.report import Composition, Report

QUICK = frozenset({Speed.FAST, Speed.SUDDEN})
WIDE = frozenset({Size.LARGE, Size.EXTREME})


def small_text(report: Report, book: Guides) -> bool:
    """Some line of text is too low to survive a moving camera (IMG-11)."""
    return any(line.box.h < book.thresholds.small_text for line in report.texts)


def text_graphic(report: Report, book: Guides) -> bool:
    """Text covers so much that the picture is a graphic (IMG-10)."""
    return sum(line.box.area for line in report.texts) > book.thresholds.text_area


def risk_of(move: Move, report: Report) -> int:
    """Risk of a move on this still."""
    if move.landscape_risk is not None and report.composition is Composition.LANDSCAPE:
        return move.landscape_risk
    if move.depth_risk is not None and report.depth.evidence:
        return move.depth_risk
    return move.risk


def carries(move: Move, report: Report, *, subject_moves: bool) -> bool:
    """The still can carry the move."""
    if move.sudden:
        return False
    if move.follows:
        return subject_moves and report.depth.evidence
    if move.needs_depth and not report.depth.evidence:
        return False
    return risk_of(move, report) <= 3


def fit_camera(
    camera: Camera, report: Report, book: Guides, *, subject_moves: bool
) -> tuple[Camera, list[Change]]:
    """The camera move this still can carry, and what was changed."""
    if camera.move == "cam.static":
        return camera, []
    if small_text(report, book):
        return Camera(), [_change(book, "IMG-11", f"{_name(camera, book)} → static camera")]
    changes: list[Change] = []
    camera = _downgrade(camera, report, book, changes, subject_moves=subject_moves)
    move = book.moves[camera.move]
    if camera.speed in QUICK:
        camera = camera.model_copy(update={"speed": Speed.MODERATE})
        changes.append(_change(book, "BEAT-02", "fast camera → steady"))
    return _headed(camera, move, report, book, changes), changes


def _downgrade(
    camera: Camera, report: Report, book: Guides, changes: list[Change], *, subject_moves: bool
) -> Camera:
    """Walk the fallbacks until the still carries the move."""
    move = book.moves[camera.move]
    if carries(move, report, subject_moves=subject_moves):
        return camera
    for name in move.fallback:
        next_move = book.moves[name]
        if carries(next_move, report, subject_moves=subject_moves):
            break
    else:
        next_move = book.moves["cam.static"]
    blind = move.needs_depth and not report.depth.evidence
    changes.append(_change(book, "CAM-03", f"{move.name} → {next_move.name}"))
    if blind:
        changes.append(
            Change(
                rule="IMG-13",
                what=f"no {move.name} without depth",
                why="The still shows little depth, so a sideways move would tear it.",
            )
        )
    direction = camera.direction if camera.direction in next_move.directions else next_move.default
    return camera.model_copy(update={"move": next_move.id, "direction": direction})


def _headed(
    camera: Camera, move: Move, report: Report, book: Guides, changes: list[Change]
) -> Camera:
    """A heading for a move that has one: as said, else toward free space (MOT-04, IMG-14)."""
    if camera.direction or not move.directions:
        return camera
    heading = move.default
    if set(move.directions) >= {"left", "right"}:
        heading = report.free.widest
        changes.append(
            Change(
                rule="IMG-14",
                what=f"heading {heading}",
                why=f"There is more free space on the {heading}.",
            )
        )
    del book
    return camera.model_copy(update={"direction": heading})


def _name(camera: Camera, book: Guides) -> str:
    return book.moves[camera.move].name


def _change(book: Guides, rule: str, what: str) -> Change:
    return Change(rule=rule, what=what, why=book.rules[rule].why or book.rules[rule].statement)


def load(beat: Beat, *, speech: bool = False) -> float:
    """Load of a beat: dominant 1, a moving camera beside it 0.5, each supporter 0.25.

    An item counts double when fast or large; speech adds 0.5 (BEAT-02).
    """
    camera_leads = beat.dominant is Dominant.CAMERA
    quick = beat.camera.speed in QUICK if camera_leads else beat.speed in QUICK
    total = 2.0 if quick or beat.size in WIDE else 1.0
    if not camera_leads and beat.camera.move != "cam.static":
        total += 1.0 if beat.camera.speed in QUICK else 0.5
    for motion in beat.supporting:
        total += 0.5 if motion.speed in QUICK or motion.size in WIDE else 0.25
    return total + (0.5 if speech else 0.0)


def limit(seconds: float, book: Guides) -> float:
    """Largest load of a clip of this length."""
    numbers = book.thresholds
    return numbers.load_short if seconds <= numbers.short_seconds else numbers.load_long


def lighten(
    beat: Beat, seconds: float, book: Guides, *, speech: bool
) -> tuple[Beat, list[Change], list[Motion]]:
    """Bring a beat under its limit: (beat, changes, supporters left out)."""
    changes: list[Change] = []
    left_out: list[Motion] = []
    most = limit(seconds, book)
    beat = _calmer(beat, book, changes)
    while load(beat, speech=speech) > most and beat.supporting:
        left_out.insert(0, beat.supporting[-1])
        beat = beat.model_copy(update={"supporting": beat.supporting[:-1]})
    if load(beat, speech=speech) > most and beat.dominant is not Dominant.CAMERA:
        changes.append(_change(book, "CAM-04", f"{_name(beat.camera, book)} → static camera"))
        beat = beat.model_copy(update={"camera": Camera()})
    return beat, changes, left_out


def _calmer(beat: Beat, book: Guides, changes: list[Change]) -> Beat:
    """Large and fast motions one class down (MOT-06); quick supporters slow."""
    update: dict[str, object] = {}
    if beat.size in WIDE:
        update["size"] = Size.MEDIUM
        changes.append(_change(book, "MOT-06", "kept the motion small"))
    if beat.speed in QUICK:
        update["speed"] = Speed.MODERATE
        changes.append(_change(book, "BEAT-02", "fast → a brisk, even pace"))
    supporting = tuple(
        motion.model_copy(
            update={
                "speed": Speed.SLOW if motion.speed in QUICK else motion.speed,
                "size": Size.SMALL if motion.size in WIDE else motion.size,
            }
        )
        for motion in beat.supporting
    )
    return beat.model_copy(update={**update, "supporting": supporting})
