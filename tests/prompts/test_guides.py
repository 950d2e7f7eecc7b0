"""The guides are sound: every form one meaning, every fallback safer, every wording clean."""

import pytest

from prompts.guides import GuidesError, guides, load_guides
from prompts.lexicon import lexicon
from prompts.lint import HYPE, NEGATIONS
from prompts.words import lows, tokenize, words_of

BOOK = guides()


def test_camera_has_the_whole_lexicon():
    assert len(BOOK.moves) >= 24


def test_every_camera_form_means_one_move():
    seen = {}
    for move in BOOK.moves.values():
        for form in move.forms:
            assert seen.setdefault(words_of(form), move.id) == move.id, form


@pytest.mark.parametrize("move", BOOK.moves.values(), ids=lambda move: move.id)
def test_every_fallback_is_known_and_no_riskier(move):
    risks = [BOOK.moves[name].risk for name in move.fallback]
    if move.id == "cam.zoom_out":  # its neighbour without a lens is the pull-back
        risks = risks[1:]
    assert all(risk <= move.risk for risk in risks)
    assert move.id == "cam.static" or move.fallback[-1] in {"cam.static", "cam.push_in"}


@pytest.mark.parametrize("kind", BOOK.motions.values(), ids=lambda kind: kind.id)
def test_no_wording_carries_a_negation_or_hype(kind):
    words = set(lows(tokenize(f"{kind.subject} {kind.action}")))
    assert not words & (NEGATIONS | HYPE)


@pytest.mark.parametrize("phrase", [p for m in BOOK.moves.values() for p in m.phrases])
def test_no_camera_phrase_carries_a_negation_or_hype(phrase):
    assert not set(lows(tokenize(phrase))) & (NEGATIONS | HYPE)


def test_every_nearest_is_a_motion_the_renderer_has():
    closed = set(BOOK.dialects["parallax"].renderable)
    assert {kind.nearest for kind in BOOK.motions.values()} - {""} <= closed


def test_every_class_default_is_a_motion():
    assert all(name in BOOK.motions for c in BOOK.nouns.classes.values() for name in c.default)


def test_every_vague_word_reads_as_something_known():
    for vague in BOOK.vague:
        assert not vague.move or vague.move in BOOK.moves
        assert vague.support in {"", "ambient"} or vague.support in BOOK.motions


def test_every_emoji_means_something(director, scenes):
    for sign in BOOK.emoji:
        got = director.direct(scenes["portrait"], sign)
        known = got.request.motions or got.request.cameras or got.request.vague
        assert known or got.request.settings.loop or got.request.subject, sign


@pytest.mark.parametrize("language", BOOK.languages, ids=lambda language: language.code)
def test_every_language_knows_the_core_senses(language):
    english = " ".join(language.words.values())
    for sense in (
        "smiles",
        "dances",
        "walks",
        "wind",
        "push in",
        "static camera",
        "slowly",
        "fast",
    ):
        assert sense in english, sense


def test_the_index_is_built_once_per_set():
    assert lexicon(BOOK) is lexicon(BOOK)


def test_a_broken_guide_names_its_file(tmp_path):
    import shutil

    from prompts.guides.library import HERE

    shutil.copytree(HERE, tmp_path / "guides")
    (tmp_path / "guides" / "rules.toml").write_text("[[rule]\n", "utf-8")
    with pytest.raises(GuidesError, match=r"rules\.toml"):
        load_guides(tmp_path / "guides")


def test_a_missing_field_is_an_error_for_the_owner(tmp_path):
    import shutil

    from prompts.guides.library import HERE

    shutil.copytree(HERE, tmp_path / "guides")
    (tmp_path / "guides" / "thresholds.toml").write_text("small_text = 0.03\n", "utf-8")
    with pytest.raises(GuidesError, match="load_short"):
        load_guides(tmp_path / "guides")
