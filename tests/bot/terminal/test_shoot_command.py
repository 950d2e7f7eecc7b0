import json
import os
import signal
import subprocess
import sys
import time

import av
import pytest
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
    assert list((tmp_path / "data" / "parallax" / "jobs").iterdir()) == []


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


@pytest.mark.skipif(os.name == "nt", reason="signals to a group are a POSIX thing")
@pytest.mark.parametrize("moment", ["Take 1", "%"])
def test_ctrl_c_stops_with_one_sentence_and_leaves_nothing(examples, tmp_path, moment):
    out, data = tmp_path / "out", tmp_path / "data"
    arguments = ["shoot", examples / "creek.jpg", "slow push in", "-n", "2", "-o", out]
    with subprocess.Popen(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as shooting:
        until((data / "parallax" / "jobs").is_dir)
        if moment == "%":
            until(lambda: any((data / "parallax" / "jobs").glob("*/progress")))
        os.killpg(shooting.pid, signal.SIGINT)
        _, err = shooting.communicate(timeout=30)
    assert shooting.returncode == 130
    assert "Traceback" not in err
    assert "KeyboardInterrupt" not in err
    assert err.strip().endswith("Stopped.")
    assert not out.exists()


def until(holds, seconds=30.0):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


@pytest.mark.parametrize("name", ["contact-sheet.png", "plan.json", "take-1.mp4"])
def test_what_cannot_be_written_is_one_sentence(onebeat, examples, tmp_path, name):
    out = tmp_path / "out"
    (out / name).mkdir(parents=True)
    options = ("-n", "1", "--seconds", "3", "--size", "480p", "-o", out)
    ended = onebeat("shoot", examples / "coffee.png", "slow push in", *options, seconds=120)
    assert ended.code == 1
    assert "Traceback" not in ended.err
    assert str(out) in ended.err
    assert list(out.glob("take-*.mp4")), "what was shot stays"
