"""Consents and people as rows of the database, and back.

Sets of codes are JSON arrays in order; empty text stands for the empty set, which is by
far the commonest.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from gateway.consent.persons import AgeBand, Person, Report, ReportState, Restriction
from gateway.consent.records import ConsentRecord, ConsentState, Signer
from gateway.opt_in import AgeMethod
from gateway.storage.schema import from_micros, to_micros
from gateway.storage.statements import Row

# In the order of ConsentRecord's fields.
CONSENT_COLUMNS = (
    *("record_id", "tenant", "subject", "purpose", "recipient", "state", "notice", "language"),
    *("event_time", "notice_key", "notice_version", "valid_until", "shown_at"),
    *("signals_shown", "method", "signer", "guardian", "event_id", "recorded_at", "recorded_by"),
)
# In the order of Person's fields.
PERSON_COLUMNS = (
    *("tenant", "subject", "version", "age_band", "age_method", "age_at", "jurisdiction"),
    *("tracking_refused", "tracking_at", "restrictions", "objections", "reviews"),
)
REPORT_COLUMNS = ("report_id", "tenant", "subject", "state", "reported_at", "decided_at")


def write_codes(codes: Iterable[str]) -> str:
    """A set of codes as text."""
    held = sorted(codes)
    return json.dumps(held) if held else ""


def read_codes(text: str) -> frozenset[str]:
    """The set of codes."""
    return frozenset(json.loads(text)) if text else frozenset()


def write_time(at: datetime | None) -> int | None:
    """Microseconds, or None."""
    return None if at is None else to_micros(at)


def _read_time(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)


def read_consent(row: Row) -> ConsentRecord:
    """A record from a row of CONSENT_COLUMNS."""
    return ConsentRecord(
        record_id=row[0],
        tenant=row[1],
        subject=row[2],
        purpose=row[3],
        recipient=row[4],
        state=ConsentState(row[5]),
        notice=row[6],
        language=row[7],
        event_time=from_micros(row[8]),
        notice_key=row[9],
        notice_version=row[10],
        valid_until=_read_time(row[11]),
        shown_at=_read_time(row[12]),
        signals_shown=read_codes(row[13]),
        method=row[14],
        signer=Signer(row[15]),
        guardian=row[16],
        event_id=row[17],
        recorded_at=_read_time(row[18]),
        recorded_by=row[19],
    )


def consent_values(record: ConsentRecord) -> dict[str, Any]:
    """The columns of a record by name, without ``event_id``."""
    return {
        "record_id": record.record_id,
        "tenant": record.tenant,
        "subject": record.subject,
        "purpose": record.purpose,
        "recipient": record.recipient,
        "state": record.state.value,
        "notice": record.notice,
        "language": record.language,
        "event_time": to_micros(record.event_time),
        "notice_key": record.notice_key,
        "notice_version": record.notice_version,
        "valid_until": write_time(record.valid_until),
        "shown_at": write_time(record.shown_at),
        "signals_shown": write_codes(record.signals_shown),
        "method": record.method,
        "signer": record.signer.value,
        "guardian": record.guardian,
        "recorded_at": write_time(record.recorded_at),
        "recorded_by": record.recorded_by,
    }


def read_person(row: Row) -> Person:
    """A person from a row of PERSON_COLUMNS."""
    return Person(
        tenant=row[0],
        subject=row[1],
        version=row[2],
        age_band=AgeBand(row[3]),
        age_method=None if row[4] is None else AgeMethod(row[4]),
        age_at=_read_time(row[5]),
        jurisdiction=row[6],
        tracking_refused=bool(row[7]),
        tracking_at=_read_time(row[8]),
        restrictions=frozenset(map(Restriction, read_codes(row[9]))),
        objections=read_codes(row[10]),
        reviews=read_codes(row[11]),
    )


def person_values(person: Person) -> dict[str, Any]:
    """The columns of a person by name."""
    return {
        "tenant": person.tenant,
        "subject": person.subject,
        "version": person.version,
        "age_band": person.age_band.value,
        "age_method": None if person.age_method is None else person.age_method.value,
        "age_at": write_time(person.age_at),
        "jurisdiction": person.jurisdiction,
        "tracking_refused": int(person.tracking_refused),
        "tracking_at": write_time(person.tracking_at),
        "restrictions": write_codes(person.restrictions),
        "objections": write_codes(person.objections),
        "reviews": write_codes(person.reviews),
    }


def read_report(row: Row) -> Report:
    """A report from a row of REPORT_COLUMNS."""
    return Report(
        report_id=row[0],
        tenant=row[1],
        subject=row[2],
        state=ReportState(row[3]),
        reported_at=from_micros(row[4]),
        decided_at=_read_time(row[5]),
    )


def report_values(report: Report) -> dict[str, Any]:
    """The columns of a report by name."""
    return {
        "report_id": report.report_id,
        "tenant": report.tenant,
        "subject": report.subject,
        "state": report.state.value,
        "reported_at": to_micros(report.reported_at),
        "decided_at": write_time(report.decided_at),
    }
