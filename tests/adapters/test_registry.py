"""Backends by entry point: found, lazy, broken ones reported."""

import sys
from importlib.metadata import EntryPoint

import pytest

from adapters.backend import Backend
from adapters.registry import GROUP, Registry, UnknownBackendError
from adapters.workers import Workers
from config.settings import load

PLUG_IN = '''
from adapters.parallax.backend import create as parallax

made = []


class Other:
    """A backend under another name."""

    def __init__(self, inner, name):
        self._inner, self._name, self.closed = inner, name, False

    @property
    def capabilities(self):
        return self._inner.capabilities.model_copy(update={"name": self._name})

    def __getattr__(self, name):
        return getattr(self._inner, name)

    def estimate(self, submission): return self._inner.estimate(submission)
    async def prepare(self, submission): return await self._inner.prepare(submission)
    async def submit(self, submission): return await self._inner.submit(submission)
    async def find(self, reference): return await self._inner.find(reference)
    async def check(self, job): return await self._inner.check(job)
    async def fetch(self, job, into): return await self._inner.fetch(job, into)
    async def cancel(self, job): return await self._inner.cancel(job)

    async def close(self):
        await self._inner.close()
        self.closed = True
        if self._name == "grumpy":
            raise RuntimeError("no")


def good(settings, workers):
    made.append(Other(parallax(settings, workers), "good"))
    return made[-1]


def grumpy(settings, workers):
    made.append(Other(parallax(settings, workers), "grumpy"))
    return made[-1]


def failing(settings, workers):
    raise KeyError("SOME_KEY")


def liar(settings, workers):
    return Other(parallax(settings, workers), "parallax")


def nothing(settings, workers):
    return object()
'''


@pytest.fixture
def registry(tmp_path, monkeypatch):
    (tmp_path / "plug_in_for_tests.py").write_text(PLUG_IN)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield lambda *names, **values: Registry(
        load(data=tmp_path / "data"),
        Workers(1),
        [
            EntryPoint(name, values.get(name, f"plug_in_for_tests:{name}"), GROUP)
            for name in (*names, *values)
        ],
    )
    sys.modules.pop("plug_in_for_tests", None)


def test_the_built_in_renderer_is_installed(tmp_path):
    registry = Registry(load(data=tmp_path), Workers(1))
    assert "parallax" in registry.names()
    assert isinstance(registry.get("parallax"), Backend)
    assert "parallax" not in registry.broken()


def test_nothing_is_imported_before_it_is_asked_for(registry):
    found = registry("good")
    assert "plug_in_for_tests" not in sys.modules
    assert found.get("good").capabilities.name == "good"
    assert found.get("good") is found.get("good")


def test_broken_plug_ins_are_reported_and_stop_nobody(registry):
    found = registry("good", "failing", "liar", "nothing", absent="no_such_module_here:create")
    assert found.names() == ("good",)
    broken = found.broken()
    assert sorted(broken) == ["absent", "failing", "liar", "nothing"]
    assert "SOME_KEY" in broken["failing"]
    assert "calls itself parallax" in broken["liar"]
    assert "no_such_module_here" in broken["absent"]
    with pytest.raises(UnknownBackendError, match="SOME_KEY"):
        found.get("failing")


def test_an_unknown_name_lists_the_known_ones(registry):
    with pytest.raises(UnknownBackendError, match="There is: good"):
        registry("good").get("veo")


async def test_close_closes_all_even_when_one_fails(registry):
    found = registry("grumpy", "good")
    assert found.names() == ("good", "grumpy")
    import plug_in_for_tests

    await found.close()
    assert [backend.closed for backend in plug_in_for_tests.made] == [True, True]
