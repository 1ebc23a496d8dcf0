"""Two gateway processes on one PostgreSQL: what one does, the other's open streams feel.

How soon that is, in milliseconds, measures benchmarks/withdrawal.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gateway.app import open_store
from gateway.consent.persons import Restriction
from gateway.proxy.subject import subject_reference
from gateway.storage.restriction_rows import HeldRestriction, restrict
from gateway.wiring import now, tenant_keys
from tests.gateway.serving import SUBJECT, TENANT, Serving, consent_body, serving
from tests.gateway.streaming import Streams, until
from tests.gateway.test_withdrawal import check_cut, headers, replica, talking
from tests.postgres import end_sessions
from tests.simulators.drip import Drip

STREAMS = 20
SOON = 5.0


@pytest.fixture
def drip() -> Iterator[Drip]:
    with Drip() as model:
        yield model


@pytest.fixture
def gateway(drip: Drip, tmp_path: Any) -> Iterator[Serving]:
    with serving(drip.url, tmp_path, postgres=True) as running:
        yield running


def withdraws(gateway: Serving, record: dict[str, Any]) -> None:
    path = f"/privacy/consents/{record['id']}/withdraw"
    assert gateway.call("POST", path, key="consent").status == 200


def restricts(gateway: Serving, _: dict[str, Any], kind: Restriction) -> None:
    """As a person's request does it, in a process of its own."""
    keys = tenant_keys(bytes(range(32)), TENANT)
    subject = subject_reference(keys, SUBJECT)
    held = HeldRestriction(tenant=TENANT, subject=subject, kind=kind, since=now())

    async def act() -> None:
        store = open_store(gateway.settings, gateway.env)
        await store.open()
        await store.act(lambda transaction: restrict(transaction, held, at=now()))
        await store.close()

    asyncio.run(act())


def is_restricted(gateway: Serving, record: dict[str, Any]) -> None:
    restricts(gateway, record, Restriction.REQUESTED)


def is_erased(gateway: Serving, record: dict[str, Any]) -> None:
    restricts(gateway, record, Restriction.ERASED)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (withdraws, "consent_required"),
        (is_restricted, "subject_restricted"),
        (is_erased, "subject_restricted"),
    ],
)
def test_an_act_at_one_cuts_the_streams_of_the_other(
    gateway: Serving, drip: Drip, act: Callable[[Serving, dict[str, Any]], None], code: str
) -> None:
    record = gateway.opt_in()
    with replica(gateway) as other:

        async def go() -> Streams:
            streams = Streams(other)
            for _ in range(STREAMS):
                await streams.open(headers(gateway))
            await talking(streams, drip, count=STREAMS)
            await asyncio.to_thread(act, gateway, record)
            await streams.ended(seconds=SOON)
            await until(lambda: drip.open == 0, seconds=SOON)
            return streams

        check_cut(asyncio.run(go()), code=code)
    assert gateway.chat("hello again").code == code


def test_while_the_store_is_away_streams_are_cut_and_then_all_goes_on(
    gateway: Serving, drip: Drip
) -> None:
    gateway.opt_in()

    async def go() -> Streams:
        streams = Streams(gateway.url)
        await streams.open(headers(gateway))
        await talking(streams, drip, count=1)
        end_sessions(gateway.env["DISCREET_DATABASE_URL"])
        await streams.ended(seconds=SOON)
        return streams

    (cut,) = asyncio.run(go()).streams
    assert cut.events[-1]["error"]["code"] == "storage_unavailable"
    # Each connection that was lost is found out by the request that needs it.
    body = consent_body(gateway.settings, SUBJECT)
    seen = [gateway.call("POST", "/privacy/consents", body, key="consent") for _ in range(2)]
    assert seen[-1].status in (200, 201)
