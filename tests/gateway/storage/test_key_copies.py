from __future__ import annotations

from pathlib import Path

from gateway.storage.database import DatabaseStore
from gateway.storage.key_copies import key_copy_jobs
from tests.gateway.storage.backups import key_copy, with_store
from tests.gateway.storage.samples import DAY, MASTER, START, disclosure, tag


def test_the_job_deletes_old_copies_and_erased_keys(tmp_path: Path) -> None:
    data, copies = tmp_path / "data", tmp_path / "keys"

    async def fill(store: DatabaseStore) -> None:
        await store.record(disclosure(1, tag=tag(START + DAY)))

    async def run(store: DatabaseStore) -> None:
        (job,) = key_copy_jobs(store, copies, root=MASTER)
        assert job.name == "key_backups"
        await store.sweep(START + 2 * DAY)
        await job.run(START + 2 * DAY)
        assert b"dek-1" not in b"".join(path.read_bytes() for path in copies.rglob("*.db"))
        assert len(list(copies.iterdir())) == 1
        await job.run(START + 7 * DAY)
        assert list(copies.iterdir()) == []

    with_store(data, fill)
    made = key_copy(data, copies)
    assert b"dek-1" in (made.place / "keys.db").read_bytes()
    with_store(data, run)


def test_without_a_directory_there_is_no_job(tmp_path: Path) -> None:
    store = DatabaseStore.in_directory(tmp_path, master_key=MASTER)
    assert key_copy_jobs(store, None, root=MASTER) == ()
