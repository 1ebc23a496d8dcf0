"""Every check says no by itself, in its order, and only a whole set of facts permits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from gateway.consent.evaluate import (
    Decision,
    NotPermitted,
    Question,
    age_question,
    evaluate,
    signal_refuses,
)
from gateway.consent.persons import AgeBand, Person, Restriction
from gateway.consent.records import PERMITTING, ConsentState, Signer
from gateway.consent.signals import NO_SIGNALS, Signals
from gateway.opt_in import AgeGate, AgeMethod, SignalRules, SignalScope, SourceRule
from gateway.policy import LegalBasis, Mode, Operator, Policy
from tests.gateway.opted_in import given, notice_hash
from tests.gateway.proxy import policies
from tests.gateway.proxy.policies import ANSWERING, MODEL, OWN, RESEARCH
from tests.gateway.storage.samples import START

NAMES = (
    *("route", "recipient", "source", "restriction", "objection", "review", "age", "signals"),
    "consent",
)
LATER = START + timedelta(days=1)
BEFORE = START - timedelta(microseconds=1)
GATE = AgeGate(minimum=16, asked=AgeMethod.DECLARATION, question="Are you 16 or older?")
NOBODY = Person(tenant="main", subject="s")


def ask(
    to: Any = MODEL, *, purpose: Any = ANSWERING, under: Policy | None = None, **facts: Any
) -> Question:
    """A question of somebody who has opted in; facts replace what is known."""
    route = policies.route(to, purpose=purpose, under=under)
    consent = given(route.tenant, purpose=purpose.key)
    whole: dict[str, Any] = {"route": route, "person": None, "consent": consent, "now": LATER}
    return Question(**(whole | facts))


def refused(question: Question) -> NotPermitted:
    with pytest.raises(NotPermitted) as refusal:
        evaluate(question).basis()
    return refusal.value


def test_all_checks_are_made_in_the_order_of_the_design() -> None:
    decision = evaluate(ask())
    assert tuple(check.name for check in decision.checks) == NAMES
    assert decision.refusing is None
    basis = decision.basis()
    assert (basis.consent_id, basis.consent_event) == ("c" * 26, 1)
    assert basis.notice == notice_hash(policies.tenant())


def test_the_first_check_that_says_no_is_the_answer() -> None:
    person = replace(NOBODY, restrictions=frozenset({Restriction.REPORTED}))
    question = ask(person=person, consent=None, sources=frozenset({"unknown"}))
    decision = evaluate(question)
    assert [check.name for check in decision.checks if not check.permits] == [
        *("source", "restriction", "consent"),
    ]
    assert refused(question).check.name == "source"


def to(**changes: Any) -> dict[str, Any]:
    """The question about a recipient of whom other facts are known."""
    return {"route": policies.route(replace(MODEL, **changes))}


ELSEWHERE = {"route": replace(policies.route(), recipient=replace(MODEL, key="x"))}
OTHER_PURPOSE = {"route": replace(policies.route(), purpose=replace(ANSWERING, key="x"))}
OTHER_BASIS = {
    "route": replace(policies.route(), purpose=replace(ANSWERING, legal_basis=LegalBasis.CONSENT))
}
RESTRICTED = {"person": replace(NOBODY, restrictions=frozenset({Restriction.REQUESTED}))}
REFUSED, ASKED = "recipient_refused", "consent_required"


@pytest.mark.parametrize(
    ("changes", "code", "reason"),
    [
        (to(base_url=""), REFUSED, "region_unknown"),
        (to(country=""), REFUSED, "region_unknown"),
        (to(training=True), REFUSED, "trains_on_data"),
        (to(active=False), REFUSED, "not_active"),
        (to(retention=None), REFUSED, "retention_unknown"),
        ({"suspended": {MODEL.key}}, REFUSED, "facts_broken"),
        (ELSEWHERE, REFUSED, "not_active"),
        (OTHER_PURPOSE, "purpose_refused", "unknown_purpose"),
        (to(purposes=frozenset({"research"})), "purpose_refused", "recipient_purpose"),
        (to(purposes=frozenset()), "purpose_refused", "recipient_purpose"),
        (OTHER_BASIS, "purpose_refused", "unknown_purpose"),
        (RESTRICTED, "subject_restricted", "requested"),
        ({"consent": None}, ASKED, "ConsentUnknown"),
        ({"now": BEFORE}, ASKED, "ConsentUnknown"),
        ({"signals": Signals(gpc=True)}, ASKED, "gpc"),
        ({"signals": Signals(dnt=True)}, ASKED, "dnt"),
        ({"person": replace(NOBODY, tracking_refused=True)}, ASKED, "dnt"),
        ({"sources": frozenset({"google"})}, REFUSED, "source_unknown"),
    ],
)
def test_each_missing_fact_refuses(changes: dict[str, Any], code: str, reason: str) -> None:
    error = refused(replace(ask(), **changes))
    assert error.code == code
    assert error.status == 403
    assert reason in error.details["reasons"]


@pytest.mark.parametrize("state", [state for state in ConsentState if state not in PERMITTING])
def test_only_given_and_renewed_permit(state: ConsentState) -> None:
    error = refused(ask(consent=given(policies.tenant(), state=state)))
    assert error.code == "consent_required"
    assert error.details["consent"]["state"] == state.value


@pytest.mark.parametrize("state", sorted(PERMITTING))
def test_a_consent_holds_from_its_time_until_it_has_expired(state: ConsentState) -> None:
    until = START + timedelta(days=2)
    consent = given(policies.tenant(), state=state, valid_until=until)
    question = ask(consent=consent)
    for now, holds in ((BEFORE, False), (START, True), (until - timedelta.resolution, True),
                       (until, False), (until + timedelta(days=900), False)):  # fmt: skip
        assert (evaluate(replace(question, now=now)).refusing is None) is holds, now
    expired = refused(replace(question, now=until))
    assert expired.details["consent"]["state"] == "ConsentExpired"


@pytest.mark.parametrize("field", ["tenant", "purpose", "recipient"])
def test_a_record_for_something_else_permits_nothing(field: str) -> None:
    other: Any = {field: "other"}
    consent = replace(given(policies.tenant()), **other)
    assert refused(ask(consent=consent)).code == "consent_required"


@pytest.mark.parametrize(
    "under",
    [
        policies.policy(mode=Mode.UNSAFE_OBSERVE),
        policies.policy(operator=Operator(name="Another", contact="privacy@example.com")),
        policies.policy(operator=Operator(name="Example Operator", contact="dpo@example.com")),
        policies.policy(version="2"),
    ],
)
def test_a_changed_notice_makes_the_consent_stale(under: Policy) -> None:
    error = refused(ask(under=under, consent=given(policies.tenant())))
    assert (error.code, error.status) == ("consent_stale", 409)
    assert error.details["consent"]["notice_sha256"] == notice_hash(policies.tenant(under=under))


def test_a_recipient_that_is_not_for_the_purpose_names_those_it_is_for() -> None:
    bound = replace(MODEL, purposes=frozenset({"research", "of_another_tenant"}))
    refusal = refused(ask(bound))
    assert (refusal.code, refusal.check.name) == ("purpose_refused", "route")
    assert refusal.details["purposes"] == ["research"]
    whole = evaluate(ask(replace(MODEL, purposes=frozenset({"answering"}))))
    assert whole.refusing is None


def test_a_refusal_holds_all_that_is_needed_to_ask() -> None:
    consent = refused(ask(consent=None, shown_subject="anon_1")).details["consent"]
    assert consent["subject"] == "anon_1"
    assert consent["state"] == "ConsentUnknown"
    assert consent["notice_sha256"] == notice_hash(policies.tenant())
    for part in ("title", "purpose", "benefits", "recipient", "country", "retention",
                 "contact", "withdrawal"):  # fmt: skip
        assert consent["parts"][part], part
    assert "unredacted" not in consent["parts"]


def test_in_observe_mode_the_notice_says_that_text_leaves_unredacted() -> None:
    under = policies.policy(mode=Mode.UNSAFE_OBSERVE)
    consent = refused(ask(under=under, consent=None)).details["consent"]
    assert consent["text_is_redacted"] is False
    assert consent["parts"]["unredacted"]


@pytest.mark.parametrize("basis", list(LegalBasis))
def test_a_third_party_needs_it_whatever_the_basis(basis: LegalBasis) -> None:
    purpose = replace(ANSWERING, legal_basis=basis)
    under = policies.policy(purposes={"answering": purpose})
    assert refused(ask(purpose=purpose, under=under, consent=None)).code == "consent_required"


@pytest.mark.parametrize(
    ("whom", "purpose", "needed"),
    [(MODEL, ANSWERING, True), (MODEL, RESEARCH, True), (OWN, ANSWERING, False),
     (OWN, RESEARCH, True)],
)  # fmt: skip
def test_who_needs_the_opt_in(whom: Any, purpose: Any, needed: bool) -> None:
    question = ask(whom, purpose=purpose, consent=None)
    assert question.route.needs_opt_in is needed
    assert (evaluate(question).refusing is None) is not needed


def test_where_no_consent_is_needed_no_signal_refuses_and_none_is_named() -> None:
    question = ask(OWN, signals=Signals(gpc=True, dnt=True))
    basis = evaluate(question).basis()
    assert basis.consent_id is None
    assert basis.signals == {"gpc", "dnt"}


@pytest.mark.parametrize(
    ("shown", "signals", "permitted"),
    [
        (set(), NO_SIGNALS, True),
        ({"gpc"}, Signals(gpc=True), True),
        ({"gpc"}, Signals(dnt=True), False),
        ({"gpc"}, Signals(gpc=True, dnt=True), False),
        ({"gpc", "dnt"}, Signals(gpc=True, dnt=True), True),
        (set(), Signals(gpc=True), False),
        ({"dnt"}, Signals(gpc=True), False),
    ],
)
def test_a_consent_lifts_only_the_signals_that_it_was_given_in_knowledge_of(
    shown: set[str], signals: Signals, permitted: bool
) -> None:
    consent = given(policies.tenant(), signals_shown=frozenset(shown))
    decision = evaluate(ask(consent=consent, signals=signals))
    assert (decision.refusing is None) is permitted


def test_a_stored_preference_is_as_strong_as_dnt() -> None:
    person = replace(NOBODY, tracking_refused=True)
    assert refused(ask(person=person)).details["reasons"] == ["dnt"]
    consent = given(policies.tenant(), signals_shown=frozenset({"dnt"}))
    assert evaluate(ask(person=person, consent=consent)).refusing is None


def test_a_policy_may_let_signals_refuse_optional_purposes_only() -> None:
    rules = SignalRules(gpc=SignalScope.OPTIONAL_PURPOSES, dnt=SignalScope.OPTIONAL_PURPOSES)
    under, both = policies.policy(signals=rules), Signals(gpc=True, dnt=True)
    assert evaluate(ask(under=under, signals=both)).refusing is None
    assert refused(ask(purpose=RESEARCH, under=under, signals=both)).code == "consent_required"
    assert signal_refuses(ask(purpose=RESEARCH, under=under, signals=both)) == {"gpc", "dnt"}


def of_age(band: AgeBand, method: AgeMethod | None = AgeMethod.DECLARATION) -> Person:
    return replace(NOBODY, version=1, age_band=band, age_method=method)


@pytest.mark.parametrize("minimum", [13, 16, 18])
@pytest.mark.parametrize("band", list(AgeBand))
@pytest.mark.parametrize("purpose", [ANSWERING, RESEARCH])
@pytest.mark.parametrize("whom", [MODEL, OWN])
def test_below_the_age_nothing_is_sent(
    minimum: int, band: AgeBand, purpose: Any, whom: Any
) -> None:
    under = policies.policy(age=replace(GATE, minimum=minimum))
    decision = evaluate(ask(whom, purpose=purpose, under=under, person=of_age(band)))
    if band is AgeBand.UNKNOWN:
        assert (decision.refusing is None) is (purpose is ANSWERING)
    else:
        assert (decision.refusing is None) is band.reaches(minimum)
    if decision.refusing is not None:
        assert decision.refusing.code == "age_restricted"


def test_the_refusal_says_how_age_is_asked() -> None:
    under = policies.policy(age=GATE)
    error = refused(ask(under=under, person=of_age(AgeBand.FROM_13)))
    assert (error.code, error.status) == ("age_restricted", 403)
    assert error.details["age"] == {
        "minimum": 16, "asked": "declaration", "question": "Are you 16 or older?"
    }  # fmt: skip
    assert error.details["consent"]["needs_guardian"] is True
    assert age_question(policies.policy()) is None
    spoken = replace(GATE, translations={"en": "How old?", "de": "Wie alt?"})
    asked = [age_question(policies.policy(age=spoken), each) for each in ("de-AT", "fr", None)]
    assert [each and each["question"] for each in asked] == ["Wie alt?", *[GATE.question] * 2]


def test_a_preference_that_is_stored_after_the_yes_is_not_lifted_by_it() -> None:
    consent = given(policies.tenant(), signals_shown=frozenset({"dnt", "gpc"}))
    for at, permitted in ((START, True), (LATER, False)):
        person = replace(NOBODY, tracking_refused=True, tracking_at=at)
        decision = evaluate(ask(person=person, consent=consent, now=LATER + timedelta(hours=1)))
        assert (decision.refusing is None) is permitted


@pytest.mark.parametrize("asked", list(AgeMethod))
@pytest.mark.parametrize("method", [None, *AgeMethod])
def test_a_band_counts_only_by_the_method_the_policy_asks_for_or_a_better_one(
    asked: AgeMethod, method: AgeMethod | None
) -> None:
    under = policies.policy(age=replace(GATE, asked=asked))
    question = ask(purpose=RESEARCH, under=under, person=of_age(AgeBand.ADULT, method))
    order = list(AgeMethod)
    believed = method is not None and order.index(method) >= order.index(asked)
    assert (evaluate(question).refusing is None) is believed
    young = ask(under=under, person=of_age(AgeBand.UNDER_13, method))
    assert (evaluate(young).refusing is None) is (method is None)


def test_a_guardian_signs_as_second() -> None:
    under = policies.policy(age=GATE)
    tenant = policies.tenant(under=under)
    signed = given(tenant, guardian="g" * 40, signer=Signer.GUARDIAN)
    person = of_age(AgeBand.FROM_13)
    assert evaluate(ask(under=under, person=person, consent=signed)).refusing is None
    own = ask(OWN, under=under, person=person, consent=given(policies.tenant(OWN, under=under)))
    assert refused(own).code == "age_restricted"
    revoked = replace(signed, state=ConsentState.REVOKED)
    assert refused(ask(under=under, person=person, consent=revoked)).code == "age_restricted"


RULE = SourceRule(recipients=frozenset({"model"}), purposes=frozenset({"answering"}))


@pytest.mark.parametrize(
    ("tags", "purpose", "code"),
    [
        ({"google"}, ANSWERING, None),
        ({"google"}, RESEARCH, "purpose_refused"),
        ({"other"}, ANSWERING, "recipient_refused"),
        ({"google", "unheard"}, ANSWERING, "recipient_refused"),
        ({"google", "other"}, ANSWERING, "recipient_refused"),
        (set(), RESEARCH, None),
    ],
)
def test_tagged_text_goes_only_where_its_source_allows(
    tags: set[str], purpose: Any, code: str | None
) -> None:
    nowhere = SourceRule(recipients=frozenset({"own"}), purposes=frozenset({"answering"}))
    under = policies.policy(sources={"google": RULE, "other": nowhere})
    decision = evaluate(ask(purpose=purpose, under=under, sources=frozenset(tags)))
    assert (decision.refusing.code if decision.refusing else None) == code


@for_all(st.data())
def test_the_result_is_the_least_of_all_checks(data: st.DataObject) -> None:
    """Whatever else is known, one reason against it is enough, and never fewer than one."""
    person = replace(
        of_age(data.draw(st.sampled_from(AgeBand))),
        tracking_refused=data.draw(st.booleans()),
        restrictions=data.draw(st.frozensets(st.sampled_from(Restriction), max_size=1)),
    )
    tenant = policies.tenant()
    consent = data.draw(
        st.none()
        | st.builds(
            lambda state, shown: given(tenant, state=state, signals_shown=shown),
            st.sampled_from(ConsentState),
            st.frozensets(st.sampled_from(("gpc", "dnt"))),
        )
    )
    signals = data.draw(st.builds(Signals, gpc=st.booleans(), dnt=st.booleans()))
    decision: Decision = evaluate(ask(person=person, consent=consent, signals=signals))
    against = {
        "restriction": bool(person.restrictions),
        "consent": consent is None or consent.state not in PERMITTING,
        "signals": bool(
            (signals.names | ({"dnt"} if person.tracking_refused else set()))
            - (consent.signals_shown if consent and consent.state in PERMITTING else frozenset())
        ),
    }
    assert {check.name for check in decision.checks if not check.permits} == {
        name for name, holds in against.items() if holds
    }
