"""Whole answers on the shipped kinds of stills: sentences, what was kept, added and left out."""

import pytest

from prompts.director import OfflineDirector
from prompts.lint import lint
from prompts.plan import Dominant

PROMPTS = [
    # who looks at the camera gestures; the camera stays out of it
    ("portrait", "she smiles and looks at the camera", "the woman softly smiles", "cam.static"),
    ("portrait", "turn toward the camera", "turns toward the camera", "cam.static"),
    # a thing turns a little, and no number is left dangling
    ("object", "rotate the cup 360", "the cup turns slowly by a few degrees", "cam.static"),
    ("object", "spin the bottle", "the bottle turns slowly by a few degrees", "cam.static"),
    # nouns and adjectives that could be verbs
    ("object", "bokeh lights in the background twinkle", "lights in the background", "cam.static"),
    ("object", "bubbles on the surface move", "the bubbles on the surface", "cam.static"),
    ("green", "sparkling water", "water softly sparkles", "cam.static"),
    ("portrait", "the flag behind her waves", "the flag behind her", "cam.static"),
    ("pair", "the brown one blinks", "the brown one", "cam.static"),
    ("portrait", "natural blinking, subtle", "blink", "cam.static"),
    # talk around the wish
    ("green", "I took this photo in Rome. could you make the grass move?", "grass", "cam.static"),
    ("portrait", "this is my aunt, make her wave", "the aunt", "cam.static"),
    ("portrait", "can she talk?", "the woman quietly talks", "cam.static"),
    ("object", "if the seeds were to float off", "the seeds slowly float off", "cam.static"),
    ("object", "shoot the dog running", "the dog runs", "cam.static"),
    # wind, its side and slow motion
    (
        "green",
        "slow-mo, wind from the right",
        "a light wind from the right stirs the",
        "cam.static",
    ),
    ("portrait", "wind in her hair from the left", "light breeze from the left", "cam.static"),
    # pronouns where no face was found
    ("pair", "make them dance crazy", "the pair dance", "cam.static"),
    ("pair", "they sniff each other", "the pair", "cam.static"),
    # places to go through
    ("green", "fly forward into the valley", "the valley", "cam.push_in"),
    ("land", "camera glides forward along the creek", "the creek", "cam.push_in"),
    ("object", "move the camera a little", "main subject", "cam.push_in"),
    # light for edits and feelings of things
    ("land", "make it night", "the light dims slightly", "cam.static"),
    ("object", "make it sad", "the light dims slightly", "cam.static"),
    # other languages keep their verbs apart
    ("portrait", "她微笑着转头", "the woman softly smiles", "cam.static"),
    ("portrait", "gira la cabeza hacia la cámara", "turns the head", "cam.static"),
    ("object", "البخار يتصاعد", "steam slowly rises", "cam.static"),
    ("object", "ветер качает одуванчики", "the dandelions", "cam.static"),
]


@pytest.mark.parametrize(("still", "words", "says", "move"), PROMPTS, ids=[r[1] for r in PROMPTS])
def test_the_prompt_says_what_was_meant(director, scenes, book, still, words, says, move):
    got = director.direct(scenes[still], words)
    text = got.prompt.text.lower()
    manner = text.split(", ", 1)[0]
    assert says in text or (f"{manner} " in says and says.replace(f"{manner} ", "") in text)
    assert got.plan.beat.camera.move == move
    assert lint(got.plan, got.prompt, scenes[still], book) == ()


VAGUE = [
    "can you please animate this picture so that it looks alive? thanks!!",
    "4k masterpiece, ultra realistic, best quality, cinematic lighting, trending",
    "portrait comes alive",
    "slowmo",
    "pls make vid",
    "make it smell good",
    "delicious",
]


@pytest.mark.parametrize("words", VAGUE)
def test_a_wish_without_a_motion_is_read_not_repeated(director, scenes, words):
    got = director.direct(scenes["object"], words)
    assert "MOT-10" in {change.rule for change in got.changes}
    assert got.kept == ()
    assert got.added


DROPS = [
    ("object", "steam rises then stir it then drink it", ("stir it", "drink it")),
    ("portrait", "she turns her head then smile", ("the woman smiles",)),
    (
        "portrait",
        "turn her head to the left then to the right",
        ("the woman slowly turns her head to the right",),
    ),
    ("portrait", "she looks up, then looks away, shyly", ("the woman looks away",)),
    ("object", "the sauce bubbles then drips down", ("the sauce drips down",)),
]


@pytest.mark.parametrize(("still", "words", "left"), DROPS, ids=[r[1] for r in DROPS])
def test_what_is_left_out_is_a_good_next_request(director, scenes, still, words, left):
    assert tuple(d.text for d in director.direct(scenes[still], words).dropped) == left


NOT_THERE = [
    ("green", "a child runs through the field", "child"),
    ("land", "a deer comes out of the forest", "deer"),
    ("object", "a hand picks up the cup", "hand"),
    ("land", "some birds and a helicopter fly past, a helicopter lands", "helicopter"),
]


@pytest.mark.parametrize(("still", "words", "thing"), NOT_THERE, ids=[r[1] for r in NOT_THERE])
def test_somebody_brought_in_is_never_taken_silently(director, scenes, still, words, thing):
    got = director.direct(scenes[still], words)
    assert thing not in got.prompt.text
    assert any(thing in dropped.text for dropped in got.dropped)
    assert any(f"no {thing} in the still" in note for note in got.notes)


def test_somebody_the_still_may_hold_is_taken_with_a_note(director, scenes):
    got = director.direct(scenes["object"], "a dog wags its tail")
    assert "wags its tail" in got.prompt.text
    assert any("I take it that the dog is in the still" in note for note in got.notes)


def test_a_woman_in_a_portrait_needs_no_note(director, scenes):
    assert director.direct(scenes["portrait"], "a woman smiles").notes == ()


def test_hands_where_nobody_is_are_left_out(director, scenes):
    got = director.direct(scenes["pair"], "pet the dog")
    assert [d.text for d in got.dropped] == ["someone pets the dog"]
    assert any("nobody in the still" in note for note in got.notes)


def test_kept_lists_every_piece_that_was_asked_for(director, scenes):
    words = "slow dolly in, steam rises from the cup, light shifts on the glaze"
    got = director.direct(scenes["object"], words)
    assert got.kept == (
        "steam slowly rises from the cup",
        "light slowly shifts on the glaze",
        "slow push-in",
    )
    assert got.added == ()


def test_a_safer_move_is_kept_as_what_it_is(director, scenes):
    got = director.direct(scenes["portrait"], "orbit around her")
    assert got.kept == ("slow small arc to the left instead of orbit",)


def test_added_lists_every_piece_the_director_chose(director, scenes):
    got = director.direct(scenes["horizon"], "make it epic")
    assert len(got.added) == 2
    assert any("push-in" in piece for piece in got.added)


JOBS = [
    ("horizon", "slow push-in, grass sways", "Slow push-in toward the horizon while the grass"),
    ("portrait", "she blinks, slow push in", "The woman softly blinks, with a slow push-in."),
    ("object", "pan left", "Slow pan to the left across the main subject."),
    ("pair", "the dogs wag their tails and pant", "The dogs gently wag their tails and softly"),
]


@pytest.mark.parametrize(("still", "words", "says"), JOBS, ids=[r[1] for r in JOBS])
def test_the_job_is_one_sentence(director, scenes, still, words, says):
    job = director.direct(scenes[still], words).plan.job
    assert job.startswith(says)
    assert job.endswith(".")
    assert len(job.split()) <= 20


@pytest.mark.parametrize("still", ["object", "green", "land", "horizon", "portrait", "pair"])
def test_other_ideas_have_other_dominants_and_words_of_their_own(director, scenes, still):
    got = director.direct(scenes[still], "make it move")
    leads = [got.plan.beat.dominant, *(idea.plan.beat.dominant for idea in got.alternatives)]
    texts = {got.prompt.text, *(idea.prompt.text for idea in got.alternatives)}
    assert len(got.alternatives) >= 2
    assert len(set(leads)) == len(leads) == len(texts)


def test_another_camera_idea_is_another_move(director, scenes):
    got = director.direct(scenes["horizon"], "make it move")
    assert got.plan.beat.camera.move == "cam.push_in"
    lens = [i for i in got.alternatives if i.plan.beat.dominant is Dominant.CAMERA]
    assert lens[0].plan.beat.camera.move != "cam.push_in"


def test_a_loop_of_a_travelling_camera_comes_back(director, scenes):
    got = director.direct(scenes["object"], "slow push-in, make it loop")
    assert got.plan.beat.end_state == "back where it began"
    assert "CLIP-03" in {change.rule for change in got.changes}
    assert got.prompt.text.endswith("The move ends where it began.")


def test_a_loop_of_what_is_cyclic_needs_no_change(director, scenes):
    got = director.direct(scenes["land"], "the clouds drift, make it loop")
    assert "CLIP-03" not in {change.rule for change in got.changes}


TALKS = [
    (["the upper dog yawns", "the other one"], "the lower dog"),
    (["the upper dog yawns", "both of them"], "both dogs"),
    (["pan left", "other direction"], "right"),
    (["steam rises", "that's perfect"], "steam slowly rises"),
    (["steam rises", "slower", "undo"], "steam slowly rises"),
    (["steam rises", "add a dragon"], "steam slowly rises"),
    (["slow push-in, steam rises", "without the push-in"], "steam slowly rises"),
    (["she smiles", "bigger smile"], "the woman"),
]


@pytest.mark.parametrize(("words", "says"), TALKS, ids=[r[0][-1] for r in TALKS])
def test_short_answers_change_only_what_they_say(director, scenes, words, says):
    got = director.direct(scenes["pair"], words[-1], history=tuple(words[:-1]))
    text = got.prompt.text.lower().removeprefix("slowly, ").removeprefix("gently, ")
    assert says.replace("slowly ", "") in text.replace("slowly ", "")


def test_why_is_answered_with_the_rules(director, scenes):
    got = director.direct(scenes["land"], "why?", history=("make it epic",))
    assert got.prompt == director.direct(scenes["land"], "why?", history=("make it epic",)).prompt
    assert got.notes[0].startswith("MOT-10: ")


def test_something_else_is_the_next_idea_and_stays_revisable(director, scenes):
    before = director.direct(scenes["land"], "clouds drift")
    other = director.direct(scenes["land"], "something else", history=("clouds drift",))
    assert other.plan.beat.dominant is before.alternatives[0].plan.beat.dominant
    slower = director.direct(scenes["land"], "slower", history=("clouds drift", "something else"))
    assert slower.plan.beat.dominant is other.plan.beat.dominant
    assert slower.plan.beat.speed.value == "very slow"


def test_a_fault_nothing_could_mend_is_said(scenes, book, monkeypatch):
    from prompts import director as module
    from prompts.lint import Finding

    monkeypatch.setattr(module, "lint", lambda *_: (Finding("BEAT-01", "nothing moves"),))
    got = OfflineDirector(book).direct(scenes["object"], "the dog runs")
    assert "BEAT-01 is not met: nothing moves." in got.notes
