"""Points discord.py at a local stage instead of Discord, and back.

The library keeps its addresses in class attributes, so this is the one place where the process as
a whole is changed; one client at a time may rehearse.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from ipaddress import ip_address

import yarl
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route


class RehearsalError(Exception):
    """The stage's address cannot be used; `str()` says why."""


@dataclass(frozen=True)
class Rehearsal:
    """Addresses of the local stage.

    Attributes:
        api_base: such as `http://127.0.0.1:8365/api/v10`.
        gateway: such as `ws://127.0.0.1:8365/gateway`.
        cdn_base: such as `http://127.0.0.1:8365/cdn`; attachments may come from below it.
    """

    api_base: str
    gateway: str
    cdn_base: str

    def __post_init__(self) -> None:
        for address in (self.api_base, self.gateway, self.cdn_base):
            host = yarl.URL(address).host or ""
            if host != "localhost" and not _loopback(host):
                raise RehearsalError(
                    f"The rehearsal only runs on this machine, but {address} is elsewhere. "
                    "Use a loopback address."
                )


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def connect_to(rehearsal: Rehearsal | None) -> Iterator[None]:
    """Everything inside speaks to the stage; without one, nothing changes."""
    if rehearsal is None:
        yield
        return
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE
    Route.BASE = rehearsal.api_base.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(rehearsal.gateway)
    Asset.BASE = rehearsal.cdn_base.rstrip("/")
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY, Asset.BASE = before
