"""Certificates add up, wait for their proof, and come back from their document."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.retention.certificates import (
    COMPLETE,
    MOST_SAMPLES,
    PENDING,
    Certificate,
    Found,
    KeyTable,
    Left,
    Proof,
)
from tests.gateway.storage.samples import START


def proof(**changes: Any) -> Proof:
    fields: dict[str, Any] = {
        "at": START,
        "checkpoint": (0, 0, 0),
        "found": Found(files=9, samples=2, found=0),
        "left": Left(),
        "audit": (7, "ab" * 32),
        "keys_gone_by": START + timedelta(days=7),
    }
    return Proof(**(fields | changes))


def certificate(**changes: Any) -> Certificate:
    fields: dict[str, Any] = {
        "tenant": "acme",
        "certificate_id": "run-1",
        "cause": "sweep",
        "started_at": START,
    }
    return Certificate(**(fields | changes))


def filled() -> Certificate:
    tally = {("erased", "chat"): 3, ("moved", "tax"): 2, ("kept_erased", "tax"): 1}
    return certificate().plus(tally, recipients=["eu"] * 5, samples=["dek-a", "dek-b"], ledger=4)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, COMPLETE),
        ({"checkpoint": None}, COMPLETE),
        ({"checkpoint": (1, 5, 5)}, PENDING),
        ({"checkpoint": (0, 5, 5)}, PENDING),
        ({"found": Found(files=9, samples=2, found=1)}, PENDING),
        ({"found": Found(files=9, samples=2, found=0, remains=3)}, COMPLETE),
    ],
)
def test_only_a_clean_proof_completes(change: dict[str, Any], state: str) -> None:
    proven = filled().proven(proof(**change))
    shown = proven.shown()
    assert (proven.state, shown["state"]) == (state, state)
    assert (shown["completed_at"] is not None) == (state == COMPLETE)
    assert (proven.samples == ()) == (state == COMPLETE)


def test_every_store_is_listed_with_what_is_left_and_why() -> None:
    shown = filled().proven(proof(left=Left(held=4, in_review=1, kept=2))).shown()
    stores = {each.pop("store"): each for each in shown["data_stores"]}
    columns = ("items_removed", "items_retained", "reason", "checked_by")
    assert {name: tuple(each[column] for column in columns) for name, each in stores.items()} == {
        "main_database": (5, 5, "LegalHold,ReviewPending", "byte_scan"),
        "key_store": (5, 5, "KeptWithTheirRows", "byte_scan"),
        "separate_store": (1, 2, "LegalObligation", "byte_scan"),
        "anonymised": (0, 0, "", "byte_scan"),
        "write_ahead_logs": (5, 0, "", "checkpoint"),
        "findings_cache": (0, 0, "KeyedHashesInMemoryOnly", "construction"),
        "provider_side": (0, 5, "NotErasableFromHere", "nobody"),
        "backups": (0, 5, "UnreadableWithoutKey", "erasure_ledger"),
    }
    assert stores["provider_side"]["recipients"] == {"eu": 5}
    assert stores["backups"]["last_key_copy_gone_by"] == (START + timedelta(days=7)).isoformat()
    assert shown["items"] == {
        "count": 6,
        "outcomes": {"erased": 3, "kept_erased": 1, "moved": 2},
        "classes": {"chat": 3, "tax": 3},
    }
    assert (shown["audit"], shown["ledger_runs"]) == ({"size": 7, "root": "ab" * 32}, [4, 4])


@pytest.mark.parametrize(
    ("checkpoint", "retained", "reason"),
    [((1, 3, 0), 5, "ReaderOpen"), (None, 5, "KeptByTheDatabase"), ((0, 0, 0), 0, "")],
)
def test_a_log_that_is_not_empty_retains(checkpoint: Any, retained: int, reason: str) -> None:
    shown = filled().proven(proof(checkpoint=checkpoint)).shown()
    log = next(each for each in shown["data_stores"] if each["store"] == "write_ahead_logs")
    assert (log["items_retained"], log["reason"]) == (retained, reason)


def test_a_database_without_files_says_what_is_proven_and_what_is_not() -> None:
    table = KeyTable(rewritten=True, wal_until="0/16B3748")
    found = Found(files=0, samples=2, found=0)
    one = filled().proven(proof(checkpoint=None, found=found, key_table=table))
    stores = {each["store"]: each for each in one.shown()["data_stores"]}
    assert one.state == COMPLETE
    assert stores["key_store"]["checked_by"] == "rewritten_table"
    assert stores["main_database"]["checked_by"] == "deleted_rows"
    log = stores["write_ahead_logs"]
    assert (log["reason"], log["wrapped_keys_until"]) == ("KeptByTheDatabase", "0/16B3748")
    assert Certificate.read(one.document()) == one


def test_a_table_of_keys_that_was_not_written_anew_keeps_it_pending() -> None:
    table = KeyTable.of({"rewritten": False, "wal_until": "0/1"})
    one = filled().proven(proof(checkpoint=None, key_table=table))
    stores = {each["store"]: each for each in one.shown()["data_stores"]}
    assert (one.state, stores["key_store"]["checked_by"]) == (PENDING, "nobody")
    assert KeyTable.of({}) is None


def test_a_page_after_the_proof_makes_it_wait_again() -> None:
    proven = filled().proven(proof())
    later = proven.plus({("erased", "chat"): 1}, ledger=9)
    assert (later.state, later.proof, later.ledger) == (PENDING, None, (4, 9))
    assert later.counted("erased") == 4


_TALLIES = st.dictionaries(
    st.tuples(st.sampled_from(["erased", "moved", "keyless"]), st.sampled_from(["a", "b"])),
    st.integers(1, 9),
    max_size=4,
)


@given(pages=st.lists(_TALLIES, max_size=8), proven=st.booleans())
def test_pages_add_up_and_documents_come_back(pages: list[Any], proven: bool) -> None:
    one, names = certificate(), 0
    for page in pages:
        one = one.plus(page, samples=[f"b{names + n:025d}" for n in range(9)], ledger=names)
        names += 9
    assert one.counted("erased", "moved", "keyless") == sum(sum(each.values()) for each in pages)
    assert len(one.samples) <= MOST_SAMPLES
    if proven:
        one = one.proven(proof(checkpoint=(1, 0, 0)))
    document = one.document()
    assert Certificate.read(document) == one
    # What is looked for in the files must not be found in the certificate itself.
    assert not any(each in document for each in one.samples)
