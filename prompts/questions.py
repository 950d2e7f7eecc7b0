"""Questions: at most one, short, with a way to skip it (IMG-08, CAM-02)."""

from prompts.beats import (
    Scene,
    positions,
)
from prompts.guides import Guides
from prompts.guides.records import Vague
from prompts.lexicon import lexicon
from prompts.plan import (
    Camera,
    Choice,
    Dominant,
    Question,
    Request,
    Speed,
)
from prompts.work import Work

OUTSIDE = frozenset({Dominant.ENVIRONMENT, Dominant.LIGHT})


def contradiction(work: Work, moving: list[Camera]) -> list[Camera]:
    """Static and a move at once: one question; meanwhile static if somebody acts, else the move."""
    moves = work.scene.book.moves
    name = moves[moving[0].move].name
    if work.answer == "hold":
        work.held = True
        return []
    if work.answer == "move":
        return one_move(work, moving)
    acts = bool(work.scene.request.motions)
    if work.answer == "any":
        work.held = acts
        return [] if acts else one_move(work, moving)
    text = f"Hold the camera still, or a {moving[0].speed.value} {name}?"
    if moving[0].speed in {Speed.MODERATE, Speed.FAST, Speed.SUDDEN}:
        text = f"Hold the camera still, or a {name}?"
    work.question = Question(
        text=text,
        rule="CAM-02",
        choices=(
            Choice(id="hold", label="Hold still", request="Hold the camera still."),
            Choice(id="move", label=_label(name), request=f"A slow {name}."),
            Choice(id="any", label="You choose", request="You choose."),
        ),
    )
    chosen = "held the camera still" if acts else f"took the {name}"
    work.change("CAM-02", chosen)
    if acts:
        work.held = True
        return []
    return one_move(work, moving)


def _label(name: str) -> str:
    label = {"push-in": "Push in", "pull-back": "Pull back"}.get(name, name)
    return label[:1].upper() + label[1:]


def who_moves(work: Work) -> None:
    """Two equal subjects and nobody named: one question (IMG-08)."""
    scene = work.scene
    report = scene.report
    if work.question or work.answer or not report.equal_subjects or len(report.subjects) < 2:
        return
    if not _needs_subject(scene):
        return
    noun = _shared_noun(scene)
    names = positions(report, noun)[:3]
    choices = [
        Choice(
            id=f"subject-{index + 1}", label=f"{index + 1} {_short(name)}", request=f"{name} moves"
        )
        for index, name in enumerate(names)
    ]
    choices.append(
        Choice(id="camera", label="Only the camera", request="Only the camera moves: slow push-in.")
    )
    choices.append(Choice(id="any", label="You choose", request="You choose who moves."))
    count = {2: "Two", 3: "Three"}.get(len(report.subjects), "Several")
    work.question = Question(
        text=f"{count} subjects share the frame. Who moves?", rule="IMG-08", choices=tuple(choices)
    )


def _short(name: str) -> str:
    return name.removeprefix("the ")


def _needs_subject(scene: Scene) -> bool:
    """The beat would be acted by a subject that nobody singled out."""
    request = scene.request
    if request.cameras:
        return False
    if request.motions:
        first = request.motions[0]
        kind = scene.book.motions.get(first.id)
        outside = kind is not None and kind.dominant in OUTSIDE
        if outside or (first.subject and not _shared_noun(scene)):
            return False
        return not first.subject or bool(_shared_noun(scene))
    if request.subject:
        return bool(_shared_noun(scene))
    vague = vague_of(request, scene.book)
    return vague is None or vague.reading in {"still", "subject", "memory", "confident"}


def _shared_noun(scene: Scene) -> str:
    """A noun in the singular that could be any of the equal subjects ("the dog")."""
    named = scene.request.subject
    known = lexicon(scene.book)
    words = named.lower().split()
    if len(words) != 2 or known.is_plural(words[-1]):
        return ""
    kind = known.class_of(words[-1])
    faces = scene.report.faces > 0
    gendered = {"woman", "man", "girl", "boy", "lady", "guy", "bride", "groom"}
    if kind == "person":
        return words[-1] if words[-1] not in gendered else ""
    return words[-1] if kind in {"animal", "vehicle", "product"} and not faces else ""


def vague_of(request: Request, book: Guides) -> Vague | None:
    """The vague word of a request."""
    return next((vague for vague in book.vague if vague.id == request.vague), None)


def one_move(work: Work, moving: list[Camera]) -> list[Camera]:
    """The first move; others of another family become next shots."""
    moves = work.scene.book.moves
    for extra in moving[1:]:
        if moves[extra.move].family != moves[moving[0].move].family:
            name = moves[extra.move].name
            work.drop(name, "CAM-01", "One camera move per clip; this one needs its own shot.")
            work.change("CAM-01", f"left out the {name}")
        elif extra.direction != moving[0].direction:
            work.change("CAM-02", f"kept only the first heading of the {moves[extra.move].name}")
    return moving[:1]
