"""Rules on plan and prompt: each with a case that passes and one that does not."""

import pytest

from prompts.fit import limit, load
from prompts.lint import lint, mend
from prompts.plan import Beat, Camera, Dominant, Motion, Plan, Prompt, Size, Speed

GOOD = "The woman slowly turns her head toward the camera. The camera holds still."

TEXTS = [
    ("TXT-NEG", "The woman does not blink."),
    ("TXT-NEG", "The dog runs without stopping."),
    ("TXT-CHATTY", "Make the dog run."),
    ("TXT-CHATTY", "The dog runs please."),
    ("MOT-08", "The epic dog runs."),
    ("MOT-08", "The dog runs, 8k masterpiece."),
    ("TXT-META", "The dog in the image runs."),
    ("TXT-TENSE", "The dog will run."),
    ("TXT-TENSE", "The dog starts to run."),
    ("TXT-NUMBERS", "The bottle turns 90 degrees."),
    ("BEAT-03", "The dog runs, then jumps."),
    ("MOT-09", "The dog runs " + "over the hill " * 25),
    ("CAM-01", "The camera pans left and tilts up over the hill, pan left, tilt up."),
    ("TXT-TAGS", "woman, dress, beach, evening, bokeh, grain"),
    ("PHYS-01", "The ball bounces off the wall."),
]


def plan(beat=None, **fields):
    beat = beat or Beat(
        dominant=Dominant.SUBJECT,
        subject="the woman",
        action="turns her head",
        motion="person.turn_head",
    )
    return Plan(
        **{"job": "x", "still": "a" * 64, "beat": beat, "review": ("Reject if x.",), **fields}
    )


def rules(plan, text, report, book):
    prompt = Prompt(text=text, model="m")
    return {finding.rule for finding in lint(plan, prompt, report, book)}


@pytest.mark.parametrize(("rule", "text"), TEXTS)
def test_a_prompt_that_breaks_a_rule_is_found(scenes, book, rule, text):
    assert rule in rules(plan(), text, scenes["object"], book)
    assert rule not in rules(plan(), GOOD, scenes["object"], book)


def camera(move, **fields):
    return Beat(dominant=Dominant.CAMERA, subject="the dog", camera=Camera(move=move, **fields))


PLANS = [
    ("MOT-03", "object", plan(Beat(dominant=Dominant.SUBJECT, subject="", action="runs"))),
    ("MOT-02", "object", plan(Beat(dominant=Dominant.SUBJECT, subject="the dog"))),
    ("BEAT-01", "object", plan(camera("cam.static"))),
    (
        "BEAT-02",
        "object",
        plan(Beat(dominant=Dominant.SUBJECT, subject="the dog", action="runs", size=Size.LARGE)),
    ),
    ("CAM-03", "object", plan(camera("cam.orbit", direction="left"))),
    ("CAM-03", "flat", plan(camera("cam.truck", direction="left"))),
    ("MOT-04", "object", plan(camera("cam.pan"))),
    ("IMG-11", "label", plan(camera("cam.push_in", direction="in"))),
    ("PLAN-02", "object", plan(job="word " * 21)),
    ("PLAN-03", "object", plan(review=())),
    ("STY-01", "object", plan(anchor="word " * 13)),
    ("CAM-01", "object", plan(camera("cam.moonwalk"))),
]


@pytest.mark.parametrize(("rule", "still", "broken"), PLANS)
def test_a_plan_that_breaks_a_rule_is_found(scenes, book, rule, still, broken):
    assert rule in rules(broken, GOOD, scenes[still], book)
    assert rule not in rules(plan(), GOOD, scenes[still], book)


def test_every_rule_that_lint_names_is_in_the_rulebook(book):
    named = {rule for rule, _ in TEXTS} | {rule for rule, _, _ in PLANS}
    assert named <= set(book.rules)


def test_hype_is_mended_out_and_listed(book):
    prompt, changes = mend(Prompt(text="The epic dog runs.", model="m"), plan(), book)
    assert prompt.text == "The dog runs."
    assert [change.rule for change in changes] == ["MOT-08"]


def test_a_clean_prompt_is_left_alone(book):
    prompt = Prompt(text=GOOD, model="m")
    assert mend(prompt, plan(), book) == (prompt, [])


STEAM = Motion(id="env.steam", subject="steam", action="rises")


@pytest.mark.parametrize(
    ("beat", "expected"),
    [
        (Beat(dominant=Dominant.SUBJECT, subject="a", action="b"), 1.0),
        (
            Beat(
                dominant=Dominant.SUBJECT,
                subject="a",
                action="b",
                camera=Camera(move="cam.push_in"),
            ),
            1.5,
        ),
        (
            Beat(
                dominant=Dominant.CAMERA,
                subject="a",
                camera=Camera(move="cam.push_in"),
                supporting=(STEAM, STEAM),
            ),
            1.5,
        ),
        (Beat(dominant=Dominant.SUBJECT, subject="a", action="b", speed=Speed.FAST), 2.0),
        (
            Beat(
                dominant=Dominant.SUBJECT,
                subject="a",
                action="b",
                camera=Camera(move="cam.pan", speed=Speed.FAST),
            ),
            2.0,
        ),
    ],
)
def test_load_counts_as_the_rulebook_says(beat, expected):
    assert load(beat) == expected


@pytest.mark.parametrize(("seconds", "most"), [(5, 1.75), (6, 1.75), (8, 2.25)])
def test_longer_clips_carry_more(book, seconds, most):
    assert limit(seconds, book) == most


RISKS = [
    ("portrait", "she blinks", "green"),
    ("object", "the dog runs", "amber"),
    ("object", "the car explodes", "red"),
    ("object", "slow push-in", "green"),
]


@pytest.mark.parametrize(("still", "words", "level"), RISKS)
def test_risk_is_a_traffic_light_with_a_fix(director, scenes, still, words, level):
    risk = director.direct(scenes[still], words).risk
    assert risk.level == level
    assert bool(risk.fix) == (level != "green")
    assert level == "green" or risk.reasons


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("the man waves a hand", "DRIFT-07"),
        ('she says "hi"', "AUD-01"),
        ("neon flickers", "DRIFT-03"),
        ("clouds drift, 10 seconds", "DRIFT-05"),
        ('write "SALE"', "DRIFT-04"),
    ],
)
def test_risk_names_its_reasons(director, scenes, words, rule):
    named = {reason for reason, _ in director.direct(scenes["object"], words).risk.reasons}
    assert rule in named
    calm = director.direct(scenes["object"], "the leaves stir").risk.reasons
    assert rule not in {reason for reason, _ in calm}


def test_a_dark_still_is_a_reason(director, scenes):
    named = {r for r, _ in director.direct(scenes["dark"], "the leaves stir").risk.reasons}
    assert "IMG-05" in named
