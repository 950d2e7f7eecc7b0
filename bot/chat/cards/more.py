"""More: prompt, settings and seed of every take, and the originals, for the person who asked."""

from discord import ButtonStyle, ui

from bot.chat.cards import text
from bot.chat.cards.budget import Budget
from bot.chat.cards.card import Card, House, layout
from bot.chat.cards.ids import of_shot
from bot.chat.cards.labels import label_of
from bot.studio.records import Shot, Take


def more_card(shot: Shot, house: House) -> Card:
    """Everything that is kept of a shot's takes."""
    budget = Budget()
    items: list[ui.Item[ui.LayoutView]] = [
        budget.text([f"**Shot {shot.number}** — prompt and settings of each take"])
    ]
    texts = dict.fromkeys(take.prompt.text for take in shot.takes)
    shared = len(texts) == 1
    if shared:
        items.append(budget.text([f"> {text.quote(next(iter(texts)), 1200)}"]))
    items += [budget.text(_take_lines(take, house, shared=shared), 640) for take in shot.takes]
    if shot.ready:
        row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
        for take in shot.ready:
            row.add_item(
                ui.Button(
                    label=f"Download {take.letter}",
                    style=ButtonStyle.secondary,
                    custom_id=of_shot(shot.id, "original", take.n),
                )
            )
        items.append(row)
    return Card(layout(*items))


def _take_lines(take: Take, house: House, *, shared: bool) -> list[str]:
    row = house.model(take.prompt.model)
    params = ", ".join(f"{name} {value}" for name, value in sorted(take.prompt.params.items()))
    facts = [f"**{take.letter}** {text.quote(row.title, 60)}", f"seed {take.seed}"]
    if take.clip is not None:
        clip = take.clip
        facts.append(f"{clip.width}×{clip.height}, {text.seconds(round(clip.seconds, 1))}")
        facts.append(f"{clip.fps:g} fps, {text.megabytes(clip.size)}")
    lines = [" · ".join(facts)]
    if params:
        lines.append(f"-# {text.quote(params, 200)}")
    if not shared:
        lines.append(f"> {text.quote(take.prompt.text, 200)}")
    lines.append(f"-# {text.quote(label_of(take, house), 120)}")
    return lines
