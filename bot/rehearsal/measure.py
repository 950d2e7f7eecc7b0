"""Width and height of pictures and clips from their headers, and content types from names.

Discord tells both with every attachment. Formats: PNG (W3C), GIF89a, JPEG (T.81), WebP container,
BMP, ISO base media (mp4, mov). Whatever cannot be read has no size, as on Discord.
"""

import struct
from collections.abc import Iterator
from pathlib import PurePosixPath

Size = tuple[int, int]

_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".jfif": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".bmp": "image/bmp",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".svg": "image/svg+xml",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
}


def content_type(filename: str) -> str | None:
    """The content type that a file's name promises; None when it promises nothing."""
    return _TYPES.get(PurePosixPath(filename.lower()).suffix)


def measure(data: bytes) -> Size | None:
    """Width and height in pixels, or None."""
    try:
        if data[:8] == b"\x89PNG\r\n\x1a\n":
            return _pair(">II", data, 16)
        if data[:6] in {b"GIF87a", b"GIF89a"}:
            return _pair("<HH", data, 6)
        if data[:2] == b"BM":
            width, height = _pair("<ii", data, 18)
            return width, abs(height)
        if data[:2] == b"\xff\xd8":
            return _jpeg(data)
        if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return _webp(data)
        if data[4:8] == b"ftyp":
            return _movie(data)
    except (struct.error, IndexError):
        return None
    return None


def _pair(form: str, data: bytes, offset: int) -> Size:
    first, second = struct.unpack_from(form, data, offset)
    return int(first), int(second)


def _jpeg(data: bytes) -> Size | None:
    at = 2
    while at + 9 < len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = _pair(">HH", data, at + 5)
            return width, height
        at += 2 + int(struct.unpack_from(">H", data, at + 2)[0])
    return None


def _webp(data: bytes) -> Size | None:
    kind = data[12:16]
    if kind == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        return width, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = _pair("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    at = start
    while at + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, at)
        header = 8
        if size == 1:
            size, header = struct.unpack_from(">Q", data, at + 8)[0], 16
        elif size == 0:
            size = end - at
        if size < header:
            return
        yield kind, at + header, min(at + size, end)
        at += size


def _movie(data: bytes) -> Size | None:
    for kind, start, end in _boxes(data, 0, len(data)):
        if kind != b"moov":
            continue
        for inner, first, last in _boxes(data, start, end):
            if inner != b"trak":
                continue
            for box, begin, stop in _boxes(data, first, last):
                if box == b"tkhd" and stop - begin >= 8:
                    width, height = _pair(">II", data, stop - 8)
                    if width and height:
                        return width >> 16, height >> 16
    return None
