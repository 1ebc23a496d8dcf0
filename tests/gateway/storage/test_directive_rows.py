"""Instructions are rows with sealed words; the newest takes the place of the one before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from sqlalchemy import select

from gateway.storage.database import DatabaseStore
from gateway.storage.directive_rows import (
    Directive,
    DirectiveAction,
    add_directive,
    directives,
    end_directive,
)
from gateway.storage.schema_rights import DIRECTIVE
from tests.gateway.rights.acting import in_store
from tests.gateway.storage.samples import DAY, START

FIRST = Directive(
    tenant="acme",
    subject="subject-1",
    directive_id="d1",
    action=DirectiveAction.HAND_OVER,
    at=START,
    words={"executor": {"name": "Erika", "contact": "\ud800"}},
)
SECOND = replace(FIRST, directive_id="d2", action=DirectiveAction.ERASE, at=START + DAY, words={})


async def found(store: DatabaseStore) -> list[Directive]:
    return list(await store.act(lambda each: directives(each, "acme", subject="subject-1")))


def test_words_come_back_until_their_key_is_gone(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.act(lambda each: add_directive(each, FIRST))
        assert await found(store) == [FIRST]
        dek_id = await store.act(
            lambda each: each.connection.execute(select(DIRECTIVE.c.dek_id)).scalar_one()
        )
        await store.act(lambda each: each.keys.destroy([dek_id]))
        assert await found(store) == [replace(FIRST, words={})]
        assert "Erika" not in repr(FIRST)

    in_store(tmp_path, scenario)


def test_a_new_one_revokes_the_one_that_stood(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        await store.act(lambda each: add_directive(each, FIRST))
        await store.act(lambda each: add_directive(each, replace(FIRST, subject="subject-2",
                                                                 directive_id="d9")))  # fmt: skip
        await store.act(lambda each: add_directive(each, SECOND))
        assert await found(store) == [replace(FIRST, revoked_at=START + DAY), SECOND]
        await store.act(lambda each: end_directive(each, SECOND, executed_at=START + 2 * DAY))
        assert [each.stands for each in await found(store)] == [False, False]
        other = await store.act(lambda each: directives(each, "acme", subject="subject-2"))
        assert [each.stands for each in other] == [True]

    in_store(tmp_path, scenario)
