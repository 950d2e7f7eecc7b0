"""The renderer as a backend: accepted once, resumed, cancelled, killed, failed in words."""

import asyncio
import contextlib
import errno
import hashlib
import multiprocessing
import os
import shutil
import time

import pytest
import pytest_asyncio

from adapters.backend import (
    Backend,
    BackendError,
    BadInputError,
    JobState,
    Submission,
    UnavailableError,
)
from adapters.clips.probe import probe
from adapters.parallax.backend import ParallaxBackend, create
from adapters.parallax.jobs import Job, job_of, prune
from adapters.workers import Workers
from config.settings import load
from prompts.plan import Prompt

pytestmark = pytest.mark.asyncio(loop_scope="module")

WAITING = {JobState.QUEUED, JobState.RUNNING}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def workers():
    made = Workers(1)
    yield made
    await made.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def backend(workers, tmp_path_factory):
    """One backend for all that needs no special one; every test has its own references."""
    made = ParallaxBackend(
        tmp_path_factory.mktemp("shared") / "parallax", workers, renders=2, short_side=96
    )
    yield made
    await made.close()


@pytest_asyncio.fixture(loop_scope="module")
async def house(tmp_path, workers):
    """Makes backends over one folder of the test's own; all are closed at the end."""
    made = []

    def open_backend(**options) -> ParallaxBackend:
        options = {"renders": 1, "short_side": 96, **options}
        made.append(ParallaxBackend(tmp_path / "parallax", workers, **options))
        return made[-1]

    yield open_backend
    for backend in made:
        with contextlib.suppress(RuntimeError):  # some tests close it themselves
            await backend.close()


@pytest.fixture
def take(still_of, plans, request):
    """Makes submissions of a small still, under a reference of the test's own."""

    def make(reference="take:1:0", plan=None, seed=1, still="astronaut", **changes) -> Submission:
        path, report = still_of(still)
        plan = (plan or plans.camera("cam.push_in")).model_copy(update=changes)
        prompt = Prompt(text="A slow push-in.", model="parallax")
        return Submission(
            reference=own(request, reference),
            still=path,
            report=report,
            plan=plan,
            prompt=prompt,
            seed=seed,
        )

    return make


def own(request, reference: str) -> str:
    return f"{reference}:{request.node.name[:60]}" if reference.startswith("take:") else reference


async def until(ask, holds, seconds=60.0):
    """Ask again and again until the answer is right; give it back."""
    end = time.monotonic() + seconds
    while not holds(answer := await ask()):
        assert time.monotonic() < end, answer
        await asyncio.sleep(0.01)
    return answer


async def finished(backend, job, seconds=60.0):
    """The status after the job left the queue and the renderer."""
    return await until(lambda: backend.check(job), lambda s: s.state not in WAITING, seconds)


async def begun(backend, job):
    """Wait until frames are being drawn."""
    await until(lambda: backend.check(job), lambda s: (s.progress or 0.0) > 0)


def job_folder(backend, job):
    return Job(backend.root / "jobs", job).folder


async def test_a_take_is_shot_from_submit_to_fetch(backend, take, tmp_path):
    assert isinstance(backend, Backend)
    submission = await backend.prepare(take())
    assert backend.estimate(submission).micros == 0
    receipt = await backend.submit(submission)
    status = await finished(backend, receipt.job)
    assert status.state is JobState.SUCCEEDED
    assert status.micros == 0
    footage = await backend.fetch(receipt.job, tmp_path / "take.mp4")
    assert (footage.width, footage.height, footage.seconds, footage.fps) == (96, 96, 3, 24)
    assert footage.media_type == "video/mp4"
    facts = probe(footage.path)
    assert facts.pix_fmt == "yuv420p"
    assert not facts.audio
    assert "no generated content" in facts.comment


async def test_the_registry_makes_it_from_settings(tmp_path):
    workers = Workers(1)
    backend = create(load(data=tmp_path, renders=3), workers)
    assert backend.root == tmp_path / "parallax"
    facts = backend.capabilities
    assert (facts.name, facts.free, facts.acts, facts.algorithmic) == (
        "parallax",
        True,
        False,
        True,
    )
    assert facts.lookup
    await backend.close()


async def test_the_same_submission_is_the_same_job_rendered_once(backend, take):
    receipts = await asyncio.gather(*(backend.submit(take()) for _ in range(4)))
    assert len({r.job for r in receipts}) == 1
    job = receipts[0].job
    await finished(backend, job)
    clip = job_folder(backend, job) / "clip.mp4"
    before = clip.stat().st_mtime_ns
    await backend.submit(take())
    await backend.check(job)
    await asyncio.sleep(0.1)
    assert clip.stat().st_mtime_ns == before


@pytest.mark.parametrize("wait", [finished, begun])
async def test_a_reference_given_out_again_never_answers_with_the_old_clip(
    backend, take, tmp_path, wait
):
    old = await backend.submit(take(seed=1))
    await wait(backend, old.job)
    new = await backend.submit(take(seed=2))
    assert (await finished(backend, new.job)).state is JobState.SUCCEEDED
    reused = await backend.fetch(new.job, tmp_path / "reused.mp4")
    other = await backend.submit(take("take:2:0", seed=2))
    await finished(backend, other.job)
    fresh = await backend.fetch(other.job, tmp_path / "fresh.mp4")
    assert reused.path.read_bytes() == fresh.path.read_bytes()


async def test_a_damaged_specification_makes_room_for_a_new_one(backend, take):
    receipt = await backend.submit(take())
    await finished(backend, receipt.job)
    spec = job_folder(backend, receipt.job) / "spec.json"
    spec.write_text(spec.read_text()[:40])
    assert await backend.submit(take()) == receipt
    assert (await finished(backend, receipt.job)).state is JobState.SUCCEEDED


async def test_find_knows_what_was_accepted(house, take):
    backend, submission = house(), take()
    assert await backend.find(submission.reference) is None
    receipt = await backend.submit(submission)
    assert await backend.find(submission.reference) == receipt
    assert await house().find(submission.reference) == receipt
    assert await backend.find(submission.reference + "1") is None


@pytest.mark.parametrize("reference", ["", "x" * 300, ".", "../up"])
async def test_what_cannot_name_a_job_is_refused(backend, take, reference):
    assert await backend.find(reference) is None
    with pytest.raises(BadInputError):
        await backend.submit(take(reference))


async def test_references_cannot_leave_the_folder(backend, take):
    receipt = await backend.submit(take("x/../../../tmp/evil"))
    assert job_folder(backend, receipt.job).parent == backend.root / "jobs"
    assert (await backend.check("../jobs")).state is JobState.GONE
    assert (await backend.check("no-such-job")).state is JobState.GONE
    assert await backend.cancel("no-such-job")


@pytest.mark.parametrize("seconds", [1.0, 2.9, 15.1, 60.0])
async def test_lengths_beyond_its_reach_are_refused(house, take, seconds):
    with pytest.raises(BadInputError, match="3 to 15 s"):
        await house().prepare(take(seconds=seconds))


async def test_a_missing_still_is_refused(house, take, tmp_path):
    submission = take().model_copy(update={"still": tmp_path / "gone.png"})
    with pytest.raises(BadInputError, match="Upload it again"):
        await house().prepare(submission)


async def test_the_same_seed_gives_the_same_file(backend, take):
    jobs = [
        (await backend.submit(take(f"take:{n}", seed=seed))).job for n, seed in enumerate((5, 5, 6))
    ]
    await asyncio.gather(*(finished(backend, job) for job in jobs))
    clips = [(job_folder(backend, job) / "clip.mp4").read_bytes() for job in jobs]
    assert clips[0] == clips[1]
    assert clips[0] != clips[2]


async def test_a_restart_goes_on_where_nobody_does(house, take):
    long = {"seconds": 8.0, "fps": 30}
    first = house(short_side=300)
    submission = take(**long)
    receipt = await first.submit(submission)
    await begun(first, receipt.job)
    await first.close()
    assert (await asyncio.to_thread(_outcome, first, receipt.job)) is None
    second = house(short_side=300)
    assert await second.find(submission.reference) == receipt
    assert (await finished(second, receipt.job)).state is JobState.SUCCEEDED
    straight = house(short_side=300)
    other = await straight.submit(take("take:2:0", **long))
    await finished(straight, other.job)
    assert digest(second, receipt.job) == digest(straight, other.job)


def _outcome(backend, job):
    return Job(backend.root / "jobs", job).outcome()


def digest(backend, job) -> str:
    return hashlib.sha256((job_folder(backend, job) / "clip.mp4").read_bytes()).hexdigest()


async def test_a_job_held_by_another_process_is_left_to_it(house, take):
    backend = house()
    submission = take()
    job = job_of(backend.root / "jobs", submission.reference)
    job.folder.mkdir(parents=True)
    with job.lock() as free:
        assert free
        receipt = await backend.submit(submission)
        for _ in range(30):
            assert (await backend.check(receipt.job)).state is JobState.QUEUED
            await asyncio.sleep(0.05)
    assert (await finished(backend, receipt.job)).state is JobState.SUCCEEDED


async def test_a_killed_worker_is_replaced_and_the_take_is_shot(house, take):
    backend = house(short_side=300)
    receipt = await backend.submit(take(seconds=8.0, fps=30))
    await begun(backend, receipt.job)
    kill_workers()
    assert (await finished(backend, receipt.job)).state is JobState.SUCCEEDED
    probe(job_folder(backend, receipt.job) / "clip.mp4")


async def test_a_worker_that_keeps_dying_fails_the_take_in_words(house, take):
    backend = house(short_side=1000)
    receipt = await backend.submit(take(seconds=15.0, fps=30, still="mountains"))

    async def kill_and_check():
        status = await backend.check(receipt.job)
        if status.state is JobState.RUNNING:
            kill_workers()
        return status

    status = await until(kill_and_check, lambda s: s.state not in WAITING)
    assert status.state is JobState.FAILED
    assert "Nothing was charged" in status.reason


def kill_workers() -> None:
    for process in multiprocessing.active_children():
        process.kill()


async def test_cancel_stops_a_running_render_promptly(house, take):
    backend = house(short_side=1000)
    receipt = await backend.submit(take(seconds=15.0, fps=30, still="mountains"))
    await begun(backend, receipt.job)
    start = time.monotonic()
    assert await backend.cancel(receipt.job)
    assert (await backend.check(receipt.job)).state is JobState.CANCELLED
    await until(lambda: asyncio.sleep(0), lambda _: not backend._running, 10)
    assert time.monotonic() - start < 1.0
    left = {p.name for p in job_folder(backend, receipt.job).iterdir()}
    assert not left & {"clip.mp4", "clip.part", "result.json"}


async def test_cancel_reaches_a_take_that_still_waits(house, take):
    backend = house(short_side=240)
    running = await backend.submit(take("take:1:0", seconds=6.0))
    waiting = await backend.submit(take("take:1:1"))
    assert await backend.cancel(waiting.job)
    assert (await finished(backend, running.job)).state is JobState.SUCCEEDED
    assert (await backend.check(waiting.job)).state is JobState.CANCELLED
    assert not (job_folder(backend, waiting.job) / "clip.mp4").exists()


async def test_cancel_wins_over_a_late_result(backend, take):
    receipt = await backend.submit(take())
    job = Job(backend.root / "jobs", receipt.job)
    assert await backend.cancel(receipt.job)
    job.part.write_bytes(b"late")
    job.finish("late")
    assert (await backend.check(receipt.job)).state is JobState.CANCELLED


async def test_a_finished_take_cannot_be_cancelled_any_more(backend, take):
    receipt = await backend.submit(take())
    await finished(backend, receipt.job)
    assert not await backend.cancel(receipt.job)
    assert (await backend.check(receipt.job)).state is JobState.SUCCEEDED


async def test_forgotten_jobs_are_gone_and_can_be_shot_again(backend, take, tmp_path):
    submission = take()
    receipt = await backend.submit(submission)
    await finished(backend, receipt.job)
    await backend.forget(receipt.job)
    assert (await backend.check(receipt.job)).state is JobState.GONE
    assert await backend.find(submission.reference) is None
    with pytest.raises(BackendError):
        await backend.fetch(receipt.job, tmp_path / "take.mp4")
    again = await backend.submit(take())
    assert (await finished(backend, again.job)).state is JobState.SUCCEEDED


async def test_fetch_is_safe_to_repeat_and_refuses_a_damaged_clip(backend, take, tmp_path):
    receipt = await backend.submit(take())
    await finished(backend, receipt.job)
    first = await backend.fetch(receipt.job, tmp_path / "take.mp4")
    assert await backend.fetch(receipt.job, tmp_path / "take.mp4") == first
    clip = job_folder(backend, receipt.job) / "clip.mp4"
    clip.write_bytes(clip.read_bytes()[:2000])
    with pytest.raises(BackendError, match="shoot the take again"):
        await backend.fetch(receipt.job, tmp_path / "take.mp4")


async def test_a_still_that_changed_fails_in_words(backend, take, tmp_path, still_of):
    copy = tmp_path / "still.png"
    shutil.copyfile(still_of("coffee")[0], copy)
    submission = take().model_copy(update={"still": copy})
    receipt = await backend.submit(submission)
    status = await finished(backend, receipt.job)
    assert status.state is JobState.FAILED
    assert "changed" in status.reason


async def test_a_missing_depth_file_fails_in_words(house, take, tmp_path):
    backend = house(depth_model=tmp_path / "depth.onnx")
    receipt = await backend.submit(take())
    status = await finished(backend, receipt.job)
    assert status.state is JobState.FAILED
    assert "ONEBEAT_DEPTH_MODEL" in status.reason


async def test_damaged_notes_fail_in_words(house, take):
    backend = house()
    job = job_of(backend.root / "jobs", "take:1:0")
    job.folder.mkdir(parents=True)
    (job.folder / "spec.json").write_text("{not json")
    status = await finished(backend, job.name)
    assert status.state is JobState.FAILED
    assert "Shoot it again" in status.reason


async def test_a_full_disk_at_submit_means_not_accepted(backend, take, monkeypatch):

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    submission = take()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(UnavailableError, match="Free some space"):
            await backend.submit(submission)
    assert await backend.find(submission.reference) is None


async def test_a_beat_that_needs_acting_is_told(backend, take, plans):
    from prompts.plan import Beat, Dominant, Plan

    acting = Plan(
        job="test",
        still="",
        beat=Beat(
            dominant=Dominant.SUBJECT,
            subject="the woman",
            action="turns her head",
            motion="person.turn_head",
        ),
        seconds=3,
        fps=24,
    )
    receipt = await backend.submit(take(plan=acting))
    status = await finished(backend, receipt.job)
    assert status.state is JobState.SUCCEEDED
    assert "cannot act" in status.shot


async def test_old_jobs_are_pruned_and_open_ones_kept(tmp_path):
    for name, files in (
        ("done", ["spec.json", "result.json", "clip.mp4"]),
        ("half", []),
        ("left", ["spec.json"]),
        ("open", ["spec.json"]),
        ("new", ["spec.json"]),
    ):
        folder = tmp_path / name
        folder.mkdir()
        for file in files:
            (folder / file).write_text('{"note": ""}')
        old = time.time() - (9000 if name == "left" else 1000)
        if name != "new":
            os.utime(folder, (old, old))
    assert prune(tmp_path, older_than=500, abandoned=5000) == 3
    assert sorted(p.name for p in tmp_path.iterdir()) == ["new", "open"]
