import logging

import pytest
import structlog

from bot.logs import set_up, strike_out

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde.abcdefghijklmnopqrstuvwxyz0123456789AB"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f"login with {TOKEN} failed", TOKEN),
        ("Authorization: Bot abcdefghijk", "abcdefghijk"),
        ("Authorization: Bearer sk-1234567890", "sk-1234567890"),
        ("connect postgresql://ana:hunter22@db/onebeat", "hunter22"),
        ("GET https://cdn.example/a/b.png?ex=1&is=2&hm=feedbeef", "feedbeef"),
    ],
)
def test_secrets_are_struck_out(text, secret):
    assert secret not in strike_out(text)
    assert "[struck out]" in strike_out(text)


@pytest.mark.parametrize(
    "text", ["take:12:0 is ready", "https://example.org/page?tab=2", "shot 12 · 0:41"]
)
def test_ordinary_text_stays(text):
    assert strike_out(text) == text


@pytest.fixture
def restored_root():
    root = logging.getLogger()
    before = root.handlers, root.level
    yield
    root.handlers, level = before
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.mark.usefixtures("restored_root")
def test_both_loggers_write_redacted_lines(capsys):
    set_up("INFO")
    structlog.get_logger("onebeat").info("started", token=TOKEN)
    logging.getLogger("somewhere").warning("got %s", TOKEN)
    written = capsys.readouterr().err
    assert "started" in written
    assert "somewhere" in written
    assert TOKEN not in written
