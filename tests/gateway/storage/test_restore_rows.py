"""Back-ups of PostgreSQL, of files, and from each into the other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from gateway.access import termination_desk
from gateway.access.terminations import TerminationState
from gateway.errors import StorageFailed
from gateway.storage.backup import Copied, back_up_data, back_up_keys
from gateway.storage.database import DatabaseStore
from gateway.storage.ledger_key import KeySource
from gateway.storage.ledger_postgres import LedgerInPostgres
from gateway.storage.restore import Restored, Target, Wanted, restore
from gateway.storage.restore_rows import LiveDatabases
from tests.gateway.access.test_termination_desk import BY, HELD, package
from tests.gateway.storage.backups import KEY
from tests.gateway.storage.samples import DAY, MASTER, START, consent, disclosure, message, tag
from tests.gateway.storage.test_carried_ends import begin, revoke, state
from tests.postgres import Urls, new_databases, postgres, store_on

Result = TypeVar("Result")


class Here:
    """A store on PostgreSQL."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.urls: Urls = new_databases()

    def run(self, work: Callable[[DatabaseStore], Awaitable[Result]]) -> Result:
        async def act() -> Result:
            store = store_on(self.urls, master_key=MASTER, tenants=["acme"], clock=lambda: START)
            await store.open()
            try:
                return await work(store)
            finally:
                await store.close()

        return asyncio.run(act())

    def fill(self, *numbers: int) -> None:
        async def fill(store: DatabaseStore) -> None:
            for number in numbers:
                words = (message(f"text {number}"),)
                until = tag(START + number * DAY)
                await store.record(disclosure(number, messages=words, tag=until))
                await store.put_consent(
                    consent(record_id=f"consent-{number}", purpose=f"purpose-{number}")
                )

        self.run(fill)

    def texts(self) -> dict[str, list[str]]:
        async def read(store: DatabaseStore) -> dict[str, list[str]]:
            found = await store.conversations("acme")
            return {each.conversation_id: [m.text for m in each.messages] for each in found}

        return self.run(read)

    def copies(self) -> tuple[Path, Path]:
        async def take(store: DatabaseStore) -> tuple[Path, Path]:
            of, place = Copied.of(store), self.directory / "copies"
            data = await asyncio.to_thread(back_up_data, of, place, key=KEY, now=START)
            keys = await asyncio.to_thread(back_up_keys, of, place, key=KEY, now=START)
            return data.place, keys.place

        return self.run(take)

    def put_back(self, wanted: Wanted) -> Restored:
        keys = postgres(self.urls.keys)
        target = Target(
            main=self.directory / "stage" / "discreet.db",
            keys=self.directory / "stage" / "keys.db",
            ledger=(
                LedgerInPostgres(keys, owner=postgres(self.urls.keys_owner)),
                KeySource(key=bytes(32)),
            ),
            root=MASTER,
            tenants=frozenset({"acme"}),
            live=LiveDatabases(
                main=postgres(self.urls.main),
                keys=keys,
                main_owner=postgres(self.urls.owner),
                keys_owner=postgres(self.urls.keys_owner),
            ),
        )
        return asyncio.run(restore(target, wanted, key=KEY, now=START))


@pytest.fixture
def here(tmp_path: Path) -> Here:
    return Here(tmp_path)


def test_postgres_comes_back_as_it_was_and_goes_on(here: Here) -> None:
    here.fill(1, 2, 9)
    data, _ = here.copies()
    before = here.texts()
    here.run(lambda store: store.sweep(START + 5 * DAY))
    here.fill(10)
    restored = here.put_back(Wanted(data=data, replaces=True))
    assert restored.replayed.unreadable == 2
    assert here.texts() == {"conversation-9": before["conversation-9"]}
    here.fill(11)  # numbers go on behind those that came back
    assert set(here.texts()) == {"conversation-9", "conversation-11"}


def test_keys_come_back_without_those_that_were_erased(here: Here) -> None:
    here.fill(1, 9)
    data, keys = here.copies()
    here.run(lambda store: store.sweep(START + 5 * DAY))
    restored = here.put_back(Wanted(data=data, keys=keys, replaces=True))
    assert restored.keys_erased == 1
    assert here.texts() == {"conversation-9": ["text 9"]}


@pytest.mark.parametrize("with_keys", [False, True])
def test_what_was_revoked_and_who_has_ended_stay_so(here: Here, with_keys: bool) -> None:
    here.fill(1)
    here.run(lambda store: store.act(begin))
    data, keys = here.copies()
    here.run(lambda store: store.act(revoke))
    wanted = Wanted(data=data, keys=keys if with_keys else None, replaces=True)
    carried = here.put_back(wanted).carried
    assert (carried.api_keys, carried.grants, carried.users, carried.tenants) == (1, 1, 1, 0)
    found = here.run(lambda store: store.act(lambda act: state(act.connection)))
    assert found["grants"] == [("g1", "officer"), ("g2", "")]
    assert (found["switches"], found["sessions"]) == ([("p1", 0), ("p2", 1)], [])

    async def end(store: DatabaseStore) -> None:
        await termination_desk.announce(store, HELD)
        by = replace(BY, at=START + DAY)
        out = package(here.directory / "out")
        await termination_desk.terminate(store, out, by=by, run_id="run-1")

    here.run(end)
    carried = here.put_back(wanted).carried
    assert (carried.tenants, carried.tenant_rows > 0) == (1, True)
    assert here.texts() == {}
    ended = here.run(lambda store: termination_desk.found(store, "acme"))
    assert ended.state is TerminationState.ENDED


def test_an_open_store_and_one_that_was_not_named_stay(here: Here) -> None:
    here.fill(1)
    data, _ = here.copies()
    with pytest.raises(StorageFailed, match="--replace"):
        here.put_back(Wanted(data=data))

    async def meanwhile(_store: DatabaseStore) -> None:
        def act() -> None:
            with pytest.raises(StorageFailed, match="has this store open"):
                here.put_back(Wanted(data=data, replaces=True))

        await asyncio.to_thread(act)

    here.run(meanwhile)
    assert here.texts() == {"conversation-1": ["text 1"]}


def test_a_restore_that_was_broken_off_keeps_gateways_out(
    here: Here, monkeypatch: pytest.MonkeyPatch
) -> None:
    here.fill(1)
    data, _ = here.copies()

    def broken(self: LiveDatabases, copy: Path) -> None:
        raise StorageFailed("planned")

    with monkeypatch.context() as patch:
        patch.setattr(LiveDatabases, "put_main", broken)
        with pytest.raises(StorageFailed, match="planned"):
            here.put_back(Wanted(data=data, replaces=True))
    with pytest.raises(StorageFailed, match="broken off"):
        here.texts()
    here.put_back(Wanted(data=data, replaces=True))
    assert here.texts() == {"conversation-1": ["text 1"]}
