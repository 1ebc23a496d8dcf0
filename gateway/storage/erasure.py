"""What a sweep does to the two files of a store (the steps of gateway.retention.sweep)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from gateway.retention.sweep import Item
from gateway.storage.keys import KeyFile
from gateway.storage.schema import to_micros
from gateway.storage.statements import with_rows

_DUE = "SELECT id, dek_id FROM conversation WHERE hide_at <= ? ORDER BY hide_at LIMIT ?"
_AFTER = "SELECT id, dek_id FROM conversation WHERE id > ? ORDER BY id LIMIT ?"
_NAMED = "SELECT dek_id FROM conversation WHERE dek_id IN (VALUES {rows})"
_DELETE_STATES = "DELETE FROM provider_state WHERE conversation IN (VALUES {rows})"
_DELETE_DUE_STATES = (
    "DELETE FROM provider_state WHERE (tenant, state) IN (SELECT tenant, state"
    " FROM provider_state WHERE hide_at <= ? ORDER BY hide_at LIMIT ?)"
)
_DELETE_TAGS = (
    "DELETE FROM source_tag WHERE (tenant, subject, digest, tag) IN (SELECT tenant, subject,"
    " digest, tag FROM source_tag WHERE until <= ? ORDER BY until LIMIT ?)"
)
_DELETE_MESSAGES = "DELETE FROM message WHERE conversation IN (VALUES {rows})"
_DELETE_CONVERSATIONS = "DELETE FROM conversation WHERE id IN (VALUES {rows})"


class HeldConversations:
    """The stored conversations inside the sweep's transaction; see retention.sweep.Held."""

    def __init__(self, driver: sqlite3.Connection, keys: KeyFile) -> None:
        """Args: driver, inside a transaction that holds the write lock; the key store."""
        self._driver = driver
        self._keys = keys

    def due(self, now: datetime, limit: int) -> Sequence[Item]:
        """Conversations that are hidden at ``now``, the longest hidden first."""
        return self._items(_DUE, to_micros(now), limit)

    def after(self, row_id: int, limit: int) -> Sequence[Item]:
        """Conversations in order of row id, from the one after ``row_id``."""
        return self._items(_AFTER, row_id, limit)

    def without_key(self, items: Sequence[Item]) -> Sequence[Item]:
        """Those of which the key store has no key."""
        missing = self._keys.missing([item.dek_id for item in items])
        return [item for item in items if item.dek_id in missing]

    def keys_before(self, at: datetime, *, after: str, limit: int) -> Sequence[str]:
        """Ids of keys made before ``at``, in order, from the one after ``after``."""
        return self._keys.made_before(to_micros(at), after=after, limit=limit)

    def without_conversation(self, dek_ids: Sequence[str]) -> Sequence[str]:
        """Those keys' ids that no conversation names."""
        named: set[str] = set()
        for sql, parameters in with_rows(_NAMED, [(dek_id,) for dek_id in dek_ids]):
            named.update(row[0] for row in self._driver.execute(sql, parameters))
        return [dek_id for dek_id in dek_ids if dek_id not in named]

    def destroy_keys(self, dek_ids: Sequence[str]) -> None:
        """Destroys keys; durable on return, whatever becomes of the transaction."""
        self._keys.destroy(dek_ids)

    def delete_rows(self, items: Sequence[Item]) -> None:
        """Deletes conversations with all of theirs; disclosures stay, they hold no text."""
        row_ids = [(item.row_id,) for item in items]
        for query in (_DELETE_STATES, _DELETE_MESSAGES, _DELETE_CONVERSATIONS):
            for sql, parameters in with_rows(query, row_ids):
                self._driver.execute(sql, parameters)

    def delete_states(self, now: datetime, limit: int) -> int:
        """Deletes provider states that are hidden at ``now``; how many there were."""
        return self._driver.execute(_DELETE_DUE_STATES, (to_micros(now), limit)).rowcount

    def delete_tags(self, now: datetime, limit: int) -> int:
        """Deletes source tags of texts that have ended; how many there were."""
        return self._driver.execute(_DELETE_TAGS, (to_micros(now), limit)).rowcount

    def _items(self, query: str, *parameters: int) -> list[Item]:
        rows = self._driver.execute(query, parameters)
        return [Item(row_id=row_id, dek_id=dek_id) for row_id, dek_id in rows]
