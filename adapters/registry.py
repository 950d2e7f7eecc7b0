"""Names to backends: the built-in ones and third-party plug-ins, found by entry point.

A plug-in names a function `create(settings, workers) -> Backend` in the entry point group
`onebeat.backends`; see `adapters/NEW_BACKEND.md`.
"""

from collections.abc import Iterable
from importlib.metadata import EntryPoint, entry_points

import structlog

from adapters.backend import Backend
from adapters.workers import Workers
from config.settings import Settings

GROUP = "onebeat.backends"

log = structlog.get_logger(__name__)


class UnknownBackendError(Exception):
    """No backend of that name can be used; `str()` says which can, or why this one cannot."""


class Registry:
    """The backends of this installation, each made when first asked for."""

    def __init__(
        self, settings: Settings, workers: Workers, found: Iterable[EntryPoint] | None = None
    ) -> None:
        """Look up names only; nothing of a backend is imported yet.

        Args:
            settings: handed to each backend.
            workers: worker processes for short work, handed to each backend.
            found: entry points to use instead of the installed ones.
        """
        self._settings = settings
        self._workers = workers
        points = entry_points(group=GROUP) if found is None else found
        self._points = {point.name: point for point in points}
        self._made: dict[str, Backend] = {}
        self._broken: dict[str, str] = {}

    def names(self) -> tuple[str, ...]:
        """Names of the backends that can be used, in order; broken ones are left out."""
        for name in self._points:
            self._make(name)
        return tuple(sorted(self._made))

    def broken(self) -> dict[str, str]:
        """Plug-ins that cannot be used, name to reason."""
        self.names()
        return dict(self._broken)

    def get(self, name: str) -> Backend:
        """The backend of a name.

        Raises:
            UnknownBackendError: there is none, or its plug-in is broken.
        """
        if name in self._points:
            self._make(name)
        if name in self._made:
            return self._made[name]
        if name in self._broken:
            raise UnknownBackendError(
                f"The backend {name} cannot be used: {self._broken[name]}. "
                "Update or uninstall that plug-in."
            )
        raise UnknownBackendError(
            f"There is no backend named {name}. There is: {', '.join(self.names())}."
        )

    async def close(self) -> None:
        """Close every backend that was made; one that fails does not keep the others open."""
        for name, backend in self._made.items():
            try:
                await backend.close()
            except Exception as error:  # noqa: BLE001  # a plug-in may raise anything
                log.warning("backend.close_failed", backend=name, error=repr(error))
        self._made.clear()

    def _make(self, name: str) -> None:
        if name in self._made or name in self._broken:
            return
        try:
            backend = _checked(name, self._points[name].load()(self._settings, self._workers))
        except Exception as error:  # noqa: BLE001  # a plug-in may raise anything
            self._broken[name] = f"{type(error).__name__}: {error}"
            log.warning("backend.broken", backend=name, error=repr(error))
            return
        self._made[name] = backend


def _checked(name: str, made: object) -> Backend:
    if not isinstance(made, Backend):
        raise TypeError("create() gave something that is not a backend")
    if made.capabilities.name != name:
        raise ValueError(f"it calls itself {made.capabilities.name}")
    return made
