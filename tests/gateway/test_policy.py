"""Look-ups in a policy are total, and a type without a line of its own is not let through."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.types import Finding
from gateway.data_categories import CATEGORIES, types_of
from gateway.model import Action, Destination
from gateway.policy_scope import Scope
from tests.gateway.proxy import policies


@pytest.mark.parametrize("destination", list(Destination))
@pytest.mark.parametrize("entity_type", ["PERSON", "", "default ", "NO_SUCH_TYPE"])
def test_a_type_without_a_line_takes_the_default(
    entity_type: str, destination: Destination
) -> None:
    policy = policies.policy()
    assert policy.action(entity_type, destination) is policy.actions["default"][destination]


def test_a_line_that_names_one_destination_leaves_the_others() -> None:
    policy = policies.policy({"CREDIT_CARD": {Destination.STORE: Action.MASK}})
    assert policy.action("CREDIT_CARD", Destination.STORE) is Action.MASK
    assert policy.action("CREDIT_CARD", Destination.UPSTREAM) is Action.SURROGATE
    assert policy.action("credit_card", Destination.STORE) is Action.SURROGATE


@given(
    st.sampled_from(["PERSON", "EMAIL_ADDRESS", "URL", "US_SSN", "OF_A_FOREIGN_DETECTOR"]),
    st.sampled_from([action for action in Action if action is not Action.ALLOW]),
    st.frozensets(st.sampled_from(sorted(CATEGORIES))),
)
def test_what_may_not_be_stored_never_reaches_the_store_as_it_is(
    entity_type: str, action: Action, categories: frozenset[str]
) -> None:
    scope = Scope(data_categories=categories)
    letting = policies.policy({entity_type: policies.actions("allow", "allow")}, scope=scope)
    listed = entity_type in types_of(categories)
    stored = letting.action(entity_type, Destination.STORE)
    assert stored is (Action.ALLOW if listed else Action.SUPPRESS)
    assert letting.action(entity_type, Destination.UPSTREAM) is Action.ALLOW
    # Any other action is the policy's own.
    changing = policies.policy({entity_type: {Destination.STORE: action}}, scope=scope)
    assert changing.action(entity_type, Destination.STORE) is action


def test_a_recipient_serves_the_purposes_that_it_names_or_all() -> None:
    assert policies.MODEL.serves("anything")
    bound = replace(policies.MODEL, purposes=frozenset({"answering"}))
    assert bound.serves("answering")
    assert not bound.serves("training")
    assert not replace(bound, purposes=frozenset()).serves("answering")


def test_a_threshold_of_a_type_stands_before_the_default() -> None:
    policy = policies.policy(threshold={"default": 0.5, "PERSON": 0.0})
    assert (policy.least_score("PERSON"), policy.least_score("US_SSN")) == (0.0, 0.5)


@pytest.mark.parametrize(
    ("entity_type", "score", "evidence", "acted_on"),
    [
        ("MEDICATION", 0.8, ("about_person",), True),
        ("MEDICATION", 0.8, ("lexicon", "in_general"), False),
        ("MEDICATION", 0.8, (), True),
        ("MEDICATION", 0.8, ("in_general", "about_person"), True),
        ("MEDICATION", 0.4, ("about_person",), False),
        ("PROCEDURE", 0.8, ("in_general",), True),
    ],
)
def test_what_is_acted_on(
    *, entity_type: str, score: float, evidence: tuple[str, ...], acted_on: bool
) -> None:
    policy = policies.policy(about_person_only=frozenset({"MEDICATION"}))
    finding = Finding(
        entity_type=entity_type, start=0, end=1, score=score, detector="t", evidence=evidence
    )
    assert policy.acts_on(finding) is acted_on


def test_what_is_let_through_everywhere_is_not_touched() -> None:
    policy = policies.policy(
        {
            "LOCATION": policies.actions("allow", "allow", "allow"),
            "AGE": policies.actions("allow", "mask", "allow"),
        }
    )
    touched = {
        kind: policy.touches(Finding(entity_type=kind, start=0, end=1, score=score, detector="t"))
        for kind, score in {"LOCATION": 0.9, "AGE": 0.9, "PERSON": 0.9, "EMAIL": 0.1}.items()
    }
    assert touched == {"LOCATION": False, "AGE": True, "PERSON": True, "EMAIL": False}


def test_the_reference_names_text_and_content() -> None:
    assert policies.policy().reference == "default@0123456789ab"
