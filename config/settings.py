"""Settings: defaults from `onebeat.toml`, overridden by a file, overridden by the environment.

Read once at start and handed to the parts that need them; nothing reads the environment later.
"""

import os
import tomllib
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import AliasChoices, BaseModel, ConfigDict, Field, SecretStr, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

HERE = Path(__file__).parent
DEFAULTS = HERE / "onebeat.toml"


class ConfigError(Exception):
    """A setting cannot be used; `str()` names it and says how to mend it."""


class Area(BaseModel):
    """A group of settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Shooting(Area):
    """What a shot is when nobody says otherwise (SET-01, CLIP-01)."""

    backend: str = "parallax"
    takes: int = Field(default=4, ge=1, le=4)
    seconds: float = Field(default=5.0, ge=3, le=15)
    size: Literal["480p", "720p", "1080p"] = "720p"
    fps: Literal[24, 30] = 30


class BallotRules(Area):
    """When voting closes."""

    hours: float = Field(default=2.0, gt=0, le=168)
    quorum: int = Field(default=5, ge=1, le=100)


class DiscordRules(Area):
    """How the bot behaves on Discord."""

    message_bytes: int = Field(default=24 * 1024 * 1024, ge=1024 * 1024, le=24 * 1024 * 1024)
    cdn_hosts: tuple[str, ...] = ("cdn.discordapp.com", "media.discordapp.net")
    guild: int = Field(default=0, ge=0)


class RehearsalRules(Area):
    """The local stage.

    Attributes:
        port: of the stage that is started when there is no token; 0 picks a free one.
        join: address of a stage that runs already, such as `http://127.0.0.1:8365`; the bot then
            rehearses there instead of going to Discord.
    """

    port: int = Field(default=8365, ge=0, le=65535)
    join: str = Field(default="", pattern=r"^(http://(127\.0\.0\.1|localhost):\d{1,5})?$")


class Settings(BaseSettings):
    """All settings of one process.

    Attributes:
        discord_token: the bot's token (`DISCORD_TOKEN`); without it the rehearsal starts.
        data: data folder (`ONEBEAT_DATA`).
        database_url: empty for SQLite in the data folder, or a `postgresql://` URL.
        executor: unique and stable name of this process among those sharing a database.
        depth_model: ONNX file for depth, or None.
        workers: worker processes; 0 picks.
        renders: takes rendered at once on this machine; 0 means one per worker.
    """

    model_config = SettingsConfigDict(
        env_prefix="ONEBEAT_",
        env_nested_delimiter="__",
        frozen=True,
        extra="forbid",
        env_ignore_empty=True,
    )

    discord_token: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("DISCORD_TOKEN", "discord_token")
    )
    data: Path = Path()
    database_url: SecretStr = SecretStr("")
    executor: str = Field(default="onebeat", pattern=r"^[a-z0-9_-]{1,60}$")
    depth_model: Path | None = None
    workers: int = Field(default=0, ge=0, le=64)
    renders: int = Field(default=0, ge=0, le=64)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    catalogue: Path | None = None
    shooting: Shooting = Shooting()
    ballot: BallotRules = BallotRules()
    discord: DiscordRules = DiscordRules()
    rehearsal: RehearsalRules = RehearsalRules()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment, then the owner's file, then the defaults."""
        files = [DEFAULTS]
        if own := os.environ.get("ONEBEAT_CONFIG"):
            files.append(Path(own))
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, files)

    def model_post_init(self, context: Any, /) -> None:
        """Turn empty paths into what they stand for."""
        if self.data == Path():
            object.__setattr__(self, "data", Path(platformdirs.user_data_dir("onebeat", False)))
        for name in ("depth_model", "catalogue"):
            if getattr(self, name) == Path():
                object.__setattr__(self, name, None)

    @property
    def worker_count(self) -> int:
        """Worker processes to start."""
        return self.workers or min(4, os.cpu_count() or 1)

    @property
    def render_count(self) -> int:
        """Takes rendered at once on this machine."""
        return self.renders or self.worker_count


def load(**overrides: Any) -> Settings:
    """Read the settings.

    Raises:
        ConfigError: a value is missing or wrong; the message names the variable.
    """
    own = os.environ.get("ONEBEAT_CONFIG")
    if own and not Path(own).is_file():
        raise ConfigError(f"ONEBEAT_CONFIG names {own}, which is not a file.")
    try:
        return Settings(**overrides)
    except ValidationError as error:
        first = error.errors()[0]
        name = "__".join(str(part) for part in first["loc"]).upper()
        variable = name if name == "DISCORD_TOKEN" else f"ONEBEAT_{name}"
        raise ConfigError(f"{variable}: {first['msg']}.") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{own or DEFAULTS.name} is not valid TOML: {error}.") from error
