"""Risk: drift points of a plan as a traffic light, with reasons and the cheapest fix."""

from prompts.fit import carries, risk_of, small_text
from prompts.grammar import STYLISED
from prompts.guides import Guides
from prompts.plan import Beat, Dominant, Plan, Request, Risk
from prompts.still.report import Report


def risk_for(plan: Plan, request: Request, report: Report, book: Guides) -> Risk:
    """Sum the drift points of a plan on its still (rulebook 2d)."""
    points = [
        *_camera(plan.beat, report, book),
        *_action(plan.beat, request, book),
        *_settings(plan, request, report, book),
    ]
    score = sum(number for number, _, _, _ in points)
    numbers = book.thresholds
    level = "red" if score >= numbers.red else "amber" if score >= numbers.amber else "green"
    worst = max(points, key=lambda point: point[0], default=None)
    return Risk(
        level=level,
        score=score,
        reasons=tuple((rule, why) for _, rule, why, _ in points),
        fix=worst[3] if worst and level != "green" else "",
    )


Point = tuple[int, str, str, str]


def _camera(beat: Beat, report: Report, book: Guides) -> list[Point]:
    points: list[Point] = []
    move = book.moves.get(beat.camera.move)
    if move is None or move.id == "cam.static":
        return points
    if not carries(move, report, subject_moves=beat.dominant is Dominant.SUBJECT):
        points.append(
            (
                3,
                "DRIFT-01",
                f"A {move.name} needs geometry the still does not show.",
                "Hold the camera still.",
            )
        )
    elif risk_of(move, report) >= 3:
        points.append(
            (
                1,
                "DRIFT-01",
                f"A {move.name} shows a little of what lies outside.",
                "Use a slow push-in.",
            )
        )
    if not report.depth.evidence:
        points.append((1, "DRIFT-08", "The still shows little depth.", "Hold the camera still."))
    if small_text(report, book):
        points.append(
            (
                2,
                "DRIFT-04",
                "Small lettering smears when the camera moves.",
                "Hold the camera still.",
            )
        )
    return points


def _action(beat: Beat, request: Request, book: Guides) -> list[Point]:
    points: list[Point] = []
    kind = book.motions.get(beat.motion)
    if kind is None:
        return points
    if kind.size.value == "extreme":
        points.append(
            (
                6,
                "MOT-06",
                "A change this big cannot be held together from one still.",
                "Let it only begin: smoke, a crack, a glow.",
            )
        )
    elif kind.risk >= 4:
        points.append(
            (
                3,
                "DRIFT-06",
                "A large motion loses the subject's identity first.",
                "Ask for a smaller gesture.",
            )
        )
    if kind.hands:
        points.append((2, "DRIFT-07", "Hands are a known weak spot.", "Keep the hands at rest."))
    if kind.speech or request.audio.startswith('"'):
        points.append(
            (
                1,
                "AUD-01",
                "A speaking mouth is judged as a performance.",
                "Let the look speak instead.",
            )
        )
    if kind.id in STYLISED:
        points.append(
            (
                1,
                "DRIFT-03",
                "Stylised light makes highlights wander.",
                "Let the light stay as it is.",
            )
        )
    return points


def _settings(plan: Plan, request: Request, report: Report, book: Guides) -> list[Point]:
    points: list[Point] = []
    if plan.seconds > book.thresholds.long_clip:
        points.append(
            (
                2,
                "DRIFT-05",
                f"{plan.seconds:g} seconds are long for one still.",
                "Shorten it to 5 seconds.",
            )
        )
    if request.texts:
        points.append(
            (
                2,
                "DRIFT-04",
                "Lettering that changes comes out garbled.",
                "Lay the text over the clip afterwards.",
            )
        )
    if report.luma < book.thresholds.dark:
        points.append(
            (
                1,
                "IMG-05",
                "A very dark still turns noise into flicker.",
                "Brighten the still a little first.",
            )
        )
    return points
