"""What a person objected to, or wants a human being for, is refused whatever else holds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from gateway.consent.evaluate import NotPermitted, Question, evaluate
from gateway.consent.persons import EVERY_CONVERSATION, Person, Restriction
from gateway.opt_in import DIRECT_MARKETING, OPTIONAL_PURPOSES
from gateway.policy import LegalBasis, Purpose
from tests.gateway.consent.test_evaluate import LATER, NOBODY, ask

BASES = tuple(LegalBasis)
KEYS = ("answering", "monitoring", *OPTIONAL_PURPOSES)


def purpose(key: str, basis: LegalBasis) -> Purpose:
    return Purpose(key=key, title=key, benefits="", legal_basis=basis, retention_class="c")


@pytest.mark.parametrize(
    ("key", "basis", "can"),
    [
        ("answering", LegalBasis.CONTRACT, False),
        ("answering", LegalBasis.CONSENT, False),
        ("answering", LegalBasis.LEGITIMATE_INTEREST, True),
        ("answering", LegalBasis.PUBLIC_TASK, True),
        ("monitoring", LegalBasis.LEGITIMATE_INTEREST, True),
        ("monitoring", LegalBasis.LEGAL_OBLIGATION, False),
        ("monitoring", LegalBasis.VITAL_INTERESTS, False),
        ("monitoring", LegalBasis.CONTRACT, False),
        ("monitoring", LegalBasis.CONSENT, True),
        ("service_improvement", LegalBasis.LEGITIMATE_INTEREST, True),
        ("newsletter", LegalBasis.LEGAL_OBLIGATION, True),
    ],
)
def test_what_can_be_objected_to(key: str, basis: LegalBasis, can: bool) -> None:
    assert purpose(key, basis).can_be_objected_to is can


def test_direct_marketing_has_a_name() -> None:
    assert {"newsletter"} == DIRECT_MARKETING
    assert all(purpose(each, basis).can_be_objected_to for each in DIRECT_MARKETING
               for basis in BASES)  # fmt: skip


def with_purpose(key: str, basis: LegalBasis, person: Person) -> Question:
    """A question about a purpose that the policy has on this basis."""
    question = ask(person=person)
    wanted = purpose(key, basis)
    policy = question.route.policy
    changed = replace(policy, purposes={**policy.purposes, key: wanted})
    tenant = replace(question.route.tenant, policy=changed)
    return replace(
        question, route=replace(question.route, tenant=tenant, purpose=wanted), consent=None
    )


@for_all(
    st.sampled_from(KEYS),
    st.sampled_from(BASES),
    st.frozensets(st.sampled_from((*KEYS, "other"))),
)
def test_an_objection_always_holds(key: str, basis: LegalBasis, objections: frozenset[str]) -> None:
    question = with_purpose(key, basis, replace(NOBODY, objections=objections))
    [check] = [each for each in evaluate(question).checks if each.name == "objection"]
    stopped = key in objections and question.route.purpose.can_be_objected_to
    assert check.permits is not stopped
    if stopped:
        assert (check.code, check.reasons) == ("purpose_refused", ("objected",))
        with pytest.raises(NotPermitted):
            evaluate(question).basis()


@pytest.mark.parametrize(
    ("reviews", "conversation", "waits"),
    [
        (set(), "one", False),
        ({"one"}, "one", True),
        ({"one"}, "two", False),
        ({"one"}, "", False),
        ({EVERY_CONVERSATION}, "two", True),
        ({EVERY_CONVERSATION}, "", True),
    ],
)
def test_a_conversation_waits_for_a_human_being(
    reviews: set[str], conversation: str, waits: bool
) -> None:
    person = replace(NOBODY, reviews=frozenset(reviews))
    question = ask(person=person, conversation=conversation)
    refusing = evaluate(question).refusing
    if not waits:
        assert refusing is None
        return
    assert refusing is not None
    assert (refusing.name, refusing.code) == ("review", "human_review")
    with pytest.raises(NotPermitted) as refused:
        evaluate(question).basis()
    assert (refused.value.status, refused.value.details["reasons"]) == (403, ["human_review"])


def test_a_restriction_comes_first() -> None:
    person = replace(
        NOBODY,
        restrictions=frozenset({Restriction.REQUESTED}),
        reviews=frozenset({EVERY_CONVERSATION}),
    )
    refusing = evaluate(ask(person=person, now=LATER)).refusing
    assert refusing is not None
    assert refusing.code == "subject_restricted"
