"""One write transaction of the store, as acts outside of the hot path see it.

An act is a function from this to a result. What it does through ``connection`` is kept
whole or not at all; its audit entries are part of the same transaction. Keys live in a
store of their own: a key that was added is durable before the rows that need it, a key
that was destroyed is gone whatever becomes of the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol, TypeVar, runtime_checkable

from sqlalchemy.engine import Connection

from gateway.storage.audit_rows import AuditRows
from gateway.storage.driver import Checkpoint
from gateway.storage.kept_store import KeptStore
from gateway.storage.keys import KeyFile
from gateway.storage.ledger import ErasureLedger
from gateway.storage.ports import Store

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """What an act works with.

    Attributes:
        connection: of the main database; use SQLAlchemy Core statements only, so that
            they run on every database.
        keys: the key store.
        audit: appends to the audit log.
        ledger: notes what is about to be erased, before its key is destroyed.
        kept: the separate store for what a law keeps, or None where there is none.
    """

    connection: Connection
    keys: KeyFile
    audit: AuditRows
    ledger: ErasureLedger
    kept: KeptStore | None = None


@runtime_checkable
class Acting(Protocol):
    """A store in which acts can be done."""

    async def act(
        self, function: Callable[[Transaction], Result], *, tenants: Collection[str] | None = None
    ) -> Result:
        """Runs an act in a transaction of its own that holds the write lock.

        Args:
            function: the act.
            tenants: whose rows it sees on PostgreSQL; None is all that the store serves.

        Raises:
            StorageFailed: nothing of it was kept, but for keys that it destroyed or added.
            GatewayError: as the act raises it; nothing was kept.
        """
        ...


class ActingStore(Store, Acting, Protocol):
    """A store that has all of it: what the gateway and the commands work with."""

    async def truncate(self) -> Checkpoint | None:
        """Empties the write-ahead logs of what was erased; the worst state of them."""
        ...
