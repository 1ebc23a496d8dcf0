"""The record of processing says what is configured, and nothing that is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gateway.policy_file import load_policy
from gateway.policy_record import processing_record, recipients_list
from gateway.settings import Settings, load_settings
from tests.gateway.five_policies import FIVE, POLICIES, write_five
from tests.gateway.serving import MASTER_KEY

ENV = {"DISCREET_MASTER_KEY": MASTER_KEY}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    directory: Path = tmp_path_factory.mktemp("record")
    return load_settings(write_five(directory, "http://127.0.0.1:1"), ENV)


@pytest.mark.parametrize(
    ("key", "articles", "bases"),
    [
        ("instrukt", ["30(1)"], ["consent", "contract", "legitimate_interest"]),
        (
            "instantchatbots",
            ["30(1)", "30(2)"],
            ["consent", "contract", "legal_obligation", "legitimate_interest"],
        ),
        ("workki", ["30(1)", "30(2)"], ["consent", "contract", "legitimate_interest"]),
        (
            "juttai",
            ["30(1)"],
            ["consent", "contract", "legal_obligation", "legitimate_interest"],
        ),
        ("instntly", ["30(2)"], ["contract", "legitimate_interest"]),
    ],
)
def test_each_record_has_the_points_of_its_role(
    settings: Settings, key: str, articles: list[str], bases: list[str]
) -> None:
    policy = settings.tenants[key].policy
    record = processing_record(policy, settings)
    assert record["policy"] == policy.reference
    assert (record["articles"], record["legal_bases"]) == (articles, bases)
    assert record["tenants"] == [key]
    assert [each["purpose"] for each in record["purposes"]] == list(policy.purposes)
    assert {each["retention_class"] for each in record["retention"]} >= set(policy.classes)
    assert all(each["used_by"] for each in record["retention"])
    assert (record["categories"] is None) is (policy.scope.data_categories is None)


def test_recipients_have_all_facts_and_serve_their_purposes_only(settings: Settings) -> None:
    record = processing_record(settings.tenants["workki"].policy, settings)
    [recipient] = record["recipients"]
    assert recipient["id"] == "azure-openai"
    assert recipient["purposes"] == ["answering", "enquiries", "legal_claims"]
    assert (recipient["country"], recipient["transfer_mechanism"]) == ("DE", "scc")
    assert recipient["tenants"] == ["workki"]
    assert not recipient["outside_of_storage_region"]
    by_purpose = {each["purpose"]: each["recipients"] for each in record["purposes"]}
    assert by_purpose["answering"] == ["azure-openai"]
    assert by_purpose["newsletter"] == []


def test_a_parent_is_listed_and_what_lies_abroad_is_marked(settings: Settings) -> None:
    own = settings.recipients["azure-openai"]
    parent = replace(own, key="parent", country="US")
    known = {**settings.recipients, "azure-openai": replace(own, parent="parent")}
    changed = replace(settings, recipients={**known, "parent": parent})
    listed = recipients_list(settings.tenants["workki"].policy, changed)
    assert [(each["id"], each["tenants"]) for each in listed] == [
        ("azure-openai", ["workki"]),
        ("parent", []),
    ]
    assert [each["outside_of_storage_region"] for each in listed] == [False, True]


def test_who_is_switched_off_gets_nothing(settings: Settings) -> None:
    tenant = settings.tenants["workki"]
    off = replace(tenant, recipients=tuple(replace(r, active=False) for r in tenant.recipients))
    changed = replace(settings, tenants={"workki": off})
    record = processing_record(tenant.policy, changed)
    assert all(each["recipients"] == [] for each in record["purposes"])


def test_security_names_what_is_set_and_nothing_else(settings: Settings) -> None:
    said = {
        key: " ".join(processing_record(settings.tenants[key].policy, settings)["security"])
        for key in FIVE
    }
    assert all("AES-256-GCM" in each and "Storage in DE: files." in each for each in said.values())
    assert {key for key in FIVE if "need the id of its instruction" in said[key]} == {"instntly"}
    assert {key for key in FIVE if "no listed category" in said[key]} == {
        "instrukt",
        "instantchatbots",
        "juttai",
    }
    assert not any("row-level security" in each for each in said.values())
    assert not any("Back-ups of keys" in each for each in said.values())


def test_a_policy_without_a_tenant_has_a_record_without_recipients(settings: Settings) -> None:
    record = processing_record(load_policy(POLICIES / "default.yaml"), settings)
    assert (record["tenants"], record["recipients"]) == ([], [])
    assert record["people"] == [
        "people who write to the chatbot",
        "people whom they write about",
    ]
