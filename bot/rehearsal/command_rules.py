"""The rules for application commands."""

import re
from typing import Any

from bot.rehearsal.errors import FormProblems
from bot.rehearsal.rules import Rules

Json = dict[str, Any]
SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
SUBCOMMAND, GROUP = 1, 2
STRING, INTEGER, NUMBER = 3, 4, 10
_NAME = re.compile(r"[-_'\w]{1,32}")


class CommandCheck:
    """Checks command definitions; what is wrong lands in `problems`."""

    def __init__(self, rules: Rules, problems: FormProblems) -> None:
        self._rules = rules
        self._problems = problems

    def command(self, command: Json, path: str = "") -> None:
        """Check one command; `path` is its place, with a trailing dot."""
        kind = command.get("type", SLASH)
        if kind not in {SLASH, USER_MENU, MESSAGE_MENU}:
            self._problems.add(
                f"{path}type", "BASE_TYPE_CHOICES", "Value must be one of {1, 2, 3}."
            )
        elif kind == SLASH:
            self._named(command, path)
            self._options(command.get("options") or [], f"{path}options", depth=0)
            if _characters(command) > self._rules.command_characters:
                self._problems.add(
                    f"{path}options",
                    "APPLICATION_COMMAND_TOO_LARGE",
                    f"Command exceeds maximum size ({self._rules.command_characters})",
                )
        else:
            self._problems.length(f"{path}name", command.get("name"), 1, 32)
            for key in ("description", "options"):
                if command.get(key):
                    self._problems.add(
                        f"{path}{key}",
                        "APPLICATION_COMMAND_CONTEXT_MENU_FIELD",
                        f"Context menu commands cannot have {key}",
                    )

    def _named(self, item: Json, path: str) -> None:
        name = item.get("name")
        proper = isinstance(name, str) and _NAME.fullmatch(name) and name == name.lower()
        if not proper:
            self._problems.add(
                f"{path}name",
                "APPLICATION_COMMAND_INVALID_NAME",
                "Command name is invalid",
            )
        self._problems.length(f"{path}description", item.get("description"), 1, 100)

    def _options(self, options: list[Json], path: str, depth: int) -> None:
        if len(options) > self._rules.command_options:
            self._problems.add(path, "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
        seen: set[object] = set()
        optional = False
        for index, option in enumerate(options):
            here = f"{path}.{index}."
            self._named(option, here)
            if option.get("name") in seen:
                self._problems.add(
                    f"{path}",
                    "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS",
                    "Option name already exists",
                )
            seen.add(option.get("name"))
            kind = option.get("type")
            if kind in {SUBCOMMAND, GROUP}:
                self._nested(option, here, depth)
                continue
            if option.get("required") and optional:
                self._problems.add(
                    f"{here}required",
                    "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID",
                    "Required options must be placed before non-required options",
                )
            optional = optional or not option.get("required")
            self._value(option, here)

    def _nested(self, option: Json, path: str, depth: int) -> None:
        deepest = 1 if option["type"] == SUBCOMMAND else 0
        if depth > deepest:
            self._problems.add(
                f"{path}type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", "Nested too deep"
            )
            return
        self._options(option.get("options") or [], f"{path}options", depth + 1)

    def _value(self, option: Json, path: str) -> None:
        if option.get("type") not in range(3, 12):
            self._problems.add(
                f"{path}type", "BASE_TYPE_CHOICES", "Value must be one of {1 to 11}."
            )
        choices = option.get("choices") or []
        if len(choices) > self._rules.command_options:
            self._problems.add(
                f"{path}choices", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length."
            )
        for index, choice in enumerate(choices):
            self._problems.length(f"{path}choices.{index}.name", choice.get("name"), 1, 100)
            if isinstance(choice.get("value"), str):
                self._problems.length(f"{path}choices.{index}.value", choice["value"], 0, 100)
        if choices and option.get("autocomplete"):
            self._problems.add(
                f"{path}autocomplete",
                "APPLICATION_COMMAND_AUTOCOMPLETE_WITH_CHOICES",
                "Autocomplete cannot be used with choices",
            )


def _characters(item: Json) -> int:
    total = len(item.get("name") or "") + len(item.get("description") or "")
    for choice in item.get("choices") or []:
        total += len(choice.get("name") or "")
        total += len(choice["value"]) if isinstance(choice.get("value"), str) else 0
    return total + sum(_characters(option) for option in item.get("options") or [])
