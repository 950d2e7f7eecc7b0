"""The way of every request of the bot: journal, faults, form, token, limits, handler, answer."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.rehearsal.cast import Cast
from bot.rehearsal.errors import ApiError, FormProblems
from bot.rehearsal.faults import Fault, Faults, Kind
from bot.rehearsal.forms import Form, read_form
from bot.rehearsal.journal import Entry, Journal
from bot.rehearsal.ratelimits import RateLimits, refusal_body, refusal_headers
from bot.rehearsal.rules import Rules
from bot.rehearsal.shapes import check_shape

log = logging.getLogger(__name__)

PREFIX = "/api/v10"
_MULTIPART_SLACK = 64 * 1024
_MAJOR = ("channel_id", "guild_id", "application_id", "token", "interaction_id")


@dataclass(frozen=True)
class Call:
    """A request on its way to a handler."""

    form: Form
    path: dict[str, str]
    query: dict[str, str]

    def number(self, name: str, default: int) -> int:
        """A whole number of the query.

        Raises:
            ApiError: 50035 when it is none.
        """
        text = self.query.get(name)
        if text is None:
            return default
        if not text.isascii() or not text.isdigit():
            problems = FormProblems()
            problems.add(name, "NUMBER_TYPE_COERCE", f'Value "{text[:40]}" is not int.')
            raise problems.error()
        return int(text)


@dataclass(frozen=True)
class Answer:
    """What a handler gives back; None as body is an empty answer."""

    body: Any = None
    status: int = 200


NOTHING = Answer(status=204)
Handler = Callable[[Call], Awaitable[Answer]]


@dataclass(frozen=True)
class Route:
    """One resource of Discord's REST API.

    Attributes:
        template: path behind the prefix, with names in braces.
        bucket: name of its rate limit.
        open: needs no bot token (interaction callbacks and webhooks carry their own).
    """

    method: str
    template: str
    handler: Handler
    bucket: str = "default"
    open: bool = False


class Api:
    """Serves routes under `/api/v10`."""

    def __init__(
        self, cast: Cast, rules: Rules, journal: Journal, faults: Faults, limits: RateLimits
    ) -> None:
        self._cast = cast
        self._rules = rules
        self._journal = journal
        self._faults = faults
        self._limits = limits

    def add_to(self, router: web.UrlDispatcher, routes: list[Route]) -> None:
        """Put routes into a router; everything else under the prefix is a 404 of Discord's kind."""
        for route in routes:
            router.add_route(route.method, PREFIX + route.template, self._served(route))
        router.add_route("*", "/api/{rest:.*}", self._served(None))

    def _served(self, route: Route | None) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            return await self._serve(route, request)

        return serve

    async def _serve(self, route: Route | None, request: web.Request) -> web.Response:
        entry = Entry(
            request.method,
            request.path.removeprefix(PREFIX),
            dict(request.query),
            route.template if route else None,
        )
        self._journal.add(entry)
        fault = self._faults.take(entry.method, entry.path)
        headers: dict[str, str] = {}
        try:
            form = await self._read(request, entry)
            if fault and fault.kind is Kind.SLOW:
                await asyncio.sleep(fault.seconds)
            if fault and fault.before:
                answer = _faulty(fault)
                headers |= refusal_headers(fault.seconds, fault.scope) if fault.limits else {}
            else:
                answer = await self._answered(route, request, form, headers)
        except ApiError as error:
            answer = Answer(error.body(), error.status)
        except Exception:
            log.exception("the stage failed at %s %s", entry.method, entry.route)
            answer = Answer({"message": "500: Internal Server Error", "code": 0}, 500)
        if fault and fault.kind in {Kind.DROP, Kind.PERFORM_THEN_DROP}:
            return _tear(request)
        if fault and fault.kind is Kind.PERFORM_THEN_REFUSE:
            answer = _faulty(fault)
        entry.status, entry.answer = answer.status, answer.body
        return _respond(answer, headers)

    async def _read(self, request: web.Request, entry: Entry) -> Form:
        form = await read_form(request, self._rules.request_bytes + _MULTIPART_SLACK)
        entry.body = form.payload
        entry.multipart = request.content_type.startswith("multipart/")
        entry.files = {i: (up.filename, len(up.data)) for i, up in form.uploads.items()}
        return form

    async def _answered(
        self, route: Route | None, request: web.Request, form: Form, headers: dict[str, str]
    ) -> Answer:
        if route is None:
            raise ApiError(0, "404: Not Found", status=404)
        if not route.open and request.headers.get("Authorization") != f"Bot {self._cast.token}":
            raise ApiError(0, "401: Unauthorized", status=401)
        check_shape(form.payload)
        path = dict(request.match_info)
        major = ":".join(path[name] for name in _MAJOR if name in path)
        verdict = self._limits.spend(route.bucket, major, exempt=route.open)
        headers.update(verdict.headers)
        if verdict.retry_after:
            body = refusal_body(verdict.retry_after, everywhere=verdict.everywhere)
            return Answer(body, 429)
        return await route.handler(Call(form, path, dict(request.query)))


def _faulty(fault: Fault) -> Answer:
    if fault.limits:
        return Answer(refusal_body(fault.seconds, everywhere=fault.scope == "global"), 429)
    return Answer({"message": f"{fault.status}: made to fail", "code": 0}, fault.status)


def _tear(request: web.Request) -> web.Response:
    if request.transport:
        request.transport.abort()
    # Nobody reads this; the connection is gone.
    return web.Response(status=500)


def _respond(answer: Answer, headers: dict[str, str]) -> web.Response:
    if answer.body is None:
        return web.Response(status=answer.status, headers=headers)
    # Exactly this type, without a charset: discord.py keeps anything else as text.
    headers = {**headers, "Content-Type": "application/json"}
    return web.Response(
        status=answer.status, headers=headers, body=json.dumps(answer.body).encode()
    )
