"""Forms of classes are kept once; pages change what they say and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from gateway.errors import StorageFailed
from gateway.policy import Minimum, Trigger
from gateway.retention.assign import tag
from gateway.retention.classes import version_of
from gateway.retention.preview import Plan
from gateway.storage.class_rows import (
    ApplyPage,
    Approval,
    apply_page,
    approve,
    approved,
    carried_page,
    declare_classes,
    known_classes,
    settle,
)
from gateway.storage.ports import Recorded
from gateway.storage.schema_retention import RETENTION_CLASS
from tests.gateway.retention.policies import occasion, policy, retention_class
from tests.gateway.storage.conftest import Run
from tests.gateway.storage.samples import DAY, START, disclosure

MONTH = retention_class("chat", duration="P30D")
LAW = retention_class(
    "law", Trigger.CONTRACT_END, "P1Y", minimum=Minimum(duration="P6Y", law="a law")
)
WEEK = retention_class("chat", duration="P7D")
APPROVAL = Approval(preview_id="0123456789ab", moves={"a": "b"}, versions={"chat": "x"})
ON_DATABASES = pytest.mark.parametrize("run", ["database", "postgres"], indirect=True)


async def stored(store: Any, count: int, **changes: Any) -> None:
    for number in range(1, count + 1):
        made = tag(policy(MONTH), occasion("chat"), now=START)
        wanted = disclosure(number, tag=made, purpose="chat", **changes)
        assert await store.record(wanted) is Recorded.RECORDED


@ON_DATABASES
def test_each_form_is_kept_once(run: Run) -> None:
    async def scenario(store: Any) -> None:
        async def declare(tenant: str, *classes: Any) -> int:
            return int(
                await store.act(lambda t: declare_classes(t, tenant, classes=classes, at=START))
            )

        assert await declare("acme", MONTH, LAW) == 2
        assert await declare("acme", MONTH, LAW) == 0
        assert await declare("acme", WEEK, LAW) == 1
        assert await declare("other", MONTH) == 1
        known = await store.act(lambda t: known_classes(t.connection, "acme"))
        assert known == {(each.key, version_of(each)): each for each in (MONTH, WEEK, LAW)}
        damage = update(RETENTION_CLASS).values(document="{}")
        await store.act(lambda t: t.connection.execute(damage).rowcount)
        with pytest.raises(StorageFailed, match="cannot be read"):
            await store.act(lambda t: known_classes(t.connection, "acme"))

    run(scenario)


@ON_DATABASES
def test_pages_go_through_all_of_a_tenants_conversations(run: Run) -> None:
    async def scenario(store: Any) -> None:
        await stored(store, 5)
        await store.record(disclosure(6, tenant="other"))
        found, after = [], 0
        while page := await store.act(
            lambda t, after=after: carried_page(t.connection, "acme", after=after, limit=2)
        ):
            assert len(page) <= 2
            found += [each for _, each in page]
            after = page[-1][0]
        assert len(found) == 5
        assert {(each.first, each.last, each.held) for each in found} == {(START, START, False)}
        assert {each.tagged.tag.hide_at for each in found} == {START + 30 * DAY}

    run(scenario)


@ON_DATABASES
def test_a_page_changes_its_own_and_says_where_to_go_on(run: Run) -> None:
    async def scenario(store: Any) -> None:
        await stored(store, 3)
        plan = Plan(classes={"chat": WEEK})

        async def apply(after: int) -> tuple[int, int | None]:
            page = ApplyPage(tenant="acme", plan=plan, after=after, limit=2)
            count, following = await store.act(
                lambda t: apply_page(t, APPROVAL, page=page, now=START)
            )
            return count, following

        count, following = await apply(0)
        assert count == 2
        assert following is not None
        assert await apply(0) == (0, following)
        assert await apply(following) == (1, None)
        rows = await store.act(lambda t: carried_page(t.connection, "acme", after=0, limit=9))
        assert {each.tagged.tag.hide_at for _, each in rows} == {START + 7 * DAY}
        assert {each.tagged.tag.class_version for _, each in rows} == {version_of(WEEK)}

    run(scenario)


@ON_DATABASES
def test_an_approval_is_remembered_until_it_is_settled(run: Run) -> None:
    async def scenario(store: Any) -> None:
        async def seen(tenant: str) -> Approval | None:
            found: Approval | None = await store.act(lambda t: approved(t.connection, tenant))
            return found

        assert await seen("acme") is None
        for _ in range(2):
            await store.act(lambda t: approve(t.connection, "acme", approval=APPROVAL))
        assert await seen("acme") == APPROVAL
        assert await seen("other") is None
        await store.act(lambda t: settle(t.connection, "acme"))
        assert await seen("acme") is None

    run(scenario)
