"""Things that go wrong on purpose: in answers to the bot's requests, and in file downloads."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto

Scope = str


class Kind(Enum):
    """What happens to a request."""

    REFUSE = auto()
    SLOW = auto()
    DROP = auto()
    PERFORM_THEN_REFUSE = auto()
    PERFORM_THEN_DROP = auto()


@dataclass
class Fault:
    """One fault for the next `times` requests that match.

    Attributes:
        status: of the answer, for the refusing kinds.
        seconds: delay, or the `retry_after` of a 429.
        scope: of a 429: `user`, `global` or `shared`.
        met: how many requests met it.
    """

    method: str
    pattern: re.Pattern[str]
    kind: Kind
    times: int = 1
    status: int = 500
    seconds: float = 0.0
    scope: Scope = "user"
    met: int = 0

    @property
    def before(self) -> bool:
        """Whether the request is not performed at all."""
        return self.kind in {Kind.REFUSE, Kind.DROP}

    @property
    def limits(self) -> bool:
        """Whether the answer is a 429."""
        return self.status == 429


class Faults:
    """The faults that are laid out; each is used up after its times.

    Paths are matched from behind `/api/v10`, or as `/cdn/...`; patterns are searched.
    """

    def __init__(self, expire_links: Callable[[], None]) -> None:
        self._expire_links = expire_links
        self._laid: list[Fault] = []

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for a request, if one is laid out for it."""
        for fault in self._laid:
            if fault.method in {method, "*"} and fault.pattern.search(path):
                fault.met += 1
                if fault.met >= fault.times:
                    self._laid.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """Take all faults away."""
        self._laid.clear()

    def _lay(self, fault: Fault) -> Fault:
        self._laid.append(fault)
        return fault

    def rate_limited(
        self,
        method: str,
        pattern: str,
        *,
        retry_after: float = 0.1,
        scope: Scope = "user",
        times: int = 1,
    ) -> Fault:
        """Answer 429."""
        return self._lay(
            Fault(
                method,
                re.compile(pattern),
                Kind.REFUSE,
                times,
                status=429,
                seconds=retry_after,
                scope=scope,
            )
        )

    def refused(self, method: str, pattern: str, *, status: int = 500, times: int = 1) -> Fault:
        """Answer with a status, without performing."""
        return self._lay(Fault(method, re.compile(pattern), Kind.REFUSE, times, status=status))

    def slow(self, method: str, pattern: str, *, seconds: float, times: int = 1) -> Fault:
        """Perform, but only after a while."""
        return self._lay(Fault(method, re.compile(pattern), Kind.SLOW, times, seconds=seconds))

    def dropped(self, method: str, pattern: str, *, times: int = 1) -> Fault:
        """Tear the connection without performing."""
        return self._lay(Fault(method, re.compile(pattern), Kind.DROP, times))

    def performed_then_refused(
        self, method: str, pattern: str, *, status: int = 500, times: int = 1
    ) -> Fault:
        """Perform, and say that it failed."""
        return self._lay(
            Fault(method, re.compile(pattern), Kind.PERFORM_THEN_REFUSE, times, status=status)
        )

    def performed_then_dropped(self, method: str, pattern: str, *, times: int = 1) -> Fault:
        """Perform, and tear the connection before the answer."""
        return self._lay(Fault(method, re.compile(pattern), Kind.PERFORM_THEN_DROP, times))

    def download_fails(self, pattern: str = "", *, status: int = 503, times: int = 1) -> Fault:
        """Answer a file download with a status."""
        return self.refused("GET", rf"^/cdn/.*{pattern}", status=status, times=times)

    def expire_links(self) -> None:
        """All file links given out until now are dead; reading a message again makes new ones."""
        self._expire_links()
