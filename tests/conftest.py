"""What every test lives by: its own data folder, no network but loopback, the example stills."""

import ipaddress
import os
import socket
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent / "examples"


@pytest.fixture(autouse=True)
def own_surroundings(tmp_path, monkeypatch):
    """Each test has its own data folder and none of the machine's settings."""
    for name in list(os.environ):
        if name.startswith("ONEBEAT_") and not name.startswith(("ONEBEAT_TEST_", "ONEBEAT_DISCORD_")):
            monkeypatch.delenv(name)
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    monkeypatch.setenv("ONEBEAT_DATA", str(tmp_path / "data"))


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch):
    """A test that reaches for the outside fails."""
    connect = socket.socket.connect

    def guarded(self, address):
        if isinstance(address, tuple):
            host = address[0]
            try:
                inside = ipaddress.ip_address(host).is_loopback
            except ValueError:
                inside = host == "localhost"
            if not inside:
                raise AssertionError(f"a test tried to reach {host}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def examples() -> Path:
    """Folder of the six shipped stills."""
    return EXAMPLES


@pytest.fixture(params=sorted(p.name for p in EXAMPLES.iterdir() if p.suffix != ".md"))
def example(request) -> Path:
    """Each of the shipped stills."""
    return EXAMPLES / request.param
