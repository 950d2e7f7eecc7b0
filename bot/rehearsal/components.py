"""The rules for message components, old (rows only) and V2, and their normal form.

Source: Discord's component reference; limits in `rules.py`. The normal form has a numeric `id` on
every component, and media that name an uploaded file carry its `attachment_id`.
"""

from collections.abc import Callable, Sequence
from typing import Any

from bot.rehearsal.controls import Controls
from bot.rehearsal.errors import FormProblems
from bot.rehearsal.records import Attachment
from bot.rehearsal.rules import Rules

ROW, BUTTON, SELECT, SECTION, TEXT, THUMBNAIL = 1, 2, 3, 9, 10, 11
GALLERY, FILE, SEPARATOR, CONTAINER = 12, 13, 14, 17
SELECTS = frozenset({3, 5, 6, 7, 8})
TOP_V2 = frozenset({ROW, SECTION, TEXT, GALLERY, FILE, SEPARATOR, CONTAINER})
IN_CONTAINER = TOP_V2 - {CONTAINER}

Json = dict[str, Any]


class ComponentCheck:
    """Checks one message's components; what is wrong lands in `problems`.

    Args:
        rules: the limits.
        problems: where to note what is wrong.
        v2: whether the message has the V2 flag.
        attachments: the files the message will have.
        attachment_of: reads the attachment id out of one of the stage's own links.
    """

    def __init__(
        self,
        rules: Rules,
        problems: FormProblems,
        *,
        v2: bool,
        attachments: Sequence[Attachment],
        attachment_of: Callable[[str], str | None],
    ) -> None:
        self._rules = rules
        self._problems = problems
        self._v2 = v2
        self._by_name = {item.filename: item for item in attachments}
        self._by_id = {item.id: item for item in attachments}
        self._attachment_of = attachment_of
        self._controls = Controls(rules, problems)
        self._count = 0
        self._text = 0
        self._kinds: dict[int, Callable[[Json, str], Json]] = {
            ROW: self._row,
            SECTION: self._section,
            TEXT: self._text_display,
            GALLERY: self._gallery,
            FILE: self._file,
            SEPARATOR: self._separator,
            CONTAINER: self._container,
        }

    def run(self, components: object) -> list[Json]:
        """Check a `components` list and give its normal form."""
        if not isinstance(components, list):
            self._problems.add("components", "LIST_TYPE_CONVERT", "Only iterables may be used")
            return []
        if not self._v2 and len(components) > self._rules.modal_components:
            self._problems.add(
                "components", "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length."
            )
        allowed = TOP_V2 if self._v2 else frozenset({ROW})
        done = [
            self._one(item, f"components.{index}", allowed) for index, item in enumerate(components)
        ]
        if self._count > self._rules.components:
            self._problems.add(
                "components",
                "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
                f"The maximum number of components is {self._rules.components}.",
            )
        if self._text > self._rules.text_total:
            self._problems.add(
                "components",
                "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
                f"The total displayable text is over {self._rules.text_total} characters.",
            )
        number(done, self._problems)
        return done

    def _one(self, item: object, path: str, allowed: frozenset[int]) -> Json:
        if not isinstance(item, dict):
            self._problems.add(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used")
            return {"type": 0}
        self._count += 1
        kind = item.get("type")
        if kind not in allowed:
            choices = ", ".join(map(str, sorted(allowed)))
            self._problems.add(
                f"{path}.type",
                "UNION_TYPE_CHOICES",
                f'Value of field "type" must be one of ({choices},).',
            )
            return {"type": 0}
        if kind == BUTTON:
            return self._controls.button(item, path)
        if kind in SELECTS:
            return self._controls.select(item, path)
        if kind == THUMBNAIL:
            return self._thumbnail(item, path)
        return self._kinds[kind](item, path)

    def _children(
        self, item: Json, path: str, allowed: frozenset[int], least: int, most: int
    ) -> list[Json]:
        children = item.get("components")
        if not isinstance(children, list) or not least <= len(children) <= most:
            self._problems.add(
                f"{path}.components",
                "BASE_TYPE_BAD_LENGTH",
                f"Must be between {least} and {most} in length.",
            )
            children = children if isinstance(children, list) else []
        return [
            self._one(child, f"{path}.components.{index}", allowed)
            for index, child in enumerate(children)
        ]

    def _row(self, item: Json, path: str) -> Json:
        allowed = SELECTS | {BUTTON}
        children = self._children(item, path, allowed, 1, self._rules.row_buttons)
        if len(children) > 1 and any(child["type"] in SELECTS for child in children):
            self._problems.add(
                f"{path}.components",
                "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
                "The specified component exceeds the maximum width",
            )
        return {"type": ROW, "id": item.get("id"), "components": children}

    def _section(self, item: Json, path: str) -> Json:
        texts = self._children(item, path, frozenset({TEXT}), 1, self._rules.section_texts)
        if "accessory" not in item:
            self._problems.required(f"{path}.accessory")
            accessory: Json = {"type": 0}
        else:
            accessory = self._one(
                item["accessory"], f"{path}.accessory", frozenset({BUTTON, THUMBNAIL})
            )
        return {
            "type": SECTION,
            "id": item.get("id"),
            "components": texts,
            "accessory": accessory,
        }

    def _text_display(self, item: Json, path: str) -> Json:
        content = item.get("content")
        self._problems.length(f"{path}.content", content, 1, self._rules.text_total)
        if isinstance(content, str):
            self._text += len(content)
        return {"type": TEXT, "id": item.get("id"), "content": content}

    def _gallery(self, item: Json, path: str) -> Json:
        items = item.get("items")
        most = self._rules.gallery_items
        if not isinstance(items, list) or not 1 <= len(items) <= most:
            self._problems.add(
                f"{path}.items", "BASE_TYPE_BAD_LENGTH", f"Must be between 1 and {most} in length."
            )
            items = []
        shown = [
            self._pictured(entry, f"{path}.items.{index}")
            for index, entry in enumerate(items)
            if isinstance(entry, dict)
        ]
        return {"type": GALLERY, "id": item.get("id"), "items": shown}

    def _thumbnail(self, item: Json, path: str) -> Json:
        thumbnail = {"type": THUMBNAIL, "id": item.get("id"), **self._pictured(item, path)}
        shown = self._by_id.get(thumbnail["media"].get("attachment_id", ""))
        if shown and (shown.content_type or "").startswith("video/"):
            self._problems.add(
                f"{path}.media", "UNFURLED_MEDIA_ITEM_INVALID_TYPE", "A thumbnail shows no video."
            )
        return thumbnail

    def _pictured(self, item: Json, path: str) -> Json:
        description = item.get("description")
        if description is not None:
            self._problems.length(f"{path}.description", description, 0, self._rules.alt_text)
        return {
            "media": self._media(item.get("media"), f"{path}.media"),
            "description": description,
            "spoiler": bool(item.get("spoiler", False)),
        }

    def _file(self, item: Json, path: str) -> Json:
        media = self._media(item.get("file"), f"{path}.file")
        shown = self._by_id.get(media.get("attachment_id", ""))
        if media.get("url") and not shown:
            self._problems.add(
                f"{path}.file.url", "UNFURLED_MEDIA_ITEM_NOT_ATTACHMENT", "Must be an attachment."
            )
        return {
            "type": FILE,
            "id": item.get("id"),
            "file": media,
            "spoiler": bool(item.get("spoiler", False)),
            "name": shown.filename if shown else None,
            "size": shown.size if shown else None,
        }

    def _separator(self, item: Json, path: str) -> Json:
        spacing = item.get("spacing", 1)
        if spacing not in {1, 2}:
            self._problems.add(
                f"{path}.spacing", "BASE_TYPE_CHOICES", "Value must be one of {1, 2}."
            )
        return {
            "type": SEPARATOR,
            "id": item.get("id"),
            "divider": bool(item.get("divider", True)),
            "spacing": spacing,
        }

    def _container(self, item: Json, path: str) -> Json:
        colour = item.get("accent_color")
        if colour is not None and (not isinstance(colour, int) or not 0 <= colour <= 0xFFFFFF):
            self._problems.add(
                f"{path}.accent_color", "NUMBER_TYPE_MAX", "int value should be at most 16777215."
            )
        return {
            "type": CONTAINER,
            "id": item.get("id"),
            "accent_color": colour,
            "spoiler": bool(item.get("spoiler", False)),
            "components": self._children(item, path, IN_CONTAINER, 1, self._rules.components),
        }

    def _media(self, media: object, path: str) -> Json:
        url = media.get("url") if isinstance(media, dict) else None
        if not isinstance(url, str) or not url:
            self._problems.required(f"{path}.url")
            return {}
        if url.startswith("attachment://"):
            return self._uploaded(url.removeprefix("attachment://"), path)
        own = self._by_id.get(self._attachment_of(url) or "")
        if own:
            own.shown = True
            return {"attachment_id": own.id}
        if not url.startswith(("http://", "https://")):
            self._problems.add(
                f"{path}.url",
                "URL_TYPE_INVALID_SCHEME",
                "Scheme must be one of ('http', 'https', 'attachment').",
            )
        return {"url": url}

    def _uploaded(self, name: str, path: str) -> Json:
        found = self._by_name.get(name)
        if found is None:
            self._problems.add(
                f"{path}.url",
                "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                f"The referenced attachment {name} was not found.",
            )
            return {}
        found.shown = True
        return {"attachment_id": found.id}


def walk(components: Sequence[Json]) -> list[Json]:
    """Every component of a tree, in the order they are read."""
    found: list[Json] = []
    for item in components:
        found.append(item)
        found += walk(item.get("components") or [])
        for key in ("accessory", "component"):
            if isinstance(item.get(key), dict):
                found += walk([item[key]])
    return found


def number(components: list[Json], problems: FormProblems) -> None:
    """Give every component without an id the next free one; equal ids are a problem."""
    every = walk(components)
    taken: set[int] = set()
    for item in every:
        wanted = item.get("id")
        if not wanted:
            continue
        if wanted in taken:
            problems.add(
                "components", "COMPONENT_ID_DUPLICATED", "Component id cannot be duplicated"
            )
        taken.add(wanted)
    following = 1
    for item in every:
        if item.get("id"):
            continue
        while following in taken:
            following += 1
        taken.add(following)
        item["id"] = following


def clickable(components: Sequence[Json], custom_id: str) -> Json | None:
    """The component with a custom id."""
    return next((item for item in walk(components) if item.get("custom_id") == custom_id), None)
