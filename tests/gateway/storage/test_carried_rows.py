from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from gateway.consent.persons import PersonChange, Restriction
from gateway.errors import StorageFailed
from gateway.retention import hold_desk
from gateway.storage import hold_rows, objection_rows
from gateway.storage.carried_rows import CarriedOver, LiveStore
from gateway.storage.database import DatabaseStore
from gateway.storage.files import SqliteFile
from gateway.storage.keys import NewKey
from gateway.storage.objection_rows import Objection
from gateway.storage.restore import Wanted
from gateway.storage.restriction_rows import HeldRestriction, people_of, restrict
from gateway.storage.schema_rights import DIRECTIVE
from gateway.storage.transaction import Transaction
from tests.gateway.retention.stored import END, hold, left
from tests.gateway.storage.backups import data_copy, key_copy, put_back, texts, with_store
from tests.gateway.storage.samples import DAY, START, disclosure, message, tag

LATER = START + timedelta(hours=6)


async def fill(store: DatabaseStore, *numbers: int) -> None:
    for number in numbers:
        await store.record(
            disclosure(
                number,
                subject=f"subject-{number}",
                messages=(message(f"text {number}"),),
                tag=tag(START + number * DAY),
            )
        )


async def decide(store: DatabaseStore) -> None:
    await hold_desk.place(store, hold(subjects={"subject-1"}))
    await store.act(said)


def said(transaction: Transaction) -> None:
    objection_rows.object_to(
        transaction,
        Objection(tenant="acme", subject="subject-2", purpose="marketing", since=LATER),
    )
    held = HeldRestriction(
        tenant="acme", subject="subject-3", kind=Restriction.REQUESTED, since=LATER
    )
    restrict(transaction, held, at=LATER)
    key = NewKey(dek_id="dek-directive", tenant="acme", key=b"d" * 32, created_at=0)
    transaction.keys.add([key])
    for number, dek_id in enumerate(("dek-directive", "dek-gone")):
        transaction.connection.execute(
            DIRECTIVE.insert().values(
                tenant="acme", directive_id=f"directive-{number}", subject="subject-2",
                action="erase", at=0, dek_id=dek_id, body=b"sealed",
            )
        )  # fmt: skip


@pytest.mark.parametrize("with_keys", [False, True])
def test_what_was_decided_since_the_copy_is_in_the_restored_store(
    tmp_path: Path, with_keys: bool
) -> None:
    data = tmp_path / "data"
    with_store(data, lambda store: fill(store, 1, 2, 3))
    made, keys = data_copy(data, tmp_path / "copies"), key_copy(data, tmp_path / "keys")
    with_store(data, decide)
    wanted = Wanted(data=made.place, keys=keys.place if with_keys else None, replaces=True)
    restored = put_back(data, wanted, now=LATER)
    assert restored.carried == CarriedOver(
        read=True, holds=1, objections=1, restrictions=1, directives=2
    )
    assert put_back(data, wanted, now=LATER).carried == restored.carried  # and once more

    async def look(store: DatabaseStore) -> None:
        [found] = await store.act(lambda act: hold_rows.holds(act.connection))
        assert (found.items, found.released_at) == (1, None)
        await store.act(check)
        assert (await store.sweep(END)).erased == 2
        assert await left(store) == {"conversation-1": "held"}

    def check(transaction: Transaction) -> None:
        [objection] = objection_rows.objections(transaction, "acme", subject="subject-2")
        assert objection.purpose == "marketing"
        people = people_of(transaction)
        same = PersonChange()
        assert people.change_person("acme", "subject-3", change=same, at=LATER).restrictions == {
            Restriction.REQUESTED
        }
        row = DIRECTIVE.c
        query = select(row.dek_id, row.body).order_by(row.directive_id)
        assert [tuple(each) for each in transaction.connection.execute(query)] == [
            ("dek-directive", b"sealed"),
            ("", None),
        ]
        assert transaction.keys.find(["dek-directive"]) == {"dek-directive": b"d" * 32}

    with_store(data, look)


def test_a_store_that_cannot_be_read_is_not_replaced_in_silence(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with_store(data, lambda store: fill(store, 9))
    made = data_copy(data, tmp_path / "copies")
    with_store(data, decide)
    for file in data.glob("discreet.db*"):
        file.write_bytes(b"no database" * 1000)
    wanted = Wanted(data=made.place, replaces=True)
    with pytest.raises(StorageFailed, match="--unsafe-without-live"):
        put_back(data, wanted)
    restored = put_back(data, replace(wanted, without_live=True))
    assert restored.carried == CarriedOver()
    assert texts(data) == {"conversation-9": ["text 9"]}


def test_another_store_that_is_there_is_not_replaced(tmp_path: Path) -> None:
    data, other = tmp_path / "data", tmp_path / "other"
    for directory in (data, other):
        with_store(directory, lambda store: fill(store, 9))
    live = LiveStore(
        main=SqliteFile(data / "discreet.db"),
        keys=SqliteFile(data / "keys.db"),
        tenants=frozenset(),
    )
    with pytest.raises(StorageFailed, match="another store"):
        live.check("of-nobody")
    made = data_copy(other, tmp_path / "copies")
    with pytest.raises(StorageFailed, match="another store"):
        put_back(data, Wanted(data=made.place, replaces=True))


def test_nothing_is_there_on_a_new_machine(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with_store(data, lambda store: fill(store, 9))
    made = data_copy(data, tmp_path / "copies")
    (data / "discreet.db").unlink()
    assert not put_back(data, Wanted(data=made.place)).carried.read
