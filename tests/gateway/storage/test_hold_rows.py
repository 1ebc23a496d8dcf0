"""Rows of holds: what is covered in SQL is what Scope.covers says; who holds what."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway.retention import hold_desk
from gateway.retention.terms import Term, write_terms
from gateway.storage import hold_rows
from gateway.storage.database import DatabaseStore
from gateway.storage.schema import CONVERSATION
from tests.gateway.retention.stored import hold, release, stored
from tests.gateway.storage.conftest import opened
from tests.gateway.storage.samples import START

HOUR = timedelta(hours=1)
SCOPES: list[dict[str, Any]] = [
    {"subjects": {"subject-1"}},
    {"subjects": {"subject-1", "subject-3"}},
    {"conversations": {"conversation-2", "conversation-9"}},
    {"classes": {"conversation"}},
    {"classes": {"tax"}, "subjects": {"subject-1"}},
    {"created_from": START + HOUR},
    {"created_to": START + HOUR},
    {"created_from": START, "created_to": START + HOUR, "subjects": {"subject-2"}},
]


async def filled(store: DatabaseStore) -> None:
    for number in range(1, 7):
        await stored(
            store,
            number,
            subject=f"subject-{1 + number % 3}",
            at=START + (number % 2) * HOUR,
            hide_at=START + 90 * HOUR,
            retention_class="tax" if number > 4 else "conversation",
        )


@pytest.mark.parametrize("scope", SCOPES)
def test_sql_and_the_plain_rule_cover_the_same(tmp_path: Path, scope: dict[str, Any]) -> None:
    placed = hold(**scope)

    async def scenario(store: DatabaseStore) -> None:
        await filled(store)

        def ask(act: Any) -> tuple[set[int], set[int]]:
            query = select(CONVERSATION.c.id).where(*hold_rows.matching(placed))
            rows = act.connection.execute(select(CONVERSATION)).all()
            found = {row[0] for row in act.connection.execute(query)}
            return found, set(hold_rows.covering([placed], rows))

        in_sql, plain = await store.act(ask)
        assert in_sql == plain
        assert len(in_sql) < 6

    opened(tmp_path, scenario)


def test_who_holds_what_is_asked_of_scopes_not_of_items(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await hold_desk.place(store, hold("a", subjects={"subject-1"}))
        await hold_desk.place(store, hold("b", subjects={"subject-1", "subject-2"}))
        await filled(store)

        def ask(act: Any) -> dict[str, list[str]]:
            query = select(CONVERSATION.c.id, CONVERSATION.c.subject)
            subjects = {row.id: row.subject for row in act.connection.execute(query)}
            held = hold_rows.held(act.connection, sorted(subjects))
            return {subjects[row_id]: [each.hold_id for each in of] for row_id, of in held.items()}

        assert await store.act(ask) == {"subject-1": ["a", "b"], "subject-2": ["b"]}
        await release(store, "b")
        assert await store.act(ask) == {"subject-1": ["a"]}
        assert await store.act(lambda act: hold_rows.held(act.connection, [])) == {}

    opened(tmp_path, scenario)


def test_a_hold_of_another_tenant_holds_nothing_here(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await filled(store)

        def ask(act: Any) -> tuple[int, int]:
            others = hold_rows.in_force(act.connection, ["other"])
            return len(others), len(hold_rows.in_force(act.connection))

        await hold_desk.place(store, hold("a", subjects={"subject-1"}))
        assert await store.act(ask) == (0, 1)

    opened(tmp_path, scenario)


def test_what_is_held_twice_is_kept_once(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await filled(store)
        placed = await hold_desk.place(store, hold("a", subjects={"subject-1"}))

        def again(act: Any) -> None:
            page = hold_rows.hold_page(act.connection, placed, after=0, limit=50, at=START)
            assert page is not None
            assert page[0] == placed.items

        await store.act(again)
        found = await store.act(lambda act: hold_rows.find(act.connection, "acme", hold_id="a"))
        assert found == placed

    opened(tmp_path, scenario)


def test_a_hold_on_a_class_covers_what_has_moved_on_to_another(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await stored(store, 1)
        terms = write_terms(
            tuple(
                Term(key=key, version="v", trigger="collection", duration="P1D")
                for key in ("contract", "sensitive")
            )
        )

        def act(transaction: Any) -> Any:
            core = transaction.connection
            core.execute(CONVERSATION.update().values(terms=terms))
            [row] = core.execute(select(CONVERSATION)).all()
            placed = [hold(classes={key}) for key in ("contract", "other")]
            return (
                hold_rows.classes_of(row),
                [hold_rows.covers_something(transaction, each) for each in placed],
                [set(hold_rows.covering([each], [row])) for each in placed],
            )

        known = frozenset({"conversation", "contract", "sensitive"})
        assert await store.act(act) == (known, [True, False], [{1}, set()])

    opened(tmp_path, scenario)
