"""One short question with buttons, as a part of the draft card."""

from discord import ButtonStyle, ui

from bot.chat.cards import text
from bot.chat.cards.budget import Budget
from bot.chat.cards.ids import of_draft
from prompts.plan import Question


def question_items(draft: int, question: Question, budget: Budget) -> list[ui.Item[ui.LayoutView]]:
    """The question and one button per answer, at most five."""
    row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
    for choice in question.choices:
        row.add_item(
            ui.Button(
                label=text.label(choice.label, 80),
                style=ButtonStyle.primary,
                custom_id=of_draft(draft, "answer", choice.id),
            )
        )
    return [budget.text([f"**{text.quote(question.text, 300)}**"]), row]
