"""Erases what is due, in an order that no crash can turn into text that stays readable.

For each batch, in one transaction that holds the database's write lock:

1. the keys are destroyed, durably, in the key store's own file;
2. then the rows are deleted.

A crash between the two leaves rows that nobody can read; they are still due, and the
next sweep takes them. A conversation whose key is gone for another reason (an older copy
of the database was put back) is found by a walk over all of them and deleted too. Keys
that belong to no conversation, which a crash can leave behind, are destroyed once they
are a day old. At the end the write-ahead logs are truncated: until then they hold the
deleted pages.

A provider state shares its conversation's key and goes with it. Where its own class ends
earlier, its row is deleted; an older copy of the database can then be read until the
conversation's key is destroyed.

The write lock is let go between batches, so that a gateway that writes beside the sweep
never waits for more than one of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from gateway.storage.ports import SweepResult

ORPHAN_AGE = timedelta(days=1)

Result = TypeVar("Result")
Checkpoint = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A stored conversation, as far as a sweep must know it."""

    row_id: int
    dek_id: str


class Held(Protocol):
    """What a sweep does to a store inside one transaction."""

    def due(self, now: datetime, limit: int) -> Sequence[Item]:
        """Conversations that are hidden at ``now``, the longest hidden first."""
        ...

    def after(self, row_id: int, limit: int) -> Sequence[Item]:
        """Conversations in order of row id, from the one after ``row_id``."""
        ...

    def without_key(self, items: Sequence[Item]) -> Sequence[Item]:
        """Those of which the key store has no key."""
        ...

    def keys_before(self, at: datetime, *, after: str, limit: int) -> Sequence[str]:
        """Ids of keys made before ``at``, in order, from the one after ``after``."""
        ...

    def without_conversation(self, dek_ids: Sequence[str]) -> Sequence[str]:
        """Those keys' ids that no conversation names."""
        ...

    def destroy_keys(self, dek_ids: Sequence[str]) -> None:
        """Destroys keys; durable on return, whatever becomes of the transaction."""
        ...

    def delete_rows(self, items: Sequence[Item]) -> None:
        """Deletes conversations with their messages and provider states."""
        ...

    def delete_states(self, now: datetime, limit: int) -> int:
        """Deletes provider states that are hidden at ``now``; how many there were."""
        ...

    def delete_tags(self, now: datetime, limit: int) -> int:
        """Deletes source tags of texts that have ended; how many there were."""
        ...


class Disposal(Protocol):
    """A store that can be swept."""

    async def transaction(self, step: Callable[[Held], Result]) -> Result:
        """Runs a step under the write lock and commits it; rolls back if it raises."""
        ...

    async def truncate(self) -> Checkpoint | None:
        """Truncates all write-ahead logs: the worst state of them, None if there are none."""
        ...


async def sweep(disposal: Disposal, now: datetime, *, batch: int) -> SweepResult:
    """Erases every conversation and provider state that is hidden at ``now``, and old tags.

    Args:
        disposal: the store.
        now: aware, UTC.
        batch: conversations, states or tags a transaction.

    Raises:
        StorageFailed: what is left is erased by the next sweep.
        ValueError: batch is less than 1.
    """
    if batch < 1:
        raise ValueError("a sweep's batch is at least 1")
    erased = await _erase_due(disposal, now=now, batch=batch)
    erased += await _erase_unreadable(disposal, batch)
    states = await _delete(disposal, lambda held: held.delete_states(now, batch))
    tags = await _delete(disposal, lambda held: held.delete_tags(now, batch))
    await _destroy_orphans(disposal, made_before=now - ORPHAN_AGE, batch=batch)
    checkpoint = await disposal.truncate()
    return SweepResult(erased=erased, states=states, tags=tags, checkpoint=checkpoint)


def erase(held: Held, items: Sequence[Item]) -> None:
    """Erases conversations: keys first, rows after."""
    held.destroy_keys([item.dek_id for item in items])
    held.delete_rows(items)


async def _erase_due(disposal: Disposal, *, now: datetime, batch: int) -> int:
    def step(held: Held) -> int:
        items = held.due(now, batch)
        erase(held, items)
        return len(items)

    erased = 0
    while count := await disposal.transaction(step):
        erased += count
    return erased


async def _erase_unreadable(disposal: Disposal, batch: int) -> int:
    erased, last = 0, 0

    def step(held: Held) -> tuple[int, int]:
        page = held.after(last, batch)
        unreadable = held.without_key(page)
        held.delete_rows(unreadable)
        return len(unreadable), page[-1].row_id if page else last

    while True:
        before = last
        count, last = await disposal.transaction(step)
        erased += count
        if last == before:
            return erased


async def _delete(disposal: Disposal, step: Callable[[Held], int]) -> int:
    deleted = 0
    while count := await disposal.transaction(step):
        deleted += count
    return deleted


async def _destroy_orphans(disposal: Disposal, *, made_before: datetime, batch: int) -> None:
    last = ""

    def step(held: Held) -> str:
        page = held.keys_before(made_before, after=last, limit=batch)
        held.destroy_keys(held.without_conversation(page))
        return page[-1] if page else last

    while True:
        before, last = last, await disposal.transaction(step)
        if last == before:
            return
