"""The key store: every conversation's data key, wrapped, in a file of its own.

Destroying a row here erases the conversation everywhere, copies of the main file
included, because no copy of the main file holds a key. The file therefore stays out of
back-ups of the data.

A wrapped key is AES-256-GCM under a key-encryption key that HKDF derives from the master
key and the tenant; the data key's id is its associated data. ``find`` asks the file each
time: what another process destroyed is not to be used here from memory.
"""

from __future__ import annotations

import hmac
import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import BigInteger, Column, LargeBinary, MetaData, Table, Text
from sqlalchemy.engine import Connection

from gateway.errors import StorageFailed
from gateway.storage.crypto import derive, unwrap, wrap
from gateway.storage.files import driver_of, sqlite_engine, truncate_log
from gateway.storage.statements import many, padded

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
    """The key store's file; all calls from the thread that opened it."""

    def __init__(self, path: Path, master_key: bytes) -> None:
        """Opens nothing yet.

        Args:
            path: of the SQLite file.
            master_key: at least 32 bytes; kept in memory, never written.
        """
        self._path = path
        self._master = master_key
        self._ciphers: dict[str, AESGCM] = {}
        self._connection: Connection | None = None
        self._driver: sqlite3.Connection
        self.store_id = ""

    def __repr__(self) -> str:
        return f"KeyFile({'open' if self._connection else 'closed'})"

    def open(self) -> None:
        """Opens or makes the file and proves that the master key fits it.

        Raises:
            StorageFailed: the file holds keys of another master key.
        """
        check = derive(self._master, "storage", "key store", "check").hex()
        connection = sqlite_engine(self._path).connect()
        self._connection = connection
        driver = self._driver = driver_of(connection)
        driver.execute("BEGIN IMMEDIATE")
        METADATA.create_all(connection)
        insert = "INSERT INTO key_meta (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING"
        rows = [("check", check), ("store_id", secrets.token_hex(16))]
        driver.executemany(insert, rows)
        driver.execute("COMMIT")
        held = dict(driver.execute("SELECT name, value FROM key_meta").fetchall())
        if not hmac.compare_digest(held["check"], check):
            raise StorageFailed("the master key is not the one that this key store was made with")
        self.store_id = held["store_id"]

    def close(self) -> None:
        """Closes the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

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
            StorageFailed: an id exists with another key.
        """
        if not keys:
            return
        rows = [(each.dek_id, each.tenant, self._wrapped(each), each.created_at) for each in keys]
        self._driver.execute("BEGIN IMMEDIATE")
        try:
            added = 0
            for sql, parameters in many(DATA_KEY, rows, suffix=" ON CONFLICT DO NOTHING"):
                added += self._driver.execute(sql, parameters).rowcount
            if added < len(keys):
                self._prove_held(keys)
            self._driver.execute("COMMIT")
        except BaseException:
            self._driver.rollback()
            raise

    def destroy(self, dek_ids: Sequence[str]) -> None:
        """Destroys keys; durable on return. The log is truncated by ``truncate``."""
        if not dek_ids:
            return
        self._driver.execute("BEGIN IMMEDIATE")
        try:
            sql, parameters = _in("DELETE FROM data_key", dek_ids)
            self._driver.execute(sql, parameters)
            self._driver.execute("COMMIT")
        except BaseException:
            self._driver.rollback()
            raise

    def missing(self, dek_ids: Sequence[str]) -> frozenset[str]:
        """Those ids of which no key exists (any more)."""
        if not dek_ids:
            return frozenset()
        sql, parameters = _in("SELECT dek_id FROM data_key", dek_ids)
        found = {row[0] for row in self._driver.execute(sql, parameters)}
        return frozenset(dek_ids) - found

    def made_before(self, micros: int, *, after: str, limit: int) -> list[str]:
        """Ids of keys made before a time, in order of id, those up to ``after`` left out."""
        rows = self._driver.execute(
            "SELECT dek_id FROM data_key WHERE created_at < ? AND dek_id > ?"
            " ORDER BY dek_id LIMIT ?",
            (micros, after, limit),
        )
        return [row[0] for row in rows]

    def truncate(self) -> tuple[int, int, int]:
        """Truncates the write-ahead log; see files.truncate_log."""
        return truncate_log(self._driver)

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


def _in(select: str, dek_ids: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    parameters = padded(dek_ids)
    return f"{select} WHERE dek_id IN ({', '.join('?' * len(parameters))})", parameters
