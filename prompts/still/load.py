"""The still: an uploaded picture whose header was checked before a single pixel was decoded."""

import hashlib
import math
from dataclasses import dataclass, field
from io import BytesIO

from PIL import ExifTags, Image

from prompts.still.containers import container_of, gif_pictures, png_exif
from prompts.still.decode import Pixels, decode, guarded
from prompts.still.errors import (
    DamagedError,
    NotAPictureError,
    StillError,
    TooLargeError,
    TooSmallError,
)

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "MIN_SIDE",
    "DamagedError",
    "NotAPictureError",
    "Pixels",
    "Still",
    "StillError",
    "TooLargeError",
    "TooSmallError",
    "clean_jpeg",
    "clean_png",
    "open_still",
]

MAX_BYTES = 30 * 1024 * 1024
"""Largest upload, 30 MB."""

MAX_PIXELS = 100_000_000
"""Most pixels, read from the header: 100 megapixels."""

MIN_SIDE = 64
"""Shortest side in pixels; below it there is nothing to measure and nothing to move."""

_MOST_FRAMES = 1000
"""Frames are counted up to here; a hostile file may claim millions."""


_TIFF_COMPRESSIONS = frozenset(
    ("raw", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "packbits", "group3", "group4")
)
"""What editors and scanners write; the rarer codecs inside TIFF are fragile on damaged files."""


@dataclass(frozen=True, slots=True)
class Still:
    """A picture that passed the header checks. Pixels are decoded when asked for.

    Metadata stays in `data`: nothing here, in the report or in `clean_jpeg` and `clean_png`
    carries places, names, dates or devices.

    Attributes:
        sha256: hash of `data`, hexadecimal.
        format: container by content: `JPEG`, `MPO`, `PNG`, `WEBP`, `GIF`, `BMP`, `TIFF`.
        mode: pixel mode as stored, in Pillow's words, such as `RGB` or `I;16`.
        width: pixels after the EXIF turn.
        height: pixels after the EXIF turn.
        frames: pictures in the container, counted up to 1000; only the first is used.
        orientation: EXIF orientation as stored, 1-8; 1 is upright.
        alpha: whether it has transparency; it is flattened on middle grey.
        profile: whether it carries a colour profile; pixels are converted to sRGB.
        quantisation: JPEG quantisation tables, luma first, empty for other formats.
        focal_35mm: focal length as for 35 mm film from the EXIF data, 0 when unknown.
        data: the upload as it came.
    """

    sha256: str
    format: str
    mode: str
    width: int
    height: int
    frames: int
    orientation: int
    alpha: bool
    profile: bool
    quantisation: tuple[tuple[int, ...], ...]
    focal_35mm: int
    data: bytes = field(repr=False, compare=False)

    @property
    def turned(self) -> bool:
        """Whether the EXIF orientation turned or mirrored it."""
        return self.orientation != 1

    def preview(self, long_side: int) -> Pixels:
        """Upright sRGB pixels (height, width, 3) uint8, at most `long_side` on the long side.

        Raises:
            DamagedError: the pixels cannot be decoded.
        """
        return self._decode(long_side, exact=True)

    def draft(self, long_side: int) -> Pixels:
        """The cheapest decode with at least `long_side` on the long side: JPEG by whole factors.

        Raises:
            DamagedError: the pixels cannot be decoded.
        """
        return self._decode(long_side, exact=False)

    def full(self) -> Pixels:
        """All pixels, upright, sRGB, (height, width, 3) uint8.

        Raises:
            DamagedError: the pixels cannot be decoded.
        """
        return self._decode(None, exact=False)

    def _decode(self, long_side: int | None, *, exact: bool) -> Pixels:
        reader = "JPEG" if self.format == "MPO" else self.format
        # Pillow turns a TIFF by itself while loading it.
        left_to_turn = 1 if self.format == "TIFF" else self.orientation
        return decode(self.data, reader, left_to_turn, long_side, exact)


def open_still(data: bytes) -> Still:
    """Check a file's header and make it a still, without decoding pixels.

    A file cut off after its header passes; decoding it raises `DamagedError`.

    Raises:
        NotAPictureError: empty, no picture, or a kind that is not read.
        TooLargeError: more than 30 MB or 100 megapixels.
        TooSmallError: a side under 64 pixels.
        DamagedError: the header does not hold together.
    """
    if len(data) > MAX_BYTES:
        raise TooLargeError(
            f"This file has {len(data) / 1024**2:.0f} MB and I take up to 30 MB. "
            "Send a smaller copy or save it as JPEG."
        )
    reader = container_of(data)
    with guarded(), Image.open(BytesIO(data), formats=(reader,)) as image:
        _check_size(image)
        _check_compression(image)
        exif = _exif(image, data)
        orientation = _orientation(exif)
        width, height = image.size
        if orientation in (5, 6, 7, 8) and reader != "TIFF":
            width, height = height, width
        return Still(
            sha256=hashlib.sha256(data).hexdigest(),
            format=image.format or reader,
            mode=image.mode,
            width=width,
            height=height,
            frames=_frames(image, data),
            orientation=orientation,
            alpha=image.has_transparency_data,
            profile=bool(image.info.get("icc_profile")),
            quantisation=_tables(image),
            focal_35mm=_focal(exif),
            data=data,
        )


def clean_jpeg(still: Still, long_side: int, quality: int = 90) -> bytes:
    """Upright sRGB JPEG without metadata, at most `long_side` pixels on the long side.

    Raises:
        DamagedError: the pixels cannot be decoded.
    """
    out = BytesIO()
    Image.fromarray(still.preview(long_side)).save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def clean_png(still: Still, long_side: int | None = None) -> bytes:
    """Upright sRGB PNG without metadata; all pixels unless `long_side` is given.

    Raises:
        DamagedError: the pixels cannot be decoded.
    """
    out = BytesIO()
    pixels = still.preview(long_side) if long_side else still.full()
    Image.fromarray(pixels).save(out, "PNG", compress_level=3)
    return out.getvalue()


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise TooLargeError(
            f"This picture has {math.ceil(width * height / 1e6)} megapixels and I take up to 100. "
            "Send a smaller copy."
        )
    if min(width, height) < MIN_SIDE:
        raise TooSmallError(
            f"This picture is only {width}×{height} pixels. "
            f"Send a larger one, at least {MIN_SIDE} on the short side; 1024×576 is a good start."
        )


def _check_compression(image: Image.Image) -> None:
    compression = image.info.get("compression", "raw")
    if image.format == "TIFF" and compression not in _TIFF_COMPRESSIONS:
        raise NotAPictureError(
            f"This TIFF is packed in a way I do not read ({compression}). "
            "Save it as PNG or JPEG and send that."
        )


def _exif(image: Image.Image, data: bytes) -> Image.Exif:
    if image.format != "PNG":
        return image.getexif()
    # Pillow would decode a whole PNG to look for an EXIF block behind the pixels.
    exif = Image.Exif()
    exif.load(png_exif(data))
    return exif


def _orientation(exif: Image.Exif) -> int:
    value = exif.get(ExifTags.Base.Orientation, 1)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _focal(exif: Image.Exif) -> int:
    try:
        value = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.FocalLengthIn35mmFilm, 0)
    except (OSError, ValueError, TypeError, KeyError, SyntaxError):
        return 0
    return value if isinstance(value, int) and 0 < value < 5000 else 0


def _frames(image: Image.Image, data: bytes) -> int:
    if image.format == "GIF":
        return gif_pictures(data, _MOST_FRAMES)
    if image.format == "TIFF":
        return _pages(image)
    return max(1, min(int(getattr(image, "n_frames", 1)), _MOST_FRAMES))


def _pages(image: Image.Image) -> int:
    """Count the pages of a TIFF step by step, because a damaged one can be endless."""
    count = 1
    while count < _MOST_FRAMES:
        try:
            image.seek(count)
        except EOFError:
            break
        except (OSError, ValueError, TypeError, KeyError, SyntaxError):
            break
        count += 1
    image.seek(0)
    return count


def _tables(image: Image.Image) -> tuple[tuple[int, ...], ...]:
    tables = getattr(image, "quantization", None) or {}
    return tuple(tuple(int(v) for v in tables[key]) for key in sorted(tables))
