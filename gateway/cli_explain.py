"""``discreet explain``: whether a person's text may go to a recipient, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli_consent import chosen, read_time, subject_of
from gateway.cli_store import (
    Table,
    TenantOptions,
    choose_tenant,
    now,
    open_settings,
    show_json,
    takes,
    with_store,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gateway.consent.evaluate import Decision, Question, Route
    from gateway.consent.offer import Offer
    from gateway.consent.persons import Person
    from gateway.consent.records import ConsentRecord
    from gateway.policy import Tenant
    from gateway.storage.ports import Store

# All that is asked where the operator itself is the recipient: nothing goes anywhere.
_OF_PERSON = frozenset({"restriction", "objection", "review", "age", "signals", "consent"})


@dataclass(frozen=True, kw_only=True)
class ExplainOptions(TenantOptions):
    """Options of ``explain``."""

    subject: Annotated[str, typer.Option(help="As the chatbot names the person.")]
    recipient: Annotated[str, typer.Option(help="Who would be sent the text.")]
    purpose: Annotated[str, typer.Option(help="What it would be sent for.")]
    signal: Annotated[
        list[str] | None, typer.Option(help="Signal of the request: gpc or dnt; repeatable.")
    ] = None
    source: Annotated[
        list[str] | None, typer.Option(help="Source tag of the text; repeatable.")
    ] = None
    at: Annotated[str | None, typer.Option(help="At which time, with time zone; else now.")] = None


@takes(ExplainOptions)
def explain(options: ExplainOptions) -> None:
    """Print the path of the decision: may this person's text go to this recipient?

    To the recipient ``operator`` nothing is sent, and only the person is asked about. Exit
    code 0 where it may, 1 where not.
    """
    from gateway.consent.evaluate import Question, evaluate
    from gateway.consent.signals import Signals

    settings = open_settings(options.config)
    tenant = settings.tenants[choose_tenant(settings, options.tenant)]
    offer = _offer(options, tenant)
    route = offer.route
    signals = {
        chosen("--signal", each, known={"gpc": "gpc", "dnt": "dnt"})
        for each in options.signal or ()
    }
    at = read_time("--at", options.at) or now()
    subject = subject_of(settings, tenant.key, name=options.subject)
    consent, person = with_store(
        settings, lambda store: _look_up(store, route, subject=subject, at=at)
    )
    decision = evaluate(
        Question(
            route=route,
            person=person,
            consent=consent,
            signals=Signals(gpc="gpc" in signals, dnt="dnt" in signals),
            sources=frozenset(options.source or ()),
            now=at,
        )
    )
    decision = _of_operator(decision, offer)
    _print(decision, offer=offer, subject=subject, as_json=options.json)
    if decision.refusing is not None:
        raise typer.Exit(1)


def _offer(options: ExplainOptions, tenant: Tenant) -> Offer:
    """What the person would be asked: for what, and who gets it."""
    from gateway.consent.offer import KEPT_HERE, OPERATOR, offered
    from gateway.errors import ConfigurationError

    purpose = chosen("--purpose", options.purpose, known=tenant.policy.purposes).key
    keys = [each.key for each in tenant.recipients]
    if purpose in KEPT_HERE:
        keys.append(OPERATOR)
    recipient = chosen("--recipient", options.recipient, known={each: each for each in keys})
    if recipient == OPERATOR and options.source:
        raise ConfigurationError("--source: no text goes to the operator itself")
    return offered(tenant, purpose=purpose, recipient=recipient)


def _of_operator(decision: Decision, offer: Offer) -> Decision:
    """The checks that count where the operator itself is the recipient: those of the person.

    The tenant's notices are of those who are sent text; the operator's stands in the offer.
    """
    from gateway.consent.evaluate import Check
    from gateway.consent.offer import OPERATOR

    question = decision.question
    if offer.recipient.key != OPERATOR:
        return decision
    checks = [each for each in decision.checks if each.name in _OF_PERSON]
    held = question.consent
    if held is not None and offer.notices.still_counts(held.notice, question.now):
        checks = [
            Check(name=each.name) if each.code == "consent_stale" else each for each in checks
        ]
    return replace(decision, checks=tuple(checks))


async def _look_up(
    store: Store, route: Route, *, subject: str, at: datetime
) -> tuple[ConsentRecord | None, Person | None]:
    """The consent as it was then, and what is known of the person now."""
    tenant = route.tenant.key
    person = await store.person(tenant, subject)
    about = (route.purpose.key, route.recipient.key)
    for held in await store.consents(tenant, subject):
        if (held.purpose, held.recipient) == about:
            if held.event_time <= at:
                return held, person
            return _as_of(await store.consent_events(tenant, held.record_id), at), person
    return None, person


def _as_of(events: Sequence[ConsentRecord], at: datetime) -> ConsentRecord | None:
    return next((each for each in reversed(events) if each.event_time <= at), None)


def _print(decision: Decision, *, offer: Offer, subject: str, as_json: bool) -> None:
    from gateway.consent.evaluate import NotPermitted

    question, refusing = decision.question, decision.refusing
    facts = _facts(question, offer)
    code = refusing.code if refusing is not None else ""
    status = NotPermitted(question, refusing).status if refusing is not None else 200
    if as_json:
        show_json(
            {
                "tenant": question.route.tenant.key,
                "subject": subject,
                "purpose": question.route.purpose.key,
                "recipient": question.route.recipient.key,
                "policy": question.route.policy.reference,
                "at": question.now,
                "permitted": refusing is None,
                "code": code or None,
                "status": status,
                "checks": [
                    {
                        "name": each.name,
                        "permits": each.permits,
                        "code": each.code or None,
                        "reasons": list(each.reasons),
                        "facts": facts.get(each.name, ""),
                    }
                    for each in decision.checks
                ],
            }
        )
        return
    Table(
        title=f"Decision at {_time(question.now)} under {question.route.policy.reference}",
        columns=("check", "permits", "reasons", "facts"),
        rows=[
            (
                each.name,
                "yes" if each.permits else "no",
                ", ".join(each.reasons),
                facts.get(each.name, ""),
            )
            for each in decision.checks
        ],
    ).show(as_json=False)
    typer.echo("permitted" if refusing is None else f"{code} {status} ({refusing.name})")


def _facts(question: Question, offer: Offer) -> dict[str, str]:
    """What each check looked at, in words."""
    return {
        "route": _route(question),
        "recipient": _recipient(question),
        "source": _sources(question),
        "restriction": _restrictions(question),
        "objection": _objections(question),
        "review": _reviews(question),
        "age": _age(question),
        "signals": _signals(question),
        "consent": _consent(question, offer),
    }


def _route(question: Question) -> str:
    route = question.route
    return (
        f"purpose {route.purpose.key} rests on {route.purpose.legal_basis.value}; "
        f"{route.recipient.key} is {route.recipient.party}, {route.recipient.party_role}, "
        f"in {route.recipient.country or 'an unknown country'}"
    )


def _recipient(question: Question) -> str:
    recipient, person, route = question.route.recipient, question.person, question.route
    if person is not None and person.jurisdiction:
        region = f"person in {person.jurisdiction}"
    elif route.policy.region:
        region = f"person taken to be in {route.policy.region} (policy)"
    else:
        region = f"person taken to be in {route.tenant.region or 'nobody knows where'} (storage)"
    evidence = "no evidence"
    if recipient.evidence_date is not None:
        evidence = f"evidence of {recipient.evidence_date.isoformat()}"
    return "; ".join(
        [
            "third party" if recipient.third_party else "first party",
            "switched on" if recipient.active else "switched off",
            f"transfer by {recipient.transfer_mechanism or 'no mechanism'}",
            "trains on it" if recipient.training else "does not train on it",
            f"keeps it for {recipient.retention or 'nobody knows how long'}",
            evidence,
            region,
        ]
    )


def _sources(question: Question) -> str:
    if not question.sources:
        return "no source tags"
    told = []
    for tag in sorted(question.sources):
        rule = question.route.policy.sources.get(tag)
        if rule is None:
            told.append(f"{tag}: no rule")
        else:
            told.append(
                f"{tag}: to {_listed(rule.recipients)} for {_listed(rule.purposes)}",
            )
    return "; ".join(told)


def _restrictions(question: Question) -> str:
    person = question.person
    if person is None or not person.restrictions:
        return "not restricted"
    return f"restricted: {_listed(each.value for each in person.restrictions)}"


def _objections(question: Question) -> str:
    person, purpose = question.person, question.route.purpose
    if person is None or not person.objections:
        return "no objections"
    weight = "which stops this one" if purpose.key in person.objections else "not to this one"
    if purpose.key in person.objections and not purpose.can_be_objected_to:
        weight = f"to this one in vain: it rests on {purpose.legal_basis.value}"
    return f"objects to {_listed(person.objections)}; {weight}"


def _reviews(question: Question) -> str:
    person = question.person
    waiting = len(person.reviews) if person is not None else 0
    return f"{waiting} waiting for a human being" if waiting else "nothing waits for a human being"


def _age(question: Question) -> str:
    gate, person = question.route.policy.age, question.person
    asked = (
        f"from {gate.minimum} on, asked by {gate.asked.value}" if gate else "the policy asks no age"
    )
    if person is None or person.age_method is None:
        return f"{asked}; age not known"
    when = f" on {person.age_at.date().isoformat()}" if person.age_at else ""
    return f"{asked}; {person.age_band.value} by {person.age_method.value}{when}"


def _signals(question: Question) -> str:
    from gateway.consent.evaluate import effective_signals, signal_refuses

    told = []
    for name in sorted(effective_signals(question).names):
        by = "the request" if getattr(question.signals, name) else "the stored preference"
        weight = "refuses" if name in signal_refuses(question) else "does not refuse this purpose"
        told.append(f"{name} by {by}, {weight}")
    shown = question.consent.signals_shown if question.consent is not None else frozenset()
    told.append(f"shown in the dialog: {_listed(shown)}" if shown else "none shown in the dialog")
    return "; ".join(told if len(told) > 1 else ["no signal", *told])


def _consent(question: Question, offer: Offer) -> str:
    consent = question.consent
    needed = "opt-in needed" if question.route.needs_opt_in else "no opt-in needed"
    if consent is None:
        return f"{needed}; no record"
    until = f" until {_time(consent.valid_until)}" if consent.valid_until else ""
    named = " ".join(each for each in (consent.notice_key, consent.notice_version) if each)
    signed = ", signed by a guardian" if consent.guardian is not None else ""
    return (
        f"{needed}; {consent.record_id}: {consent.state.value} since {_time(consent.event_time)}"
        f"{until}{signed}; notice {named or 'of no name'} ({consent.notice[:12] or '-'})"
        f"{_worth(offer, consent, at=question.now)}"
    )


def _worth(offer: Offer, consent: ConsentRecord, *, at: datetime) -> str:
    """Whether the notice of a given consent counts; of another consent it says nothing."""
    if not consent.permits(at):
        return ""
    return " counts" if offer.notices.still_counts(consent.notice, at) else " does not count"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%MZ")
