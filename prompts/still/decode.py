"""From bytes to upright sRGB pixels: every mode, profile, turn and depth that Pillow can open.

Pillow decodes JPEG at 1/2, 1/4 or 1/8 for a fraction of the cost (`draft`), so a preview never
pays for pixels it does not show.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageCms

from prompts.still.errors import DamagedError, StillError, TooLargeError

Pixels = NDArray[np.uint8]
"""RGB, shape (height, width, 3), 0-255, sRGB, upright."""

GROUND = (128, 128, 128)
"""What lies under transparency: middle grey, on which black and white artwork both show."""

_HUGE = 20_000_000
"""Pixels above which even the cheapest decode is reduced, so that memory stays bounded."""

_STRIP = 256
"""Rows of deep grey scaled at a time, for the same reason."""

_DAMAGED = "This picture is damaged or incomplete. Please save it again and send the new copy."


@contextmanager
def guarded() -> Iterator[None]:
    """Turn whatever a decoder raises on bad bytes into a `StillError`, and keep it quiet.

    Raises:
        TooLargeError: the decoder's own bomb check fired.
        DamagedError: anything else.
    """
    with warnings.catch_warnings():
        # Decoders warn about odd metadata that is thrown away anyway.
        warnings.simplefilter("ignore")
        try:
            yield
        except StillError:
            raise
        except Image.DecompressionBombError as error:
            raise TooLargeError(
                "This picture unpacks to far too many pixels. Send a copy under 100 megapixels."
            ) from error
        except Exception as error:  # decoders raise almost anything on hostile bytes
            raise DamagedError(_DAMAGED) from error


def decode(
    data: bytes, reader: str, orientation: int, long_side: int | None, exact: bool
) -> Pixels:
    """Decode the first picture of a container.

    Args:
        data: the file.
        reader: Pillow's name of the container.
        orientation: EXIF turn still to be applied, 1-8.
        long_side: pixels wanted on the long side, None for all of them; never enlarges.
        exact: scale to exactly `long_side`; otherwise the cheapest decode that is at least as big.

    Raises:
        StillError: the bytes do not decode.
    """
    with guarded(), Image.open(BytesIO(data), formats=(reader,)) as image:
        if long_side:
            _draft(image, long_side)
        image.load()
        profile = image.info.get("icc_profile")
        plain = _plain(image)
        if long_side and exact:
            plain = _reduced(plain, long_side)
        elif long_side and plain.width * plain.height > _HUGE:
            plain = _reduced(plain, 2 * long_side)
        pixels = _turned(np.asarray(_srgb(_flat(plain), profile)), orientation)
        if long_side and exact:
            pixels = shrink(pixels, long_side)
        return np.ascontiguousarray(pixels)


def shrink(pixels: Pixels, long_side: int) -> Pixels:
    """Scale down to `long_side` pixels on the long side by area; smaller pictures stay."""
    height, width = pixels.shape[:2]
    scale = long_side / max(height, width)
    if scale >= 1:
        return pixels
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _draft(image: Image.Image, long_side: int) -> None:
    if image.format not in ("JPEG", "MPO"):
        return
    scale = long_side / max(image.size)
    if scale < 1:
        image.draft(None, (max(1, int(image.width * scale)), max(1, int(image.height * scale))))


def _plain(image: Image.Image) -> Image.Image:
    """Bring any mode to L, RGB, RGBA or CMYK with 8 bits."""
    if image.mode.startswith("I") or image.mode == "F":
        return Image.fromarray(_eight_bits(image))
    see_through = "transparency" in image.info or image.mode in ("LA", "La", "PA", "RGBa")
    if see_through and image.mode != "RGBA":
        return image.convert("LA").convert("RGBA") if image.mode == "La" else image.convert("RGBA")
    if image.mode == "1":
        return image.convert("L")
    if image.mode == "LAB":
        lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
        turned = ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB")
        return turned or image.convert("RGB")
    return image if image.mode in ("L", "RGB", "RGBA", "CMYK") else image.convert("RGB")


def _eight_bits(image: Image.Image) -> Pixels:
    """Scale deep grey by the range of its container, so that nothing is clipped."""
    samples: NDArray[Any] = np.asarray(image)
    low, high = _brightest(samples) if image.mode == "F" else _range(image)
    grey = np.empty(samples.shape, dtype=np.uint8)
    for row in range(0, len(samples), _STRIP):
        strip = np.nan_to_num(samples[row : row + _STRIP].astype(np.float64), posinf=high)
        scaled = np.rint((strip - low) * (255 / (high - low)))
        grey[row : row + _STRIP] = np.clip(scaled, 0, 255)
    return grey


def _brightest(samples: NDArray[Any]) -> tuple[float, float]:
    """Floating-point light is 0-1, or 0 to its brightest finite value."""
    finite = samples[np.isfinite(samples)]
    return 0.0, max(1.0, float(finite.max())) if finite.size else 1.0


def _range(image: Image.Image) -> tuple[float, float]:
    if image.mode != "I":
        bits = 12 if image.mode == "I;12" else 16
        return 0, (1 << bits) - 1
    tags: Any = getattr(image, "tag_v2", {})
    bits = int(np.max(tags.get(258, 16)))
    signed = int(np.max(tags.get(339, 1))) == 2
    # Pillow keeps 32-bit samples in signed words.
    if signed:
        return -(1 << (bits - 1)), (1 << (bits - 1)) - 1
    return 0, (1 << min(bits, 31)) - 1


def _reduced(image: Image.Image, long_side: int) -> Image.Image:
    """Shrink by a whole factor early, so that the later steps work on few pixels."""
    factor = max(image.size) // long_side
    return image.reduce(factor) if factor > 1 else image


def _flat(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    ground = Image.new("RGBA", image.size, (*GROUND, 255))
    return Image.alpha_composite(ground, image).convert("RGB")


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Apply an embedded profile; a profile that does not fit the pixels is ignored."""
    if profile and (source := _profile(profile)) and not _is_srgb(source):
        try:
            target = ImageCms.createProfile("sRGB")
            turned = ImageCms.profileToProfile(image, source, target, outputMode="RGB")
        except (ImageCms.PyCMSError, ValueError, OSError):
            turned = None
        if turned is not None:
            return turned
    return image if image.mode == "RGB" else image.convert("RGB")


def _profile(raw: bytes) -> ImageCms.ImageCmsProfile | None:
    try:
        return ImageCms.ImageCmsProfile(BytesIO(raw))
    except (OSError, TypeError, ValueError):
        return None


def _is_srgb(profile: ImageCms.ImageCmsProfile) -> bool:
    return "srgb" in (profile.profile.profile_description or "").lower()


def _turned(pixels: Pixels, orientation: int) -> Pixels:
    """Apply an EXIF orientation, 1-8."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.transpose(1, 0, 2)
    if orientation in (3, 4, 7, 8):
        pixels = pixels[::-1]
    if orientation in (2, 3, 6, 7):
        pixels = pixels[:, ::-1]
    return pixels
