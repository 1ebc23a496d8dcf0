"""Look-ups in a policy are total, and a type without a line of its own is not let through."""

from __future__ import annotations

import pytest

from detectors.types import Finding
from gateway.model import Action, Destination
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
