"""A person's rights, asked for at one gateway, cut their streams at another on one PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.wiring import now
from tests.gateway.serving import RECIPIENT, SUBJECT, TENANT, Serving, serving
from tests.gateway.streaming import Streams, until
from tests.gateway.test_rights import approved, file
from tests.gateway.test_withdrawal import check_cut, headers, replica, talking
from tests.simulators.drip import Drip

STREAMS = 10
# More than the second that is promised, for a machine that does other things, too.
SOON = 5.0
PURPOSE = "service_improvement"


@pytest.fixture
def drip() -> Iterator[Drip]:
    with Drip() as model:
        yield model


@pytest.fixture
def gateway(drip: Drip, tmp_path: Path) -> Iterator[Serving]:
    with serving(drip.url, tmp_path, postgres=True) as running:
        yield running


def is_erased(gateway: Serving) -> dict[str, Any]:
    return approved(gateway, file(gateway, "erasure"))


def is_restricted(gateway: Serving) -> dict[str, Any]:
    return file(gateway, "restriction")


def objects(gateway: Serving) -> dict[str, Any]:
    return file(gateway, "objection", purposes=[PURPOSE])


def opt_in(gateway: Serving) -> None:
    notice = gateway.settings.tenants[TENANT].notices[PURPOSE, RECIPIENT].in_force(now())
    assert notice is not None
    gateway.opt_in(purpose=PURPOSE, notice_sha256=notice.sha256)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (is_erased, "subject_restricted"),
        (is_restricted, "subject_restricted"),
        (objects, "purpose_refused"),
    ],
)
def test_a_right_that_is_used_at_one_cuts_the_streams_of_the_other(
    gateway: Serving, drip: Drip, act: Callable[[Serving], dict[str, Any]], code: str
) -> None:
    opt_in(gateway)
    named = headers(gateway, **{"x-discreet-purpose": PURPOSE})
    with replica(gateway) as other:

        async def go() -> Streams:
            streams = Streams(other)
            for _ in range(STREAMS):
                await streams.open(named)
            await talking(streams, drip, count=STREAMS)
            told = await asyncio.to_thread(act, gateway)
            assert told["status"] == "RequestFulfilled", told
            await streams.ended(seconds=SOON)
            await until(lambda: drip.open == 0, seconds=SOON)
            return streams

        check_cut(asyncio.run(go()), code=code)
    refused = gateway.call(
        "POST",
        "/v1/chat/completions",
        {"model": "m", "messages": [{"role": "user", "content": "and now?"}]},
        headers={"x-discreet-subject": SUBJECT, "x-discreet-purpose": PURPOSE},
    )
    assert refused.code == code
