"""The rules of interactions, spoken by hand: first answers, follow-ups, tokens, modals."""

import asyncio

import pytest

from bot.rehearsal.errors import RefusedError
from bot.rehearsal.people import Sent

V2 = 1 << 15
COMMANDS = [
    {"name": "go", "description": "d", "options": [{"type": 3, "name": "to", "description": "d"}]},
    {"name": "Look", "type": 3},
    {"name": "Who", "type": 2},
    {"name": "admin", "description": "d", "default_member_permissions": str(1 << 13)},
    {"name": "guild", "description": "d", "contexts": [0]},
]
PANEL = {
    "flags": V2,
    "components": [
        {
            "type": 1,
            "components": [
                {"type": 2, "style": 1, "label": "Go", "custom_id": "go"},
                {"type": 2, "style": 1, "label": "Off", "custom_id": "off", "disabled": True},
            ],
        },
        {"type": 1, "components": [{"type": 5, "custom_id": "who", "max_values": 2}]},
        {
            "type": 1,
            "components": [
                {"type": 3, "custom_id": "pick", "options": [{"label": "A", "value": "a"}]}
            ],
        },
    ],
}
MODAL = {
    "title": "Form",
    "custom_id": "form",
    "components": [
        {"type": 18, "label": "Text", "component": {"type": 4, "custom_id": "t", "style": 1}},
        {"type": 18, "label": "File", "component": {"type": 19, "custom_id": "f"}},
    ],
}


@pytest.fixture
async def talk(stage, raw, wire):
    """Everything to answer interactions by hand."""
    await raw("PUT", "/applications/1000/commands", COMMANDS)
    return Talk(stage, raw, wire)


class Talk:
    def __init__(self, stage, raw, wire):
        self.stage, self.raw, self.wire = stage, raw, wire

    async def command(self, name="go", person=None, **options):
        sent = await (person or self.stage.ana).command(name, **options)
        self.data = await self.wire.event("INTERACTION_CREATE")
        return sent

    async def click(self, control="go"):
        _, message = await self.raw("POST", "/channels/301/messages", PANEL)
        sent = await self.stage.ana.click(message, control)
        self.data = await self.wire.event("INTERACTION_CREATE")
        return sent

    async def answer(self, kind, data=None, query="?with_response=1", **options):
        path = f"/interactions/{self.data['id']}/{self.data['token']}/callback{query}"
        body = {"type": kind} if data is None else {"type": kind, "data": data}
        return await self.raw("POST", path, body, token=False, **options)

    async def hook(self, method, path="", body=None, **options):
        base = f"/webhooks/1000/{self.data['token']}"
        return await self.raw(method, base + path, body, token=False, **options)


async def test_a_command_carries_what_discord_sends(talk):
    await talk.command(to="there")
    data = talk.data
    assert data["data"]["options"] == [{"name": "to", "type": 3, "value": "there"}]
    assert data["member"]["user"]["username"] == "ana"
    assert int(data["member"]["permissions"]) & 1 << 3
    assert data["attachment_size_limit"] == 10 * 1024 * 1024
    assert data["channel"]["name"] == "takes"
    assert data["context"] == 0


async def test_a_command_in_direct_messages_has_a_user(talk):
    sent = await talk.stage.ana.command("go", channel_id="401")
    data = await talk.wire.event("INTERACTION_CREATE")
    assert data["user"]["id"] == "201"
    assert "guild_id" not in data
    assert not sent.answered


async def test_with_response_tells_the_message(talk):
    await talk.command()
    status, answer = await talk.answer(4, {"content": "hi"})
    assert status == 200
    assert answer["resource"]["message"]["content"] == "hi"
    assert answer["interaction"]["response_message_id"] == answer["resource"]["message"]["id"]
    await talk.command()
    assert await talk.answer(4, {"content": "hi"}, query="") == (204, None)


async def test_a_second_answer_is_refused(talk):
    await talk.command()
    await talk.answer(5)
    status, answer = await talk.answer(4, {"content": "hi"})
    assert (status, answer["code"]) == (400, 40060)


async def test_two_answers_at_once_post_once(talk):
    await talk.command()
    answers = await asyncio.gather(*(talk.answer(4, {}, files=[("a.png", b"x")]) for _ in range(3)))
    assert sorted(status for status, _ in answers) == [200, 400, 400]
    assert len(talk.stage.ana.sees()) == 1


async def test_a_late_answer_is_unknown(talk):
    sent = await talk.command()
    await sent.settled()
    assert sent.failed
    status, answer = await talk.answer(4, {"content": "hi"})
    assert (status, answer["code"]) == (404, 10062)
    assert (await talk.hook("POST", "", {"content": "hi"}))[1]["code"] == 10015


async def test_a_wrong_token_is_unknown(talk):
    await talk.command()
    talk.data["token"] += "x"
    assert (await talk.answer(5))[1]["code"] == 10062
    assert (await talk.hook("GET", "/messages/@original"))[1]["code"] == 10015


async def test_a_bad_answer_can_be_corrected(talk):
    await talk.command()
    status, answer = await talk.answer(4, {"content": "x" * 2001})
    assert (status, list(answer["errors"]["data"])) == (400, ["content"])
    assert (await talk.answer(4, {}))[1]["code"] == 50006
    assert (await talk.answer(4, {"content": "x"}))[0] == 200


@pytest.mark.parametrize("kind", [1, 6, 7, 8, 99])
async def test_answers_that_do_not_fit_a_command_are_refused(talk, kind):
    await talk.command()
    status, answer = await talk.answer(kind, {"content": "x", "choices": []})
    assert (status, answer["code"]) == (400, 50035)


async def test_deferring_only_keeps_ephemeral(talk):
    await talk.command()
    _, answer = await talk.answer(5, {"flags": 64 | V2, "content": "lost"})
    message = answer["resource"]["message"]
    assert (message["flags"], message["content"]) == (64 | 128, "")
    assert answer["interaction"]["response_message_loading"]
    assert answer["interaction"]["response_message_ephemeral"]


async def test_the_first_follow_up_fills_the_deferred_answer(talk):
    await talk.command()
    await talk.answer(5)
    _, first = await talk.hook("POST", "?wait=true", {"content": "one", "flags": 64})
    _, second = await talk.hook("POST", "?wait=true", {"content": "two", "flags": 64})
    _, original = await talk.hook("GET", "/messages/@original")
    assert original["id"] == first["id"]
    assert (first["flags"], second["flags"]) == (0, 64)
    assert talk.stage.ben.look(first)
    assert talk.stage.ben.look(second) is None


async def test_v2_comes_with_the_edit_of_a_deferred_answer(talk):
    await talk.command()
    await talk.answer(5)
    body = {
        "flags": V2,
        "components": [{"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}],
    }
    status, message = await talk.hook("PATCH", "/messages/@original", body, files=[("a.png", b"x")])
    assert (status, message["flags"]) == (200, V2)


async def test_follow_ups_are_edited_read_and_deleted_by_id(talk):
    await talk.command()
    assert (await talk.hook("GET", "/messages/@original"))[1]["code"] == 10015
    await talk.answer(4, {"content": "first"})
    _, more = await talk.hook("POST", "", {"content": "more"})
    assert (await talk.hook("PATCH", f"/messages/{more['id']}", {"content": "less"}))[0] == 200
    assert (await talk.hook("GET", f"/messages/{more['id']}"))[1]["content"] == "less"
    assert (await talk.hook("DELETE", f"/messages/{more['id']}"))[0] == 204
    assert (await talk.hook("GET", f"/messages/{more['id']}"))[1]["code"] == 10008
    other = await talk.stage.ana.say("not yours")
    assert (await talk.hook("GET", f"/messages/{other['id']}"))[1]["code"] == 10008


async def test_a_token_dies_of_age(talk):
    await talk.command()
    await talk.answer(4, {"content": "x"})
    talk.stage._interactions.get(talk.data["id"]).created -= 901
    status, answer = await talk.hook("POST", "", {"content": "late"})
    assert (status, answer["code"]) == (401, 50027)


async def test_a_component_answer_may_change_its_message(talk):
    await talk.click()
    assert talk.data["message"]["components"][0]["components"][0]["custom_id"] == "go"
    assert talk.data["data"]["component_type"] == 2
    body = {"components": [{"type": 10, "content": "done"}]}
    _, answer = await talk.answer(7, body)
    assert answer["resource"]["message"]["id"] == talk.data["message"]["id"]
    _, original = await talk.hook("GET", "/messages/@original")
    assert original["components"][0]["content"] == "done"


async def test_a_deferred_update_leaves_the_message(talk):
    await talk.click()
    assert (await talk.answer(6))[0] == 200
    _, original = await talk.hook("GET", "/messages/@original")
    assert original["id"] == talk.data["message"]["id"]
    _, more = await talk.hook("POST", "", {"content": "more"})
    assert more["id"] != original["id"]


async def test_people_cannot_use_what_is_gone_or_off(talk):
    _, message = await talk.raw("POST", "/channels/301/messages", PANEL)
    ana = talk.stage.ana
    with pytest.raises(RefusedError, match="switched off"):
        await ana.click(message, "Off")
    with pytest.raises(RefusedError, match="Choose"):
        await ana.choose(message, [], "pick")
    with pytest.raises(RefusedError, match="gone"):
        await ana.choose(message, ["b"], "pick")
    with pytest.raises(RefusedError, match="not here"):
        await ana.choose(message, ["5"], "who")


async def test_a_user_select_is_resolved(talk):
    _, message = await talk.raw("POST", "/channels/301/messages", PANEL)
    await talk.stage.ana.choose(message, ["202", "201"], "who")
    data = (await talk.wire.event("INTERACTION_CREATE"))["data"]
    assert data["values"] == ["202", "201"]
    assert data["resolved"]["users"]["202"]["username"] == "ben"


async def test_a_modal_is_opened_filled_and_answered(talk):
    sent = await talk.command()
    assert await talk.answer(9, MODAL, query="") == (204, None)
    ana = talk.stage.ana
    with pytest.raises(RefusedError, match="takes 1 to 1"):
        await ana.submit_modal(sent, {"t": "words"})
    await ana.submit_modal(sent, {"t": "words", "f": [("a.png", b"123")]})
    talk.data = await talk.wire.event("INTERACTION_CREATE")
    fields = talk.data["data"]["components"]
    assert fields[0]["component"]["value"] == "words"
    (wanted,) = fields[1]["component"]["values"]
    assert talk.data["data"]["resolved"]["attachments"][wanted]["filename"] == "a.png"
    assert (await talk.answer(9, MODAL))[0] == 400
    assert (await talk.answer(7, {"content": "x"}))[0] == 400
    assert (await talk.answer(4, {"content": "x"}))[0] == 200


WRONG_MODALS = [
    ({"title": ""}, "title"),
    ({"title": "x" * 46}, "title"),
    ({"custom_id": ""}, "custom_id"),
    ({"components": []}, "components"),
    ({"components": MODAL["components"][:1] * 6}, "components"),
    ({"components": MODAL["components"][:1] * 2}, "components"),
    ({"components": [{**MODAL["components"][0], "label": "x" * 46}]}, "components"),
    ({"components": [{**MODAL["components"][0], "description": "x" * 101}]}, "components"),
    ({"components": [{"type": 18, "label": "l"}]}, "components"),
    ({"components": [{"type": 2, "style": 1, "label": "l", "custom_id": "b"}]}, "components"),
    (
        {"components": [{"type": 18, "label": "l", "component": {"type": 2, "custom_id": "b"}}]},
        "components",
    ),
    (
        {
            "components": [
                {"type": 18, "label": "l", "component": {"type": 4, "custom_id": "b", "style": 3}}
            ]
        },
        "components",
    ),
    (
        {
            "components": [
                {
                    "type": 18,
                    "label": "l",
                    "component": {"type": 4, "custom_id": "b", "style": 1, "max_length": 4001},
                }
            ]
        },
        "components",
    ),
]


@pytest.mark.parametrize(("change", "place"), WRONG_MODALS)
async def test_wrong_modals_are_refused(talk, change, place):
    await talk.command()
    status, answer = await talk.answer(9, {**MODAL, **change})
    assert (status, answer["code"]) == (400, 50035)
    assert place in answer["errors"]["data"]


async def test_autocomplete_takes_choices_only(talk):
    sent = await talk.stage.ana.autocomplete("go", "to", "x")
    talk.data = await talk.wire.event("INTERACTION_CREATE")
    assert talk.data["type"] == 4
    assert talk.data["data"]["options"][0]["focused"]
    assert (await talk.answer(4, {"content": "x"}))[0] == 400
    many = [{"name": str(n), "value": str(n)} for n in range(26)]
    assert (await talk.answer(8, {"choices": many}))[0] == 400
    assert (await talk.answer(8, {"choices": [{"name": "", "value": "x"}]}))[0] == 400
    assert (await talk.answer(8, {"choices": many[:25]}, query=""))[0] == 204
    await sent.settled()
    assert len(sent.choices) == 25


async def test_context_menus_bring_their_target(talk):
    message = await talk.stage.ben.say("target")
    await talk.stage.ana.menu("Look", message)
    data = (await talk.wire.event("INTERACTION_CREATE"))["data"]
    assert data["resolved"]["messages"][data["target_id"]]["content"] == "target"
    command = talk.stage._commands.named("Who", 2)
    ana = talk.stage.ana
    interaction = await talk.stage._acting.command(
        ana.user, "301", command["id"], [], target_id="202"
    )
    data = (await talk.wire.event("INTERACTION_CREATE"))["data"]
    assert data["resolved"]["users"]["202"]["username"] == "ben"
    assert not Sent(interaction, ana, None).answered


async def test_commands_obey_rights_and_places(talk):
    with pytest.raises(RefusedError, match="may not"):
        await talk.stage.ben.command("admin")
    assert await talk.stage.ana.command("admin")
    with pytest.raises(RefusedError, match="does not work here"):
        await talk.stage.ana.command("guild", channel_id="401")


async def test_an_interaction_may_mention_users_only(talk):
    await talk.command()
    _, answer = await talk.answer(4, {"content": "<@202> @everyone"})
    message = answer["resource"]["message"]
    assert [user["id"] for user in message["mentions"]] == ["202"]
    assert message["mention_everyone"] is False
