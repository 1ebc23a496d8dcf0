"""May this text leave? One ordered list of checks, and the path that led to the answer.

The order is design.md's: route and region; the recipient and its facts; the source of
the text; the person's restriction, objections, reviews and age; privacy signals; the
consent. The result is
the least of all of them. What is missing is a refusal, never a permission.

The exchange asks before a request is examined, ``egress`` asks again before bytes leave,
the watcher asks while an answer streams, and ``discreet explain`` prints the path.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gateway.consent.persons import AgeBand, Person
from gateway.consent.recipient_facts import failing_facts
from gateway.consent.records import PERMITTING, Basis, ConsentRecord, ConsentState
from gateway.consent.signals import NO_SIGNALS, Signals
from gateway.errors import Refused
from gateway.notice import ShownNotice
from gateway.opt_in import AgeMethod, SignalScope
from gateway.policy import LegalBasis, Policy, Purpose, Recipient, Tenant

# The code of what waits for a human being.
UNDER_REVIEW = "human_review"
_METHODS = tuple(AgeMethod)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """Who is asked for what, under which policy."""

    tenant: Tenant
    purpose: Purpose
    recipient: Recipient

    @property
    def policy(self) -> Policy:
        """The tenant's policy."""
        return self.tenant.policy

    @property
    def needs_switch(self) -> bool:
        """Whether the tenant must have switched the recipient on."""
        return self.policy.scope.integrations_off

    @property
    def needs_opt_in(self) -> bool:
        """A third party needs the opt-in whatever the purpose's legal basis."""
        return self.recipient.third_party or self.purpose.legal_basis is LegalBasis.CONSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """May text of this person go this way now?

    Attributes:
        route: for what, to whom, under which policy.
        person: what is known of the person, or None.
        consent: the person's record for this purpose and recipient, or None.
        signals: of the request.
        sources: tags of the text, those of the conversation so far included.
        now: aware, UTC.
        language: that the person would like to be asked in, or None.
        suspended: recipients whose replies have contradicted their facts; it may grow
            while an answer is under way.
        shown_subject: the pseudonym that a refusal may name, or empty.
        conversation: id of the conversation, or empty where it is not known yet.
        switch: version of the recipient's switch for this tenant; 0 where it is not on.
    """

    route: Route
    person: Person | None
    consent: ConsentRecord | None
    signals: Signals = NO_SIGNALS
    sources: frozenset[str] = frozenset()
    now: datetime
    language: str | None = None
    suspended: Collection[str] = ()
    shown_subject: str = ""
    conversation: str = ""
    switch: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One step of a decision; ``code`` is empty where it permits."""

    name: str
    code: str = ""
    reasons: tuple[str, ...] = ()

    @property
    def permits(self) -> bool:
        """Whether nothing stands against it here."""
        return not self.code


class NotPermitted(Refused):
    """A check said no; the policy may offer something else instead."""

    def __init__(self, question: Question, check: Check) -> None:
        super().__init__(
            check.code,
            _MESSAGES[check.code],
            status=_STATUS.get(check.code, 403),
            details=_details(question, check),
        )
        self.question = question
        self.check = check


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """All checks in order, and what a permitted disclosure rests on."""

    question: Question = field(repr=False)
    checks: tuple[Check, ...]

    @property
    def refusing(self) -> Check | None:
        """The first check that says no."""
        return next((check for check in self.checks if not check.permits), None)

    def basis(self) -> Basis:
        """What the disclosure rests on.

        Raises:
            NotPermitted: by the first check that says no, with all that is needed to ask.
        """
        refusing = self.refusing
        if refusing is not None:
            raise NotPermitted(self.question, refusing)
        question, consent = self.question, self.question.consent
        resting = consent if _needs_consent(question) else None
        return Basis(
            consent_id=resting.record_id if resting else None,
            consent_event=resting.event_id if resting else 0,
            person_version=question.person.version if question.person else 0,
            notice=resting.notice if resting else "",
            signals=effective_signals(question).names,
            age_band=question.person.age_band if question.person else AgeBand.UNKNOWN,
            sources=question.sources,
            switch=question.switch if question.route.needs_switch else 0,
        )


def evaluate(question: Question) -> Decision:
    """All checks, in order; each looks at its own facts only."""
    checks = (
        _check_route(question),
        _check_recipient(question),
        _check_source(question),
        _check_restriction(question),
        _check_objection(question),
        _check_review(question),
        _check_age(question),
        _check_signals(question),
        _check_consent(question),
    )
    return Decision(question=question, checks=checks)


def effective_signals(question: Question) -> Signals:
    """The request's signals, and the stored preference, which is as strong as DNT."""
    signals, person = question.signals, question.person
    if person is not None and person.tracking_refused and not signals.dnt:
        return Signals(gpc=signals.gpc, dnt=True)
    return signals


def signal_refuses(question: Question) -> frozenset[str]:
    """Signals that refuse consents for this purpose, unless given after they were shown."""
    rules, purpose = question.route.policy.signals, question.route.purpose
    scopes = {"gpc": rules.gpc, "dnt": rules.dnt}
    return frozenset(
        name
        for name in effective_signals(question).names
        if scopes[name] is SignalScope.EVERY_CONSENT or purpose.is_optional
    )


def notice_in_force(question: Question) -> ShownNotice | None:
    """What the person would be shown now."""
    route = question.route
    found = route.tenant.notices.get((route.purpose.key, route.recipient.key))
    language = question.language or route.policy.language
    return found.in_force(question.now, language) if found is not None else None


def _needs_consent(question: Question) -> bool:
    """The opt-in; and for who is below the age, what the guardian signs."""
    return question.route.needs_opt_in or _is_below(question)


def _check_route(question: Question) -> Check:
    route = question.route
    if route.policy.purposes.get(route.purpose.key) != route.purpose:
        return Check(name="route", code="purpose_refused", reasons=("unknown_purpose",))
    reasons = []
    if route.recipient not in route.tenant.recipients:
        reasons.append("not_active")
    if not route.recipient.base_url or not route.recipient.country:
        reasons.append("region_unknown")
    code = "recipient_refused" if reasons else ""
    if not reasons and not route.recipient.serves(route.purpose.key):
        return Check(name="route", code="purpose_refused", reasons=("recipient_purpose",))
    return Check(name="route", code=code, reasons=tuple(reasons))


def _check_recipient(question: Question) -> Check:
    person, route = question.person, question.route
    home = route.policy.region or route.tenant.region
    reasons = failing_facts(
        route.recipient,
        route.policy.recipient_rules,
        region=person.jurisdiction if person and person.jurisdiction else home,
        now=question.now,
    )
    if route.recipient.key in question.suspended:
        reasons = (*reasons, "facts_broken")
    if route.needs_switch and not question.switch:
        reasons = (*reasons, "not_switched_on")
    return Check(name="recipient", code="recipient_refused" if reasons else "", reasons=reasons)


def _check_source(question: Question) -> Check:
    route = question.route
    for tag in sorted(question.sources):
        rule = route.policy.sources.get(tag)
        if rule is None:
            return Check(name="source", code="recipient_refused", reasons=("source_unknown",))
        if route.purpose.key not in rule.purposes:
            return Check(name="source", code="purpose_refused", reasons=("source",))
        if route.recipient.key not in rule.recipients:
            return Check(name="source", code="recipient_refused", reasons=("source",))
    return Check(name="source")


def _check_restriction(question: Question) -> Check:
    person = question.person
    if person is not None and person.restrictions:
        reasons = tuple(sorted(person.restrictions))
        return Check(name="restriction", code="subject_restricted", reasons=reasons)
    return Check(name="restriction")


def _check_objection(question: Question) -> Check:
    """An objection stops what rests on somebody's interest, and all that nobody needs."""
    person, purpose = question.person, question.route.purpose
    if person is not None and purpose.key in person.objections and purpose.can_be_objected_to:
        return Check(name="objection", code="purpose_refused", reasons=("objected",))
    return Check(name="objection")


def _check_review(question: Question) -> Check:
    person = question.person
    if person is not None and person.is_under_review(question.conversation):
        return Check(name="review", code=UNDER_REVIEW, reasons=("human_review",))
    return Check(name="review")


def _known_band(question: Question) -> AgeBand:
    """The person's band, if it was learnt by a method that the policy believes."""
    gate, person = question.route.policy.age, question.person
    if gate is None or person is None or person.age_method is None:
        return AgeBand.UNKNOWN
    if not person.age_band.reaches(gate.minimum):
        return person.age_band  # that somebody is too young is believed of anybody
    if _METHODS.index(person.age_method) < _METHODS.index(gate.asked):
        return AgeBand.UNKNOWN
    return person.age_band


def _is_below(question: Question) -> bool:
    """Whether the person is known to be too young, or may be and the purpose is optional."""
    gate = question.route.policy.age
    if gate is None:
        return False
    band = _known_band(question)
    if band is AgeBand.UNKNOWN:
        return question.route.purpose.is_optional
    return not band.reaches(gate.minimum)


def _check_age(question: Question) -> Check:
    """Who is too young needs the second signature of a guardian."""
    if not _is_below(question):
        return Check(name="age")
    consent = question.consent
    if consent is not None and consent.guardian is not None and consent.permits(question.now):
        return Check(name="age")
    unknown = _known_band(question) is AgeBand.UNKNOWN
    return Check(
        name="age", code="age_restricted", reasons=("age_unknown" if unknown else "under_age",)
    )


def _check_signals(question: Question) -> Check:
    if not _needs_consent(question):
        return Check(name="signals")
    consent = question.consent
    given = consent if consent is not None and consent.state in PERMITTING else None
    unheard = signal_refuses(question) - (_lifted(question, given) if given else frozenset())
    if unheard:
        return Check(name="signals", code="consent_required", reasons=tuple(sorted(unheard)))
    return Check(name="signals")


def _lifted(question: Question, consent: ConsentRecord) -> frozenset[str]:
    """Signals that a consent was given in knowledge of; a preference stored since is none."""
    person = question.person
    if person is None or not person.tracking_refused or person.tracking_at is None:
        return consent.signals_shown
    later = person.tracking_at > consent.event_time
    return consent.signals_shown - {"dnt"} if later else consent.signals_shown


def _check_consent(question: Question) -> Check:
    if not _needs_consent(question):
        return Check(name="consent")
    consent, route = question.consent, question.route
    if consent is None:
        return _no_consent(ConsentState.UNKNOWN)
    asked = (route.tenant.key, route.purpose.key, route.recipient.key)
    if (consent.tenant, consent.purpose, consent.recipient) != asked:
        return _no_consent(ConsentState.UNKNOWN)
    if consent.state not in PERMITTING:
        return _no_consent(consent.state)
    if consent.event_time > question.now:
        return _no_consent(ConsentState.UNKNOWN)
    if not consent.permits(question.now):
        return _no_consent(ConsentState.EXPIRED)
    series = route.tenant.notices.get((route.purpose.key, route.recipient.key))
    if series is None or not series.still_counts(consent.notice, question.now):
        reasons = (ConsentState.INVALIDATED.value,)
        return Check(name="consent", code="consent_stale", reasons=reasons)
    return Check(name="consent")


def _no_consent(state: ConsentState) -> Check:
    return Check(name="consent", code="consent_required", reasons=(state.value,))


_STATUS = {"consent_stale": 409}
_MESSAGES: Mapping[str, str] = {
    "purpose_refused": "The request is not permitted for this purpose.",
    "recipient_refused": "The request may not be sent to this recipient.",
    "subject_restricted": "Nothing of this person may be processed at present.",
    "human_review": "This conversation waits for a human being; nothing is answered by itself.",
    "age_restricted": "The person is below the policy's age, or may be.",
    "consent_stale": "The notice has changed since this person consented; ask again.",
    "consent_required": "This person has not opted in to this purpose and recipient; "
    "record it with POST /privacy/consents.",
}


def _details(question: Question, check: Check) -> dict[str, Any]:
    details: dict[str, Any] = {"check": check.name, "reasons": list(check.reasons)}
    if check.code in ("consent_required", "consent_stale"):
        details["consent"] = _asking(question, check)
    elif check.code == "recipient_refused":
        details["recipient"] = question.route.recipient.key
    elif check.code == "purpose_refused":
        route = question.route
        details["purposes"] = sorted(filter(route.recipient.serves, route.policy.purposes))
    elif check.code == "age_restricted":
        details["age"] = age_question(question.route.policy, question.language)
        details["consent"] = _asking(question, check)
    return details


def age_question(policy: Policy, language: str | None = None) -> dict[str, Any] | None:
    """How the policy asks for the age, as JSON; None where it does not."""
    gate = policy.age
    if gate is None:
        return None
    return {"minimum": gate.minimum, "asked": gate.asked.value, "question": gate.words(language)}


def _asking(question: Question, check: Check) -> dict[str, Any]:
    notice, consent = notice_in_force(question), question.consent
    state = consent.state if consent is not None else ConsentState.UNKNOWN
    if check.name == "consent":
        state = ConsentState(check.reasons[0])
    return {
        **(notice.described() if notice is not None else {}),
        "purpose": question.route.purpose.key,
        "recipient": question.route.recipient.key,
        "subject": question.shown_subject,
        "shown_at": question.now.isoformat().replace("+00:00", "Z"),
        "state": state.value,
        "signals": sorted(signal_refuses(question)),
        "needs_guardian": _is_below(question),
    }
