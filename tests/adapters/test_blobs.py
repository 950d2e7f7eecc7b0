"""The content-addressed folder."""

import asyncio
import errno
import hashlib
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.blobs import BlobStore, StorageError, StorageFullError


@pytest.fixture
def store(tmp_path):
    made = BlobStore(tmp_path / "blobs")
    yield made
    made.close()


def files(store: BlobStore) -> list[str]:
    return sorted(p.name for p in store.root.rglob("*") if p.is_file())


async def test_bytes_come_back_under_their_hash(store):
    key = await store.put_bytes(b"a take")
    assert key == hashlib.sha256(b"a take").hexdigest()
    assert store.exists(key)
    assert await store.read(key) == b"a take"
    assert store.path(key) == store.root / "sha256" / key[:2] / key[2:]


async def test_files_and_bytes_share_their_keys(store, tmp_path):
    source = tmp_path / "clip.mp4"
    source.write_bytes(b"x" * 3_000_000)
    key = await store.put_file(source)
    assert await store.put_bytes(source.read_bytes()) == key
    assert len(files(store)) == 1
    assert source.exists()


async def test_many_at_once_leave_one_file(store):
    keys = await asyncio.gather(*(store.put_bytes(b"same") for _ in range(20)))
    assert len(set(keys)) == 1
    assert len(files(store)) == 1


async def test_delete_is_safe_to_repeat(store):
    key = await store.put_bytes(b"gone")
    await store.delete(key)
    await store.delete(key)
    assert not store.exists(key)
    with pytest.raises(StorageError, match="no longer stored"):
        await store.read(key)


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "a" * 63, "A" * 64, "a" * 64 + "/x"])
def test_what_is_no_key_names_no_file(store, key):
    with pytest.raises(ValueError, match="64"):
        store.path(key)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
async def test_a_full_disk_says_what_to_do_and_leaves_nothing_behind(store, monkeypatch, number):
    def full(handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFullError, match="Free some space"):
        await store.put_bytes(b"too much")
    monkeypatch.undo()
    assert files(store) == []
    assert store.exists(await store.put_bytes(b"too much"))


async def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "blobs").write_text("a file is in the way")
    store = BlobStore(tmp_path / "blobs")
    try:
        with pytest.raises(StorageError, match="Check that folder"):
            await store.put_bytes(b"x")
    finally:
        store.close()


async def test_a_missing_source_is_a_storage_error(store, tmp_path):
    with pytest.raises(StorageError):
        await store.put_file(tmp_path / "nothing")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=4096))
def test_any_bytes_survive(store, data):
    key = store._put_bytes(data)
    assert store.path(key).read_bytes() == data
