"""Whether somebody may hand in a form now: what they decided, and how old they are.

Pure. A form stays with the operator, so no recipient is asked about; a purpose that rests
on consent needs the person's yes for it and for the operator.
"""

from __future__ import annotations

from datetime import datetime

from gateway.consent.evaluate import Question, evaluate
from gateway.consent.offer import OPERATOR, Offer
from gateway.consent.persons import Person
from gateway.consent.records import PERMITTING, ConsentRecord
from gateway.consent.signals import Signals
from gateway.errors import Refused

_WEIGHED = ("restriction", "objection", "age", "signals")


def check_permitted(
    offer: Offer,
    *,
    person: Person | None,
    consent: ConsentRecord | None,
    signals: Signals,
    now: datetime,
) -> str:
    """The id of the consent that the form rests on; empty where it needs none.

    Args:
        offer: the form's purpose, with the operator as recipient.
        person: what is known of them.
        consent: the person's record for that offer.
        signals: of the request.
        now: aware, UTC.

    Raises:
        Refused: 403, by the first check that says no; 409 where the notice has changed.
    """
    route = offer.route
    question = Question(route=route, person=person, consent=consent, signals=signals, now=now)
    for check in evaluate(question).checks:
        if check.name in _WEIGHED and not check.permits:
            raise _refused(check.code, offer, reasons=check.reasons)
    if not route.needs_opt_in:
        return ""
    if consent is None or consent.state not in PERMITTING or consent.event_time > now:
        raise _refused("consent_required", offer, reasons=("no_consent",))
    if not consent.permits(now):
        raise _refused("consent_required", offer, reasons=("expired",))
    if not offer.notices.still_counts(consent.notice, now):
        raise _refused("consent_stale", offer, reasons=("notice_changed",))
    return consent.record_id


def _refused(code: str, offer: Offer, *, reasons: tuple[str, ...]) -> Refused:
    return Refused(
        code,
        "The form cannot be taken from this person now.",
        status=409 if code == "consent_stale" else 403,
        details={
            "purpose": offer.purpose.key,
            "recipient": OPERATOR,
            "notice": offer.purpose.notice or offer.purpose.key,
            "reasons": list(reasons),
        },
    )
