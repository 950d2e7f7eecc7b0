"""The rules for message bodies: content, embeds, components, files, flags, mentions."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.rehearsal.attaching import Attaching
from bot.rehearsal.components import TEXT, ComponentCheck, walk
from bot.rehearsal.errors import ApiError, FormProblems
from bot.rehearsal.forms import Upload
from bot.rehearsal.records import (
    COMPONENTS_V2,
    EPHEMERAL,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    Attachment,
    Message,
)
from bot.rehearsal.rules import Rules
from bot.rehearsal.snowflakes import Snowflakes

Json = dict[str, Any]

_EMBED_TEXTS = (("title", 256), ("description", 4096))
_MENTION = re.compile(r"<@!?(\d+)>")
_SETTABLE = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2 | EPHEMERAL


@dataclass
class Body:
    """A message body that passed: what the message will be.

    Attributes:
        new: bytes of the files that are new, by attachment id.
    """

    content: str
    embeds: list[Json]
    components: list[Json]
    attachments: list[Attachment]
    flags: int
    new: dict[str, bytes]


class BodyCheck:
    """Checks message bodies against Discord's rules."""

    def __init__(
        self, rules: Rules, ids: Snowflakes, attachment_of: Callable[[str], str | None]
    ) -> None:
        self._rules = rules
        self._ids = ids
        self._attachment_of = attachment_of

    def check(
        self,
        payload: Json,
        uploads: Mapping[int, Upload],
        before: Message | None = None,
        *,
        ephemeral: bool = False,
        prefix: str = "",
    ) -> Body:
        """Check a body.

        Args:
            payload: the JSON part; on an edit, fields that are absent stay as they were.
            uploads: files sent along.
            before: the message that is edited.
            ephemeral: whether the message is for one person only.
            prefix: where in the request the body is (`data.` in a callback).

        Raises:
            ApiError: 50035 with details, 50006, 40005 or 30015.
        """
        problems = FormProblems(prefix)
        flags = self._flags(payload, before, problems)
        attaching = Attaching(self._rules, self._ids, ephemeral=ephemeral)
        attachments = attaching.settle(
            payload.get("attachments"), uploads, before.attachments if before else [], problems
        )
        components = self._components(payload, before, attachments, flags, problems)
        body = Body(
            content=self._content(payload, before, problems),
            embeds=self._embeds(payload, before, attachments, problems),
            components=components,
            attachments=attachments,
            flags=flags,
            new=attaching.new,
        )
        self._foreign_kinds(payload, problems)
        self._allowed_mentions(payload, problems)
        if flags & COMPONENTS_V2:
            _no_old_fields(body, payload, problems)
        problems.raise_if_any()
        if not (body.content or body.embeds or body.components or body.attachments):
            raise ApiError(50006)
        return body

    def _flags(self, payload: Json, before: Message | None, problems: FormProblems) -> int:
        wanted = payload.get("flags")
        if wanted is None:
            return before.flags if before else 0
        if not isinstance(wanted, int):
            problems.add("flags", "NUMBER_TYPE_COERCE", "Value is not int.")
            return 0
        if before is None:
            return wanted & _SETTABLE
        if before.v2 and not wanted & COMPONENTS_V2:
            problems.add(
                "flags",
                "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG",
                "The components V2 flag cannot be removed from a message.",
            )
        changeable = SUPPRESS_EMBEDS | COMPONENTS_V2
        return before.flags & ~changeable | wanted & changeable

    def _content(self, payload: Json, before: Message | None, problems: FormProblems) -> str:
        if "content" not in payload and before:
            return before.content
        content = payload.get("content")
        if content is None:
            return ""
        if not isinstance(content, str):
            problems.add("content", "BASE_TYPE_STRING", "Only strings may be used")
            return ""
        problems.length("content", content, 0, self._rules.content)
        return content.strip()

    def _components(
        self,
        payload: Json,
        before: Message | None,
        attachments: list[Attachment],
        flags: int,
        problems: FormProblems,
    ) -> list[Json]:
        kept = "components" not in payload
        if kept and before:
            _show_again(before.components, attachments, problems)
            return before.components
        check = ComponentCheck(
            self._rules,
            problems,
            v2=bool(flags & COMPONENTS_V2),
            attachments=attachments,
            attachment_of=self._attachment_of,
        )
        return check.run(payload.get("components") or [])

    def _embeds(
        self,
        payload: Json,
        before: Message | None,
        attachments: list[Attachment],
        problems: FormProblems,
    ) -> list[Json]:
        if "embeds" not in payload and before:
            embeds = before.embeds
        else:
            embeds = payload.get("embeds") or []
        if not isinstance(embeds, list) or not all(isinstance(item, dict) for item in embeds):
            problems.add("embeds", "LIST_TYPE_CONVERT", "Only iterables may be used")
            return []
        if len(embeds) > self._rules.embeds:
            problems.add("embeds", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length.")
        total = sum(_check_embed(item, f"embeds.{i}", problems) for i, item in enumerate(embeds))
        if total > self._rules.embed_total:
            problems.add(
                "embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000"
            )
        return [{"type": "rich", **_with_files(item, attachments)} for item in embeds]

    def _foreign_kinds(self, payload: Json, problems: FormProblems) -> None:
        if payload.get("sticker_ids"):
            problems.add("sticker_ids", "STICKER_INVALID", "The stage has no stickers.")
        if payload.get("poll"):
            problems.add("poll", "POLL_INVALID", "The stage has no polls.")
        nonce = payload.get("nonce")
        if isinstance(nonce, str):
            problems.length("nonce", nonce, 0, self._rules.nonce)

    def _allowed_mentions(self, payload: Json, problems: FormProblems) -> None:
        allowed = payload.get("allowed_mentions")
        if not isinstance(allowed, dict):
            return
        parse = allowed.get("parse") or []
        for index, kind in enumerate(parse):
            if kind not in {"roles", "users", "everyone"}:
                problems.add(
                    f"allowed_mentions.parse.{index}",
                    "BASE_TYPE_CHOICES",
                    "Value must be one of {'roles', 'users', 'everyone'}.",
                )
        for kind in ("users", "roles"):
            ids = allowed.get(kind) or []
            if len(ids) > 100:
                problems.add(
                    f"allowed_mentions.{kind}",
                    "BASE_TYPE_MAX_LENGTH",
                    "Must be 100 or fewer in length.",
                )
            if ids and kind in parse:
                problems.add(
                    "allowed_mentions",
                    "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                    f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
                )


def _no_old_fields(body: Body, payload: Json, problems: FormProblems) -> None:
    used = {
        "content": body.content,
        "embeds": body.embeds,
        "poll": payload.get("poll"),
        "sticker_ids": payload.get("sticker_ids"),
    }
    for name, value in used.items():
        if value:
            problems.add(
                name,
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
            )


def _show_again(
    components: list[Json], attachments: list[Attachment], problems: FormProblems
) -> None:
    """Mark the files that kept components show; a shown file that was dropped is a problem."""
    by_id = {item.id: item for item in attachments}
    for medium in media_of(components):
        wanted = medium.get("attachment_id")
        if wanted in by_id:
            by_id[wanted].shown = True
        elif wanted:
            problems.add(
                "components",
                "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND",
                "A component shows an attachment that is not kept.",
            )


def media_of(components: list[Json]) -> list[Json]:
    """Every media item of a component tree."""
    media: list[Json] = []
    for item in walk(components):
        media += [entry["media"] for entry in item.get("items") or []]
        media += [item[key] for key in ("media", "file") if isinstance(item.get(key), dict)]
    return media


def _check_embed(embed: Json, path: str, problems: FormProblems) -> int:
    """Note what is wrong with an embed; give its number of characters."""
    total = 0
    parts: list[tuple[str, object, int, int]] = [
        (f"{path}.{name}", embed[name], 0, most) for name, most in _EMBED_TEXTS if embed.get(name)
    ]
    for name, key, most in (("footer", "text", 2048), ("author", "name", 256)):
        if isinstance(embed.get(name), dict):
            parts.append((f"{path}.{name}.{key}", embed[name].get(key), 0, most))
    fields = embed.get("fields") or []
    if len(fields) > 25:
        problems.add(f"{path}.fields", "BASE_TYPE_MAX_LENGTH", "Must be 25 or fewer in length.")
    for index, field in enumerate(fields):
        parts.append((f"{path}.fields.{index}.name", field.get("name"), 1, 256))
        parts.append((f"{path}.fields.{index}.value", field.get("value"), 1, 1024))
    for place, text, least, most in parts:
        problems.length(place, text, least, most)
        total += len(text) if isinstance(text, str) else 0
    return total


def _with_files(embed: Json, attachments: list[Attachment]) -> Json:
    """An embed whose pictures name uploaded files by id."""
    by_name = {item.filename: item for item in attachments}
    shown = dict(embed)
    for key in ("image", "thumbnail"):
        url = (embed.get(key) or {}).get("url", "")
        found = by_name.get(url.removeprefix("attachment://"))
        if url.startswith("attachment://") and found:
            found.shown = True
            shown[key] = {"attachment_id": found.id}
        kept = (embed.get(key) or {}).get("attachment_id")
        for item in attachments:
            item.shown = item.shown or item.id == kept
    return shown


def mentioned(
    content: str, components: list[Json], allowed: object, *, everyone_kept: bool
) -> tuple[list[str], bool]:
    """Ids of users that a text pings, and whether it pings everyone.

    Args:
        content: the message's text.
        components: whose text displays count as text.
        allowed: the body's `allowed_mentions`, or None for the default (all are allowed).
        everyone_kept: whether the author may ping everyone here.
    """
    text = "\n".join(
        [content, *(str(item["content"]) for item in walk(components) if item["type"] == TEXT)]
    )
    ids = list(dict.fromkeys(_MENTION.findall(text)))
    everyone = everyone_kept and ("@everyone" in text or "@here" in text)
    if not isinstance(allowed, dict):
        return ids, everyone
    parse = allowed.get("parse") or []
    if "users" not in parse:
        named = {str(item) for item in allowed.get("users") or []}
        ids = [item for item in ids if item in named]
    return ids, everyone and "everyone" in parse
