"""Request bodies: JSON, or multipart with `payload_json` and `files[n]`."""

import json
import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import BodyPartReader, MultipartReader, web

from bot.rehearsal.errors import ApiError

Json = dict[str, Any]


@dataclass(frozen=True)
class Upload:
    """One file of a request: its name as sent and its bytes."""

    filename: str
    data: bytes


@dataclass
class Form:
    """A request body: the JSON part (None when there is none) and the files by their index."""

    payload: Any = None
    uploads: dict[int, Upload] = field(default_factory=dict)

    def fields(self) -> Json:
        """The JSON part as an object.

        Raises:
            ApiError: 50035 when it is something else.
        """
        if self.payload is None:
            return {}
        if not isinstance(self.payload, dict):
            raise ApiError(50035)
        return self.payload


async def read_form(request: web.Request, most: int) -> Form:
    """Read a body of at most `most` bytes.

    Raises:
        ApiError: 40005 too large, 50109 no JSON.
    """
    if (request.content_length or 0) > most:
        raise ApiError(40005)
    if request.content_type.startswith("multipart/"):
        return await _read_multipart(await request.multipart(), most)
    data = await request.content.read(-1)
    if len(data) > most:
        raise ApiError(40005)
    return Form(_parse(data) if data else None)


async def _read_multipart(reader: MultipartReader, most: int) -> Form:
    form = Form()
    total = 0
    async for part in reader:
        if not isinstance(part, BodyPartReader):
            continue
        data = bytes(await part.read())
        total += len(data)
        if total > most:
            raise ApiError(40005)
        name = part.name or ""
        found = re.fullmatch(r"files?\[(\d+)\]|file(\d*)", name)
        if name == "payload_json":
            form.payload = _parse(data)
        elif found:
            index = int(found.group(1) or found.group(2) or 0)
            form.uploads[index] = Upload(part.filename or "unknown", data)
    return form


def _parse(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError:
        raise ApiError(50109) from None
