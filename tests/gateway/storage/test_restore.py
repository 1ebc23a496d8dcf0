from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gateway.audit.entry import Act
from gateway.consent.records import ConsentState
from gateway.errors import StorageFailed
from gateway.storage.audit_reader import AuditReader
from gateway.storage.database import DatabaseStore
from gateway.storage.last_key_copy import KEPT_KEYS, copies_gone_by
from gateway.storage.ledger import ErasedPerson
from gateway.storage.restore import Wanted
from gateway.storage.transaction import Transaction
from tests.gateway.storage.backups import data_copy, key_copy, put_back, texts, with_store
from tests.gateway.storage.samples import (
    DAY,
    START,
    consent,
    disclosure,
    message,
    refusal,
    tag,
)

LATER = START + timedelta(hours=6)


def fill(directory: Path, *numbers: int) -> None:
    async def run(store: DatabaseStore) -> None:
        for number in numbers:
            await store.record(
                disclosure(
                    number,
                    subject=f"subject-{number}",
                    messages=(message(f"text {number}"),),
                    tag=tag(START + number * DAY),
                )
            )

    with_store(directory, run)


def sweep(directory: Path, days: int) -> None:
    with_store(directory, lambda store: store.sweep(START + days * DAY))


def gone_by(directory: Path) -> datetime:
    """As a certificate of LATER names it."""

    async def read(store: DatabaseStore) -> datetime:
        return await store.act(lambda each: copies_gone_by(each.keys, LATER))

    found: datetime = with_store(directory, read)
    return found


def test_a_store_comes_back_as_it_was(tmp_path: Path) -> None:
    data = tmp_path / "data"
    fill(data, 1, 2, 3)
    made = data_copy(data, tmp_path / "copies")
    before = texts(data)
    fill(data, 4)
    restored = put_back(data, Wanted(data=made.place, replaces=True), now=LATER)
    assert texts(data) == before == {f"conversation-{n}": [f"text {n}"] for n in (1, 2, 3)}
    assert (restored.keys_erased, restored.replayed.unreadable, restored.replayed.people) == (
        0,
        0,
        0,
    )
    assert sorted(path.name for path in data.iterdir()) == ["discreet.db", "keys.db", "ledger"]
    assert {path.stat().st_mode & 0o777 for path in data.glob("*.db")} == {0o600}
    assert gone_by(data) == LATER


def test_it_comes_back_on_another_machine_with_the_keys_and_the_ledger(tmp_path: Path) -> None:
    data, other = tmp_path / "data", tmp_path / "other"
    fill(data, 1, 2)
    made, keys = data_copy(data, tmp_path / "copies"), key_copy(data, tmp_path / "keys")
    shutil.copytree(data / "ledger", other / "ledger")
    shutil.rmtree(data)
    put_back(other, Wanted(data=made.place, keys=keys.place), now=LATER)
    assert texts(other) == {"conversation-1": ["text 1"], "conversation-2": ["text 2"]}
    assert gone_by(other) == LATER + KEPT_KEYS


def test_what_was_erased_since_stays_erased(tmp_path: Path) -> None:
    data = tmp_path / "data"
    fill(data, 1, 9)
    made, keys = data_copy(data, tmp_path / "copies"), key_copy(data, tmp_path / "keys")
    sweep(data, 5)
    for wanted, erased in (
        (Wanted(data=made.place, replaces=True), 0),
        (Wanted(data=made.place, keys=keys.place, replaces=True), 1),
    ):
        restored = put_back(data, wanted, now=LATER)
        assert (restored.keys_erased, restored.replayed.unreadable) == (erased, 1)
        assert texts(data) == {"conversation-9": ["text 9"]}
    held = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    assert b"conversation-1" not in held or b"dek-1" not in held


def test_people_who_were_erased_since_are_erased_again(tmp_path: Path) -> None:
    data = tmp_path / "data"
    fill(data, 1, 2)

    async def known(store: DatabaseStore) -> None:
        for number in (1, 2):
            subject = f"subject-{number}"
            await store.put_consent(consent(subject=subject, record_id=f"consent-{number}"))
            await store.note(refusal(number, subject=subject))

    def erase(transaction: Transaction) -> None:
        gone = ErasedPerson(tenant="acme", subject="subject-1", request_id="request-1")
        transaction.ledger.note(people=[gone], at=LATER)

    with_store(data, known)
    made, keys = data_copy(data, tmp_path / "copies"), key_copy(data, tmp_path / "keys")
    with_store(data, lambda store: store.act(erase))
    wanted = Wanted(data=made.place, keys=keys.place, replaces=True)
    assert put_back(data, wanted, now=LATER).replayed.people == 1
    assert texts(data) == {"conversation-2": ["text 2"]}
    assert put_back(data, wanted, now=LATER).replayed.people == 1  # and once more
    later = data_copy(data, tmp_path / "copies", now=LATER)
    again = put_back(data, Wanted(data=later.place, replaces=True), now=LATER + DAY)
    assert again.replayed.people == 0


def test_consents_must_be_given_anew_or_are_kept_in_so_many_words(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with_store(data, lambda store: store.put_consent(consent()))
    made = data_copy(data, tmp_path / "copies")

    async def state(store: DatabaseStore) -> list[ConsentState]:
        return [each.state for each in await store.consents("acme", "subject-1")]

    kept = put_back(data, Wanted(data=made.place, replaces=True, keeps_consents=True), now=LATER)
    assert (kept.replayed.consents, with_store(data, state)) == (0, [ConsentState.GIVEN])
    ended = put_back(data, Wanted(data=made.place, replaces=True), now=LATER)
    assert (ended.replayed.consents, with_store(data, state)) == (1, [ConsentState.INVALIDATED])


def test_it_is_in_the_audit_log(tmp_path: Path) -> None:
    data = tmp_path / "data"
    fill(data, 1)
    made = data_copy(data, tmp_path / "copies")
    put_back(data, Wanted(data=made.place, replaces=True), now=LATER)

    def last(transaction: Transaction) -> bytes:
        reader = AuditReader(transaction.connection)
        body = reader.body(reader.size() - 1)
        assert body is not None
        return body

    body = with_store(data, lambda store: store.act(last))
    assert Act.RESTORED.value.encode() in bytes(body)
    assert made.manifest.sha256.encode() in bytes(body)


def test_a_store_that_is_open_or_there_is_not_replaced(tmp_path: Path) -> None:
    data = tmp_path / "data"
    fill(data, 1)
    made = data_copy(data, tmp_path / "copies")
    with pytest.raises(StorageFailed, match="--replace"):
        put_back(data, Wanted(data=made.place))

    async def meanwhile(_store: DatabaseStore) -> None:
        def act() -> None:
            with pytest.raises(StorageFailed, match="has this store open"):
                put_back(data, Wanted(data=made.place, replaces=True))

        await asyncio.to_thread(act)

    with_store(data, meanwhile)
    assert texts(data) == {"conversation-1": ["text 1"]}


def test_without_its_ledger_nothing_is_restored_unless_that_is_said(tmp_path: Path) -> None:
    data, other = tmp_path / "data", tmp_path / "other"
    fill(data, 1, 9)
    sweep(data, 5)
    made, keys = data_copy(data, tmp_path / "copies"), key_copy(data, tmp_path / "keys")
    wanted = Wanted(data=made.place, keys=keys.place)
    with pytest.raises(StorageFailed, match="ledger of this store is missing"):
        put_back(other, wanted)
    unsafe = Wanted(data=made.place, keys=keys.place, without_ledger=True)
    put_back(other, unsafe)
    assert texts(other) == {"conversation-9": ["text 9"]}


@pytest.mark.parametrize(
    ("name", "damage", "message"),
    [
        ("discreet.db", lambda content: content[:-1], "is damaged"),
        ("discreet.db", lambda content: content[:-1] + b"\xff", "is damaged"),
        ("manifest.json", lambda content: content[:-3], "cannot be read"),
        ("manifest.json", lambda content: content.replace(b"audit_size", b"audit_sice"), "changed"),
    ],
)
def test_a_damaged_back_up_changes_nothing(
    tmp_path: Path, name: str, damage: object, message: str
) -> None:
    data = tmp_path / "data"
    fill(data, 1)
    made = data_copy(data, tmp_path / "copies")
    fill(data, 2)
    path = made.place / name
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(StorageFailed, match=message):
        put_back(data, Wanted(data=made.place, replaces=True))
    assert set(texts(data)) == {"conversation-1", "conversation-2"}


def test_back_ups_of_two_stores_do_not_mix(tmp_path: Path) -> None:
    for name in ("one", "two"):
        fill(tmp_path / name, 1)
    made = data_copy(tmp_path / "one", tmp_path / "copies")
    keys = key_copy(tmp_path / "two", tmp_path / "keys")
    with pytest.raises(StorageFailed, match="different stores"):
        put_back(tmp_path / "new", Wanted(data=made.place, keys=keys.place))
    with pytest.raises(StorageFailed, match="not one of data"):
        put_back(tmp_path / "new", Wanted(data=keys.place, keys=keys.place))
    with pytest.raises(StorageFailed, match="no key store"):
        put_back(tmp_path / "new", Wanted(data=made.place))
    with pytest.raises(StorageFailed, match="another store|does not belong"):
        put_back(tmp_path / "two", Wanted(data=made.place, replaces=True))
    assert texts(tmp_path / "two") == {"conversation-1": ["text 1"]}


def test_a_copy_of_keys_that_is_a_week_old_is_refused_unless_that_is_said(tmp_path: Path) -> None:
    data, other = tmp_path / "data", tmp_path / "other"
    fill(data, 99)
    made, keys = data_copy(data, tmp_path / "copies"), key_copy(data, tmp_path / "keys")
    shutil.copytree(data / "ledger", other / "ledger")
    wanted = Wanted(data=made.place, keys=keys.place)
    with pytest.raises(StorageFailed, match="older than 7 days"):
        put_back(other, wanted, now=START + 7 * DAY)
    put_back(other, replace(wanted, old_keys=True), now=START + 7 * DAY)
    assert texts(other) == {"conversation-99": ["text 99"]}
