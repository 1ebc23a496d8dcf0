"""The key store: every conversation's data key, wrapped, in a database of its own.

Destroying a row here erases the conversation everywhere, copies of the main database
included, because no copy of the main one holds a key. The key store therefore stays out
of back-ups of the data.

A wrapped key is AES-256-GCM under a key-encryption key that HKDF derives from the master
key and the tenant; the data key's id is its associated data. ``find`` asks the database each
time: what another process destroyed is not to be used here from memory.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, Table, Text

from gateway.errors import StorageFailed
from gateway.storage.crypto import derive, unwrap, wrap
from gateway.storage.driver import (
    NOBODY,
    Checkpoint,
    CreatedSchema,
    Database,
    Driver,
    Schema,
    Tenants,
    writing,
)
from gateway.storage.files import SqliteFile
from gateway.storage.statements import many, padded

# Begins the ids of the peppers of gateway.storage.peppers: no table names them.
PEPPER_PREFIX = "pepper:"

# Under this name the key store remembers how far the erasure ledger goes.
LEDGER_NAME = "ledger"

# Begins the names under which it remembers tenants that have ended.
ENDED = "ended "

# A fact of the key store about itself, put in the place of an earlier one.
REMEMBER = (
    "INSERT INTO key_meta (name, value) VALUES (?, ?)"
    " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)

METADATA = MetaData()
KEY_META = Table(
    "key_meta",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)
DATA_KEY = Table(
    "data_key",
    METADATA,
    Column("dek_id", Text, primary_key=True),
    Column("tenant", Text, nullable=False),
    Column("wrapped", LargeBinary, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKey:
    """A data key to be added; ``created_at`` in microseconds. The repr hides the key."""

    dek_id: str
    tenant: str
    key: bytes = field(repr=False)
    created_at: int


class KeyFile:
    """The key store; all calls from the thread that opened it."""

    def __init__(
        self, place: Path | Database, master_key: bytes, *, schema: Schema | None = None
    ) -> None:
        """Opens nothing yet.

        Args:
            place: of the SQLite file, or another database.
            master_key: at least 32 bytes; kept in memory, never written.
            schema: where there are more tables beside the keys.
        """
        self._schema = schema or KEYS
        self.database = SqliteFile(place) if isinstance(place, Path) else place
        self.tenants: Tenants = NOBODY
        self.noting: Callable[[Sequence[str]], str] | None = None
        self._master = master_key
        self._ciphers: dict[str, AESGCM] = {}
        self.facts: Mapping[str, bool | str] = {}
        self._has_destroyed = False
        self._open: Driver | None = None
        self.store_id = ""

    def __repr__(self) -> str:
        return f"KeyFile({'open' if self._open else 'closed'})"

    def apart(self, place: Path | Database) -> KeyFile:
        """Another key store, under a master key that is derived from this one's."""
        return KeyFile(place, derive(self._master, "storage", "separate store"))

    def open(self) -> None:
        """Opens or makes the key store and proves that the master key fits it.

        Raises:
            StorageFailed: the file holds keys of another master key.
        """
        check = derive(self._master, "storage", "key store", "check").hex()
        driver = self._open = self.database.open(self._schema)
        insert = "INSERT INTO key_meta (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING"
        rows = [("check", check), ("store_id", secrets.token_hex(16))]
        with writing(driver, NOBODY):
            driver.executemany(insert, rows)
        held = dict(driver.execute("SELECT name, value FROM key_meta").fetchall())
        if not hmac.compare_digest(held["check"], check):
            raise StorageFailed("the master key is not the one that this key store was made with")
        self.store_id = held["store_id"]

    def close(self) -> None:
        """Closes the connection."""
        if self._open is not None:
            self._open.close()
            self._open = None

    @property
    def is_lost(self) -> bool:
        """Whether its connection is of no use any more."""
        return self._open is not None and self._open.is_lost

    def connect_anew(self) -> None:
        """Connects once more, where a connection was lost.

        Raises:
            StorageFailed: it cannot be had, or leads to another key store.
        """
        again = self.database.connect()
        try:
            self._check_identity(again)
        except BaseException:
            again.close()
            raise
        self.close()
        self._open = again

    def find(self, dek_ids: Sequence[str]) -> dict[str, bytes]:
        """The keys that still exist, by id.

        Raises:
            StorageFailed: a key does not unwrap.
        """
        if not dek_ids:
            return {}
        sql, parameters = _in("SELECT dek_id, tenant, wrapped FROM data_key", dek_ids)
        rows = self._driver.execute(sql, parameters).fetchall()
        return {
            dek_id: unwrap(self._cipher(tenant), wrapped, dek_id=dek_id)
            for dek_id, tenant, wrapped in rows
        }

    def add(self, keys: Sequence[NewKey]) -> None:
        """Adds keys; they are durable on return.

        A key that is there already under its id, left by a try that went no further, is
        taken as added.

        Raises:
            StorageFailed: an id exists with another key, or a tenant has ended.
        """
        if not keys:
            return
        rows = [(each.dek_id, each.tenant, self._wrapped(each), each.created_at) for each in keys]
        with writing(self._driver, self.tenants):
            self._refuse_ended({each.tenant for each in keys})
            added = 0
            for sql, parameters in many(DATA_KEY, rows, suffix=" ON CONFLICT DO NOTHING"):
                added += self._driver.execute(sql, parameters).rowcount
            if added < len(keys):
                self._prove_held(keys)

    def put_wrapped(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Adds keys as another store under the same master key wrapped them."""
        if not rows:
            return
        columns = [column.name for column in DATA_KEY.columns]
        values = [tuple(row[name] for name in columns) for row in rows]
        with writing(self._driver, self.tenants):
            for sql, parameters in many(DATA_KEY, values, suffix=" ON CONFLICT DO NOTHING"):
                self._driver.execute(sql, parameters)

    def destroy(self, dek_ids: Sequence[str]) -> None:
        """Destroys keys; durable on return. The log is truncated by ``truncate``.

        Whatever ``noting`` is, it is told of them first: an act cannot forget the ledger.
        How far the ledger goes then is remembered here, too.
        """
        if not dek_ids:
            return
        reached = self.noting(dek_ids) if self.noting is not None else ""
        self._has_destroyed = True
        with writing(self._driver, self.tenants):
            sql, parameters = _in("DELETE FROM data_key", dek_ids)
            self._driver.execute(sql, parameters)
            if reached:
                self._driver.execute(REMEMBER, (LEDGER_NAME, reached))

    def destroy_moved(self, dek_ids: Sequence[str]) -> None:
        """Destroys keys of what lives on in the separate store: no ledger hears of it yet."""
        self._has_destroyed = True
        with writing(self._driver, self.tenants):
            sql, parameters = _in("DELETE FROM data_key", dek_ids)
            self._driver.execute(sql, parameters)

    def missing(self, dek_ids: Sequence[str]) -> frozenset[str]:
        """Those ids of which no key exists (any more)."""
        if not dek_ids:
            return frozenset()
        sql, parameters = _in("SELECT dek_id FROM data_key", dek_ids)
        found = {row[0] for row in self._driver.execute(sql, parameters)}
        return frozenset(dek_ids) - found

    @property
    def holds_any(self) -> bool:
        """Whether there is any key, of those tenants that are seen."""
        return self._driver.execute("SELECT 1 FROM data_key LIMIT 1").fetchone() is not None

    def made_before(self, micros: int, *, after: str, limit: int) -> list[str]:
        """Ids of keys made before a time, in order of id, those up to ``after`` left out.

        Peppers are left out, too: they go with their person alone.
        """
        rows = self._driver.execute(
            "SELECT dek_id FROM data_key WHERE created_at < ? AND dek_id > ?"
            " AND substr(dek_id, 1, 7) <> ? ORDER BY dek_id LIMIT ?",
            (micros, after, PEPPER_PREFIX, limit),
        )
        return [row[0] for row in rows]

    def of_tenant(self, tenant: str, *, limit: int) -> list[str]:
        """Ids of keys of one tenant, peppers too."""
        rows = self._driver.execute(
            "SELECT dek_id FROM data_key WHERE tenant = ? ORDER BY dek_id LIMIT ?", (tenant, limit)
        )
        return [row[0] for row in rows]

    def end_tenant(self, tenant: str) -> None:
        """From now on no key can be made for a tenant, by whatever process; durable on return.

        Nothing of it can be stored without a key: this is the end of it.
        """
        self.remember(ENDED + tenant, "ended")

    def has_ended(self, tenant: str) -> bool:
        """Whether no key can be made for a tenant any more."""
        return self.recall(ENDED + tenant) is not None

    def _refuse_ended(self, tenants: Collection[str]) -> None:
        names = sorted(ENDED + each for each in tenants)
        sql, parameters = _in("SELECT name FROM key_meta", names, column="name")
        if self._driver.execute(sql, parameters).fetchone() is not None:
            raise StorageFailed("a tenant has ended: nothing of it is stored any more")

    def proof(self, *words: str) -> str:
        """What only the holder of the master key can say of this key store."""
        return derive(self._master, "storage", "proof", self.store_id, *words).hex()

    def recall(self, name: str) -> str | None:
        """What was remembered under a name."""
        row = self._driver.execute("SELECT value FROM key_meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def remember(self, name: str, value: str) -> None:
        """Remembers a text that no copy of the main database holds; durable on return."""
        with writing(self._driver, NOBODY):
            self._driver.execute(REMEMBER, (name, value))

    def truncate(self, *, anew: bool = False) -> Checkpoint | None:
        """Leaves nothing of destroyed keys behind, as far as this database can; see Driver.

        ``facts`` says what was done beside the log's truncation.

        Args:
            anew: also for keys that another process has destroyed.
        """
        if anew or self._has_destroyed:
            self.facts = self._driver.rewrite_keys()
            self._has_destroyed = self.facts.get("rewritten") is False
        return self._driver.truncate_log()

    def rewrite(self) -> None:
        """Writes an SQLite file anew; whatever was left of deleted keys is not in it."""
        self._driver.execute("VACUUM")

    def _check_identity(self, driver: Driver) -> None:
        held = driver.execute("SELECT value FROM key_meta WHERE name = 'store_id'").fetchone()
        if held is None or held[0] != self.store_id:
            raise StorageFailed("another key store stands where this store's was")

    @property
    def _driver(self) -> Driver:
        if self._open is None:
            raise StorageFailed("the key store is not open")
        self._open.see(self.tenants)
        return self._open

    def _prove_held(self, keys: Sequence[NewKey]) -> None:
        held = self.find([each.dek_id for each in keys])
        if any(held.get(each.dek_id) != each.key for each in keys):
            raise StorageFailed("a data key's id is taken by another key")

    def _cipher(self, tenant: str) -> AESGCM:
        cipher = self._ciphers.get(tenant)
        if cipher is None:
            cipher = AESGCM(derive(self._master, "storage", "key encryption", tenant))
            self._ciphers[tenant] = cipher
        return cipher

    def _wrapped(self, new: NewKey) -> bytes:
        return wrap(self._cipher(new.tenant), new.key, dek_id=new.dek_id)


KEYS = CreatedSchema(METADATA)


def _in(
    select: str, values: Sequence[str], *, column: str = "dek_id"
) -> tuple[str, tuple[str, ...]]:
    parameters = padded(values)
    return f"{select} WHERE {column} IN ({', '.join('?' * len(parameters))})", parameters
