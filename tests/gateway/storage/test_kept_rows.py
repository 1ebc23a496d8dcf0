"""Who may read what a law keeps: for one purpose, with a reason, into the audit log."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.audit.entry import Act
from gateway.errors import InvalidRequest, Refused
from gateway.storage import kept_rows
from gateway.storage.database import DatabaseStore
from gateway.storage.kept_rows import Reading
from gateway.storage.schema_audit import AUDIT_ENTRY
from tests.gateway.retention.stored import END, stored
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import DAY

FIELDS: dict[str, Any] = {
    "tenant": "acme",
    "purpose": "legal_compliance",
    "reason": "legal_obligation",
    "by": "key-1",
}


def reads(act: Any) -> int:
    rows = act.connection.execute(AUDIT_ENTRY.select()).all()
    return sum(Act.CONTENT_READ.value in str(row.body) for row in rows)


def test_reading_is_let_through_for_one_purpose_and_logged(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        assert await store.act(lambda act: kept_rows.listed(act, "acme")) == []
        await stored(store, 1, text="the contract", keep_until=END + DAY)
        await store.sweep(END)
        [kept] = await store.act(lambda act: kept_rows.listed(act, "acme"))
        asked = Reading(kept_id=kept.kept_id, **FIELDS)
        before = await store.act(reads)
        found, messages = await store.act(lambda act: kept_rows.read_kept(act, asked, now=END))
        assert (found, [each.text for each in messages]) == (kept, ["the contract"] * 2)
        assert await store.act(reads) == before + 1
        # Nothing else finds it.
        assert await store.conversations("acme") == []

    opened(tmp_path, scenario)


@pytest.mark.parametrize(
    ("change", "error", "code"),
    [
        ({"purpose": "answering"}, Refused, "purpose_refused"),
        ({"purpose": ""}, Refused, "purpose_refused"),
        ({"reason": ""}, InvalidRequest, "reason_needed"),
        ({"reason": "because Jane Doe asked"}, InvalidRequest, "reason_needed"),
        ({"reason": "Jane.Doe/divorce"}, InvalidRequest, "reason_needed"),
        ({"reason": "Legal_obligation"}, InvalidRequest, "reason_needed"),
        ({"tenant": "other"}, InvalidRequest, "not_found"),
        ({"kept_id": "unknown"}, InvalidRequest, "not_found"),
    ],
)
def test_everything_else_is_refused_and_reads_nothing(
    tmp_path: Path, change: dict[str, Any], error: type[Refused], code: str
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1, keep_until=END + DAY)
        await store.sweep(END)
        [kept] = await store.act(lambda act: kept_rows.listed(act, "acme"))
        asked = Reading(**(FIELDS | {"kept_id": kept.kept_id} | change))
        before = await store.act(reads)
        with pytest.raises(error) as refused:
            await store.act(lambda act: kept_rows.read_kept(act, asked, now=END))
        assert refused.value.code == code
        assert await store.act(reads) == before

    opened(tmp_path, scenario)
