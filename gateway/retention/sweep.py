"""Acts on what is due, in an order that no crash can turn into text that stays readable.

A page is one short transaction under the write lock, so that a gateway that writes beside
the sweep never waits for more than one of them, and two sweeps at once never take the same
conversation. For each page (gateway.storage.due_pages): conversations under a hold are set
aside; the others are erased, made anonymous, put before somebody, or moved to the separate
store, by what their row says. Whatever is erased is noted in the erasure ledger first, then
its key is destroyed, durably, then its rows are deleted and counted.

Conversations whose key is gone (an older copy of the database was put back) are found by a
walk over all of them and deleted too; keys that no row names, which a crash can leave
behind, are destroyed once they are a day old. A scheduled sweep walks a stretch each time,
from where the last one stopped.

At the end the write-ahead logs are truncated, the files are searched for the ids of the
keys that are gone, and the certificates that wait for it are completed. An open reader
keeps a log from being truncated: then they stay pending, and the next sweep tries again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from gateway.audit.merkle import tree_root
from gateway.entropy import random_bytes
from gateway.retention.certificates import (
    COMPLETE,
    EMPTY,
    ERASED,
    KEYLESS,
    Checkpoint,
    Found,
    KeyTable,
    Proof,
)
from gateway.retention.hold_desk import finish_releases
from gateway.storage import certificate_rows, due_pages, erasure
from gateway.storage.audit_checkpoints import check_remembered
from gateway.storage.audit_reader import AuditReader
from gateway.storage.certificate_rows import Run
from gateway.storage.last_key_copy import copies_gone_by
from gateway.storage.retention_ports import SweepResult
from gateway.storage.schema import to_micros
from gateway.storage.transaction import Acting, Transaction

ORPHAN_AGE = timedelta(days=1)
# Keys' ids that one run looks for in the files.
MOST_NAMES = 200_000
# Pages of a walk that a scheduled sweep goes on for.
WALK_PAGES = 40


class Sweeping(Acting, Protocol):
    """A store that can be swept."""

    async def truncate(self, *, anew: bool = False) -> Checkpoint | None:
        """Truncates all write-ahead logs: the worst state of them, None if there are none.

        Args:
            anew: whether to leave nothing behind of what other processes erased either.
        """
        ...

    async def key_facts(self) -> Mapping[str, bool | str]:
        """What the last truncation did about destroyed keys; empty where that needs nothing."""
        ...

    async def search(self, names: Sequence[str]) -> Found:
        """Looks for names in the bytes of all files of the store."""
        ...


@dataclass(slots=True)
class _Done:
    """What a run did so far."""

    run: Run
    outcomes: dict[str, int] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)

    def add(self, page: due_pages.Page) -> None:
        for outcome, count in page.outcomes.items():
            self.outcomes[outcome] = self.outcomes.get(outcome, 0) + count
        room = MOST_NAMES - len(self.names)
        self.names += page.dek_ids[:room]

    def count(self, outcome: str) -> int:
        return self.outcomes.get(outcome, 0)


def new_run_id(now: datetime) -> str:
    """A random id that sorts by time, as gateway.wiring.new_id makes them."""
    return f"{to_micros(now) // 1000:012x}{random_bytes(7).hex()}"


async def sweep(
    store: Sweeping, now: datetime, *, batch: int, whole_walk: bool = False
) -> SweepResult:
    """Acts on everything that is due at ``now``.

    Args:
        store: the store.
        now: aware, UTC.
        batch: conversations, states or tags a transaction.
        whole_walk: whether to look at all conversations and keys for those that belong to
            nothing; else at the next stretch of them.

    Raises:
        StorageFailed: what is left is done by the next sweep; nothing is where the main
            database is not the one that the key store remembers.
        ValueError: batch is less than 1.
    """
    if batch < 1:
        raise ValueError("a sweep's batch is at least 1")
    run = Run(run_id=new_run_id(now), at=now)
    done = _Done(run)
    await store.act(check_remembered)
    await finish_releases(store)
    await store.act(lambda act: erasure.try_again(act, now, every=whole_walk))
    await _pages(store, lambda act: due_pages.due_page(act, run=run, limit=batch), done=done)
    await _kept(store, done, batch=batch)
    keyless = await _walk_rows(store, run, batch=batch, whole=whole_walk)
    states = await _deleted(store, lambda act: erasure.delete_states(act, run=run, limit=batch))
    tags = await _deleted(store, lambda act: erasure.delete_tags(act, run=run, limit=batch))
    await _walk_keys(store, run, batch=batch, whole=whole_walk)
    checkpoint, open_certificates = await complete(store, now, names=done.names)
    return SweepResult(
        erased=keyless + done.count(ERASED) + done.count(KEYLESS),
        states=states,
        tags=tags,
        checkpoint=checkpoint,
        run_id=run.run_id,
        anonymised=done.count("anonymised"),
        moved=done.count("moved"),
        in_review=done.count("review"),
        held=done.count("held"),
        failed=done.count("failed"),
        kept_erased=done.count("kept_erased"),
        pending=open_certificates,
    )


async def complete(
    store: Sweeping, now: datetime, *, names: Sequence[str] = ()
) -> tuple[Checkpoint | None, int]:
    """Completes the certificates that wait, if the logs are empty and the files are clean.

    Args:
        store: the store.
        now: aware, UTC.
        names: ids of keys that this run destroyed.

    Returns:
        State of the logs, and how many certificates are still pending.
    """
    # Read first: what they count was erased before the logs are truncated.
    waiting = await store.act(lambda act: certificate_rows.pending(act.connection))
    checkpoint = await store.truncate(anew=bool(waiting))
    if not waiting:
        return checkpoint, 0
    found = Found(files=0, samples=0, found=0)
    if checkpoint in (None, EMPTY):
        wanted = {*names, *(each for one in waiting for each in one.samples)}
        found = await store.search(sorted(wanted))

    table = KeyTable.of(await store.key_facts())

    def finish(act: Transaction) -> int:
        left = due_pages.left_behind(act, {each.tenant for each in waiting}, now=now)
        audit = _tree_head(act)
        pending = 0
        for each in waiting:
            if (
                certificate_rows.find(
                    act.connection, each.tenant, certificate_id=each.certificate_id
                )
                != each
            ):
                pending += 1  # counted further meanwhile: what is new was not searched for
                continue
            proof = Proof(
                at=now,
                checkpoint=checkpoint,
                found=found,
                left=left[each.tenant],
                audit=audit,
                keys_gone_by=copies_gone_by(act.keys, now),
                key_table=table,
            )
            proven = each.proven(proof)
            certificate_rows.seal(act, proven, at=now)
            pending += proven.state != COMPLETE
        return pending

    return checkpoint, await store.act(finish)


def _tree_head(act: Transaction) -> tuple[int, str] | None:
    """Size and root of the audit log's tree as this transaction sees it."""
    reader = AuditReader(act.connection)
    size = reader.size()
    return (size, tree_root(size, reader.node).hex()) if size else None


async def _pages(
    store: Sweeping, page: Callable[[Transaction], due_pages.Page], *, done: _Done
) -> None:
    while True:
        result = await store.act(page)
        done.add(result)
        if not result.taken:
            return


async def _kept(store: Sweeping, done: _Done, *, batch: int) -> None:
    last = ("", "")

    def step(act: Transaction) -> due_pages.Page:
        return due_pages.kept_page(act, run=done.run, after=last, limit=batch)

    while True:
        page = await store.act(step)
        done.add(page)
        if not page.taken:
            break
        last = page.last


async def _walk_rows(store: Sweeping, run: Run, *, batch: int, whole: bool) -> int:
    """Erases what has lost its key; how many there were."""

    def page(act: Transaction, after: str) -> tuple[str, int] | None:
        found = erasure.erase_keyless(act, run=run, after=int(after or 0), limit=batch)
        return None if found is None else (str(found[1]), found[0])

    return await _walk(store, page, name="conversations", whole=whole)


async def _walk_keys(store: Sweeping, run: Run, *, batch: int, whole: bool) -> int:
    """Destroys keys that nothing names; how many there were."""

    def page(act: Transaction, after: str) -> tuple[str, int] | None:
        return erasure.destroy_orphans(
            act, run=run, made_before=run.at - ORPHAN_AGE, after=after, limit=batch
        )

    return await _walk(store, page, name="keys", whole=whole)


async def _walk(
    store: Sweeping,
    page: Callable[..., tuple[str, int] | None],
    *,
    name: str,
    whole: bool,
) -> int:
    """Goes on where the last walk of this name stopped, or through all of it.

    Args:
        store: the store.
        page: the last place of the page after a place, and what it found; None at the end.
        name: of the walk.
        whole: whether to begin at the beginning and go to the end.
    """
    count, pages, place = 0, 0, ""
    if not whole:
        place = await store.act(lambda act: erasure.place_of_walk(act, name))
    while whole or pages < WALK_PAGES:
        found = await store.act(partial(page, after=place))
        if found is None:
            place = ""
            break
        place, pages = found[0], pages + 1
        count += found[1]
    if not whole:
        await store.act(lambda act: erasure.set_place_of_walk(act, name, place=place))
    return count


async def _deleted(store: Sweeping, step: Callable[[Transaction], int]) -> int:
    deleted = 0
    while count := await store.act(step):
        deleted += count
    return deleted
