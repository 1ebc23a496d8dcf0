"""A person of whom every store holds something, and a stranger with the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Integer, LargeBinary, Table, insert, select

from gateway.rights.data_stores import Holder
from gateway.storage.database import DatabaseStore
from gateway.storage.schema import CONVERSATION, REFUSAL, SOURCE_TAG, SUBJECT_EVENT, to_micros
from gateway.storage.schema_forms import FORM_ENTRY
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
from gateway.storage.transaction import Transaction
from tests.gateway.storage.samples import (
    MASTER,
    START,
    answer,
    basis,
    consent,
    disclosure,
    message,
    new_state,
    outcome,
    report,
)

JANE = Holder(tenant="acme", subject="subject-1")
STRANGER = Holder(tenant="acme", subject="stranger")
# In every text of the stranger's rows.
CANARY = "stranger-canary"
JSON_COLUMNS = frozenset(
    {
        *("reasons", "signals", "sources", "restrictions", "signals_shown"),
        *("objections", "reviews", "entity_counts"),
    }
)
# One row of each; conversations, disclosures, consents and reports come by the store's calls.
TABLES = (
    *(
        REFUSAL,
        SOURCE_TAG,
        SUBJECT_EVENT,
        RETENTION_EVENT,
        RIGHTS_REQUEST,
        IDENTITY_PROOF,
        OBJECTION,
    ),
    *(DEMAND, RESTRICTION, DIRECTIVE, OUTBOX, USAGE, FORM_ENTRY),
)


def opened(directory: Path) -> DatabaseStore:
    """A store whose clock stands at START."""
    return DatabaseStore.in_directory(directory / "data", master_key=MASTER, clock=lambda: START)


def row_of(table: Table, holder: Holder, **values: Any) -> dict[str, Any]:
    """A row with something in every column."""
    mark = CANARY if holder is STRANGER else "jane"
    known = {"tenant": holder.tenant, "subject": holder.subject, **values}
    return {each.name: known.get(each.name, _value(each, mark)) for each in table.columns}


def _value(column: Column[Any], mark: str) -> Any:
    has_no_key = (column.name, column.server_default is not None) == ("dek_id", True)
    if column.name in JSON_COLUMNS or has_no_key:
        return ""
    if isinstance(column.type, Integer):
        # Nobody has to be quiet about a demand, so that it is handed out.
        return to_micros(START) if column.name == "at" else int(column.name == "may_tell")
    return b"sealed" if isinstance(column.type, LargeBinary) else f"{mark}-{column.name}"


async def fill(store: DatabaseStore, holder: Holder = JANE, *, number: int = 1) -> None:
    """Two exchanges of one conversation with a state, a consent, and a row in every table."""
    mine: dict[str, Any] = {"subject": holder.subject}
    said = CANARY if holder is STRANGER else "hello from [PERSON_7KQ2M0XA]"
    given = await store.put_consent(consent(record_id=f"consent-{number}", **mine), code=said)
    await store.record(
        disclosure(
            number,
            basis=basis(given, signals=frozenset({"gpc"})),
            messages=(message(wired("user", said), f"u{number}"),),
            **mine,
        )
    )
    await store.finish(
        outcome(
            number,
            answers=(answer(wired("assistant", "=good day"), f"a{number}"),),
            state=new_state(f"state-{number}", f"Jane Doe {said}"),
            **mine,
        )
    )
    await store.add_report(report(number, **mine))

    def rows(transaction: Transaction) -> None:
        for table in TABLES:
            values = {"version": 7} if table is SUBJECT_EVENT else {}
            transaction.connection.execute(insert(table).values(row_of(table, holder, **values)))
        _hang_on(transaction, holder)

    await store.act(rows)


def wired(role: str, text: str) -> str:
    """A message as a wire has it stored."""
    message = {"role": role, "content": text}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def _hang_on(transaction: Transaction, holder: Holder) -> None:
    """Rows that say by another row whose they are."""
    connection = transaction.connection
    row_id = connection.execute(
        select(CONVERSATION.c.id).where(CONVERSATION.c.subject == holder.subject)
    ).scalar_one()
    request = row_of(RIGHTS_REQUEST, holder)["request_id"]
    hold = row_of(HOLD, holder, scope="{}")
    for table, values in (
        (HOLD, hold),
        (HOLD_ITEM, row_of(HOLD_ITEM, holder, conversation=row_id, hold_id=hold["hold_id"])),
        (RIGHTS_EVENT, row_of(RIGHTS_EVENT, holder, request_id=request)),
        (RIGHTS_TASK, row_of(RIGHTS_TASK, holder, request_id=request)),
    ):
        connection.execute(insert(table).values(values))


__all__ = ["CANARY", "JANE", "START", "STRANGER", "fill", "opened"]
