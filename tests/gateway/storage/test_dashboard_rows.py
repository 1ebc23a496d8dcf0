"""Lists of the pages: what must be seen first stands first, and nothing of other tenants."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from gateway.storage import dashboard_rows as rows
from gateway.storage.database import DatabaseStore
from gateway.storage.schema import to_micros
from gateway.storage.schema_access import ACCESS_GRANT, INTEGRATION
from gateway.storage.schema_incidents import INCIDENT
from gateway.storage.schema_retention import LEASE
from gateway.storage.schema_rights import RIGHTS_REQUEST
from tests.browser.board import _grants, _incident, _requests
from tests.gateway.storage.samples import DAY, MASTER, START


def read(directory: Path, function: Any) -> Any:
    def fill(act: Any) -> Any:
        connection = act.connection
        connection.execute(insert(RIGHTS_REQUEST), _requests(START))
        connection.execute(insert(ACCESS_GRANT), _grants(START))
        connection.execute(insert(INCIDENT), [_incident(START)])
        connection.execute(
            insert(INTEGRATION).values(
                tenant="main", recipient="host", is_on=1, version=1, changed_by="a", changed_at=0
            )
        )
        connection.execute(
            insert(LEASE),
            [
                {"name": "sweep", "holder": "", "until": 0, "last_at": to_micros(START)},
                {"name": "never", "holder": "a", "until": 1, "last_at": 0},
            ],
        )
        return function(connection)

    async def run() -> Any:
        store = DatabaseStore.in_directory(directory, master_key=MASTER)
        await store.open()
        try:
            return await store.act(fill)
        finally:
            await store.close()

    return asyncio.run(run())


def test_overdue_requests_come_first(tmp_path: Path) -> None:
    found, count = read(
        tmp_path,
        lambda held: (
            rows.requests(held, "main", now=START, most=3),
            rows.open_requests(held, "main"),
        ),
    )
    assert [(each.kind, each.overdue) for each in found] == [
        ("erasure", True),
        ("access", False),
        ("rectification", False),
    ]
    assert found[0].due_at == START - 2 * DAY
    assert count == 4


def test_grants_that_let_somebody_read_come_first(tmp_path: Path) -> None:
    found = read(tmp_path, lambda held: rows.grants(held, "main", now=START, most=9))
    assert [(each.ticket, each.state(START)) for each in found] == [
        ("SHOP-1182", "in force"),
        ("SHOP-1170", "over"),
    ]
    assert found[0].state(START + timedelta(hours=3)) == "over"


def test_incidents_jobs_and_the_log(tmp_path: Path) -> None:
    incidents, on, jobs, log = read(
        tmp_path,
        lambda held: (
            rows.incidents(held, "main", most=9),
            rows.switched_on(held, "main"),
            rows.last_done(held),
            rows.audit_log(held),
        ),
    )
    assert [(each.risk, each.due_at) for each in incidents] == [
        ("likely", START + timedelta(hours=52))
    ]
    assert on == {"host": True}
    assert jobs == {"sweep": START}
    assert (log.entries >= 0, log.signed) == (True, 0)


def test_nothing_of_another_tenant(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        lambda held: (
            *rows.requests(held, "other", now=START, most=9),
            *rows.grants(held, "other", now=START, most=9),
            *rows.incidents(held, "other", most=9),
            *rows.switched_on(held, "other"),
        ),
    )
    assert found == ()
