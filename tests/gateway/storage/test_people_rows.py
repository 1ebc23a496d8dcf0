"""Consents, people and reports turn into rows and back without loss."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.consent.persons import AgeBand, Person, Report, ReportState, Restriction
from gateway.consent.records import ConsentRecord, ConsentState, Signer
from gateway.opt_in import AgeMethod
from gateway.storage.people_rows import (
    CONSENT_COLUMNS,
    PERSON_COLUMNS,
    REPORT_COLUMNS,
    consent_values,
    person_values,
    read_codes,
    read_consent,
    read_person,
    read_report,
    report_values,
    write_codes,
)
from gateway.storage.schema import (
    CONSENT_CURRENT,
    CONSENT_EVENT,
    REPORT,
    SUBJECT,
    SUBJECT_EVENT,
)

_TIMES = st.datetimes(min_value=datetime(1970, 1, 1), timezones=st.just(UTC))
_CODES = st.frozensets(st.text(max_size=6), max_size=4)
_TEXTS = st.text(max_size=8)


def test_the_columns_are_the_tables() -> None:
    assert set(CONSENT_COLUMNS) == set(CONSENT_CURRENT.columns.keys())
    assert set(CONSENT_COLUMNS) == set(CONSENT_EVENT.columns.keys())
    assert list(PERSON_COLUMNS) == SUBJECT.columns.keys()
    assert {*PERSON_COLUMNS, "at"} == set(SUBJECT_EVENT.columns.keys())
    assert set(REPORT_COLUMNS) == set(REPORT.columns.keys())


@pytest.mark.parametrize(
    ("columns", "record", "also"),
    [
        (CONSENT_COLUMNS, ConsentRecord, set()),
        (PERSON_COLUMNS, Person, set()),
        (REPORT_COLUMNS, Report, set()),
    ],
)
def test_no_field_is_forgotten(columns: Any, record: Any, also: set[str]) -> None:
    assert {each.name for each in fields(record)} == set(columns) | also


@given(
    st.builds(
        ConsentRecord,
        **dict.fromkeys(("record_id", "tenant", "subject", "purpose", "recipient"), _TEXTS),
        state=st.sampled_from(ConsentState),
        notice=_TEXTS,
        language=_TEXTS,
        event_time=_TIMES,
        notice_key=_TEXTS,
        notice_version=_TEXTS,
        valid_until=st.none() | _TIMES,
        shown_at=st.none() | _TIMES,
        signals_shown=_CODES,
        method=_TEXTS,
        signer=st.sampled_from(Signer),
        guardian=st.none() | _TEXTS,
        event_id=st.integers(0, 2**62),
        recorded_at=st.none() | _TIMES,
        recorded_by=_TEXTS,
    )
)
def test_consents(record: ConsentRecord) -> None:
    values = consent_values(record) | {"event_id": record.event_id}
    assert read_consent(tuple(values[name] for name in CONSENT_COLUMNS)) == record


@given(
    st.builds(
        Person,
        tenant=_TEXTS,
        subject=_TEXTS,
        version=st.integers(0, 2**62),
        age_band=st.sampled_from(AgeBand),
        age_method=st.none() | st.sampled_from(AgeMethod),
        age_at=st.none() | _TIMES,
        jurisdiction=st.none() | _TEXTS,
        tracking_refused=st.booleans(),
        tracking_at=st.none() | _TIMES,
        restrictions=st.frozensets(st.sampled_from(Restriction)),
    )
)
def test_people(person: Person) -> None:
    values = person_values(person)
    assert read_person(tuple(values[name] for name in PERSON_COLUMNS)) == person


@given(
    st.builds(
        Report,
        report_id=_TEXTS,
        tenant=_TEXTS,
        subject=_TEXTS,
        state=st.sampled_from(ReportState),
        reported_at=_TIMES,
        decided_at=st.none() | _TIMES,
    )
)
def test_reports(report: Report) -> None:
    values = report_values(report)
    assert read_report(tuple(values[name] for name in REPORT_COLUMNS)) == report


@given(_CODES)
def test_codes(codes: frozenset[str]) -> None:
    assert read_codes(write_codes(codes)) == codes
    assert write_codes(frozenset()) == ""
    assert write_codes(sorted(codes, reverse=True)) == write_codes(codes)
