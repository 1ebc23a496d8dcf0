from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.model import Role
from gateway.policy_retention import DEFAULT_RECORDS, RetentionClass, Trigger
from gateway.retention.classes import document_of, read_document, version_of
from gateway.retention.restricted import is_restricted, keeps_from
from gateway.retention.rules import Chosen
from gateway.retention.terms import Term, read_terms, term_of, write_terms
from tests.gateway.retention.policies import policy

NOW = datetime(2027, 3, 1, tzinfo=UTC)
EVIDENCE = RetentionClass(
    key="evidence", trigger=Trigger.COLLECTION, duration="P5Y", legal_ground="x", restricted=True
)
OPEN = replace(EVIDENCE, restricted=False)


def term(trigger: Trigger, started: datetime | None, *, restricted: bool = False) -> Term:
    return Term(
        key="k",
        version="v",
        trigger=trigger.value,
        duration="P3Y",
        started=started,
        restricted=restricted,
    )


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (term(Trigger.COLLECTION, None), False),
        (term(Trigger.COLLECTION, None, restricted=True), True),
        (term(Trigger.CONSENT_WITHDRAWAL, None), False),
        (term(Trigger.CONSENT_WITHDRAWAL, NOW), True),
        (term(Trigger.CONSENT_WITHDRAWAL, NOW + timedelta(seconds=1)), False),
        (term(Trigger.ACCOUNT_CLOSURE, NOW), False),
    ],
)
def test_what_only_the_privacy_officer_reads(held: Term, *, expected: bool) -> None:
    assert is_restricted(policy(), "none", terms=(held,), now=NOW) is expected


def test_the_class_of_the_policy_counts_where_terms_are_older() -> None:
    held = replace(policy(), classes={"evidence": EVIDENCE})
    assert is_restricted(held, "evidence", terms=(), now=NOW)
    assert not is_restricted(held, "conversation", terms=(), now=NOW)


@pytest.mark.parametrize("role", Role)
def test_records_of_a_restricted_class(role: Role) -> None:
    held = replace(policy(), classes={"evidence": EVIDENCE}, records={"consents": "evidence"})
    refused = role in (Role.ADMIN, Role.AUDITOR, Role.SUPPORT, Role.CHAT)
    assert not keeps_from(held, "disclosures", role=role)
    assert keeps_from(held, "consents", role=role) is refused


def test_a_class_that_is_open_keeps_the_version_it_had() -> None:
    assert "restricted" not in document_of(OPEN)
    assert version_of(OPEN) != version_of(EVIDENCE)
    for each in (OPEN, EVIDENCE, *DEFAULT_RECORDS.values()):
        assert read_document(document_of(each)) == each


def test_a_row_says_that_its_class_is_restricted() -> None:
    made = term_of(Chosen(retention_class=EVIDENCE), "answering")
    assert made.restricted
    assert read_terms(write_terms((made,))) == (made,)
