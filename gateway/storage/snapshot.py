"""A copy of one state of a database as an SQLite file, and back, while others write.

An SQLite file is copied by SQLite itself, without free pages, so that nothing that was
deleted is in the copy. Another database is read in one transaction and written row by row
into an SQLite file of the same schema: a copy fits both.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Table, delete, insert, select
from sqlalchemy.engine import Connection

from gateway.storage.driver import NOBODY, Database, Driver, Schema, Tenants, reading, writing
from gateway.storage.files import SqliteFile

ROWS = 1000


def take_snapshot(source: Database, target: Path, *, schema: Schema, tenants: Tenants) -> None:
    """Copies a database that is in use.

    Args:
        source: opened before, so that its schema is the newest.
        target: a file that is not there yet; its mode becomes 0600.
        schema: of the source.
        tenants: whose rows are copied where the database asks for it.

    Raises:
        SQLAlchemyError: it cannot be read or written.
    """
    driver = source.connect()
    try:
        if driver.core.dialect.name == "sqlite":
            driver.core.exec_driver_sql("VACUUM INTO ?", (str(target),))
        else:
            with reading(driver, tenants):
                _write_file(driver.core, target, schema=schema)
    finally:
        driver.close()
    target.chmod(0o600)


def replace_rows(source: Connection, target: Driver, *, schema: Schema, tenants: Tenants) -> None:
    """Puts the rows of a copy in the place of all that a database holds, in one transaction.

    Args:
        source: over a copy whose schema is the newest.
        target: the database.
        schema: of both.
        tenants: whose rows may be seen and written.
    """
    tables = schema.tables.sorted_tables
    with writing(target, tenants):
        for table in reversed(tables):
            target.core.execute(delete(table))
        copy_rows(source, target.core, tables=tables)


def _write_file(source: Connection, target: Path, *, schema: Schema) -> None:
    made = SqliteFile(target).open(schema)
    try:
        with writing(made, NOBODY):
            copy_rows(source, made.core, tables=schema.tables.sorted_tables)
        # One file, without a log beside it.
        made.core.exec_driver_sql("PRAGMA journal_mode = DELETE")
    finally:
        made.close()


def copy_rows(source: Connection, target: Connection, *, tables: Iterable[Table]) -> None:
    """Adds all rows of the tables, those that others refer to first."""
    for table in tables:
        rows = source.execution_options(yield_per=ROWS).execute(select(table))
        for part in rows.mappings().partitions(ROWS):
            target.execute(insert(table), [dict(row) for row in part])
