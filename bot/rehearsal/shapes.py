"""The kinds of values that known fields of Discord's bodies hold; checked before any other rule.

One table serves all bodies: a field of one name holds the same kind of value everywhere.
"""

from typing import Any

from bot.rehearsal.errors import FormProblems

_TEXTS = frozenset(
    [
        "content",
        "title",
        "description",
        "name",
        "label",
        "custom_id",
        "url",
        "placeholder",
        "text",
        "filename",
    ]
)
_NUMBERS = frozenset(
    [
        "type",
        "style",
        "spacing",
        "flags",
        "accent_color",
        "min_values",
        "max_values",
        "min_length",
        "max_length",
        "component_type",
    ]
)
_OBJECTS = frozenset(
    [
        "media",
        "file",
        "accessory",
        "component",
        "emoji",
        "footer",
        "author",
        "image",
        "thumbnail",
        "allowed_mentions",
        "message_reference",
        "data",
    ]
)
_LISTS_OF_OBJECTS = frozenset(
    ["components", "items", "options", "embeds", "attachments", "fields", "choices"]
)
_LISTS = frozenset(["parse", "users", "roles", "messages", "values", "sticker_ids"])
_SCALARS = frozenset(["id", "value", "nonce", "sku_id", "message_id", "recipient_id"])


def check_shape(value: object) -> None:
    """Refuse a body with a field of the wrong kind; null is always allowed.

    Raises:
        ApiError: 50035 with the places.
    """
    problems = FormProblems()
    _walk(value, "", problems)
    problems.raise_if_any()


def _walk(value: object, path: str, problems: FormProblems) -> None:
    if isinstance(value, dict):
        for key, item in value.items():
            here = f"{path}.{key}" if path else str(key)
            # An embed's type is a word, a component's a number.
            worded = key == "type" and "embeds" in path
            wanted = "" if worded else _wrong(str(key), item)
            if wanted:
                problems.add(here, "BASE_TYPE_CONVERT", f"Only {wanted} may be used")
            else:
                _walk(item, here, problems)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _walk(item, f"{path}.{index}" if path else str(index), problems)


def _wrong(key: str, value: Any) -> str:
    """What the field should hold instead; empty when it is right."""
    if value is None:
        return ""
    number = isinstance(value, int) and not isinstance(value, bool)
    if key in _TEXTS:
        return "" if isinstance(value, str) else "strings"
    if key in _NUMBERS:
        return "" if number else "integers"
    if key in _OBJECTS:
        return "" if isinstance(value, dict) else "dictionaries"
    if key in _LISTS_OF_OBJECTS:
        fine = isinstance(value, list) and all(isinstance(item, dict) for item in value)
        return "" if fine else "lists of dictionaries"
    if key in _LISTS:
        fine = isinstance(value, list) and all(isinstance(item, str | int) for item in value)
        return "" if fine else "lists of strings"
    if key in _SCALARS:
        return "" if isinstance(value, str | int | float) else "strings or numbers"
    return ""
