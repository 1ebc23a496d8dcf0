"""All that is held of a person, read store by store and page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, Protocol

from gateway.consent.hearing import receipt_facts
from gateway.consent.receipts import issue
from gateway.policy import Tenant
from gateway.proxy.subject import TenantKeys
from gateway.rights.data_stores import STORES, Exported, Exporter, Holder, PageAsked
from gateway.rights.exporters import EXPORTERS
from gateway.rights.kinds import RightKind
from gateway.storage.consent_ports import ConsentStore
from gateway.storage.transaction import Acting, Transaction

# What a person gave, under consent or contract (GDPR Article 20(1)); the rest is what the
# operator noted down.
PORTABLE = frozenset(
    {
        *("conversations", "provider_states", "consents", "person", "objections"),
        *("restrictions", "directives"),
    }
)


class ExportStore(ConsentStore, Acting, Protocol):
    """A store that can be read in acts and knows consents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a package is for: the kind of request, and the time."""

    kind: RightKind
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Everything for one package. The repr shows none of it.

    Attributes:
        kind: access or portability.
        holder: whose.
        made_at: when it was read.
        stores: items by the store's name, in the order of STORES.
        receipts: signed receipt of each consent, by record id.
    """

    kind: RightKind
    holder: Holder
    made_at: datetime
    stores: Mapping[str, Sequence[Mapping[str, Any]]] = field(repr=False)
    receipts: Mapping[str, bytes] = field(default_factory=dict, repr=False)

    @property
    def items(self) -> int:
        """How many there are in all stores."""
        return sum(map(len, self.stores.values()))


async def read_all(
    store: Acting, exporter: Exporter, *, holder: Holder, now: datetime
) -> list[Mapping[str, Any]]:
    """All items of one store; each page is an act of its own."""
    asked = PageAsked(now=now)
    items: list[Mapping[str, Any]] = []
    while True:
        page: Exported = await store.act(partial(_read, exporter, holder=holder, asked=asked))
        items += page.items
        if page.after is None:
            return items
        asked = replace(asked, after=page.after)


def _read(
    exporter: Exporter, transaction: Transaction, *, holder: Holder, asked: PageAsked
) -> Exported:
    return exporter(transaction, holder, asked)


async def gather(
    store: ExportStore, tenant: Tenant, *, keys: TenantKeys, subject: str, asked: Asked
) -> Gathered:
    """Reads what a person gets.

    Args:
        store: it is read in pages, so that nobody waits for the whole.
        tenant: whose person.
        keys: the tenant's; they sign the receipts.
        subject: keyed hash of the person.
        asked: what for, when.

    Raises:
        StorageFailed: something does not decrypt; nothing is handed out then.
    """
    holder = Holder(tenant=tenant.key, subject=subject)
    names = [each.name for each in STORES]
    if asked.kind is RightKind.PORTABILITY:
        names = [name for name in names if name in PORTABLE]
    stores = {
        name: await read_all(store, EXPORTERS[name], holder=holder, now=asked.now) for name in names
    }
    receipts = {}
    for record in stores["consents"]:
        facts = await receipt_facts(store, tenant, record_id=record["record_id"])
        if facts is not None:
            receipts[record["record_id"]] = issue(keys.receipt, facts)
    return Gathered(
        kind=asked.kind, holder=holder, made_at=asked.now, stores=stores, receipts=receipts
    )
