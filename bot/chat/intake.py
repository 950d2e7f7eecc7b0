"""Attachments: which one is the picture, and its bytes, from trusted hosts only."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp
import discord
import yarl

LIMIT = 30 * 1024 * 1024
"""Bytes of the largest still."""
DEADLINE = 45.0
"""Seconds for a download."""
_CHUNK = 256 * 1024
_PICTURES = (".jpg", ".jpeg", ".jfif", ".png", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".mpo")


class IntakeError(Exception):
    """The attachment cannot be used; `str()` is a sentence for the person."""


@dataclass(frozen=True)
class Found:
    """The picture among the attachments, and a remark for the card when there were others."""

    attachment: discord.Attachment
    remark: str = ""


def first_picture(attachments: Sequence[discord.Attachment]) -> Found | None:
    """The first attachment that looks like a picture; None when nothing is attached.

    Raises:
        IntakeError: there are attachments, but no picture.
    """
    if not attachments:
        return None
    pictures = [item for item in attachments if _looks_like_picture(item)]
    if not pictures:
        raise IntakeError(
            "That is no picture I can read. Send a photo as JPEG, PNG or WebP. Nothing was charged."
        )
    remark = ""
    if len(pictures) > 1:
        remark = f"You sent {len(pictures)} pictures; I took the first."
    elif len(attachments) > 1:
        remark = "I took the picture and left the other files."
    return Found(pictures[0], remark)


def _looks_like_picture(attachment: discord.Attachment) -> bool:
    kind = (attachment.content_type or "").lower()
    if kind.startswith(("video/", "audio/", "text/")):
        return False
    return kind.startswith("image/") or attachment.filename.lower().endswith(_PICTURES)


class Intake:
    """Downloads attachments from Discord's own hosts, or below the rehearsal's `cdn_base`."""

    def __init__(self, hosts: Sequence[str], cdn_base: str | None = None) -> None:
        self._hosts = frozenset(hosts)
        self._cdn = yarl.URL(cdn_base.rstrip("/") + "/") if cdn_base else None
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def fetch(self, attachment: discord.Attachment) -> bytes:
        """The attachment's bytes.

        Raises:
            IntakeError: wrong host, too large, gone, or too slow.
        """
        if attachment.size > LIMIT:
            raise _too_large()
        url = self._trusted(attachment.url)
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            async with (
                asyncio.timeout(DEADLINE),
                self._session.get(url, allow_redirects=False) as answer,
            ):
                if answer.status != 200:
                    raise IntakeError(
                        f"Discord did not hand me that picture ({answer.status}). "
                        "Nothing was charged; send it again."
                    )
                return await _read(answer)
        except (TimeoutError, aiohttp.ClientError) as error:
            raise IntakeError(
                "I could not download that picture in time. Nothing was charged; send it again."
            ) from error

    def _trusted(self, address: str) -> yarl.URL:
        try:
            # Signed links are used exactly as they came: re-quoting would break the signature.
            url = yarl.URL(address, encoded=True)
        except ValueError:
            url = yarl.URL()
        if url.scheme == "https" and url.host in self._hosts and url.port == 443:
            return url
        cdn = self._cdn
        if (
            cdn is not None
            and (url.scheme, url.host, url.port) == (cdn.scheme, cdn.host, cdn.port)
            and url.path.startswith(cdn.path)
            and ".." not in url.path.split("/")
        ):
            return url
        raise IntakeError(
            "I only take pictures that were uploaded to Discord. Nothing was charged; "
            "upload the picture itself."
        )


async def _read(answer: aiohttp.ClientResponse) -> bytes:
    data = bytearray()
    async for chunk in answer.content.iter_chunked(_CHUNK):
        data += chunk
        if len(data) > LIMIT:
            raise _too_large()
    return bytes(data)


def _too_large() -> IntakeError:
    return IntakeError(
        "That picture is larger than 30 MB. Nothing was charged; send a smaller copy."
    )
