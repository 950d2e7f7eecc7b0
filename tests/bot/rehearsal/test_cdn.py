"""Files: signed links, ranges, types, sizes, names."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.cdn import clean_name
from bot.rehearsal.emoji import is_emoji
from bot.rehearsal.measure import content_type, measure
from bot.rehearsal.rules import Rules

DATA = bytes(range(256)) * 8


@pytest.fixture
async def link(stage):
    message = await stage.ana.say("a file", [("clip.mp4", DATA)])
    return message["attachments"][0]["url"]


async def get(raw, url, **headers):
    async with raw.session.get(url, headers=headers) as answer:
        return answer.status, answer.headers, await answer.read()


async def test_a_signed_link_gives_the_bytes_with_their_type(raw, link):
    status, headers, data = await get(raw, link)
    assert (status, data) == (200, DATA)
    assert headers["Content-Type"] == "video/mp4"
    assert headers["Accept-Ranges"] == "bytes"
    assert headers["Content-Disposition"].startswith("inline")


async def test_ranges_are_honoured(raw, link):
    status, headers, data = await get(raw, link, Range="bytes=10-19")
    assert (status, data) == (206, DATA[10:20])
    assert headers["Content-Range"] == f"bytes 10-19/{len(DATA)}"
    assert (await get(raw, link, Range=f"bytes={len(DATA)}-"))[0] == 416


async def test_unsigned_and_forged_links_are_dead(raw, link):
    bare, query = link.split("?")
    assert (await get(raw, bare))[0] == 404
    assert (await get(raw, f"{bare}?{query[:-1]}x"))[0] == 404
    assert (await get(raw, bare + "?" + query.replace("ex=6", "ex=7")))[0] == 404


async def test_expired_links_come_alive_by_reading_the_message(raw, stage, link):
    stage.faults.expire_links()
    assert (await get(raw, link))[0] == 404
    assert (await get(raw, stage.ana.sees()[0]["attachments"][0]["url"]))[0] == 200


@pytest.mark.parametrize("rules", [Rules(link_life=-1)])
async def test_links_die_of_age(raw, link):
    assert (await get(raw, link))[0] == 404


async def test_downloads_can_be_made_to_fail(raw, stage, link):
    stage.faults.download_fails("clip", status=503)
    assert (await get(raw, link))[0] == 503
    assert (await get(raw, link))[0] == 200


async def test_a_deleted_message_takes_its_files_along(raw, stage, link):
    await stage.ana.delete(stage.ana.sees()[0])
    assert (await get(raw, link))[0] == 404
    assert stage._files.stored() == set()


async def test_uploads_cannot_run_as_the_page(raw, stage):
    message = await stage.ana.say("", [("evil.html", b"<script>alert(1)</script>")])
    _, headers, _ = await get(raw, message["attachments"][0]["url"])
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in headers["Content-Security-Policy"]


async def test_default_avatars_are_pictures(raw, stage):
    status, headers, data = await get(raw, stage.cdn_base + "/embed/avatars/3.png")
    assert (status, headers["Content-Type"]) == (200, "image/png")
    assert measure(data) == (64, 64)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("my still.png", "my_still.png"),
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\a.jpg", "a.jpg"),
        ("ünï(1).png", "n1.png"),
        (".hidden", "hidden"),
        ("???", "unknown"),
    ],
)
def test_names_are_cleaned(name, clean):
    assert clean_name(name) == clean


def tkhd(width, height):
    def box(kind, body):
        return struct.pack(">I4s", len(body) + 8, kind) + body

    track = box(b"tkhd", b"\0" * 76 + struct.pack(">II", width << 16, height << 16))
    return box(b"ftyp", b"isomiso2") + box(b"moov", box(b"trak", track))


SIZED = {
    "png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + struct.pack(">II", 640, 360),
    "gif": b"GIF89a" + struct.pack("<HH", 640, 360),
    "bmp": b"BM" + b"\0" * 16 + struct.pack("<ii", 640, -360),
    "jpeg": b"\xff\xd8\xff\xe0\0\x04ab\xff\xff\xc2\0\x0b\x08"
    + struct.pack(">HH", 360, 640)
    + b"\3",
    "webp lossy": b"RIFF\0\0\0\0WEBPVP8 " + b"\0" * 10 + struct.pack("<HH", 640, 360),
    "webp lossless": b"RIFF\0\0\0\0WEBPVP8L\0\0\0\0\x2f" + (639 | 359 << 14).to_bytes(4, "little"),
    "webp extended": b"RIFF\0\0\0\0WEBPVP8X" + b"\0" * 8 + b"\x7f\2\0\x67\1\0",
    "mp4": tkhd(640, 360),
}


@pytest.mark.parametrize("data", SIZED.values(), ids=SIZED)
def test_headers_tell_the_size(data):
    assert measure(data) == (640, 360)


@given(st.sampled_from(sorted(SIZED)), st.integers(0, 60), st.binary(max_size=40))
def test_broken_headers_have_no_size_and_do_no_harm(kind, cut, tail):
    size = measure(SIZED[kind][:cut] + tail)
    assert size is None or len(size) == 2


def test_real_pictures_are_measured(examples):
    from PIL import Image

    for path in examples.iterdir():
        if path.suffix != ".md":
            with Image.open(path) as image:
                assert measure(path.read_bytes()) == image.size
                assert content_type(path.name) == image.get_format_mimetype()


@pytest.mark.parametrize("text", ["🎬", "🇦", "🇩🇪", "❤️", "👍🏽", "👩‍🎨", "1️⃣", "✅", "©️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"])
def test_emoji_are_known(text):
    assert is_emoji(text)


@pytest.mark.parametrize(
    "text", ["", "a", "ab", "1", "🎬🎬", "🎬x", " ", "é", "custom:12345", "\u200d"]
)
def test_other_texts_are_no_emoji(text):
    assert not is_emoji(text)
