"""The bot's application commands: registered by scope, and what a person fills into them."""

from collections.abc import Mapping
from typing import Any

from bot.rehearsal.command_rules import (
    GROUP,
    INTEGER,
    MESSAGE_MENU,
    NUMBER,
    SLASH,
    STRING,
    SUBCOMMAND,
    CommandCheck,
)
from bot.rehearsal.errors import ApiError, FormProblems, RefusedError
from bot.rehearsal.rules import Rules
from bot.rehearsal.snowflakes import Snowflakes

Json = dict[str, Any]
GLOBAL = "global"
BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, ATTACHMENT = 5, 6, 7, 8, 9, 11


class Commands:
    """Commands by scope (`global` or a guild id), each scope by type and name."""

    def __init__(self, rules: Rules, ids: Snowflakes, application_id: str) -> None:
        self._rules = rules
        self._ids = ids
        self._application_id = application_id
        self.scopes: dict[str, list[Json]] = {}

    def every(self) -> list[Json]:
        """All commands that a person in the server may use."""
        return [command for commands in self.scopes.values() for command in commands]

    def of(self, scope: str) -> list[Json]:
        """The commands of one scope."""
        return self.scopes.get(scope, [])

    def find(self, command_id: str) -> Json | None:
        """A command by id, in any scope."""
        return next((item for item in self.every() if item["id"] == command_id), None)

    def named(self, name: str, kind: int) -> Json | None:
        """A command by name and type, in any scope."""
        found = (c for c in self.every() if c["name"] == name and c["type"] == kind)
        return next(found, None)

    def overwrite(self, scope: str, payload: object) -> list[Json]:
        """Replace all commands of a scope; those of the same name and type keep their id.

        Raises:
            ApiError: 50035.
        """
        if not isinstance(payload, list) or not all(isinstance(item, dict) for item in payload):
            raise ApiError(50035)
        problems = FormProblems()
        check = CommandCheck(self._rules, problems)
        seen: set[tuple[object, object]] = set()
        for index, command in enumerate(payload):
            check.command(command, f"{index}.")
            key = (command.get("name"), command.get("type", SLASH))
            if key in seen:
                problems.add(
                    f"{index}.name",
                    "APPLICATION_COMMANDS_DUPLICATE_NAME",
                    "Application command names must be unique",
                )
            seen.add(key)
        self._count(payload, problems)
        problems.raise_if_any()
        self.scopes[scope] = [self._made(scope, command) for command in payload]
        return self.scopes[scope]

    def upsert(self, scope: str, command: Json) -> Json:
        """Create a command, or replace the one of the same name and type.

        Raises:
            ApiError: 50035.
        """
        problems = FormProblems()
        CommandCheck(self._rules, problems).command(command)
        problems.raise_if_any()
        made = self._made(scope, command)
        rest = [item for item in self.of(scope) if item["id"] != made["id"]]
        self._count([*rest, made], problems)
        problems.raise_if_any()
        self.scopes[scope] = [*rest, made]
        return made

    def delete(self, scope: str, command_id: str) -> None:
        """Delete a command.

        Raises:
            ApiError: 10063.
        """
        rest = [item for item in self.of(scope) if item["id"] != command_id]
        if len(rest) == len(self.of(scope)):
            raise ApiError(10063)
        self.scopes[scope] = rest

    def _count(self, commands: list[Json], problems: FormProblems) -> None:
        for kind in (SLASH, 2, MESSAGE_MENU):
            most = self._rules.slash_commands if kind == SLASH else self._rules.menu_commands
            if sum(item.get("type", SLASH) == kind for item in commands) > most:
                problems.add(
                    "0", "APPLICATION_COMMANDS_MAX", f"Maximum number of commands reached ({most})"
                )

    def _made(self, scope: str, command: Json) -> Json:
        kind = command.get("type", SLASH)
        known = next(
            (c for c in self.of(scope) if (c["name"], c["type"]) == (command["name"], kind)), None
        )
        made: Json = {
            "id": known["id"] if known else self._ids.mint(),
            "application_id": self._application_id,
            "version": self._ids.mint(),
            "type": kind,
            "name": command["name"],
            "name_localizations": command.get("name_localizations"),
            "description": command.get("description") or "",
            "description_localizations": command.get("description_localizations"),
            "options": command.get("options") or [],
            "default_member_permissions": command.get("default_member_permissions"),
            "dm_permission": command.get("dm_permission", True),
            "contexts": command.get("contexts"),
            "integration_types": command.get("integration_types") or [0],
            "nsfw": command.get("nsfw", False),
        }
        return {**made, "guild_id": scope} if scope != GLOBAL else made


def leaf(command: Json, options: list[Json]) -> tuple[list[Json], list[Json]]:
    """What the used (sub)command defines, and the values given to it.

    Raises:
        RefusedError: no such subcommand.
    """
    defined = command.get("options") or []
    nested = [item for item in defined if item["type"] in {SUBCOMMAND, GROUP}]
    if not nested:
        return defined, options
    chosen = options[0]["name"] if options else None
    found = next((item for item in nested if item["name"] == chosen), None)
    if found is None:
        raise RefusedError(f"/{command['name']} has no part named {chosen}.")
    return leaf(found, options[0].get("options") or [])


def check_values(defined: list[Json], given: list[Json], uploads: Mapping[int, object]) -> None:
    """What the client checks before it sends a command.

    Raises:
        RefusedError: an option is missing, unknown or outside its limits.
    """
    by_name = {item["name"]: item for item in defined}
    values = {item["name"]: item.get("value") for item in given}
    for name in values:
        if name not in by_name:
            raise RefusedError(f"There is no option {name}.")
    for name, option in by_name.items():
        if name in values:
            _check_value(option, values[name], uploads)
        elif option.get("required"):
            raise RefusedError(f"The option {name} is required.")


def _check_value(option: Json, value: Any, uploads: Mapping[int, object]) -> None:
    name, kind = option["name"], option["type"]
    choices = [choice["value"] for choice in option.get("choices") or []]
    if choices and value not in choices:
        raise RefusedError(f"The option {name} must be one of: {', '.join(map(str, choices))}.")
    wrong = {
        STRING: not isinstance(value, str),
        INTEGER: isinstance(value, bool) or not isinstance(value, int),
        NUMBER: isinstance(value, bool) or not isinstance(value, int | float),
        BOOLEAN: not isinstance(value, bool),
        ATTACHMENT: not str(value).isdigit() or int(value) not in uploads,
    }.get(kind, False)
    if wrong:
        raise RefusedError(f"The option {name} has a value of the wrong kind.")
    measured = len(value) if kind == STRING else value
    edges = ("min_length", "max_length") if kind == STRING else ("min_value", "max_value")
    if kind not in {STRING, INTEGER, NUMBER}:
        return
    least, most = option.get(edges[0]), option.get(edges[1])
    if (least is not None and measured < least) or (most is not None and measured > most):
        raise RefusedError(f"The option {name} is outside its limits.")
    if kind == STRING and len(value) > 6000:
        raise RefusedError(f"The option {name} is longer than 6000 characters.")
