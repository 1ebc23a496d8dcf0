"""Puts a back-up in the place of a store, whole or not at all.

Everything is prepared in a directory beside the store: the copy is proved, brought to the
newest schema, and what was erased since is erased again (gateway.storage.replay). Only
then the store's files are replaced, under a mark that keeps every gateway out until all of
them are. A restore that was broken off is run again from the beginning.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError

from gateway.audit.entry import Act, AuditEntry
from gateway.errors import StorageFailed
from gateway.storage import carried_ends
from gateway.storage.backup import prune_file
from gateway.storage.carried_rows import CarriedOver, LiveStore, carry_nothing, carry_over
from gateway.storage.certificate_rows import Run
from gateway.storage.database import KEY_FILE, MAIN_FILE, DatabaseStore
from gateway.storage.disk import clear_staged, staged
from gateway.storage.driver import NOBODY, Database, Tenants
from gateway.storage.files import SqliteFile
from gateway.storage.kept_store import KEPT_FILE, KEPT_KEY_FILE
from gateway.storage.keys import KeyFile
from gateway.storage.last_key_copy import KEPT_KEYS, note_restored
from gateway.storage.ledger import LedgerFile, forget
from gateway.storage.ledger_key import KeySource, sync_directory
from gateway.storage.ledger_memory import begin_anew, is_there, positions_of
from gateway.storage.ledger_place import RestorePlace
from gateway.storage.ledger_rows import Position
from gateway.storage.manifest import Kind, Manifest, read_manifest, take_copy
from gateway.storage.replay import Replayed, replay
from gateway.storage.tenant_erasure import CAUSE, EndedAgain, end_again
from gateway.storage.transaction import Acting, Transaction

if TYPE_CHECKING:
    from gateway.storage.restore_rows import LiveDatabases

# Goes on with the audit log from the one that was restored.
Anchor = Callable[[Acting], Awaitable[None]]

_LOGS = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The store that a back-up is put into.

    Attributes:
        main: the main database's file.
        keys: the key store's file.
        ledger: where the erasure ledger lies, with its key.
        root: the secret that the store's keys are derived from.
        tenants: all that the store serves.
        live: on PostgreSQL, the databases; the two files then only name where copies are
            prepared.
    """

    main: Path
    keys: Path
    ledger: tuple[RestorePlace, KeySource]
    root: bytes
    tenants: Tenants = NOBODY
    live: LiveDatabases | None = None

    @property
    def kept(self) -> Path:
        """The separate store's file."""
        return self.main.with_name(KEPT_FILE)

    @property
    def kept_keys(self) -> Path:
        """The file of its key store."""
        return self.main.with_name(KEPT_KEY_FILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be restored.

    Attributes:
        data: a back-up of the data.
        keys: one of the keys, or None: the store's own key store is there.
        replaces: whether a store that is there may be replaced.
        keeps_consents: consents stay as they were when the back-up was made; unsafe, for
            some may have been withdrawn since.
        without_ledger: the ledger is lost, and a new one may begin; unsafe, for what was
            erased since the back-up was made comes back.
        without_live: the store that is there cannot be read, and nothing of it is taken
            over; unsafe, for holds and objections of it are lost.
        old_keys: a back-up of keys may be older than a week; unsafe, for certificates say
            that it is gone.
    """

    data: Path
    keys: Path | None = None
    replaces: bool = False
    keeps_consents: bool = False
    without_ledger: bool = False
    without_live: bool = False
    old_keys: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was restored.

    Attributes:
        made_at: when the back-up was made.
        keys_erased: keys in the back-up of keys that the ledger lists.
        replayed: what the ledger and the missing keys changed.
        carried: what was taken over from the store that was there.
    """

    made_at: str
    keys_erased: int
    replayed: Replayed
    carried: CarriedOver


async def restore(
    target: Target,
    wanted: Wanted,
    *,
    key: bytes,
    now: datetime,
    anchor: Anchor | None = None,
) -> Restored:
    """Restores a store that no process has open.

    Args:
        target: where to.
        wanted: what.
        key: of manifests, see backup.manifest_key.
        now: aware, UTC.
        anchor: see Anchor.

    Raises:
        StorageFailed: nothing was changed, or the store cannot be opened until the restore
            is run again.
    """
    data = read_manifest(wanted.data, key=key, kind=Kind.DATA)
    keys = None
    if wanted.keys is not None:
        keys = read_manifest(wanted.keys, key=key, kind=Kind.KEYS)
        if keys.store_id != data.store_id:
            raise StorageFailed("the two back-ups are of different stores")
        made_at = datetime.fromisoformat(keys.made_at)
        if now - made_at >= KEPT_KEYS and not wanted.old_keys:
            raise StorageFailed("the back-up of keys is older than 7 days; see --unsafe-old-keys")
    _check_empty(target, wanted)
    place, _ = target.ledger
    work = _Work(target=target, wanted=wanted, anchor=anchor)
    with place.alone():
        try:
            work.clear()
            restored = await work.prepare(data, keys, now=now)
            place.mark(restoring=True)
            work.put_in_place()
            await work.go_on()
            place.mark(restoring=False)
            work.clear()
        except (OSError, SQLAlchemyError) as error:
            raise StorageFailed(f"the restore failed: {type(error).__name__}") from None
    return restored


def _check_empty(target: Target, wanted: Wanted) -> None:
    if target.live is not None:
        if not wanted.replaces:
            raise StorageFailed("say --replace: all rows of the databases are replaced")
        return
    held = [target.main] if wanted.keys is None else [target.main, target.keys]
    if not wanted.replaces and any(path.exists() and path.stat().st_size for path in held):
        raise StorageFailed("there is a store already; say --replace to put the back-up over it")
    if wanted.keys is None and not target.keys.exists():
        raise StorageFailed("the store has no key store; name a back-up of it with --keys")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """One restore; what it writes before the end is in directories beside the files."""

    target: Target
    wanted: Wanted
    anchor: Anchor | None

    def clear(self) -> None:
        """Removes what a restore prepared."""
        clear_staged(SqliteFile(self.target.main), SqliteFile(self.target.keys))

    async def prepare(self, data: Manifest, keys: Manifest | None, *, now: datetime) -> Restored:
        """The copy as it is to be, in files without logs beside them."""
        main, known = staged(self.target.main), Position.read(data.ledger)
        reached, live_store = self._live(data.store_id)
        self._take(data, self.wanted.data, files={MAIN_FILE: self.target.main})
        self._take_kept(data, keys)
        if self.wanted.without_ledger:
            known = Position()
            _forget_ledger(main)
        erased = self._prepare_keys(keys, store_id=data.store_id, known=(known, reached))
        key_place = self._places[1] if keys is None else SqliteFile(staged(self.target.keys))
        if self.wanted.without_ledger:
            begin_anew(key_place)
        store = self._store(SqliteFile(main), key_place)
        await store.open()
        try:
            run = Run(run_id=_run_id(data, now), at=now, cause=CAUSE)
            # Before the replay: of a tenant that has ended nothing can be written any more.
            ended = await end_again(store, run=run)
            replayed = await replay(
                store, since=known, now=now, keep_consents=self.wanted.keeps_consents
            )
            if self.wanted.keys is not None:
                await store.act(lambda each: note_restored(each.keys, now))
            if live_store is None:
                carried = await carry_nothing(store, now=now)
            else:
                carried = await carry_over(
                    live_store, store, carries_keys=keys is not None, now=now
                )
            carried = await _end(store, carried, before=ended, run=run)
            await store.act(partial(_account, data=data, carried=carried, now=now))
        finally:
            await store.close()
        return Restored(
            made_at=data.made_at, keys_erased=erased, replayed=replayed, carried=carried
        )

    @property
    def _places(self) -> tuple[Database, Database]:
        """Where the main database and the key store are, or are to be."""
        live = self.target.live
        if live is not None:
            return live.main, live.keys
        return SqliteFile(self.target.main), SqliteFile(self.target.keys)

    def _live(self, store_id: str) -> tuple[Position | None, LiveStore | None]:
        """How far the ledger went, as the store that is there knows it, and that store.

        Raises:
            StorageFailed: it cannot be read, and nobody said that it need not be.
        """
        main, keys = self._places
        try:
            positions = positions_of(main, keys)
            live = None
            if is_there(main):
                live = LiveStore(main=main, keys=keys, tenants=self.target.tenants)
                live.check(store_id)
        except StorageFailed as error:
            if not self.wanted.without_live:
                raise StorageFailed(
                    f"the store that is there: {error}; its holds and objections would be lost:"
                    " see --unsafe-without-live"
                ) from None
            return None, None
        reached = max(positions, key=lambda each: each.run, default=None)
        return None if self.wanted.without_ledger else reached, live

    async def go_on(self) -> None:
        """Goes on with the audit log, whose newest checkpoint the key store remembers."""
        if self.anchor is None:
            return
        live = self.target.live
        if live is None:
            store = self._store(SqliteFile(self.target.main), self.target.keys)
        else:
            store = self._store(live.main, live.keys)
        await store.open()
        try:
            await self.anchor(store)
        finally:
            await store.close()

    def _store(self, main: Database, keys: Path | Database) -> DatabaseStore:
        return DatabaseStore(
            main,
            KeyFile(keys, self.target.root),
            ledger=LedgerFile(*self.target.ledger),
            tenants=self.target.tenants,
        )

    def _prepare_keys(
        self, keys: Manifest | None, *, store_id: str, known: tuple[Position, Position | None]
    ) -> int:
        """Checks the whole ledger, and takes erased keys out of the copy of the key store."""
        ledger = LedgerFile(*self.target.ledger)
        ledger.open(store_id, known=known[0], also=known[1])
        try:
            if keys is None or self.wanted.keys is None:
                return 0
            self._take(keys, self.wanted.keys, files={KEY_FILE: self.target.keys})
            after = Position.read(keys.ledger).run
            copies = map(staged, (self.target.keys, self.target.kept_keys))
            erased = sum(prune_file(copy, ledger, after=after) for copy in copies if copy.exists())
        finally:
            ledger.close()
        return erased

    def _take(self, manifest: Manifest, directory: Path, *, files: Mapping[str, Path]) -> None:
        for name, path in files.items():
            if name in manifest.files:
                prepared = staged(path)
                prepared.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                take_copy(directory, name, manifest=manifest, target=prepared)

    def _take_kept(self, data: Manifest, keys: Manifest | None) -> None:
        """The separate store: one that is there knows more than the back-up, and stays."""
        if keys is None or self.wanted.keys is None or self.target.kept.exists():
            return
        if self.target.live is not None:
            return
        if KEPT_FILE not in data.files or KEPT_KEY_FILE not in keys.files:
            return  # one without the other is refused, and of no use
        self._take(data, self.wanted.data, files={KEPT_FILE: self.target.kept})
        self._take(keys, self.wanted.keys, files={KEPT_KEY_FILE: self.target.kept_keys})

    def put_in_place(self) -> None:
        """Replaces the files; between the first and the last the mark is set."""
        target = self.target
        if target.live is not None:
            if staged(target.keys).exists():
                target.live.put_keys(staged(target.keys))
            target.live.put_main(staged(target.main))
            return
        for path in (target.kept_keys, target.kept, target.keys, target.main):
            prepared = staged(path)
            if not prepared.exists():
                continue  # what is there stays as it is
            if any(_log(prepared, ending).exists() for ending in _LOGS):
                raise StorageFailed("the prepared copy is not whole")
            # A log of the file that goes would be taken for one of the file that comes.
            for ending in _LOGS:
                _log(path, ending).unlink(missing_ok=True)
            prepared.replace(path)
            sync_directory(path.parent)


async def _end(store: Acting, carried: CarriedOver, *, before: EndedAgain, run: Run) -> CarriedOver:
    """Ends what ends at every restore, and the tenants that were taken over as ended."""
    sessions, invitations = await store.act(
        lambda act: carried_ends.end_sign_in(act.connection, at=run.at)
    )
    ended = await end_again(store, run=run)
    return replace(
        carried,
        sessions=sessions,
        invitations=invitations,
        tenants=ended.tenants,
        tenant_rows=before.rows + ended.rows,
    )


def _run_id(data: Manifest, now: datetime) -> str:
    return hashlib.sha256(f"{data.sha256} {now.isoformat()}".encode()).hexdigest()[:32]


def _account(
    transaction: Transaction, *, data: Manifest, carried: CarriedOver, now: datetime
) -> None:
    transaction.ledger.catch_up()
    facts: dict[str, str | int] = {"backup": data.sha256, "schema": data.schema}
    facts |= {name: int(count) for name, count in asdict(carried).items()}
    transaction.audit.append(
        AuditEntry(act=Act.RESTORED, tenant="", at=now, actor="command", facts=facts)
    )


def _forget_ledger(main: Path) -> None:
    driver = SqliteFile(main).connect()
    try:
        forget(driver.core)
    finally:
        driver.close()


def _log(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)
