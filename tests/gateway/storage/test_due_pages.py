"""One page: bounded, counted store by store, and never of what is held."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from gateway.retention import hold_desk
from gateway.retention.certificates import Left
from gateway.storage import certificate_rows, due_pages
from gateway.storage.certificate_rows import Run
from gateway.storage.database import DatabaseStore
from tests.gateway.retention.stored import END, dek_id, hold, stored
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import DAY

RUN = Run(run_id="run-1", at=END)


def test_a_page_takes_so_many_and_says_what_it_did(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        for number in range(1, 6):
            await stored(store, number, hide_at=END - number * DAY)
        await hold_desk.place(store, hold(subjects={"later"}))
        page = await store.act(lambda act: due_pages.due_page(act, run=RUN, limit=2))
        # The longest due first.
        assert page.dek_ids == [dek_id(5), dek_id(4)]
        assert (page.taken, page.outcomes["erased"]) == (2, 2)
        await store.act(lambda act: due_pages.due_page(act, run=RUN, limit=9))
        page = await store.act(lambda act: due_pages.due_page(act, run=RUN, limit=9))
        assert (page.taken, sum(page.outcomes.values())) == (0, 0)
        [one] = await store.act(lambda act: certificate_rows.pending(act.connection))
        assert (one.counted("erased"), one.recipients) == (5, {"model-eu": 5})

    opened(tmp_path, scenario)


def test_what_is_kept_is_passed_over_while_it_is_held(tmp_path: Path) -> None:
    later = Run(run_id="run-2", at=END + 9 * DAY)

    async def scenario(store: DatabaseStore) -> None:
        for number in range(1, 6):
            await stored(store, number, keep_until=END + DAY)
        await store.sweep(END)
        held = {"conversation-1", "conversation-2", "conversation-3"}
        await hold_desk.place(store, hold(conversations=held))
        last, gone = ("", ""), 0
        for _ in range(5):
            page = await store.act(partial(due_pages.kept_page, run=later, after=last, limit=1))
            last, gone = page.last, gone + page.outcomes["kept_erased"]
        assert gone == 2
        kept = await store.act(lambda act: act.kept.listed("acme") if act.kept else [])
        assert {each.conversation_id for each in kept} == held

    opened(tmp_path, scenario)


def test_what_is_left_is_counted_by_why(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1)
        await stored(store, 2, action="review")
        await stored(store, 3, keep_until=END + DAY)
        await stored(store, 4, hide_at=END + DAY)
        await hold_desk.place(store, hold(conversations={"conversation-1", "conversation-4"}))
        await store.sweep(END)

        def ask(act: Any) -> Any:
            return due_pages.left_behind(act, ["acme", "other"], now=END)

        found = await store.act(ask)
        assert found == {"acme": Left(held=1, in_review=1, kept=1), "other": Left()}

    opened(tmp_path, scenario)


def test_nothing_of_a_separate_store_that_was_never_made(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        page = await store.act(
            lambda act: due_pages.kept_page(act, run=RUN, after=("", ""), limit=3)
        )
        assert page == due_pages.Page()
        assert not (tmp_path / "kept.db").exists()

    opened(tmp_path, scenario)


def test_the_ledger_hears_of_a_moved_key_when_its_copy_is_erased(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1, keep_until=END + DAY)
        noted = []
        for at in (END, END + DAY):
            await store.sweep(at)
            noted.append(await store.act(lambda act: act.ledger.holds_keys([dek_id(1)])))
        assert noted == [frozenset(), {dek_id(1)}]

    opened(tmp_path, scenario)
