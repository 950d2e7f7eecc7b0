"""The director: from a report and words to a direction, behind one protocol."""

from typing import Protocol

from prompts.clean import Cleaned, clean
from prompts.direct import Work, direct
from prompts.guides import Guides, guides
from prompts.ideas import alternatives, written
from prompts.lint import lint
from prompts.plan import (
    Change,
    Direction,
    Plan,
    Prompt,
    Refusal,
    Request,
    Settings,
)
from prompts.refuse import refuse
from prompts.revise import asked_for, asks, revise
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
        history, text, extra = _conversation(history, text, book)
        request, cleaned, revisions = self._request(report, text, history)
        if refusal := _foreign_refusal(cleaned, book):
            return Direction(request=request, refusal=refusal)
        chosen = settings.over(request.settings)
        plan, work = direct(report, request, book, settings=chosen, anchor=anchor, answer=answer)
        voice = book.dialects.get(dialect) or book.dialects["generic"]
        prompt, mended = written(plan, voice, book, model, request)
        direction = Direction(
            request=request,
            plan=plan,
            prompt=prompt,
            kept=tuple(dict.fromkeys(work.kept)),
            added=tuple(dict.fromkeys(work.added)),
            changes=(*revisions, *work.changes, *mended),
            dropped=tuple(work.dropped),
            question=work.question,
            risk=risk_for(plan, request, report, book),
            alternatives=alternatives(work, plan, voice, model, anchor),
            notes=(
                *extra,
                *_notes(request, cleaned, work, book, silent=not voice.audio),
                *_leftovers(plan, prompt, report, book),
            ),
        )
        return _answered(direction, text, bool(history), book)

    def _request(
        self, report: Report, text: str, history: tuple[str, ...]
    ) -> tuple[Request, Cleaned, tuple[Change, ...]]:
        """The request of the whole conversation, the newest words cleaned, what they changed."""
        book = self._book
        cleaned = clean(text, book)
        if not history:
            return understand_clean(text, cleaned, book), cleaned, ()
        first = clean(history[0], book)
        request = understand_clean(history[0], first, book)
        for words in history[1:]:
            if asks(words, book) == "idea":
                request = self._other(report, request)
                continue
            request, _ = revise(request, words, clean(words, book), book)
        request, changes = revise(request, text, cleaned, book)
        return request, cleaned, changes

    def _other(self, report: Report, request: Request) -> Request:
        """The request that stands for the other idea somebody asked for on the way."""
        book = self._book
        plan, work = direct(report, request, book, settings=request.settings)
        ideas = alternatives(work, plan, book.dialects["generic"], "", "")
        return asked_for(ideas[0].plan.beat, request) if ideas else request


def _conversation(
    history: tuple[str, ...], text: str, book: Guides
) -> tuple[tuple[str, ...], str, tuple[str, ...]]:
    """The words that count: "undo" takes back the words before it."""
    words = [*history, text]
    kept: list[str] = []
    nothing = False
    for said in words:
        if not history or asks(said, book) != "undo":
            kept.append(said)
            nothing = False
            continue
        nothing = len(kept) < 2
        kept = kept[: max(1, len(kept) - 1)]
    note = ("There was nothing to take back.",) if nothing else ()
    return tuple(kept[:-1]), kept[-1], note


def _answered(direction: Direction, text: str, revises: bool, book: Guides) -> Direction:
    """The reasons when somebody asks why, another idea when somebody asks for one."""
    wish = asks(text, book) if revises else ""
    if wish == "same" and text.strip().lower().startswith(("why", "how come", "explain", "what")):
        reasons = tuple(f"{change.rule}: {change.why}" for change in direction.changes[:3])
        notes = reasons or ("I kept your words as they are.",)
        return direction.model_copy(update={"notes": (*notes, *direction.notes)})
    if wish != "idea" or not direction.alternatives or direction.plan is None:
        return direction
    first, *others = direction.alternatives
    change = Change(
        rule="WORK-01", what=f"another idea: {first.label}", why="You asked for something else."
    )
    return direction.model_copy(
        update={
            "plan": first.plan,
            "prompt": first.prompt,
            "kept": (),
            "added": (first.plan.job.rstrip("."),),
            "changes": (change,),
            "dropped": (),
            "question": None,
            "alternatives": tuple(others),
        }
    )


def _leftovers(plan: Plan, prompt: Prompt, report: Report, book: Guides) -> tuple[str, ...]:
    """Faults that no fix could mend; there should be none."""
    return tuple(
        f"{finding.rule} is not met: {finding.text}."
        for finding in lint(plan, prompt, report, book)
        if book.rules[finding.rule].severity == "error"
    )


def _foreign_refusal(cleaned: Cleaned, book: Guides) -> Refusal | None:
    """The refusal for words that were read from another language."""
    return refuse(cleaned.text, book) if cleaned.language not in {"en", "und"} else None


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
    elif request.unknown and not (
        request.motions or request.cameras or request.vague or request.texts
    ):
        left = " ".join(request.unknown[:4])
        notes.append(f"I did not understand “{left}”, so I chose what the still carries best.")
    notes.extend(
        f"There is no {thing} in the still, and the model would have to invent it. "
        f"I can move what is there: {work.chosen}."
        for thing in request.unseen[:2]
    )
    notes.extend(
        f"I find no {thing} in the still, and the model would have to invent it. "
        f"I can move what is there: {work.chosen}."
        for thing in work.unseen[:2]
    )
    notes.extend(work.notes)
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
