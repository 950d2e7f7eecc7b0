"""The catalogue: one row per model, from `models/*.toml` and the owner's own folder."""

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from config.settings import ConfigError

SHIPPED = Path(__file__).parent / "models"


class ModelRow(BaseModel):
    """What is known of one model.

    Attributes:
        id: catalogue id, unique.
        title: name for people.
        backend: registered backend that serves it.
        dialect: id of the dialect its prompts are written in (`prompts/guides/dialects`).
        acts: performs subject actions.
        free: costs nothing.
        as_of: date the facts were checked.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    backend: str
    dialect: str = "generic"
    acts: bool = True
    free: bool = False
    as_of: str = ""


def load_catalogue(own: Path | None = None) -> dict[str, ModelRow]:
    """Read all rows, the owner's after the shipped ones so that they may replace them.

    Raises:
        ConfigError: a file is not valid; the message names it.
    """
    rows: dict[str, ModelRow] = {}
    for folder in (SHIPPED, own):
        for path in sorted(folder.glob("*.toml")) if folder else ():
            try:
                table = tomllib.loads(path.read_text("utf-8"))
                found = [ModelRow(**row) for row in table.get("model", [])]
            except (tomllib.TOMLDecodeError, ValidationError, TypeError) as error:
                raise ConfigError(f"Catalogue file {path.name} is not valid: {error}") from error
            rows.update((row.id, row) for row in found)
    return rows
