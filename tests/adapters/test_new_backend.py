"""The guide's example is run as it stands, against a service on loopback."""

import re
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from aiohttp import web
from PIL import Image

import adapters
from adapters.backend import (
    Backend,
    BackendError,
    BadInputError,
    JobState,
    Submission,
    UnavailableError,
    UncertainError,
)
from adapters.clips.encode import Encoder, blank_frame
from adapters.registry import GROUP, Registry
from adapters.workers import Workers
from config.catalogue import load_catalogue
from config.settings import load
from prompts.plan import Prompt

GUIDE = Path(adapters.__file__).with_name("NEW_BACKEND.md")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL)


class Acme:
    """A faithful little service with faults on demand."""

    def __init__(self, clip: bytes):
        self.clip, self.jobs, self.fault, self.images = clip, {}, "", []

    def app(self) -> web.Application:
        app = web.Application(client_max_size=2**24)
        app.router.add_post("/jobs", self.post)
        app.router.add_get("/jobs", self.search)
        app.router.add_get("/jobs/{id}", self.get)
        app.router.add_delete("/jobs/{id}", self.delete)
        app.router.add_get("/jobs/{id}/video", self.video)
        return app

    async def post(self, request):
        if self.fault == "busy":
            return web.Response(status=429, headers={"Retry-After": "7"})
        if self.fault == "refuse":
            return web.Response(status=422)
        assert request.headers["Authorization"] == "Bearer secret-key"
        form = await request.post()
        self.images.append(form["image"].file.read())
        known = [j for j in self.jobs.values() if j["reference"] == form["reference"]]
        job = known[0] if known else {"id": f"j{len(self.jobs)}", "reference": form["reference"]}
        self.jobs[job["id"]] = {**job, "state": "waiting"}
        if self.fault == "lost":
            request.transport.close()
        return web.json_response({"id": job["id"]})

    async def search(self, request):
        wanted = request.query["reference"]
        return web.json_response([j for j in self.jobs.values() if j["reference"] == wanted])

    async def get(self, request):
        job = self.jobs.get(request.match_info["id"])
        return web.json_response(job) if job else web.Response(status=404)

    async def delete(self, request):
        return web.Response(status=204 if self.jobs.pop(request.match_info["id"], None) else 404)

    async def video(self, request):
        return web.Response(body=self.clip[: len(self.clip) // (2 if self.fault == "cut" else 1)])


@pytest.fixture
def clip(tmp_path) -> bytes:
    path = tmp_path / "made.mp4"
    with Encoder(path, (64, 64), 24, "made by Acme") as encoder:
        for level in range(24):
            frame, planes = blank_frame((64, 64))
            for plane in planes:
                plane[:] = 40 + level
            encoder.add(frame)
    return path.read_bytes()


@pytest.fixture
async def service(clip):
    acme = Acme(clip)
    runner = web.AppRunner(acme.app())
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    acme.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield acme
    await runner.cleanup()


@pytest.fixture
async def backend(service, tmp_path, monkeypatch):
    """The example, found by its entry point and made by the registry."""
    (tmp_path / "acme_onebeat.py").write_text(blocks("python")[0], "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("ACME_ADDRESS", service.address)
    monkeypatch.setenv("ACME_KEY", "secret-key")
    points = tomllib.loads(blocks("toml")[0])["project"]["entry-points"][GROUP]
    workers = Workers(1)
    registry = Registry(
        load(data=tmp_path / "data"),
        workers,
        [EntryPoint(name, value, GROUP) for name, value in points.items()],
    )
    assert registry.broken() == {}
    yield registry.get("acme")
    await registry.close()
    await workers.close()
    sys.modules.pop("acme_onebeat", None)


@pytest.fixture
def take(still_of, plans, tmp_path):
    """A take of a still that carries metadata it must not send."""
    exif = Image.Exif()
    exif[0x010E] = "home address"
    path = tmp_path / "still.jpg"
    with Image.open(still_of("coffee")[0]) as picture:
        picture.convert("RGB").save(path, exif=exif)
    return Submission(
        reference="take:1:0",
        still=path,
        report=still_of("coffee")[1],
        plan=plans.motion("env.steam"),
        prompt=Prompt(text="Steam rises.", model="acme-1"),
        seed=3,
    )


async def test_the_example_shoots_a_take(backend, service, take, tmp_path):
    assert isinstance(backend, Backend)
    assert backend.estimate(take).micros == 150_000
    assert await backend.find("take:1:0") is None
    receipt = await backend.submit(await backend.prepare(take))
    assert b"home address" in take.still.read_bytes()
    assert b"home address" not in service.images[0]
    assert (await backend.check(receipt.job)).state is JobState.QUEUED
    service.jobs[receipt.job]["state"] = "some new word"
    assert (await backend.check(receipt.job)).state is JobState.RUNNING
    service.jobs[receipt.job]["state"] = "done"
    assert (await backend.check(receipt.job)).state is JobState.SUCCEEDED
    footage = await backend.fetch(receipt.job, tmp_path / "take.mp4")
    assert (footage.width, footage.fps, footage.seconds) == (64, 24, 1)
    assert await backend.cancel(receipt.job)
    assert (await backend.check(receipt.job)).state is JobState.GONE


async def test_a_lost_answer_is_uncertain_and_can_be_looked_up(backend, service, take):
    service.fault = "lost"
    with pytest.raises(UncertainError):
        await backend.submit(take)
    assert (await backend.find("take:1:0")).job == "j0"


async def test_busy_and_refused_and_cut_off_are_told_apart(backend, service, take, tmp_path):
    service.fault = "busy"
    with pytest.raises(UnavailableError) as busy:
        await backend.submit(take)
    assert busy.value.wait == 7
    service.fault = "refuse"
    with pytest.raises(BadInputError):
        await backend.submit(take)
    service.fault = "cut"
    with pytest.raises(BackendError, match="again"):
        await backend.fetch("j0", tmp_path / "take.mp4")


async def test_a_service_that_is_away_is_unavailable(backend, take, monkeypatch):
    import acme_onebeat

    monkeypatch.setattr(acme_onebeat, "ADDRESS", "http://127.0.0.1:9")
    with pytest.raises(UnavailableError) as away:
        await backend.submit(take)
    assert "secret-key" not in str(away.value)
    assert not await backend.cancel("j0")


def test_the_catalogue_row_is_valid(tmp_path):
    (tmp_path / "acme.toml").write_text(blocks("toml")[1])
    assert load_catalogue(tmp_path)["acme-1"].backend == "acme"
