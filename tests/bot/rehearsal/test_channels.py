"""Permissions, history, reactions and the server's own resources over REST."""

import pytest

from bot.rehearsal.permissions import Permission

HERE = "/channels/301/messages"


async def post(raw, content="hi"):
    return (await raw("POST", HERE, {"content": content}))[1]


def one(message):
    return f"{HERE}/{message['id']}"


DENIED = [
    (Permission.VIEW_CHANNEL, "POST", HERE, {"content": "x"}, 50001),
    (Permission.SEND_MESSAGES, "POST", HERE, {"content": "x"}, 50013),
    (Permission.EMBED_LINKS, "POST", HERE, {"embeds": [{"title": "t"}]}, 50013),
    (Permission.VIEW_CHANNEL, "GET", HERE, None, 50001),
    (Permission.VIEW_CHANNEL, "GET", "/channels/301", None, 50001),
    (Permission.READ_MESSAGE_HISTORY, "GET", HERE + "/{id}", None, 50013),
    (Permission.READ_MESSAGE_HISTORY, "PUT", HERE + "/{id}/reactions/🇦/@me", None, 50013),
    (Permission.ADD_REACTIONS, "PUT", HERE + "/{id}/reactions/🇦/@me", None, 50013),
    (Permission.MANAGE_MESSAGES, "DELETE", HERE + "/{other}", None, 50013),
    (Permission.MANAGE_MESSAGES, "DELETE", HERE + "/{id}/reactions", None, 50013),
    (Permission.MANAGE_MESSAGES, "DELETE", HERE + "/{id}/reactions/🇦", None, 50013),
    (Permission.MANAGE_MESSAGES, "DELETE", HERE + "/{id}/reactions/🇦/201", None, 50013),
    (Permission.SEND_MESSAGES, "POST", "/channels/301/typing", None, 50013),
]


@pytest.mark.parametrize(("missing", "method", "path", "body", "code"), DENIED)
async def test_a_missing_permission_is_refused(raw, stage, missing, method, path, body, code):
    message, other = await post(raw), await stage.ana.say("theirs")
    path = path.format(id=message["id"], other=other["id"])
    stage.deny("301", missing)
    status, answer = await raw(method, path, body)
    assert (status, answer["code"]) == (403, code)
    stage.deny("301")
    assert (await raw(method, path, body))[0] in {200, 204}


async def test_files_need_their_permission(raw, stage):
    stage.deny("301", Permission.ATTACH_FILES)
    status, answer = await raw("POST", HERE, {}, files=[("a.png", b"x")])
    assert (status, answer["code"]) == (403, 50013)


async def test_replies_need_history(raw, stage):
    message = await post(raw)
    stage.deny("301", Permission.READ_MESSAGE_HISTORY)
    body = {"content": "x", "message_reference": {"message_id": message["id"]}}
    assert (await raw("POST", HERE, body))[1]["code"] == 160002
    assert (await raw("GET", HERE))[1] == []


async def test_history_is_paged_newest_first(raw):
    ids = [(await post(raw, str(n)))["id"] for n in range(5)]

    async def page(query):
        return [message["content"] for message in (await raw("GET", f"{HERE}?{query}"))[1]]

    assert await page("limit=2") == ["4", "3"]
    assert await page(f"before={ids[3]}&limit=2") == ["2", "1"]
    assert await page(f"after={ids[1]}&limit=2") == ["3", "2"]
    assert await page(f"around={ids[2]}&limit=3") == ["3", "2", "1"]
    assert (await raw("GET", HERE + "?limit=101"))[0] == 400


async def test_reactions_are_paged_and_limited(raw, stage):
    message = await post(raw)
    reactions = one(message) + "/reactions/"
    assert (await raw("PUT", reactions + "x/@me"))[1]["code"] == 10014
    assert (await raw("GET", reactions + "🇦"))[1]["code"] == 10014
    assert (await raw("PUT", reactions + "🇦/@me"))[0] == 204
    await stage.ana.react(message, "🇦")
    await stage.ben.react(message, "🇦")

    async def users(query):
        return [user["id"] for user in (await raw("GET", f"{reactions}🇦?{query}"))[1]]

    assert await users("limit=2") == ["201", "202"]
    assert await users("limit=2&after=202") == ["1000"]
    assert (await raw("DELETE", reactions + "🇦/201"))[0] == 204
    assert await users("limit=5") == ["202", "1000"]
    assert (await raw("DELETE", reactions + "🇦/@me"))[0] == 204
    assert await users("limit=5") == ["202"]
    letters = [chr(0x1F1E6 + n) for n in range(20)]
    for letter in letters:
        assert (await raw("PUT", f"{reactions}{letter}/@me"))[0] == 204
    assert (await raw("PUT", reactions + "🎬/@me"))[1]["code"] == 30010
    assert (await raw("DELETE", reactions + "🇦"))[0] == 204
    assert (await raw("DELETE", one(message) + "/reactions"))[0] == 204
    assert "reactions" not in (await raw("GET", one(message)))[1]


async def test_messages_are_deleted_one_by_one_and_together(raw, stage):
    messages = [await post(raw) for _ in range(3)]
    assert (await raw("DELETE", one(messages[0])))[0] == 204
    assert (await raw("DELETE", one(messages[0])))[1]["code"] == 10008
    ids = [message["id"] for message in messages]
    assert (await raw("POST", HERE + "/bulk-delete", {"messages": ids}))[0] == 204
    assert stage.ana.sees() == []
    assert (await raw("POST", HERE + "/bulk-delete", {"messages": ids[:1]}))[0] == 400


async def test_direct_messages_of_others_are_not_deleted(raw, stage):
    message = await stage.ana.say("private", channel_id="401")
    status, answer = await raw("DELETE", f"/channels/401/messages/{message['id']}")
    assert (status, answer["code"]) == (403, 50003)
    assert (await raw("POST", "/channels/401/messages/bulk-delete", {}))[0] == 403


async def test_the_bot_cannot_write_to_itself(raw):
    assert (await raw("POST", "/users/@me/channels", {"recipient_id": "1000"}))[1]["code"] == 50007
    _, channel = await raw("POST", "/users/@me/channels", {"recipient_id": 202})
    assert (channel["type"], channel["recipients"][0]["id"]) == (1, "202")


@pytest.mark.parametrize(
    "path",
    [
        "/users/@me",
        "/users/@me/guilds",
        "/applications/@me",
        "/oauth2/applications/@me",
        "/gateway",
        "/gateway/bot",
        "/guilds/100?with_counts=1",
        "/guilds/100/channels",
        "/guilds/100/roles",
        "/guilds/100/members?limit=10",
        "/guilds/100/members/1000",
        "/guilds/100/threads/active",
        "/applications/1000/emojis",
    ],
)
async def test_resources_answer_plain_json(raw, path):
    status, answer = await raw("GET", path)
    assert status == 200
    assert answer
    assert raw.headers["Content-Type"] == "application/json"
