"""Conversations of one person: listed, read, decrypted; what is gone or another's is not there."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import update

from gateway.errors import StorageFailed
from gateway.rights.conversation_rows import (
    export_conversations,
    export_states,
    listed,
    read_conversation,
)
from gateway.rights.data_stores import Exported, Exporter, Holder, PageAsked
from gateway.storage.database import DatabaseStore
from gateway.storage.kept_store import Kept, KeptMessage, Moving
from gateway.storage.schema import MESSAGE
from gateway.storage.transaction import Transaction
from tests.gateway.rights.whole_person import JANE, START, opened
from tests.gateway.storage.samples import DAY, disclosure, message, new_state, outcome, tag

NOW = PageAsked(now=START)
OTHER_TENANT = Holder(tenant="other", subject=JANE.subject)


def run(directory: Path, scenario: Callable[[DatabaseStore], Awaitable[Any]]) -> Any:
    async def on_store() -> Any:
        store = opened(directory)
        await store.open()
        try:
            return await scenario(store)
        finally:
            await store.close()

    return asyncio.run(on_store())


async def talks(store: DatabaseStore) -> None:
    """Three of Jane's: one is over, one has lost its key."""
    for number, hide_at in ((1, START + DAY), (2, START), (3, START + DAY)):
        await store.record(
            disclosure(number, messages=(message(f"text {number}"),), tag=tag(hide_at))
        )
        await store.finish(outcome(number, answers=(), state=new_state(f"s{number}", "Jane")))
    await store.act(lambda held: held.keys.destroy(["dek-3"]))


def _read(exporter: Exporter, holder: Holder, transaction: Transaction) -> Exported:
    return exporter(transaction, holder, NOW)


def _one(key: str, transaction: Transaction) -> Any:
    return read_conversation(transaction, JANE, conversation_id=key, asked=NOW)


def ids(page: Any) -> list[tuple[str, bool]]:
    return [(each["conversation_id"], each["hidden"]) for each in page.items]


def test_what_has_lost_its_key_is_not_there_and_what_is_over_says_so(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await talks(store)
        for read in (listed, export_conversations):
            page = await store.act(partial(_read, read, JANE))
            assert ids(page) == [("conversation-1", False), ("conversation-2", True)]
        states = await store.act(lambda held: export_states(held, JANE, NOW))
        assert [each["conversation_id"] for each in states.items] == [
            "conversation-1",
            "conversation-2",
        ]

    run(tmp_path, scenario)


def test_only_what_is_not_over_is_read(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> list[Any]:
        await talks(store)
        return [
            await store.act(partial(_one, key))
            for key in ("conversation-1", "conversation-2", "conversation-3", "none")
        ]

    found = run(tmp_path, scenario)
    assert found[0]["messages"] == [{"number": 0, "role": "user", "text": "text 1"}]
    assert found[1:] == [None, None, None]


def test_the_same_subject_of_another_tenant_is_somebody_else(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await talks(store)
        for read in (listed, export_conversations, export_states):
            page = await store.act(partial(_read, read, OTHER_TENANT))
            assert page.items == []
        one = await store.act(
            lambda held: read_conversation(
                held, OTHER_TENANT, conversation_id="conversation-1", asked=NOW
            )
        )
        assert one is None

    run(tmp_path, scenario)


def test_a_text_that_was_moved_is_an_error_and_nothing_is_handed_out(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> str:
        await talks(store)
        change = update(MESSAGE).values(body=b"x" * 60)
        await store.act(lambda held: held.connection.execute(change).rowcount)
        try:
            await store.act(lambda held: export_conversations(held, JANE, NOW))
        except StorageFailed as failed:
            return failed.message
        return ""

    assert run(tmp_path, scenario) == "a stored text does not decrypt in its place"


def test_what_a_law_keeps_apart_is_listed_without_its_texts(tmp_path: Path) -> None:
    def kept(kept_id: str, holder: Holder) -> Moving:
        return Moving(
            kept=Kept(
                tenant=holder.tenant,
                kept_id=kept_id,
                subject=holder.subject,
                conversation_id=f"old-{kept_id}",
                retention_class="invoices",
                class_version="",
                policy="default@0123456789ab",
                purpose="answering",
                recipient="model-eu",
                created_at=START - 9 * DAY,
                last_interaction_at=START - 8 * DAY,
                moved_at=START - DAY,
                keep_until=START + 900 * DAY,
            ),
            dek_id=f"dek-{kept_id}",
            messages=[KeptMessage(role="user", text="kept by law")],
        )

    async def scenario(store: DatabaseStore) -> Any:
        await talks(store)

        def put(held: Any) -> None:
            held.kept.put([kept("1", JANE), kept("2", OTHER_TENANT)], at=START)

        await store.act(put)
        exported = await store.act(lambda held: export_conversations(held, JANE, NOW))
        shown = await store.act(lambda held: listed(held, JANE, NOW))
        return exported.items[-1], shown.items[-1]

    exported, shown = run(tmp_path, scenario)
    assert (exported["conversation_id"], exported["state"], exported["messages"]) == (
        "old-1",
        "kept",
        [],
    )
    assert exported["retention"]["keep_until"] == exported["retention"]["erase_by"]
    assert (shown["conversation_id"], shown["messages"]) == ("old-1", 0)
    assert "kept by law" not in str((exported, shown))
