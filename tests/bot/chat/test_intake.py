import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from types import SimpleNamespace
from typing import Any, cast

import discord
import pytest
from aiohttp import web

from bot.chat import intake
from bot.chat.intake import Intake, IntakeError, first_picture


def attachment(url: str = "https://cdn.discordapp.com/a/b.png", **changes: Any) -> Any:
    data = {
        "id": "1",
        "filename": "b.png",
        "size": 10,
        "url": url,
        "proxy_url": url,
        "content_type": "image/png",
        **changes,
    }
    state: Any = SimpleNamespace(http=None)
    return discord.Attachment(data=cast("Any", data), state=state)


Serve = Callable[[Callable[[web.Request], Awaitable[web.StreamResponse]]], Awaitable[str]]


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    runners: list[web.AppRunner] = []

    async def start(handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> str:
        app = web.Application()
        app.router.add_get("/{path:.*}", handler)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        runners.append(runner)
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}"

    yield start
    for runner in runners:
        await runner.cleanup()


async def fetch(base: str, path: str, **changes: Any) -> bytes:
    taken = Intake(("cdn.discordapp.com",), f"{base}/cdn")
    try:
        return await taken.fetch(attachment(base + path, **changes))
    finally:
        await taken.close()


async def test_a_picture_below_the_stages_cdn_is_taken_with_its_signature(serve: Serve) -> None:
    asked: list[str] = []

    async def handler(request: web.Request) -> web.Response:
        asked.append(request.raw_path)
        return web.Response(body=b"picture")

    base = await serve(handler)
    assert await fetch(base, "/cdn/a%20b.png?ex=1&is=2&hm=a%2Bb") == b"picture"
    assert asked == ["/cdn/a%20b.png?ex=1&is=2&hm=a%2Bb"]


@pytest.mark.parametrize(
    "url",
    [
        "http://cdn.discordapp.com/a.png",
        "https://evil.example/a.png",
        "https://cdn.discordapp.com.evil.example/a.png",
        "https://cdn.discordapp.com@evil.example/a.png",
        "https://cdn.discordapp.com:8443/a.png",
        "http://127.0.0.1:1/other/a.png",
        "http://127.0.0.1:1/cdn/../private",
        "http://127.0.0.1:1/cdn/%2e%2e/private",
        "https://[broken",
        "http://127.0.0.1:1/cdnx/a.png",
        "http://127.0.0.1:2/cdn/a.png",
        "file:///etc/passwd",
        "/cdn/a.png",
        "",
    ],
)
async def test_other_addresses_are_never_asked(url: str) -> None:
    taken = Intake(("cdn.discordapp.com",), "http://127.0.0.1:1/cdn")
    with pytest.raises(IntakeError, match="uploaded to Discord"):
        await taken.fetch(attachment(url))


async def test_a_redirect_is_not_followed(serve: Serve) -> None:
    async def handler(request: web.Request) -> web.Response:
        raise web.HTTPFound("http://127.0.0.1:9/secret")

    with pytest.raises(IntakeError, match="did not hand me"):
        await fetch(await serve(handler), "/cdn/a.png")


async def test_a_lying_size_is_caught_while_streaming(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "LIMIT", 100_000)

    async def handler(request: web.Request) -> web.Response:
        return web.Response(body=b"x" * 100_001)

    with pytest.raises(IntakeError, match="larger than 30 MB"):
        await fetch(await serve(handler), "/cdn/a.png")


async def test_a_declared_size_above_the_limit_is_not_downloaded() -> None:
    with pytest.raises(IntakeError, match="larger than 30 MB"):
        await Intake(()).fetch(attachment(size=intake.LIMIT + 1))


async def test_a_slow_download_ends_at_the_deadline(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "DEADLINE", 0.2)
    stalled = asyncio.Event()

    async def handler(request: web.Request) -> web.Response:
        await stalled.wait()
        return web.Response()

    try:
        with pytest.raises(IntakeError, match="in time"):
            await fetch(await serve(handler), "/cdn/a.png")
    finally:
        stalled.set()


async def test_an_expired_link_is_told(serve: Serve) -> None:
    async def handler(request: web.Request) -> web.Response:
        return web.Response(status=404)

    with pytest.raises(IntakeError, match="404"):
        await fetch(await serve(handler), "/cdn/a.png")


def test_the_first_picture_is_taken_and_the_rest_is_mentioned() -> None:
    first = attachment(filename="one.jpg", content_type="image/jpeg")
    second = attachment(filename="two.png")
    notes = attachment(filename="notes.txt", content_type="text/plain")
    many = first_picture([notes, first, second])
    assert many is not None
    assert many.attachment is first
    assert many.remark == "You sent 2 pictures; I took the first."
    one = first_picture([first, notes])
    assert one is not None
    assert one.remark == "I took the picture and left the other files."
    only = first_picture([first])
    assert only is not None
    assert only.remark == ""
    assert first_picture([]) is None


def test_a_picture_without_a_content_type_is_known_by_its_name() -> None:
    found = first_picture([attachment(filename="SCAN.TIFF", content_type=None)])
    assert found is not None


@pytest.mark.parametrize("kind", ["video/mp4", "text/plain", "application/pdf", None])
def test_something_else_is_kindly_declined(kind: str | None) -> None:
    with pytest.raises(IntakeError, match="no picture I can read"):
        first_picture([attachment(filename="thing.bin", content_type=kind)])
