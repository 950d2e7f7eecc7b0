from datetime import timedelta

import pytest
from chat_rows import (
    ANA,
    BEN,
    JOB,
    NOON,
    a_direction,
    a_draft,
    a_house,
    a_plan,
    a_prompt,
    a_question,
    a_report,
    a_risk,
    a_shot,
    a_take,
    some_dropped,
    votes,
)
from discord import ui
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat.cards.announcement import announcement_card, ping_text
from bot.chat.cards.budget import CHARACTERS, COMPONENTS
from bot.chat.cards.card import Card, House
from bot.chat.cards.draft import draft_card
from bot.chat.cards.forms import chosen_settings, settings_form, words_form
from bot.chat.cards.help import help_card
from bot.chat.cards.more import more_card
from bot.chat.cards.shot import shot_card
from bot.chat.cards.why import why_card
from bot.studio.records import DraftState, ShotState, Still, TakeState
from prompts.plan import Change, Choice, Dropped, Question, Risk, Settings
from prompts.still.report import Finding, Level, Trust


def words_of(card: Card) -> str:
    items = card.view.walk_children()
    return "\n".join(item.content for item in items if isinstance(item, ui.TextDisplay))


def labels_of(card: Card) -> list[str | None]:
    return [item.label for item in card.view.walk_children() if isinstance(item, ui.Button)]


def ids_of(card: Card) -> list[str]:
    found = (getattr(item, "custom_id", None) for item in card.view.walk_children())
    return [custom_id for custom_id in found if custom_id]


def check_limits(card: Card) -> None:
    assert card.view.total_children_count <= COMPONENTS
    assert card.view.content_length() <= CHARACTERS
    custom_ids = ids_of(card)
    assert len(set(custom_ids)) == len(custom_ids)
    assert all(len(custom_id) <= 100 for custom_id in custom_ids)
    names = {media.name for media in card.media}
    assert len(names) == len(card.media) <= 10
    for item in card.view.walk_children():
        if isinstance(item, ui.Button):
            assert item.label is not None
            assert 1 <= len(item.label) <= 80
        if isinstance(item, ui.Select):
            assert 1 <= len(item.options) <= 25
            assert len({option.value for option in item.options}) == len(item.options)
            for option in item.options:
                assert 1 <= len(option.label) <= 100
                assert 1 <= len(option.description or "x") <= 100
        if isinstance(item, ui.MediaGallery):
            assert 1 <= len(item.items) <= 10


class TestDraft:
    def test_the_card_says_what_was_understood_and_what_it_costs(self, house: House) -> None:
        shown = words_of(draft_card(a_draft(), house))
        assert "**One beat** — The camera eases toward the dandelion." in shown
        assert 'from "make it epic"' in shown
        assert "*kept* framing, evening light" in shown
        assert "*added* push-in, breeze from the left" in shown
        assert "*left out* nothing" in shown
        assert "still: 4000×2250, sharp, clear subject, text not checked" in shown
        assert "a third finding" not in shown
        assert "risk low" in shown
        assert "Parallax (built in) · 4 takes · 5 s · 16:9 · free" in shown

    def test_a_long_prompt_gives_way_to_the_job(self, house: House) -> None:
        draft = a_draft(direction=a_direction(prompt=a_prompt("long " * 60)))
        assert f"**One beat** — {JOB}" in words_of(draft_card(draft, house))

    def test_what_repeats_the_beat_is_not_said_twice(self, house: House) -> None:
        direction = a_direction(kept=(JOB,), added=(JOB, "breeze"))
        shown = words_of(draft_card(a_draft(direction=direction), house))
        assert "*kept*" not in shown
        assert "*added* breeze" in shown

    def test_the_size_is_told_once(self, house: House) -> None:
        findings = tuple(
            Finding(rule="IMG-01", trust=Trust.FACT, level=Level.INFO, text=words)
            for words in ("4000×2250", "text not checked", "sharp", "clear subject")
        )
        still = Still(sha256="ab" * 32, name="x.jpg", report=a_report(findings=findings))
        shown = words_of(draft_card(a_draft(still=still), house))
        assert "still: 4000×2250, sharp, clear subject, text not checked" in shown

    def test_checked_text_is_not_called_unchecked(self, house: House) -> None:
        still = Still(sha256="ab" * 32, name="x.jpg", report=a_report(text_checked=True))
        assert "not checked" not in words_of(draft_card(a_draft(still=still), house))

    def test_the_buttons_hold_the_row(self, house: House) -> None:
        card = draft_card(a_draft(), house)
        assert labels_of(card) == ["Roll 4 takes", "Edit", "Settings", "Why?", "Cancel"]
        assert "draft:12:roll" in ids_of(card)
        assert "draft:12:idea" in ids_of(card)

    def test_one_take_is_singular(self, house: House) -> None:
        card = draft_card(a_draft(settings=Settings(takes=1)), house)
        assert labels_of(card)[0] == "Roll 1 take"

    def test_dropped_beats_are_listed_and_offered(self, house: House) -> None:
        card = draft_card(a_draft(direction=a_direction(dropped=some_dropped())), house)
        assert "*left out* the car explodes — not in the still\n*left out* drone rise" in words_of(
            card
        )
        assert "draft:12:next" in ids_of(card)

    def test_a_question_comes_with_a_button_per_answer(self, house: House) -> None:
        card = draft_card(a_draft(direction=a_direction(question=a_question())), house)
        assert "Who moves?" in words_of(card)
        assert labels_of(card)[:3] == ["1 upper dog", "2 lower dog", "You choose"]
        assert "draft:12:answer:two" in ids_of(card)

    def test_an_answered_question_is_not_asked_again(self, house: House) -> None:
        draft = a_draft(direction=a_direction(question=a_question()), answer="one")
        assert "Who moves?" not in words_of(draft_card(draft, house))

    def test_a_new_question_after_an_answer_is_asked(self, house: House) -> None:
        draft = a_draft(direction=a_direction(question=a_question()), answer="hold")
        assert "Who moves?" in words_of(draft_card(draft, house))

    def test_another_idea_is_named_instead_of_what_the_first_kept(self, house: House) -> None:
        draft = a_draft(picked=0)
        shown = words_of(draft_card(draft, house))
        assert f"*other idea* {draft.direction.alternatives[0].label}" in shown
        assert "*kept*" not in shown

    def test_a_high_risk_comes_with_reason_and_fix(self, house: House) -> None:
        shown = words_of(draft_card(a_draft(direction=a_direction(risk=a_risk())), house))
        assert "risk high: Fast moves lose the face. Slow it down." in shown

    def test_a_picked_idea_is_the_beat_and_can_be_put_back(self, house: House) -> None:
        card = draft_card(a_draft(picked=1), house)
        assert "**One beat** — Light sweeps." in words_of(card)
        select = next(item for item in card.view.walk_children() if isinstance(item, ui.Select))
        assert [option.value for option in select.options] == ["0", "first"]

    def test_what_is_really_shot_and_the_remark_are_said(self, house: House) -> None:
        card = draft_card(a_draft(), house, really="Parallax cannot act.", remark="I took one.")
        assert "Parallax cannot act." in words_of(card)
        assert "-# I took one." in words_of(card)

    @pytest.mark.parametrize("state", [DraftState.CANCELLED, DraftState.ROLLED])
    def test_an_ended_draft_has_nothing_to_press(self, house: House, state: DraftState) -> None:
        assert ids_of(draft_card(a_draft(state=state), house)) == []

    def test_injected_markup_and_mentions_stay_text(self, house: House) -> None:
        card = draft_card(a_draft(words=("@everyone **now** <@5>\n# big",)), house)
        assert "@everyone" not in words_of(card)
        assert "**now**" not in words_of(card)
        assert "<@5>" not in words_of(card)


class TestShot:
    def test_rolling_takes_have_a_line_each(self, house: House) -> None:
        takes = (
            a_take(0),
            a_take(1, TakeState.RENDERING, progress=0.42),
            a_take(2, TakeState.QUEUED),
            a_take(3, TakeState.FAILED, note="The worker stopped; you were not charged."),
        )
        card = shot_card(a_shot(ShotState.ROLLING, takes=takes), house)
        shown = words_of(card)
        assert f"**Shot 3** — 1 of 4 takes ready · started <t:{int(NOON.timestamp())}:R>" in shown
        assert "**A** ready\n**B** rendering 42 %\n**C** next\n**D** The worker stopped" in shown
        assert labels_of(card) == ["Cancel", "More…"]
        assert [media.name for media in card.media] == ["take-a-0c0c0c0c.mp4"]

    def test_before_the_first_take_the_still_is_shown(self, house: House) -> None:
        takes = tuple(a_take(n, TakeState.QUEUED) for n in range(2))
        card = shot_card(a_shot(ShotState.ROLLING, takes=takes), house)
        assert [media.kind for media in card.media] == ["still"]

    def test_voting_names_the_ballot_and_its_end(self, house: House) -> None:
        card = shot_card(a_shot(), house)
        closes = int((NOON + timedelta(hours=2)).timestamp())
        assert f"react 🇦 🇧 🇨 🇩, voting closes <t:{closes}:R> or at 5 voters" in words_of(card)
        assert labels_of(card) == ["Re-roll", "Close vote", "More…", "Delete"]
        assert "seed 11" in words_of(card)
        assert len(card.media) == 4

    def test_a_note_that_all_takes_share_is_said_once(self, house: House) -> None:
        note = "Parallax cannot act: it shoots a slow push-in instead."
        shared = shot_card(a_shot(takes=tuple(a_take(n, note=note) for n in range(3))), house)
        assert words_of(shared).count(note) == 1
        differing = (a_take(0, note=note), a_take(1, note=note), a_take(2))
        assert words_of(shot_card(a_shot(takes=differing), house)).count(note) == 2

    def test_only_ready_takes_can_be_voted_for(self, house: House) -> None:
        takes = (a_take(0), a_take(1, TakeState.FAILED), a_take(2))
        shown = words_of(shot_card(a_shot(takes=takes), house))
        assert "react 🇦 🇨," in shown
        assert "**B** failed, you were not charged." in shown

    def test_every_clip_carries_its_label(self, house: House) -> None:
        shown = words_of(shot_card(a_shot(), house))
        assert "Made by an algorithm from the still's own pixels (Parallax)" in shown
        kling = tuple(a_take(n, backend="fal", prompt=a_prompt(model="kling")) for n in range(2))
        assert "AI-generated (Kling 3.0)" in words_of(shot_card(a_shot(takes=kling), house))

    def test_a_smaller_copy_is_named(self, house: House) -> None:
        card = shot_card(a_shot(), house, {1: 2_400_000, 2: 0})
        assert "a smaller copy (2.4 MB), the original is under More" in words_of(card)
        assert "too large to post here" in words_of(card)
        assert [media.n for media in card.media] == [0, 1, 3]

    def test_a_tie_offers_the_tied_takes_only(self, house: House) -> None:
        shot = a_shot(ShotState.TIED, votes=votes((BEN, 1), (ANA, 2), (ANA, 1), (BEN, 2)))
        card = shot_card(shot, house)
        assert f"<@{ANA}> decides" in words_of(card)
        assert ids_of(card)[:2] == ["shot:7:pick:1", "shot:7:pick:2"]

    def test_the_winner_is_marked(self, house: House) -> None:
        shot = a_shot(ShotState.CLOSED, winner=1, votes=votes((ANA, 1), (BEN, 1), (5, 0)))
        shown = words_of(shot_card(shot, house))
        assert "**B** was selected" in shown
        assert "**B** seed 12 · 2 votes · **selected**" in shown
        assert "**A** seed 11 · 1 vote" in shown

    def test_a_deleted_shot_is_a_tombstone(self, house: House) -> None:
        card = shot_card(a_shot(ShotState.DELETED, deleted_by=BEN, ended=NOON), house)
        assert words_of(card).startswith(f"-# Shot 3 was deleted by <@{BEN}>")
        assert card.media == ()
        assert ids_of(card) == []


def test_the_announcement_counts_people(house: House) -> None:
    shot = a_shot(ShotState.CLOSED, winner=1, votes=votes((1, 1), (2, 1), (3, 1), (4, 0)))
    assert "**B it is** — 3 of 4 votes. Selected." in words_of(announcement_card(shot))


def test_the_announcement_of_a_tie_asks_the_requester() -> None:
    shot = a_shot(ShotState.TIED, votes=votes((ANA, 0), (ANA, 2)))
    card = announcement_card(shot)
    assert f"A and C are level on shot 3. <@{ANA}>, which take is it?" in words_of(card)
    assert ids_of(card) == ["shot:7:pick:0", "shot:7:pick:2"]
    assert "Nobody voted" in words_of(announcement_card(a_shot(ShotState.TIED)))


def test_the_ping_says_how_it_went() -> None:
    assert ping_text(a_shot()).startswith(f"<@{ANA}> Shot 3 is in: 4 takes")
    assert "not charged" in ping_text(a_shot(ShotState.FAILED))


def test_more_shows_prompt_seed_and_downloads(house: House) -> None:
    card = more_card(a_shot(), house)
    assert "The camera eases toward the dandelion." in words_of(card)
    assert "seed 14" in words_of(card)
    assert labels_of(card) == ["Download A", "Download B", "Download C", "Download D"]


def test_why_names_rules() -> None:
    shown = words_of(why_card(a_draft(direction=a_direction(dropped=some_dropped()))))
    assert "**MOT-10** added a push-in — 'epic' names no motion." in shown
    assert "**BEAT-04** left out: the car explodes" in shown


def test_help_is_short(house: House) -> None:
    card = help_card(house, "<@1000>")
    assert len(words_of(card)) < 900
    check_limits(card)


class TestForms:
    def test_the_settings_form_shows_what_is_in_force(self, house: House) -> None:
        form = settings_form(12, Settings(takes=2, platform="x", model="kling"), house)
        chosen = {
            select.custom_id: next(o.value for o in select.options if o.default)
            for select in form.walk_children()
            if isinstance(select, ui.Select)
        }
        assert chosen == {
            "model": "kling", "takes": "2", "platform": "x", "ratio": "own", "loop": "own",
        }  # fmt: skip

    def test_a_filled_form_keeps_what_it_does_not_hold(self) -> None:
        before = Settings(seconds=7, seed=5, ratio="1:1", loop=True)
        fields = {"model": "kling", "takes": "3", "platform": "own", "ratio": "9:16", "loop": "no"}
        assert chosen_settings(fields, before) == Settings(
            seconds=7, seed=5, model="kling", takes=3, ratio="9:16", loop=False
        )

    def test_the_words_form_starts_from_the_words(self) -> None:
        form = words_form(12, "make it epic")
        field = next(item for item in form.walk_children() if isinstance(item, ui.TextInput))
        assert field.default == "make it epic"
        assert form.custom_id == "draft:12:words"


_wild = st.text(st.characters(codec="utf-8"), max_size=700) | st.sampled_from(
    ["*_~|[]()<>#@" * 60, "@everyone " * 90, "😀" * 500, "x" * 4000]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_draft_breaks_the_limits(data: st.DataObject) -> None:
    some = st.lists(_wild, max_size=8).map(tuple)
    finding = st.builds(
        Finding, rule=st.just("R"), trust=st.just(Trust.FACT), level=st.just(Level.WARN), text=_wild
    )
    direction = a_direction(
        plan=a_plan(data.draw(_wild)),
        kept=data.draw(some),
        added=data.draw(some),
        notes=data.draw(some),
        dropped=tuple(Dropped(text=t, rule="R", why=t) for t in data.draw(some)),
        changes=tuple(Change(rule="R", what=t, why=t) for t in data.draw(some)),
        risk=Risk(level="red", reasons=(("R", data.draw(_wild)),), fix=data.draw(_wild)),
        question=Question(
            text=data.draw(_wild),
            rule="R",
            choices=tuple(
                Choice(id=f"{n}" * 40, label=data.draw(_wild), request="") for n in range(5)
            ),
        ),
    )
    still = Still(
        sha256="ab" * 32,
        name=data.draw(_wild),
        report=a_report(findings=tuple(data.draw(st.lists(finding, max_size=4)))),
    )
    draft = a_draft(words=(data.draw(_wild),), direction=direction, still=still, id=10**17)
    check_limits(draft_card(draft, a_house(), really=data.draw(_wild), remark=data.draw(_wild)))
    check_limits(why_card(draft))
    form = words_form(draft.id, draft.words[-1])
    assert len(form.to_components()) <= 5


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_shot_breaks_the_limits(data: st.DataObject) -> None:
    takes = tuple(
        a_take(
            n,
            data.draw(st.sampled_from(TakeState)),
            note=data.draw(_wild),
            prompt=a_prompt(data.draw(_wild), params={data.draw(_wild): data.draw(_wild)}),
        )
        for n in range(data.draw(st.integers(1, 4)))
    )
    takes = tuple(
        take.model_copy(update={"clip": a_take(take.n).clip})
        if take.state is TakeState.READY
        else take
        for take in takes
    )
    shot = a_shot(
        data.draw(st.sampled_from(ShotState)),
        takes=takes,
        plan=a_plan(data.draw(_wild)),
        id=10**17,
        winner=data.draw(st.sampled_from([None, 0])),
    )
    check_limits(shot_card(shot, a_house()))
    check_limits(more_card(shot, a_house()))
    if shot.state is ShotState.CLOSED or (shot.state is ShotState.TIED and shot.ready):
        check_limits(announcement_card(shot))
