from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from gateway.access import termination_desk
from gateway.access.terminations import TerminationState
from gateway.errors import StorageFailed
from gateway.storage.certificate_rows import Run
from gateway.storage.database import DatabaseStore
from gateway.storage.keys import NewKey
from gateway.storage.restore import Wanted
from gateway.storage.schema import API_KEY
from gateway.storage.tenant_erasure import EndedAgain, end_again
from tests.gateway.access.test_termination_desk import BY, HELD, package
from tests.gateway.storage.backups import data_copy, key_copy, put_back, texts, with_store
from tests.gateway.storage.conftest import exchanges
from tests.gateway.storage.samples import START, consent, disclosure

DAY = timedelta(days=1)
KEY = {"key_id": "key-1", "tenant": "acme", "role": "chat", "label": "bot",
       "secret_sha256": "digest", "created_at": 0}  # fmt: skip


async def fill(store: DatabaseStore) -> None:
    await exchanges(store, range(1, 4))
    await store.record(disclosure(70, tenant="other"))
    await store.put_consent(consent(tenant="acme"))
    await store.act(lambda act: act.connection.execute(insert(API_KEY), [KEY]))


@pytest.mark.parametrize(
    ("with_keys", "live"), [(False, True), (True, True), (True, False), (False, False)]
)
def test_a_tenant_that_ended_does_not_come_back(
    tmp_path: Path, with_keys: bool, live: bool
) -> None:
    data = tmp_path / "data"
    with_store(data, fill)
    made, keys = data_copy(data, tmp_path / "copies"), key_copy(data, tmp_path / "keys")

    async def end(store: DatabaseStore) -> Any:
        await termination_desk.announce(store, HELD)
        by = replace(BY, at=START + DAY)
        return await termination_desk.terminate(
            store, package(tmp_path / "out"), by=by, run_id="run-1"
        )

    with_store(data, end)
    if not live:
        (data / "discreet.db").unlink()
        if with_keys:
            (data / "keys.db").unlink()
    wanted = Wanted(data=made.place, keys=keys.place if with_keys else None, replaces=True)
    carried = put_back(data, wanted, now=START + 2 * DAY).carried
    assert (carried.read, carried.tenants) == (live, 1)
    assert carried.tenant_rows > 0

    async def look(store: DatabaseStore) -> None:
        held = await termination_desk.found(store, "acme")
        assert held.state is TerminationState.ENDED
        assert held.package_sha256 == "" or live
        query = select(API_KEY.c.revoked_at, API_KEY.c.label)
        [key] = await store.act(lambda act: act.connection.execute(query).all())
        assert (key.revoked_at is not None, key.label) == (True, "")
        new = NewKey(dek_id="dek-new", tenant="acme", key=b"k" * 32, created_at=0)
        with pytest.raises(StorageFailed, match="has ended"):
            await store.act(lambda act: act.keys.add([new]))
        again = Run(run_id="run-2", at=START + 2 * DAY)
        assert await end_again(store, run=again) == EndedAgain(tenants=1, rows=0)

    with_store(data, look)
    assert texts(data) == {}
    assert len(texts(data, "other")) == 1


def test_an_end_that_had_only_begun_refuses_and_is_gone_on_with(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with_store(data, fill)
    made = data_copy(data, tmp_path / "copies")
    with_store(data, lambda store: store.act(lambda act: act.keys.end_tenant("acme")))
    (data / "discreet.db").unlink()
    carried = put_back(data, Wanted(data=made.place), now=START + DAY).carried
    assert (carried.tenants, carried.tenant_rows) == (1, 0)
    held = with_store(data, lambda store: termination_desk.found(store, "acme"))
    assert (held.state, held.announced_by) == (TerminationState.BEGUN, "restore")
    assert len(texts(data)) == 3
