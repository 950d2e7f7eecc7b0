"""The rules for what people press and choose: buttons, selects and their custom ids."""

from typing import Any

from bot.rehearsal.emoji import is_emoji
from bot.rehearsal.errors import FormProblems
from bot.rehearsal.rules import Rules

Json = dict[str, Any]
_LINK, _PREMIUM = 5, 6


class Controls:
    """Checks the controls of one message or modal; custom ids must differ within it."""

    def __init__(self, rules: Rules, problems: FormProblems) -> None:
        self._rules = rules
        self._problems = problems
        self._custom_ids: set[str] = set()

    def custom_id(self, item: Json, path: str) -> str:
        """Check a control's custom id and give it."""
        value = item.get("custom_id")
        self._problems.length(f"{path}.custom_id", value, 1, self._rules.custom_id)
        if not isinstance(value, str):
            return ""
        if value in self._custom_ids:
            self._problems.add(
                f"{path}.custom_id",
                "COMPONENT_CUSTOM_ID_DUPLICATED",
                "Component custom id cannot be duplicated",
            )
        self._custom_ids.add(value)
        return value

    def button(self, item: Json, path: str) -> Json:
        """Check a button and give its normal form."""
        style = item.get("style")
        button: Json = {"type": 2, "id": item.get("id"), "style": style}
        if style not in range(1, 7):
            self._problems.add(
                f"{path}.style", "BASE_TYPE_CHOICES", "Value must be one of (1, 2, 3, 4, 5, 6)."
            )
        elif style == _LINK:
            button["url"] = self._link(item, path)
        elif style == _PREMIUM:
            button["sku_id"] = item.get("sku_id")
        else:
            if item.get("url"):
                self._problems.add(
                    f"{path}.url", "BUTTON_COMPONENT_URL_NOT_ALLOWED", "Only links have a url."
                )
            button["custom_id"] = self.custom_id(item, path)
        if item.get("label") is not None:
            self._problems.length(f"{path}.label", item["label"], 0, self._rules.label)
            button["label"] = item["label"]
        if item.get("emoji"):
            button["emoji"] = self._emoji(item["emoji"], path)
        if style != _PREMIUM and not item.get("label") and not item.get("emoji"):
            self._problems.required(f"{path}.label")
        button["disabled"] = bool(item.get("disabled", False))
        return button

    def _link(self, item: Json, path: str) -> object:
        url = item.get("url")
        self._problems.length(f"{path}.url", url, 1, 512)
        if isinstance(url, str) and not url.startswith(("http://", "https://", "discord://")):
            self._problems.add(
                f"{path}.url",
                "URL_TYPE_INVALID_SCHEME",
                "Scheme must be one of ('http', 'https', 'discord').",
            )
        if item.get("custom_id"):
            self._problems.add(
                f"{path}.custom_id", "BUTTON_COMPONENT_CUSTOM_ID", "A link has no custom id."
            )
        return url

    def _emoji(self, emoji: object, path: str) -> object:
        name = emoji.get("name") if isinstance(emoji, dict) else None
        foreign = isinstance(emoji, dict) and emoji.get("id")
        if foreign or not isinstance(name, str) or not is_emoji(name):
            self._problems.add(
                f"{path}.emoji.name", "BUTTON_COMPONENT_INVALID_EMOJI", "Invalid emoji"
            )
        return emoji

    def select(self, item: Json, path: str) -> Json:
        """Check a select and give its normal form."""
        select: Json = {
            "type": item["type"],
            "id": item.get("id"),
            "custom_id": self.custom_id(item, path),
            "min_values": item.get("min_values", 1),
            "max_values": item.get("max_values", 1),
            "disabled": bool(item.get("disabled", False)),
        }
        for key in ("channel_types", "default_values", "required"):
            if key in item:
                select[key] = item[key]
        if item.get("placeholder") is not None:
            self._problems.length(
                f"{path}.placeholder", item["placeholder"], 0, self._rules.placeholder
            )
            select["placeholder"] = item["placeholder"]
        if item["type"] == 3:
            select["options"] = self._options(item, path)
        self._range(select, path)
        return select

    def _range(self, select: Json, path: str) -> None:
        least, most = select["min_values"], select["max_values"]
        top = self._rules.select_options
        if not isinstance(least, int) or not 0 <= least <= top:
            self._problems.add(
                f"{path}.min_values", "NUMBER_TYPE_MAX", f"int value should be 0 to {top}."
            )
        elif not isinstance(most, int) or not max(1, least) <= most <= top:
            self._problems.add(
                f"{path}.max_values", "NUMBER_TYPE_MAX", f"int value should be 1 to {top}."
            )

    def _options(self, item: Json, path: str) -> list[Json]:
        options = item.get("options")
        most = self._rules.select_options
        if not isinstance(options, list) or not 1 <= len(options) <= most:
            self._problems.add(
                f"{path}.options",
                "BASE_TYPE_BAD_LENGTH",
                f"Must be between 1 and {most} in length.",
            )
            return []
        seen: set[object] = set()
        for index, option in enumerate(options):
            self._option(option, f"{path}.options.{index}", seen)
        return [{"default": False, **option} for option in options if isinstance(option, dict)]

    def _option(self, option: object, path: str, seen: set[object]) -> None:
        if not isinstance(option, dict):
            self._problems.add(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used")
            return
        most = self._rules.option_text
        self._problems.length(f"{path}.label", option.get("label"), 1, most)
        self._problems.length(f"{path}.value", option.get("value"), 1, most)
        if option.get("description") is not None:
            self._problems.length(f"{path}.description", option["description"], 0, most)
        if option.get("emoji"):
            self._emoji(option["emoji"], path)
        if option.get("value") in seen:
            self._problems.add(
                f"{path}.value",
                "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED",
                "The specified option value is already used",
            )
        seen.add(option.get("value"))
