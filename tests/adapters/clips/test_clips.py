"""Encoding, probing, fitting, frames and contact sheets."""

import numpy as np
import pytest
from PIL import Image

from adapters.clips.encode import Encoder, Quality, blank_frame
from adapters.clips.fit import CannotFitError, fit
from adapters.clips.probe import BadClipError, frame_at, frames_at, probe
from adapters.clips.sheet import contact_sheet


def write_clip(path, size=(320, 180), frames=30, fps=30, noise=0.0, **quality):
    """A clip whose luma says the number of the frame, under noise that is hard to compress."""
    width, height = size
    dice = np.random.default_rng(1)
    with Encoder(path, size, fps, "made by a test", Quality(**quality)) as encoder:
        for index in range(frames):
            frame, (y, u, v) = blank_frame(size)
            rough = dice.normal(0, noise, (height, width)) if noise else 0
            y[:] = np.clip(40 + 5 * index % 160 + rough, 16, 235)
            u[:] = v[:] = 128
            encoder.add(frame)
    return path


@pytest.fixture
def clip(tmp_path):
    return write_clip(tmp_path / "clip.mp4")


def test_a_clip_is_what_chat_players_like(clip):
    facts = probe(clip)
    assert (facts.width, facts.height, facts.frames, facts.fps) == (320, 180, 30, 30)
    assert (facts.codec, facts.profile, facts.pix_fmt) == ("h264", "High", "yuv420p")
    assert facts.seconds == pytest.approx(1.0)
    assert not facts.audio
    assert facts.comment == "made by a test"
    data = clip.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_colours_are_tagged_bt709(clip):
    import av

    with av.open(str(clip)) as box:
        context = box.streams.video[0].codec_context
        assert (context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1)
        assert context.color_range == 1


def test_encoding_is_the_same_every_time(clip, tmp_path):
    again = write_clip(tmp_path / "again.mp4")
    assert again.read_bytes() == clip.read_bytes()


def test_a_failing_producer_leaves_no_whole_clip(tmp_path):
    path = tmp_path / "broken.mp4"

    def shoot():
        with Encoder(path, (64, 64), 30, "x") as encoder:
            encoder.add(blank_frame((64, 64))[0])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        shoot()
    with pytest.raises(BadClipError):
        probe(path)


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.7, 0.97])
def test_a_cut_off_clip_is_told_apart(tmp_path, share):
    path = write_clip(tmp_path / "clip.mp4", noise=20)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(BadClipError):
        probe(path)


def test_what_is_no_video_is_told_apart(tmp_path):
    with pytest.raises(BadClipError):
        probe(tmp_path / "missing.mp4")
    (tmp_path / "words.mp4").write_text("not a video")
    with pytest.raises(BadClipError):
        probe(tmp_path / "words.mp4")
    with pytest.raises(BadClipError):
        frame_at(tmp_path / "words.mp4", 0)


def test_frames_are_those_of_their_moments(clip):
    moments = [0.5, 0.0, 99.0, 10.5 / 30]
    levels = [frame.mean() * 219 / 255 + 16 for frame in frames_at(clip, moments)]
    assert levels == pytest.approx([40 + 5 * n for n in (15, 0, 29, 10)], abs=3)
    assert frame_at(clip, 0.5).shape == (180, 320, 3)


def test_a_clip_that_fits_stays_itself(clip, tmp_path):
    assert fit(clip, clip.stat().st_size, tmp_path / "copy.mp4") == clip
    assert not (tmp_path / "copy.mp4").exists()


@pytest.mark.parametrize("share", [0.8, 0.3, 0.1, 0.04])
def test_a_copy_is_never_above_the_limit(tmp_path, share):
    path = write_clip(tmp_path / "big.mp4", size=(960, 540), frames=6, noise=12)
    limit = int(path.stat().st_size * share)
    copy = fit(path, limit, tmp_path / "copy.mp4")
    assert copy.stat().st_size <= limit
    facts = probe(copy)
    assert facts.seconds == pytest.approx(6 / 30, abs=0.07)
    assert facts.width / facts.height == pytest.approx(16 / 9, abs=0.03)
    assert facts.comment == "made by a test"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["big.mp4", "copy.mp4"]


def test_smaller_limits_give_smaller_pictures(tmp_path):
    path = write_clip(tmp_path / "big.mp4", size=(540, 960), frames=6, noise=12)
    size = path.stat().st_size
    sides = [
        probe(fit(path, int(size * share), tmp_path / f"{share}.mp4")).width
        for share in (0.9, 0.5, 0.1)
    ]
    assert sides == sorted(sides, reverse=True)
    assert sides[-1] < 540


def test_what_cannot_fit_says_so(tmp_path):
    path = write_clip(tmp_path / "noisy.mp4", size=(640, 360), noise=40)
    with pytest.raises(CannotFitError, match="Shoot it shorter"):
        fit(path, 3000, tmp_path / "copy.mp4")
    assert [p.name for p in tmp_path.iterdir()] == ["noisy.mp4"]


def test_contact_sheet_shows_takes_as_rows_and_moments_as_columns(clip, tmp_path):
    tall = write_clip(tmp_path / "tall.mp4", size=(180, 320))
    sheet = contact_sheet([clip, tall], ["Take 1", "Take 2"], tmp_path / "sheet.png", columns=4)
    with Image.open(sheet) as picture:
        assert picture.format == "PNG"
        pixels = np.asarray(picture.convert("L"))
        assert picture.width > 4 * 320
    rows = pixels[150]
    cells = np.flatnonzero(np.diff((rows < 225).astype(int)) == 1)
    assert len(cells) == 4
    brightness = [rows[x + 30] for x in cells]
    assert brightness == sorted(brightness)


def test_contact_sheet_needs_a_label_per_take(clip, tmp_path):
    with pytest.raises(ValueError, match="label"):
        contact_sheet([clip], [], tmp_path / "sheet.png")
