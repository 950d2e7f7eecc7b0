"""The draft card: what was understood, what will be shot, what it costs, what happens next."""

from discord import ButtonStyle, SelectOption, ui

from bot.chat.cards import question, text
from bot.chat.cards.budget import Budget
from bot.chat.cards.card import Card, House, beat_sentence, layout, still_media
from bot.chat.cards.ids import FIRST_IDEA, of_draft
from bot.studio.records import Draft, DraftState
from prompts.plan import Question, Settings

UNREAD = "text not checked"
_RISKS = {"amber": "medium", "red": "high"}


def takes_of(draft: Draft, house: House) -> int:
    """How many takes this draft will roll."""
    wished = draft.settings.over(draft.direction.request.settings)
    return wished.takes or house.takes


def settings_of(draft: Draft, house: House) -> Settings:
    """What the settings form starts from: set by hand, with the takes and model in force."""
    model = draft.prompt.model if draft.prompt else None
    return draft.settings.over(Settings(takes=takes_of(draft, house), model=model))


def beat_of(draft: Draft, most: int = 600) -> str:
    """The one beat as a sentence, escaped; empty when there is no plan."""
    plan = draft.plan
    return beat_sentence(plan, draft.prompt, most) if plan is not None else ""


def draft_card(draft: Draft, house: House, *, really: str = "", remark: str = "") -> Card:
    """The card of a draft.

    Args:
        draft: the row.
        house: this installation.
        really: what the model will shoot instead of the beat, when it cannot act; a sentence.
        remark: a sentence about the upload.
    """
    if draft.state is DraftState.CANCELLED:
        return Card(layout(_ended(draft, "Cancelled. Nothing was charged.")))
    media = still_media(draft.still)
    budget = Budget()
    beat = budget.text([f"**One beat** — {beat_of(draft)}"])
    understood = budget.text([_understanding(draft)])
    items: list[ui.Item[ui.LayoutView]] = [
        ui.Section(beat, understood, accessory=ui.Thumbnail(media.url, description="The still")),
        budget.text([*_left_out(draft), _still_line(draft) + _no_risk(draft), _risk(draft)]),
    ]
    if nearest := text.quote(really, 300):
        items.append(budget.text([nearest]))
    notes = (remark, *draft.direction.notes) if remark else draft.direction.notes
    if remarks := [f"-# {text.quote(note, 200)}" for note in notes]:
        items.append(budget.text(remarks, 500))
    items.append(budget.text([f"**{_price(draft, house)}**"]))
    if draft.state is DraftState.ROLLED:
        items.append(budget.text(["-# Rolled. The takes are on their own card."]))
    else:
        items += _controls(draft, house, budget)
    return Card(layout(*items), (media,))


def _ended(draft: Draft, sentence: str) -> ui.TextDisplay[ui.LayoutView]:
    return Budget().text([f"~~{beat_of(draft)}~~" if beat_of(draft) else "", sentence])


def _understanding(draft: Draft) -> str:
    direction = draft.direction
    words = draft.words[-1] if draft.words else ""
    parts = [f'from "{text.quote(words, 160)}"' if words.strip() else "from the still alone"]
    if draft.picked is not None:
        # What was kept and added tells of the first idea only.
        label = direction.alternatives[draft.picked].label
        return " · ".join([*parts, f"*other idea* {text.quote(label, 120)}"])
    # What only repeats the beat above is not said twice.
    job = draft.plan.job if draft.plan else ""
    for name, phrases in (("kept", direction.kept), ("added", direction.added)):
        if told := tuple(phrase for phrase in phrases if phrase != job):
            parts.append(f"*{name}* {text.phrases(told, 200)}")
    if draft.plan is not None and draft.plan.anchor:
        parts.append(f"*style* {text.quote(draft.plan.anchor, 200)}")
    if not direction.dropped:
        parts.append("*left out* nothing")
    return " · ".join(parts)


def _left_out(draft: Draft) -> list[str]:
    dropped = draft.direction.dropped
    lines = [
        f"*left out* {text.quote(item.text, 80)} — {text.quote(item.why, 120)}"
        if item.why
        else f"*left out* {text.quote(item.text, 80)}"
        for item in dropped[:3]
    ]
    return lines + ([f"*left out* {len(dropped) - 3} more"] if len(dropped) > 3 else [])


def _still_line(draft: Draft) -> str:
    report = draft.still.report
    size = f"{report.width}×{report.height}"
    told = [finding.text for finding in report.findings if finding.text not in {size, UNREAD}][:2]
    facts = [] if any(size in words for words in told) else [size]
    facts += [text.quote(words, 120) for words in told]
    if report.frames > 1:
        facts.append(f"first of {report.frames} pictures")
    if not report.text_checked:
        facts.append(UNREAD)
    return "-# still: " + ", ".join(facts)


def _no_risk(draft: Draft) -> str:
    return " · risk low" if draft.direction.risk.level == "green" else ""


def _risk(draft: Draft) -> str:
    """What may go wrong, with the cheapest fix; empty when the risk is low."""
    risk = draft.direction.risk
    if risk.level == "green":
        return ""
    line = f"-# risk {_RISKS[risk.level]}"
    if risk.reasons:
        line += f": {text.quote(text.sentence(risk.reasons[0][1]), 200)}"
    if risk.fix:
        line += f" {text.quote(text.sentence(risk.fix), 160)}"
    return line


def _price(draft: Draft, house: House) -> str:
    plan, prompt = draft.plan, draft.prompt
    takes = takes_of(draft, house)
    parts = [f"{takes} take{'s' if takes > 1 else ''}"]
    if prompt is not None:
        row = house.model(prompt.model)
        parts.insert(0, text.quote(row.title, 80))
        price = "free" if row.free else "priced by its provider"
    else:
        price = ""
    if plan is not None:
        parts += [text.seconds(plan.seconds), text.ratio(plan.ratio, draft.still.report.ratio)]
        parts += ["loop"] if plan.loop else []
    return " · ".join([*parts, price] if price else parts)


def _controls(draft: Draft, house: House, budget: Budget) -> list[ui.Item[ui.LayoutView]]:
    items: list[ui.Item[ui.LayoutView]] = []
    asked = draft.direction.question
    if asked is not None and draft.picked is None and not _answered(draft, asked):
        items += question.question_items(draft.id, asked, budget)
    items.append(_buttons(draft, takes_of(draft, house)))
    if ideas := _ideas(draft):
        items.append(ui.ActionRow(ideas))
    if draft.direction.dropped:
        items.append(ui.ActionRow(_next_shots(draft)))
    items.append(budget.text(["-# … or just reply to this card in your own words."]))
    return items


def _answered(draft: Draft, asked: Question) -> bool:
    """Whether the given answer is one to this question; words may have raised another since."""
    return draft.answer in {choice.id for choice in asked.choices}


def _buttons(draft: Draft, takes: int) -> ui.ActionRow[ui.LayoutView]:
    roll = f"Roll {takes} take{'s' if takes > 1 else ''}"
    row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
    for name, style, action in (
        (roll, ButtonStyle.success, "roll"),
        ("Edit", ButtonStyle.secondary, "edit"),
        ("Settings", ButtonStyle.secondary, "settings"),
        ("Why?", ButtonStyle.secondary, "why"),
        ("Cancel", ButtonStyle.secondary, "cancel"),
    ):
        row.add_item(ui.Button(label=name, style=style, custom_id=of_draft(draft.id, action)))
    return row


def _ideas(draft: Draft) -> ui.Select[ui.LayoutView] | None:
    alternatives = draft.direction.alternatives
    if not alternatives:
        return None
    options = [
        SelectOption(
            label=text.label(idea.label, 100),
            description=text.label(idea.plan.job, 100) if idea.plan.job else None,
            value=str(index),
        )
        for index, idea in enumerate(alternatives)
        if index != draft.picked
    ]
    if draft.picked is not None:
        options.append(SelectOption(label="Back to the first idea", value=FIRST_IDEA))
    return ui.Select(
        custom_id=of_draft(draft.id, "idea"), placeholder="Other idea", options=options
    )


def _next_shots(draft: Draft) -> ui.Select[ui.LayoutView]:
    options = [
        SelectOption(
            label=text.label(item.text, 100),
            description=text.label(item.why, 100) if item.why else None,
            value=str(index),
        )
        for index, item in enumerate(draft.direction.dropped[:25])
    ]
    return ui.Select(
        custom_id=of_draft(draft.id, "next"),
        placeholder="Left out: draft it as the next shot",
        options=options,
    )
