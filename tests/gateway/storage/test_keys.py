"""The key store's file."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.errors import StorageFailed
from gateway.storage.keys import KeyFile, NewKey

MASTER = bytes(range(32))


def new(dek_id: str, *, key: bytes = bytes(32), tenant: str = "acme", at: int = 0) -> NewKey:
    return NewKey(dek_id=dek_id, tenant=tenant, key=key, created_at=at)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.db"


@pytest.fixture
def keys(path: Path) -> Iterator[KeyFile]:
    file = KeyFile(path, MASTER)
    file.open()
    yield file
    file.close()


def test_keys_come_back_until_they_are_destroyed(keys: KeyFile) -> None:
    many = [new(f"dek-{n:03}", key=bytes([n]) * 32, tenant=f"t{n % 3}") for n in range(150)]
    keys.add(many)
    ids = [each.dek_id for each in many]
    assert keys.find(ids) == {each.dek_id: each.key for each in many}
    keys.destroy(ids[10:])
    keys.destroy(ids[10:])
    assert set(keys.find(ids)) == set(ids[:10])
    assert keys.missing(ids) == set(ids[10:])
    assert keys.find([]) == {}
    assert keys.missing([]) == frozenset()


def test_a_key_added_again_is_taken_and_another_under_its_id_is_not(keys: KeyFile) -> None:
    keys.add([new("a")])
    keys.add([new("b"), new("a")])
    with pytest.raises(StorageFailed):
        keys.add([new("c"), new("a", key=b"x" * 32)])
    assert keys.find(["a", "b", "c"]) == {"a": bytes(32), "b": bytes(32)}


def test_a_row_moved_to_another_id_or_tenant_does_not_unwrap(keys: KeyFile, path: Path) -> None:
    for change in ("dek_id = 'b'", "tenant = 'other'"):
        keys.add([new("a")])
        with sqlite3.connect(path) as other:
            other.execute(f"UPDATE data_key SET {change}")
        with pytest.raises(StorageFailed):
            keys.find(["a", "b"])
        keys.destroy(["a", "b"])


def test_destroyed_keys_leave_no_byte(keys: KeyFile, path: Path) -> None:
    keys.add([new(f"dek-{n}") for n in range(50)])
    with sqlite3.connect(path) as other:
        wrapped = [row[0] for row in other.execute("SELECT wrapped FROM data_key")]
    keys.destroy([f"dek-{n}" for n in range(50)])
    assert keys.truncate() == (0, 0, 0)
    raw = b"".join(each.read_bytes() for each in path.parent.iterdir())
    assert len(wrapped) == 50
    assert not any(each in raw for each in wrapped)
    assert MASTER not in raw


def test_another_process_sees_a_destruction_at_once(keys: KeyFile, path: Path) -> None:
    keys.add([new("a")])
    other = KeyFile(path, MASTER)
    other.open()
    assert other.find(["a"])
    keys.destroy(["a"])
    assert other.find(["a"]) == {}
    assert other.store_id == keys.store_id
    other.close()


def test_old_keys_in_pages(keys: KeyFile) -> None:
    keys.add([new("c", at=5), new("a", at=5), new("b", at=5), new("d", at=6)])
    assert keys.made_before(6, after="", limit=2) == ["a", "b"]
    assert keys.made_before(6, after="b", limit=2) == ["c"]
    assert keys.made_before(5, after="", limit=2) == []


def test_a_failed_add_leaves_no_transaction_open(keys: KeyFile) -> None:
    with pytest.raises(sqlite3.Error):
        keys.add([new("a"), new("b", at=object())])  # type: ignore[arg-type]
    keys.add([new("c")])
    assert set(keys.find(["a", "b", "c"])) == {"c"}


def test_the_repr_hides_keys() -> None:
    secret = b"secret-secret-secret-secret-1234"
    assert "secret" not in repr(new("a", key=secret))
    assert "secret" not in repr(KeyFile(Path("keys.db"), secret))
