"""Votes are read, counted and decided as the rules say."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.studio.errors import NotAllowedError, WrongStateError
from bot.studio.ports import BoardError, BoardGoneError, CardGoneError
from bot.studio.records import Review, ShotState, Vote
from bot.studio.tally import leaders, letters, winner

READY = 3
people_voting = st.frozensets(st.tuples(st.integers(1, 5), st.integers(0, READY - 1)), max_size=12)


@pytest.fixture
async def voting(house):
    """A shot that is open for voting, with its card and ballot up."""
    shot = await house.until_state((await house.roll()).id, ShotState.VOTING)
    await house.until_shown()
    return shot


async def test_a_closed_vote_selects_its_winner_and_announces_it_once(house, people, voting):
    house.board.votes[voting.id] = {(2, 0), (1, 1)}
    closed = await house.studio.ballots.close(voting.id, people.ana)
    assert (closed.state, closed.winner) == (ShotState.CLOSED, 1)
    assert [take.review for take in closed.takes] == [Review.NEW, Review.SELECTED]
    assert closed.ended is not None
    await house.until_shown()
    assert house.board.announcements == [(voting.id, "closed", 1)]


async def test_a_tie_is_announced_and_then_its_decision(house, people, voting):
    house.board.votes[voting.id] = {(2, 0), (3, 1)}
    tied = await house.studio.ballots.close(voting.id, people.ana)
    assert (tied.state, tied.winner) == (ShotState.TIED, None)
    await house.until(lambda: house.board.announcements == [(voting.id, "tied", None)])
    decided = await house.studio.ballots.decide(voting.id, people.ana, 0)
    assert (decided.state, decided.winner) == (ShotState.CLOSED, 0)
    await house.until(lambda: house.board.announcements[1:] == [(voting.id, "closed", 0)])


async def test_a_quorum_of_people_closes_the_vote(house, voting):
    house.board.votes[voting.id] = {(2, 0), (2, 1), (3, 1)}
    assert (await house.studio.ballots.recount(voting.id)).state is ShotState.VOTING
    house.board.votes[voting.id].add((1, 1))
    closed = await house.studio.ballots.recount(voting.id)
    assert (closed.state, closed.winner, closed.voters) == (ShotState.CLOSED, 1, 3)


async def test_a_burst_of_reactions_is_one_reading(house, voting):
    before = house.board.reads
    house.board.votes[voting.id] = {(2, 0)}
    await asyncio.gather(*(house.studio.ballots.recount(voting.id) for _ in range(30)))
    assert house.board.reads - before == 1
    assert (await house.studio.shots.get(voting.id)).votes == (Vote(voter=2, n=0),)


async def test_a_vote_taken_back_is_gone(house, voting):
    house.board.votes[voting.id] = {(2, 0), (3, 0)}
    await house.studio.ballots.recount(voting.id)
    house.board.votes[voting.id] = {(3, 0)}
    assert (await house.studio.ballots.recount(voting.id)).votes == (Vote(voter=3, n=0),)


async def test_the_same_votes_again_do_not_touch_the_card(house, voting):
    house.board.votes[voting.id] = {(3, 0), (2, 1)}
    first = await house.studio.ballots.recount(voting.id)
    assert (await house.studio.ballots.recount(voting.id)).revision == first.revision


async def test_a_board_that_fails_is_read_again_soon(house, voting):
    house.board.votes[voting.id] = {(2, 0)}
    house.board.faults = [BoardError("later")]
    assert (await house.studio.ballots.recount(voting.id)).votes == ()

    async def counted():
        return (await house.studio.shots.get(voting.id)).voters == 1

    await house.until(counted)


async def test_a_vote_on_a_card_that_is_gone_closes_with_what_was_counted(house, people, voting):
    house.board.votes[voting.id] = {(2, 1)}
    await house.studio.ballots.recount(voting.id)
    await house.until_shown()
    house.board.faults = [BoardGoneError("deleted")] * 9
    closed = await house.studio.ballots.close(voting.id, people.ana)
    assert closed.winner == 1


async def test_a_vote_whose_card_was_deleted_ends_with_the_shot(house, people, voting):
    house.board.faults = [CardGoneError("deleted")]
    ended = await house.studio.ballots.close(voting.id, people.ana)
    assert (ended.state, ended.winner) == (ShotState.DELETED, None)
    assert house.board.announcements == []


async def test_ballots_are_counted_again_after_a_gap(house, people, voting):
    house.board.votes[voting.id] = {(voter, 1) for voter in (people.ana, people.ben, people.cleo)}
    await house.studio.recount_open()
    assert (await house.until_state(voting.id, ShotState.CLOSED)).winner == 1


async def test_only_the_requester_or_a_moderator_closes(house, people, voting):
    with pytest.raises(NotAllowedError):
        await house.studio.ballots.close(voting.id, people.ben)
    await house.studio.ballots.close(voting.id, people.ben, moderator=True)
    with pytest.raises(WrongStateError):
        await house.studio.ballots.close(voting.id, people.ana)


async def test_a_tie_is_decided_by_the_requester_among_the_tied(house, people):
    draft = await house.draft()
    house.studio.shots._settings = house.settings.model_copy(
        update={"shooting": house.settings.shooting.model_copy(update={"takes": 3})}
    )
    shot = await house.studio.shots.roll(draft.id, people.ana, "k")
    await house.until_state(shot.id, ShotState.VOTING)
    house.board.votes[shot.id] = {(2, 0), (3, 2)}
    await house.studio.ballots.close(shot.id, people.ana)
    with pytest.raises(NotAllowedError):
        await house.studio.ballots.decide(shot.id, people.ben, 0)
    with pytest.raises(WrongStateError, match="A or C"):
        await house.studio.ballots.decide(shot.id, people.ana, 1)
    decided = await house.studio.ballots.decide(shot.id, people.ana, 2)
    again = await house.studio.ballots.decide(shot.id, people.ana, 2)
    assert (again.winner, again.revision) == (2, decided.revision)
    with pytest.raises(WrongStateError):
        await house.studio.ballots.decide(shot.id, people.ana, 0)


async def test_a_lone_take_wins_without_a_vote(house, people):
    house.backend.script = {"A": ["check:failed"]}
    shot = await house.until_state((await house.roll()).id, ShotState.VOTING)
    closed = await house.studio.ballots.close(shot.id, people.ana)
    assert closed.winner == 1


@pytest.mark.each_database
async def test_voting_closes_by_itself_when_its_time_is_up(make_house, house_settings):
    house = make_house(ballot=house_settings.ballot.model_copy(update={"hours": 1 / 3600}))
    await house.start()
    house.board.votes[1] = {(2, 1)}
    shot = await house.roll()
    assert (await house.until_state(shot.id, ShotState.CLOSED)).winner == 1


class Counted:
    """A shot as the tally sees it."""

    def __init__(self, votes, requester=1):
        self.votes = tuple(Vote(voter=voter, n=n) for voter, n in votes)
        self.requester = requester
        self.ready = tuple(type("T", (), {"n": n}) for n in range(READY))

    def count(self, n):
        return len({vote.voter for vote in self.votes if vote.n == n})


@pytest.mark.parametrize(
    ("votes", "wins"),
    [
        ({(2, 1)}, 1),
        ({(2, 0), (2, 1), (3, 1)}, 1),
        ({(2, 0), (3, 1), (1, 1)}, 1),
        ({(2, 0), (1, 1)}, 1),
        ({(2, 0), (3, 1), (1, 2)}, 2),
        ({(2, 0), (3, 1), (1, 0), (1, 1)}, None),
        ({(2, 0), (3, 1)}, None),
        (set(), None),
    ],
)
def test_most_people_win_and_the_requesters_own_vote_breaks_a_tie(votes, wins):
    assert winner(Counted(votes)) == wins


@given(votes=people_voting)
def test_the_winner_is_never_behind_another_take(votes):
    shot = Counted(votes)
    first = winner(shot)
    if first is not None:
        assert all(shot.count(first) >= shot.count(n) for n in range(READY))
    else:
        assert len(leaders(shot)) > 1


@given(votes=people_voting)
def test_voting_more_than_once_for_a_take_changes_nothing(votes):
    doubled = [*votes, *votes]
    assert winner(Counted(doubled)) == winner(Counted(votes))


def test_letters_read_as_people_say_them():
    assert [letters((0,)), letters((0, 2)), letters((0, 1, 3))] == ["A", "A or C", "A, B or D"]
