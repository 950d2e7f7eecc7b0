"""The director: from a report and words to a direction, behind one protocol."""

from dataclasses import replace
from typing import Protocol

from prompts.beats import (
    ambient_id,
    camera_beat,
    motion_beat,
    push_in,
    subject_beat,
)
from prompts.clean import Cleaned, clean
from prompts.dialect import render
from prompts.direct import Work, direct, plan_of, summary
from prompts.fit import fit_camera, small_text, text_graphic
from prompts.grammar import PLACES
from prompts.guides import Guides, guides
from prompts.guides.library import Dialect
from prompts.lint import mend
from prompts.plan import (
    Alternative,
    Beat,
    Change,
    Direction,
    Dominant,
    Plan,
    Prompt,
    Refusal,
    Request,
    Settings,
)
from prompts.refuse import refuse
from prompts.revise import revise
from prompts.risk import risk_for
from prompts.still.report import Report
from prompts.understand import understand_clean


class Director(Protocol):
    """Turns a still's report and a person's words into a direction."""

    def direct(
        self,
        report: Report,
        text: str,
        *,
        settings: Settings = ...,
        model: str = ...,
        dialect: str = ...,
        anchor: str = ...,
        answer: str | None = ...,
        history: tuple[str, ...] = ...,
    ) -> Direction:
        """Direct one shot."""
        ...


class OfflineDirector:
    """Directs by rules alone: always there, deterministic, no network."""

    def __init__(self, book: Guides | None = None) -> None:
        self._book = book or guides()

    def direct(
        self,
        report: Report,
        text: str,
        *,
        settings: Settings = Settings(),  # noqa: B008  # frozen value
        model: str = "parallax",
        dialect: str = "parallax",
        anchor: str = "",
        answer: str | None = None,
        history: tuple[str, ...] = (),
    ) -> Direction:
        """Direct one shot.

        Args:
            report: what inspection found in the still.
            text: the person's newest words; empty means "make it move".
            settings: set by hand; they win over settings found in the words.
            model: catalogue id the prompt is written for.
            dialect: dialect id; an unknown one is spoken to in the generic dialect.
            anchor: style anchor phrase.
            answer: id of the chosen answer to the question of an earlier direction.
            history: earlier words of the conversation, oldest first; the newest revise them.

        Returns:
            The direction. It is never an exception, whatever the words are.
        """
        book = self._book
        for words in (*history, text):
            if refusal := refuse(words, book):
                return Direction(request=Request(text=text), refusal=refusal)
        request, cleaned, revisions = self._request(text, history)
        if refusal := _foreign_refusal(cleaned, book):
            return Direction(request=request, refusal=refusal)
        chosen = settings.over(request.settings)
        plan, work = direct(report, request, book, settings=chosen, anchor=anchor, answer=answer)
        voice = book.dialects.get(dialect) or book.dialects["generic"]
        prompt, mended = _written(plan, voice, book, model, request)
        return Direction(
            request=request,
            plan=plan,
            prompt=prompt,
            kept=tuple(dict.fromkeys(work.kept)),
            added=tuple(dict.fromkeys(work.added)),
            changes=(*revisions, *work.changes, *mended),
            dropped=tuple(work.dropped),
            question=work.question,
            risk=risk_for(plan, request, report, book),
            alternatives=_alternatives(work, plan, voice, model, anchor),
            notes=_notes(request, cleaned, work, book, silent=not voice.audio),
        )

    def _request(
        self, text: str, history: tuple[str, ...]
    ) -> tuple[Request, Cleaned, tuple[Change, ...]]:
        """The request of the whole conversation, the newest words cleaned, what they changed."""
        book = self._book
        cleaned = clean(text, book)
        if not history:
            return understand_clean(text, cleaned, book), cleaned, ()
        first = clean(history[0], book)
        request = understand_clean(history[0], first, book)
        for words in history[1:]:
            request, _ = revise(request, words, clean(words, book), book)
        request, changes = revise(request, text, cleaned, book)
        return request, cleaned, changes


def _foreign_refusal(cleaned: Cleaned, book: Guides) -> Refusal | None:
    """The refusal for words that were read from another language."""
    return refuse(cleaned.text, book) if cleaned.language not in {"en", "und"} else None


def _written(
    plan: Plan, voice: Dialect, book: Guides, model: str, request: Request
) -> tuple[Prompt, list[Change]]:
    """The prompt, mended."""
    prompt = render(plan, voice, book, model=model, words=request.text)
    return mend(prompt, plan, book)


def _alternatives(
    work: Work, plan: Plan, voice: Dialect, model: str, anchor: str
) -> tuple[Alternative, ...]:
    """Up to three other ideas, each with another dominant motion (SET-02)."""
    scene = work.scene
    out: list[Alternative] = []
    for beat in _ideas(work):
        if beat.dominant is plan.beat.dominant or any(
            beat.dominant is other.plan.beat.dominant for other in out
        ):
            continue
        camera, _ = fit_camera(beat.camera, scene.report, scene.book, subject_moves=False)
        other = plan_of(work, beat.model_copy(update={"camera": camera}), anchor)
        prompt, _ = _written(other, voice, scene.book, model, scene.request)
        label = f"{NAMES[beat.dominant]}: {summary(beat, scene.book)}"
        out.append(Alternative(label=label[:80], plan=other, prompt=prompt))
    return tuple(out[:3])


NAMES = {
    Dominant.SUBJECT: "Subject",
    Dominant.CAMERA: "Camera",
    Dominant.ENVIRONMENT: "Surroundings",
    Dominant.LIGHT: "Light",
    Dominant.TRANSFORMATION: "Change",
}


def _ideas(work: Work) -> list[Beat]:
    """A beat of each dominant that this still can carry."""
    scene = work.scene
    report, book = scene.report, scene.book
    ideas: list[Beat] = []
    acts = scene.kind not in PLACES and not text_graphic(report, book)
    entry = book.nouns.classes.get(scene.kind)
    if acts and not (entry and entry.ambient):
        ideas.append(subject_beat(scene))
    if not work.held and not small_text(report, book):
        ideas.append(camera_beat(scene, push_in(scene)))
    ideas.append(motion_beat(scene, ambient_id(report)))
    ideas.append(motion_beat(scene, "env.light"))
    if not acts:
        foreground = replace(scene, subject="the foreground", kind="thing", plural=False)
        ideas.append(subject_beat(foreground))
    return ideas


def _notes(
    request: Request, cleaned: Cleaned, work: Work, book: Guides, *, silent: bool
) -> tuple[str, ...]:
    """One-line remarks for the card."""
    notes: list[str] = []
    if request.injected:
        notes.append("I kept to the picture: orders to me in the text were left out.")
    names = {language.code: language.title for language in book.languages}
    foreign = request.language not in {"en", "und"}
    if foreign and request.unknown:
        left = ", ".join(request.unknown[:3])
        notes.append(f"Read as {names[request.language]}; not understood: {left}.")
    elif request.language == "und" and request.unknown:
        notes.append("I could not read this language, so I chose what the still carries best.")
    elif request.unknown and not (request.motions or request.cameras or request.vague):
        left = " ".join(request.unknown[:4])
        notes.append(f"I did not understand “{left}”, so I chose what the still carries best.")
    notes.extend(
        f"There is no {thing} in the still, and the model would have to invent it. "
        f"I can move what is there: {work.chosen}."
        for thing in request.unseen[:2]
    )
    if request.edits:
        notes.append(
            "That changes the picture, not the motion. Try an image editor first, then bring the "
            f"new still back. Meanwhile: {work.chosen}."
        )
    if request.texts:
        notes.append("Lettering comes out garbled when it changes: lay text over the clip later.")
    if request.audio and silent:
        notes.append("This model is silent; the sound you asked for stays in the plan.")
    if cleaned.model:
        notes.append(f"You named {cleaned.model}: choose the model under Settings.")
    if cleaned.flags:
        notes.append(f"Parameters that are not mine were left out: {' '.join(cleaned.flags[:4])}.")
    if cleaned.clipped:
        notes.append("Only the first 4,000 characters were read.")
    return tuple(notes)


__all__ = ["Director", "OfflineDirector"]
