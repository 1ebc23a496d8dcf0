"""Carries out a change of retention classes: preview, approval, pages of conversations.

Nothing else runs in the transactions of a page, and each is short: a gateway goes on
beside it. What is left of a change that broke off is done by the same call again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from gateway.errors import Refused
from gateway.policy import Tenant
from gateway.retention.classes import version_of
from gateway.retention.preview import Carried, Plan, Preview
from gateway.storage.class_rows import (
    ApplyPage,
    Approval,
    apply_page,
    approve,
    approved,
    carried_page,
    declare_classes,
    settle,
)
from gateway.storage.event_rows import start_missed
from gateway.storage.transaction import Acting, Transaction

PAGE = 500


async def declare(store: Acting, tenants: Mapping[str, Tenant], *, at: datetime) -> int:
    """Keeps the form that all classes have now; how many of the forms are new.

    Raises:
        StorageFailed: nothing was kept.
    """

    def act(transaction: Transaction) -> int:
        return sum(
            declare_classes(transaction, tenant.key, classes=tenant.policy.classes.values(), at=at)
            for tenant in tenants.values()
        )

    return await store.act(act)


async def catch_up(store: Acting, now: datetime) -> int:
    """Starts the clocks of what people of closed accounts have said since; how many.

    Raises:
        StorageFailed: what is left is done by the next call.
    """
    started = 0
    after: tuple[str, str] | None = ("", "")
    while after is not None:
        step = partial(start_missed, after=after, now=now, limit=PAGE)
        count, after = await store.act(step)
        started += count
    return started


async def preview_changes(
    store: Acting, tenant: Tenant, *, moves: Mapping[str, str], now: datetime
) -> Preview:
    """What the policy's classes would do to conversations that carry others.

    Args:
        store: open.
        tenant: with its policy.
        moves: see Plan.
        now: aware, UTC.

    Raises:
        InvalidRequest: a class is moved that is there, or to one that is not.
        StorageFailed: the store cannot be read.
    """
    plan = Plan(classes=tenant.policy.classes, moves=moves)
    preview = Preview(plan, tenant=tenant.key, now=now)
    after = 0
    while True:
        rows = await store.act(partial(_carried, tenant=tenant.key, after=after))
        for _, carried in rows:
            preview.add(carried)
        if len(rows) < PAGE:
            return preview
        after = rows[-1][0]


async def apply_changes(
    store: Acting, tenant: Tenant, *, preview_id: str, moves: Mapping[str, str], now: datetime
) -> int:
    """Does what a preview said; how many conversations changed.

    Args:
        store: open.
        tenant: with its policy.
        preview_id: of the preview that somebody has seen and approved.
        moves: as they were for the preview.
        now: aware, UTC.

    Raises:
        Refused: ``preview_outdated`` 409: another preview fits now.
        InvalidRequest: as preview_changes.
        StorageFailed: what is left is done by the same call again.
    """
    versions = {key: version_of(each) for key, each in tenant.policy.classes.items()}
    approval = await store.act(lambda t: approved(t.connection, tenant.key))
    if approval is None or (approval.preview_id, approval.versions) != (preview_id, versions):
        preview = await preview_changes(store, tenant, moves=moves, now=now)
        if preview.preview_id != preview_id:
            raise Refused(
                "preview_outdated",
                "Another preview fits now: conversations, classes or the day have changed.",
                status=409,
            )
        approval = Approval(preview_id=preview_id, moves=moves, versions=versions)
        await store.act(partial(_approve, tenant=tenant.key, approval=approval))
    plan = Plan(classes=tenant.policy.classes, moves=approval.moves)
    total, after = 0, 0
    while True:
        page = ApplyPage(tenant=tenant.key, plan=plan, after=after, limit=PAGE)
        step = partial(apply_page, approval=approval, page=page, now=now)
        count, following = await store.act(step)
        total += count
        if following is None:
            await store.act(lambda t: settle(t.connection, tenant.key))
            return total
        after = following


def _carried(transaction: Transaction, *, tenant: str, after: int) -> Sequence[tuple[int, Carried]]:
    return carried_page(transaction.connection, tenant, after=after, limit=PAGE)


def _approve(transaction: Transaction, *, tenant: str, approval: Approval) -> None:
    approve(transaction.connection, tenant, approval=approval)
