"""Which files a message will have: those sent, and on an edit those kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.rehearsal.cdn import clean_name
from bot.rehearsal.errors import ApiError, FormProblems
from bot.rehearsal.forms import Upload
from bot.rehearsal.measure import content_type, measure
from bot.rehearsal.records import Attachment
from bot.rehearsal.rules import Rules
from bot.rehearsal.snowflakes import Snowflakes

Json = dict[str, Any]


class Attaching:
    """Turns uploads and an `attachments` list into attachments; keeps the new bytes by id."""

    def __init__(self, rules: Rules, ids: Snowflakes, *, ephemeral: bool = False) -> None:
        self._rules = rules
        self._ids = ids
        self._ephemeral = ephemeral
        self.new: dict[str, bytes] = {}

    def settle(
        self,
        listed: object,
        uploads: Mapping[int, Upload],
        existing: Sequence[Attachment],
        problems: FormProblems,
    ) -> list[Attachment]:
        """The message's files, in order.

        Args:
            listed: the body's `attachments`, or None when it has none (all are kept).
            uploads: files sent, by index.
            existing: files the message has; copies of those kept are given back.
            problems: where unknown ids are noted.

        Raises:
            ApiError: 40005 a file too large, 30015 too many files.
        """
        if any(len(upload.data) > self._rules.file_bytes for upload in uploads.values()):
            raise ApiError(40005)
        if isinstance(listed, list):
            files = self._listed(listed, uploads, existing, problems)
        else:
            kept = [item.model_copy(update={"shown": False}) for item in existing]
            files = kept + [self.take(upload) for _, upload in sorted(uploads.items())]
        if len(files) > self._rules.files:
            raise ApiError(30015)
        return files

    def _listed(
        self,
        listed: list[Any],
        uploads: Mapping[int, Upload],
        existing: Sequence[Attachment],
        problems: FormProblems,
    ) -> list[Attachment]:
        by_id = {item.id: item for item in existing}
        rest = dict(uploads)
        files: list[Attachment] = []
        for index, entry in enumerate(listed):
            wanted = str(entry.get("id", "")) if isinstance(entry, dict) else ""
            path = f"attachments.{index}"
            if wanted in by_id:
                files.append(self._kept(by_id[wanted], entry, path, problems))
            elif wanted.isdigit() and int(wanted) in rest:
                files.append(self.take(rest.pop(int(wanted)), entry, path, problems))
            else:
                problems.add(f"{path}.id", "ATTACHMENT_NOT_FOUND", "The attachment was not found.")
        return files + [self.take(upload) for _, upload in sorted(rest.items())]

    def _kept(self, kept: Attachment, entry: Json, path: str, problems: FormProblems) -> Attachment:
        changes: Json = {"shown": False}
        if "description" in entry:
            changes["description"] = self._described(entry, path, problems)
        return kept.model_copy(update=changes)

    def _described(self, entry: Json, path: str, problems: FormProblems) -> str | None:
        text = entry.get("description")
        if text is None:
            return None
        problems.length(f"{path}.description", text, 0, self._rules.alt_text)
        return str(text)

    def take(
        self,
        upload: Upload,
        entry: Json | None = None,
        path: str = "attachments",
        problems: FormProblems | None = None,
    ) -> Attachment:
        """A new attachment of an upload; `entry` may name and describe it."""
        entry = entry or {}
        name = clean_name(entry.get("filename") or upload.filename)
        size = measure(upload.data)
        attachment = Attachment(
            id=self._ids.mint(),
            filename=name,
            size=len(upload.data),
            content_type=content_type(name),
            width=size[0] if size else None,
            height=size[1] if size else None,
            description=self._described(entry, path, problems or FormProblems()),
            ephemeral=self._ephemeral,
        )
        self.new[attachment.id] = upload.data
        return attachment
