"""Brings the main database to the newest schema when it is opened.

Alembic is imported only when there is something to do: importing it costs more than
opening the database.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import MetaData, Text, inspect, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import column, table

from gateway.errors import StorageFailed
from gateway.storage.schema import HEAD
from gateway.storage.tables import METADATA

_TABLE = "alembic_version"
_VERSION = select(column("version_num", Text)).select_from(table(_TABLE))


class MainSchema:
    """The Schema (gateway.storage.driver) of the main database."""

    tables: MetaData = METADATA

    def is_current(self, core: Connection) -> bool:
        """Whether the newest migration has run."""
        return _version(core) == HEAD

    def make(self, core: Connection) -> None:
        """Runs the migrations that are missing.

        Raises:
            StorageFailed: the database was made by a newer version of this program.
        """
        _upgrade(core)


MAIN = MainSchema()


def migrate(connection: Connection) -> None:
    """Runs the migrations that are missing, all or none.

    Args:
        connection: without an open transaction, its driver in autocommit mode.

    Raises:
        StorageFailed: the database was made by a newer version of this program.
    """
    if MAIN.is_current(connection):
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        # Another process may have been quicker to the lock.
        if not MAIN.is_current(connection):
            MAIN.make(connection)
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_TABLE):
        return None
    return connection.execute(_VERSION).scalar()


def _upgrade(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError:
        raise StorageFailed("the database was made by another version of discreet") from None
