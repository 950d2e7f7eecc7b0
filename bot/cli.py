"""The `onebeat` command: arguments, exit codes, nothing else.

Exit codes: 0 done, 1 failed on the way, 2 bad use (one sentence on standard error), 3 refused,
130 stopped by Ctrl-C.
"""

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.terminal.errors import BadUseError, CommandError, RefusedRequestError
from config.settings import ConfigError

if TYPE_CHECKING:  # heavy at run time, so each command imports what it needs
    from bot.terminal.plan import Planner
    from prompts.plan import Direction, Settings
    from prompts.still.report import Report

app = typer.Typer(
    name="onebeat",
    help="Direct one believable beat of motion from one still.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

STOPPED = 130
"""Exit code after Ctrl-C, as shells have it."""

StillArgument = Annotated[Path, typer.Argument(help="Picture to direct.", show_default=False)]
RequestArgument = Annotated[str, typer.Argument(help='What should move, such as "make it epic".')]
ModelOption = Annotated[str, typer.Option("--model", help="Model id to write the prompt for.")]
PlatformOption = Annotated[
    str | None, typer.Option("--platform", help="Preset such as reels, x, linkedin, shorts.")
]


@app.command()
def run() -> None:
    """Start the bot: on Discord with DISCORD_TOKEN, in the local rehearsal without."""
    from bot.app import serve

    serve()


@app.command()
def plan(
    still: Annotated[Path | None, typer.Argument(help="Picture to direct.")] = None,
    request: RequestArgument = "",
    *,
    model: ModelOption = "parallax",
    platform: PlatformOption = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    batch: Annotated[
        Path | None,
        typer.Option("--batch", help='JSON lines of {"still": path, "request": text}.'),
    ] = None,
) -> None:
    """Direct only: read the still, turn the words into one beat, show the prompt. Free."""
    import json

    from rich.console import Console

    from bot.terminal.plan import answer, answers, show

    planner = _planner(model, platform)
    if batch is not None and still is None:
        for line in answers(planner, batch):
            typer.echo(line)
        return
    if still is None or batch is not None:
        raise BadUseError("Name one still and a request, or a batch file with --batch.")
    report, direction = _direct(planner, still, request)
    if as_json:
        typer.echo(json.dumps(answer(report, direction), ensure_ascii=False, indent=2))
    else:
        show(Console(highlight=False), report, direction)
    if direction.refusal is not None:
        raise RefusedRequestError(direction.refusal.message)


@app.command()
def shoot(
    still: StillArgument,
    request: RequestArgument = "",
    *,
    takes: Annotated[
        int | None, typer.Option("-n", "--takes", min=1, max=4, help="How many; 4 if nothing says.")
    ] = None,
    backend: Annotated[str, typer.Option(help="Backend to shoot on.")] = "parallax",
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", help="Folder for the takes; default: in the data folder."),
    ] = None,
    seconds: Annotated[
        float | None, typer.Option(min=3, max=15, help="Clip length; 5 if nothing says.")
    ] = None,
    size: Annotated[str | None, typer.Option(help="480p, 720p or 1080p.")] = None,
    loop: Annotated[bool, typer.Option("--loop", help="The end meets the start.")] = False,
    platform: PlatformOption = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of the first take.")] = None,
) -> None:
    """Direct and shoot takes here and now, with a contact sheet and the plan beside them."""
    import asyncio

    from bot.terminal.shoot import Order, shoot_takes
    from config.settings import load
    from prompts.plan import Settings

    if size not in {None, "480p", "720p", "1080p"}:
        raise BadUseError(f"Unknown size {size}; use 480p, 720p or 1080p.")
    settings = load()
    wish = Settings.model_validate({"seconds": seconds, "size": size, "loop": loop or None})
    planner = _planner(_model_of(backend), platform, wish)
    report, direction = _direct(planner, still, request)
    if direction.refusal is not None:
        raise RefusedRequestError(direction.refusal.message)
    order = Order(
        still=still,
        report=report,
        direction=direction,
        backend=backend,
        takes=takes or direction.request.settings.takes or settings.shooting.takes,
        seed=seed,
        out=out,
    )
    asyncio.run(shoot_takes(order, settings))


@app.command()
def doctor() -> None:
    """Check configuration, database, folders, codecs, extras, backends, keys and permissions."""
    import asyncio

    from bot.terminal.doctor import examine

    if not asyncio.run(examine()):
        raise typer.Exit(1)


def _planner(model: str, platform: str | None, wish: "Settings | None" = None) -> "Planner":
    """A planner for a model and a platform preset, both checked."""
    from bot.terminal.plan import Planner
    from config.catalogue import load_catalogue
    from config.settings import load
    from prompts.director import OfflineDirector
    from prompts.guides import guides
    from prompts.plan import Settings

    catalogue = load_catalogue(load().catalogue)
    if model not in catalogue:
        raise BadUseError(f"Unknown model {model}; known: {', '.join(sorted(catalogue))}.")
    book = guides()
    if platform is not None and platform not in book.platforms:
        known = ", ".join(sorted(book.platforms))
        raise BadUseError(f"Unknown platform {platform}; known: {known}.")
    settings = (wish or Settings()).over(Settings(platform=platform))
    return Planner(OfflineDirector(book), catalogue[model], settings)


def _model_of(backend: str) -> str:
    """The first catalogue row that a backend serves."""
    from config.catalogue import load_catalogue
    from config.settings import load

    rows = load_catalogue(load().catalogue).values()
    for row in rows:
        if row.backend == backend:
            return row.id
    known = ", ".join(sorted({row.backend for row in rows}))
    raise BadUseError(f"Unknown backend {backend}; known: {known}.")


def _direct(planner: "Planner", still: Path, request: str) -> "tuple[Report, Direction]":
    """Direct, with a bad picture told as bad use."""
    from prompts.still.load import StillError

    try:
        return planner.direct(still, request)
    except StillError as error:
        raise BadUseError(str(error)) from error


def main() -> None:
    """Run the command and turn its errors into exit codes with one sentence."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal without ✓ or × shows a question mark instead of a traceback.
            stream.reconfigure(errors="replace")
    try:
        code = app(standalone_mode=False)
    except typer.TyperException as error:
        _end(error.format_message(), error.exit_code)
    except CommandError as error:
        _end(str(error), error.exit_code)
    except ConfigError as error:
        _end(str(error), 2)
    except (typer.Abort, KeyboardInterrupt):
        _end("Stopped.", STOPPED)
    except BrokenPipeError:
        # Whoever read the output has enough; what is still buffered must not raise at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    if code == STOPPED:
        _end("Stopped.", STOPPED)
    sys.exit(code if isinstance(code, int) else 0)


def _end(sentence: str, code: int) -> None:
    line = " ".join(sentence.split())
    typer.echo(line if line.endswith((".", "?", "!")) else f"{line}.", err=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
