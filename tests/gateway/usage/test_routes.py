"""Usage over HTTP: recorded of whom it may be, counted without telling who."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from gateway.app import open_store
from gateway.errors import InvalidRequest
from gateway.storage.schema_usage import USAGE
from gateway.usage.routes import read_span
from tests.gateway.serving import Serving, serving
from tests.simulators.upstream import Upstream

NOW = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)
INTEREST = {
    "    legal_basis: consent\n    notice: analytics": (
        "    legal_basis: legitimate_interest\n    notice: analytics"
    ),
    "usage: {address: none, least_group: 10}": "usage: {address: network, least_group: 3}",
}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    directory: Path = tmp_path_factory.mktemp("usage")
    with Upstream() as upstream, serving(upstream.url, directory, policy=INTEREST) as served:
        yield served


def recorded(gateway: Serving, *, at_least: int) -> list[Any]:
    """Every usage row, once there are so many."""

    async def read() -> list[Any]:
        store = open_store(gateway.settings, gateway.env)
        await store.open()
        try:
            return list(await store.act(lambda t: t.connection.execute(select(USAGE)).all()))
        finally:
            await store.close()

    end = time.monotonic() + 20
    while len(rows := asyncio.run(read())) < at_least and time.monotonic() < end:
        time.sleep(0.2)
    return rows


def _ask(gateway: Serving, key: str, **headers: str) -> int:
    body = {"model": "m", "messages": [{"role": "user", "content": "Hello"}]}
    return gateway.call("POST", "/v1/chat/completions", body, key=key, headers=headers).status


def _token(gateway: Serving, subject: str) -> str:
    asked = {"subject": subject, "seconds": 300}
    made = gateway.call("POST", "/privacy/subject-tokens", asked, key="consent")
    return str(made.json()["token"])


def test_usage_from_the_first_request_to_the_report(gateway: Serving) -> None:
    for number in range(3):
        gateway.opt_in(f"visitor-{number}")
        assert _ask(gateway, "chat", **{"x-discreet-subject": f"visitor-{number}"}) == 200
    gateway.opt_in("from-browser")
    token = _token(gateway, "from-browser")
    assert _ask(gateway, token) == 200
    # Signals refuse the opt-in, too: no row either way.
    for signal in ("sec-gpc", "dnt"):
        assert _ask(gateway, token, **{signal: "1"}) == 403
    # Rows are written a moment later; of who refuses by then there is none.
    assert len(recorded(gateway, at_least=4)) == 4
    gateway.call("PATCH", "/privacy/preferences", {"tracking": "refused"}, key=token)
    assert _ask(gateway, token) == 403
    answer = gateway.chat("Hello", subject="a-stranger")
    assert answer.status == 403
    assert "set-cookie" not in answer.headers

    rows = recorded(gateway, at_least=5)
    assert sorted((row.outcome, row.network) for row in rows) == [
        *[("answered", "")] * 3,
        ("answered", "127.0.0.0/24"),
        ("refused", ""),
    ]
    assert all(row.at % 3_600_000_000 == 0 for row in rows)
    assert b"visitor-0" not in gateway.files()

    report = gateway.call("GET", "/privacy/usage?by=outcome", key="admin").json()
    # Two small counts: one person was refused, so the four answered are hidden with it.
    assert report["groups"] == []
    assert report["hidden_groups"] == 2
    today = gateway.call("GET", "/privacy/usage", key="admin").json()
    assert today["groups"] == [
        {"name": datetime.now(UTC).date().isoformat(), "uses": 5, "people": 5}
    ]


@pytest.mark.parametrize(
    ("query", "key", "status"),
    [
        ("by=subject", "admin", 422),
        ("since=yesterday", "admin", 422),
        ("since=2026-11-02&until=2026-11-01", "admin", 422),
        ("since=0001-01-01", "admin", 422),
        ("until=9999-12-31", "admin", 422),
        ("", "chat", 403),
        ("", "consent", 403),
    ],
)
def test_what_cannot_be_counted_is_refused(
    gateway: Serving, query: str, key: str, status: int
) -> None:
    assert gateway.call("GET", f"/privacy/usage?{query}", key=key).status == status


def test_days_are_whole_and_in_utc() -> None:
    first, end = read_span(None, None, now=NOW)
    assert end == datetime(2026, 11, 23, tzinfo=UTC)
    assert end - first == timedelta(days=30)
    one = read_span("2026-11-01", "2026-11-01", now=NOW)
    assert one == (datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 2, tzinfo=UTC))
    with pytest.raises(InvalidRequest):
        read_span("2020-01-01", date(2026, 1, 1).isoformat(), now=NOW)
