"""The job that keeps back-ups of keys short-lived; see backup.prune_key_backups."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

from gateway.housekeeping import Job
from gateway.storage.backup import manifest_key, prune_key_backups_of
from gateway.storage.database import DatabaseStore
from gateway.storage.transaction import Acting

EVERY = timedelta(hours=6)


def key_copy_jobs(store: Acting, directory: Path | None, *, root: bytes) -> tuple[Job, ...]:
    """The job, if back-ups of keys are kept where the gateway reaches them.

    Args:
        store: open when the job runs.
        directory: of the back-ups, or None.
        root: what the store's keys are derived from.
    """
    if directory is None or not isinstance(store, DatabaseStore):
        return ()
    key = manifest_key(root)

    async def prune(now: datetime) -> None:
        await asyncio.to_thread(prune_key_backups_of, store, directory, key=key, now=now)

    return (Job(name="key_backups", every=EVERY, run=prune),)
