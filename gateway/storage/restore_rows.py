"""Puts prepared copies into PostgreSQL: each database whole, in one transaction of its owner."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, func, select, text
from sqlalchemy.engine import Connection

from gateway.storage.driver import NOBODY, Schema, writing
from gateway.storage.files import SqliteFile
from gateway.storage.keys import KEYS
from gateway.storage.migrate import MAIN
from gateway.storage.postgres import PostgresDatabase
from gateway.storage.row_security import lower_walls, raise_walls
from gateway.storage.snapshot import copy_rows


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveDatabases:
    """The databases of a store on PostgreSQL.

    Attributes:
        main, keys: as the gateway's role.
        main_owner, keys_owner: as the role that owns the tables: only it may replace rows
            that are otherwise only added to.
    """

    main: PostgresDatabase
    keys: PostgresDatabase
    main_owner: PostgresDatabase
    keys_owner: PostgresDatabase

    def put_main(self, copy: Path) -> None:
        """Replaces all rows of the main database."""
        _put(copy, self.main_owner, gateway=self.main, schema=MAIN)

    def put_keys(self, copy: Path) -> None:
        """Replaces all rows of the key store."""
        _put(copy, self.keys_owner, gateway=self.keys, schema=KEYS)


def _put(copy: Path, owner: PostgresDatabase, *, gateway: PostgresDatabase, schema: Schema) -> None:
    asking = gateway.connect()
    try:
        role = str(asking.core.execute(text("SELECT current_user")).scalar_one())
    finally:
        asking.close()
    source, target = SqliteFile(copy).connect(), owner.connect()
    tables = schema.tables.sorted_tables
    try:
        with writing(target, NOBODY):
            target.core.execute(text("SET LOCAL statement_timeout = 0"))
            lower_walls(target.core, schema.tables)
            for table in reversed(tables):
                target.core.execute(delete(table))
            copy_rows(source.core, target.core, tables=tables)
            _advance(target.core, schema)
            raise_walls(target.core, schema.tables, role=role)
    finally:
        source.close()
        target.close()


def _advance(core: Connection, schema: Schema) -> None:
    """Lets the numbers that the database gives go on behind those that were copied."""
    for table in schema.tables.sorted_tables:
        for column in table.primary_key.columns:
            if column.autoincrement is True:
                largest = core.execute(select(func.max(column))).scalar()
                named = func.pg_get_serial_sequence(table.name, column.name)
                if largest is not None:
                    core.execute(select(func.setval(named, largest)))
