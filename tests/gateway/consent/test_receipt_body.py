"""What a receipt says of a record, field by field."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from gateway.consent.offer import OPERATOR, offered
from gateway.consent.receipt_body import facts_of, receipt_body, shown_document
from gateway.consent.records import ConsentRecord, ConsentState, Signer
from gateway.opt_in import OPTIONAL_PURPOSES, RecipientRules
from gateway.policy import Mode, Tenant
from tests.gateway.opted_in import given
from tests.gateway.proxy.policies import ANSWERING, MODEL, policy, tenant
from tests.gateway.storage.samples import START

MAIN = replace(tenant(under=policy(region="FR")), region="DE")
PERSON, PARENT = "ab" * 20, "cd" * 20
YEAR = timedelta(days=365)


def first(under: Tenant = MAIN, **fields: Any) -> ConsentRecord:
    record = given(under, subject=PERSON, notice_key="answering", notice_version="1", **fields)
    return replace(record, valid_until=record.event_time + YEAR, signals_shown=frozenset({"gpc"}))


def body(*events: ConsentRecord, under: Tenant = MAIN) -> dict[str, Any]:
    return receipt_body(facts_of(under, events))


def test_a_receipt_names_its_record_and_the_keyed_hash_of_the_person() -> None:
    assert body(first())["header"] == {
        "schema_version": "ISO/IEC TS 27560:2023; discreet receipt 1",
        "record_id": "c" * 26,
        "pii_principal_id": PERSON,
    }


def test_the_processing_is_what_the_notice_told() -> None:
    given_first = first()
    shown = MAIN.notices["answering", "model"].find(given_first.notice)
    assert shown is not None
    assert body(given_first)["pii_processing"] == {
        "privacy_notice": {
            "id": "answering",
            "version": "1",
            "sha256": given_first.notice,
            "parts": dict(shown.parts),
        },
        "language": "en",
        "purpose": "answering",
        "purpose_title": "Answering",
        "purpose_type": "dpv:ServiceProvision",
        "lawful_basis": "eu-gdpr:A6-1-a",
        "pii_information": [{"pii_type": "pd:Communication", "pii_optional": False}],
        "pii_controllers": ["operator"],
        "collection_method": "written by the person in a conversation with the chatbot",
        "processing_method": ["dpv:Pseudonymise", "dpv:Disclose", "dpv:Store"],
        "storage_locations": ["DE"],
        "retention_period": {
            "operator": {"duration": "P30D", "from": "last_interaction"},
            "model": {"duration": "P30D"},
        },
        "processing_locations": ["DE"],
        "transfer_mechanism": None,
        "geographic_restrictions": [],
        "service": {"operator": "Example Operator", "policy": "default@0123456789ab"},
        "jurisdiction": "FR",
        "recipient_third_parties": ["model"],
        "withdrawal_method": [
            shown.parts["withdrawal"],
            f"POST /privacy/consents/{'c' * 26}/withdraw",
        ],
        "privacy_rights": [
            *("eu-gdpr:A7-3", "eu-gdpr:A13", "eu-gdpr:A15", "eu-gdpr:A16", "eu-gdpr:A17"),
            *("eu-gdpr:A18", "eu-gdpr:A20", "eu-gdpr:A77"),
        ],
    }


def test_the_parties_are_operator_and_recipient() -> None:
    assert body(first())["party_identification"] == [
        {
            "party_id": "operator",
            "party_name": "Example Operator",
            "party_role": "dpv:DataController",
            "party_contact": "privacy@example.com",
        },
        {
            "party_id": "model",
            "party_name": "Example Model",
            "party_role": "sub_processor",
            "party_contact": None,
        },
    ]


def test_every_event_is_told_with_who_expressed_it() -> None:
    at = first().event_time
    given_first = replace(first(), recorded_at=at + timedelta(days=9), recorded_by="consent")
    signed = replace(
        given_first,
        event_time=at + timedelta(hours=1),
        signer=Signer.GUARDIAN,
        guardian=PARENT,
        method="paper",
    )
    ended = replace(
        signed,
        state=ConsentState.WITHDRAWN,
        event_time=at + timedelta(days=2),
        signer=Signer.SUBJECT,
        guardian=None,
        method="link",
        recorded_at=None,
        recorded_by="",
    )
    shared = {"notice_sha256": given_first.notice, "shown_at": None, "signals_shown": ["gpc"]}
    assert body(given_first, signed, ended)["event"] == [
        {
            "event_time": "2026-01-31T12:00:00.123456Z",
            "recorded_at": "2026-02-09T12:00:00.123456Z",
            "recorded_by": "consent",
            "validity_duration": "P365D",
            "valid_until": "2027-01-31T12:00:00.123456Z",
            "entity_id": PERSON,
            "event_type": "dpv:ExplicitlyExpressedConsent",
            "event_state": "ConsentGiven",
            "indication_method": "dialog",
            **shared,
        },
        {
            "event_time": "2026-01-31T13:00:00.123456Z",
            "recorded_at": "2026-02-09T12:00:00.123456Z",
            "recorded_by": "consent",
            "validity_duration": "P364DT82800S",
            "valid_until": "2027-01-31T12:00:00.123456Z",
            "entity_id": PARENT,
            "event_type": "dpv:ExplicitlyExpressedConsent",
            "event_state": "ConsentGiven",
            "indication_method": "paper",
            **shared,
        },
        {
            "event_time": "2026-02-02T12:00:00.123456Z",
            "recorded_at": None,
            "recorded_by": None,
            "validity_duration": None,
            "valid_until": None,
            "entity_id": PERSON,
            "event_type": "dpv:WithdrawConsent",
            "event_state": "ConsentWithdrawn",
            "indication_method": "link",
            **shared,
        },
    ]


@pytest.mark.parametrize(
    ("signer", "guardian", "entity"),
    [
        (Signer.SUBJECT, None, PERSON),
        (Signer.SUBJECT, PARENT, PERSON),
        (Signer.GUARDIAN, PARENT, PARENT),
        (Signer.GUARDIAN, None, "guardian"),
        (Signer.CONTROLLER, PARENT, OPERATOR),
    ],
)
def test_who_expressed_an_event(signer: Signer, guardian: str | None, entity: str) -> None:
    event = replace(first(), signer=signer, guardian=guardian)
    assert body(event)["event"][0]["entity_id"] == entity


def test_of_a_notice_that_is_gone_nothing_is_made_up() -> None:
    """The recipient moved since: today's country is not what the person was told."""
    told = first()
    moved = tenant(replace(MODEL, country="US", retention="P90D"), under=policy())
    found = body(told, under=moved)["pii_processing"]
    assert found["privacy_notice"]["parts"] is None
    assert found["privacy_notice"]["sha256"] == told.notice
    for unknown in ("processing_locations", "purpose_title", "recipient_third_parties"):
        assert found[unknown] is None
    assert found["retention_period"]["model"] is None
    assert found["processing_method"] is None
    assert found["withdrawal_method"] == [f"POST /privacy/consents/{'c' * 26}/withdraw"]


def test_of_a_recipient_or_purpose_that_is_gone_its_key_is_left() -> None:
    told = replace(first(), recipient="gone", purpose="lost")
    found = body(told)
    assert found["pii_processing"]["purpose"] == "lost"
    assert found["pii_processing"]["purpose_type"] == "dpv:Purpose"
    assert found["pii_processing"]["retention_period"] == {"operator": None, "gone": None}
    assert found["party_identification"][1] == {
        "party_id": "gone",
        "party_name": None,
        "party_role": None,
        "party_contact": None,
    }


def test_what_the_operator_itself_does_has_no_second_party() -> None:
    letters = replace(ANSWERING, key="newsletter", title="Letters")
    under = tenant(under=policy(purposes={"answering": ANSWERING, "newsletter": letters}))
    shown = offered(under, purpose="newsletter", recipient=OPERATOR).notices.in_force(START)
    assert shown is not None
    told = replace(first(), purpose="newsletter", recipient=OPERATOR, notice=shown.sha256)
    found = body(told, under=under)
    assert [each["party_id"] for each in found["party_identification"]] == [OPERATOR]
    processing = found["pii_processing"]
    assert processing["purpose_title"] == "Letters"
    assert processing["purpose_type"] == "dpv:DirectMarketing"
    assert processing["processing_method"] == ["dpv:Store"]
    assert processing["pii_information"][0]["pii_type"] == "dpv:PersonalData"
    assert processing["recipient_third_parties"] == []
    assert processing["retention_period"] == {
        "operator": {"duration": "P30D", "from": "last_interaction"}
    }


@pytest.mark.parametrize(("purpose", "term"), sorted(OPTIONAL_PURPOSES.items()))
def test_each_purpose_has_its_term(purpose: str, term: str) -> None:
    assert body(replace(first(), purpose=purpose))["pii_processing"]["purpose_type"] == term


def test_observe_mode_does_not_claim_that_text_is_replaced() -> None:
    observing = tenant(under=policy(mode=Mode.UNSAFE_OBSERVE))
    found = body(first(observing), under=observing)["pii_processing"]
    assert found["processing_method"] == ["dpv:Disclose", "dpv:Store"]
    assert "unredacted" in found["privacy_notice"]["parts"]


def test_countries_of_the_policy_are_restrictions() -> None:
    rules = RecipientRules(countries=frozenset({"FR", "DE"}))
    under = tenant(under=policy(recipient_rules=rules))
    assert body(first(under), under=under)["pii_processing"]["geographic_restrictions"] == [
        "DE",
        "FR",
    ]


@pytest.mark.parametrize(
    ("country", "basis", "rights"),
    [
        ("DE", "eu-gdpr:A6-1-a", 8),
        ("NO", "eu-gdpr:A6-1-a", 8),
        ("US", "dpv:Consent", None),
        (None, "dpv:Consent", None),
    ],
)
def test_articles_of_the_gdpr_stand_where_it_holds(
    country: str | None, basis: str, rights: int | None
) -> None:
    under = replace(tenant(under=policy(region=country)), region=None)
    found = body(first(under), under=under)["pii_processing"]
    named = found["privacy_rights"]
    assert (found["lawful_basis"], None if named is None else len(named)) == (basis, rights)
    assert (found["jurisdiction"], found["storage_locations"]) == (country, None)


def test_what_the_service_can_do_without_is_optional() -> None:
    found = body(replace(first(), purpose="training"))["pii_processing"]
    assert found["pii_information"] == [{"pii_type": "pd:Communication", "pii_optional": True}]


MOVED = tenant(replace(MODEL, country="US", retention="P90D", third_party=False), under=policy())


def test_what_was_shown_is_said_after_a_fact_has_changed() -> None:
    """What the store kept stands for what no file has any more, to the last field."""
    told = first()
    kept = json.loads(json.dumps(shown_document(MAIN, told)))
    moved = replace(MOVED, region=MAIN.region, policy=MAIN.policy)
    assert receipt_body(facts_of(moved, [told], kept=kept)) == body(told)
    gone = replace(moved, recipients=())
    assert receipt_body(facts_of(gone, [told], kept=kept)) == body(told)


def test_what_a_file_has_stands_before_what_was_kept() -> None:
    told = first()
    other = shown_document(MOVED, first(MOVED))
    assert receipt_body(facts_of(MAIN, [told], kept=other)) == body(told)


@pytest.mark.parametrize(
    "changes",
    [
        {"recipient_country": "US"},
        {"parts": {"title": "Another"}},
        {"sha256": "0" * 64},
        {"purpose": "training"},
        {"recipient_role": None},
        {"valid_from": "soon"},
        {"languages": None},
    ],
)
def test_what_was_kept_counts_only_under_its_own_hash(changes: dict[str, Any]) -> None:
    told = first()
    kept = {**(shown_document(MAIN, told) or {}), **changes}
    assert receipt_body(facts_of(MOVED, [told], kept=kept)) == body(told, under=MOVED)


def test_what_was_kept_for_another_purpose_recipient_or_hash_is_not_it() -> None:
    kept = shown_document(MAIN, first())
    told = first()
    for other in (
        replace(told, purpose="lost"),
        replace(told, recipient="gone"),
        replace(told, notice="0" * 64),
    ):
        assert facts_of(MAIN, [other], kept=kept).shown is None


def test_what_is_kept_names_nobody() -> None:
    told = replace(first(), guardian=PARENT)
    kept = shown_document(MAIN, told)
    assert kept is not None
    assert (kept["sha256"], kept["recipient_third_party"]) == (told.notice, True)
    written = json.dumps(kept)
    assert PERSON not in written
    assert PARENT not in written
    assert shown_document(MAIN, replace(told, notice="")) is None
    assert shown_document(MAIN, replace(told, recipient="gone")) is None
