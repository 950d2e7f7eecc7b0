"""What a worker process does for one job."""

import time
from pathlib import Path
from typing import Literal

from adapters.blobs import as_storage_error
from adapters.parallax.jobs import Job, Spec
from prompts.still.errors import StillError

TELL_SECONDS = 0.15

Ending = Literal["done", "busy", "gone"]
"""`busy`: another process renders it. `gone`: cancelled or forgotten."""


def work(root: Path, name: str) -> Ending:
    """Render a job from its specification; how it went is written into its folder.

    The same specification gives the same clip, so starting over after a crash is safe.
    """
    job = Job(root, name)
    if job.cancelled or not job.accepted:
        return "gone"
    spec = job.spec()
    if spec is None:
        job.fail("The notes of this take are damaged. Shoot it again.")
        return "done"
    with job.lock() as free:
        if not free:
            return "busy"
        if job.outcome() is not None:
            return "done"
        return _attempt(job, spec)


def _attempt(job: Job, spec: Spec) -> Ending:
    from adapters.parallax.depth_model import DepthModelError
    from adapters.parallax.render import CancelledRenderError
    from adapters.parallax.scene import StillGoneError

    try:
        job.finish(_render(job, spec))
    except CancelledRenderError:
        job.part.unlink(missing_ok=True)
        return "gone"
    except (StillError, StillGoneError, DepthModelError) as error:
        job.fail(str(error))
    except OSError as error:
        if error.errno is None or not job.accepted:
            # PyAV's own errors, or the folder was removed under us.
            job.fail("The clip could not be written. Try once more.")
        else:
            job.fail(str(as_storage_error(error, job.folder)))
    except MemoryError:
        job.fail("There is too little memory for this take. Try a smaller size.")
    return "done"


def _render(job: Job, spec: Spec) -> str:
    from adapters.parallax.framing import frame
    from adapters.parallax.render import render
    from adapters.parallax.scene import prepare
    from adapters.parallax.shot import compose

    job.tell(0.0)
    take = spec.submission
    scene = prepare(
        take.still, take.report, frame(take.plan, take.report, spec.short_side), spec.depth_model
    )
    shot = compose(take.plan, take.report, take.seed, scene)
    told = 0.0

    def tell(share: float) -> None:
        nonlocal told
        if time.monotonic() - told > TELL_SECONDS:
            told = time.monotonic()
            job.tell(share)

    def stopped() -> bool:
        return job.cancelled or not job.accepted

    render(scene, shot, job.part, spec.label, tell, stopped)
    return shot.note
