"""Back-ups of a store that is in use: of the data, and apart from it of the keys.

A back-up of the data holds no key: it can be kept as long as one likes, for what is erased
in the store has no key any more. A back-up of the keys undoes that for as long as it
exists, so that it exists for a week at most and loses the keys that are erased meanwhile
(``prune_key_backups``). The erasure ledger is in neither.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table, delete, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from gateway.audit.merkle import tree_root
from gateway.errors import StorageFailed
from gateway.logs import get_logger
from gateway.storage.audit_reader import AuditReader
from gateway.storage.crypto import derive
from gateway.storage.database import KEY_FILE, MAIN_FILE, DatabaseStore
from gateway.storage.driver import NOBODY, Database, Tenants
from gateway.storage.files import SqliteFile
from gateway.storage.kept_store import KEPT_FILE, KEPT_KEY_FILE, KEPT_SCHEMA
from gateway.storage.keys import DATA_KEY, KEY_META, KEYS
from gateway.storage.last_key_copy import KEPT_KEYS, note_copy
from gateway.storage.ledger import LedgerFile, remembered
from gateway.storage.ledger_key import sync_directory
from gateway.storage.ledger_rows import Position
from gateway.storage.manifest import Kind, Manifest, digest_of, publish, read_manifest, take_copy
from gateway.storage.migrate import MAIN
from gateway.storage.schema import HEAD, META
from gateway.storage.snapshot import take_snapshot

_log = get_logger(__name__)

# The main database or the key store, and the same of what a law keeps.
FILES = {Kind.DATA: (MAIN_FILE, KEPT_FILE), Kind.KEYS: (KEY_FILE, KEPT_KEY_FILE)}
_DRAFT, _GONE = ".draft", ".gone"
_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """What a back-up is taken of.

    Attributes:
        main: the main database, opened before.
        keys: the key store's.
        kept: the separate store and its key store, or None where there is none.
        tenants: whose rows are copied where a database asks for it.
    """

    main: Database
    keys: Database
    kept: tuple[Database, Database] | None = None
    tenants: Tenants = NOBODY

    @classmethod
    def of(cls, store: DatabaseStore) -> Copied:
        """Everything of a store that is open."""
        session = store.session
        kept = session.kept if session.kept is not None and session.kept.is_made else None
        return cls(
            main=session.database,
            keys=session.keys.database,
            kept=None if kept is None else (kept.database, kept.keys.database),
            tenants=session.tenants,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A back-up that was made."""

    place: Path
    manifest: Manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBackups:
    """What became of a directory of back-ups of keys.

    Attributes:
        deleted: back-ups that were a week old.
        erased: keys that went from the others.
        oldest: when the oldest that is left was made, or None.
        damaged: that cannot be pruned, and stay until they are a week old.
    """

    deleted: int
    erased: int
    oldest: datetime | None
    damaged: int = 0


def manifest_key(root: bytes) -> bytes:
    """The key that manifests are signed with, from the store's root secret."""
    return derive(root, "storage", "back-up", "manifest")


def back_up_data(copied: Copied, directory: Path, *, key: bytes, now: datetime) -> Made:
    """Copies the main database into a new directory inside of ``directory``.

    Args:
        copied: the databases.
        directory: where back-ups of this store are kept; made if need be.
        key: see manifest_key.
        now: aware, UTC; the new directory is named after it.

    Raises:
        StorageFailed: it cannot be written, or there is one of this second.
    """

    def take(draft: Path) -> dict[str, Any]:
        target = draft / MAIN_FILE
        take_snapshot(copied.main, target, schema=MAIN, tenants=copied.tenants)
        if copied.kept is not None:
            take_snapshot(
                copied.kept[0], draft / KEPT_FILE, schema=KEPT_SCHEMA, tenants=copied.tenants
            )
        with _opened(target) as core:
            reader = AuditReader(core)
            size = reader.size()
            root = tree_root(size, reader.node).hex() if size else ""
            return {
                "schema": HEAD,
                "store_id": _value(core, META),
                "ledger": str(remembered(core)),
                "facts": {"audit_size": size, "audit_root": root},
            }

    return _make(directory, Kind.DATA, key=key, now=now, take=take)


def back_up_keys(copied: Copied, directory: Path, *, key: bytes, now: datetime) -> Made:
    """The same for the key store; the ledger is not asked, see prune_key_backups."""

    def take(draft: Path) -> dict[str, Any]:
        # Read first: what is erased from here on is pruned from the copy.
        main = copied.main.connect()
        try:
            known = remembered(main.core)
        finally:
            main.close()
        note_copy(copied.keys, now)
        target = draft / KEY_FILE
        take_snapshot(copied.keys, target, schema=KEYS, tenants=copied.tenants)
        if copied.kept is not None:
            take_snapshot(
                copied.kept[1], draft / KEPT_KEY_FILE, schema=KEYS, tenants=copied.tenants
            )
        with _opened(target) as core:
            count = core.execute(select(func.count()).select_from(DATA_KEY)).scalar_one()
            return {
                "schema": "",
                "store_id": _value(core, KEY_META),
                "ledger": str(known),
                "facts": {"keys": count},
            }

    return _make(directory, Kind.KEYS, key=key, now=now, take=take)


def prune_key_backups(
    directory: Path, ledger: LedgerFile, *, key: bytes, now: datetime
) -> KeyBackups:
    """Deletes back-ups of keys that are a week old, and erased keys from the others.

    Run it every day, and before a back-up of keys is used. Directories that are no
    back-ups of keys are left alone. One that is damaged is counted and logged as an error,
    and keeps nobody from pruning the others; its age is that of its directory's name.

    Args:
        directory: where back-ups of keys are kept.
        ledger: open.
        key: see manifest_key.
        now: aware, UTC.

    Raises:
        StorageFailed: the ledger cannot be asked; nothing more was changed.
    """
    deleted, erased, damaged = 0, 0, 0
    left: list[datetime] = []
    ledger.position()
    for place in _places(directory, Kind.KEYS):
        try:
            manifest = _manifest_of_keys(place, key=key)
            made_at = _time_of(place, manifest)
            if made_at is not None and now - made_at >= KEPT_KEYS:
                _discard(place)
                deleted += 1
                continue
            if made_at is not None:
                left.append(made_at)
            # What could not be read is an error now, that it cannot just be deleted.
            manifest = manifest or read_manifest(place, key=key, kind=Kind.KEYS)
            erased += _without_erased(place, manifest, ledger=ledger, key=key)
        except (StorageFailed, OSError, SQLAlchemyError) as error:
            damaged += 1
            _log.error("key_backup_damaged", error=error)
    return KeyBackups(
        deleted=deleted, erased=erased, oldest=min(left, default=None), damaged=damaged
    )


def _manifest_of_keys(place: Path, *, key: bytes) -> Manifest | None:
    try:
        return read_manifest(place, key=key, kind=Kind.KEYS)
    except StorageFailed:
        return None


def _time_of(place: Path, manifest: Manifest | None) -> datetime | None:
    """When a back-up was made: as its manifest says, or else its directory's name."""
    if manifest is not None:
        return datetime.fromisoformat(manifest.made_at)
    try:
        text = place.name.rpartition("-")[2]
        return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return datetime.fromtimestamp(place.stat().st_mtime, UTC)


def prune_key_backups_of(
    store: DatabaseStore, directory: Path, *, key: bytes, now: datetime
) -> KeyBackups:
    """The same with the ledger of a store that is open; may run in any thread."""
    ledger = store.session.ledger.again()
    main = store.session.database.connect()
    try:
        known = remembered(main.core)
        ledger.open(store.session.keys.store_id, known=known, also=Position())
        return prune_key_backups(directory, ledger, key=key, now=now)
    finally:
        ledger.close()
        main.close()


def erase_listed(keys: Connection, ledger: LedgerFile, *, after: int = 0) -> int:
    """Deletes the keys that the ledger lists; how many there were.

    Args:
        keys: over a copy of the key store, inside a transaction.
        ledger: open.
        after: see LedgerFile.holds_keys.
    """
    erased, last, row = 0, "", DATA_KEY.c.dek_id
    while True:
        page = keys.execute(select(row).where(row > last).order_by(row).limit(_PAGE)).scalars()
        dek_ids = list(page)
        if not dek_ids:
            return erased
        listed = ledger.holds_keys(dek_ids, after=after)
        keys.execute(delete(DATA_KEY).where(row.in_(listed)))
        erased, last = erased + len(listed), dek_ids[-1]


def prune_file(target: Path, ledger: LedgerFile, *, after: int) -> int:
    """Takes erased keys out of a copy's file, its free pages included; see erase_listed."""
    with _opened(target) as core:
        core.exec_driver_sql("BEGIN IMMEDIATE")
        erased = erase_listed(core, ledger, after=after)
        core.exec_driver_sql("COMMIT")
        if erased:
            core.exec_driver_sql("VACUUM")
    return erased


def _without_erased(place: Path, manifest: Manifest, *, ledger: LedgerFile, key: bytes) -> int:
    """Writes a back-up of keys anew where it holds erased ones; the old one is deleted."""
    draft, erased = _draft(place), 0
    for name in manifest.files:
        take_copy(place, name, manifest=manifest, target=draft / name)
        erased += prune_file(draft / name, ledger, after=Position.read(manifest.ledger).run)
    if erased:
        changed = replace(
            manifest, files={name: digest_of(draft / name) for name in manifest.files}
        )
        # The old one goes first: a crash costs a back-up, and never keeps an erased key.
        _discard(place)
        publish(draft, changed, key=key, place=place)
    else:
        shutil.rmtree(draft)
    return erased


def _make(
    directory: Path,
    kind: Kind,
    *,
    key: bytes,
    now: datetime,
    take: Callable[[Path], dict[str, Any]],
) -> Made:
    now = now.astimezone(UTC)
    place = directory / f"{kind.value}-{now:%Y%m%dT%H%M%SZ}"
    try:
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        if place.exists():
            raise StorageFailed("there is a back-up of this second already")
        draft = _draft(place)
        facts = take(draft)
        manifest = Manifest(
            kind=kind,
            made_at=now.isoformat(),
            files={
                name: digest_of(draft / name) for name in FILES[kind] if (draft / name).exists()
            },
            **facts,
        )
        publish(draft, manifest, key=key, place=place)
    except (OSError, SQLAlchemyError) as error:
        raise StorageFailed(f"the back-up failed: {type(error).__name__}") from None
    return Made(place=place, manifest=manifest)


def _draft(place: Path) -> Path:
    """An empty directory beside a back-up's, without what a crash left in it."""
    draft = place.with_name(place.name + _DRAFT)
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    return draft


def _discard(place: Path) -> None:
    """Deletes a back-up; what a crash leaves of it is no back-up any more."""
    gone = _draft(place.with_name(place.name + _GONE))
    gone.rmdir()
    place.rename(gone)
    shutil.rmtree(gone)
    sync_directory(place.parent)


def _places(directory: Path, kind: Kind) -> list[Path]:
    """The back-ups in a directory; what a crash left of others is removed."""
    if not directory.is_dir():
        return []
    name = rf"{kind.value}-[0-9]{{8}}T[0-9]{{6}}Z"
    found = []
    for path in sorted(directory.iterdir()):
        if re.fullmatch(rf"{name}({_GONE})?{_DRAFT}", path.name):
            shutil.rmtree(path)
        elif re.fullmatch(name, path.name):
            found.append(path)
    return found


@contextmanager
def _opened(path: Path) -> Iterator[Connection]:
    """A copy's file, one without a log beside it once it is closed."""
    driver = SqliteFile(path).connect()
    try:
        yield driver.core
        driver.core.exec_driver_sql("PRAGMA journal_mode = DELETE")
    finally:
        driver.close()


def _value(core: Connection, table: Table) -> str:
    query = select(table.c.value).where(table.c.name == "store_id")
    return str(core.execute(query).scalar_one())
