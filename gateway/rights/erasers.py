"""How each store of gateway/rights/data_stores.py is emptied of one person, page by page.

Keys first: whatever has a data key of its own is unreadable everywhere, copies included,
before its row goes. What a hold, a law or the policy's classes of records keep stays, is
counted, and each item has a ground. Emptying what is empty is done at once with nothing
removed, so that every page can be run again after a crash.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, and_, delete, select, update
from sqlalchemy.sql.elements import ColumnElement

from gateway.consent.persons import Restriction
from gateway.rights.conversation_erasure import (
    conversation_eraser,
    count,
    destroy_keys,
    erase_hold_items,
    erase_states,
    erased,
    of,
)
from gateway.rights.data_stores import Erased, Eraser, Holder, PageAsked
from gateway.rights.kinds import CLOSED, Ground
from gateway.storage.demand_rows import tellable
from gateway.storage.held_people import is_held
from gateway.storage.people_rows import read_codes, write_codes
from gateway.storage.schema import (
    CONSENT_CURRENT,
    CONSENT_EVENT,
    DISCLOSURE,
    OUTCOME,
    REFUSAL,
    REPORT,
    SOURCE_TAG,
    SUBJECT,
    SUBJECT_EVENT,
    WITHDRAWAL_CODE,
)
from gateway.storage.schema_forms import FORM_ENTRY
from gateway.storage.schema_incidents import DEMAND
from gateway.storage.schema_retention import RETENTION_EVENT
from gateway.storage.schema_rights import (
    DIRECTIVE,
    IDENTITY_PROOF,
    OBJECTION,
    OUTBOX,
    RESTRICTION,
    RIGHTS_REQUEST,
    RIGHTS_RESULT,
)
from gateway.storage.schema_usage import USAGE
from gateway.storage.transaction import Transaction

# Proof that somebody consented, and of what went where: kept until claims have lapsed, by
# the policy's classes of records. None of it holds words.
EVIDENCE = frozenset({"consents", "disclosures"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under which an erasure runs.

    Attributes:
        run_id: of the certificate that counts it.
        cause: of that certificate.
        request_id: of the request that it answers; its own rows stay.
        keeps: stores whose records are kept as evidence, each until its class ends.
    """

    run_id: str = ""
    cause: str = ""
    request_id: str = ""
    keeps: frozenset[str] = EVIDENCE


def erasers(terms: Terms) -> Mapping[str, Eraser]:
    """The eraser of each store by its name, in the order in which they run."""
    emptying = _Emptying(terms)
    return {
        "provider_states": erase_states,
        "conversations": conversation_eraser(terms.run_id, cause=terms.cause),
        "holds": erase_hold_items,
        "source_tags": emptying.plain(SOURCE_TAG, "digest"),
        "usage": emptying.plain(USAGE, "usage_id"),
        "forms": unless_held(FORM_ENTRY, emptying.keyed(FORM_ENTRY, "entry_id")),
        "identity_proofs": emptying.proofs,
        "directives": emptying.keyed(DIRECTIVE, "directive_id"),
        "objections": emptying.plain(OBJECTION, "purpose"),
        "restrictions": emptying.restrictions,
        "withdrawal_codes": emptying.plain(WITHDRAWAL_CODE, "code"),
        "consents": emptying.evidence("consents", emptying.consents),
        "disclosures": unless_held(
            DISCLOSURE, emptying.evidence("disclosures", emptying.disclosures)
        ),
        "refusals": unless_held(REFUSAL, emptying.plain(REFUSAL, "refusal_id")),
        "retention_events": unless_held(
            RETENTION_EVENT, emptying.plain(RETENTION_EVENT, "event_id")
        ),
        "reports": emptying.reports,
        "outbox": emptying.outbox,
        "requests": emptying.requests,
        "demands": keep_demands,
        "person": emptying.person,
    }


def keep_demands(transaction: Transaction, holder: Holder, asked: PageAsked) -> Erased:
    """What an authority asked for stays as proof; one that must be kept quiet is not counted."""
    kept = count(transaction, DEMAND, where=and_(of(DEMAND, holder), tellable(asked.now)))
    return erased(0, kept={Ground.LEGALLY_REQUIRED: kept})


def unless_held(table: Table, eraser: Eraser) -> Eraser:
    """Keeps a person's rows as long as a hold keeps any conversation of theirs."""

    def run(transaction: Transaction, holder: Holder, asked: PageAsked) -> Erased:
        if not is_held(transaction, holder.tenant, subject=holder.subject):
            return eraser(transaction, holder, asked)
        kept = count(transaction, table, where=of(table, holder))
        return erased(0, kept={Ground.HELD: kept})

    return run


class _Emptying:
    """The stores' erasers under one erasure's terms."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms

    def plain(self, table: Table, name: str) -> Eraser:
        """Rows that hold no key; ``name`` is a column that tells a person's rows apart."""

        def run(transaction: Transaction, holder: Holder, asked: PageAsked) -> Erased:
            return _delete(transaction, table, name=name, where=of(table, holder), asked=asked)

        return run

    def keyed(self, table: Table, name: str) -> Eraser:
        """Rows that name a data key of their own: it goes first."""

        def run(transaction: Transaction, holder: Holder, asked: PageAsked) -> Erased:
            return self._shred(transaction, table, name=name, where=of(table, holder), asked=asked)

        return run

    def evidence(self, store: str, run: Eraser) -> Eraser:
        """An eraser that keeps its rows, and says so, where they are evidence."""
        if store not in self._terms.keeps:
            return run
        table = CONSENT_EVENT if store == "consents" else DISCLOSURE

        def keep(transaction: Transaction, holder: Holder, _asked: PageAsked) -> Erased:
            kept = count(transaction, table, where=of(table, holder))
            return erased(0, kept={Ground.CLAIMS_EVIDENCE: kept})

        return keep

    def consents(self, transaction: Transaction, holder: Holder, asked: PageAsked) -> Erased:
        """All events, and what holds."""
        current = CONSENT_CURRENT.c
        query = select(current.record_id).where(of(CONSENT_CURRENT, holder)).limit(asked.rows)
        records = transaction.connection.execute(query).scalars().all()
        events = and_(CONSENT_EVENT.c.record_id.in_(records), of(CONSENT_EVENT, holder))
        removed = transaction.connection.execute(delete(CONSENT_EVENT).where(events)).rowcount
        gone = and_(of(CONSENT_CURRENT, holder), current.record_id.in_(records))
        transaction.connection.execute(delete(CONSENT_CURRENT).where(gone))
        return erased(removed, done=len(records) < asked.rows)

    def disclosures(self, transaction: Transaction, holder: Holder, asked: PageAsked) -> Erased:
        """What went where, with how it ended."""
        row = DISCLOSURE.c
        query = select(row.disclosure_id).where(of(DISCLOSURE, holder)).limit(asked.rows)
        ids = transaction.connection.execute(query).scalars().all()
        for table in (OUTCOME, DISCLOSURE):
            statement = delete(table).where(table.c.disclosure_id.in_(ids))
            transaction.connection.execute(statement)
        return erased(len(ids), done=len(ids) < asked.rows)

    def reports(self, transaction: Transaction, holder: Holder, asked: PageAsked) -> Erased:
        """All that are decided; one that is open protects a child until it is."""
        mine, is_open = of(REPORT, holder), REPORT.c.state == "open"
        where = and_(mine, ~is_open)
        page = _delete(transaction, REPORT, name="report_id", where=where, asked=asked)
        kept = count(transaction, REPORT, where=and_(mine, is_open)) if page.done else 0
        return erased(page.items_removed, kept={Ground.LEGALLY_REQUIRED: kept}, done=page.done)

    def proofs(self, transaction: Transaction, holder: Holder, asked: PageAsked) -> Erased:
        """Proofs of identity, but for those of other requests that are still open."""
        proof = IDENTITY_PROOF.c
        mine = of(IDENTITY_PROOF, holder)
        waiting = proof.request_id.in_(self._other_requests(holder, are_open=True))
        where = and_(mine, ~waiting)
        page = self._shred(transaction, IDENTITY_PROOF, name="request_id", where=where, asked=asked)
        kept = count(transaction, IDENTITY_PROOF, where=mine & waiting) if page.done else 0
        return erased(page.items_removed, kept={Ground.LEGALLY_REQUIRED: kept}, done=page.done)

    def restrictions(self, transaction: Transaction, holder: Holder, asked: PageAsked) -> Erased:
        """All ends of restrictions but this erasure's own, which goes when it is lifted."""
        mine = of(RESTRICTION, holder)
        where = and_(mine, RESTRICTION.c.kind != Restriction.ERASED.value)
        return _delete(transaction, RESTRICTION, name="kind", where=where, asked=asked)

    def outbox(self, transaction: Transaction, holder: Holder, asked: PageAsked) -> Erased:
        """What was delivered; what recipients must still be told is told first."""
        mine, sent = of(OUTBOX, holder), OUTBOX.c.delivered_at.is_not(None)
        page = self._shred(
            transaction, OUTBOX, name="message_id", where=and_(mine, sent), asked=asked
        )
        kept = count(transaction, OUTBOX, where=and_(mine, ~sent)) if page.done else 0
        return erased(page.items_removed, kept={Ground.LEGALLY_REQUIRED: kept}, done=page.done)

    def requests(self, transaction: Transaction, holder: Holder, asked: PageAsked) -> Erased:
        """Results and words of closed requests; that they were asked and answered stays.

        An open request of another kind is answered by whoever answers it, with its words.
        """
        closed = self._other_requests(holder, are_open=False)
        result = and_(
            RIGHTS_RESULT.c.tenant == holder.tenant, RIGHTS_RESULT.c.request_id.in_(closed)
        )
        page = self._shred(transaction, RIGHTS_RESULT, name="request_id", where=result, asked=asked)
        request = RIGHTS_REQUEST.c
        spoken = and_(
            request.tenant == holder.tenant, request.request_id.in_(closed), request.dek_id != ""
        )
        query = select(request.request_id, request.dek_id).where(spoken).limit(asked.rows)
        rows = transaction.connection.execute(query).all()
        destroy_keys(transaction, [row.dek_id for row in rows], asked=asked)
        silent = and_(
            request.tenant == holder.tenant, request.request_id.in_([each[0] for each in rows])
        )
        transaction.connection.execute(
            update(RIGHTS_REQUEST).where(silent).values(dek_id="", body=None)
        )
        done = page.done and len(rows) < asked.rows
        kept = count(transaction, RIGHTS_REQUEST, where=of(RIGHTS_REQUEST, holder)) if done else 0
        return erased(
            page.items_removed + len(rows), kept={Ground.LEGALLY_REQUIRED: kept}, done=done
        )

    def person(self, transaction: Transaction, holder: Holder, asked: PageAsked) -> Erased:
        """What was known, but for the restriction that ends last; see restriction_rows.

        A restriction that protects a child stands until the report is decided otherwise,
        that of somebody who has died for good.
        """
        page = _delete(
            transaction,
            SUBJECT_EVENT,
            name="version",
            where=of(SUBJECT_EVENT, holder),
            asked=asked,
        )
        mine = of(SUBJECT, holder)
        text = transaction.connection.execute(select(SUBJECT.c.restrictions).where(mine)).scalar()
        standing = read_codes(text or "") & _STANDING
        forgotten = update(SUBJECT).where(mine)
        transaction.connection.execute(
            forgotten.values(
                age_band="unknown",
                age_method=None,
                age_at=None,
                jurisdiction=None,
                tracking_refused=0,
                tracking_at=None,
                restrictions=write_codes(standing),
                objections="",
                reviews="",
            )
        )
        protected = len(standing - {Restriction.ERASED.value})
        return erased(page.items_removed, kept={Ground.LEGALLY_REQUIRED: protected}, done=page.done)

    def _other_requests(self, holder: Holder, *, are_open: bool) -> Any:
        request = RIGHTS_REQUEST.c
        closed = request.status.in_([each.value for each in CLOSED])
        return select(request.request_id).where(
            of(RIGHTS_REQUEST, holder),
            request.request_id != self._terms.request_id,
            ~closed if are_open else closed,
        )

    def _shred(
        self,
        transaction: Transaction,
        table: Table,
        *,
        name: str,
        where: ColumnElement[bool],
        asked: PageAsked,
    ) -> Erased:
        query = select(table.c[name], table.c.dek_id).where(where).limit(asked.rows)
        rows = transaction.connection.execute(query).all()
        destroy_keys(transaction, [row.dek_id for row in rows], asked=asked)
        names = [row[0] for row in rows]
        transaction.connection.execute(delete(table).where(where, table.c[name].in_(names)))
        return erased(len(rows), done=len(rows) < asked.rows)


_STANDING = frozenset(
    {
        *(Restriction.ERASED.value, Restriction.REPORTED.value, Restriction.CONFIRMED.value),
        Restriction.DECEASED.value,
    }
)


def _delete(
    transaction: Transaction,
    table: Table,
    *,
    name: str,
    where: ColumnElement[bool],
    asked: PageAsked,
) -> Erased:
    query = select(table.c[name]).where(where).distinct().limit(asked.rows)
    names = transaction.connection.execute(query).scalars().all()
    gone = delete(table).where(where, table.c[name].in_(names))
    removed = transaction.connection.execute(gone).rowcount
    return erased(removed, done=len(names) < asked.rows)
