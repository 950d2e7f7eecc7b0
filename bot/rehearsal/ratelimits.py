"""Rate limits: fixed windows per bucket and one for everything, told in Discord's headers."""

import hashlib
import time
from dataclasses import dataclass

from bot.rehearsal.rules import Limit, Rules

_ENDLESS = Limit(requests=1_000_000, seconds=1)


@dataclass
class _Window:
    limit: Limit
    ends: float = 0.0
    used: int = 0

    def spend(self, now: float) -> bool:
        """Count a request; False when the window is used up."""
        if now >= self.ends:
            self.ends, self.used = now + self.limit.seconds, 0
        if self.used >= self.limit.requests:
            return False
        self.used += 1
        return True

    @property
    def left(self) -> int:
        return self.limit.requests - self.used


@dataclass(frozen=True)
class Verdict:
    """Whether a request may pass, and the headers that tell about its bucket.

    Attributes:
        retry_after: seconds to wait when it may not pass; 0 when it may.
        everywhere: whether it was the global limit.
    """

    headers: dict[str, str]
    retry_after: float = 0.0
    everywhere: bool = False


class RateLimits:
    """Counts requests per bucket and major parameter."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._windows: dict[tuple[str, str], _Window] = {}
        self._all = _Window(rules.global_limit)

    def spend(self, bucket: str, major: str, *, exempt: bool) -> Verdict:
        """Count one request.

        Args:
            bucket: name of the bucket.
            major: channel, guild or webhook that the limit is for.
            exempt: whether the global limit does not count it (interactions).
        """
        now = time.time()
        limit = self._rules.limits.get(bucket, self._rules.limits.get("default", _ENDLESS))
        window = self._window(bucket, major, limit if self._rules.rate_limits else _ENDLESS, now)
        globally = self._rules.rate_limits and not exempt and not self._all.spend(now)
        if globally:
            wait = self._all.ends - now
            return Verdict(self.headers(bucket, window, now, wait, "global"), wait, everywhere=True)
        if not window.spend(now):
            wait = window.ends - now
            return Verdict(self.headers(bucket, window, now, wait, "user"), wait)
        return Verdict(self.headers(bucket, window, now))

    def _window(self, bucket: str, major: str, limit: Limit, now: float) -> _Window:
        key = (bucket, major)
        if len(self._windows) > 1000:
            self._windows = {k: w for k, w in self._windows.items() if w.ends > now}
        return self._windows.setdefault(key, _Window(limit))

    @staticmethod
    def headers(
        bucket: str, window: _Window, now: float, wait: float = 0.0, scope: str = ""
    ) -> dict[str, str]:
        """Discord's headers for a bucket."""
        after = max(window.ends - now, 0.0)
        headers = {
            "X-RateLimit-Limit": str(window.limit.requests),
            "X-RateLimit-Remaining": str(window.left),
            "X-RateLimit-Reset": f"{now + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": hashlib.md5(bucket.encode(), usedforsecurity=False).hexdigest(),
        }
        return {**headers, **refusal_headers(wait, scope)} if scope else headers


def refusal_headers(wait: float, scope: str) -> dict[str, str]:
    """Headers of a 429; discord.py takes one without `Via` for a ban."""
    headers = {"Retry-After": str(int(wait) + 1), "X-RateLimit-Scope": scope, "Via": "1.1 stage"}
    return {**headers, "X-RateLimit-Global": "true"} if scope == "global" else headers


def refusal_body(wait: float, *, everywhere: bool) -> dict[str, object]:
    """Body of a 429."""
    return {
        "message": "You are being rate limited.",
        "retry_after": round(wait, 3),
        "global": everywhere,
    }
