"""Why?: every change with its rule, for the person who asked."""

from bot.chat.cards import text
from bot.chat.cards.budget import Budget
from bot.chat.cards.card import Card, layout
from bot.studio.records import Draft


def why_card(draft: Draft) -> Card:
    """The director's changes, what was left out and the drift risk, with rule ids."""
    direction = draft.direction
    lines = [
        f"**{change.rule}** {text.quote(change.what, 200)} — {text.quote(change.why, 300)}"
        for change in direction.changes
    ]
    lines += [
        f"**{item.rule}** left out: {text.quote(item.text, 160)} — {text.quote(item.why, 300)}"
        for item in direction.dropped
    ]
    lines += [
        f"**{rule}** risk: {text.quote(sentence, 300)}" for rule, sentence in direction.risk.reasons
    ]
    if not lines:
        lines = ["Nothing was changed: your words already were one believable beat."]
    prompt = draft.prompt
    budget = Budget()
    items = [budget.text(lines, 2800)]
    if prompt is not None:
        items.append(budget.text([f"-# prompt: {text.quote(prompt.text, 1000)}"]))
    return Card(layout(*items))
