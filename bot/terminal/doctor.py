"""`onebeat doctor`: what works on this machine, and how to mend what does not."""

import asyncio
import importlib.util
import os
import shutil
import sys
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from rich.console import Console
from rich.text import Text

from config.catalogue import load_catalogue
from config.settings import ConfigError, Settings, load

Mark = Literal["ok", "note", "fail"]
LEAST_FREE_BYTES = 2 * 1024**3
_SIGNS: dict[Mark, tuple[str, str]] = {
    "ok": ("✓", "green"),
    "note": ("·", "yellow"),
    "fail": ("✗", "red"),
}


@dataclass(frozen=True)
class Line:
    """One check: its mark, what was looked at, what was found and how to mend it."""

    mark: Mark
    what: str
    found: str
    mend: str = ""


async def examine() -> bool:
    """Print all checks; True when nothing failed."""
    console = Console(highlight=False)
    lines: list[Line] = []
    try:
        settings = load()
        catalogue = load_catalogue(settings.catalogue)
    except ConfigError as error:
        _print(console, Line("fail", "configuration", str(error), "Mend that value and try again."))
        return False
    lines.append(
        Line("ok", "configuration", f"{len(catalogue)} model rows, data in {settings.data}")
    )
    checks: list[Callable[[Settings], Awaitable[list[Line]]]] = [
        _python,
        _folders,
        _database,
        _codecs,
        _extras,
        _backends,
        _discord,
    ]
    for line in lines:
        _print(console, line)
    for check in checks:
        for line in await check(settings):
            _print(console, line)
            lines.append(line)
    failed = sum(line.mark == "fail" for line in lines)
    console.print("Everything needed is there." if not failed else f"{failed} to mend.")
    return not failed


def _print(console: Console, line: Line) -> None:
    sign, colour = _SIGNS[line.mark]
    text = Text.assemble((sign, colour), f" {line.what:<15}", line.found)
    if line.mend:
        text.append(f"\n  {'':<15}→ {line.mend}", style="dim")
    console.print(text, soft_wrap=True)


async def _python(settings: Settings) -> list[Line]:
    del settings
    version = ".".join(str(part) for part in sys.version_info[:3])
    return [Line("ok", "python", version)]


async def _folders(settings: Settings) -> list[Line]:
    def probe() -> Line:
        try:
            settings.data.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=settings.data):
                free = shutil.disk_usage(settings.data).free
        except OSError as error:
            return Line(
                "fail",
                "data folder",
                f"{settings.data}: {error.strerror}",
                "Name a writable folder in ONEBEAT_DATA.",
            )
        found = f"{settings.data} is writable, {free / 1024**3:.0f} GiB free"
        if free < LEAST_FREE_BYTES:
            return Line("note", "data folder", found, "Takes need room: free some space.")
        return Line("ok", "data folder", found)

    return [await asyncio.to_thread(probe)]


async def _database(settings: Settings) -> list[Line]:
    from bot.store.database import Database
    from bot.store.errors import StoreError

    try:
        async with Database.open(settings) as database:
            kind = "PostgreSQL" if database.server_url else "SQLite in the data folder"
    except StoreError as error:
        return [
            Line("fail", "database", str(error), "Check ONEBEAT_DATABASE_URL and the data folder.")
        ]
    return [Line("ok", "database", f"{kind}, tables up to date")]


async def _codecs(settings: Settings) -> list[Line]:
    del settings

    def probe() -> list[Line]:
        import av
        import cv2
        from PIL import features

        from prompts.still.faces import available as faces_can_be_found

        lines = [
            Line("ok", "video", f"PyAV {av.__version__} with H.264")
            if "libx264" in av.codecs_available
            else Line(
                "fail",
                "video",
                f"PyAV {av.__version__} without H.264",
                "Reinstall PyAV from its wheel: pip install --force-reinstall av",
            )
        ]
        missing = [name for name in ("jpg", "webp", "zlib") if not features.check(name)]
        lines.append(
            Line("fail", "pictures", f"no {', '.join(missing)}", "Reinstall Pillow from its wheel.")
            if missing
            else Line("ok", "pictures", "JPEG, PNG, WebP")
        )
        lines.append(
            Line("ok", "faces", f"OpenCV {cv2.__version__}")
            if faces_can_be_found()
            else Line(
                "note",
                "faces",
                "this OpenCV cannot find faces",
                "pip install 'opencv-python-headless>=4.14,<5'",
            )
        )
        return lines

    return await asyncio.to_thread(probe)


async def _extras(settings: Settings) -> list[Line]:
    runtime = importlib.util.find_spec("onnxruntime") is not None
    reader = importlib.util.find_spec("rapidocr") is not None
    lines = [
        Line("ok", "text reading", "RapidOCR")
        if reader and runtime
        else Line(
            "note",
            "text reading",
            "not installed; reports say “text not checked”",
            "pip install 'onebeat[ocr]'",
        )
    ]
    if settings.depth_model is None:
        lines.append(Line("ok", "depth", "from the picture alone"))
    elif not settings.depth_model.is_file():
        lines.append(
            Line(
                "fail",
                "depth",
                f"{settings.depth_model} is not there",
                "Mend ONEBEAT_DEPTH_MODEL or leave it empty.",
            )
        )
    elif not runtime:
        lines.append(
            Line("fail", "depth", "ONNX Runtime is missing", "pip install 'onebeat[depth]'")
        )
    else:
        lines.append(Line("ok", "depth", settings.depth_model.name))
    return lines


async def _backends(settings: Settings) -> list[Line]:
    from adapters.registry import Registry
    from adapters.workers import Workers

    workers = Workers(1)
    registry = Registry(settings, workers)
    lines = []
    try:
        for name in registry.names():
            facts = registry.get(name).capabilities
            if facts.needs_key and not os.environ.get(facts.needs_key):
                lines.append(
                    Line(
                        "note",
                        "backend",
                        f"{facts.title}: no key",
                        f"Set {facts.needs_key} to shoot on it.",
                    )
                )
            else:
                key = "key present" if facts.needs_key else "needs no key"
                lines.append(Line("ok", "backend", f"{facts.title}: {key}"))
        lines += [
            Line("note", "backend", f"{name}: {reason}", "Update or uninstall that plug-in.")
            for name, reason in registry.broken().items()
        ]
    finally:
        await registry.close()
        await workers.close()
    return lines


async def _discord(settings: Settings) -> list[Line]:
    if settings.discord_token is None:
        return [
            Line(
                "note",
                "discord",
                "no DISCORD_TOKEN; `onebeat run` starts the local rehearsal",
                "Set DISCORD_TOKEN to join a server.",
            )
        ]
    from bot.chat.checkup import CheckupError, look_up

    try:
        servers = await look_up(settings.discord_token.get_secret_value())
    except CheckupError as error:
        return [Line("fail", "discord", str(error))]
    if not servers:
        return [
            Line(
                "note",
                "discord",
                "the token works, but the bot is in no server",
                "Invite it with the link in the README.",
            )
        ]
    return [
        Line(
            "fail",
            "discord",
            f"{server.name}: missing {', '.join(server.missing)}",
            "Ask an admin to allow it for the Onebeat role.",
        )
        if server.missing
        else Line("ok", "discord", f"{server.name}: may do all it needs")
        for server in servers
    ]
