"""What each store hands out to the person: the access side of gateway/rights/data_stores.py.

No key, no digest of a code, no id of whoever worked on a request, and nothing that is
another person's: a guardian is named as ``guardian_signed`` only.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import select

from gateway.forms.export import export_forms
from gateway.rights.conversation_rows import export_conversations, export_states
from gateway.rights.data_stores import Exported, Exporter, Holder, PageAsked
from gateway.rights.table_rows import (
    Fields,
    codes,
    counts,
    cut,
    flag,
    mine,
    of_table,
    paged,
    plain,
    read_fields,
    time,
)
from gateway.storage.demand_rows import tellable
from gateway.storage.schema import (
    CONSENT_CURRENT,
    CONSENT_EVENT,
    CONVERSATION,
    DISCLOSURE,
    OUTCOME,
    REFUSAL,
    REPORT,
    SOURCE_TAG,
    SUBJECT_EVENT,
)
from gateway.storage.schema_incidents import DEMAND
from gateway.storage.schema_retention import HOLD, HOLD_ITEM, RETENTION_EVENT
from gateway.storage.schema_rights import (
    DIRECTIVE,
    IDENTITY_PROOF,
    OBJECTION,
    OUTBOX,
    RESTRICTION,
    RIGHTS_EVENT,
    RIGHTS_REQUEST,
    RIGHTS_TASK,
)
from gateway.storage.schema_usage import USAGE
from gateway.storage.sealed import Sealed, place, unseal
from gateway.storage.transaction import Transaction

_DISCLOSURE: Fields = {
    "disclosure_id": plain,
    "at": time,
    "conversation_id": plain,
    "purpose": plain,
    "recipient": plain,
    "policy": plain,
    "endpoint": plain,
    "consent_id": plain,
    "consent_event": plain,
    "notice": plain,
    "signals": codes,
    "age_band": plain,
    "sources": codes,
    "sent_bytes": plain,
    "entity_counts": counts,
}
_OUTCOME: Fields = {"status": plain, "received_bytes": plain, "ended_at": time}
_CONSENT_EVENT: Fields = {
    "state": plain,
    "event_time": time,
    "notice_key": plain,
    "notice_version": plain,
    "notice": plain,
    "language": plain,
    "valid_until": time,
    "shown_at": time,
    "signals_shown": codes,
    "method": plain,
    "signer": plain,
    "recorded_at": time,
    "recorded_by": plain,
}
_REQUEST: Fields = {
    "request_id": plain,
    "kind": plain,
    "regime": plain,
    "status": plain,
    "reason": plain,
    "received_at": time,
    "started_at": time,
    "verified_at": time,
    "method": plain,
    "ack_due_at": time,
    "due_at": time,
    "extended_at": time,
    "approved_at": time,
    "outcome": plain,
    "decided_at": time,
}
_DIRECTIVE: Fields = {
    "directive_id": plain,
    "action": plain,
    "at": time,
    "revoked_at": time,
    "executed_at": time,
}
_DEMAND: Fields = {
    "demand_id": plain,
    "ground": plain,
    "answer": plain,
    "received_at": time,
    "answered_at": time,
    "told_at": time,
}
_REQUEST_EVENT: Fields = {"status": plain, "reason": plain, "at": time}
_REQUEST_TASK: Fields = {
    "store": plain,
    "items_removed": plain,
    "items_retained": plain,
    "reasons": counts,
    "done_at": time,
}


def export_disclosures(transaction: Transaction, holder: Holder, asked: PageAsked) -> Exported:
    """What left to whom, and how it ended; oldest first, as ids grow with time."""
    sent = DISCLOSURE.c
    ended = (OUTCOME.c.status, OUTCOME.c.received_bytes, OUTCOME.c.at.label("ended_at"))
    notice = (CONSENT_EVENT.c.notice_key, CONSENT_EVENT.c.notice_version)
    under = (CONSENT_EVENT.c.event_id == sent.consent_event) & mine(CONSENT_EVENT, holder)
    query = (
        select(*(sent[name] for name in _DISCLOSURE), *notice, *ended)
        .outerjoin(OUTCOME, OUTCOME.c.disclosure_id == sent.disclosure_id)
        .outerjoin(CONSENT_EVENT, under)
        .where(mine(DISCLOSURE, holder))
    )
    query = paged(query, [sent.disclosure_id], asked=asked)
    rows, after = cut(transaction.connection.execute(query).all(), asked, key=["disclosure_id"])
    fields: Fields = {**_DISCLOSURE, "notice_key": plain, "notice_version": plain}
    items = [{**read_fields(row, fields), "outcome": _outcome(row)} for row in rows]
    return Exported(items=items, after=after)


def _outcome(row: Any) -> dict[str, Any] | None:
    return read_fields(row, _OUTCOME) if row.status is not None else None


def export_consents(transaction: Transaction, holder: Holder, asked: PageAsked) -> Exported:
    """Each record with all of its events, oldest first."""
    current, event = CONSENT_CURRENT.c, CONSENT_EVENT.c
    key = ["purpose", "recipient"]
    query = select(current.record_id, current.purpose, current.recipient, current.state)
    query = paged(
        query.where(mine(CONSENT_CURRENT, holder)), [current[name] for name in key], asked=asked
    )
    rows, after = cut(transaction.connection.execute(query).all(), asked, key=key)
    history: Mapping[str, list[dict[str, Any]]] = defaultdict(list)
    events = (
        select(event.record_id, event.guardian, *(event[name] for name in _CONSENT_EVENT))
        .where(event.record_id.in_([row.record_id for row in rows]), mine(CONSENT_EVENT, holder))
        .order_by(event.event_id)
    )
    for each in transaction.connection.execute(events):
        said = {**read_fields(each, _CONSENT_EVENT), "guardian_signed": each.guardian is not None}
        history[each.record_id].append(said)
    items = [
        {
            "record_id": row.record_id,
            "purpose": row.purpose,
            "recipient": row.recipient,
            "state": row.state,
            "events": history[row.record_id],
        }
        for row in rows
    ]
    return Exported(items=items, after=after)


def export_codes(transaction: Transaction, holder: Holder, asked: PageAsked) -> Exported:
    """That a digest of the withdrawal code is kept; it comes with the first consent."""
    query = select(CONSENT_CURRENT.c.record_id).where(mine(CONSENT_CURRENT, holder)).limit(1)
    has_code = asked.after is None and transaction.connection.execute(query).first() is not None
    return Exported(items=[{"held": "digest"}] if has_code else [])


def export_holds(transaction: Transaction, holder: Holder, asked: PageAsked) -> Exported:
    """Conversations that a legal hold keeps: since when, and when that is looked at again."""
    item = HOLD_ITEM.c
    columns = (item.conversation, item.hold_id, item.since, HOLD.c.review_at, HOLD.c.released_at)
    query = (
        select(*columns, CONVERSATION.c.conversation_id)
        .join(CONVERSATION, CONVERSATION.c.id == item.conversation)
        .join(HOLD, (HOLD.c.tenant == item.tenant) & (HOLD.c.hold_id == item.hold_id))
        .where(mine(CONVERSATION, holder))
    )
    query = paged(query, [item.conversation, item.hold_id], asked=asked)
    key = ["conversation", "hold_id"]
    rows, after = cut(transaction.connection.execute(query).all(), asked, key=key)
    fields: Fields = {
        "conversation_id": plain,
        "since": time,
        "review_at": time,
        "released_at": time,
    }
    return Exported(items=[read_fields(row, fields) for row in rows], after=after)


def export_requests(transaction: Transaction, holder: Holder, asked: PageAsked) -> Exported:
    """Requests with their course and what each store did."""
    request = RIGHTS_REQUEST.c
    columns = (*(request[name] for name in _REQUEST), request.dek_id, request.body)
    query = select(*columns).where(mine(RIGHTS_REQUEST, holder))
    query = paged(query, [request.request_id], asked=asked)
    rows, after = cut(transaction.connection.execute(query).all(), asked, key=["request_id"])
    ids = [row.request_id for row in rows]
    parts: dict[str, dict[str, list[dict[str, Any]]]] = {}
    for name, table, fields, order in (
        ("events", RIGHTS_EVENT, _REQUEST_EVENT, "seq"),
        ("tasks", RIGHTS_TASK, _REQUEST_TASK, "store"),
    ):
        found = parts[name] = defaultdict(list)
        part = table.c
        wanted = (
            select(part.request_id, *(part[each] for each in fields))
            .where(part.tenant == holder.tenant, part.request_id.in_(ids))
            .order_by(part[order])
        )
        for row in transaction.connection.execute(wanted):
            found[row.request_id].append(read_fields(row, fields))
    items = [
        {
            **read_fields(row, _REQUEST),
            "details": _words(
                transaction,
                row,
                where=place("rights_request", holder.tenant, row_id=row.request_id),
            ),
            "events": parts["events"][row.request_id],
            "tasks": parts["tasks"][row.request_id],
        }
        for row in rows
    ]
    return Exported(items=items, after=after)


def export_directives(transaction: Transaction, holder: Holder, asked: PageAsked) -> Exported:
    """What is to be done after death, in the person's words."""
    query = select(DIRECTIVE).where(mine(DIRECTIVE, holder))
    query = paged(query, [DIRECTIVE.c.directive_id], asked=asked)
    rows, after = cut(transaction.connection.execute(query).all(), asked, key=["directive_id"])
    items = [
        {
            **read_fields(row, _DIRECTIVE),
            "details": _words(
                transaction, row, where=place("directive", holder.tenant, row_id=row.directive_id)
            ),
        }
        for row in rows
    ]
    return Exported(items=items, after=after)


def export_demands(transaction: Transaction, holder: Holder, asked: PageAsked) -> Exported:
    """Official demands about the person, but for those of which nobody may be told yet."""
    query = select(DEMAND).where(mine(DEMAND, holder), tellable(asked.now))
    query = paged(query, [DEMAND.c.demand_id], asked=asked)
    rows, after = cut(transaction.connection.execute(query).all(), asked, key=["demand_id"])
    return Exported(items=[read_fields(row, _DEMAND) for row in rows], after=after)


def _words(transaction: Transaction, row: Any, *, where: bytes) -> dict[str, Any] | None:
    """What somebody wrote, out of a row that holds it sealed; None where that is gone."""
    if not row.dek_id or row.body is None:
        return None
    sealed = Sealed(dek_id=row.dek_id, body=bytes(row.body))
    data = unseal(transaction.keys, sealed, where=where)
    return dict(json.loads(data)) if data is not None else None


EXPORTERS: Mapping[str, Exporter] = MappingProxyType(
    {
        "conversations": export_conversations,
        "provider_states": export_states,
        "disclosures": export_disclosures,
        "refusals": of_table(
            REFUSAL,
            ["refusal_id"],
            fields={
                "refusal_id": plain,
                "at": time,
                "purpose": plain,
                "recipient": plain,
                "policy": plain,
                "endpoint": plain,
                "code": plain,
                "check_name": plain,
                "reasons": codes,
                "signals": codes,
                "age_band": plain,
                "sources": codes,
            },
        ),
        "consents": export_consents,
        "withdrawal_codes": export_codes,
        "person": of_table(
            SUBJECT_EVENT,
            ["version"],
            fields={
                "version": plain,
                "at": time,
                "age_band": plain,
                "age_method": plain,
                "age_at": time,
                "jurisdiction": plain,
                "tracking_refused": flag,
                "tracking_at": time,
                "restrictions": codes,
                "objections": codes,
                "reviews": codes,
            },
        ),
        "reports": of_table(
            REPORT,
            ["report_id"],
            fields={"report_id": plain, "state": plain, "reported_at": time, "decided_at": time},
        ),
        "source_tags": of_table(
            SOURCE_TAG, ["tag", "digest"], fields={"tag": plain, "until": time}
        ),
        "retention_events": of_table(
            RETENTION_EVENT,
            ["event_id"],
            fields={"type": plain, "purpose": plain, "at": time, "recorded_at": time},
        ),
        "holds": export_holds,
        "requests": export_requests,
        "identity_proofs": of_table(
            IDENTITY_PROOF, ["request_id"], fields={"request_id": plain, "received_at": time}
        ),
        "objections": of_table(
            OBJECTION, ["purpose"], fields={"purpose": plain, "since": time, "lifted_at": time}
        ),
        "restrictions": of_table(
            RESTRICTION, ["kind"], fields={"kind": plain, "since": time, "until": time}
        ),
        "directives": export_directives,
        "demands": export_demands,
        "outbox": of_table(
            OUTBOX,
            ["message_id"],
            fields={
                "kind": plain,
                "request_id": plain,
                "created_at": time,
                "delivered_at": time,
            },
        ),
        "forms": export_forms,
        "usage": of_table(
            USAGE,
            ["usage_id"],
            fields={
                "at": time,
                "kind": plain,
                "country": plain,
                "network": plain,
                "purpose": plain,
                "channel": plain,
                "bot": plain,
                "outcome": plain,
                "retention_class": plain,
                "erase_by": time,
            },
        ),
    }
)
