"""Reads the audit log: pages of entries, nodes of its tree, its checkpoints."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, func, select
from sqlalchemy.engine import Connection

from gateway.audit.merkle import HASH_BYTES, root_of
from gateway.errors import StorageFailed
from gateway.storage.audit_rows import TILE
from gateway.storage.schema_audit import AUDIT_CHECKPOINT, AUDIT_ENTRY, AUDIT_TILE

_LEVELS = TILE.bit_length() - 1
_ENTRY, _TILE, _NOTE = AUDIT_ENTRY.c, AUDIT_TILE.c, AUDIT_CHECKPOINT.c


class AuditReader:
    """What the log holds, inside one transaction."""

    def __init__(self, connection: Connection) -> None:
        """Args: connection, of the main database."""
        self._connection = connection

    def size(self) -> int:
        """How many entries there are."""
        last = self._connection.execute(select(func.max(_ENTRY.seq))).scalar()
        return 0 if last is None else int(last) + 1

    def entries(self, first: int, *, most: int) -> list[tuple[Any, Any, Any]]:
        """Rows in order of their number, from ``first`` on: number, body, leaf."""
        query = select(AUDIT_ENTRY).where(_ENTRY.seq >= first).order_by(_ENTRY.seq).limit(most)
        return [tuple(row) for row in self._connection.execute(query)]

    def count(self, table: Table) -> int:
        """How many rows one of the log's tables has."""
        return int(self._connection.execute(select(func.count()).select_from(table)).scalar_one())

    def tiles(self, *, first: int, most: int) -> list[tuple[Any, Any, Any]]:
        """Tiles in order: level, number, root; from the one at place ``first`` on."""
        query = select(AUDIT_TILE).order_by(_TILE.level, _TILE.number).offset(first).limit(most)
        return [tuple(row) for row in self._connection.execute(query)]

    def node(self, level: int, index: int) -> bytes:
        """The root of a perfect subtree; see gateway.audit.merkle.Nodes.

        Raises:
            StorageFailed: rows of it are missing.
        """
        tile, rest = divmod(level, _LEVELS)
        first, end = index << rest, (index + 1) << rest
        query = select(_ENTRY.leaf).where(_ENTRY.seq >= first, _ENTRY.seq < end)
        query = query.order_by(_ENTRY.seq)
        if tile:
            query = select(_TILE.root).where(
                _TILE.level == tile, _TILE.number >= first, _TILE.number < end
            )
            query = query.order_by(_TILE.number)
        found = [row[0] for row in self._connection.execute(query)]
        hashes = [each for each in found if isinstance(each, bytes) and len(each) == HASH_BYTES]
        if len(hashes) != end - first:
            raise StorageFailed("rows of the audit log are missing or damaged")
        return root_of(hashes)

    def checkpoints(self, *, after: int = -1, most: int | None = None) -> list[tuple[Any, Any]]:
        """Size and note of each checkpoint, smallest first, from the one after a size on."""
        query = select(AUDIT_CHECKPOINT).where(_NOTE.size > after).order_by(_NOTE.size)
        return [tuple(row) for row in self._connection.execute(query.limit(most))]

    def newest_notes(self, most: int) -> list[bytes]:
        """The notes of the largest ones, smallest first."""
        query = select(_NOTE.note).order_by(_NOTE.size.desc()).limit(most)
        return [row[0] for row in self._connection.execute(query)][::-1]

    def last_checkpoint(self) -> bytes | None:
        """The note of the largest one."""
        query = select(_NOTE.note).order_by(_NOTE.size.desc()).limit(1)
        found: bytes | None = self._connection.execute(query).scalar()
        return found

    def checkpoint(self, size: int) -> bytes | None:
        """The note of a size."""
        query = select(_NOTE.note).where(_NOTE.size == size)
        found: bytes | None = self._connection.execute(query).scalar()
        return found

    def body(self, seq: int) -> bytes | None:
        """The body of an entry."""
        found: bytes | None = self._connection.execute(
            select(_ENTRY.body).where(_ENTRY.seq == seq)
        ).scalar()
        return found
