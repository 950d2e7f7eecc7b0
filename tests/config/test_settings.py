import pytest

from config.catalogue import load_catalogue
from config.settings import ConfigError, load


def test_defaults_come_from_the_shipped_file(tmp_path):
    settings = load()
    assert settings.data == tmp_path / "data"
    assert settings.shooting.takes == 4
    assert settings.discord_token is None


def test_environment_overrides_a_nested_default(monkeypatch):
    monkeypatch.setenv("ONEBEAT_SHOOTING__TAKES", "3")
    monkeypatch.setenv("ONEBEAT_BALLOT__QUORUM", "2")
    settings = load()
    assert settings.shooting.takes == 3
    assert settings.shooting.seconds == 5.0
    assert settings.ballot.quorum == 2


def test_own_file_overrides_defaults_and_environment_overrides_the_file(monkeypatch, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("[ballot]\nhours = 1.5\nquorum = 9\n")
    monkeypatch.setenv("ONEBEAT_CONFIG", str(own))
    monkeypatch.setenv("ONEBEAT_BALLOT__QUORUM", "4")
    settings = load()
    assert settings.ballot.hours == 1.5
    assert settings.ballot.quorum == 4
    assert settings.shooting.takes == 4


def test_token_is_read_and_never_shown(monkeypatch):
    monkeypatch.setenv("DISCORD_TOKEN", "very.secret.token")
    settings = load()
    assert settings.discord_token is not None
    assert "very.secret" not in repr(settings)
    assert settings.discord_token.get_secret_value() == "very.secret.token"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ONEBEAT_SHOOTING__TAKES", "9"),
        ("ONEBEAT_LOG_LEVEL", "LOUD"),
        ("ONEBEAT_BALLOT__HOURS", "soon"),
        ("ONEBEAT_EXECUTOR", "Not OK"),
    ],
)
def test_a_wrong_value_is_named(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=name):
        load()


def test_a_missing_own_file_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("ONEBEAT_CONFIG", str(tmp_path / "none.toml"))
    with pytest.raises(ConfigError, match="ONEBEAT_CONFIG"):
        load()


def test_broken_toml_is_named(monkeypatch, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("[ballot\n")
    monkeypatch.setenv("ONEBEAT_CONFIG", str(own))
    with pytest.raises(ConfigError, match="not valid TOML"):
        load()


def test_catalogue_holds_the_built_in_renderer():
    row = load_catalogue()["parallax"]
    assert row.free
    assert not row.acts


def test_own_catalogue_rows_are_added_and_may_replace(tmp_path):
    (tmp_path / "mine.toml").write_text(
        '[[model]]\nid = "mine"\ntitle = "Mine"\nbackend = "worker"\n'
        '[[model]]\nid = "parallax"\ntitle = "Other"\nbackend = "parallax"\n'
    )
    rows = load_catalogue(tmp_path)
    assert rows["mine"].dialect == "generic"
    assert rows["parallax"].title == "Other"


def test_a_broken_catalogue_file_is_named(tmp_path):
    (tmp_path / "bad.toml").write_text("[[model]]\nid = 3\nwrong = true\n")
    with pytest.raises(ConfigError, match=r"bad\.toml"):
        load_catalogue(tmp_path)
