"""A hold on anything of a person keeps the records about them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.retention import hold_desk
from gateway.rights.data_stores import Holder, PageAsked
from gateway.rights.erasers import Terms, erasers
from gateway.storage.database import DatabaseStore
from gateway.storage.held_people import held_people, is_held
from gateway.storage.record_expiry import Expiring, expire
from tests.gateway.retention.stored import END, hold, stored
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import DAY, START

SCOPES: list[Any] = [
    {"subjects": {"subject-1"}},
    {"classes": {"contract"}},
    {"classes": {"contract"}, "created_to": START + DAY},
]


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("moves", [False, True])
def test_disclosures_of_held_people_stay(tmp_path: Path, scope: Any, moves: bool) -> None:
    async def scenario(store: DatabaseStore) -> None:
        kept: dict[str, Any] = {"keep_until": END + DAY} if moves else {}
        await stored(store, 1, retention_class="contract", **kept)
        await stored(store, 2, subject="subject-2")
        if moves:
            await store.sweep(END)
        await hold_desk.place(store, hold(**scope))
        asked = PageAsked(now=END)

        def act(transaction: Any) -> Any:
            held = held_people(transaction, "acme")
            what = Expiring(tenant="acme", kind="disclosures", duration="P1D", now=END, held=held)
            told = erasers(Terms(keeps=frozenset()))["disclosures"]
            return (
                expire(transaction, what, limit=9),
                [is_held(transaction, "acme", subject=f"subject-{n}") for n in (1, 2)],
                is_held(transaction, "other", subject="subject-1"),
                told(transaction, Holder(tenant="acme", subject="subject-1"), asked),
            )

        gone, held, other, erased = await store.act(act)
        assert (gone, held, other) == (1, [True, False], False)
        assert (erased.items_removed, erased.items_retained) == (0, 1)

    opened(tmp_path, scenario)
