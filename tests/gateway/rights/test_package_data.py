"""The document says what configuration knows: purposes, recipients, classes, rights."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from gateway.rights.data_stores import STORES, Holder
from gateway.rights.export import Gathered
from gateway.rights.kinds import RightKind
from gateway.rights.package_data import SCHEMA_ID, document, recipients_by_key, schema_text
from tests.gateway.consent import desks

NOW = datetime(2026, 1, 31, tzinfo=UTC)
TENANT = desks.tenant("main")
GATHERED = Gathered(
    kind=RightKind.ACCESS,
    holder=Holder(tenant="main", subject="ab" * 20),
    made_at=NOW,
    stores={"conversations": [], "consents": []},
)
DATA: dict[str, Any] = document(GATHERED, TENANT, language="de")


def test_it_says_who_is_responsible_and_under_what() -> None:
    about = DATA["about"]
    assert about["operator"]["contact"] == TENANT.policy.operator.contact
    assert about["policy"] == TENANT.policy.reference
    assert about["storage_country"] == "DE"
    assert {each["key"] for each in about["purposes"]} == set(TENANT.policy.purposes)
    assert {each["key"] for each in about["retention_classes"]} == set(TENANT.policy.classes)
    assert about["rights"][-1] == "complaint"
    assert (about["originals_kept"], about["automated_decisions"]) == (False, False)


def test_recipients_stand_with_their_facts_and_without_secrets() -> None:
    known = recipients_by_key(DATA)
    assert set(known) == {each.key for each in TENANT.recipients}
    assert "api_key_env" not in json.dumps(DATA)
    assert "base_url" not in json.dumps(DATA)


def test_the_schema_names_every_store() -> None:
    schema = json.loads(schema_text())
    assert schema["$id"] == SCHEMA_ID == DATA["schema"]
    assert list(schema["properties"]["stores"]["properties"]) == [each.name for each in STORES]


def test_the_repr_of_what_was_gathered_shows_none_of_it() -> None:
    assert "conversations" not in repr(GATHERED)
