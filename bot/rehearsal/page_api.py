"""The page's side of the server: the files of the page, its event socket and its calls."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import WSMsgType, web

from bot.rehearsal.acting import Acting
from bot.rehearsal.audience import Audience, Seat
from bot.rehearsal.cast import Cast, User
from bot.rehearsal.commands import Commands
from bot.rehearsal.errors import ApiError, RefusedError
from bot.rehearsal.forms import Form, read_form
from bot.rehearsal.gateway import Gateway
from bot.rehearsal.messages import MessageStore
from bot.rehearsal.rules import Rules
from bot.rehearsal.shapes import check_shape
from bot.rehearsal.showing import Showing

Json = dict[str, Any]
Act = Callable[[User, Form, web.Request], Awaitable[web.Response]]

PAGE = Path(__file__).parent / "page"
_NAMES = ("localhost", "127.0.0.1", "[::1]")
_SLACK = 1024 * 1024
_FAREWELL = 1.0
"""Seconds a page has to say goodbye."""
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
        "connect-src 'self' ws:; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


class PageApi:
    """Handlers of `/`, `/static` and `/stage`; all speak for the person the page names."""

    def __init__(
        self,
        cast: Cast,
        rules: Rules,
        store: MessageStore,
        showing: Showing,
        gateway: Gateway,
        commands: Commands,
        audience: Audience,
        acting: Acting,
    ) -> None:
        self._cast = cast
        self._rules = rules
        self._store = store
        self._showing = showing
        self._gateway = gateway
        self._commands = commands
        self._audience = audience
        self._acting = acting

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Put the routes into a router."""
        router.add_get("/", self._index)
        router.add_get("/static/{path:.+}", self._static)
        router.add_get("/stage/events", self._events)
        calls: list[tuple[str, str, Act]] = [
            ("POST", "/stage/messages", self._say),
            ("DELETE", "/stage/messages/{channel_id}/{message_id}", self._delete),
            ("POST", "/stage/reactions/{channel_id}/{message_id}/{emoji}", self._react),
            ("POST", "/stage/commands", self._command),
            ("POST", "/stage/autocomplete", self._autocomplete),
            ("POST", "/stage/components", self._component),
            ("POST", "/stage/modals", self._modal),
            ("POST", "/stage/typing", self._type),
            ("POST", "/stage/dismiss", self._dismiss),
        ]
        for method, path, act in calls:
            router.add_route(method, path, self._guarded(act))

    # -- guarding

    def _own_visitor(self, request: web.Request) -> bool:
        """Whether the call comes from our own page under a loopback name (no rebinding)."""
        port = urlsplit(str(request.url)).port
        own = {f"{name}:{port}" for name in _NAMES}
        if request.host not in own:
            return False
        origin = request.headers.get("Origin")
        return origin is None or origin == f"http://{request.host}"

    def _person(self, user_id: str | None) -> User:
        person = next((item for item in self._cast.people if item.id == user_id), None)
        if person is None:
            raise RefusedError("The stage knows no such person.", 400)
        return person

    def _guarded(self, act: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            if not self._own_visitor(request):
                return _refuse("Only the stage's own page may do this.", 403)
            try:
                person = self._person(request.headers.get("X-Stage-User"))
                limit = self._rules.files * self._rules.person_file_bytes + _SLACK
                form = await read_form(request, limit)
                check_shape(form.payload)
                return await act(person, form, request)
            except RefusedError as error:
                return _refuse(str(error), error.status)
            except ApiError as error:
                return _refuse(error.message, error.status)
            except (KeyError, TypeError, ValueError):
                return _refuse("The page sent something the stage does not understand.", 400)

        return serve

    # -- files of the page

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return await self._file("index.html")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return await self._file(request.match_info["path"])

    async def _file(self, name: str) -> web.StreamResponse:
        path = await asyncio.to_thread(_page_file, name)
        if path is None:
            raise web.HTTPNotFound(text="There is no such file.")
        return web.FileResponse(path, headers=_HEADERS)

    # -- events

    async def _events(self, request: web.Request) -> web.StreamResponse:
        if not self._own_visitor(request):
            return _refuse("Only the stage's own page may listen.", 403)
        try:
            person = self._person(request.query.get("user"))
        except RefusedError as error:
            return _refuse(str(error), error.status)
        socket = web.WebSocketResponse(heartbeat=30.0, timeout=_FAREWELL)
        await socket.prepare(request)
        seat = self._audience.sit(person)
        seat.hear(self._snapshot(person))
        writer = asyncio.create_task(_write(socket, seat))
        try:
            async for message in socket:
                if message.type is WSMsgType.ERROR:
                    break
        finally:
            self._audience.leave(seat)
            writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await writer
        return socket

    def _snapshot(self, person: User) -> Json:
        channels = [c for c in self._cast.channels.values() if self._cast.sees(person, c)]
        return {
            "type": "snapshot",
            "me": person.json(),
            "users": [user.json() for user in self._cast.users.values()],
            "bot": self._cast.bot.json(),
            "bot_online": self._gateway.online,
            "guild": {
                "id": self._cast.guild_id,
                "name": self._cast.guild_name,
                "icon": None,
                "owner_id": self._cast.owner.id,
            },
            "channels": [self._cast.channel_json(channel) for channel in channels],
            "commands": self._commands.every(),
            "messages": {
                channel.id: [
                    self._showing.to_person(message, person)
                    for message in self._store.seen_by(channel.id, person.id)
                ]
                for channel in channels
            },
        }

    # -- calls

    async def _say(self, person: User, form: Form, request: web.Request) -> web.Response:
        payload = form.fields()
        reference = payload.get("message_reference") or {}
        message = await self._acting.say(
            person,
            payload["channel_id"],
            payload.get("content") or "",
            form.uploads,
            reply_to=reference.get("message_id"),
            mention_reply=payload.get("mention_reply", True),
        )
        return web.json_response(self._showing.to_person(message, person))

    async def _delete(self, person: User, form: Form, request: web.Request) -> web.Response:
        path = request.match_info
        await self._acting.delete(person, path["channel_id"], path["message_id"])
        return web.Response(status=204)

    async def _react(self, person: User, form: Form, request: web.Request) -> web.Response:
        path = request.match_info
        self._acting.react(person, path["channel_id"], path["message_id"], path["emoji"])
        return web.Response(status=204)

    async def _command(self, person: User, form: Form, request: web.Request) -> web.Response:
        payload = form.fields()
        interaction = await self._acting.command(
            person,
            payload["channel_id"],
            payload["command_id"],
            payload.get("options") or [],
            form.uploads,
            target_id=payload.get("target_id"),
            nonce=payload.get("nonce"),
        )
        return _sent(interaction.id)

    async def _autocomplete(self, person: User, form: Form, request: web.Request) -> web.Response:
        payload = form.fields()
        interaction = self._acting.autocomplete(
            person,
            payload["channel_id"],
            payload["command_id"],
            payload.get("options") or [],
            payload.get("nonce"),
        )
        return _sent(interaction.id)

    async def _component(self, person: User, form: Form, request: web.Request) -> web.Response:
        payload = form.fields()
        interaction = self._acting.component(
            person,
            payload["channel_id"],
            payload["message_id"],
            payload["custom_id"],
            payload.get("values"),
            payload.get("nonce"),
        )
        return _sent(interaction.id)

    async def _modal(self, person: User, form: Form, request: web.Request) -> web.Response:
        payload = form.fields()
        interaction = await self._acting.modal(
            person,
            payload["channel_id"],
            payload["interaction_id"],
            payload["custom_id"],
            payload["components"],
            form.uploads,
            payload.get("nonce"),
        )
        return _sent(interaction.id)

    async def _type(self, person: User, form: Form, request: web.Request) -> web.Response:
        self._acting.type(person, form.fields()["channel_id"])
        return web.Response(status=204)

    async def _dismiss(self, person: User, form: Form, request: web.Request) -> web.Response:
        await self._acting.dismiss(person, form.fields()["message_id"])
        return web.Response(status=204)


def _page_file(name: str) -> Path | None:
    path = (PAGE / name).resolve()
    return path if path.is_relative_to(PAGE.resolve()) and path.is_file() else None


async def _write(socket: web.WebSocketResponse, seat: Seat) -> None:
    while not seat.lost:
        frame = await seat.next()
        try:
            await socket.send_str(json.dumps(frame))
        except (ConnectionError, RuntimeError):
            return
    await socket.close(code=1013, message=b"come back later")


def _refuse(text: str, status: int) -> web.Response:
    return web.json_response({"message": text}, status=status)


def _sent(interaction_id: str) -> web.Response:
    return web.json_response({"interaction_id": interaction_id}, status=202)
