"""Brings the main database to the newest schema when it is opened.

Alembic is imported only when there is something to do: importing it costs more than
opening the database.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Text, select
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql import column, table

from gateway.errors import StorageFailed
from gateway.storage.schema import HEAD

_VERSION = select(column("version_num", Text)).select_from(table("alembic_version"))


def migrate(connection: Connection) -> None:
    """Runs the migrations that are missing, all or none.

    Args:
        connection: without an open transaction, its driver in autocommit mode.

    Raises:
        StorageFailed: the database was made by a newer version of this program.
    """
    if _version(connection) == HEAD:
        return
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        # Another process may have been quicker to the lock.
        if _version(connection) != HEAD:
            _upgrade(connection)
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    connection.exec_driver_sql("COMMIT")


def _version(connection: Connection) -> str | None:
    try:
        return connection.execute(_VERSION).scalar()
    except OperationalError as error:
        if "no such table" in str(error.orig):
            return None
        raise


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
