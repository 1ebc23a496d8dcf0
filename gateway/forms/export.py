"""What a person entered into lead forms, for their own copy."""

from __future__ import annotations

from sqlalchemy import select

from gateway.rights.data_stores import Exported, Holder, PageAsked
from gateway.rights.table_rows import cut, mine, paged, text_time
from gateway.storage.form_rows import read_entry
from gateway.storage.schema_forms import FORM_ENTRY
from gateway.storage.transaction import Transaction


def export_forms(transaction: Transaction, holder: Holder, asked: PageAsked) -> Exported:
    """Each form with its fields, oldest first; without fields where its key is gone."""
    row = FORM_ENTRY.c
    query = paged(select(FORM_ENTRY).where(mine(FORM_ENTRY, holder)), [row.entry_id], asked=asked)
    rows, after = cut(transaction.connection.execute(query).all(), asked, key=["entry_id"])
    found = [read_entry(transaction, each) for each in rows]
    return Exported(
        items=[
            {
                "entry_id": each.entry_id,
                "form": each.form,
                "conversation_id": each.conversation_id or None,
                "purpose": each.purpose,
                "consent_id": each.consent_id or None,
                "retention_class": each.retention_class,
                "received_at": text_time(each.received_at),
                "erase_by": text_time(each.erase_by) if each.erase_by is not None else None,
                "fields": dict(each.fields),
            }
            for each in found
        ],
        after=after,
    )
