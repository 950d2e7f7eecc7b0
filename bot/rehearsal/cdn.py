"""Files of messages: kept in a folder, handed out under signed links that expire."""

import asyncio
import hashlib
import hmac
import re
import secrets
import struct
import time
import zlib
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from bot.rehearsal.measure import content_type
from bot.rehearsal.records import Attachment

_INLINE = (
    "image/png",
    "image/jpeg",
    "image/gif",
    "image/webp",
    "image/avif",
    "image/bmp",
    "video/",
)
_AVATAR_SIDE = 64
_AVATAR_COLOURS = (0x5B6EAE, 0x7A8594, 0x4E9A6B, 0xC58B3C, 0xB85C5C, 0xA2639C)


def clean_name(name: str) -> str:
    """A file's name as Discord keeps it: no folders, no spaces, few special characters."""
    base = re.split(r"[\\/]", name)[-1].replace(" ", "_")
    kept = re.sub(r"[^\w.\-]", "", base, flags=re.ASCII).lstrip(".")
    return kept[-200:] or "unknown"


class FileStore:
    """Bytes of attachments by id, and the links to them.

    Attributes:
        base: address of the file part, such as `http://127.0.0.1:8365/cdn`; set when it is known.
    """

    def __init__(self, folder: Path, link_life: float) -> None:
        self._folder = folder
        self._life = link_life
        self._secret = secrets.token_bytes(32)
        self.base = ""

    def expire_links(self) -> None:
        """Kill every link given out until now; new ones are signed anew."""
        self._secret = secrets.token_bytes(32)

    async def keep(self, attachment_id: str, data: bytes) -> None:
        """Write a file; it is complete under its name or not there at all."""
        await asyncio.to_thread(self._write, attachment_id, data)

    def _write(self, attachment_id: str, data: bytes) -> None:
        path = self._folder / attachment_id
        part = path.with_suffix(".part")
        part.write_bytes(data)
        part.replace(path)

    async def drop(self, attachment_ids: list[str]) -> None:
        """Forget files; those already gone are fine."""
        for attachment_id in attachment_ids:
            await asyncio.to_thread((self._folder / attachment_id).unlink, missing_ok=True)

    def path(self, attachment_id: str) -> Path:
        """Where a file is."""
        return self._folder / attachment_id

    def stored(self) -> set[str]:
        """Ids of all files in the folder."""
        return {path.name for path in self._folder.iterdir() if not path.suffix}

    def link(self, attachment: Attachment, channel_id: str) -> str:
        """A signed link, good for the link life from now."""
        kind = "ephemeral-attachments" if attachment.ephemeral else "attachments"
        path = f"{kind}/{channel_id}/{attachment.id}/{quote(attachment.filename)}"
        issued = time.time()
        signed = f"is={int(issued):x}&ex={int(issued + self._life):x}"
        mark = self._sign(f"{attachment.id}?{signed}")
        return f"{self.base}/{path}?{signed}&hm={mark}"

    def _sign(self, text: str) -> str:
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()

    def attachment_of(self, url: str) -> str | None:
        """The attachment id that one of our links names, whether it is still good or not."""
        found = re.match(rf"{re.escape(self.base)}/[a-z-]*attachments/\d+/(\d+)/", url)
        return found.group(1) if found else None

    def valid(self, attachment_id: str, query: dict[str, str]) -> bool:
        """Whether a link's signature is ours and its time has not run out."""
        issued, expires = query.get("is", ""), query.get("ex", "")
        mark = self._sign(f"{attachment_id}?is={issued}&ex={expires}")
        if not hmac.compare_digest(mark, query.get("hm", "")):
            return False
        return int(expires, 16) > time.time()


async def serve_attachment(files: FileStore, request: web.Request) -> web.StreamResponse:
    """Answer a file request: 404 unsigned, expired or gone; ranges are honoured."""
    attachment_id = request.match_info["attachment_id"]
    if not files.valid(attachment_id, dict(request.query)):
        return web.Response(status=404, text="This content is no longer available.")
    path = files.path(attachment_id)
    if not await asyncio.to_thread(path.is_file):
        return web.Response(status=404, text="This content is no longer available.")
    name = request.match_info["filename"]
    kind = content_type(name) or "application/octet-stream"
    shown = "inline" if kind.startswith(_INLINE) else "attachment"
    headers = {
        "Content-Type": kind,
        "Content-Disposition": f"{shown}; filename*=UTF-8''{quote(name)}",
        # Uploads share the page's origin: nothing in them may run as if it were the page.
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=3600",
    }
    return web.FileResponse(path, headers=headers)


def default_avatar(number: int) -> bytes:
    """A one-colour PNG, 64 pixels square."""
    colour = _AVATAR_COLOURS[number % len(_AVATAR_COLOURS)].to_bytes(3, "big")
    rows = (b"\0" + colour * _AVATAR_SIDE) * _AVATAR_SIDE
    header = struct.pack(">IIBBBBB", _AVATAR_SIDE, _AVATAR_SIDE, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
