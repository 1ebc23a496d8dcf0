"""Makes stored conversations fast: rows of the real form, without an exchange for each.

Every conversation has two messages and a data key of its own. Bodies and wrapped keys are
random bytes of the real length: whoever erases them never decrypts them. The database
must be migrated, and nobody may have it open.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path
from typing import Any

from gateway.storage.batch import owner_of
from gateway.storage.database import KEY_FILE, MAIN_FILE
from gateway.storage.keys import DATA_KEY
from gateway.storage.schema import CONVERSATION, MESSAGE, to_micros

TENANT, CLASS = "default", "conversation"
POLICY = "default@0123456789ab"
# Length of a nonce, a chat message and its authentication tag; of a nonce, a key and a tag.
_BODY, _WRAPPED = 140, 60
_PAGE = 5_000
_KEEP = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be made.

    Attributes:
        count: conversations.
        due: how many of them are due at ``now``.
        now: aware, UTC.
        scattered: whether the due ones lie all over the tables, not in one stretch.
    """

    count: int
    due: int
    now: datetime
    scattered: bool = False

    def is_due(self, number: int) -> bool:
        """Whether a conversation is, by its number from 0."""
        if not self.scattered:
            return number < self.due
        return number * self.due // self.count != (number + 1) * self.due // self.count


def subject_of(number: int) -> str:
    """The keyed hash of a person; each has some conversations."""
    return blake2b(str(number // 4).encode(), digest_size=20).hexdigest()


def make(directory: Path, wanted: Wanted) -> None:
    """Adds the conversations to the files of a store."""
    with _loading(directory / MAIN_FILE) as driver:
        indexes = _without_indexes(driver, "conversation", "message")
        driver.execute("BEGIN")
        for conversations, messages in _pages(wanted):
            _insert(driver, CONVERSATION, conversations)
            _insert(driver, MESSAGE, messages)
        for sql in indexes:
            driver.execute(sql)
        driver.execute("COMMIT")
        driver.execute("ANALYZE")
    driver.close()
    with _loading(directory / KEY_FILE) as driver:
        driver.execute("BEGIN")
        at = to_micros(wanted.now - _KEEP)
        rows = [(dek_id_of(n), TENANT, os.urandom(_WRAPPED), at + n) for n in range(wanted.count)]
        _insert(driver, DATA_KEY, rows)
        driver.execute("COMMIT")
    driver.close()


def dek_id_of(number: int) -> str:
    """The id of a conversation's key; ids grow with time, as real ones do."""
    return f"{number:012x}{blake2b(str(number).encode(), digest_size=7).hexdigest()}"


def _loading(path: Path) -> sqlite3.Connection:
    driver = sqlite3.connect(path, isolation_level=None)
    # Pages are left as the store leaves them: what moves to another page is overwritten.
    for pragma in (
        *("synchronous = OFF", "journal_mode = MEMORY", "cache_size = -60000"),
        "secure_delete = ON",
    ):
        driver.execute(f"PRAGMA {pragma}")
    return driver


def _without_indexes(driver: sqlite3.Connection, *tables: str) -> list[str]:
    """Drops the indexes that a table can be without for a while; what makes them again."""
    found = []
    for table in tables:
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ?"
        for name, sql in driver.execute(query, (table,)).fetchall():
            if sql is not None:
                driver.execute(f"DROP INDEX {name}")
                found.append(sql)
    return found


def _pages(wanted: Wanted) -> Iterator[tuple[list[Any], list[Any]]]:
    for start in range(0, wanted.count, _PAGE):
        numbers = range(start, min(start + _PAGE, wanted.count))
        conversations = [_conversation(n, wanted) for n in numbers]
        yield conversations, [row for n in numbers for row in _messages(n)]


def _conversation(number: int, wanted: Wanted) -> tuple[Any, ...]:
    created = wanted.now - _KEEP + timedelta(milliseconds=number)
    due = wanted.is_due(number)
    end = to_micros(wanted.now - timedelta(hours=1) if due else wanted.now + _KEEP) + number
    values = {
        "id": number + 1,
        "tenant": TENANT,
        "subject": subject_of(number),
        "conversation_id": f"conversation-{number}",
        "retired": 0,
        "dek_id": dek_id_of(number),
        "retention_class": CLASS,
        "trigger": "last_interaction",
        "purpose": "answering",
        "recipient": "echo",
        "policy": POLICY,
        "hide_at": end,
        "erase_by": end + 86_400_000_000,
        "latest": None,
        "created_at": to_micros(created),
        "last_interaction_at": to_micros(created),
        "next_seq": 2,
        "due_at": end,
        "keep_until": None,
        "action": "erase",
        "state": "active",
        "review": 0,
    }
    return tuple(values.get(column.name, "") for column in CONVERSATION.columns)


def _messages(number: int) -> Iterator[tuple[Any, ...]]:
    owner = owner_of(TENANT, subject_of(number))
    for seq, role in enumerate(("user", "assistant")):
        chain = blake2b(f"{number} {seq}".encode(), digest_size=16).hexdigest()
        yield number + 1, seq, role, owner, chain, os.urandom(_BODY)


def _insert(driver: sqlite3.Connection, table: Any, rows: list[Any]) -> None:
    marks = ", ".join("?" * len(table.columns))
    driver.executemany(f"INSERT INTO {table.name} VALUES ({marks})", rows)
