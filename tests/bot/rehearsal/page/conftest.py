"""A small stage and a headless browser for the tests of the rehearsal's page."""

import asyncio
import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import av
import numpy as np
import pytest
from aiohttp import WSMsgType, web
from PIL import Image
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.remote.webelement import WebElement

HERE = Path(__file__).parent
PAGE = HERE.parents[3] / "bot" / "rehearsal" / "page"
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    "style-src 'self'; connect-src 'self' ws:"
)
PATIENCE = 10.0  # seconds a condition may take on a busy machine
T = TypeVar("T")


class FakeStage:
    """Serves the page, speaks its contract with canned answers, keeps what was posted.

    Attributes:
        calls: every call of the page as {"method", "path", "user", "payload", "files"}.
        scene: the snapshot's content, fresh from the data file.
        refusal: when set, the message of a 400 answer to every mutating call.
    """

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.calls: list[dict[str, Any]] = []
        self.sockets: list[web.WebSocketResponse] = []
        self.loop = asyncio.new_event_loop()
        self.base = ""
        self.reset()
        self._thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def reset(self) -> None:
        """Forget calls and go back to the canned scene."""
        text = (HERE / "scene.json").read_text(encoding="utf-8")
        text = text.replace("{base}", self.base).replace("{soon}", str(int(time.time()) + 7230))
        scene = json.loads(text)
        self.scene, self.modal = scene["snapshot"], scene["modal"]
        self.refusal = ""
        self.calls.clear()

    def start(self) -> None:
        self._thread.start()
        self._run(self._start())
        self.reset()

    def stop(self) -> None:
        self._run(self._stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(PATIENCE)
        self.loop.close()

    def send(self, **frame: Any) -> None:
        """Push one frame to every open page."""
        self._run(self._send(frame))

    def drop_sockets(self) -> None:
        self._run(self._drop())

    def last(self, path: str) -> dict[str, Any]:
        """The newest call whose path starts so; waits for it."""
        hits: list[dict[str, Any]] = []

        def arrived() -> bool:
            hits[:] = [call for call in self.calls if call["path"].startswith(path)]
            return bool(hits)

        until(arrived, f"a call of {path}")
        return hits[-1]

    def _run(self, work: Any) -> Any:
        future: Future[Any] = asyncio.run_coroutine_threadsafe(work, self.loop)
        return future.result(PATIENCE)

    async def _start(self) -> None:
        app = web.Application(client_max_size=30 * 2**20)
        app.router.add_get("/", self._index)
        app.router.add_get("/static/{path:.+}", self._static)
        app.router.add_get("/cdn/{name}", self._cdn)
        app.router.add_get("/stage/events", self._events)
        app.router.add_route("*", "/stage/{path:.+}", self._call)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.base = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def _stop(self) -> None:
        await self._drop()
        await self._runner.cleanup()

    async def _drop(self) -> None:
        for socket in list(self.sockets):
            await socket.close()

    async def _send(self, frame: dict[str, Any]) -> None:
        for socket in list(self.sockets):
            await socket.send_json(frame)

    async def _index(self, _: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / "index.html", headers={"Content-Security-Policy": POLICY})

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(PAGE / request.match_info["path"])

    async def _cdn(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["name"]
        if name not in self.files:
            raise web.HTTPNotFound
        kinds = {"mp4": "video/mp4", "png": "image/png", "jpg": "image/jpeg"}
        kind = kinds.get(name.rsplit(".", 1)[-1], "application/octet-stream")
        return ranged(request, self.files[name], kind)

    async def _events(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        users = {user["id"]: user for user in self.scene["users"]}
        self.sockets.append(socket)
        await socket.send_json({**self.scene, "me": users[request.query["user"]]})
        async for message in socket:
            if message.type == WSMsgType.ERROR:
                break
        self.sockets.remove(socket)
        return socket

    async def _call(self, request: web.Request) -> web.StreamResponse:
        call: dict[str, Any] = {
            "method": request.method,
            "path": request.path,
            "user": request.headers.get("X-Stage-User"),
            "files": {},
            "payload": None,
        }
        if request.content_type == "multipart/form-data":
            for name, value in (await request.post()).items():
                if isinstance(value, web.FileField):
                    call["files"][name] = value.filename
                    value.file.close()
                else:
                    call["payload"] = json.loads(str(value))
        elif request.can_read_body:
            call["payload"] = await request.json()
        self.calls.append(call)
        if self.refusal:
            return web.json_response({"message": self.refusal}, status=400)
        if request.path == "/stage/messages":
            return web.json_response({"id": "1"})
        if request.method == "DELETE" or "reactions" in request.path:
            return web.Response(status=204)
        return web.json_response({"interaction_id": "900"}, status=202)


def ranged(request: web.Request, body: bytes, kind: str) -> web.Response:
    """A file answer that understands one byte range, as players ask for it."""
    span = request.http_range
    if span.start is None:
        return web.Response(body=body, content_type=kind, headers={"Accept-Ranges": "bytes"})
    start, stop = span.start, min(span.stop or len(body), len(body))
    headers = {"Content-Range": f"bytes {start}-{stop - 1}/{len(body)}", "Accept-Ranges": "bytes"}
    return web.Response(body=body[start:stop], status=206, content_type=kind, headers=headers)


def until(condition: Callable[[], T], what: str, deadline: float = PATIENCE) -> T:
    """Wait until a condition holds and answer its value; fail with words when it never does."""
    end = time.monotonic() + deadline
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            pytest.fail(f"waited {deadline:.0f} s for {what}")
        time.sleep(0.02)


def picture(width: int, height: int, kind: str) -> bytes:
    """A small picture with a gradient."""
    ramp = np.linspace(40, 220, width, dtype=np.uint8)
    pixels = np.stack([np.tile(ramp, (height, 1))] * 3, axis=-1)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, kind)
    return buffer.getvalue()


def clip(shade: int) -> bytes:
    """Half a second of plain video, 64 x 36 pixels."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=Fraction(10))
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for _ in range(5):
            frame = av.VideoFrame.from_ndarray(np.full((36, 64, 3), shade, np.uint8), "rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return buffer.getvalue()


@pytest.fixture(scope="session")
def running_stage() -> Iterator[FakeStage]:
    files = {
        "still.png": picture(160, 90, "PNG"),
        "dandelions.jpg": picture(320, 180, "JPEG"),
        "storyboard.jpg": picture(320, 180, "JPEG"),
        "plan.json": b"{}",
        **{
            f"take-{name}.mp4": clip(shade)
            for name, shade in zip("abcd", (60, 110, 160, 210), strict=True)
        },
    }
    stage = FakeStage(files)
    stage.start()
    yield stage
    stage.stop()


class Page:
    """The page in the browser, spoken to as a person would."""

    def __init__(self, driver: WebDriver, stage: FakeStage) -> None:
        self.driver = driver
        self.stage = stage

    def open(
        self, width: int = 1000, height: int = 700, scheme: str = "dark", motion: str = "reduce"
    ) -> None:
        """Load the page at a window size (CSS pixels) and wait for the first messages.

        Motion is off unless a test is about it: frames cost a machine without a GPU much time.
        """
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
        features = [
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": motion},
        ]
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        self.driver.get(f"{self.stage.base}/")
        self.until(lambda: self.all(".message, .welcome"), "the first messages")

    def until(self, condition: Callable[[], T], what: str) -> T | None:
        """Wait for a condition; a node that was drawn anew meanwhile is looked up again."""

        def holds() -> T | None:
            try:
                return condition()
            except StaleElementReferenceException:
                return None

        return until(holds, what)

    def js(self, script: str, *values: Any) -> Any:
        return self.driver.execute_script(script, *values)

    def call(self, module: str, name: str, *values: Any) -> Any:
        """Call an exported function of one of the page's modules."""
        script = (
            "const [module, name, values, done] = arguments;"
            "import(`/static/${module}`).then((m) => done(m[name](...values)),"
            " (error) => done(`failed: ${error}`));"
        )
        return self.driver.execute_async_script(script, module, name, values)

    def all(self, selector: str) -> list[WebElement]:
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def one(self, selector: str) -> WebElement:
        """The first element that matches; waits for it."""
        return self.until(lambda: self.all(selector), selector)[0]

    def gone(self, selector: str) -> None:
        self.until(lambda: not self.all(selector), f"{selector} to go")

    def text(self, selector: str) -> str:
        return str(self.js("return arguments[0].textContent", self.one(selector)))

    def message(self, part: str) -> WebElement:
        """The message whose text holds this part."""
        script = (
            "return [...document.querySelectorAll('.message')]"
            ".find((node) => node.textContent.includes(arguments[0]))"
        )
        found: WebElement = self.until(lambda: self.js(script, part), f"a message with {part!r}")
        return found

    def click(self, target: str | WebElement) -> None:
        """Scroll an element to the middle and press it."""
        element = self.one(target) if isinstance(target, str) else target
        self.js("arguments[0].scrollIntoView({block: 'center'})", element)
        element.click()

    def menu_of(self, message: WebElement) -> list[str]:
        """Press a message with the right button; the labels of the menu that opens."""
        self.js("arguments[0].scrollIntoView({block: 'center'})", message)
        name = message.find_element(By.CSS_SELECTOR, ".md")
        ActionChains(self.driver).move_to_element(name).context_click().perform()
        return [
            item.text for item in self.until(lambda: self.all(".menu [role=menuitem]"), "a menu")
        ]

    def button(self, label: str, within: str = "body") -> WebElement:
        """A button by its accessible name."""
        script = (
            "return [...document.querySelector(arguments[1]).querySelectorAll("
            "'button, [role=option], [role=menuitem]')].find((node) => node.checkVisibility() &&"
            " (node.ariaLabel || node.textContent).trim() === arguments[0])"
        )
        found: WebElement = self.until(
            lambda: self.js(script, label, within), f"a button {label!r}"
        )
        return found

    def keys(self, *keys: str) -> None:
        """Type into whatever has the focus."""
        ActionChains(self.driver).send_keys(*keys).perform()

    def shift_tab(self) -> None:
        chain = ActionChains(self.driver).key_down(Keys.SHIFT).send_keys(Keys.TAB)
        chain.key_up(Keys.SHIFT).perform()

    def focused(self) -> WebElement:
        return self.driver.switch_to.active_element

    def problems(self) -> list[str]:
        """What the browser complained about since the last look."""
        entries = self.driver.get_log("browser")
        return [entry["message"] for entry in entries if entry["level"] in {"SEVERE", "WARNING"}]


@pytest.fixture
def stage(running_stage: FakeStage) -> FakeStage:
    running_stage.reset()
    return running_stage


@pytest.fixture
def page(browser: WebDriver, stage: FakeStage) -> Iterator[Page]:
    """The page open as Ana; the browser must not have complained in the end."""
    opened = Page(browser, stage)
    opened.problems()
    opened.open()
    yield opened
    assert opened.problems() == []
    opened.js("localStorage.clear(); sessionStorage.clear()")


@pytest.fixture
def library(browser: WebDriver, running_stage: FakeStage) -> Page:
    """The page for calls into its modules only: loaded when it is not there yet."""
    opened = Page(browser, running_stage)
    if not browser.current_url.startswith(running_stage.base):
        opened.open()
    return opened


@pytest.fixture
def page_type() -> type[Page]:
    """The `Page` class, for tests that open another stage."""
    return Page
