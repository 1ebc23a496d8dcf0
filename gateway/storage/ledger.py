"""The erasure ledger: what was erased, kept apart from all that is backed up.

A copy of the data that is put back must not bring back what was erased since it was made.
Before a data key is destroyed, and before a person's rows are deleted, a keyed digest of
the key's id or of the person is written here, durably; a restore asks the ledger first.
The digests are HMAC-SHA256 under a key of the ledger's own: without it nobody can tell
whom or what they name, and the master key does not give it.

Entries are written in runs. A run's MAC covers its entries and the MAC of the run before.
The main database remembers the newest run that it knows of, so that a ledger that was
cut, emptied or exchanged is noticed when the store is opened.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TypeVar

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from gateway.errors import StorageFailed
from gateway.storage.driver import NOBODY, Driver, reading, writing
from gateway.storage.keys import PEPPER_PREFIX
from gateway.storage.ledger_key import KeySource
from gateway.storage.ledger_place import LedgerInFile, LedgerPlace, Occupied
from gateway.storage.ledger_rows import (
    LEDGER,
    LEDGER_ENTRY,
    LEDGER_META,
    LEDGER_RUN,
    Position,
)
from gateway.storage.schema import META, to_micros

LEDGER_FILE = "erasures.db"
LEDGER_KEY_FILE = "erasures.key"

# Digests a statement asks for.
_PAGE = 500
_REMEMBERED = "ledger"
Item = TypeVar("Item")

_KEY, _PEPPER, _SUBJECT = "key", "pepper", "subject"
_Entry = tuple[bytes, str, str]  # digest, request_id, kind


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedPerson:
    """Somebody whose data is erased; ``request_id`` may be empty."""

    tenant: str
    subject: str
    request_id: str = ""


class LedgerFile:
    """The ledger; all calls from the thread that opened it."""

    def __init__(self, place: LedgerPlace, key: KeySource) -> None:
        """Opens nothing yet."""
        self._place = place
        self._source = key
        self._driver: Driver | None = None
        self._share: Occupied | None = None
        self._key = b""

    def __repr__(self) -> str:
        return f"LedgerFile({'open' if self._driver else 'closed'})"

    def again(self) -> LedgerFile:
        """One more over the same place, not opened, for another thread."""
        return LedgerFile(self._place, self._source)

    def occupy(self) -> bool:
        """Says that this process opens the store, before it touches any of it.

        Returns:
            Whether no restore is under way; False where the restore itself opens it.

        Raises:
            StorageFailed: it is being restored, or a restore was broken off.
        """
        if self._share is None:
            self._share = self._place.occupy()
        return self._share.is_held

    def open(self, store_id: str, *, known: Position, also: Position | None = None) -> None:
        """Opens the ledger, or makes it for a store that knows of none.

        Args:
            store_id: of the store that it belongs to.
            known: the newest run that the main database remembers.
            also: what the key store remembers; None if it never knew of a ledger.

        Raises:
            StorageFailed: it is missing, of another store, under another key, was changed,
                or has lost entries.
            ConfigurationError: its key cannot be read.
        """
        self.occupy()
        try:
            makes = self._may_be_made(known if also is None else None)
            self._key = self._source.read(make=makes)
            self._driver = self._place.database.open(LEDGER)
            self._write(lambda: self._claim(store_id))
            with reading(self._driver, NOBODY):
                self._check(known)
                self._check(also or Position())
                self.verify()
        except BaseException:
            self.close()
            raise

    @property
    def exists(self) -> bool:
        """Whether a ledger was made in its place."""
        return self._place.exists()

    @property
    def is_lost(self) -> bool:
        """Whether its connection is of no use any more."""
        return self._driver is not None and self._driver.is_lost

    def close(self) -> None:
        """Closes it."""
        if self._driver is not None:
            self._driver.close()
            self._driver = None
        if self._share is not None:
            self._share.release()
            self._share = None

    def note(
        self, *, keys: Sequence[str] = (), people: Sequence[ErasedPerson] = (), at: datetime
    ) -> Position:
        """Writes down what is about to be erased; durable on return.

        A key that is there already is not written again. People and their peppers are: they
        can come back, and be erased once more.

        Args:
            keys: ids of data keys.
            people: those whose data is erased.
            at: now.
        """
        wanted = {(self._key_digest(each), "", _kind(each)) for each in keys}
        wanted |= {
            (self._person_digest(each.tenant, each.subject), each.request_id, _SUBJECT)
            for each in people
        }
        return self._write(lambda: self._append(sorted(wanted), at=to_micros(at)))

    def holds_keys(self, dek_ids: Sequence[str], *, after: int = 0) -> frozenset[str]:
        """Those ids whose keys are erased or about to be.

        Args:
            dek_ids: to be asked about.
            after: number of the run from which on a pepper counts: its id comes again.
        """
        names = {self._key_digest(each): each for each in dek_ids}
        return frozenset(
            names[digest]
            for digest, kind, run in self._found(list(names))
            if kind == _KEY or run > after
        )

    def erased_people(
        self, holders: Sequence[tuple[str, str]], *, after: int, requests: Sequence[str] = ()
    ) -> frozenset[tuple[str, str]]:
        """Those people (tenant, subject) that are to be erased again.

        Args:
            holders: to be asked about.
            after: number of the run from which on entries count.
            requests: ids of requests whose entries count whatever their run.
        """
        names = {self._person_digest(*each): each for each in holders}
        found, counting = set(), set(requests)
        entry = LEDGER_ENTRY.c
        for page in _pages(list(names)):
            query = select(entry.digest, entry.request_id, entry.run).where(entry.digest.in_(page))
            for digest, request_id, run in self._open.execute(query):
                if run > after or request_id in counting:
                    found.add(names[digest])
        return frozenset(found)

    def position(self) -> Position:
        """How far it goes."""
        run = LEDGER_RUN.c
        query = select(run.run, run.entries, run.mac).order_by(run.run.desc()).limit(1)
        row = self._open.execute(query).first()
        return Position() if row is None else Position(run=row[0], entries=row[1], mac=row[2])

    def verify(self) -> Position:
        """Computes every MAC anew.

        Raises:
            StorageFailed: an entry or a run was changed, added or removed.
        """
        entry, run = LEDGER_ENTRY.c, LEDGER_RUN.c
        query = (
            select(
                run.run, run.entries, run.at, run.mac, entry.digest, entry.request_id, entry.kind
            )
            .select_from(LEDGER_RUN.outerjoin(LEDGER_ENTRY, entry.run == run.run))
            .order_by(run.run, entry.digest, entry.request_id)
        )
        rows = self._open.execute(query)
        reached = Position()
        for (number, count, at, mac), group in groupby(rows, key=lambda row: tuple(row[:4])):
            held = [row[4:] for row in group if row[4] is not None]
            reached = self._next(reached, held, at=at)
            if (reached.run, reached.entries) != (number, count) or not hmac.compare_digest(
                reached.mac, mac
            ):
                raise StorageFailed("the erasure ledger was changed")
        if self._counted() != reached.entries:
            raise StorageFailed("the erasure ledger was changed")
        return reached

    @property
    def _opened(self) -> Driver:
        if self._driver is None:
            raise StorageFailed("the erasure ledger is not open")
        return self._driver

    @property
    def _open(self) -> Connection:
        return self._opened.core

    def _may_be_made(self, known: Position | None) -> bool:
        exists = self.exists
        if (known is None or known.run) and not exists:
            raise StorageFailed("the erasure ledger of this store is missing")
        return not exists

    def _claim(self, store_id: str) -> None:
        names = select(LEDGER_META.c.name, LEDGER_META.c.value)
        held = {row.name: row.value for row in self._open.execute(names)}
        check = self._mac("check", store_id.encode()).hex()
        if not held:
            rows = [{"name": "store_id", "value": store_id}, {"name": "check", "value": check}]
            self._open.execute(insert(LEDGER_META), rows)
        elif held.get("store_id") != store_id:
            raise StorageFailed("the erasure ledger belongs to another store")
        elif not hmac.compare_digest(held.get("check", ""), check):
            raise StorageFailed("the ledger key is not the one that this ledger was made with")

    def _check(self, known: Position) -> None:
        query = select(LEDGER_RUN.c.mac).where(LEDGER_RUN.c.run == known.run)
        mac = self._open.execute(query).scalar() if known.run else b""
        if mac != known.mac or self._counted() != self.position().entries:
            raise StorageFailed("the erasure ledger has lost entries")

    def _counted(self) -> int:
        count = select(func.count()).select_from(LEDGER_ENTRY)
        return int(self._open.execute(count).scalar_one())

    def _append(self, wanted: Sequence[_Entry], *, at: int) -> Position:
        newest = self.position()
        keys = [digest for digest, _, kind in wanted if kind == _KEY]
        held = {digest for digest, kind, _ in self._found(keys) if kind == _KEY}
        new = [entry for entry in wanted if entry[0] not in held]
        if not new:
            return newest
        reached = self._next(newest, new, at=at)
        rows = [
            {"digest": digest, "request_id": request_id, "kind": kind, "run": reached.run}
            for digest, request_id, kind in new
        ]
        self._open.execute(insert(LEDGER_ENTRY), rows)
        self._open.execute(
            insert(LEDGER_RUN).values(
                run=reached.run, entries=reached.entries, at=at, mac=reached.mac
            )
        )
        return reached

    def _found(self, digests: Sequence[bytes]) -> Iterator[tuple[bytes, str, int]]:
        """Digest, kind and run of the entries that there are."""
        entry = LEDGER_ENTRY.c
        columns = select(entry.digest, entry.kind, entry.run)
        for page in _pages(digests):
            for row in self._open.execute(columns.where(entry.digest.in_(page))):
                yield row[0], row[1], row[2]

    def _next(self, before: Position, entries: Sequence[_Entry], *, at: int) -> Position:
        run, count = before.run + 1, before.entries + len(entries)
        content = hashlib.sha256()
        for digest, request_id, kind in sorted(entries):
            content.update(f"{kind} {len(request_id)} {request_id} ".encode() + digest)
        text = f"{run} {count} {at} ".encode() + before.mac + content.digest()
        return Position(run=run, entries=count, mac=self._mac("run", text))

    def _write(self, act: Callable[[], Item]) -> Item:
        with writing(self._opened, NOBODY):
            return act()

    def _key_digest(self, dek_id: str) -> bytes:
        return self._mac(_KEY, dek_id.encode("utf-8", "surrogatepass"))

    def _person_digest(self, tenant: str, subject: str) -> bytes:
        named = f"{len(tenant)}:{tenant}{subject}"
        return self._mac(_SUBJECT, named.encode("utf-8", "surrogatepass"))

    def _mac(self, use: str, content: bytes) -> bytes:
        return hmac.digest(self._key, use.encode() + b"\0" + content, "sha256")


class ErasureLedger:
    """The ledger inside an act: what is noted, the main database remembers."""

    def __init__(self, connection: Connection, file: LedgerFile) -> None:
        """Args: connection, inside a transaction that holds the write lock; the ledger."""
        self._connection = connection
        self._file = file

    def note(
        self, *, keys: Sequence[str] = (), people: Sequence[ErasedPerson] = (), at: datetime
    ) -> Position:
        """See LedgerFile.note: durable on return, whatever becomes of the act."""
        reached = self._file.note(keys=keys, people=people, at=at)
        remember(self._connection, reached)
        return reached

    def catch_up(self) -> None:
        """Lets the main database know of all that is noted."""
        remember(self._connection, self._file.position())

    def holds_keys(self, dek_ids: Sequence[str], *, after: int = 0) -> frozenset[str]:
        """See LedgerFile.holds_keys."""
        return self._file.holds_keys(dek_ids, after=after)

    def erased_people(
        self, holders: Sequence[tuple[str, str]], *, after: int, requests: Sequence[str] = ()
    ) -> frozenset[tuple[str, str]]:
        """See LedgerFile.erased_people."""
        return self._file.erased_people(holders, after=after, requests=requests)


def ledger_in(directory: Path, *, key: bytes | None = None) -> LedgerFile:
    """The ledger in a directory; without a key handed in it has a key file beside it."""
    return LedgerFile(*ledger_place(directory, key=key))


def ledger_place(directory: Path, *, key: bytes | None = None) -> tuple[LedgerInFile, KeySource]:
    """Where the ledger of a directory lies, and where its key comes from."""
    source = KeySource(key=key) if key else KeySource(file=directory / LEDGER_KEY_FILE)
    return LedgerInFile(directory / LEDGER_FILE), source


def remembered(connection: Connection) -> Position:
    """The newest run of the ledger that the main database knows of."""
    query = select(META.c.value).where(META.c.name == _REMEMBERED)
    return Position.read(connection.execute(query).scalar())


def remember(connection: Connection, position: Position) -> None:
    """Keeps it in the main database, inside the transaction that is open, if there is any."""
    if not position.run:
        return
    value, held = str(position), META.c.name == _REMEMBERED
    if not connection.execute(META.update().where(held).values(value=value)).rowcount:
        connection.execute(insert(META).values(name=_REMEMBERED, value=value))


def forget(connection: Connection) -> None:
    """Has the main database know of no ledger: a new one may begin."""
    connection.execute(META.delete().where(META.c.name == _REMEMBERED))


def _kind(dek_id: str) -> str:
    return _PEPPER if dek_id.startswith(PEPPER_PREFIX) else _KEY


def _pages(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), _PAGE):
        yield items[start : start + _PAGE]
