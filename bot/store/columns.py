"""Column types that carry the studio's values to SQL and back, the same on both databases."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import BaseModel
from sqlalchemy import JSON, BigInteger, Integer
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Identity = BigInteger().with_variant(Integer(), "sqlite")
"""A row id that counts up; SQLite counts only plain integers."""


class Instant(TypeDecorator[datetime]):
    """An aware UTC time as microseconds since 1970, exact and ordered on both databases."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Time to microseconds."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        """Microseconds to time."""
        return None if value is None else _EPOCH + value * _MICROSECOND


class Document(TypeDecorator[Any]):
    """A pydantic record as a JSON document.

    Attributes:
        record: class the document is read back as.
    """

    impl = JSON
    cache_ok = True

    def __init__(self, record: type[BaseModel]) -> None:
        super().__init__(none_as_null=True)
        self.record = record

    def process_result_value(self, value: Any, dialect: Dialect) -> BaseModel | None:
        """JSON value to record."""
        return None if value is None else self.record.model_validate(value)


def to_json(value: Any) -> str:
    """Text of a JSON column: records dump themselves, everything else is plain JSON."""
    if isinstance(value, BaseModel):
        return value.model_dump_json()
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
