"""Whatever JSON comes in, the rules answer in Discord's way and never break."""

import contextlib
import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_command_rules import FINE as COMMANDS
from test_interaction_rules import MODAL
from test_message_rules import FINE as MESSAGES

from bot.rehearsal.commands import Commands
from bot.rehearsal.errors import ApiError, FormProblems
from bot.rehearsal.forms import Upload
from bot.rehearsal.message_rules import BodyCheck
from bot.rehearsal.modals import check_modal
from bot.rehearsal.rules import Rules
from bot.rehearsal.shapes import check_shape
from bot.rehearsal.snowflakes import Snowflakes

JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-2, 30)
    | st.floats(allow_nan=False)
    | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "url", "type", "name", "components"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def places(value, path=()):
    """Every place in a JSON value."""
    yield path
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, item in items:
        yield from places(item, (*path, key))


def spoilt(data, value):
    """The value with junk in one to three places."""
    value = copy.deepcopy(value)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([p for p in places(value) if p]))
        node = value
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = data.draw(JUNK)
    return value


@given(st.data())
def test_messages(data):
    body, files = data.draw(st.sampled_from([item for item in MESSAGES if item[0]]))
    uploads = {index: Upload(*file) for index, file in enumerate(files)}
    check = BodyCheck(Rules(), Snowflakes(), lambda url: None)
    with contextlib.suppress(ApiError):
        body = spoilt(data, body)
        check_shape(body)
        check.check(body, uploads)


@given(st.data())
def test_modals(data):
    with contextlib.suppress(ApiError):
        modal = spoilt(data, MODAL)
        check_shape(modal)
        check_modal(modal, Rules(), FormProblems())


@given(st.data())
def test_commands(data):
    commands = spoilt(data, data.draw(st.sampled_from(COMMANDS[:5])))
    with contextlib.suppress(ApiError):
        check_shape(commands)
        Commands(Rules(), Snowflakes(), "1000").overwrite("global", commands)


SENSELESS = [
    ("GET", "/channels/301/messages?limit=many", None),
    ("GET", "/channels/301/messages?before=x", None),
    ("GET", "/guilds/100/members?limit=x", None),
    ("POST", "/channels/301/messages", [1]),
    ("POST", "/channels/301/messages", {"flags": "all", "content": "x"}),
    ("POST", "/users/@me/channels", []),
    ("POST", "/channels/301/messages/bulk-delete", {"messages": 5}),
    ("POST", "/applications/1000/commands", {}),
    ("PUT", "/applications/1000/commands", [5]),
]


@pytest.mark.parametrize(("method", "path", "body"), SENSELESS)
async def test_senseless_requests_are_the_senders_fault(raw, method, path, body):
    status, answer = await raw(method, path, body)
    assert 400 <= status < 500, answer
