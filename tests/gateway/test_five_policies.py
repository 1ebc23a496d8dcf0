"""The five published policies: each loads, names every promise, and serves beside the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from detectors import Engine
from gateway.commitments import PROBES
from gateway.policy import LegalBasis
from gateway.policy_file import load_policy
from gateway.policy_retention import Trigger
from gateway.policy_scope import CommitmentKind, PartyRole
from gateway.settings import load_settings
from tests.gateway.five_policies import FIVE, POLICIES, RECIPIENT, given, grown_up, serving_five
from tests.gateway.serving import Serving
from tests.simulators.upstream import Upstream


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    directory: Path = tmp_path_factory.mktemp("five")
    with Upstream() as upstream, serving_five(upstream.url, directory) as served:
        yield served


@pytest.fixture(scope="module")
def entity_types() -> frozenset[str]:
    return Engine().entity_types


@pytest.mark.parametrize(
    ("key", "role", "age", "counts"),
    [
        ("instrukt", PartyRole.CONTROLLER, 16, {"enforced": 19, "evidenced": 4}),
        (
            "instantchatbots",
            PartyRole.PROCESSOR_AND_CONTROLLER,
            16,
            {"enforced": 13, "evidenced": 1},
        ),
        ("workki", PartyRole.PROCESSOR_AND_CONTROLLER, 13, {"enforced": 18, "evidenced": 3}),
        ("juttai", PartyRole.CONTROLLER, 18, {"enforced": 11, "evidenced": 2, "declared": 1}),
        ("instntly", PartyRole.PROCESSOR, None, {"enforced": 11, "evidenced": 1}),
    ],
)
def test_a_policy_loads_with_all_that_was_promised(
    key: str,
    role: PartyRole,
    age: int | None,
    counts: dict[str, int],
    entity_types: frozenset[str],
) -> None:
    policy = load_policy(POLICIES / f"{key}.yaml", entity_types=entity_types)
    found = dict.fromkeys((each.kind.value for each in policy.commitments.values()), 0)
    for each in policy.commitments.values():
        found[each.kind.value] += 1
    assert found == counts
    assert policy.scope.role is role
    assert (policy.age.minimum if policy.age else None) == age
    assert policy.operator.contact.endswith(".example")


@pytest.mark.parametrize("key", ["default", *FIVE])
def test_each_promise_names_what_keeps_it_and_what_shows_it(key: str) -> None:
    for each in load_policy(POLICIES / f"{key}.yaml").commitments.values():
        assert each.settings
        assert bool(each.probes) is (each.kind is not CommitmentKind.DECLARED)
        assert set(each.probes) <= set(PROBES)
        assert 10 < len(each.promise) < 200


def test_the_shipped_example_has_a_tenant_of_each() -> None:
    path = POLICIES.parent / "five-policies.yaml"
    settings = load_settings(path, {"DISCREET_MASTER_KEY": "ab" * 32})
    assert tuple(settings.tenants) == FIVE
    for key, tenant in settings.tenants.items():
        assert tenant.policy.key == key
        assert tenant.recipients


def test_no_two_policies_have_one_hash() -> None:
    hashes = {load_policy(POLICIES / f"{key}.yaml").hash for key in ("default", *FIVE)}
    assert len(hashes) == 6


@pytest.mark.parametrize(
    ("key", "name", "trigger", "duration"),
    [
        ("instantchatbots", "account", "last_interaction", "P24M"),
        ("instantchatbots", "interaction", "collection", "P12M"),
        ("instantchatbots", "technical_log", "collection", "P1Y"),
        ("workki", "service", "account_closure", "P3Y"),
        ("workki", "prospect", "last_interaction", "P3Y"),
        ("workki", "evidence", "collection", "P5Y"),
        ("workki", "identity_proof", "verification_complete", "PT0S"),
        ("instrukt", "consented", "consent_withdrawal", "PT0S"),
        ("instrukt", "korea_purpose", "purpose_fulfilled", "PT0S"),
        ("instntly", "conversation", "contract_end", "P30D"),
        ("juttai", "training", "last_interaction", "P2Y"),
    ],
)
def test_classes_are_as_long_as_promised(key: str, name: str, trigger: str, duration: str) -> None:
    found = load_policy(POLICIES / f"{key}.yaml").classes[name]
    assert (found.trigger, found.duration) == (Trigger(trigger), duration)


def test_what_only_some_of_them_say() -> None:
    workki = load_policy(POLICIES / "workki.yaml")
    assert workki.classes["evidence"].restricted
    assert workki.storage_regions is not None
    assert "DE" in workki.storage_regions
    assert not {"NO", "US", "GB"} & workki.storage_regions
    assert workki.sources["google"].purposes == {"answering"}
    assert workki.rights.regime_of("FR") == "GDPR"
    instntly = load_policy(POLICIES / "instntly.yaml")
    assert instntly.scope.needs_instructions
    assert instntly.scope.integrations_off
    assert set(instntly.purposes) == {"answering", "analytics"}
    instrukt = load_policy(POLICIES / "instrukt.yaml")
    assert instrukt.recipient_rules.mechanisms == frozenset({"scc"})
    assert instrukt.purposes["newsletter"].legal_basis is LegalBasis.CONSENT
    assert load_policy(POLICIES / "juttai.yaml").scope.least_safeguards
    chatbots = load_policy(POLICIES / "instantchatbots.yaml")
    assert chatbots.forms["contact"].retention_class == "lead"
    assert "advertising" not in chatbots.purposes


@pytest.mark.parametrize("key", FIVE[:-1])
def test_each_serves_its_own_tenant(gateway: Serving, key: str) -> None:
    recipient = RECIPIENT if key == "workki" else f"host-{key}"
    assert grown_up(gateway, key, "ada").status == 200
    body = {"model": "m", "messages": [{"role": "user", "content": "Hello"}]}
    headers = {"x-discreet-subject": "ada"}

    def ask() -> tuple[int, str]:
        path = "/v1/chat/completions"
        answered = gateway.call("POST", path, body, key=f"{key}-chat", headers=headers)
        return answered.status, answered.headers.get("x-discreet-policy", "")

    assert ask()[0] == 403
    recorded = given(gateway, key, "ada", purpose="answering", recipient=recipient)
    assert recorded.status == 201, recorded.body
    policy = gateway.settings.tenants[key].policy
    assert ask() == (200, policy.reference)


def test_a_processor_sends_nothing_before_its_customer_switched_it_on(gateway: Serving) -> None:
    given(gateway, "instntly", "ada", purpose="answering", recipient="host-instntly")
    body = {"model": "m", "messages": [{"role": "user", "content": "Hello"}]}
    answered = gateway.call(
        *("POST", "/v1/chat/completions", body),
        key="instntly-chat",
        headers={"x-discreet-subject": "ada"},
    )
    assert answered.status == 403
    assert answered.json()["error"]["code"] == "recipient_refused"
    assert answered.json()["error"]["reasons"] == ["not_switched_on"]
