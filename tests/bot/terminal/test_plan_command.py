import json

import pytest

KEYS = {
    "still",
    "request",
    "plan",
    "prompt",
    "changes",
    "dropped",
    "question",
    "refusal",
    "risk",
    "alternatives",
}


def one_sentence(text):
    return text.strip().count("\n") == 0 and text.strip().endswith((".", "?", ")"))


def test_plan_prints_one_json_object(onebeat, examples):
    ended = onebeat("plan", examples / "mountains.jpg", "make it epic", "--json")
    assert ended.code == 0, ended.err
    found = json.loads(ended.out)
    assert set(found) >= KEYS
    assert found["still"]["width"] > 1024
    assert found["prompt"]["text"]
    assert set(found["prompt"]) == {"text", "negative", "model", "params"}
    assert found["refusal"] is None
    assert all(set(change) == {"rule", "what", "why"} for change in found["changes"])
    assert found["risk"]["level"] in {"green", "amber", "red"}


def test_plan_for_people_shows_the_beat(onebeat, examples):
    ended = onebeat("plan", examples / "mountains.jpg", "slow push in")
    assert ended.code == 0, ended.err
    assert "One beat" in ended.out
    assert "left out" in ended.out


def test_platform_fills_the_settings(onebeat, examples):
    ended = onebeat(
        "plan", examples / "mountains.jpg", "make it move", "--platform", "reels", "--json"
    )
    plan = json.loads(ended.out)["plan"]
    assert plan["ratio"] == "9:16"
    assert plan["loop"] is True


def test_batch_answers_line_by_line_in_order(onebeat, examples, tmp_path):
    batch = tmp_path / "batch.jsonl"
    rows = [
        {"still": str(examples / "mountains.jpg"), "request": "clouds drift"},
        {"still": str(examples / "no-such.jpg"), "request": "x"},
        {"still": str(examples / "mountains.jpg"), "request": "undress her"},
        {"request": 3},
        {"still": str(examples / "creek.jpg"), "request": "make the water move"},
    ]
    batch.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n")
    ended = onebeat("plan", "--batch", batch)
    assert ended.code == 0, ended.err
    answers = [json.loads(line) for line in ended.out.splitlines()]
    assert len(answers) == len(rows)
    assert all(set(answer) >= KEYS for answer in answers)
    assert answers[0]["prompt"]["text"]
    assert "no-such.jpg" in answers[1]["error"]
    assert answers[2]["refusal"]["code"]
    assert answers[2]["prompt"] is None
    assert "Line 4" in answers[3]["error"]
    assert "water" in answers[4]["prompt"]["text"].lower()


def test_a_refusal_exits_3_and_prints_it(onebeat, examples):
    ended = onebeat("plan", examples / "astronaut.png", "undress her")
    assert ended.code == 3
    assert one_sentence(ended.err.replace("that. ", "that, ", 1))
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan",),
        ("plan", "nothing-here.jpg", "x"),
        ("plan", "STILL", "x", "--model", "no-such-model"),
        ("plan", "STILL", "x", "--platform", "no-such-platform"),
        ("plan", "STILL", "x", "--batch", "b.jsonl"),
        ("plan", "--batch", "no-such.jsonl"),
        ("shoot", "STILL", "x", "-n", "9"),
        ("shoot", "STILL", "x", "--size", "8k"),
        ("shoot", "STILL", "x", "--backend", "no-such-backend"),
        ("no-such-command",),
        ("plan", "--no-such-option"),
    ],
)
def test_bad_use_exits_2_with_one_sentence(onebeat, examples, arguments):
    still = str(examples / "coffee.png")
    ended = onebeat(*(still if word == "STILL" else word for word in arguments))
    assert ended.code == 2
    assert ended.out == ""
    assert one_sentence(ended.err), ended.err


def test_a_text_file_is_bad_use(onebeat, tmp_path):
    fake = tmp_path / "fake.png"
    fake.write_text("not a picture")
    ended = onebeat("plan", fake, "make it move")
    assert ended.code == 2
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("command", [(), ("plan",), ("shoot",), ("doctor",), ("run",)])
def test_help_explains_every_command(onebeat, command):
    ended = onebeat(*command, "--help")
    assert ended.code == 0
    assert "Usage" in ended.out


def test_output_that_goes_into_a_file_is_plain_and_one_line_per_row(onebeat, examples):
    ended = onebeat("plan", examples / "mountains.jpg", "make it epic")
    assert "\x1b" not in ended.out
    lines = ended.out.strip().splitlines()
    assert all(line == line.rstrip() for line in lines)
    assert all(line[:10].strip() for line in lines), "rows are not broken"


@pytest.mark.parametrize("command", [["plan", "creek.jpg", "make it epic"], ["doctor"]])
def test_a_terminal_without_unicode_gets_question_marks_and_no_traceback(
    onebeat, examples, monkeypatch, command
):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    monkeypatch.setenv("PYTHONUTF8", "0")
    arguments = [examples / word if word.endswith(".jpg") else word for word in command]
    ended = onebeat(*arguments)
    assert ended.code == 0, ended.err
    assert "Traceback" not in ended.err
    assert "?" in ended.out


def test_a_batch_with_a_byte_order_mark_and_line_separators_in_words_is_read(
    onebeat, examples, tmp_path
):
    batch = tmp_path / "batch.jsonl"
    row = {"still": str(examples / "coffee.png"), "request": "slow\u2028push in"}
    batch.write_text("\ufeff" + json.dumps(row, ensure_ascii=False) + "\r\n", "utf-8")
    ended = onebeat("plan", "--batch", batch)
    assert ended.code == 0, ended.err
    answers = ended.out.strip().split("\n")
    assert len(answers) == 1
    assert "error" not in json.loads(answers[0])


def test_a_batch_file_that_is_not_there_is_one_plain_sentence(onebeat, tmp_path):
    ended = onebeat("plan", "--batch", tmp_path / "none.jsonl")
    assert ended.code == 2
    assert one_sentence(ended.err)
    assert "Errno" not in ended.err
