"""Checks a journal against Discord's own OpenAPI document, when that is on this machine.

`find_document()` gives its path or None; `OpenApi(path).problems(entry)` lists what a request (and,
with `answers=True`, the stage's answer) does differently. Noise that is known to be the document's
fault is left out: see `_NOISE`.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

_HERE = "urn:discord"
_NOISE = (
    (re.compile(r"(^|\.)(nsfw|tts)$"), ""),
    (re.compile(r"embeds\.\d+\.flags$"), ""),
    # Deferred answers come with a resource, which the document forgets.
    (re.compile(r"^resource\.type$"), "5 is not one of"),
    (re.compile(r"^resource$"), "'activity_instance'"),
)


def find_document() -> Path | None:
    """The document: `ONEBEAT_DISCORD_OPENAPI`, or beside the repository; None when absent."""
    named = os.environ.get("ONEBEAT_DISCORD_OPENAPI")
    beside = Path(__file__).parents[4] / "shared" / "discord" / "openapi.json"
    path = Path(named) if named else beside
    return path if path.is_file() else None


class OpenApi:
    """The document, ready to check journal entries."""

    def __init__(self, path: Path) -> None:
        self._document = json.loads(path.read_text(encoding="utf-8"))
        resource = Resource.from_contents(self._document, default_specification=DRAFT202012)
        self._registry = Registry().with_resource(_HERE, resource)
        self._paths = sorted(
            ((_pattern(template), template) for template in self._document["paths"]),
            key=lambda pair: pair[1].count("{"),
        )
        self._validators: dict[str, Draft202012Validator] = {}

    def problems(self, entry: Any, *, answers: bool = False) -> list[str]:
        """What is wrong with a request, in words; empty when nothing is.

        Args:
            entry: one entry of `stage.journal`.
            answers: also check the stage's answer.
        """
        template = self._template(entry)
        if template is None:
            return [f"{entry.method} {entry.path}: not in the document"]
        operation = self._document["paths"][template][entry.method.lower()]
        place = ["paths", template, entry.method.lower()]
        found = [*self._query(entry, template, operation), *self._body(entry, place, operation)]
        if answers:
            found += self._answer(entry, place, operation)
        return [f"{entry.method} {template}: {text}" for text in found]

    def _template(self, entry: Any) -> str | None:
        for pattern, template in self._paths:
            known = entry.method.lower() in self._document["paths"][template]
            if known and pattern.fullmatch(entry.path):
                return template
        return None

    def _parameters(self, template: str, operation: dict[str, Any]) -> dict[str, Any]:
        every = [*self._document["paths"][template].get("parameters", [])]
        every += operation.get("parameters", [])
        resolved = [self._look_up(item) for item in every]
        return {item["name"]: item for item in resolved if item["in"] == "query"}

    def _look_up(self, item: dict[str, Any]) -> dict[str, Any]:
        if "$ref" not in item:
            return item
        node = self._document
        for part in item["$ref"].removeprefix("#/").split("/"):
            node = node[part]
        return node

    def _query(self, entry: Any, template: str, operation: dict[str, Any]) -> Iterator[str]:
        known = self._parameters(template, operation)
        for name, value in entry.query.items():
            if name not in known:
                yield f"unknown query parameter {name}"
                continue
            kinds = _kinds(self._look_up(known[name].get("schema", {})))
            if "integer" in kinds and not re.fullmatch(r"-?\d+", value):
                yield f"query parameter {name} is no number: {value}"
            # The client sends 1 and 0 where the document says true and false.
            if kinds == {"boolean"} and value not in {"true", "false", "1", "0"}:
                yield f"query parameter {name} is no boolean: {value}"

    def _body(self, entry: Any, place: list[str], operation: dict[str, Any]) -> Iterator[str]:
        request = operation.get("requestBody")
        if request is None:
            if entry.body is not None:
                yield "a body where none is expected"
            return
        content = request["content"]
        if entry.multipart and "multipart/form-data" not in content:
            yield "multipart is not expected here"
        kind = "application/json" if "application/json" in content else next(iter(content))
        if entry.body is None:
            if request.get("required"):
                yield "the body is missing"
            return
        yield from self._check(
            _texts(entry.body), [*place, "requestBody", "content", kind, "schema"]
        )

    def _answer(self, entry: Any, place: list[str], operation: dict[str, Any]) -> Iterator[str]:
        status = str(entry.status)
        if entry.status is None or entry.status >= 400:
            return
        if status not in operation["responses"]:
            yield f"answered {status}, which is not expected"
            return
        content = operation["responses"][status].get("content", {})
        if "application/json" in content:
            path = [*place, "responses", status, "content", "application/json", "schema"]
            for text in self._check(entry.answer, path):
                yield f"answer: {text}"

    def _check(self, value: Any, place: list[str]) -> Iterator[str]:
        pointer = "/".join(part.replace("~", "~0").replace("/", "~1") for part in place)
        if pointer not in self._validators:
            reference = pointer.replace("{", "%7B").replace("}", "%7D")
            schema = {"$ref": f"{_HERE}#/{reference}"}
            self._validators[pointer] = Draft202012Validator(schema, registry=self._registry)
        for error in self._validators[pointer].iter_errors(value):
            yield from _told(error)


def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(template)))


def _texts(value: Any, key: str = "", inside: str = "") -> Any:
    """The value with snowflakes as texts: discord.py sends numbers, and Discord takes them."""
    if isinstance(value, dict):
        return {name: _texts(item, name, inside or key) for name, item in value.items()}
    if isinstance(value, list):
        return [_texts(item, key, key) for item in value]
    snowflake = key.endswith("_id") or inside == "attachments" or key in {"users", "roles"}
    return str(value) if snowflake and type(value) is int else value


def _kinds(schema: dict[str, Any]) -> set[str]:
    kind = schema.get("type", [])
    return {kind} if isinstance(kind, str) else set(kind) - {"null"}


def _told(error: Any) -> Iterator[str]:
    """The deepest reasons of an error, noise left out; of alternatives, the closest one."""
    if error.context:
        branches: dict[Any, list[Any]] = {}
        for item in error.context:
            branches.setdefault(item.schema_path[0], []).append(item)
        told = [[text for item in branch for text in _told(item)] for branch in branches.values()]
        # A branch of which only noise is left would have passed.
        if all(told):
            yield from min(told, key=_distance)
        return
    place = ".".join(str(part) for part in error.absolute_path)
    for pattern, text in _NOISE:
        if pattern.search(place) and text in error.message:
            return
    yield f"{place}: {error.message[:200]}"


def _distance(texts: list[str]) -> tuple[bool, int]:
    """How far an alternative is from what was sent: another type is farthest."""
    return any("type: " in text for text in texts), len(texts)
