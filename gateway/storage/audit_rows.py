"""The audit log's rows: appended inside the transaction of the act that they tell of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gateway.audit.entry import AuditEntry, entry_body
from gateway.audit.merkle import leaf_hash, root_of
from gateway.errors import StorageFailed
from gateway.storage.driver import Statements
from gateway.storage.keys import KeyFile
from gateway.storage.peppers import Peppers, read_peppers
from gateway.storage.schema_audit import AUDIT_ENTRY, AUDIT_TILE
from gateway.storage.statements import many

TILE = 256
_NEXT = "SELECT max(seq) FROM audit_entry"
_LEAVES = "SELECT leaf FROM audit_entry WHERE seq >= ? AND seq < ? ORDER BY seq"
_TILES = (
    "SELECT root FROM audit_tile WHERE level = ? AND number >= ? AND number < ? ORDER BY number"
)


class AuditRows:
    """Appends entries; one writer at a time, as the write lock is held."""

    def __init__(self, driver: Statements, keys: KeyFile) -> None:
        """Args: driver, inside a transaction that holds the write lock; the key store."""
        self._driver = driver
        self._keys = keys

    def append(self, *entries: AuditEntry, peppers: Peppers | None = None) -> None:
        """Appends entries in order.

        Args:
            entries: may be none.
            peppers: of everybody whom they are about, in the key store already; None reads
                and adds them here.

        Raises:
            StorageFailed: an entry holds what is no code, count, id or hash, or rows of the
                log are missing.
        """
        if not entries:
            return
        if peppers is None:
            peppers = read_peppers(self._keys, holders(entries), at=entries[0].at)
            self._keys.add(peppers.new)
        first = self._size()
        rows = []
        for seq, each in enumerate(entries, start=first):
            subject = None
            if each.subject is not None:
                subject = peppers.reference((each.tenant, each.subject))
            body = entry_body(each, seq, subject=subject)
            rows.append((seq, body, leaf_hash(body)))
        for sql, parameters in many(AUDIT_ENTRY, rows):
            self._driver.execute(sql, parameters)
        self._fill_tiles(first, [leaf for _, _, leaf in rows])

    def _size(self) -> int:
        last = self._driver.execute(_NEXT).fetchone()[0]
        return 0 if last is None else int(last) + 1

    def _fill_tiles(self, first: int, hashes: Sequence[bytes]) -> None:
        """Adds the tiles that new hashes make full, level by level."""
        level = 0
        while len(hashes):
            start, end = first // TILE, (first + len(hashes)) // TILE
            if start == end:
                return
            before = self._hashes(level, start * TILE, end=first)
            row = [*before, *hashes]
            roots = [root_of(row[TILE * n : TILE * (n + 1)]) for n in range(end - start)]
            level += 1
            tiles = [(level, number, root) for number, root in enumerate(roots, start=start)]
            for sql, parameters in many(AUDIT_TILE, tiles):
                self._driver.execute(sql, parameters)
            first, hashes = start, roots

    def _hashes(self, level: int, first: int, *, end: int) -> list[bytes]:
        query, parameters = _TILES, [level, first, end]
        if level == 0:
            query, parameters = _LEAVES, [first, end]
        found: list[Any] = self._driver.execute(query, parameters).fetchall()
        if len(found) != end - first:
            raise StorageFailed("rows of the audit log are missing")
        return [row[0] for row in found]


def holders(entries: Sequence[AuditEntry]) -> set[tuple[str, str]]:
    """Whom entries are about."""
    return {(each.tenant, each.subject) for each in entries if each.subject is not None}
