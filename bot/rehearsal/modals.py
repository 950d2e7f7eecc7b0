"""The rules for modals, and for what a person may submit into one."""

from typing import Any

from bot.rehearsal.components import SELECTS, TEXT, number, walk
from bot.rehearsal.controls import Controls
from bot.rehearsal.errors import FormProblems, RefusedError
from bot.rehearsal.rules import Rules

ROW, INPUT, LABEL, UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 1, 4, 18, 19, 21, 22, 23

Json = dict[str, Any]


def check_modal(data: object, rules: Rules, problems: FormProblems) -> Json:
    """Check the `data` of a modal callback and give its normal form."""
    if not isinstance(data, dict):
        problems.required("title")
        return {}
    problems.length("title", data.get("title"), 1, rules.modal_title)
    problems.length("custom_id", data.get("custom_id"), 1, rules.custom_id)
    components = data.get("components")
    if not isinstance(components, list) or not 1 <= len(components) <= rules.modal_components:
        problems.add(
            "components",
            "BASE_TYPE_BAD_LENGTH",
            f"Must be between 1 and {rules.modal_components} in length.",
        )
        components = []
    fields = _Fields(rules, problems)
    done = [
        fields.top(item, f"components.{index}")
        for index, item in enumerate(components)
        if isinstance(item, dict)
    ]
    number(done, problems)
    return {"title": data.get("title"), "custom_id": data.get("custom_id"), "components": done}


class _Fields:
    def __init__(self, rules: Rules, problems: FormProblems) -> None:
        self._rules = rules
        self._problems = problems
        self._controls = Controls(rules, problems)

    def top(self, item: Json, path: str) -> Json:
        kind = item.get("type")
        if kind == LABEL:
            return self._label(item, path)
        if kind == TEXT:
            self._problems.length(f"{path}.content", item.get("content"), 1, self._rules.text_total)
            return dict(item)
        if kind == ROW:
            return self._row(item, path)
        self._problems.add(
            f"{path}.type",
            "UNION_TYPE_CHOICES",
            'Value of field "type" must be one of (1, 10, 18,).',
        )
        return {"type": 0}

    def _row(self, item: Json, path: str) -> Json:
        children = item.get("components")
        alone = isinstance(children, list) and len(children) == 1
        if not alone or children[0].get("type") != INPUT:  # type: ignore[index]  # `alone` tells
            self._problems.add(
                f"{path}.components", "BASE_TYPE_BAD_LENGTH", "Must hold one text input."
            )
            return {"type": 0}
        child = children[0]  # type: ignore[index]  # `alone` tells
        self._problems.length(
            f"{path}.components.0.label", child.get("label"), 1, self._rules.modal_label
        )
        return {**item, "components": [self._field(child, f"{path}.components.0")]}

    def _label(self, item: Json, path: str) -> Json:
        self._problems.length(f"{path}.label", item.get("label"), 1, self._rules.modal_label)
        if item.get("description") is not None:
            self._problems.length(
                f"{path}.description", item["description"], 0, self._rules.modal_description
            )
        component = item.get("component")
        if not isinstance(component, dict):
            self._problems.required(f"{path}.component")
            return {"type": 0}
        return {**item, "component": self._field(component, f"{path}.component")}

    def _field(self, item: Json, path: str) -> Json:
        kind = item.get("type")
        if kind in SELECTS:
            return self._controls.select(item, path)
        if kind not in {INPUT, UPLOAD, RADIO, CHECKBOXES, CHECKBOX}:
            self._problems.add(
                f"{path}.type",
                "UNION_TYPE_CHOICES",
                'Value of field "type" must be one of (3, 4, 5, 6, 7, 8, 19, 21, 22, 23,).',
            )
            return {"type": 0}
        self._controls.custom_id(item, path)
        if kind == INPUT:
            self._input(item, path)
        elif kind == UPLOAD:
            self._upload(item, path)
        elif kind in {RADIO, CHECKBOXES}:
            self._group(item, path)
        return dict(item)

    def _input(self, item: Json, path: str) -> None:
        if item.get("style") not in {1, 2}:
            self._problems.add(f"{path}.style", "BASE_TYPE_CHOICES", "Value must be one of {1, 2}.")
        most = self._rules.text_input
        for key, least, top in (("min_length", 0, most), ("max_length", 1, most)):
            value = item.get(key)
            if value is not None and not least <= value <= top:
                self._problems.add(
                    f"{path}.{key}", "NUMBER_TYPE_MAX", f"int value should be {least} to {top}."
                )
        if item.get("value") is not None:
            self._problems.length(f"{path}.value", item["value"], 0, item.get("max_length") or most)
        if item.get("placeholder") is not None:
            self._problems.length(f"{path}.placeholder", item["placeholder"], 0, 100)

    def _upload(self, item: Json, path: str) -> None:
        least, most = item.get("min_values", 1), item.get("max_values", 1)
        if not 0 <= least <= self._rules.uploads or not 1 <= most <= self._rules.uploads:
            self._problems.add(
                f"{path}.max_values", "NUMBER_TYPE_MAX", "int value should be at most 10."
            )

    def _group(self, item: Json, path: str) -> None:
        options = item.get("options")
        least = 2 if item.get("type") == RADIO else 1
        if not isinstance(options, list) or not least <= len(options) <= 10:
            self._problems.add(
                f"{path}.options",
                "BASE_TYPE_BAD_LENGTH",
                f"Must be between {least} and 10 in length.",
            )


def check_submission(modal: Json, submitted: list[Json]) -> None:
    """What the client checks before it sends a modal.

    Raises:
        RefusedError: a field is missing, too short, too long, or has the wrong number of values.
    """
    given = {item["custom_id"]: item for item in walk(submitted) if item.get("custom_id")}
    for field in walk(modal["components"]):
        custom_id = field.get("custom_id")
        if not custom_id:
            continue
        if custom_id not in given:
            raise RefusedError(f"The field {custom_id} is missing.")
        _check_field(field, given[custom_id])


def _check_field(field: Json, given: Json) -> None:
    name = field["custom_id"]
    required = field.get("required", True)
    if field["type"] == INPUT:
        value = given.get("value") or ""
        if required and not value:
            raise RefusedError(f"The field {name} is required.")
        most = field.get("max_length") or 4000
        if value and not (field.get("min_length") or 0) <= len(value) <= most:
            raise RefusedError(f"The field {name} must have at most {most} characters.")
    elif field["type"] in SELECTS | {UPLOAD}:
        values = given.get("values") or []
        if not values and not required:
            return
        least, most = field.get("min_values", 1), field.get("max_values", 1)
        if not least <= len(values) <= most:
            raise RefusedError(f"The field {name} takes {least} to {most} values.")
