"""Who has said no is never in an export; and nothing in one leads back to a surrogate."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.consent.persons import AgeBand, Person, Restriction
from gateway.consent.records import ConsentRecord, ConsentState
from gateway.errors import Refused
from gateway.opt_in import AgeGate, AgeMethod, SourceRule
from gateway.policy import LegalBasis, Tenant
from gateway.policy_file import load_policy
from gateway.purpose_rules import (
    EXPORTABLE,
    Candidate,
    Labels,
    export_route,
    exported,
    refusing,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)
POLICY = load_policy(Path(__file__).parents[2] / "config" / "policies" / "default.yaml")
TENANT = Tenant(key="acme", policy=POLICY, recipients=(), region="DE")
WITH_AGE = replace(
    TENANT,
    policy=replace(
        POLICY,
        age=AgeGate(minimum=16, asked=AgeMethod.DECLARATION, question="How old are you?"),
        sources={
            "shop": SourceRule(recipients=frozenset(), purposes=frozenset({"evaluation"})),
            "crm": SourceRule(recipients=frozenset(), purposes=frozenset()),
        },
    ),
)
ROUTE = export_route(WITH_AGE, purpose="evaluation", recipient="operator")


def notice(tenant: Tenant = WITH_AGE) -> str:
    route = export_route(tenant, purpose="evaluation", recipient="operator")
    shown = route.tenant.notices["evaluation", "operator"].in_force(NOW)
    assert shown is not None
    return shown.sha256


def consent(**changes: Any) -> ConsentRecord:
    fields: dict[str, Any] = {
        "record_id": "c1",
        "tenant": "acme",
        "subject": "subject-1",
        "purpose": "evaluation",
        "recipient": "operator",
        "state": ConsentState.GIVEN,
        "notice": notice(),
        "language": "en",
        "event_time": NOW - DAY,
    }
    return ConsentRecord(**(fields | changes))


def person(**changes: Any) -> Person:
    fields: dict[str, Any] = {
        "tenant": "acme",
        "subject": "subject-1",
        "age_band": AgeBand.ADULT,
        "age_method": AgeMethod.DECLARATION,
    }
    return Person(**(fields | changes))


def candidate(**changes: Any) -> Candidate:
    fields: dict[str, Any] = {
        "conversation_id": "conversation-1",
        "person": person(),
        "consent": consent(),
        "sources": frozenset(),
        "state": "active",
        "hide_at": NOW + DAY,
    }
    return Candidate(**(fields | changes))


def test_who_has_agreed_and_is_free_counts() -> None:
    assert refusing(candidate(), ROUTE, now=NOW) == ""
    assert refusing(candidate(sources=frozenset({"shop"})), ROUTE, now=NOW) == ""


NO: list[tuple[dict[str, Any], str]] = [
    ({"state": "held"}, "retention"),
    ({"state": "review"}, "retention"),
    ({"hide_at": NOW}, "retention"),
    ({"sources": frozenset({"crm"})}, "source"),
    ({"sources": frozenset({"unheard-of"})}, "source"),
    ({"person": person(restrictions=frozenset({Restriction.REQUESTED}))}, "restriction"),
    ({"person": person(restrictions=frozenset({Restriction.REPORTED}))}, "restriction"),
    ({"person": person(objections=frozenset({"evaluation"}))}, "objection"),
    ({"person": person(reviews=frozenset({"conversation-1"}))}, "review"),
    ({"person": None}, "age"),
    ({"person": person(age_band=AgeBand.FROM_13)}, "age"),
    ({"person": person(age_band=AgeBand.UNKNOWN)}, "age"),
    ({"person": person(tracking_refused=True, tracking_at=NOW - DAY)}, "signals"),
    ({"consent": None}, "consent"),
    ({"consent": consent(state=ConsentState.WITHDRAWN)}, "consent"),
    ({"consent": consent(state=ConsentState.REFUSED)}, "consent"),
    ({"consent": consent(valid_until=NOW)}, "consent"),
    ({"consent": consent(event_time=NOW + DAY)}, "consent"),
    ({"consent": consent(notice="ab" * 32)}, "consent"),
    ({"consent": consent(purpose="training")}, "consent"),
    ({"consent": consent(recipient="model-host")}, "consent"),
    ({"consent": consent(tenant="other")}, "consent"),
]


@pytest.mark.parametrize(("changes", "reason"), NO)
def test_every_no_is_heard(changes: dict[str, Any], reason: str) -> None:
    assert refusing(candidate(**changes), ROUTE, now=NOW) == reason


def test_a_recipient_that_is_not_for_the_purpose_gets_nothing() -> None:
    bound = replace(ROUTE.recipient, purposes=frozenset({"answering"}))
    tenant = replace(ROUTE.tenant, recipients=(bound,))
    route = replace(ROUTE, tenant=tenant, recipient=bound)
    assert refusing(candidate(), route, now=NOW) == "route"


PEOPLE = st.none() | st.builds(
    person,
    age_band=st.sampled_from(AgeBand),
    restrictions=st.frozensets(st.sampled_from(Restriction), max_size=1),
    objections=st.frozensets(st.sampled_from(EXPORTABLE), max_size=2),
    tracking_refused=st.booleans(),
    tracking_at=st.sampled_from([NOW - DAY * 2, NOW]),
)
CONSENTS = st.none() | st.builds(
    consent,
    state=st.sampled_from(ConsentState),
    purpose=st.sampled_from(EXPORTABLE),
    recipient=st.sampled_from(["operator", "model-host"]),
    valid_until=st.sampled_from([None, NOW - DAY, NOW + DAY]),
    signals_shown=st.frozensets(st.sampled_from(["gpc", "dnt"])),
)


@given(
    st.builds(
        candidate,
        person=PEOPLE,
        consent=CONSENTS,
        sources=st.frozensets(st.sampled_from(["shop", "crm"])),
        state=st.sampled_from(["active", "held", "review"]),
        hide_at=st.sampled_from([NOW - DAY, NOW, NOW + DAY]),
    )
)
def test_nobody_who_said_no_is_ever_in_it(asked: Candidate) -> None:
    if refusing(asked, ROUTE, now=NOW):
        return
    known, given_ = asked.person, asked.consent
    assert known is not None
    assert given_ is not None
    assert given_.state in (ConsentState.GIVEN, ConsentState.RENEWED)
    assert (given_.purpose, given_.recipient) == ("evaluation", "operator")
    assert given_.valid_until is None or given_.valid_until > NOW
    assert not known.restrictions
    assert "evaluation" not in known.objections
    assert known.age_band in (AgeBand.FROM_16, AgeBand.ADULT)
    assert not known.tracking_refused or "dnt" in given_.signals_shown
    assert (asked.state, asked.sources <= {"shop"}) == ("active", True)
    assert asked.hide_at > NOW


def test_a_purpose_that_rests_on_interest_needs_no_consent_but_hears_the_rest() -> None:
    purposes = dict(POLICY.purposes)
    purposes["evaluation"] = replace(
        purposes["evaluation"], legal_basis=LegalBasis.LEGITIMATE_INTEREST
    )
    tenant = replace(TENANT, policy=replace(POLICY, purposes=MappingProxyType(purposes)))
    route = export_route(tenant, purpose="evaluation", recipient="operator")
    assert refusing(candidate(consent=None, person=None), route, now=NOW) == ""
    objecting = person(objections=frozenset({"evaluation"}))
    assert refusing(candidate(consent=None, person=objecting), route, now=NOW) == "objection"
    untracked = person(tracking_refused=True)
    assert refusing(candidate(consent=None, person=untracked), route, now=NOW) == "signals"


@pytest.mark.parametrize(
    ("purpose", "recipient"),
    [("answering", "operator"), ("newsletter", "operator"), ("", "operator"), ("evaluation", "x")],
)
def test_other_purposes_and_unknown_recipients_are_refused(purpose: str, recipient: str) -> None:
    with pytest.raises(Refused):
        export_route(TENANT, purpose=purpose, recipient=recipient)


LABELS = Labels(b"k" * 32)


@pytest.mark.parametrize(
    "written",
    [
        "[PERSON_7KQ2M0XA]",
        "[PERSON_7KQ2M0XA.4F]",
        "[person_7kq2m0xa]",
        "PERSON_7KQ2M0XA",
        "PERSON_7KQ2M0XA_4F",
        r"\[PERSON\_7KQ2M0XA\]",
    ],
)
def test_every_spelling_of_a_surrogate_has_one_label(written: str) -> None:
    label = f"[PERSON {LABELS.of('7', 'PERSON', '7KQ2M0XA')}]"
    assert LABELS.relabelled(f"I am {written}.", "7") == f"I am {label}."


def test_labels_cross_neither_conversations_nor_exports() -> None:
    text = "[PERSON_7KQ2M0XA] [CREDIT_CARD#0123456789ABCDEF]"
    found = {
        LABELS.relabelled(text, "7"),
        LABELS.relabelled(text, "8"),
        Labels(b"j" * 32).relabelled(text, "7"),
    }
    assert len(found) == 3
    assert not any("7KQ2M0XA" in each or "0123456789ABCDEF" in each for each in found)
    assert LABELS.relabelled("[PERSON] and [NOTE_1] stay", "7") == "[PERSON] and [NOTE_1] stay"


def test_a_line_names_nobody() -> None:
    line = exported("7", [("user", "hi [PERSON_7KQ2M0XA]")], labels=LABELS, erase_by=None)
    assert set(line) == {"conversation", "erase_by", "messages"}
    assert line["conversation"] == LABELS.of("conversation", "7")
