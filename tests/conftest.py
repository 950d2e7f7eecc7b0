"""What every test lives by: its own data folder, no network but loopback, the example stills."""

import ipaddress
import os
import shutil
import socket
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parent / "examples"


def pytest_addoption(parser):
    parser.addoption("--seeds", type=int, default=50, help="kill tests: how many seeds to run")


@pytest.fixture(autouse=True)
def own_surroundings(tmp_path, monkeypatch):
    """Each test has its own data folder and none of the machine's settings."""
    for name in list(os.environ):
        if name.startswith("ONEBEAT_") and not name.startswith(
            ("ONEBEAT_TEST_", "ONEBEAT_DISCORD_")
        ):
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


@pytest.fixture(scope="session")
def browser(tmp_path_factory):
    """Headless Chromium; skips when the machine has none."""
    from selenium import webdriver

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("no Chromium with chromedriver on this machine")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        f"--user-data-dir={tmp_path_factory.mktemp('profile')}",
        "--window-size=1400,900",
    ):
        options.add_argument(flag)
    options.page_load_strategy = "eager"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    chrome = webdriver.Chrome(
        options=options, service=webdriver.ChromeService(executable_path=driver)
    )
    yield chrome
    chrome.quit()
