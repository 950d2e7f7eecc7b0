"""What Discord refuses in a message is refused here, with its status, code and place."""

import asyncio

import pytest

from bot.rehearsal.rules import Rules

V2 = 1 << 15
HERE = "/channels/301/messages"
PNG = ("p.png", b"picture")


def text(content="hello"):
    return {"type": 10, "content": content}


def button(**fields):
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go", **fields}


def row(*children):
    return {"type": 1, "components": list(children)}


def select(count=1, **fields):
    options = [{"label": f"o{n}", "value": f"v{n}"} for n in range(count)]
    return {"type": 3, "custom_id": "s", "options": options, **fields}


def gallery(*urls, **fields):
    return {"type": 12, "items": [{"media": {"url": url}, **fields} for url in urls]}


def section(texts=1, accessory=None):
    accessory = button() if accessory is None else accessory
    return {"type": 9, "components": [text() for _ in range(texts)], "accessory": accessory}


def box(*children, **fields):
    return {"type": 17, "components": list(children), **fields}


def v2(*components, **fields):
    return {"flags": V2, "components": list(components), **fields}


def thumb(url):
    return {"type": 11, "media": {"url": url}}


WEB = "https://example.org/a.png"
SENT = "attachment://p.png"
FINE = [
    ({"content": "x" * 2000}, ()),
    ({"content": "hi", "components": [row(button())]}, ()),
    ({"embeds": [{"title": "t", "description": "d"}]}, ()),
    ({}, (PNG,)),
    (v2(text("x" * 4000)), ()),
    (v2(*[text("x")] * 40), ()),
    (v2(gallery(*[WEB] * 10)), ()),
    (v2(gallery(SENT, description="x" * 1024)), (PNG,)),
    (v2(row(*[button(custom_id=str(n)) for n in range(5)])), ()),
    (v2(row(select(25))), ()),
    (v2(row(button(label="x" * 80, custom_id="x" * 100))), ()),
    (v2(row({"type": 2, "style": 5, "label": "Open", "url": WEB})), ()),
    (v2(row(button(label=None, emoji={"name": "🎬"}))), ()),
    (v2(section(3, thumb(SENT))), (PNG,)),
    (v2(box(text(), accent_color=0xFFFFFF)), ()),
    (v2({"type": 13, "file": {"url": "attachment://a.txt"}}), (("a.txt", b"x"),)),
    (v2({"type": 14, "spacing": 2, "divider": False}), ()),
    ({"content": "hi", "nonce": "x" * 25}, ()),
    ({"content": "hi", "allowed_mentions": {"parse": ["users"], "roles": ["1"]}}, ()),
    ({"content": "hi"}, tuple((f"{n}.txt", b"x") for n in range(10))),
]


@pytest.mark.parametrize(("body", "files"), FINE)
async def test_what_discord_takes_is_taken(raw, body, files):
    status, answer = await raw("POST", HERE, body, files=files or None)
    assert status == 200, answer


WRONG = [
    ({}, (), 50006, ""),
    ({"content": "   "}, (), 50006, ""),
    ({"content": "x" * 2001}, (), 50035, "content"),
    ({"content": 7}, (), 50035, "content"),
    ({"content": "hi", "nonce": "x" * 26}, (), 50035, "nonce"),
    ({"content": "hi", "poll": {"question": {"text": "?"}}}, (), 50035, "poll"),
    ({"content": "hi", "sticker_ids": ["1"]}, (), 50035, "sticker_ids"),
    ({"embeds": [{"title": "t"}] * 11}, (), 50035, "embeds"),
    ({"embeds": [{"title": "x" * 257}]}, (), 50035, "embeds.0.title"),
    ({"embeds": [{"description": "x" * 4000}] * 2}, (), 50035, "embeds"),
    ({"embeds": [{"fields": [{"name": "", "value": "v"}]}]}, (), 50035, "embeds.0.fields.0.name"),
    (v2(text(), content="hi"), (), 50035, "content"),
    (v2(text(), embeds=[{"title": "t"}]), (), 50035, "embeds"),
    ({"components": [text()]}, (), 50035, "components.0.type"),
    ({"content": "hi", "components": [row(button())] * 6}, (), 50035, "components"),
    (v2(*[text("x")] * 41), (), 50035, "components"),
    (v2(box(*[text("x")] * 40)), (), 50035, "components"),
    (v2(text("x" * 4001)), (), 50035, "components.0.content"),
    (v2(text("x" * 2001), text("x" * 2000)), (), 50035, "components"),
    (v2(text("")), (), 50035, "components.0.content"),
    (v2(gallery()), (), 50035, "components.0.items"),
    (v2(gallery(*[WEB] * 11)), (), 50035, "components.0.items"),
    (v2(gallery(SENT)), (), 50035, "components.0.items.0.media.url"),
    (v2(gallery("attachment://q.png")), (PNG,), 50035, "components.0.items.0.media.url"),
    (v2(gallery("ftp://x/y")), (), 50035, "components.0.items.0.media.url"),
    (v2(gallery(WEB, description="x" * 1025)), (), 50035, "components.0.items.0.description"),
    (v2(row()), (), 50035, "components.0.components"),
    (v2(row(*[button(custom_id=str(n)) for n in range(6)])), (), 50035, "components.0.components"),
    (v2(row(select(), button())), (), 50035, "components.0.components"),
    (v2(row(text())), (), 50035, "components.0.components.0.type"),
    (v2(row(select(26))), (), 50035, "components.0.components.0.options"),
    (v2(row(select(0))), (), 50035, "components.0.components.0.options"),
    (v2(row(select(2, max_values=26))), (), 50035, "components.0.components.0.max_values"),
    (v2(row(select(2, min_values=2))), (), 50035, "components.0.components.0.max_values"),
    (v2(row(select(placeholder="x" * 151))), (), 50035, "components.0.components.0.placeholder"),
    (v2(row(button(label="x" * 81))), (), 50035, "components.0.components.0.label"),
    (v2(row(button(label=None))), (), 50035, "components.0.components.0.label"),
    (v2(row(button(custom_id="x" * 101))), (), 50035, "components.0.components.0.custom_id"),
    (v2(row(button(custom_id=None))), (), 50035, "components.0.components.0.custom_id"),
    (v2(row(button(url=WEB))), (), 50035, "components.0.components.0.url"),
    (v2(row(button(style=9))), (), 50035, "components.0.components.0.style"),
    (v2(row(button(), button())), (), 50035, "components.0.components.1.custom_id"),
    (v2(row(button()), section()), (), 50035, "components.1.accessory.custom_id"),
    (v2(row({"type": 2, "style": 5, "label": "x"})), (), 50035, "components.0.components.0.url"),
    (v2(row(button(emoji={"name": "x"}))), (), 50035, "components.0.components.0.emoji.name"),
    (v2(text(), {**text(), "id": 5}, {**text(), "id": 5}), (), 50035, "components"),
    (v2(section(4)), (), 50035, "components.0.components"),
    (v2(section(1, text())), (), 50035, "components.0.accessory.type"),
    (v2(section(1, thumb("attachment://v.mp4"))), (("v.mp4", b"x"),), 50035,
     "components.0.accessory.media"),
    (v2({"type": 13, "file": {"url": WEB}}), (), 50035, "components.0.file.url"),
    (v2({"type": 14, "spacing": 3}), (), 50035, "components.0.spacing"),
    (v2(box()), (), 50035, "components.0.components"),
    (v2(box(box(text()))), (), 50035, "components.0.components.0.type"),
    (v2(box(text(), accent_color=0x1000000)), (), 50035, "components.0.accent_color"),
    (v2({"type": 4, "custom_id": "t", "style": 1}), (), 50035, "components.0.type"),
    ({"content": "hi", "allowed_mentions": {"parse": ["all"]}}, (), 50035,
     "allowed_mentions.parse.0"),
    ({"content": "hi", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, (), 50035,
     "allowed_mentions"),
    ({"content": "hi", "message_reference": {"message_id": "5"}}, (), 50035, "message_reference"),
    ({"content": "hi", "attachments": [{"id": 7}]}, (), 50035, "attachments.0.id"),
    ({"content": "hi", "attachments": [{"id": 0, "description": "x" * 1025}]}, (PNG,), 50035,
     "attachments.0.description"),
    ({}, tuple((f"{n}.txt", b"x") for n in range(11)), 30015, ""),
]  # fmt: skip


@pytest.mark.parametrize(("body", "files", "code", "place"), WRONG)
async def test_what_discord_refuses_is_refused(raw, stage, body, files, code, place):
    status, answer = await raw("POST", HERE, body, files=files or None)
    assert (status, answer["code"]) == (400, code), answer
    errors = answer.get("errors", {})
    for part in filter(None, place.split(".")):
        assert part in errors, answer
        errors = errors[part]
    assert not place or errors["_errors"][0]["message"]
    assert stage.ana.sees() == []


async def test_too_large_a_file_is_refused(raw, stage):
    small = stage.rules.model_copy(update={"file_bytes": 100})
    stage._conversation.check._rules = small
    assert (await raw("POST", HERE, {}, files=[("a", b"x" * 100)]))[0] == 200
    status, answer = await raw("POST", HERE, {}, files=[("a", b"x" * 101)])
    assert (status, answer["code"]) == (413, 40005)


@pytest.mark.parametrize("rules", [Rules(request_bytes=100_000, rate_limits=False)])
async def test_too_large_a_request_is_refused(raw):
    third = b"\0" * 60_000
    assert (await raw("POST", HERE, {}, files=[("a", third)]))[0] == 200
    status, answer = await raw("POST", HERE, {}, files=[(str(n), third) for n in range(3)])
    assert (status, answer["code"]) == (413, 40005)


async def test_broken_json_is_refused(raw):
    headers = {"Authorization": f"Bot {raw.stage.token}", "Content-Type": "application/json"}
    url = raw.stage.api_base + HERE
    async with raw.session.post(url, data=b"{", headers=headers) as answer:
        assert (answer.status, (await answer.json())["code"]) == (400, 50109)


async def test_missing_token_and_unknown_routes_are_refused(raw):
    assert (await raw("GET", "/users/@me", token=False))[0] == 401
    assert await raw("GET", "/nowhere") == (404, {"message": "404: Not Found", "code": 0})
    assert (await raw("GET", "/channels/999/messages"))[1]["code"] == 10003
    assert (await raw("GET", HERE + "/5"))[1]["code"] == 10008
    assert (await raw("GET", "/users/5"))[1]["code"] == 10013
    assert (await raw("GET", "/guilds/5"))[1]["code"] == 10004
    assert (await raw("GET", "/guilds/100/members/5"))[1]["code"] == 10007


async def test_components_get_ids_and_media_get_links(raw):
    body = v2(box(text(), gallery(SENT, WEB)), row({**button(), "id": 1}))
    _, message = await raw("POST", HERE, body, files=[PNG])
    container, actions = message["components"]
    assert actions["components"][0]["id"] == 1
    ids = [container["id"], *(c["id"] for c in container["components"]), actions["id"]]
    assert sorted(ids) == [2, 3, 4, 5]
    own, foreign = (item["media"] for item in container["components"][1]["items"])
    assert own["url"].startswith(raw.stage.cdn_base)
    assert own["content_type"] == "image/png"
    assert foreign["url"] == WEB
    assert message["attachments"] == []


async def test_a_nonce_is_enforced_only_when_asked(raw):
    body = {"content": "a", "nonce": "n"}
    ids = {(await raw("POST", HERE, body))[1]["id"] for _ in range(2)}
    assert len(ids) == 2
    body["enforce_nonce"] = True
    ids.add((await raw("POST", HERE, body))[1]["id"])
    assert len(ids) == 2


async def test_the_same_nonce_at_the_same_time_posts_once(raw, stage):
    body = {"content": "a", "nonce": 12, "enforce_nonce": True}
    answers = await asyncio.gather(*(raw("POST", HERE, body, files=[PNG]) for _ in range(4)))
    assert len({answer[1]["id"] for answer in answers}) == 1
    assert len(stage.ana.sees()) == 1
    assert len(stage._files.stored()) == 1


async def edit(raw, message, body, **options):
    return await raw("PATCH", f"{HERE}/{message['id']}", body, **options)


async def test_only_own_messages_are_edited(raw, stage):
    other = await stage.ana.say("mine")
    status, answer = await edit(raw, other, {"content": "yours"})
    assert (status, answer["code"]) == (403, 50005)


async def test_the_v2_flag_stays(raw):
    _, plain = await raw("POST", HERE, {"content": "old"})
    status, _ = await edit(raw, plain, v2(text()))
    assert status == 400
    _, answer = await edit(raw, plain, v2(text(), content=None))
    assert answer["flags"] == V2
    status, answer = await edit(raw, plain, {"flags": 0, "components": [text()]})
    assert (status, list(answer["errors"])) == (400, ["flags", "components"])
    status, answer = await edit(raw, plain, {"components": [text("new")]})
    assert (status, answer["components"][0]["content"]) == (200, "new")
    status, answer = await edit(raw, plain, {"content": "back"})
    assert (status, list(answer["errors"])) == (400, ["content"])


async def test_an_edit_keeps_what_it_does_not_name(raw):
    _, message = await raw("POST", HERE, {"content": "old"}, files=[PNG])
    _, answer = await edit(raw, message, {"embeds": [{"title": "t"}]})
    assert (answer["content"], len(answer["attachments"])) == ("old", 1)
    _, answer = await edit(raw, message, {}, files=[("q.png", b"x")])
    assert [item["filename"] for item in answer["attachments"]] == ["p.png", "q.png"]
    _, answer = await edit(raw, message, {"attachments": [{"id": answer["attachments"][1]["id"]}]})
    assert [item["filename"] for item in answer["attachments"]] == ["q.png"]
    status, answer = await edit(raw, message, {"content": "", "embeds": [], "attachments": []})
    assert (status, answer["code"]) == (400, 50006)


async def test_kept_components_demand_their_files(raw):
    _, message = await raw("POST", HERE, v2(gallery(SENT)), files=[PNG])
    status, _ = await edit(raw, message, {"attachments": []})
    assert status == 400
    url = message["components"][0]["items"][0]["media"]["url"]
    _, answer = await edit(raw, message, {"components": [gallery(url), text()]})
    assert answer["components"][0]["items"][0]["media"]["attachment_id"]


async def test_mentions_follow_what_is_allowed(raw):
    async def mentions(body):
        _, message = await raw("POST", HERE, body)
        return [user["id"] for user in message["mentions"]], message["mention_everyone"]

    words = "<@201> and <@202> @everyone"
    assert await mentions({"content": words}) == (["201", "202"], False)
    assert await mentions({"content": words, "allowed_mentions": {"parse": []}}) == ([], False)
    allowed = {"allowed_mentions": {"users": ["202"]}}
    assert await mentions({"content": words, **allowed}) == (["202"], False)
    assert await mentions(v2(text(words), **allowed)) == (["202"], False)


async def test_a_reply_pings_its_author_unless_told_not_to(raw, stage):
    target = await stage.ana.say("question")
    body = {"content": "answer", "message_reference": {"message_id": target["id"]}}
    _, message = await raw("POST", HERE, body)
    assert (message["type"], message["mentions"][0]["id"]) == (19, "201")
    assert message["referenced_message"]["content"] == ""
    _, message = await raw("POST", HERE, {**body, "allowed_mentions": {"parse": []}})
    assert message["mentions"] == []
    body["message_reference"] = {"message_id": "5", "fail_if_not_exists": False}
    _, message = await raw("POST", HERE, body)
    assert (message["type"], "message_reference" in message) == (0, False)


async def test_ephemeral_cannot_be_asked_for_in_a_channel(raw, stage):
    _, message = await raw("POST", HERE, {"content": "hi", "flags": 64})
    assert message["flags"] == 0
    assert stage.ben.look(message)
