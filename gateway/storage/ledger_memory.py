"""What a store remembers of its erasure ledger beside the main database's own note.

The key store remembers how far the ledger goes, too, from the first start on: whoever
puts an old main database back, or takes the note out of it, does not make an old ledger
fit, nor a new one begin.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SQLAlchemyError

from gateway.audit.entry import Act
from gateway.errors import StorageFailed
from gateway.storage.driver import NOBODY, Database, writing
from gateway.storage.files import SqliteFile
from gateway.storage.keys import KEY_META, LEDGER_NAME, REMEMBER, KeyFile
from gateway.storage.ledger import remembered
from gateway.storage.ledger_rows import Position
from gateway.storage.schema import META
from gateway.storage.schema_audit import AUDIT_ENTRY
from gateway.storage.schema_retention import CERTIFICATE

_ERASING = (Act.ERASED, Act.MOVED, Act.ANONYMISED)


def remembered_by_keys(keys: KeyFile) -> Position | None:
    """What the key store remembers; None if it never knew of a ledger.

    Raises:
        StorageFailed: it is damaged.
    """
    text = keys.recall(LEDGER_NAME)
    return None if text is None else Position.read(text)


def has_erased(connection: Connection) -> bool:
    """Whether anything in the main database says that something was ever erased.

    Reads the whole audit log: only for a store whose ledger is not there.
    """
    if connection.execute(select(CERTIFICATE.c.certificate_id).limit(1)).first() is not None:
        return True
    names = [each.value.encode() for each in _ERASING]
    bodies = connection.execute(select(AUDIT_ENTRY.c.body).order_by(AUDIT_ENTRY.c.seq)).scalars()
    return any(name in bytes(body) for body in bodies for name in names)


def positions_of(main: Database, keys: Database) -> list[Position]:
    """What the databases of a store that is not open remember; empty where there is none.

    Raises:
        StorageFailed: one of them is there and cannot be read.
    """
    found = []
    for database, table in ((main, META), (keys, KEY_META)):
        if not is_there(database):
            continue
        try:
            driver = database.connect()
            try:
                if inspect(driver.core).has_table(table.name):
                    found.append(_position(driver.core, of_keys=table is KEY_META))
            finally:
                driver.close()
        except SQLAlchemyError as error:
            raise StorageFailed(f"it cannot be read ({type(error).__name__})") from None
    return found


def is_there(database: Database) -> bool:
    """Whether there is anything in a database; of a server's that has no table, there is not."""
    if isinstance(database, SqliteFile):
        return database.path.exists() and database.path.stat().st_size > 0
    driver = database.connect()
    try:
        return inspect(driver.core).has_table(META.name)
    finally:
        driver.close()


def begin_anew(keys: Path | Database) -> None:
    """Has a key store forget the ledger that it knew: that one is lost."""
    driver = (SqliteFile(keys) if isinstance(keys, Path) else keys).connect()
    try:
        with writing(driver, NOBODY):
            driver.execute(REMEMBER, (LEDGER_NAME, str(Position())))
    finally:
        driver.close()


def _position(core: Connection, *, of_keys: bool) -> Position:
    if not of_keys:
        return remembered(core)
    query = select(KEY_META.c.value).where(KEY_META.c.name == LEDGER_NAME)
    return Position.read(core.execute(query).scalar())
