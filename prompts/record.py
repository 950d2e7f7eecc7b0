"""The one base of everything that travels along the way of the data."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A frozen value: made once, compared by content, stored as JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")
