"""Forms are sealed each under a key of their own, and end with their own class."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from gateway.policy_retention import RetentionClass, Trigger
from gateway.storage.database import DatabaseStore
from gateway.storage.form_rows import (
    FormEntry,
    Swept,
    add_entry,
    entries_of,
    find_entry,
    standing,
    sweep_entries,
)
from gateway.storage.schema import CONVERSATION, to_micros
from gateway.storage.schema_forms import FORM_ENTRY
from gateway.storage.schema_retention import HOLD
from gateway.storage.transaction import Transaction
from tests.gateway.storage.samples import DAY, MASTER, START, disclosure

EMAIL = "ada@shop.example"
LEAD = RetentionClass(
    key="lead", trigger=Trigger.COLLECTION, duration="P10D", legal_ground="Needed."
)
MOVING = RetentionClass(
    key="moving", trigger=Trigger.LAST_INTERACTION, duration="P10D", legal_ground="Needed."
)
SPOKEN = disclosure(1)
TENANT, SUBJECT = SPOKEN.tenant, SPOKEN.subject


def entry(number: int, subject: str = SUBJECT, tenant: str = TENANT) -> FormEntry:
    return FormEntry(
        tenant=tenant,
        subject=subject,
        entry_id=f"{number:026x}",
        form="contact",
        purpose="lead_forms",
        policy="p@0",
        received_at=START,
        conversation_id="talk",
        entity_counts={"CREDIT_CARD": 1},
        fields={"email": EMAIL},
    )


def opened(directory: Path, scenario: Any) -> Any:
    async def run() -> Any:
        store = DatabaseStore.in_directory(directory / "data", master_key=MASTER)
        await store.open()
        try:
            return await scenario(store)
        finally:
            await store.close()

    return asyncio.run(run())


def swept(transaction: Transaction, now: datetime, limit: int = 10) -> Swept:
    return sweep_entries(transaction, TENANT, now=now, limit=limit)


def left(transaction: Transaction) -> int:
    return len(transaction.connection.execute(select(FORM_ENTRY)).all())


def test_an_entry_is_read_as_it_was_kept_and_no_word_stands_in_clear(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> Any:
        kept = await store.act(lambda t: add_entry(t, entry(1), retention_class=LEAD))
        found = await store.act(lambda t: find_entry(t, TENANT, entry_id=kept.entry_id))
        other = await store.act(lambda t: find_entry(t, "other", entry_id=kept.entry_id))
        return kept, found, other

    kept, found, other = opened(tmp_path, scenario)
    assert found == kept
    assert other is None
    assert kept.fields == {"email": EMAIL}
    assert (kept.retention_class, kept.erase_by) == ("lead", START + 10 * DAY)
    assert EMAIL not in repr(kept)
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert EMAIL.encode() not in files


def test_entries_come_page_by_page_of_one_form_and_tenant(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> Any:
        def act(transaction: Transaction) -> list[list[str]]:
            for number in range(1, 4):
                add_entry(transaction, entry(number), retention_class=LEAD)
            add_entry(transaction, entry(9, tenant="other"), retention_class=LEAD)
            first = entries_of(transaction, TENANT, form="contact", limit=2)
            rest = entries_of(transaction, TENANT, form="contact", after=first[-1].entry_id)
            none = entries_of(transaction, TENANT, form="another")
            return [[each.entry_id[-1] for each in page] for page in (first, rest, none)]

        return await store.act(act)

    assert opened(tmp_path, scenario) == [["1", "2"], ["3"], []]


def test_a_sweep_ends_what_is_over_and_destroys_its_key(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        def act(transaction: Transaction) -> None:
            for number in (1, 2):
                add_entry(transaction, entry(number), retention_class=LEAD)
            rows = transaction.connection.execute(select(FORM_ENTRY)).all()
            keys = [each.dek_id for each in rows]
            assert swept(transaction, START + 9 * DAY) == Swept(looked_at=0, ended=0)
            assert swept(transaction, START + 10 * DAY, limit=1) == Swept(looked_at=1, ended=1)
            assert swept(transaction, START + 10 * DAY) == Swept(looked_at=1, ended=1)
            assert left(transaction) == 0
            assert transaction.keys.missing(keys) == frozenset(keys)
            assert transaction.ledger.holds_keys(keys) == frozenset(keys)

        await store.act(act)

    opened(tmp_path, scenario)


def test_whoever_has_spoken_since_keeps_what_moves_with_activity(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.record(SPOKEN)

        def act(transaction: Transaction) -> None:
            talked = to_micros(START + 5 * DAY)
            changed = update(CONVERSATION).values(last_interaction_at=talked)
            transaction.connection.execute(changed)
            add_entry(transaction, entry(1), retention_class=MOVING)
            add_entry(transaction, entry(2, subject="silent"), retention_class=MOVING)
            assert swept(transaction, START + 12 * DAY) == Swept(looked_at=2, ended=1)
            assert swept(transaction, START + 14 * DAY) == Swept(looked_at=0, ended=0)
            assert left(transaction) == 1
            assert swept(transaction, START + 15 * DAY) == Swept(looked_at=1, ended=1)

        await store.act(act)

    opened(tmp_path, scenario)


def test_a_legal_hold_keeps_a_form(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        def act(transaction: Transaction) -> None:
            add_entry(transaction, entry(1), retention_class=LEAD)
            add_entry(transaction, entry(2, subject="another"), retention_class=LEAD)
            row = {
                "tenant": TENANT,
                "hold_id": "h",
                "matter": "4 O 17/26",
                "authority": "court",
                "scope": f'{{"subjects":["{SUBJECT}"]}}',
                "placed_by": "command",
                "placed_at": 0,
                "review_at": 0,
                "released_at": None,
            }
            transaction.connection.execute(insert(HOLD), [row])
            assert swept(transaction, START + 10 * DAY).ended == 1
            assert left(transaction) == 1

        await store.act(act)

    opened(tmp_path, scenario)


def test_of_whom_nothing_is_known_nothing_stands(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> Any:
        return await store.act(
            lambda t: standing(t, TENANT, subject="nobody", purpose="lead_forms")
        )

    assert opened(tmp_path, scenario) == (None, None)
