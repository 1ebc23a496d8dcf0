"""Every kind that changes something has its handler, and messages go where they can."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy import select

from gateway.policy_rights import Webhook, Webhooks
from gateway.rights.acting import ActingParts, acting_handlers, outbox_tell
from gateway.rights.kinds import RightKind
from gateway.rights.recipients_told import Telling
from gateway.storage.database import DatabaseStore
from gateway.storage.schema_rights import OUTBOX
from gateway.wiring import tenant_keys
from tests.gateway.proxy import policies
from tests.gateway.rights.acting import in_store, words
from tests.gateway.rights.whole_person import START
from tests.gateway.storage.samples import MASTER

HOOK = Webhook(url="https://example.org/rights", secret_env="SECRET")
TELLING = Telling(
    tenant="acme",
    subject="subject-1",
    request_id="request-1",
    kind="RightsRecipientsNotice",
    at=START,
    body={"recipient": "model", "right": "erasure"},
)


def parts(webhooks: Webhooks) -> ActingParts:
    async def sweep(_now: object) -> None:
        raise AssertionError

    return ActingParts(
        tenants={"acme": replace(policies.tenant(), key="acme", webhooks=webhooks)},
        keys={"acme": tenant_keys(MASTER, "acme")},
        words=words,
        new_id=lambda: "message-1",
        sweep=sweep,
        now=lambda: START,
    )


def test_each_kind_has_one() -> None:
    handlers = acting_handlers(parts(Webhooks()))
    assert set(handlers) == set(RightKind) - {RightKind.ACCESS, RightKind.PORTABILITY}
    for handler in handlers.values():
        stores = [task.store for task in handler.tasks]
        assert stores
        assert len(set(stores)) == len(stores)


def test_a_review_finds_the_conversation_by_the_chatbots_own_id() -> None:
    right = acting_handlers(parts(Webhooks()))[RightKind.HUMAN_REVIEW]
    named = SimpleNamespace(tenant="acme", details={"conversation": "case-17"})
    meant = cast("Any", right).meant(named)
    assert len(meant) == 26
    assert meant != "case-17"


@pytest.mark.parametrize(
    ("webhooks", "body", "targets"),
    [
        (Webhooks(), TELLING.body, []),
        (Webhooks(rights=HOOK), TELLING.body, ["recipient:model"]),
        (Webhooks(recipients={"model": HOOK}), TELLING.body, ["recipient:model"]),
        (Webhooks(recipients={"other": HOOK}), TELLING.body, []),
        (Webhooks(rights=HOOK), {}, ["rights"]),
        (Webhooks(recipients={"model": HOOK}), {}, []),
    ],
)
def test_messages_are_kept_where_somebody_takes_them(
    tmp_path: Path, webhooks: Webhooks, body: dict[str, Any], targets: list[str]
) -> None:
    async def scenario(store: DatabaseStore) -> None:
        tell = outbox_tell(parts(webhooks))
        await store.act(lambda each: tell(each, replace(TELLING, body=body)))
        query = select(OUTBOX.c.target)
        assert await store.act(lambda each: list(each.connection.execute(query).scalars())) == (
            targets
        )

    in_store(tmp_path, scenario)
