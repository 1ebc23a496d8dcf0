"""The separate store: what a law keeps after its time, away from everything else.

It is a database of its own with a key store of its own, whose key-encryption keys come from
another derivation of the master key: neither the data nor the keys of the main store open
it. Nothing of the gateway reads it but ``read``, for the purpose ``legal_compliance`` and
with a reason; at ``keep_until`` a sweep erases it.

A conversation that is moved here is durable here before its original is erased. It may
come twice, after a crash: it is then kept once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import and_, delete, func, insert, or_, select
from sqlalchemy.engine import Connection

from gateway.entropy import random_bytes
from gateway.errors import StorageFailed
from gateway.retention.certificates import EMPTY
from gateway.retention.holds import Hold
from gateway.storage.crypto import KEY_BYTES, decrypt, encrypt, place_of
from gateway.storage.driver import (
    NOBODY,
    Checkpoint,
    CreatedSchema,
    Database,
    Driver,
    Tenants,
    reading,
    writing,
)
from gateway.storage.files import SqliteFile
from gateway.storage.kept_schema import KEPT, KEPT_META, METADATA
from gateway.storage.keys import KeyFile, NewKey
from gateway.storage.schema import from_micros, to_micros

KEPT_FILE = "kept.db"
KEPT_KEY_FILE = "kept-keys.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A conversation in the separate store, without its texts.

    Attributes:
        kept_id: its id there.
        moved_at: when it came there.
        keep_until: until when the law keeps it.
        classes: keys of all classes that it ever had.
        Others as in the main store.
    """

    tenant: str
    kept_id: str
    subject: str
    conversation_id: str
    retention_class: str
    class_version: str
    policy: str
    purpose: str
    recipient: str
    created_at: datetime
    last_interaction_at: datetime
    moved_at: datetime
    keep_until: datetime
    classes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMessage:
    """One message of it; the text is redacted."""

    role: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moving:
    """A conversation on its way; ``dek_id`` names its key in the main store."""

    kept: Kept
    dek_id: str = field(repr=False)
    messages: Sequence[KeptMessage] = field(repr=False)


def kept_id_of(dek_id: str) -> str:
    """The id that a conversation has in the separate store; says nothing of its key's."""
    return hashlib.sha256(f"kept {dek_id}".encode()).hexdigest()[:26]


KEPT_SCHEMA = CreatedSchema(METADATA)


class KeptStore:
    """The separate store; all calls from the thread that opened it."""

    def __init__(self, database: Database, keys: KeyFile, *, main: KeyFile) -> None:
        """Opens nothing yet.

        Args:
            database: of its own.
            keys: a key store of its own, under another master key (see KeyFile.apart).
            main: the key store of the main store, whose id is this one's, too.
        """
        self.database = database
        self.keys = keys
        self._main = main
        self.tenants: Tenants = frozenset()
        self._open: Driver | None = None

    @classmethod
    def in_directory(cls, directory: Path, keys: KeyFile) -> KeptStore:
        """With both files in one directory, under their usual names.

        Args:
            directory: best one of its own.
            keys: the main store's, whose master key another one is derived from.
        """
        apart = keys.apart(directory / KEPT_KEY_FILE)
        return cls(SqliteFile(directory / KEPT_FILE), apart, main=keys)

    def __repr__(self) -> str:
        return f"KeptStore({'open' if self._open else 'closed'})"

    @property
    def is_made(self) -> bool:
        """Whether anything was ever put there: one of its databases is there."""
        places = (self.database, self.keys.database)
        return self._open is not None or any(
            not isinstance(each, SqliteFile) or each.path.exists() for each in places
        )

    def make(self) -> None:
        """Opens or makes both databases now, so that what is wrong with them shows."""
        _ = self._driver

    @property
    def is_lost(self) -> bool:
        """Whether a connection of it is of no use any more."""
        return self._open is not None and (self._open.is_lost or self.keys.is_lost)

    def close(self) -> None:
        """Closes both."""
        if self._open is not None:
            self._open.close()
            self._open = None
        self.keys.close()

    def truncate(self, *, anew: bool = False) -> Checkpoint | None:
        """Truncates both write-ahead logs; the worse state, None where there are none.

        Args:
            anew: see KeyFile.truncate.
        """
        if not self.is_made:
            return EMPTY
        driver = self._driver
        states = (self.keys.truncate(anew=anew), driver.truncate_log())
        if states[0] is None or states[1] is None:
            return None
        return max(states[0], states[1])

    def put(self, moving: Sequence[Moving], *, at: datetime) -> None:
        """Takes conversations in; durable on return. Those that are there stay as they are."""
        if not moving:
            return
        held = self._held([(each.kept.tenant, each.kept.kept_id) for each in moving])
        new = [each for each in moving if (each.kept.tenant, each.kept.kept_id) not in held]
        if not new:
            return
        keys = [
            NewKey(
                dek_id=random_bytes(13).hex(),
                tenant=each.kept.tenant,
                key=random_bytes(KEY_BYTES),
                created_at=to_micros(at),
            )
            for each in new
        ]
        self.keys.tenants = self.tenants
        self.keys.add(keys)
        rows = [_row(each, key) for each, key in zip(new, keys, strict=True)]
        with writing(self._driver, self.tenants):
            self._core.execute(insert(KEPT), rows)

    def due(
        self, now: datetime, *, after: tuple[str, str] = ("", ""), limit: int
    ) -> Sequence[Kept]:
        """Those that no law keeps any more, in order of tenant and id, from one on."""
        tenant, kept_id = after
        later = or_(KEPT.c.tenant > tenant, and_(KEPT.c.tenant == tenant, KEPT.c.kept_id > kept_id))
        query = select(KEPT).where(KEPT.c.keep_until <= to_micros(now), later)
        return self._read(query.order_by(KEPT.c.tenant, KEPT.c.kept_id).limit(limit))

    def listed(
        self, tenant: str, *, subject: str | None = None, limit: int | None = 1000
    ) -> Sequence[Kept]:
        """What is kept of a tenant, or of one person; the newest first."""
        query = select(KEPT).where(KEPT.c.tenant == tenant)
        if subject is not None:
            query = query.where(KEPT.c.subject == subject)
        return self._read(query.order_by(KEPT.c.moved_at.desc(), KEPT.c.kept_id).limit(limit))

    def covers_something(self, hold: Hold) -> bool:
        """Whether a hold covers anything that is kept here."""
        return bool(self.held_subjects(hold))

    def held_subjects(self, hold: Hold) -> frozenset[str]:
        """Whose conversations a hold covers here."""
        return frozenset(
            each.subject
            for each in self.listed(hold.tenant, limit=None)
            if hold.scope.covers(
                each.subject,
                each.conversation_id,
                classes={each.retention_class, *each.classes},
                created_at=each.created_at,
            )
        )

    def counts(self) -> Mapping[str, int]:
        """How many are kept, by tenant."""
        query = select(KEPT.c.tenant, func.count()).group_by(KEPT.c.tenant)
        with reading(self._driver, self.tenants):
            return {row[0]: row[1] for row in self._core.execute(query)}

    def messages(self, tenant: str, kept_id: str) -> tuple[Kept, Sequence[KeptMessage]] | None:
        """One conversation with its texts; see gateway.storage.kept_rows.read_kept.

        Raises:
            StorageFailed: it does not decrypt in its place.
        """
        query = select(KEPT).where(KEPT.c.tenant == tenant, KEPT.c.kept_id == kept_id)
        with reading(self._driver, self.tenants):
            row = self._core.execute(query).first()
        if row is None:
            return None
        key = self.keys.find([row.dek_id]).get(row.dek_id)
        if key is None:
            return None
        place = place_of((row.tenant, row.subject, row.kept_id))
        text = decrypt(AESGCM(key), bytes(row.body), place=place, seq=0)
        return _kept(row), [KeptMessage(role=role, text=said) for role, said in json.loads(text)]

    def key_ids(self, kept: Sequence[Kept]) -> Sequence[str]:
        """Ids of their keys in this store."""
        return list(self._held([(each.tenant, each.kept_id) for each in kept]).values())

    def arrived(self, tenant: str, kept_ids: Sequence[str]) -> frozenset[str]:
        """Those of the ids that are here and have their key."""
        held = self._held([(tenant, each) for each in kept_ids])
        missing = self.keys.missing(list(held.values()))
        return frozenset(
            kept_id for (whose, kept_id), dek_id in held.items()
            if whose == tenant and dek_id not in missing
        )  # fmt: skip

    def origins(self, kept: Sequence[Kept]) -> Sequence[str]:
        """Ids of the keys that they had in the main store; copies of it may still hold them."""
        query = select(KEPT.c.origin).where(KEPT.c.kept_id.in_([each.kept_id for each in kept]))
        with reading(self._driver, self.tenants):
            return [row.origin[::-1] for row in self._core.execute(query)]

    def erase(self, kept: Sequence[Kept]) -> None:
        """Erases conversations: keys first; durable on return."""
        names = [(each.tenant, each.kept_id) for each in kept]
        self.keys.tenants = self.tenants
        self.keys.destroy(list(self._held(names).values()))
        with writing(self._driver, self.tenants):
            for tenant in {each.tenant for each in kept}:
                ids = [kept_id for whose, kept_id in names if whose == tenant]
                gone = delete(KEPT).where(KEPT.c.tenant == tenant, KEPT.c.kept_id.in_(ids))
                self._core.execute(gone)

    @property
    def _driver(self) -> Driver:
        """Opens or makes both databases when they are needed first; most stores never are."""
        if self._open is None:
            self.keys.open()
            try:
                self._open = self.database.open(KEPT_SCHEMA)
                self._check_belonging()
            except BaseException:
                self.close()
                raise
        return self._open

    def _check_belonging(self) -> None:
        """Binds a new database to its key store and to the main store; refuses any other.

        Raises:
            StorageFailed: it is missing though its keys are there, or another store's.
        """
        self.keys.tenants = self.tenants
        wanted = {"keys": self.keys.store_id, "store_id": self._main.store_id}
        held = {row.name: row.value for row in self._core.execute(select(KEPT_META))}
        if not held:
            if self.keys.holds_any:
                raise StorageFailed("the separate store is missing, though its keys are there")
            with writing(self._driver, NOBODY):
                rows = [{"name": name, "value": value} for name, value in wanted.items()]
                self._core.execute(insert(KEPT_META), rows)
        elif held != wanted:
            raise StorageFailed("the separate store does not belong to this store or its keys")

    @property
    def _core(self) -> Connection:
        return self._driver.core

    def _read(self, query: Any) -> list[Kept]:
        with reading(self._driver, self.tenants):
            return [_kept(row) for row in self._core.execute(query)]

    def _held(self, names: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
        """Keys' ids by tenant and id, of those that are there."""
        held = KEPT.c
        query = select(held.tenant, held.kept_id, held.dek_id)
        with reading(self._driver, self.tenants):
            rows = self._core.execute(query.where(held.kept_id.in_([each[1] for each in names])))
            return {(row.tenant, row.kept_id): row.dek_id for row in rows}


def _row(moving: Moving, key: NewKey) -> dict[str, Any]:
    kept = moving.kept
    text = json.dumps([[each.role, each.text] for each in moving.messages])
    place = place_of((kept.tenant, kept.subject, kept.kept_id))
    [body] = encrypt(AESGCM(key.key), [text], place=place, first=0)
    return {
        "tenant": kept.tenant,
        "kept_id": kept.kept_id,
        "subject": kept.subject,
        "conversation_id": kept.conversation_id,
        "retention_class": kept.retention_class,
        "class_version": kept.class_version,
        "policy": kept.policy,
        "purpose": kept.purpose,
        "recipient": kept.recipient,
        "created_at": to_micros(kept.created_at),
        "last_interaction_at": to_micros(kept.last_interaction_at),
        "moved_at": to_micros(kept.moved_at),
        "keep_until": to_micros(kept.keep_until),
        "dek_id": key.dek_id,
        "classes": json.dumps(sorted(kept.classes)),
        # Turned around: a search of the files for the key's id must not find it here.
        "origin": moving.dek_id[::-1],
        "body": body,
    }


def _kept(row: Any) -> Kept:
    return Kept(
        tenant=row.tenant,
        kept_id=row.kept_id,
        subject=row.subject,
        conversation_id=row.conversation_id,
        retention_class=row.retention_class,
        class_version=row.class_version,
        policy=row.policy,
        purpose=row.purpose,
        recipient=row.recipient,
        created_at=from_micros(row.created_at),
        last_interaction_at=from_micros(row.last_interaction_at),
        moved_at=from_micros(row.moved_at),
        keep_until=from_micros(row.keep_until),
        classes=frozenset(json.loads(row.classes)),
    )
