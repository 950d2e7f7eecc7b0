"""Which container some bytes are in, by content; names of the kinds that are not read here."""

import re
import tomllib
from functools import cache
from pathlib import Path

from prompts.record import Record
from prompts.still.errors import NotAPictureError

_HEAD = 1024
"""Bytes looked at for text-based kinds such as SVG."""

_MARKUP = re.compile(rb"<(svg|\w+:svg)[\s>]", re.IGNORECASE)


class Signature(Record):
    """First bytes of a kind of file.

    Attributes:
        magic: the first bytes in hexadecimal.
        at: its offset in the file.
        reader: Pillow's name of the decoder, empty for kinds that are not read.
        name: the kind with its article, for a sentence.
        advice: what to send instead, as a sentence.
    """

    magic: str
    at: int = 0
    reader: str = ""
    name: str
    advice: str = ""

    def matches(self, data: bytes) -> bool:
        """Whether the file begins this way."""
        start = bytes.fromhex(self.magic)
        return data[self.at : self.at + len(start)] == start


@cache
def signatures() -> tuple[Signature, ...]:
    """All known signatures in the order in which they are tried (`containers.toml`)."""
    table = tomllib.loads(Path(__file__).with_name("containers.toml").read_text("utf-8"))
    return tuple(Signature(**row) for row in table["signature"])


def container_of(data: bytes) -> str:
    """Name of the decoder for `data`, such as `JPEG`; MPO begins as a JPEG.

    Raises:
        NotAPictureError: empty, not a picture, or a kind that is not read.
    """
    if not data:
        raise NotAPictureError("The file is empty. Please send the picture again.")
    found = next((s for s in signatures() if s.matches(data)), None)
    if found and found.reader:
        return found.reader
    if found:
        raise NotAPictureError(f"This is {found.name}, which I cannot read. {found.advice}")
    if _MARKUP.search(data[:_HEAD]):
        raise NotAPictureError(
            "This is an SVG drawing, which I cannot read. Export it as PNG and send that."
        )
    raise NotAPictureError("This is not a picture I can read. Send a JPEG, PNG or WebP.")


def gif_pictures(data: bytes, most: int = 1000) -> int:
    """Count the pictures in a GIF by walking its blocks, without decoding; at most `most`."""
    at = 13 + _table_bytes(data[10]) if len(data) > 13 else len(data)
    count = 0
    while at + 10 <= len(data) and count < most:
        if data[at] == 0x2C:
            count += 1
            at = _after_blocks(data, at + 11 + _table_bytes(data[at + 9]))
        elif data[at] == 0x21:
            at = _after_blocks(data, at + 2)
        else:
            break
    return max(count, 1)


def png_exif(data: bytes) -> bytes:
    """The EXIF block of a PNG, before or behind the pixels; empty when there is none."""
    at = 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] == b"eXIf":
            return data[at + 8 : at + 8 + length]
        at += length + 12
    return b""


def _table_bytes(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while at < len(data) and data[at]:
        at += data[at] + 1
    return at + 1
