"""What a person indicates, and whether it may be written down. Pure.

One indication is one answer to one question: a purpose and a recipient. To be recorded as
given it must pass all of these:

    1. purpose and recipient are offered, and nothing of the person is restricted;
    2. who speaks may say what is said: only the operator names another time, method, or
       a guardian, and a guardian signs after the person, what the person signed;
    3. the notice that was shown counts now, for this purpose and this recipient;
    4. it was shown after it came into force, and before the answer, which is not in the
       future and has not expired;
    5. where the person said no before, it was shown again since;
    6. the dialog named the privacy signals that are on.

A no needs none of the last four: it is heard whatever was shown. The endpoints and the
command line ask here alike. Times are arguments, aware.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from gateway.consent.offer import Offer, offered
from gateway.consent.persons import Person
from gateway.consent.records import PERMITTING, ConsentRecord, ConsentState, Signer
from gateway.consent.signals import NO_SIGNALS, Signals
from gateway.consent.standing import signals_to_show
from gateway.errors import InvalidRequest, Refused, Unauthorized
from gateway.policy import Tenant
from gateway.retention.classes import parse_duration

SIGNAL_NAMES = frozenset({"gpc", "dnt"})
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?:[Zz]|[+-][0-9]{2}:[0-9]{2})\Z"
)
_HASH = re.compile(r"[0-9a-f]{64}\Z")


class Answer(StrEnum):
    """What the person said."""

    GIVEN = "given"
    REFUSED = "refused"
    DEFERRED = "deferred"


class Method(StrEnum):
    """How it was said."""

    DIALOG = "dialog"
    FORM = "form"
    PAPER = "paper"
    PHONE = "phone"
    EMAIL = "email"
    IN_PERSON = "in_person"


_NO = frozenset({ConsentState.REFUSED, ConsentState.WITHDRAWN, ConsentState.REVOKED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Indication:
    """One answer.

    Attributes:
        purpose, recipient: keys; exactly one of each.
        answer: see Answer.
        notice: SHA-256 (hex) of what was shown, or None where nobody says.
        language: that was spoken, or None.
        shown_at, event_time: when it was shown and answered; None for not said, and now.
        signals_shown: privacy signals that the dialog named.
        signer: the person, or a guardian as the second.
        guardian: keyed hash of the guardian, or None.
        method: see Method.
    """

    purpose: str
    recipient: str
    answer: Answer
    notice: str | None = None
    language: str | None = None
    shown_at: datetime | None = None
    event_time: datetime | None = None
    signals_shown: frozenset[str] = frozenset()
    signer: Signer = Signer.SUBJECT
    guardian: str | None = None
    method: Method = Method.DIALOG


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What an indication is judged by.

    Attributes:
        tenant: whose policy and recipients they are.
        subject: keyed hash of the person.
        person: what is known, or None.
        current: the person's record for this purpose and recipient, or None.
        by_operator: said by the operator for the person, not by the person's own token.
        signals: of the person's own request.
        record_id: of a record that begins now.
        now: UTC.
    """

    tenant: Tenant
    subject: str
    person: Person | None
    current: ConsentRecord | None
    by_operator: bool
    signals: Signals = NO_SIGNALS
    record_id: str
    now: datetime


def parse_time(text: str) -> datetime:
    """A time of RFC 3339, in UTC.

    Raises:
        Refused: 422 ``consent_time_invalid``; it is no time, or has no time zone.
    """
    if _TIME.match(text):
        try:
            return datetime.fromisoformat(text.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            pass
    raise _time_invalid("A time is not of the form of RFC 3339 with a time zone.")


def record_of(indication: Indication, setting: Setting) -> ConsentRecord:
    """The record of an indication, for the store to make an event of.

    Raises:
        Refused: see the module; with what is needed to ask the person where that helps.
    """
    offer = offered(setting.tenant, purpose=indication.purpose, recipient=indication.recipient)
    _check_form(indication)
    _check_speaker(indication, setting)
    event_time = indication.event_time or setting.now
    if event_time > setting.now:
        raise _time_invalid("The answer lies in the future.")
    if indication.answer is Answer.GIVEN:
        return _given(indication, setting, offer=offer, event_time=event_time)
    return _not_given(indication, setting, offer=offer, event_time=event_time)


def check_heard(asked: ConsentRecord, held: ConsentRecord) -> None:
    """Whether what holds after an indication is what it asked for.

    Raises:
        Refused: 409 ``consent_superseded``; something newer holds, and nothing has changed.
    """
    if asked.state is ConsentState.GIVEN:
        heard = held.state in PERMITTING and (
            (held.notice, held.event_time, held.guardian)
            == (asked.notice, asked.event_time, asked.guardian or held.guardian)
        )
    elif asked.state is ConsentState.DEFERRED:
        heard = True  # "ask me later" ends nothing
    else:
        heard = held.state not in PERMITTING
    if not heard:
        raise Refused(
            "consent_superseded",
            "A newer answer of this person holds.",
            status=409,
            details={"state": held.state.value},
        )


def _check_form(indication: Indication) -> None:
    if not indication.signals_shown <= SIGNAL_NAMES:
        raise InvalidRequest("There are the signals gpc and dnt.", status=422)
    if indication.notice is not None and _HASH.match(indication.notice) is None:
        raise InvalidRequest("notice_sha256 is 64 small hexadecimal digits.", status=422)
    if (indication.signer is Signer.GUARDIAN) is not (indication.guardian is not None):
        raise InvalidRequest("A guardian signs with signer and guardian.", status=422)
    if indication.signer is Signer.CONTROLLER:
        raise InvalidRequest("The signer is the subject or a guardian.", status=422)


def _check_speaker(indication: Indication, setting: Setting) -> None:
    if not setting.by_operator:
        own = (
            indication.event_time is None
            and indication.signer is Signer.SUBJECT
            and indication.method is Method.DIALOG
        )
        if not own:
            raise Unauthorized(
                "Only a key of role consent names the time, the method or a guardian.",
                code="role_refused",
                status=403,
            )
    if indication.guardian == setting.subject:
        raise InvalidRequest("Nobody is their own guardian.", status=422)
    if indication.signer is Signer.GUARDIAN and indication.answer is Answer.DEFERRED:
        raise InvalidRequest("A guardian says yes or no.", status=422)


def _given(
    indication: Indication, setting: Setting, *, offer: Offer, event_time: datetime
) -> ConsentRecord:
    person = setting.person
    if person is not None and person.restrictions:
        raise Refused(
            "subject_restricted",
            "Nothing of this person may be processed at present.",
            status=403,
            details={"reasons": sorted(person.restrictions)},
        )
    if not offer.recipient.active:
        raise Refused(
            "recipient_refused",
            "The recipient is switched off.",
            status=403,
            details={"recipient": offer.recipient.key, "reasons": ["not_active"]},
        )
    notices, wanted = offer.notices, indication.notice
    shown = notices.find(wanted) if wanted is not None else None
    if shown is None or not notices.still_counts(shown.sha256, setting.now):
        raise _stale(offer, indication, setting=setting)
    shown_at = indication.shown_at
    if shown_at is not None and shown_at > event_time:
        raise _time_invalid("The notice was shown after the answer.")
    if min(shown_at or event_time, event_time) < shown.valid_from:
        raise _time_invalid("The notice was not in force then.")
    valid_until = _valid_until(setting.tenant, event_time)
    if valid_until is not None and valid_until <= setting.now:
        raise _time_invalid("A consent of that time has expired.")
    if indication.signer is Signer.GUARDIAN:
        _check_second(indication, setting, offer=offer)
    _check_after_no(indication, setting)
    return ConsentRecord(
        record_id=setting.record_id,
        tenant=setting.tenant.key,
        subject=setting.subject,
        purpose=offer.purpose.key,
        recipient=offer.recipient.key,
        state=ConsentState.GIVEN,
        notice=shown.sha256,
        language=shown.language,
        event_time=event_time,
        notice_key=shown.key,
        notice_version=shown.version,
        valid_until=valid_until,
        shown_at=shown_at,
        signals_shown=_signals_shown(indication, setting, offer=offer),
        method=indication.method.value,
        signer=indication.signer,
        guardian=indication.guardian,
    )


def _check_after_no(indication: Indication, setting: Setting) -> None:
    """After a no, a yes must be to a notice that was shown since: a call may come twice."""
    current, said = setting.current, indication.shown_at or indication.event_time
    if current is None or current.state not in _NO or (said is None and setting.by_operator):
        return
    if said is None or said <= current.event_time:
        raise Refused(
            "consent_superseded",
            "This person has said no since the notice was shown; show it again, and say when "
            "in shown_at.",
            status=409,
            details={"state": current.state.value},
        )


def _signals_shown(indication: Indication, setting: Setting, *, offer: Offer) -> frozenset[str]:
    """The signals that a yes was given in knowledge of: those that were on, and shown.

    Raises:
        Refused: 422 ``signal_not_shown``; one is on that the dialog did not name.
    """
    if setting.by_operator:
        return indication.signals_shown
    on = signals_to_show(offer, setting.person, signals=setting.signals, now=setting.now)
    unheard = on - indication.signals_shown
    if unheard:
        raise Refused(
            "signal_not_shown",
            "A privacy signal is on that the dialog did not name.",
            status=422,
            details={"signals": sorted(unheard)},
        )
    return indication.signals_shown & on


def _not_given(
    indication: Indication, setting: Setting, *, offer: Offer, event_time: datetime
) -> ConsentRecord:
    """A no, or "later": heard whatever was shown; of the notice only what is certain is kept."""
    shown = offer.notices.find(indication.notice or "")
    state = ConsentState.DEFERRED
    if indication.answer is Answer.REFUSED:
        state = ConsentState.REFUSED
    if indication.signer is Signer.GUARDIAN:
        state = ConsentState.REVOKED
        if setting.current is None:
            raise InvalidRequest("There is no such consent.", code="not_found", status=404)
    shown_at = indication.shown_at
    if shown_at is not None and shown_at > event_time:
        shown_at = None
    return ConsentRecord(
        record_id=setting.record_id,
        tenant=setting.tenant.key,
        subject=setting.subject,
        purpose=offer.purpose.key,
        recipient=offer.recipient.key,
        state=state,
        notice=shown.sha256 if shown else "",
        language=shown.language if shown else indication.language or setting.tenant.policy.language,
        event_time=event_time,
        notice_key=shown.key if shown else "",
        notice_version=shown.version if shown else "",
        shown_at=shown_at,
        signals_shown=indication.signals_shown,
        method=indication.method.value,
        signer=indication.signer,
        guardian=indication.guardian,
    )


def _check_second(indication: Indication, setting: Setting, *, offer: Offer) -> None:
    """A guardian's is the second signature, under what the person has signed."""
    current = setting.current
    if current is None or not current.permits(setting.now):
        raise Refused(
            "consent_required",
            "A guardian signs what the person has consented to; that comes first.",
            status=403,
            details={"consent": _asking(offer, indication, setting=setting)},
        )
    if current.notice != indication.notice:
        raise _stale(offer, indication, setting=setting)


def _stale(offer: Offer, indication: Indication, *, setting: Setting) -> Refused:
    return Refused(
        "consent_stale",
        "The notice that was shown is not the one in force.",
        status=409,
        details={"consent": _asking(offer, indication, setting=setting)},
    )


def _asking(offer: Offer, indication: Indication, *, setting: Setting) -> Mapping[str, Any]:
    notice = offer.notices.in_force(setting.now, indication.language)
    return {
        **(notice.described() if notice is not None else {}),
        "purpose": offer.purpose.key,
        "recipient": offer.recipient.key,
        "signals": sorted(signals_to_show(offer, setting.person, now=setting.now)),
    }


def _valid_until(tenant: Tenant, event_time: datetime) -> datetime | None:
    validity = tenant.policy.consent_validity
    return parse_duration(validity).after(event_time) if validity is not None else None


def _time_invalid(message: str) -> Refused:
    return Refused("consent_time_invalid", message, status=422)
