"""A person gets what they entered, page by page, and nobody else's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gateway.forms.export import export_forms
from gateway.rights.data_stores import Holder, PageAsked
from gateway.storage.database import DatabaseStore
from gateway.storage.form_rows import add_entry
from gateway.storage.schema_forms import FORM_ENTRY
from gateway.storage.sealed import shred
from gateway.storage.transaction import Transaction
from tests.gateway.storage.samples import START
from tests.gateway.storage.test_form_rows import EMAIL, LEAD, SUBJECT, TENANT, entry, opened


def test_what_was_entered_is_handed_out(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> Any:
        def act(transaction: Transaction) -> list[Any]:
            for number in (1, 2):
                add_entry(transaction, entry(number), retention_class=LEAD)
            add_entry(transaction, entry(3, subject="another"), retention_class=LEAD)
            row = FORM_ENTRY.c
            query = FORM_ENTRY.select().where(row.entry_id == entry(2).entry_id)
            shred(transaction, [transaction.connection.execute(query).one().dek_id], at=START)
            holder = Holder(tenant=TENANT, subject=SUBJECT)
            first = export_forms(transaction, holder, PageAsked(now=START, rows=1))
            rest = export_forms(transaction, holder, PageAsked(now=START, after=first.after))
            return [first, rest]

        return await store.act(act)

    first, rest = opened(tmp_path, scenario)
    assert first.items == [
        {
            "entry_id": entry(1).entry_id,
            "form": "contact",
            "conversation_id": "talk",
            "purpose": "lead_forms",
            "consent_id": None,
            "retention_class": "lead",
            "received_at": first.items[0]["received_at"],
            "erase_by": first.items[0]["erase_by"],
            "fields": {"email": EMAIL},
        }
    ]
    assert first.items[0]["received_at"].endswith("Z")
    assert [each["fields"] for each in rest.items] == [{}]
    assert rest.after is None
    assert EMAIL not in repr(first)
