"""A key that ends while an answer streams ends the answer, and so does the end of a tenant."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from gateway.access.terminations import Termination
from gateway.admin.keyring import REFRESH_SECONDS
from gateway.app import open_store
from gateway.model import Role
from gateway.storage import termination_rows
from gateway.storage.schema import DISCLOSURE, OUTCOME
from gateway.storage.transaction import ActingStore
from gateway.wiring import now
from tests.gateway.serving import SUBJECT, Serving, consent_body, serving
from tests.gateway.streaming import Streams, until
from tests.gateway.test_guests import key
from tests.simulators.drip import Drip


@pytest.fixture(scope="module")
def model() -> Iterator[Drip]:
    with Drip() as running:
        yield running


@pytest.fixture(scope="module")
def gateway(model: Drip, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with serving(model.url, tmp_path_factory.mktemp("gateway")) as running:
        yield running


async def elsewhere(gateway: Serving, act: Callable[[ActingStore], Awaitable[Any]]) -> Any:
    """What another replica does with the store."""
    store = open_store(gateway.settings, gateway.env)
    await store.open()
    try:
        return await act(store)
    finally:
        await store.close()


def code_of(event: Any) -> str:
    return str(event["error"]["code"])


def test_keys_that_expire_or_are_revoked_elsewhere_end_their_streams(
    gateway: Serving, model: Drip
) -> None:
    gateway.opt_in()
    _, guest = key(gateway, lasts=timedelta(seconds=4))
    chat_id, chat = key(gateway, lasts=timedelta(days=1), role=Role.CHAT)
    _, lasting = key(gateway, lasts=timedelta(days=1), role=Role.CHAT)

    async def run() -> None:
        await asyncio.sleep(1.2 * REFRESH_SECONDS)  # the keys are known
        body = consent_body(gateway.settings)
        assert gateway.call("POST", "/privacy/consents", body, key=guest).status == 201
        streams = Streams(gateway.url)
        for shown in (guest, chat, lasting):
            named = {} if shown is guest else {"x-discreet-subject": SUBJECT}
            await streams.open({"authorization": f"Bearer {shown}", **named})
        mine, revoked, other = streams.streams
        await until(lambda: all(len(each.events) > 1 for each in streams.streams))
        await elsewhere(gateway, lambda store: store.revoke_api_key(chat_id, now()))
        await until(lambda: revoked.ended_at is not None)
        await until(lambda: mine.ended_at is not None)
        assert [code_of(each.events[-1]) for each in (mine, revoked)] == ["invalid_api_key"] * 2
        assert other.ended_at is None
        await until(lambda: model.open == 1)

        def stopped(act: Any) -> list[str]:
            return list(act.connection.execute(select(OUTCOME.c.status)).scalars())

        statuses: list[str] = []
        async with asyncio.timeout(20):
            while len(statuses) < 2:
                statuses = await elsewhere(gateway, lambda store: store.act(stopped))
        assert statuses == ["stopped"] * 2
        await end_tenant(gateway)
        await until(lambda: other.ended_at is not None)
        assert code_of(other.events[-1]) == "tenant_terminated"

    async def end_tenant(gateway: Serving) -> None:
        at = now()
        ended = Termination(
            tenant="main", announced_by="a", announced_at=at, due_at=at, begun_at=at
        )

        def erase(act: Any) -> None:
            ids = select(DISCLOSURE.c.disclosure_id).where(DISCLOSURE.c.tenant == "main")
            act.connection.execute(delete(OUTCOME).where(OUTCOME.c.disclosure_id.in_(ids)))
            act.connection.execute(delete(DISCLOSURE).where(DISCLOSURE.c.tenant == "main"))
            termination_rows.put(act.connection, ended)

        await elsewhere(gateway, lambda store: store.act(erase))

    heard: list[logging.LogRecord] = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = heard.append  # type: ignore[method-assign,assignment]
    logging.getLogger("uvicorn.error").addHandler(handler)
    try:
        asyncio.run(asyncio.wait_for(run(), 40))

        def left(act: Any) -> int:
            return int(act.connection.execute(select(func.count()).select_from(OUTCOME)).scalar())

        async def settled() -> int:
            await asyncio.sleep(0.3)
            return int(await elsewhere(gateway, lambda store: store.act(left)))

        assert asyncio.run(settled()) == 0
        assert heard == []
    finally:
        logging.getLogger("uvicorn.error").removeHandler(handler)
