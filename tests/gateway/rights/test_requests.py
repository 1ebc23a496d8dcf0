"""A request is late once, and only while it is open."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.rights.kinds import CLOSED, RightKind, Status
from gateway.rights.requests import RightsRequest

DUE = datetime(2026, 12, 24, tzinfo=UTC)
TICK = timedelta(microseconds=1)
REQUEST = RightsRequest(
    tenant="main",
    request_id="r",
    subject="s",
    kind=RightKind.ACCESS,
    regime="GDPR",
    status=Status.ACKNOWLEDGED,
    received_at=DUE - timedelta(days=30),
    filer="subject",
    due_at=DUE,
    details={"note": "canary"},
)


@pytest.mark.parametrize("status", Status)
def test_late_from_the_deadline_on_while_open(status: Status) -> None:
    request = replace(REQUEST, status=status)
    assert request.is_open is (status not in CLOSED)
    assert request.is_overdue(DUE - TICK) is False
    assert request.is_overdue(DUE) is (status not in CLOSED)


def test_an_acknowledgement_is_late_on_its_own() -> None:
    request = replace(REQUEST, ack_due_at=DUE - timedelta(days=20))
    at = DUE - timedelta(days=20)
    assert request.is_overdue(at) is False
    unheard = replace(request, status=Status.INITIATED)
    assert (unheard.is_overdue(at - TICK), unheard.is_overdue(at)) == (False, True)


def test_without_a_clock_nothing_is_late() -> None:
    assert replace(REQUEST, due_at=None).is_overdue(DUE) is False


def test_the_repr_holds_no_words() -> None:
    assert "canary" not in repr(REQUEST)
