"""Holds are placed, reviewed and released, page by page and through crashes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.errors import InvalidRequest, StorageFailed
from gateway.retention import hold_desk
from gateway.retention.hold_desk import By
from gateway.storage import hold_rows
from gateway.storage.database import DatabaseStore
from tests.gateway.retention.stored import END, hold, left, release, stored
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import DAY, START

BY = By(actor="key-1", at=START + DAY)


def test_a_hold_on_nothing_is_refused_unless_it_names_a_person(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1)
        for scope in ({"conversations": {"other"}}, {"classes": {"tax"}}, {"created_from": END}):
            with pytest.raises(InvalidRequest) as refused:
                await hold_desk.place(store, hold(**scope))
            assert refused.value.code == "hold_on_nothing"
        assert await hold_desk.listed(store, "acme") == []
        placed = await hold_desk.place(store, hold(subjects={"nobody-yet"}))
        assert placed.items == 0

    opened(tmp_path, scenario)


@pytest.mark.parametrize(
    ("scope", "field"),
    [
        ({"subjects": {"subject-1"}, "conversations": {"typo"}}, "conversations"),
        ({"conversations": {"conversation-1", "typo"}}, "conversations"),
        ({"subjects": {"subject-2"}, "conversations": {"conversation-1"}}, "conversations"),
        ({"subjects": {"subject-1"}, "classes": {"converstaion"}}, "classes"),
        ({"classes": {"conversation", "converstaion"}}, "classes"),
    ],
)
def test_a_name_that_nothing_has_ever_had_is_refused(
    tmp_path: Path, scope: dict[str, Any], field: str
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1)
        with pytest.raises(InvalidRequest) as refused:
            await hold_desk.place(store, hold(**scope), classes=["tax"])
        assert refused.value.code == "hold_on_nothing"
        assert refused.value.details == {"fields": [field]}
        assert "typo" not in refused.value.message
        assert await hold_desk.listed(store, "acme") == []
        placed = await hold_desk.place(
            store, hold(subjects={"subject-1"}, classes={"tax"}), classes=["tax"]
        )
        assert placed.items == 0  # a class of the policy: nothing of it yet

    opened(tmp_path, scenario)


def test_what_is_gone_is_no_typing_error_beside_what_is_there(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1)
        await stored(store, 2, hide_at=END + DAY)
        assert (await store.sweep(END)).erased == 1
        both = {"conversation-1", "conversation-2"}
        assert (await hold_desk.place(store, hold(conversations=both))).items == 1
        with pytest.raises(InvalidRequest) as refused:
            await hold_desk.place(store, hold("hold-2", conversations={"conversation-1"}))
        assert refused.value.code == "hold_on_nothing"

    opened(tmp_path, scenario)


def test_a_hold_sets_all_aside_in_pages_and_a_release_lets_them_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold_desk, "PAGE", 2)

    async def scenario(store: DatabaseStore) -> None:
        for number in range(1, 8):
            await stored(store, number, subject="subject-1" if number < 6 else "subject-2")
        placed = await hold_desk.place(store, hold(subjects={"subject-1"}))
        assert placed.items == 5
        assert [each.items for each in await hold_desk.listed(store, "acme")] == [5]
        assert sorted((await left(store)).values()) == ["active"] * 2 + ["held"] * 5
        released = await release(store, at=START + DAY)
        assert (released.in_force, released.released_by) == (False, "command")
        assert set((await left(store)).values()) == {"active"}
        assert await release(store, at=START + 2 * DAY) == released
        assert (await hold_desk.listed(store, None))[0].released_at == START + DAY

    opened(tmp_path, scenario)


def test_a_release_that_was_broken_off_is_finished_by_the_next_sweep(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> int:
        raise OSError("power is gone")

    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1)
        await hold_desk.place(store, hold(conversations={"conversation-1"}))
        with monkeypatch.context() as patch:
            patch.setattr(hold_rows, "let_go", crash)
            with pytest.raises(StorageFailed):
                await release(store)
        assert await left(store) == {"conversation-1": "held"}
        assert (await store.sweep(END)).erased == 1

    opened(tmp_path, scenario)


def test_a_hold_that_was_broken_off_is_in_force_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> int:
        raise OSError("power is gone")

    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1)
        with monkeypatch.context() as patch:
            patch.setattr(hold_rows, "hold_page", crash)
            with pytest.raises(StorageFailed):
                await hold_desk.place(store, hold(conversations={"conversation-1"}))
        assert await left(store) == {"conversation-1": "active"}
        result = await store.sweep(END)
        assert (result.erased, result.held) == (0, 1)

    opened(tmp_path, scenario)


def test_reviews(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        placed = await hold_desk.place(store, hold(subjects={"subject-1"}))
        assert await hold_desk.overdue(store, placed.review_at - DAY) == []
        assert len(await hold_desk.overdue(store, placed.review_at)) == 1
        later = placed.review_at + DAY
        found = await hold_desk.review(store, "acme", hold_id="hold-1", review_at=later, by=BY)
        assert found.review_at == later
        assert await hold_desk.overdue(store, placed.review_at) == []
        with pytest.raises(InvalidRequest, match="future"):
            await hold_desk.review(store, "acme", hold_id="hold-1", review_at=START, by=BY)
        for tenant, name in (("other", "hold-1"), ("acme", "hold-2")):
            with pytest.raises(InvalidRequest, match="no such hold"):
                await hold_desk.review(store, tenant, hold_id=name, review_at=later, by=BY)
            with pytest.raises(InvalidRequest, match="no such hold"):
                await hold_desk.release(store, tenant, hold_id=name, by=BY)
        await release(store)
        assert await hold_desk.overdue(store, later) == []
        with pytest.raises(InvalidRequest, match="released"):
            await hold_desk.review(store, "acme", hold_id="hold-1", review_at=later + DAY, by=BY)

    opened(tmp_path, scenario)
