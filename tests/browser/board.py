"""What the pages of administrators show in tests and pictures: a month of a small shop."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from gateway.app import open_store
from gateway.counts.figures import CLASSES, CONSENTS, VERIFICATION
from gateway.counts.tally import DayCount
from gateway.settings import Settings
from gateway.storage.count_rows import Figure, add_counts, put_figure
from gateway.storage.figure_scans import ClassFigure
from gateway.storage.schema import to_micros
from gateway.storage.schema_access import ACCESS_GRANT
from gateway.storage.schema_incidents import INCIDENT
from gateway.storage.schema_retention import LEASE
from gateway.storage.schema_rights import RIGHTS_REQUEST
from gateway.storage.transaction import Transaction
from tests.gateway.serving import TENANT, Serving

_DAY = timedelta(days=1)
_FOUND = {
    "PERSON": (74, "surrogate", "surrogate"),
    "EMAIL_ADDRESS": (52, "surrogate", "surrogate"),
    "PHONE_NUMBER": (31, "surrogate", "surrogate"),
    "ADDRESS": (24, "surrogate", "surrogate"),
    "CREDIT_CARD": (17, "mask", "mask"),
    "DATE_TIME": (11, "surrogate", "surrogate"),
    "IBAN_CODE": (7, "surrogate", "surrogate"),
    "MEDICAL_CONDITION": (4, "surrogate", "surrogate"),
    "API_KEY": (2, "block", "suppress"),
}
_REFUSED = {"consent_required": 21, "consent_stale": 3, "content_blocked": 4, "age_restricted": 2}
_SAID = {"ConsentGiven": 19, "ConsentRefused": 5, "ConsentWithdrawn": 3}


def furnish(gateway: Serving, *, now: datetime | None = None) -> None:
    """Fills the store of a gateway whose housekeeping waits."""
    at = now or datetime.now(UTC)

    async def run() -> None:
        store = open_store(gateway.settings, gateway.env)
        await store.open()
        try:
            await store.act(lambda act: _fill(act, at), tenants=[TENANT])
        finally:
            await store.close()

    asyncio.run(run())


def more_recipients(settings: Settings) -> Settings:
    """The same with a recipient whose facts are too old, and one of the operator's own."""
    tenant = settings.tenants[TENANT]
    first = replace(
        tenant.recipients[0], evidence="https://model.example/dpa", evidence_date=date(2026, 10, 2)
    )
    others = (
        replace(first, key="answers-us", party="Answers Inc", country="US"),
        replace(
            first,
            key="own-model",
            party=tenant.policy.operator.name,
            party_role="controller",
            third_party=False,
            evidence=None,
            evidence_date=None,
            purposes=frozenset({"answering"}),
        ),
    )
    changed = replace(tenant, recipients=(first, *others))
    return replace(settings, tenants={**settings.tenants, TENANT: changed})


def _fill(act: Transaction, at: datetime) -> None:
    add_counts(act.connection, _counts(at.date()))
    for name, document in _figures(at).items():
        figure = Figure(document=document, at=at - timedelta(minutes=3))
        put_figure(act.connection, TENANT, name=name, figure=figure)
    act.connection.execute(insert(RIGHTS_REQUEST), _requests(at))
    act.connection.execute(insert(ACCESS_GRANT), _grants(at))
    act.connection.execute(insert(INCIDENT), [_incident(at)])
    for number, name in enumerate(("sweep", "records", "audit_checkpoint", "audit_verification")):
        done = to_micros(at - timedelta(minutes=7 * number + 2))
        act.connection.execute(insert(LEASE).values(name=name, holder="", until=0, last_at=done))


def _counts(today: date) -> list[DayCount]:
    found = []
    for n in range(30):
        day = today - (29 - n) * _DAY
        # A week has a quiet end, and the shop grows.
        busy = (
            (0.45 if day.weekday() > 4 else 1.0) * (0.7 + n / 60) * (1 + 0.12 * math.sin(n * 2.3))
        )

        def add(kind: str, key: str, per_day: float, day: date = day, busy: float = busy) -> None:
            count = round(per_day * busy)
            if count:
                found.append(DayCount(TENANT, day, kind, key, count))

        for name, (many, upstream, store) in _FOUND.items():
            add("finding", f"{name} upstream {upstream}", many)
            add("finding", f"{name} store {store}", many)
        for code, many in _REFUSED.items():
            add("refusal", code, many)
        for state, many in _SAID.items():
            add("consent", state, many)
        add("request", "model-host answered", 412)
        add("request", "model-host upstream_error", 3)
        add("redaction", "model-host", 540)
    return found


def _figures(at: datetime) -> Mapping[str, Any]:
    held = {
        "conversation": ClassFigure(
            conversations=8_214,
            day=61,
            week=508,
            month=2_377,
            held=4,
            next_at=to_micros(at + _DAY / 9),
        ),
        "support_case": ClassFigure(conversations=312, month=12, next_at=to_micros(at + 19 * _DAY)),
    }
    return {
        CLASSES: {key: asdict(each) for key, each in held.items()},
        CONSENTS: [
            ("answering", "model-host", "ConsentGiven", 1_904),
            ("answering", "model-host", "ConsentRefused", 377),
            ("answering", "model-host", "ConsentWithdrawn", 118),
            ("training", "operator", "ConsentRefused", 41),
        ],
        VERIFICATION: {"fits": True},
    }


def _requests(at: datetime) -> list[dict[str, Any]]:
    rows = (
        ("erasure", "RequestAccepted", -2),
        ("access", "RequestAccepted", 6),
        ("rectification", "RequestRequiresAction", 17),
        ("access", "RequestAcknowledged", 24),
    )
    return [
        {
            "tenant": TENANT,
            "request_id": f"{n:026x}",
            "subject": f"{n:040x}",
            "kind": kind,
            "regime": "gdpr",
            "status": status,
            "received_at": to_micros(at + (days - 30) * _DAY),
            "due_at": to_micros(at + days * _DAY),
        }
        for n, (kind, status, days) in enumerate(rows, start=1)
    ]


def _grants(at: datetime) -> list[dict[str, Any]]:
    common = {"tenant": TENANT, "kind": "support", "seconds": 14_400, "requested_by": "support1"}
    return [
        {
            **common,
            "grant_id": f"{7:026x}",
            "view": "masked",
            "reason": "support_request",
            "ticket": "SHOP-1182",
            "requested_at": to_micros(at - timedelta(hours=2)),
            "approved_by": "officer1",
            "approved_at": to_micros(at - timedelta(hours=1)),
            "expires_at": to_micros(at + timedelta(hours=3)),
        },
        {
            **common,
            "grant_id": f"{8:026x}",
            "view": "masked",
            "reason": "fault_analysis",
            "ticket": "SHOP-1170",
            "requested_at": to_micros(at - 3 * _DAY),
            "approved_by": "officer1",
            "approved_at": to_micros(at - 3 * _DAY),
            "expires_at": to_micros(at - 3 * _DAY + timedelta(hours=4)),
        },
    ]


def _incident(at: datetime) -> dict[str, Any]:
    return {
        "tenant": TENANT,
        "incident_id": f"{9:026x}",
        "source": "recipient",
        "kinds": '["confidentiality"]',
        "state": "DataBreachPreliminaryReport",
        "role": "controller",
        "risk": "likely",
        "noticed_at": to_micros(at - timedelta(hours=20)),
        "authority_due_at": to_micros(at + timedelta(hours=52)),
        "reported_by": "officer1",
        "reported_at": to_micros(at - timedelta(hours=20)),
        "dek_id": f"{9:026x}",
        "body": b"sealed",
    }
