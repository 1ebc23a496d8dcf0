"""What each store hands out: all of one person's, nothing of another's, no secret."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway.consent.records import Signer
from gateway.rights.data_stores import STORES, Holder, PageAsked
from gateway.rights.export import read_all
from gateway.rights.exporters import EXPORTERS
from tests.gateway.rights.whole_person import CANARY, JANE, START, STRANGER, fill, opened
from tests.gateway.storage.samples import consent

Found = Mapping[str, Sequence[Mapping[str, Any]]]
AT = "2026-01-31T12:00:00.123456Z"


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """All that is held of one of two people."""

    async def run() -> Found:
        store = opened(tmp_path_factory.mktemp("store"))
        await store.open()
        try:
            await fill(store)
            await fill(store, STRANGER, number=2)
            return {
                name: await read_all(store, exporter, holder=JANE, now=START)
                for name, exporter in EXPORTERS.items()
            }
        finally:
            await store.close()

    return asyncio.run(run())


@pytest.mark.parametrize("name", [each.name for each in STORES])
def test_every_store_hands_something_out(found: Found, name: str) -> None:
    assert len(found[name]) >= 1


def test_nothing_of_anybody_else_and_no_secret_is_in_it(found: Found) -> None:
    text = json.dumps(found)
    assert CANARY not in text
    for secret in ("dek_id", "sealed", "jane-filer", "jane-approver", "jane-verified_by", "owner"):
        assert secret not in text
    assert "jane-matter" not in text  # what a hold is about is not the person's to know
    assert "jane-target" not in text


def test_a_conversation_has_its_texts_and_its_retention(found: Found) -> None:
    assert found["conversations"] == [
        {
            "conversation_id": "conversation-1",
            "created_at": AT,
            "last_interaction_at": AT,
            "purpose": "answering",
            "recipient": "model-eu",
            "policy": "default@0123456789ab",
            "channel": None,
            "bot": None,
            "sources": [],
            "state": "active",
            "review": False,
            "hidden": False,
            "retention": {
                "retention_class": "conversation",
                "class_version": None,
                "trigger": "last_interaction",
                "hide_at": "2026-03-02T12:00:00.123456Z",
                "erase_by": "2026-03-03T12:00:00.123456Z",
                "keep_until": None,
                "action": "erase",
            },
            "messages": [
                {
                    "number": 0,
                    "role": "user",
                    "text": "hello from [PERSON_7KQ2M0XA]",
                    "stored": '{"role":"user","content":"hello from [PERSON_7KQ2M0XA]"}',
                },
                {
                    "number": 1,
                    "role": "assistant",
                    "text": "=good day",
                    "stored": '{"role":"assistant","content":"=good day"}',
                },
            ],
        }
    ]


def test_provider_states_are_in_clear(found: Found) -> None:
    [state] = found["provider_states"]
    assert state["values"] == [{"type": "PERSON", "value": "Jane Doe hello from [PERSON_7KQ2M0XA]"}]
    assert state["conversation_id"] == "conversation-1"


def test_a_disclosure_says_what_went_to_whom_under_which_consent(found: Found) -> None:
    [sent] = found["disclosures"]
    assert sent["consent_id"] == "consent-1"
    assert sent["recipient"] == "model-eu"
    assert sent["entity_counts"] == {"CREDIT_CARD": 1}
    assert sent["signals"] == ["gpc"]
    assert sent["outcome"] == {"status": "answered", "received_bytes": 80, "ended_at": AT}


def test_a_consent_has_its_history_and_no_guardian_s_hash(tmp_path: Path) -> None:
    async def run() -> Any:
        store = opened(tmp_path)
        await store.open()
        try:
            given = await store.put_consent(consent())
            await store.put_consent(
                replace(given, signer=Signer.GUARDIAN, guardian="guardian-hash")
            )
            await store.withdraw_consent("acme", given.record_id, subject="subject-1", at=START)
            return await read_all(store, EXPORTERS["consents"], holder=JANE, now=START)
        finally:
            await store.close()

    [record] = asyncio.run(run())
    assert [(each["state"], each["guardian_signed"]) for each in record["events"]] == [
        ("ConsentGiven", False),
        ("ConsentGiven", True),
        ("ConsentWithdrawn", False),
    ]
    assert record["state"] == record["events"][-1]["state"] == "ConsentWithdrawn"
    assert "guardian-hash" not in json.dumps(record)


@pytest.mark.parametrize("rows", [1, 2, 3, 1000])
def test_pages_of_any_length_hand_out_the_same(tmp_path: Path, rows: int) -> None:
    async def run() -> Any:
        store = opened(tmp_path)
        await store.open()
        try:
            for number in range(1, 6):
                holder = Holder(tenant="acme", subject="subject-1")
                await store.put_consent(
                    consent(purpose=f"purpose-{number}", record_id=f"r{number}")
                )
                await fill_conversation(store, number, holder)
            names = ("conversations", "disclosures", "consents", "provider_states")
            return {name: await pages(store, name, rows) for name in names}
        finally:
            await store.close()

    async def fill_conversation(store: Any, number: int, holder: Holder) -> None:
        from tests.gateway.storage.samples import disclosure, new_state, outcome

        await store.record(disclosure(number, subject=holder.subject))
        await store.finish(outcome(number, state=new_state(f"state-{number}", "Jane")))

    async def pages(store: Any, name: str, most: int) -> list[str]:
        asked, ids = PageAsked(now=START, rows=most), []
        while True:
            page = await store.act(lambda held, asked=asked: EXPORTERS[name](held, JANE, asked))
            ids += [json.dumps(each, sort_keys=True) for each in page.items]
            assert len(page.items) <= most
            if page.after is None:
                return ids
            asked = replace(asked, after=page.after)

    found = asyncio.run(run())
    assert {name: len(set(items)) for name, items in found.items()} == {
        "conversations": 5,
        "disclosures": 5,
        "consents": 5,
        "provider_states": 5,
    }
