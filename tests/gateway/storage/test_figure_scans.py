"""Looks at every row, a page at a time: the same whatever the size of a page."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from gateway.storage import figure_scans
from gateway.storage.database import DatabaseStore
from gateway.storage.figure_scans import (
    ClassFigure,
    IncidentFigure,
    incident_figure,
    scan_classes,
    scan_consents,
)
from gateway.storage.schema import CONSENT_CURRENT, CONVERSATION, FOREVER, to_micros
from gateway.storage.schema_incidents import INCIDENT, INCIDENT_NOTICE
from gateway.storage.schema_rights import RIGHTS_REQUEST
from gateway.storage.transaction import Transaction
from tests.gateway.storage.samples import DAY, MASTER, START

HOUR = timedelta(hours=1)
# Class, state, due, erased by: each from START on.
ROWS = (
    ("chat", "active", -2 * DAY, -DAY),
    ("chat", "active", HOUR, DAY),
    ("chat", "active", 3 * DAY, 4 * DAY),
    ("chat", "active", 20 * DAY, 21 * DAY),
    ("chat", "active", 90 * DAY, 91 * DAY),
    ("chat", "held", -DAY, -DAY),
    ("chat", "review", -DAY, -DAY),
    ("chat", "failed", -DAY, -DAY),
    ("case", "active", None, None),
)
CHAT = ClassFigure(
    conversations=8,
    overdue=1,
    day=2,
    week=3,
    month=4,
    held=1,
    review=1,
    failed=1,
    next_at=to_micros(START - 2 * DAY),
)


def _conversation(number: int, row: tuple[Any, ...]) -> dict[str, Any]:
    key, state, due, erase = row
    texts = ("subject", "trigger", "purpose", "recipient", "policy")
    return {
        **dict.fromkeys(texts, "x"),
        "id": number * 3,
        "tenant": "main",
        "conversation_id": f"c{number}",
        "retired": 0,
        "dek_id": f"d{number}",
        "retention_class": key,
        "state": state,
        "hide_at": 0,
        "due_at": to_micros(FOREVER if due is None else START + due),
        "erase_by": to_micros(FOREVER if erase is None else START + erase),
        "created_at": 0,
        "last_interaction_at": 0,
        "next_seq": 0,
    }


def _consent(number: int, state: str, recipient: str = "host") -> dict[str, Any]:
    return {
        "tenant": "main",
        "subject": f"person-{number}",
        "purpose": "answering",
        "recipient": recipient,
        "record_id": f"{number} {recipient}",
        "state": state,
        "notice": "",
        "language": "en",
        "event_time": 0,
    }


def on(directory: Path, function: Any) -> Any:
    async def run() -> Any:
        store = DatabaseStore.in_directory(directory, master_key=MASTER)
        await store.open()
        try:
            return await store.act(function)
        finally:
            await store.close()

    return asyncio.run(run())


@pytest.mark.parametrize("rows", [1, 2, 3, 9, 10, 1000])
def test_classes_are_the_same_for_every_size_of_a_page(tmp_path: Path, rows: int) -> None:
    def scan(act: Transaction) -> dict[tuple[str, str], ClassFigure]:
        every = [_conversation(n, row) for n, row in enumerate(ROWS, start=1)]
        act.connection.execute(insert(CONVERSATION), every)
        found: dict[tuple[str, str], ClassFigure] = {}
        after: int | None = -1
        while after is not None:
            page = scan_classes(act.connection, after=after, now=START, rows=rows)
            for key, figure in page.classes.items():
                found.setdefault(key, ClassFigure()).add(figure)
            after = page.last
        return found

    assert on(tmp_path, scan) == {
        ("main", "chat"): CHAT,
        ("main", "case"): ClassFigure(conversations=1, endless=1),
    }


@pytest.mark.parametrize("rows", [1, 2, 5, 1000])
def test_people_with_several_consents_are_counted_whole(tmp_path: Path, rows: int) -> None:
    def scan(act: Transaction) -> Counter[tuple[str, str, str]]:
        every = [
            _consent(1, "ConsentGiven"),
            _consent(1, "ConsentRefused", "other"),
            _consent(2, "ConsentGiven"),
            _consent(3, "ConsentWithdrawn"),
            {**_consent(4, "ConsentGiven"), "tenant": "another"},
        ]
        act.connection.execute(insert(CONSENT_CURRENT), every)
        counts: Counter[tuple[str, str, str]] = Counter()
        after: str | None = ""
        while after is not None:
            page = scan_consents(act.connection, "main", after=after, rows=rows)
            counts.update(page.counts)
            after = page.last
        return counts

    assert on(tmp_path, scan) == {
        ("answering", "host", "ConsentGiven"): 2,
        ("answering", "other", "ConsentRefused"): 1,
        ("answering", "host", "ConsentWithdrawn"): 1,
    }


def test_overdue_is_what_is_open_and_late_or_unheard(tmp_path: Path) -> None:
    def request(number: int, status: str, due: timedelta, **more: Any) -> dict[str, Any]:
        return {
            "tenant": "main",
            "request_id": str(number),
            "subject": "s",
            "kind": "access",
            "regime": "gdpr",
            "status": status,
            "received_at": 0,
            "due_at": to_micros(START + due),
            "ack_due_at": None,
            **more,
        }

    def count(act: Transaction) -> tuple[int, int]:
        every = [
            request(1, "RequestAccepted", -HOUR),
            request(2, "RequestAccepted", HOUR),
            request(3, "RequestFulfilled", -HOUR),
            request(4, "RequestInitiated", HOUR, ack_due_at=to_micros(START - HOUR)),
            request(5, "RequestAccepted", HOUR, ack_due_at=to_micros(START - HOUR)),
            request(6, "RequestAccepted", -HOUR, tenant="other"),
        ]
        act.connection.execute(insert(RIGHTS_REQUEST), every)
        late = figure_scans.overdue_requests(act.connection, "main", now=START)
        return late, figure_scans.webhooks_pending(act.connection, "main")

    assert on(tmp_path, count) == (2, 0)


def test_incidents_are_counted_until_they_are_dealt_with(tmp_path: Path) -> None:
    def row(number: int, **changes: Any) -> dict[str, Any]:
        due = to_micros(START)
        made = {
            "tenant": "main", "incident_id": f"i{number}", "source": "detection", "kinds": "[]",
            "state": "detection", "role": "controller", "risk": "unknown", "noticed_at": 0,
            "reported_by": "key", "reported_at": 0, "dek_id": f"dek-{number}", "body": b"x",
            "authority_due_at": due, "controller_due_at": None, "closed_at": None,
        }  # fmt: skip
        return {**made, **changes}

    def notice(incident: int, target: str, *, message: str, acknowledged: int | None) -> Any:
        return {
            "tenant": "main", "incident_id": f"i{incident}", "seq": 1, "target": target,
            "phase": "initial", "at": 0, "by": "key", "message_id": message,
            "acknowledged_at": acknowledged,
        }  # fmt: skip

    def fill(act: Transaction) -> list[IncidentFigure]:
        rows = [
            row(1),
            row(2, risk="unlikely"),
            row(3, authority_due_at=to_micros(START + DAY)),
            row(4),
            row(5, authority_due_at=None, controller_due_at=to_micros(START)),
            row(6, authority_due_at=None, controller_due_at=to_micros(START)),
            row(7, closed_at=0),
            row(8, tenant="other"),
        ]
        told = [
            notice(4, "authority", message="", acknowledged=None),
            notice(5, "controller", message="m5", acknowledged=None),
            notice(6, "controller", message="m6", acknowledged=1),
        ]
        act.connection.execute(insert(INCIDENT), rows)
        act.connection.execute(insert(INCIDENT_NOTICE), told)
        return [incident_figure(act.connection, each, now=START) for each in ("main", "gone")]

    assert on(tmp_path, fill) == [
        IncidentFigure(open=6, overdue=2, unacknowledged=1),
        IncidentFigure(open=0, overdue=0, unacknowledged=0),
    ]
