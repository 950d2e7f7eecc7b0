"""The embedded renderer against its floors: bare x264, ffmpeg's zoompan, a calm event loop."""

import asyncio
import itertools
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from av.video.frame import VideoFrame

from adapters.backend import JobState, Submission
from adapters.clips.encode import Encoder, Quality
from adapters.parallax.backend import ParallaxBackend
from adapters.parallax.framing import frame
from adapters.parallax.render import frames, render
from adapters.parallax.scene import Scene, prepare
from adapters.parallax.shot import Shot, compose
from adapters.workers import Workers
from prompts.plan import Beat, Camera, Dominant, Plan, Prompt
from prompts.still.inspect import inspect
from prompts.still.report import Report

Row = tuple[str, float, float, str]

STILL = Path(__file__).parents[1] / "examples" / "dandelions.jpg"
ROUNDS = 3
SIZE, FPS, FRAMES = (1280, 720), 30, 150


def measure() -> list[Row]:
    """What was measured, the value, the target (at most), and the numbers behind it."""
    report = inspect(STILL.read_bytes(), False)
    plan = _plan("cam.push_in", "")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        rows = _against_encoder(plan, report, root)
        rows += _against_zoompan(plan, report, root)
        rows.append(_with_motion(report, root))
        rows += asyncio.run(_four_takes(plan, report, root))
    return rows


def _plan(move: str, motion: str) -> Plan:
    dominant = Dominant.ENVIRONMENT if motion else Dominant.CAMERA
    beat = Beat(
        dominant=dominant,
        subject="the leaves" if motion else "the large dandelion",
        action="sway softly" if motion else "",
        motion=motion,
        camera=Camera(move=move),
    )
    return Plan(job="benchmark", still="", beat=beat)


def _ready(plan: Plan, report: Report) -> tuple[Scene, Shot]:
    scene = prepare(STILL, report, frame(plan, report), None)
    return scene, compose(plan, report, 1, scene)


def _seconds(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _encode(pictures: list[VideoFrame], into: Path, threads: int = 1) -> None:
    with Encoder(into, SIZE, FPS, "benchmark", Quality(threads=threads)) as encoder:
        for picture in pictures:
            encoder.add(picture)


def _serial(scene: Scene, shot: Shot, into: Path) -> None:
    with Encoder(into, SIZE, FPS, "benchmark") as encoder:
        for picture in frames(scene, shot):
            encoder.add(picture)


def _best(*calls: Callable[[], object]) -> list[float]:
    """Shortest time of each call; the calls take turns, so that a busy machine is fair to all."""
    times = [[_seconds(call) for call in calls] for _ in range(ROUNDS)]
    return [min(column) for column in zip(*times, strict=True)]


def _against_encoder(plan: Plan, report: Report, root: Path) -> list[Row]:
    scene, shot = _ready(plan, report)
    pictures = list(frames(scene, shot))
    bare, serial, piped = _best(
        lambda: _encode(pictures, root / "bare.mp4"),
        lambda: _serial(scene, shot, root / "serial.mp4"),
        lambda: render(scene, shot, root / "piped.mp4", "benchmark"),
    )
    detail = f"bare x264 {bare:.2f} s, serial {serial:.2f} s, pipelined {piped:.2f} s"
    return [
        ("parallax 720p 5 s, serial / bare x264", serial / bare, 2.2, detail),
        ("parallax 720p 5 s, pipelined / bare x264", piped / bare, 1.3, detail),
    ]


def _with_motion(report: Report, root: Path) -> Row:
    scene, shot = _ready(_plan("cam.static", "env.breeze"), report)
    pictures = list(frames(scene, shot))
    bare, serial = _best(
        lambda: _encode(pictures, root / "bare.mp4"),
        lambda: _serial(scene, shot, root / "serial.mp4"),
    )
    detail = f"bare x264 {bare:.2f} s, serial {serial:.2f} s"
    return ("parallax with a breeze, serial / bare x264", serial / bare, 3.5, detail)


def _against_zoompan(plan: Plan, report: Report, root: Path) -> list[Row]:
    scene, shot = _ready(plan, report)
    picture = root / "still.png"
    _write_still(scene, picture)
    zoom = _zoompan_binary if shutil.which("ffmpeg") else _zoompan_pyav
    ours, theirs = _best(
        lambda: render(scene, shot, root / "ours.mp4", "benchmark"),
        lambda: zoom(picture, root / "zoompan.mp4"),
    )
    detail = f"parallax {ours:.2f} s, {zoom.__name__[1:]} {theirs:.2f} s"
    return [("parallax / ffmpeg zoompan, same preset", ours / theirs, 1.0, detail)]


def _write_still(scene: Scene, into: Path) -> None:
    from PIL import Image

    from prompts.still.load import open_still

    size = scene.framing.width, scene.framing.height
    Image.fromarray(open_still(STILL.read_bytes()).full()).resize(size).save(into)


ZOOM = f"zoompan=z=1+0.12*on/{FRAMES}:d={FRAMES}:s={SIZE[0]}x{SIZE[1]}:fps={FPS}"


def _zoompan_binary(picture: Path, into: Path) -> None:
    subprocess.run(
        f"ffmpeg -v error -y -i {picture} -vf {ZOOM},format=yuv420p "
        f"-c:v libx264 -preset veryfast -crf 20 {into}".split(),
        check=True,
        timeout=120,
    )


def _zoompan_pyav(picture: Path, into: Path) -> None:
    """The same filter through PyAV, where no ffmpeg binary is installed."""
    import av
    from av.filter import Graph

    with av.open(str(picture)) as box:
        still = next(box.decode(video=0)).reformat(format="yuv420p")
    name, _, options = ZOOM.partition("=")
    graph = Graph()
    graph.link_nodes(
        graph.add_buffer(width=SIZE[0], height=SIZE[1], format="yuv420p", time_base="1/30"),
        graph.add(name, options),
        graph.add("format", "yuv420p"),
        graph.add("buffersink"),
    ).configure()
    graph.push(still)
    with Encoder(into, SIZE, FPS, "benchmark", Quality(threads=0)) as encoder:
        for _ in range(FRAMES):
            encoder.add(graph.pull())


async def _four_takes(plan: Plan, report: Report, root: Path) -> list[Row]:
    """Four takes from nothing, worker processes and their start included."""
    workers = Workers(2)
    backend = ParallaxBackend(root / "takes", workers, renders=2)
    lags: list[float] = []
    listener = asyncio.create_task(_listen(lags))
    start = time.perf_counter()
    await asyncio.gather(*(_take(backend, plan, report, n, root) for n in range(4)))
    wall = time.perf_counter() - start
    listener.cancel()
    await backend.close()
    await workers.close()
    lags.sort()
    p99 = 1000 * lags[int(len(lags) * 0.99)]
    detail = f"{len(lags)} samples, longest {1000 * lags[-1]:.0f} ms"
    return [
        ("parallax, 4 takes of 5 s at 720p, seconds", wall, 12.0, "worker start included"),
        ("event loop lag while 4 takes render, p99 ms", p99, 50.0, detail),
    ]


async def _listen(lags: list[float]) -> None:
    while True:
        due = time.perf_counter() + 0.005
        await asyncio.sleep(0.005)
        lags.append(time.perf_counter() - due)


async def _take(backend: ParallaxBackend, plan: Plan, report: Report, n: int, root: Path) -> None:
    prompt = Prompt(text="A slow push-in.", model="parallax")
    submission = Submission(
        reference=f"benchmark:{n}", still=STILL, report=report, plan=plan, prompt=prompt, seed=n
    )
    job = (await backend.submit(await backend.prepare(submission))).job
    for _ in itertools.count():
        status = await backend.check(job)
        if status.state not in {JobState.QUEUED, JobState.RUNNING}:
            break
        await asyncio.sleep(0.05)
    if status.state is not JobState.SUCCEEDED:
        raise RuntimeError(status.reason)
    await backend.fetch(job, root / f"take-{n}.mp4")
