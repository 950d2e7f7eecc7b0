"""What the bot asked for, request by request, for tests to look at."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_KEPT = 2000


@dataclass
class Entry:
    """One request of the bot.

    Attributes:
        path: behind `/api/v10`, without the query.
        route: the path's template, such as `/channels/{channel_id}/messages`; None when unknown.
        body: the JSON part.
        files: names and sizes in bytes of the files, by index.
        status: of the answer; None while it is open or when the connection was torn.
        answer: the JSON answer.
    """

    method: str
    path: str
    query: dict[str, str]
    route: str | None = None
    body: Any = None
    files: dict[int, tuple[str, int]] = field(default_factory=dict)
    multipart: bool = False
    status: int | None = None
    answer: Any = None


class Journal:
    """The latest requests, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=_KEPT)

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def add(self, entry: Entry) -> None:
        """Write down a request."""
        self._entries.append(entry)

    def find(self, method: str, pattern: str) -> list[Entry]:
        """The requests of a method whose path matches (searched) a pattern."""
        return [e for e in self._entries if e.method == method and re.search(pattern, e.path)]

    def clear(self) -> None:
        """Forget everything."""
        self._entries.clear()
