"""Which recipients a tenant has switched on; functions of one transaction.

Only tenants whose policy starts with every recipient off are asked about, so nobody else
pays for it. A row's version grows with each change: what was decided under one version is
not recorded under another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from gateway.storage.consent_ports import Facts
from gateway.storage.driver import Statements
from gateway.storage.schema import from_micros, to_micros
from gateway.storage.schema_access import INTEGRATION
from gateway.storage.statements import fetch

_ON = (
    "WITH w (tenant, recipient) AS (VALUES {rows}) SELECT i.tenant, i.recipient, i.version"
    " FROM w JOIN integration AS i ON i.tenant = w.tenant AND i.recipient = w.recipient"
    " WHERE i.is_on = 1"
)


class Aimed(Protocol):
    """Something that is for one recipient of one tenant."""

    @property
    def tenant(self) -> str:
        """Its key."""
        ...

    @property
    def recipient(self) -> str:
        """Its key."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Integration:
    """The switch of one recipient.

    Attributes:
        tenant, recipient: keys.
        is_on: whether text may go there.
        version: grows with each change, from 1.
        changed_by: id of the key that changed it last, or ``command``.
        changed_at: when.
    """

    tenant: str
    recipient: str
    is_on: bool
    version: int
    changed_by: str
    changed_at: datetime


def switches(driver: Statements, asked: Sequence[Aimed]) -> Mapping[tuple[str, str], int]:
    """Versions of those that are on, by tenant and recipient; no statement for nobody."""
    if not asked:
        return {}
    names = list(dict.fromkeys((each.tenant, each.recipient) for each in asked))
    return {(row[0], row[1]): row[2] for row in fetch(driver, _ON, rows=names)}


def with_switch(facts: Facts, asked: Aimed, *, on: Mapping[tuple[str, str], int]) -> Facts:
    """Facts with the version of the switch, where it is on."""
    version = on.get((asked.tenant, asked.recipient), 0)
    return replace(facts, switch=version) if version else facts


def integrations(connection: Connection, tenant: str) -> Mapping[str, Integration]:
    """All switches that a tenant has ever used, by recipient."""
    rows = connection.execute(select(INTEGRATION).where(INTEGRATION.c.tenant == tenant))
    return {
        row.recipient: Integration(
            tenant=row.tenant,
            recipient=row.recipient,
            is_on=bool(row.is_on),
            version=row.version,
            changed_by=row.changed_by,
            changed_at=from_micros(row.changed_at),
        )
        for row in rows
    }


def put(connection: Connection, wanted: Integration) -> Integration:
    """Sets a switch; the row as it is now. One that stands so already keeps its version."""
    held = integrations(connection, wanted.tenant).get(wanted.recipient)
    if held is not None and held.is_on == wanted.is_on:
        return held
    changed = replace(wanted, version=1 if held is None else held.version + 1)
    values = {
        "is_on": int(changed.is_on),
        "version": changed.version,
        "changed_by": changed.changed_by,
        "changed_at": to_micros(changed.changed_at),
    }
    if held is None:
        names = {"tenant": changed.tenant, "recipient": changed.recipient}
        connection.execute(insert(INTEGRATION).values(**names, **values))
    else:
        table = INTEGRATION.c
        row = (table.tenant == changed.tenant, table.recipient == changed.recipient)
        connection.execute(update(INTEGRATION).where(*row).values(**values))
    return changed
