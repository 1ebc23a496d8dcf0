"""The connections of one store: conversations, keys and erasure ledger, that belong together.

All of it is used from one thread. What was lost is connected to anew before the next
work, and must then still be the same store.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from gateway.errors import StorageFailed
from gateway.storage.audit_checkpoints import begin_log, read_head
from gateway.storage.audit_rows import AuditRows
from gateway.storage.disk import clear_staged, kept_beside, lacks_keys, rewrite, truncate_logs
from gateway.storage.driver import Checkpoint, Database, Driver, Tenants, reading, writing
from gateway.storage.key_rewrite import joined
from gateway.storage.keys import LEDGER_NAME, KeyFile
from gateway.storage.ledger import ErasureLedger, LedgerFile, remembered
from gateway.storage.ledger_memory import has_erased, remembered_by_keys
from gateway.storage.ledger_rows import Position
from gateway.storage.migrate import MAIN
from gateway.storage.transaction import Transaction

# Begins the names of tenants among the main database's facts about itself.
# Begins the names of tenants among the main database's facts about itself.
TENANT = "tenant "


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Session:
    """One store's connections; the repr names no place."""

    def __init__(
        self,
        database: Database,
        keys: KeyFile,
        *,
        ledger: LedgerFile,
        tenants: Collection[str],
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        """Opens nothing yet.

        Args:
            database: the main one.
            keys: the key store.
            ledger: of what is erased.
            tenants: all that the store serves.
            clock: when keys are destroyed that the ledger was not told of before.
        """
        self.database = database
        self.keys = keys
        self.ledger = ledger
        self.tenants: Tenants = frozenset(tenants)
        self.kept = kept_beside(database, keys)
        self._clock = clock
        for each in (keys, None if self.kept is None else self.kept.keys):
            if each is not None:
                each.noting = self._note
        self._driver: Driver | None = None

    def __repr__(self) -> str:
        return f"Session({'open' if self.is_open else 'closed'})"

    @property
    def is_open(self) -> bool:
        """Whether it was opened, and not closed since."""
        return self._driver is not None

    @property
    def driver(self) -> Driver:
        """Of the main database.

        Raises:
            StorageFailed: the store is not open.
        """
        if self._driver is None:
            raise StorageFailed("the store is not open")
        return self._driver

    @property
    def core(self) -> Connection:
        """SQLAlchemy's connection over the same one."""
        return self.driver.core

    @property
    def audit(self) -> AuditRows:
        """Appends to the audit log, inside a transaction that holds the write lock."""
        return AuditRows(self.driver, self.keys)

    def open(self) -> None:
        """Connects to everything, and proves that it belongs together.

        Raises:
            StorageFailed: it does not, or something cannot be used.
        """
        if self.ledger.occupy():
            # What a restore prepared before it was killed holds keys, and is nobody's.
            clear_staged(self.database, self.keys.database)
        if lacks_keys(self.database, self.keys.database):
            raise StorageFailed("the key store of this database is missing")
        self.keys.open()
        self._driver = self.database.open(MAIN)
        self._refuse_lost(self._driver)
        insert = "INSERT INTO meta (name, value) VALUES ('store_id', ?) ON CONFLICT DO NOTHING"
        self._driver.execute(insert, (self.keys.store_id,))
        self._check_belonging(self._driver)
        self.tenants |= self._remember_tenants()
        self._open_ledger(self.core)
        begin_log(self.core, self.keys)
        if self.kept is not None and self.kept.is_made:
            self.kept.tenants = self.tenants
            self.kept.make()

    def connect_anew(self) -> None:
        """Makes all connections again if one was lost: what failed once must not for ever.

        Raises:
            StorageFailed: they cannot be had, or lead to another store.
        """
        if self._driver is None or not self._is_lost:
            return
        self.keys.connect_anew()
        again = self.database.connect()
        try:
            self._check_belonging(again)
            self.ledger.close()
            self._open_ledger(again.core)
        except BaseException:
            again.close()
            raise
        self._driver.close()
        self._driver = again
        if self.kept is not None:
            self.kept.close()  # opens again when it is needed

    @property
    def _is_lost(self) -> bool:
        held = (self._driver, self.keys, self.ledger, self.kept)
        return any(each is not None and each.is_lost for each in held)

    def _note(self, dek_ids: Sequence[str]) -> str:
        return str(ErasureLedger(self.core, self.ledger).note(keys=dek_ids, at=self._clock()))

    def _open_ledger(self, core: Connection) -> None:
        """Compares the ledger with what both databases remember of it."""
        known = remembered(core)
        held = remembered_by_keys(self.keys)
        if held is None and not self.ledger.exists and has_erased(core):
            held = Position()
        self.ledger.open(self.keys.store_id, known=known, also=held)
        reached = self.ledger.position()
        if held is None or held.run < reached.run:
            self.keys.remember(LEDGER_NAME, str(reached))

    def close(self) -> None:
        """Closes everything."""
        if self._driver is not None:
            self._driver.close()
            self._driver = None
        if self.kept is not None:
            self.kept.close()
        self.ledger.close()
        self.keys.close()

    @contextmanager
    def writing(self, tenants: Collection[str] | None = None) -> Iterator[Transaction]:
        """A transaction with the write lock, over the rows of tenants; None is all of them."""
        named = self.tenants if tenants is None else frozenset(tenants)
        self.keys.tenants = named
        if self.kept is not None:
            self.kept.tenants = named
        with writing(self.driver, named):
            yield Transaction(
                connection=self.core,
                keys=self.keys,
                audit=self.audit,
                ledger=ErasureLedger(self.core, self.ledger),
                kept=self.kept,
            )

    @contextmanager
    def reading(self, tenants: Collection[str]) -> Iterator[None]:
        """A transaction that reads one state of the rows of tenants."""
        named = frozenset(tenants)
        self.keys.tenants = named
        with reading(self.driver, named):
            yield

    def truncate(self, *, anew: bool = False) -> Checkpoint | None:
        """Truncates all write-ahead logs; the worst state of them, None if there are none.

        Args:
            anew: see KeyFile.truncate.
        """
        return truncate_logs(self.keys, self.driver, kept=self.kept, anew=anew)

    @property
    def key_facts(self) -> Mapping[str, bool | str]:
        """What the last truncation did about destroyed keys, those of the separate store too."""
        return joined([each.facts for each in self._key_stores])

    @property
    def places(self) -> tuple[Sequence[Database], Sequence[Database]]:
        """The databases that hold no key, and those that hold keys."""
        if self.kept is None:
            return [self.database], [self.keys.database]
        texts = [self.database, self.kept.database]
        return texts, [self.keys.database, self.kept.keys.database]

    def rewrite(self, files: Collection[Path]) -> bool:
        """See gateway.storage.disk.rewrite; then the logs are truncated again."""
        if not rewrite(self._key_stores, (self.database, self.driver), files=files):
            return False
        self.truncate()
        return True

    @property
    def _key_stores(self) -> Sequence[KeyFile]:
        if self.kept is None or not self.kept.is_made:
            return (self.keys,)
        self.kept.make()
        return (self.keys, self.kept.keys)

    def is_fault(self, error: Exception) -> bool:
        """Whether an error can lie in one operation's values rather than in the database."""
        original = error.orig if isinstance(error, DBAPIError) else error
        if original is None or isinstance(original, OSError | MemoryError):
            return False
        return self.database.is_fault(original)

    def _remember_tenants(self) -> Tenants:
        """All tenants that were ever served: rows of one that is gone still have an end."""
        insert = "INSERT INTO meta (name, value) VALUES (?, '') ON CONFLICT DO NOTHING"
        for tenant in sorted(self.tenants):
            self.driver.execute(insert, (TENANT + tenant,))
        rows = self.driver.execute("SELECT name FROM meta").fetchall()
        return frozenset(row[0].removeprefix(TENANT) for row in rows if row[0].startswith(TENANT))

    def _refuse_lost(self, driver: Driver) -> None:
        """A new database beside a key store in use: a sweep would take all keys for orphans."""
        self.keys.tenants = self.tenants
        if driver.execute("SELECT value FROM meta WHERE name = 'store_id'").fetchone() is None and (
            self.keys.holds_any or read_head(self.keys) is not None
        ):
            raise StorageFailed(
                "the main database is missing, though its key store is there: put it back,"
                " or restore a back-up"
            )

    def _check_belonging(self, driver: Driver) -> None:
        held = driver.execute("SELECT value FROM meta WHERE name = 'store_id'").fetchone()
        if held is None or held[0] != self.keys.store_id:
            raise StorageFailed("the key store does not belong to this database")
