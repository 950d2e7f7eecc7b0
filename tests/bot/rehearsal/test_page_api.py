"""The page's calls and events, as a browser would make them."""

import asyncio
import json

import aiohttp
import pytest
from test_interaction_rules import COMMANDS, MODAL, PANEL

HERE = "/channels/301/messages"


class Page:
    """A page of one person: its events in order, and its calls."""

    def __init__(self, stage, session, person="201"):
        self.stage, self.session, self.person = stage, session, person
        self.base = stage.page_url.rstrip("/")

    async def open(self):
        url = f"{self.base}/stage/events?user={self.person}"
        self.socket = await self.session.ws_connect(url)
        self.snapshot = await self.frame()
        return self

    async def frame(self):
        return json.loads((await self.socket.receive(timeout=5)).data)

    async def until(self, kind, **fields):
        async with asyncio.timeout(5):
            while True:
                frame = await self.frame()
                if frame["type"] == kind and fields.items() <= frame.items():
                    return frame

    async def call(self, method, path, payload=None, files=None, **headers):
        headers = {"X-Stage-User": self.person, **headers}
        options = {"json": payload} if payload is not None else {}
        if files is not None:
            form = aiohttp.FormData(quote_fields=False)
            form.add_field("payload_json", json.dumps(payload), content_type="application/json")
            for index, (name, data) in enumerate(files):
                form.add_field(f"files[{index}]", data, filename=name)
            options = {"data": form}
        url = self.base + path
        async with self.session.request(method, url, headers=headers, **options) as answer:
            body = await answer.read()
            return answer.status, json.loads(body) if body else None


@pytest.fixture
async def ana(stage, raw, wire):
    await raw("PUT", "/applications/1000/commands", COMMANDS)
    page = await Page(stage, raw.session).open()
    yield page
    await page.socket.close()


@pytest.fixture
async def ben(stage, raw, ana):
    page = await Page(stage, raw.session, "202").open()
    yield page
    await page.socket.close()


async def test_the_snapshot_shows_the_whole_stage(stage, raw, ana, ben):
    await stage.ana.say("before", channel_id="302")
    page = await Page(stage, raw.session).open()
    shot = page.snapshot
    assert shot["me"]["global_name"] == "Ana"
    assert {user["id"] for user in shot["users"]} >= {"201", "202"}
    assert shot["bot"]["username"] == "Onebeat"
    assert shot["bot_online"] is True
    assert [channel["id"] for channel in shot["channels"]] == ["301", "302", "401"]
    assert shot["commands"][0]["name"] == "go"
    assert [message["content"] for message in shot["messages"]["302"]] == ["before"]
    assert [channel["id"] for channel in ben.snapshot["channels"]] == ["301", "302", "402"]
    await page.socket.close()


async def test_a_message_with_files_is_posted_and_heard_by_all(ana, ben):
    payload = {"channel_id": "301", "content": "look <@1000>"}
    status, message = await ana.call("POST", "/stage/messages", payload, [("a b.png", b"1")])
    assert status == 200
    assert message["attachments"][0]["filename"] == "a_b.png"
    for page in (ana, ben):
        heard = (await page.until("message_create"))["message"]
        assert heard["id"] == message["id"]
        assert heard["mentions"][0]["id"] == "1000"


async def test_replies_carry_what_they_answer(ana):
    _, first = await ana.call("POST", "/stage/messages", {"channel_id": "301", "content": "a"}, [])
    payload = {
        "channel_id": "301",
        "content": "b",
        "message_reference": {"message_id": first["id"]},
    }
    _, reply = await ana.call("POST", "/stage/messages", payload, [])
    assert reply["referenced_message"]["content"] == "a"


async def test_deleting_is_for_authors_and_the_owner(ana, ben):
    payload = {"channel_id": "301", "content": "a"}
    _, hers = await ana.call("POST", "/stage/messages", payload, [])
    _, his = await ben.call("POST", "/stage/messages", payload, [])
    path = "/stage/messages/301/{}"
    assert (await ben.call("DELETE", path.format(hers["id"])))[0] == 403
    assert (await ana.call("DELETE", path.format(his["id"])))[0] == 204
    assert (await ben.until("message_delete"))["message_id"] == his["id"]
    assert (await ana.call("DELETE", path.format(his["id"])))[0] == 404


async def test_reactions_toggle_and_know_whose_they_are(ana, ben):
    _, message = await ana.call(
        "POST", "/stage/messages", {"channel_id": "301", "content": "a"}, []
    )
    path = f"/stage/reactions/301/{message['id']}/%F0%9F%87%A6"
    assert (await ana.call("POST", path))[0] == 204
    assert (await ana.until("message_update"))["message"]["reactions"][0]["me"] is True
    shown = (await ben.until("message_update"))["message"]["reactions"][0]
    assert (shown["me"], shown["count"], shown["emoji"]["name"]) == (False, 1, "🇦")
    await ana.call("POST", path)
    assert "reactions" not in (await ana.until("message_update"))["message"]
    bad = f"/stage/reactions/301/{message['id']}/x"
    assert await ana.call("POST", bad) == (400, {"message": "Unknown Emoji"})


async def answer(raw, wire, kind, data=None):
    heard = await wire.event("INTERACTION_CREATE")
    path = f"/interactions/{heard['id']}/{heard['token']}/callback"
    body = {"type": kind, **({"data": data} if data else {})}
    assert (await raw("POST", path, body, token=False))[0] == 204
    return heard


def go(ana):
    return next(item["id"] for item in ana.snapshot["commands"] if item["name"] == "go")


async def test_a_command_goes_from_sent_to_acknowledged(raw, wire, ana, ben):
    payload = {"channel_id": "301", "nonce": "7", "command_id": go(ana), "options": []}
    status, sent = await ana.call("POST", "/stage/commands", payload, [])
    assert status == 202
    first = await ana.until("interaction")
    assert (first["id"], first["nonce"], first["state"]) == (sent["interaction_id"], "7", "sent")
    await answer(raw, wire, 4, {"content": "psst", "flags": 64})
    message = (await ana.until("message_create"))["message"]
    assert message["interaction_metadata"]["name"] == "go"
    assert (await ana.until("interaction"))["state"] == "acknowledged"
    assert (await ben.call("POST", "/stage/dismiss", {"message_id": message["id"]}))[0] == 404
    assert (await ana.call("POST", "/stage/dismiss", {"message_id": message["id"]}))[0] == 204
    await ana.until("message_delete", message_id=message["id"])


async def test_no_answer_is_shown_as_failed(ana):
    payload = {"channel_id": "301", "nonce": "7", "command_id": go(ana), "options": []}
    await ana.call("POST", "/stage/commands", payload)
    failed = await ana.until("interaction", state="failed")
    assert failed["text"] == "The application did not respond"


async def test_buttons_open_modals_and_modals_are_submitted(raw, wire, ana):
    _, message = await raw("POST", HERE, PANEL)
    press = {
        "channel_id": "301",
        "nonce": "1",
        "message_id": message["id"],
        "custom_id": "go",
        "component_type": 2,
    }
    assert (await ana.call("POST", "/stage/components", press))[0] == 202
    await answer(raw, wire, 9, MODAL)
    frame = await ana.until("modal")
    assert frame["modal"]["title"] == "Form"
    fields = [
        {"type": 18, "component": {"type": 4, "custom_id": "t", "value": "words"}},
        {"type": 18, "component": {"type": 19, "custom_id": "f", "values": ["0"]}},
    ]
    form = {
        "channel_id": "301",
        "nonce": "2",
        "interaction_id": frame["interaction_id"],
        "custom_id": "form",
        "components": fields,
    }
    assert (await ana.call("POST", "/stage/modals", form, [("a.png", b"1")]))[0] == 202
    heard = await answer(raw, wire, 6)
    assert heard["data"]["components"][0]["component"]["value"] == "words"
    closed = {**form, "custom_id": "other"}
    assert (await ana.call("POST", "/stage/modals", closed, []))[0] == 404


async def test_autocomplete_choices_reach_the_page(raw, wire, ana):
    option = {"name": "to", "type": 3, "value": "x", "focused": True}
    payload = {"channel_id": "301", "nonce": "3", "command_id": go(ana), "options": [option]}
    assert (await ana.call("POST", "/stage/autocomplete", payload))[0] == 202
    choices = [{"name": "X", "value": "x"}]
    await answer(raw, wire, 8, {"choices": choices})
    frame = await ana.until("autocomplete")
    assert (frame["nonce"], frame["choices"]) == ("3", choices)


async def test_deferred_answers_load_and_then_fill(raw, wire, ana):
    payload = {"channel_id": "301", "nonce": "7", "command_id": go(ana), "options": []}
    await ana.call("POST", "/stage/commands", payload)
    heard = await answer(raw, wire, 5)
    assert (await ana.until("message_create"))["message"]["flags"] == 128
    await raw("PATCH", f"/webhooks/1000/{heard['token']}/messages/@original", {"content": "x"})
    filled = (await ana.until("message_update"))["message"]
    assert (filled["flags"], filled["content"], filled["edited_timestamp"]) == (0, "x", None)


async def test_typing_commands_and_presence_are_told(raw, wire, ana):
    await raw("POST", "/channels/301/typing")
    assert (await ana.until("typing"))["user_id"] == "1000"
    await raw("PUT", "/applications/1000/commands", COMMANDS[:1])
    assert len((await ana.until("commands"))["commands"]) == 1
    await wire.close()
    assert (await ana.until("bot"))["online"] is False


async def test_direct_messages_stay_private(ana, ben):
    await ana.call("POST", "/stage/messages", {"channel_id": "401", "content": "secret"}, [])
    await ana.call("POST", "/stage/messages", {"channel_id": "301", "content": "open"}, [])
    assert (await ben.until("message_create"))["message"]["content"] == "open"
    status, _ = await ben.call("POST", "/stage/messages", {"channel_id": "401", "content": "x"}, [])
    assert status == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example:80"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"X-Stage-User": "999"}, 400),
        ({"X-Stage-User": "1000"}, 400),
    ],
)
async def test_strangers_are_refused(ana, headers, status):
    payload = {"channel_id": "301", "content": "x"}
    got, body = await ana.call("POST", "/stage/messages", payload, [], **headers)
    assert (got, list(body)) == (status, ["message"])


async def test_own_origin_is_welcome(ana):
    payload = {"channel_id": "301", "content": "x"}
    assert (await ana.call("POST", "/stage/messages", payload, [], Origin=ana.base))[0] == 200


async def test_foreign_pages_cannot_listen(stage, raw):
    url = stage.page_url + "stage/events?user=201"
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await raw.session.ws_connect(url, headers={"Origin": "http://evil.example"})
    assert refused.value.status == 403
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await raw.session.ws_connect(stage.page_url + "stage/events?user=5")


@pytest.mark.parametrize(
    "payload",
    [{}, {"channel_id": "999", "content": "x"}, {"channel_id": "301"}, {"channel_id": 7}, []],
)
async def test_senseless_calls_are_refused_in_words(ana, payload):
    status, body = await ana.call("POST", "/stage/messages", payload, [])
    assert 400 <= status < 500
    assert body["message"]


async def test_too_long_a_message_is_refused_in_words(ana):
    payload = {"channel_id": "301", "content": "x" * 4001}
    status, body = await ana.call("POST", "/stage/messages", payload, [])
    assert (status, "4000" in body["message"]) == (400, True)


async def test_the_page_is_served_with_a_strict_policy(stage, raw):
    async with raw.session.get(stage.page_url) as answer:
        assert answer.status == 200
        assert answer.content_type == "text/html"
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    async with raw.session.get(stage.page_url + "static/session.js") as answer:
        assert answer.content_type in {"text/javascript", "application/javascript"}
    for wrong in ("static/nothing.js", "static/..%2f..%2fstage.py", "static/%2e%2e/stage.py"):
        async with raw.session.get(stage.page_url + wrong) as answer:
            assert answer.status == 404
