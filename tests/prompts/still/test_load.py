import pickle
import resource
import struct
import zlib
from io import BytesIO

import numpy as np
import pytest
from PIL import ExifTags, Image, ImageCms

from prompts.still.errors import (
    DamagedError,
    NotAPictureError,
    StillError,
    TooLargeError,
    TooSmallError,
)
from prompts.still.load import MAX_BYTES, clean_jpeg, clean_png, open_still

CONTAINERS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")

# What a camera does to an upright picture for each EXIF orientation.
STORED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def apart(a: np.ndarray, b: np.ndarray) -> float:
    assert a.shape == b.shape
    return float(np.abs(a.astype(int) - b.astype(int)).mean())


def png_header(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    start = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" * 4096))
    return b"\x89PNG\r\n\x1a\n" + start + body + chunk(b"IEND", b"")


@pytest.mark.parametrize("container", CONTAINERS)
def test_every_container_gives_the_same_upright_pixels(container, encode, ramp):
    still = open_still(encode(ramp, container))
    assert (still.format, still.width, still.height) == (container, 128, 96)
    assert apart(still.full(), ramp) < 3


@pytest.mark.parametrize("container", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_exif_turn_is_undone(container, orientation, encode, ramp):
    upright = Image.fromarray(ramp)
    stored = upright.transpose(STORED[orientation]) if orientation > 1 else upright
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    still = open_still(encode(stored, container, exif=exif))
    assert still.turned is (orientation != 1)
    assert (still.width, still.height) == (128, 96)
    assert apart(still.full(), ramp) < 3
    assert still.preview(64).shape == (48, 64, 3)


def test_the_turn_is_applied_after_the_scaled_decode(encode, ramp):
    large = Image.fromarray(ramp).resize((1600, 1200), Image.Resampling.BICUBIC)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    still = open_still(encode(large.transpose(STORED[6]), "JPEG", exif=exif))
    assert still.draft(500).shape == (600, 800, 3)
    assert still.preview(400).shape == (300, 400, 3)
    assert apart(still.preview(128), np.asarray(large.resize((128, 96)))) < 4


def test_a_png_says_its_turn_behind_the_pixels_too(encode, ramp):
    plain = encode(Image.fromarray(ramp).transpose(STORED[8]))
    block = turn(8).tobytes().removeprefix(b"Exif\0\0")
    body = b"eXIf" + block
    chunk = struct.pack(">I", len(block)) + body + struct.pack(">I", zlib.crc32(body))
    end = plain.index(b"IEND") - 4
    assert apart(open_still(plain[:end] + chunk + plain[end:]).full(), ramp) == 0


@pytest.mark.parametrize("orientation", [0, 9, 77])
def test_an_impossible_orientation_is_taken_as_upright(orientation, encode, ramp):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    assert not open_still(encode(ramp, "JPEG", exif=exif)).turned


@pytest.mark.parametrize("container", ["PNG", "TIFF"])
def test_sixteen_bits_are_scaled_by_their_range_not_clipped(container, encode):
    deep = np.tile(np.linspace(0, 65535, 128), (96, 1)).astype(np.uint16)
    pixels = open_still(encode(deep, container)).full()
    assert apart(pixels[..., 0], np.rint(deep / 257)) < 0.6


def test_dim_sixteen_bit_pictures_stay_dim(encode):
    dim = np.full((96, 128), 4096, np.uint16)
    assert int(open_still(encode(dim)).full().max()) == 16


def test_thirty_two_bit_and_float_grey_are_scaled(encode):
    ramp = np.tile(np.linspace(0, 1, 128), (96, 1))
    floats = open_still(encode(ramp.astype(np.float32), "TIFF")).full()
    assert apart(floats[..., 0], ramp * 255) < 0.6
    hdr = open_still(encode((ramp * 40).astype(np.float32), "TIFF")).full()
    assert apart(hdr[..., 0], ramp * 255) < 0.6


@pytest.mark.parametrize("container", ["JPEG", "TIFF"])
def test_print_colours_become_screen_colours(container, encode, ramp):
    still = open_still(encode(Image.fromarray(ramp).convert("CMYK"), container))
    assert still.mode == "CMYK"
    assert apart(still.full(), ramp) < 3


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA"])
def test_every_png_mode_becomes_rgb(mode, encode, ramp):
    still = open_still(encode(Image.fromarray(ramp).convert(mode)))
    pixels = still.full()
    assert pixels.shape == (96, 128, 3)
    assert pixels[:, 100:].mean() > pixels[:, :28].mean()


def test_lab_tiff_becomes_rgb(encode, ramp):
    lab = ImageCms.profileToProfile(
        Image.fromarray(ramp),
        ImageCms.createProfile("sRGB"),
        ImageCms.createProfile("LAB"),
        outputMode="LAB",
    )
    assert apart(open_still(encode(lab, "TIFF")).full(), ramp) < 4


def test_transparency_is_filled_with_middle_grey(encode):
    clear = np.zeros((96, 128, 4), np.uint8)
    clear[:, 64:] = (255, 0, 0, 255)
    still = open_still(encode(clear))
    assert still.alpha
    assert still.full()[0, 0].tolist() == [128, 128, 128]
    assert still.full()[0, 127].tolist() == [255, 0, 0]


def test_palette_transparency_is_filled_too(encode):
    picture = Image.new("P", (128, 96), 0)
    picture.putpalette([0, 0, 0, 250, 10, 10])
    picture.paste(1, (64, 0, 128, 96))
    still = open_still(encode(picture, "GIF", transparency=0))
    assert still.alpha
    assert still.full()[0, 0].tolist() == [128, 128, 128]


def test_an_embedded_profile_is_converted_to_srgb(encode, ramp):
    # Linear light with sRGB primaries: middle values must come out much brighter.
    linear = icc_with_gamma(1.0)
    pixels = open_still(encode(ramp, "PNG", icc_profile=linear)).full()
    middle = ramp[48, 64, 0]
    expected = 255 * (1.055 * (middle / 255) ** (1 / 2.4) - 0.055)
    assert abs(float(pixels[48, 64, 0]) - expected) < 12


def icc_with_gamma(gamma: float) -> bytes:
    """An sRGB profile whose three tone curves are replaced by a power law."""
    raw = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = struct.unpack(">I", raw[128:132])[0]
    curve = b"curv" + b"\0" * 4 + struct.pack(">IH", 1, round(gamma * 256)) + b"\0\0"
    for i in range(count):
        entry = 132 + 12 * i
        tag, offset, size = struct.unpack(">4sII", raw[entry : entry + 12])
        if tag in (b"rTRC", b"gTRC", b"bTRC"):
            assert size >= len(curve)
            raw[offset : offset + len(curve)] = curve
        if tag == b"desc":
            text = bytes(raw[offset : offset + size]).replace(
                "sRGB".encode("utf-16-be"), b"\0x" * 4
            )
            raw[offset : offset + size] = text.replace(b"sRGB", b"xxxx")
    return bytes(raw)


def test_a_broken_profile_is_ignored(encode, ramp):
    assert apart(open_still(encode(ramp, "PNG", icc_profile=b"nonsense" * 20)).full(), ramp) == 0


@pytest.mark.parametrize(
    ("container", "frames"), [("GIF", 3), ("PNG", 3), ("WEBP", 3), ("TIFF", 3)]
)
def test_moving_pictures_give_their_first_frame(container, frames, ramp):
    later = [Image.fromarray(np.full_like(ramp, v)) for v in (10, 240)]
    out = BytesIO()
    Image.fromarray(ramp).save(out, container, save_all=True, append_images=later)
    still = open_still(out.getvalue())
    assert still.frames == frames
    assert apart(still.full(), ramp) < 6


def test_phone_pictures_in_mpo_are_read(ramp):
    out = BytesIO()
    Image.fromarray(ramp).save(out, "MPO", save_all=True, append_images=[Image.fromarray(ramp)])
    still = open_still(out.getvalue())
    assert (still.format, still.frames) == ("MPO", 2)
    assert apart(still.full(), ramp) < 3
    assert still.quantisation


def test_a_gif_that_claims_countless_frames_is_counted_only_so_far(encode, ramp):
    gif = encode(ramp, "GIF")
    start = gif.index(b"\x2c")
    tiny = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"
    assert open_still(gif[:start] + tiny * 50_000 + b"\x3b").frames == 1000


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"hello there", "not a picture"),
        (b"<html><body>", "not a picture"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg">', "SVG"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0", "HEIC"),
        (b"\0\0\0\x1cftypavif\0\0\0\0", "AVIF"),
        (b"\0\0\0\x20ftypisom\0\0\2\0", "video"),
        (b"\x1a\x45\xdf\xa3\x9fB\x86", "video"),
        (b"%PDF-1.7\n", "PDF"),
        (b"8BPS\0\1", "Photoshop"),
        (b"PK\3\4....", "archive"),
        (b"RIFF\0\0\0\0WAVEfmt ", "sound"),
    ],
)
def test_other_files_are_named_and_answered_with_what_to_do(data, words, encode):
    with pytest.raises(NotAPictureError, match=words) as caught:
        open_still(data)
    assert str(caught.value).endswith(".")
    assert any(word in str(caught.value) for word in ("send", "Send", "again"))


@pytest.mark.parametrize("compression", [None, "tiff_lzw", "tiff_adobe_deflate", "packbits"])
def test_usual_tiff_compressions_are_read(compression, encode, ramp):
    assert apart(open_still(encode(ramp, "TIFF", compression=compression)).full(), ramp) == 0


def test_a_tiff_with_a_rare_codec_is_answered_with_what_to_do(encode, ramp):
    with pytest.raises(NotAPictureError, match="Save it as PNG"):
        open_still(encode(ramp, "TIFF", compression="jpeg"))


@pytest.mark.parametrize("container", CONTAINERS)
def test_the_content_decides_not_a_name(container, encode, ramp):
    # There is no name at all: a WebP called holiday.png arrives as these bytes.
    assert open_still(encode(ramp, container)).format == container


def test_too_many_bytes_are_refused_before_anything_is_read():
    with pytest.raises(TooLargeError, match="30 MB"):
        open_still(b"\xff\xd8\xff" + bytes(MAX_BYTES))


@pytest.mark.parametrize("size", [(10_001, 10_000), (14_000, 14_000), (65_000, 65_000)])
def test_too_many_pixels_are_refused_from_the_header_without_memory(size):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(TooLargeError, match="megapixels"):
        open_still(png_header(*size))
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kb < 20_000


def test_a_hundred_megapixels_pass_the_header_check():
    assert open_still(png_header(10_000, 10_000)).width == 10_000


@pytest.mark.parametrize("size", [(63, 640), (640, 63), (14, 25), (1, 1)])
def test_tiny_pictures_are_refused(size, encode):
    with pytest.raises(TooSmallError, match="pixels"):
        open_still(encode(Image.new("RGB", size)))


@pytest.mark.parametrize("container", ["JPEG", "PNG", "WEBP", "GIF", "BMP"])
@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_truncated_file_is_called_damaged(container, share, encode):
    noise = np.random.default_rng(1).integers(0, 255, (300, 400, 3), np.uint8)
    data = encode(noise, container)
    with pytest.raises(DamagedError, match="damaged"):
        open_still(data[: int(len(data) * share)]).full()


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_bare_signature_is_called_damaged(container, encode, ramp):
    with pytest.raises(DamagedError):
        open_still(encode(ramp, container)[:12]).full()


def test_previews_never_enlarge(encode, ramp):
    assert open_still(encode(ramp)).preview(4000).shape == (96, 128, 3)


def test_huge_pictures_are_reduced_early_to_save_memory(encode):
    still = open_still(encode(Image.new("L", (6000, 4000), 90)))
    assert still.draft(1024).shape == (2000, 3000, 3)
    assert still.full().shape == (4000, 6000, 3)


def test_clean_copies_carry_no_place_and_no_device(encode, ramp):
    data = encode(ramp, "JPEG", exif=private_exif(), comment=b"SECRETCOMMENT")
    still = open_still(data)
    assert b"SECRETCAM" in data
    for clean in (clean_jpeg(still, 100), clean_png(still), clean_png(still, 100)):
        assert b"SECRET" not in clean
        with Image.open(BytesIO(clean)) as image:
            assert not image.getexif()
            assert image.mode == "RGB"
            assert not {"icc_profile", "comment", "xmp"} & set(image.info)


def private_exif() -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SECRETCAM"
    exif[ExifTags.Base.Orientation] = 3
    exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: (48.0, 12.0, 31.0), 3: "E", 4: (11.0, 7.0, 5.0)}
    return exif


def test_clean_copies_are_upright_and_scaled(encode, ramp):
    still = open_still(encode(Image.fromarray(ramp).transpose(STORED[6]), exif=turn(6)))
    with Image.open(BytesIO(clean_png(still))) as whole:
        assert apart(np.asarray(whole), ramp) == 0
    with Image.open(BytesIO(clean_jpeg(still, 64))) as small:
        assert small.size == (64, 48)


def turn(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    return exif


def test_a_still_travels_between_processes(encode, ramp):
    still = open_still(encode(ramp))
    again = pickle.loads(pickle.dumps(still))
    assert again == still
    assert apart(again.full(), still.full()) == 0


def test_the_upload_is_not_shown_when_a_still_is_printed(encode, ramp):
    assert "data" not in repr(open_still(encode(ramp)))


def test_all_errors_are_one_family():
    for kind in (NotAPictureError, TooLargeError, TooSmallError, DamagedError):
        assert issubclass(kind, StillError)
