"""Where something of a person is kept: one list for access, erasure and certificates.

Every table that says of a row whose it is, or hangs on one that does, belongs to exactly
one store; a test holds this list against the schema. What a store hands out is in
gateway/rights/exporters.py, how it is erased in gateway/rights/erasers.py, both by the
store's name. Each works page by page, so that no transaction is long.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gateway.storage.transaction import Transaction

PAGE_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DataStore:
    """One place.

    Attributes:
        name: a code, as tasks and certificates name it.
        tables: of the main database; the first says whose a row is, the others hang on it.
    """

    name: str
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whose data: the tenant's key and the person's keyed hash."""

    tenant: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageAsked:
    """Which rows are wanted next.

    Attributes:
        now: aware, UTC.
        after: where the page before ended, as that page said; None for the first one.
        rows: the most of one page.
    """

    now: datetime
    after: Sequence[Any] | None = None
    rows: int = PAGE_ROWS


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One page of what a store hands out.

    Attributes:
        items: JSON-like; times as RFC 3339, no key, no code, nobody else's data.
        after: for the next page; None where this was the last.
    """

    items: Sequence[Mapping[str, Any]] = field(repr=False)
    after: Sequence[Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """One page of an erasure.

    Attributes:
        items_removed: gone.
        items_retained: still there, for the reasons given.
        reasons: codes of grounds, each with how many items it keeps.
        done: whether nothing that may be erased is left.
    """

    items_removed: int = 0
    items_retained: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    done: bool = True


Exporter = Callable[[Transaction, Holder, PageAsked], Exported]
Eraser = Callable[[Transaction, Holder, PageAsked], Erased]

STORES = (
    DataStore(name="conversations", tables=("conversation", "message")),
    DataStore(name="provider_states", tables=("provider_state",)),
    DataStore(name="disclosures", tables=("disclosure", "outcome")),
    DataStore(name="refusals", tables=("refusal",)),
    DataStore(name="consents", tables=("consent_event", "consent_current")),
    DataStore(name="withdrawal_codes", tables=("withdrawal_code",)),
    DataStore(name="person", tables=("subject", "subject_event")),
    DataStore(name="reports", tables=("report",)),
    DataStore(name="source_tags", tables=("source_tag",)),
    DataStore(name="retention_events", tables=("retention_event",)),
    DataStore(name="holds", tables=("hold_item",)),
    DataStore(
        name="requests", tables=("rights_request", "rights_event", "rights_task", "rights_result")
    ),
    DataStore(name="identity_proofs", tables=("identity_proof",)),
    DataStore(name="objections", tables=("objection",)),
    DataStore(name="restrictions", tables=("restriction",)),
    DataStore(name="directives", tables=("directive",)),
    DataStore(name="outbox", tables=("outbox",)),
    DataStore(name="usage", tables=("usage",)),
    DataStore(name="forms", tables=("form_entry",)),
    DataStore(name="demands", tables=("demand",)),
)

# Tables in which nothing is of one person.
OF_NOBODY = frozenset(
    {
        *("meta", "shown_notice", "api_key", "retention_class", "hold", "certificate", "lease"),
        "anonymised",
        *("incident", "incident_event", "incident_notice"),
        *("account", "sign_in_session", "sign_in_failure"),
        *("access_grant", "access_read", "instruction", "integration", "termination"),
        *("audit_entry", "audit_tile", "audit_checkpoint"),
        *("daily_count", "figure"),
    }
)
