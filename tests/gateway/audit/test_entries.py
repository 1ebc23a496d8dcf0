"""What the log takes of each record: no text, no id that somebody chose."""

from __future__ import annotations

from dataclasses import replace

from gateway.audit.entries import (
    consent_entry,
    disclosure_entry,
    key_entry,
    person_entry,
    read_entry,
    refusal_entry,
    report_entry,
    revocation_entry,
)
from gateway.audit.entry import Act, AuditEntry, entry_body
from gateway.consent.persons import ReportState, Restriction
from gateway.model import Role
from gateway.storage.ports import ApiKey
from tests.gateway.storage.samples import (
    DAY,
    START,
    basis,
    consent,
    disclosure,
    message,
    person,
    refusal,
    report,
)

NAME = "jane doe 4111 1111 1111 1111"


def _written(entry: AuditEntry) -> str:
    return entry_body(entry, 0, subject="ab" * 32).decode()


def test_a_consent_event() -> None:
    record = consent(event_id=7, recorded_by="command", recorded_at=START + DAY)
    entry = consent_entry(record)
    assert (entry.act, entry.subject, entry.actor) == (
        Act.CONSENT_RECORDED,
        "subject-1",
        "command",
    )
    assert entry.at == START + DAY
    assert entry.facts["state"] == "ConsentGiven"
    assert consent_entry(consent()).actor == "gateway"


def test_a_disclosure_without_the_conversations_id() -> None:
    made = disclosure(1, basis=basis(consent()), conversation_id=NAME)
    entry = disclosure_entry(made)
    assert (entry.act, entry.object_id) == (Act.DISCLOSED, made.disclosure_id)
    assert entry.facts["consent"] == "consent-1"
    assert NAME not in _written(entry)


def test_names_of_the_configuration_never_stop_an_act() -> None:
    odd = disclosure(1, purpose=NAME, recipient="20261122-99", tenant="1" * 40, policy="É")
    assert NAME not in _written(disclosure_entry(odd))
    assert NAME not in _written(refusal_entry(refusal(purpose=NAME, code=NAME)))
    assert NAME not in _written(consent_entry(consent(purpose=NAME, record_id=NAME)))


def test_people_reports_keys_and_reading() -> None:
    known = person(restrictions=frozenset(Restriction))
    assert _written(person_entry(known, START))
    assert report_entry(report()).act is Act.REPORT_FILED
    decided = replace(report(), state=ReportState.CONFIRMED, decided_at=START + DAY)
    assert (report_entry(decided).act, report_entry(decided).at) == (
        Act.REPORT_DECIDED,
        START + DAY,
    )
    key = ApiKey(
        key_id="abcd1234",
        tenant="acme",
        role=Role.CHAT,
        secret_sha256="ab" * 32,
        label=NAME,
        created_at=START,
    )
    assert NAME not in _written(key_entry(key))
    assert revocation_entry("abcd1234", "acme", at=START).act is Act.KEY_REVOKED
    assert message(NAME).text == NAME
    shown = read_entry("acme", [], subject=None, at=START)
    assert shown.facts == {"conversations": 0, "messages": 0}
