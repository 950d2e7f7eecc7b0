"""The two forms of a draft, Edit and Settings, as modals.

Their answers are read by custom id (`bot.chat.cogs.forms`), so a form that was open while the bot
restarted still works.
"""

from collections.abc import Mapping

from discord import SelectOption, TextStyle, ui

from bot.chat.cards import text
from bot.chat.cards.card import House
from bot.chat.cards.ids import of_draft
from prompts.plan import Settings

OWN = "own"
"""Value of a select that means: as the still, the model or the server likes."""
RATIOS = ("16:9", "9:16", "1:1", "4:5", "4:3", "3:2", "21:9")
_TAKES = ("1", "2", "3", "4")
_PAIRS = tuple((ratio, ratio) for ratio in RATIOS)
_LOOPS = [(OWN, "As asked"), ("no", "Plays once"), ("yes", "Loops")]
_LOOP_VALUES = {None: OWN, False: "no", True: "yes"}


def words_form(draft: int, words: str) -> ui.Modal:
    """Edit: the wish in the person's own words."""
    modal = ui.Modal(title="Edit the beat", custom_id=of_draft(draft, "words"))
    modal.add_item(
        ui.Label(
            text="What should move, and how?",
            description='A new wish, or only what should change: "slower, from the left".',
            component=ui.TextInput(
                style=TextStyle.paragraph,
                custom_id="words",
                default=words[:4000] or None,
                max_length=4000,
            ),
        )
    )
    return modal


def settings_form(draft: int, now: Settings, house: House) -> ui.Modal:
    """Settings: model, takes, platform, ratio, loop."""
    modal = ui.Modal(title="Settings", custom_id=of_draft(draft, "configure"))
    platforms = [(OWN, "As asked, or nothing special"), *house.platforms][:25]
    models = [(row.id, row.title) for row in house.models.values()][:25]
    for name, title, options, chosen in (
        ("model", "Model", models, now.model),
        ("takes", "Takes", [(n, n) for n in _TAKES], str(now.takes or "")),
        ("platform", "Made for", platforms, now.platform),
        ("ratio", "Ratio", [(OWN, "As asked, or the still's own"), *_PAIRS], now.ratio),
        ("loop", "Loop", _LOOPS, _LOOP_VALUES[now.loop]),
    ):
        modal.add_item(ui.Label(text=title, component=_select(name, options, chosen)))
    return modal


def _select(name: str, options: list[tuple[str, str]], chosen: str | None) -> ui.Select[ui.Modal]:
    values = [value for value, _ in options]
    chosen = chosen if chosen in values else values[0]
    return ui.Select(
        custom_id=name,
        options=[
            SelectOption(label=text.label(title, 100), value=value, default=value == chosen)
            for value, title in options
        ],
    )


def chosen_settings(fields: Mapping[str, str], before: Settings) -> Settings:
    """The settings that a filled form stands for; what the form does not hold stays.

    Raises:
        pydantic.ValidationError: a value that the form never offered.
    """
    loops = {word: value for value, word in _LOOP_VALUES.items()}
    ratio, platform = fields.get("ratio", OWN), fields.get("platform", OWN)
    return Settings(
        **{
            **before.model_dump(),
            "model": fields.get("model") or before.model,
            "takes": int(fields["takes"]) if fields.get("takes") in _TAKES else before.takes,
            "ratio": None if ratio == OWN else ratio,
            "platform": None if platform == OWN else platform,
            "loop": loops.get(fields.get("loop", OWN)),
        }
    )
