"""A withdrawal cuts what is under way: every open stream, here and at every other replica.

The judge is the model's own log: when its answers were cut off, and what it received.
How soon that is, in milliseconds, measures benchmarks/withdrawal.py.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.serving import SUBJECT, Serving, consent_body, on_postgres, serving
from tests.gateway.streaming import Streams, until
from tests.postgres import cut_off
from tests.simulators.drip import Drip
from tests.simulators.stalled import Stalled

STREAMS = 50
# Far more than it takes, for a machine that does other things, too.
SOON = 5.0
ROOT = Path(__file__).parents[2]


@pytest.fixture
def drip() -> Iterator[Drip]:
    with Drip() as model:
        yield model


@pytest.fixture
def gateway(drip: Drip, tmp_path: Path) -> Iterator[Serving]:
    with serving(drip.url, tmp_path) as running:
        yield running


def headers(gateway: Serving, subject: str = SUBJECT, **more: str) -> dict[str, str]:
    key = gateway.keys["chat"]
    return {"authorization": f"Bearer {key}", "x-discreet-subject": subject, **more}


async def talking(streams: Streams, drip: Drip, *, count: int) -> None:
    """Waits until all streams have brought words."""
    await until(lambda: sum(len(each.events) > 2 for each in streams.streams) == count)
    assert drip.open == count


def check_cut(streams: Streams, *, code: str) -> None:
    """Each ends with the wire's own error event, and nothing comes after it."""
    for streamed in streams.streams:
        *words, last = streamed.events
        assert last["error"]["code"] == code, last
        assert all("error" not in word for word in words)
        assert "[DONE]" not in words
        after = streamed.body.rpartition(b"data: ")[2].partition(b"\n\n")[2]
        assert b"data:" not in after
        assert after.startswith(b": discreet ")


def withdraws(gateway: Serving, record: dict[str, Any]) -> int:
    path = f"/privacy/consents/{record['id']}/withdraw"
    return gateway.call("POST", path, key="consent").status


def refuses(gateway: Serving, _: dict[str, Any]) -> int:
    body = {**consent_body(gateway.settings, SUBJECT), "decision": "refused"}
    return gateway.call("POST", "/privacy/consents", body, key="consent").status


def shows_the_code(gateway: Serving, record: dict[str, Any]) -> int:
    body = {"code": record["withdrawal_code"]}
    return gateway.call("POST", "/privacy/withdrawals", body, key=None).status


def is_reported(gateway: Serving, _: dict[str, Any]) -> int:
    body = {"subject": SUBJECT, "reason": "under_age"}
    return gateway.call("POST", "/privacy/reports", body, key="chat").status


def turns_tracking_off(gateway: Serving, _: dict[str, Any]) -> int:
    named = {"x-discreet-subject": SUBJECT}
    body = {"tracking": "refused"}
    return gateway.call("PATCH", "/privacy/preferences", body, key="consent", headers=named).status


ENDS: list[tuple[Callable[[Serving, dict[str, Any]], int], str]] = [
    (withdraws, "consent_required"),
    (refuses, "consent_required"),
    (shows_the_code, "consent_required"),
    (is_reported, "subject_restricted"),
    (turns_tracking_off, "consent_required"),
]


@pytest.mark.parametrize(("end", "code"), ENDS)
def test_what_ends_a_consent_cuts_the_stream(
    gateway: Serving, drip: Drip, *, end: Callable[[Serving, dict[str, Any]], int], code: str
) -> None:
    record = gateway.opt_in()

    async def go() -> Streams:
        streams = Streams(gateway.url)
        await streams.open(headers(gateway))
        await talking(streams, drip, count=1)
        assert await asyncio.to_thread(end, gateway, record) in (200, 201)
        await streams.ended(seconds=SOON)
        await until(lambda: drip.open == 0, seconds=SOON)
        return streams

    check_cut(asyncio.run(go()), code=code)
    refused = gateway.chat("and now?")
    assert (refused.status, refused.code) == (403, code)
    assert len(drip.answers) == 1


def test_fifty_open_streams_are_cut_and_those_of_others_go_on(gateway: Serving, drip: Drip) -> None:
    record = gateway.opt_in()
    gateway.opt_in("somebody-else")

    async def go() -> tuple[Streams, Streams]:
        streams, others = Streams(gateway.url), Streams(gateway.url)
        for _ in range(STREAMS):
            await streams.open(headers(gateway))
        await others.open(headers(gateway, "somebody-else"))
        await until(lambda: sum(len(each.events) > 2 for each in streams.streams) == STREAMS)
        await until(lambda: len(others.streams[0].events) > 2)
        assert await asyncio.to_thread(withdraws, gateway, record) == 200
        await streams.ended(seconds=SOON)
        await until(lambda: drip.open == 1, seconds=SOON)
        words = len(others.streams[0].events)
        await until(lambda: len(others.streams[0].events) > words + 5)
        assert others.streams[0].ended_at is None
        return streams, others

    streams, _ = asyncio.run(go())
    check_cut(streams, code="consent_required")
    words = [each.words for each in drip.answers]
    time.sleep(0.2)
    assert sum(now > then for now, then in zip((e.words for e in drip.answers), words,
                                               strict=True)) <= 1  # fmt: skip


def test_a_request_that_waits_for_its_whole_answer_is_cut_too(gateway: Serving, drip: Drip) -> None:
    record = gateway.opt_in()

    async def go() -> Any:
        waiting = asyncio.ensure_future(asyncio.to_thread(gateway.chat, "hello"))
        await until(lambda: drip.open == 1)
        assert await asyncio.to_thread(withdraws, gateway, record) == 200
        async with asyncio.timeout(SOON):
            return await waiting

    answered = asyncio.run(go())
    assert (answered.status, answered.code) == (403, "consent_required")
    assert drip.open == 0


def test_a_request_that_is_still_on_its_way_is_cut_too(tmp_path: Path) -> None:
    with Stalled() as model, serving(model.url, tmp_path, body_bytes=10_000_000) as gateway:
        record = gateway.opt_in()

        async def go() -> tuple[Any, int, int]:
            waiting = asyncio.ensure_future(asyncio.to_thread(gateway.chat, "word " * 400_000))
            held = await asyncio.to_thread(model.held)
            assert await asyncio.to_thread(withdraws, gateway, record) == 200
            async with asyncio.timeout(SOON):
                return await waiting, held, await asyncio.to_thread(model.rest)

        answered, held, received = asyncio.run(go())
    assert (answered.status, answered.code) == (403, "consent_required")
    assert 0 < received == held < 100_000
    assert model.reset


def test_an_expired_consent_ends_the_stream_by_itself(drip: Drip, tmp_path: Path) -> None:
    with serving(drip.url, tmp_path, policy={"P12M": "PT3S"}) as gateway:
        gateway.opt_in()

        async def go() -> Streams:
            streams = Streams(gateway.url)
            await streams.open(headers(gateway))
            await talking(streams, drip, count=1)
            await streams.ended(seconds=SOON + 3)
            return streams

        check_cut(asyncio.run(go()), code="consent_required")


@contextmanager
def replica(gateway: Serving) -> Iterator[str]:
    """A second process over the same configuration and store; its URL."""
    path = gateway.settings.storage.directory.parent / "gateway.yaml"
    popen = subprocess.Popen(
        [sys.executable, "-m", "gateway.cli", "serve", "--config", str(path), "--port", "0"],
        cwd=ROOT, env={**os.environ, **gateway.env, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert popen.stdout is not None
    try:
        yield "http://" + popen.stdout.readline().strip().rpartition("http://")[2]
    finally:
        popen.terminate()
        popen.communicate(timeout=20)


def test_a_withdrawal_at_one_replica_cuts_the_streams_of_the_other(
    gateway: Serving, drip: Drip
) -> None:
    record = gateway.opt_in()
    with replica(gateway) as other:

        async def go() -> Streams:
            streams = Streams(other)
            for _ in range(STREAMS):
                await streams.open(headers(gateway))
            await talking(streams, drip, count=STREAMS)
            assert await asyncio.to_thread(withdraws, gateway, record) == 200
            await streams.ended(seconds=SOON)
            await until(lambda: drip.open == 0, seconds=SOON)
            await streams.open(headers(gateway))
            await streams.ended(seconds=SOON)
            return streams

        streams = asyncio.run(go())
        refused = streams.streams.pop()
        assert refused.body.startswith(b"HTTP/1.1 403 ")
        assert b"consent_required" in refused.body
        check_cut(streams, code="consent_required")
        assert len(drip.answers) == STREAMS


def test_a_replica_whose_store_fails_cuts_its_streams(gateway: Serving, drip: Drip) -> None:
    gateway.opt_in()
    with replica(gateway) as other:

        async def go() -> Streams:
            streams = Streams(other)
            await streams.open(headers(gateway))
            await talking(streams, drip, count=1)
            # The store cannot be read any more: nobody knows whether the consent still holds.
            if on_postgres():
                cut_off(gateway.env["DISCREET_DATABASE_URL"])
            else:
                database = gateway.settings.storage.directory / "discreet.db"
                database.write_bytes(b"no database" * 10_000)
            await streams.ended(seconds=SOON)
            return streams

        (cut,) = asyncio.run(go()).streams
        assert cut.events[-1]["error"]["code"] == "storage_unavailable"
