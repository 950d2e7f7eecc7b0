import json

import av
from PIL import Image


def frames(path):
    with av.open(str(path)) as clip:
        stream = clip.streams.video[0]
        return stream.codec_context.name, sum(1 for _ in clip.decode(stream)), stream.average_rate


def test_shoot_leaves_takes_sheet_and_plan(onebeat, examples, tmp_path):
    out = tmp_path / "out"
    ended = onebeat(
        "shoot",
        examples / "coffee.png",
        "slow push in",
        *("-n", "2", "-o", out, "--seconds", "3", "--size", "480p", "--seed", "7"),
        seconds=120,
    )
    assert ended.code == 0, ended.err
    assert {path.name for path in out.iterdir()} == {
        "take-1.mp4",
        "take-2.mp4",
        "contact-sheet.png",
        "plan.json",
    }
    codec, count, rate = frames(out / "take-1.mp4")
    assert codec == "h264"
    assert count == 3 * rate
    with Image.open(out / "contact-sheet.png") as sheet:
        assert sheet.width > sheet.height
    record = json.loads((out / "plan.json").read_text())
    assert [take["seed"] for take in record["takes"]] == [7, 8]
    assert record["plan"]["seconds"] == 3
    assert (out / "take-1.mp4").read_bytes() != (out / "take-2.mp4").read_bytes()


def test_shoot_without_a_folder_writes_to_the_data_folder(onebeat, examples, tmp_path):
    ended = onebeat(
        "shoot",
        examples / "coffee.png",
        "steam rises",
        *("-n", "1", "--seconds", "3", "--size", "480p", "--loop"),
        seconds=120,
    )
    assert ended.code == 0, ended.err
    assert len(list((tmp_path / "data" / "shoots").glob("*-coffee/take-1.mp4"))) == 1


def test_a_refused_request_shoots_nothing(onebeat, examples, tmp_path):
    out = tmp_path / "out"
    ended = onebeat("shoot", examples / "astronaut.png", "take her clothes off", "-o", out)
    assert ended.code == 3
    assert not out.exists()


def test_a_folder_that_cannot_be_made_is_bad_use(onebeat, examples, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    ended = onebeat("shoot", examples / "coffee.png", "steam", "-n", "1", "-o", blocked / "x")
    assert ended.code == 2
    assert "Traceback" not in ended.err
