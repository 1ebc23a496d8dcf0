"""What a receipt says: the fields of ISO/IEC TS 27560:2023, filled for one record.

Terms are those of the Data Privacy Vocabulary 2.3 (W3C): ``dpv:``, ``pd:`` for kinds of
personal data and ``eu-gdpr:`` for articles. What is said of the recipient is what the
notice said of it. Where no file has that notice any more, the store knows what was shown;
what nobody knows is null rather than today's facts, or an empty list. All values are
texts, truth values, null, lists and objects.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.consent.offer import OPERATOR, Offer, offered
from gateway.consent.records import PERMITTING, ConsentRecord, ConsentState, Signer
from gateway.errors import Refused
from gateway.notice import ShownNotice, read_document
from gateway.opt_in import ANSWERING, OPTIONAL_PURPOSES
from gateway.policy import Tenant
from gateway.regions import EEA, region_of

SCHEMA_VERSION = "ISO/IEC TS 27560:2023; discreet receipt 1"

_EVENT_TYPES: Mapping[ConsentState, str] = {
    ConsentState.GIVEN: "dpv:ExplicitlyExpressedConsent",
    ConsentState.RENEWED: "dpv:ExplicitlyExpressedConsent",
    ConsentState.REQUESTED: "dpv:ObtainConsent",
    ConsentState.WITHDRAWN: "dpv:WithdrawConsent",
}
# In the document of what was shown, beside what its hash is over.
_THIRD_PARTY, _CONTACT = "recipient_third_party", "recipient_contact"
# Of the GDPR; where another law holds, none is promised here.
_RIGHTS = (
    *("eu-gdpr:A7-3", "eu-gdpr:A13", "eu-gdpr:A15", "eu-gdpr:A16", "eu-gdpr:A17"),
    *("eu-gdpr:A18", "eu-gdpr:A20", "eu-gdpr:A77"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFacts:
    """What a receipt is made of.

    Attributes:
        events: of one record, oldest first; never empty.
        shown: the notice that the newest event names, or None where nobody has it now.
        tenant: whose policy and recipients they are.
        third_party: whether the recipient is one, or None where nobody knows.
        contact: the recipient's, or None.
    """

    events: Sequence[ConsentRecord]
    shown: ShownNotice | None
    tenant: Tenant
    third_party: bool | None = None
    contact: str | None = None


def shown_document(tenant: Tenant, record: ConsentRecord) -> dict[str, Any] | None:
    """What a person was shown and told of the recipient, to be kept; None if no file has it.

    It holds nothing of the person.
    """
    offer = _offer(tenant, record)
    shown = offer.notices.find(record.notice) if offer is not None else None
    if offer is None or shown is None:
        return None
    return {
        **shown.document(),
        _THIRD_PARTY: offer.recipient.third_party,
        _CONTACT: offer.recipient.contact,
    }


def facts_of(
    tenant: Tenant, events: Sequence[ConsentRecord], *, kept: Mapping[str, Any] | None = None
) -> ReceiptFacts:
    """The facts of a record's receipt, with the notice of its newest event.

    Args:
        tenant: whose it is.
        events: see ReceiptFacts.
        kept: the ``shown_document`` that the store has of that notice, or None; it counts
            where the configuration has the notice no more, if its hash is that of its words.
    """
    newest = events[-1]
    document = shown_document(tenant, newest) or kept or {}
    shown = read_document(document)
    named = (newest.notice, newest.purpose, newest.recipient)
    if shown is None or (shown.sha256, shown.facts.purpose, shown.facts.recipient) != named:
        return ReceiptFacts(events=events, shown=None, tenant=tenant)
    return ReceiptFacts(
        events=events,
        shown=shown,
        tenant=tenant,
        third_party=document.get(_THIRD_PARTY),
        contact=document.get(_CONTACT),
    )


def _offer(tenant: Tenant, record: ConsentRecord) -> Offer | None:
    try:
        return offered(tenant, purpose=record.purpose, recipient=record.recipient)
    except Refused:
        return None


def receipt_body(facts: ReceiptFacts) -> dict[str, Any]:
    """A receipt without receipt_id and signature."""
    newest = facts.events[-1]
    return {
        "header": {
            "schema_version": SCHEMA_VERSION,
            "record_id": newest.record_id,
            "pii_principal_id": newest.subject,
        },
        "pii_processing": _processing(facts),
        "party_identification": _parties(facts),
        "event": [_event(each) for each in facts.events],
    }


def _processing(facts: ReceiptFacts) -> dict[str, Any]:
    newest, tenant = facts.events[-1], facts.tenant
    policy, told = tenant.policy, facts.shown.facts if facts.shown is not None else None
    jurisdiction = policy.region or tenant.region
    is_european = region_of(jurisdiction) == EEA
    return {
        "privacy_notice": _notice(newest, facts.shown),
        "language": newest.language,
        "purpose": newest.purpose,
        "purpose_title": told.purpose_title if told else None,
        "purpose_type": _purpose_type(newest.purpose),
        "lawful_basis": "eu-gdpr:A6-1-a" if is_european else "dpv:Consent",
        "pii_information": [
            {"pii_type": _data(newest.recipient), "pii_optional": newest.purpose != ANSWERING}
        ],
        "pii_controllers": [OPERATOR],
        "collection_method": "written by the person in a conversation with the chatbot",
        "processing_method": _methods(newest.recipient, redacted=told.redacted if told else None),
        "storage_locations": [tenant.region] if tenant.region else None,
        "retention_period": _kept(facts),
        "processing_locations": [told.country] if told else None,
        "transfer_mechanism": told.transfer_mechanism if told else None,
        "geographic_restrictions": sorted(policy.recipient_rules.countries or ()),
        "service": {"operator": policy.operator.name, "policy": policy.reference},
        "jurisdiction": jurisdiction,
        "recipient_third_parties": _third_parties(facts),
        "withdrawal_method": [
            *([facts.shown.parts["withdrawal"]] if facts.shown else []),
            f"POST /privacy/consents/{newest.record_id}/withdraw",
        ],
        "privacy_rights": list(_RIGHTS) if is_european else None,
    }


def _third_parties(facts: ReceiptFacts) -> list[str] | None:
    recipient = facts.events[-1].recipient
    if recipient == OPERATOR:
        return []
    if facts.third_party is None:
        return None
    return [recipient] if facts.third_party else []


def _methods(recipient: str, *, redacted: bool | None) -> list[str] | None:
    if recipient == OPERATOR:
        return ["dpv:Store"]
    if redacted is None:
        return None
    return [*(["dpv:Pseudonymise"] if redacted else []), "dpv:Disclose", "dpv:Store"]


def _kept(facts: ReceiptFacts) -> dict[str, Any]:
    """How long the operator and the recipient keep what the consent is about."""
    newest, policy = facts.events[-1], facts.tenant.policy
    purpose = policy.purposes.get(newest.purpose)
    here = policy.classes.get(purpose.retention_class) if purpose is not None else None
    kept: dict[str, Any] = {
        OPERATOR: {"duration": here.duration, "from": here.trigger.value} if here else None
    }
    if newest.recipient != OPERATOR:
        there = facts.shown.facts.retention if facts.shown is not None else None
        kept[newest.recipient] = {"duration": there} if there else None
    return kept


def _notice(newest: ConsentRecord, shown: ShownNotice | None) -> dict[str, Any]:
    """Which notice it was, and its words, as long as anybody has them."""
    return {
        "id": newest.notice_key or None,
        "version": newest.notice_version or None,
        "sha256": newest.notice or None,
        "parts": dict(shown.parts) if shown is not None else None,
    }


def _purpose_type(purpose: str) -> str:
    if purpose == ANSWERING:
        return "dpv:ServiceProvision"
    return OPTIONAL_PURPOSES.get(purpose, "dpv:Purpose")


def _data(recipient: str) -> str:
    """A recipient is sent what the person writes; what the operator keeps is not known here."""
    return "dpv:PersonalData" if recipient == OPERATOR else "pd:Communication"


def _parties(facts: ReceiptFacts) -> list[dict[str, Any]]:
    operator = facts.tenant.policy.operator
    told = facts.shown.facts if facts.shown is not None else None
    parties: list[dict[str, Any]] = [
        {
            "party_id": OPERATOR,
            "party_name": operator.name,
            "party_role": "dpv:DataController",
            "party_contact": operator.contact,
        }
    ]
    if facts.events[-1].recipient != OPERATOR:
        parties.append(
            {
                "party_id": facts.events[-1].recipient,
                "party_name": told.recipient_name if told else None,
                "party_role": told.recipient_role if told else None,
                "party_contact": facts.contact,
            }
        )
    return parties


def _event(event: ConsentRecord) -> dict[str, Any]:
    until = event.valid_until if event.state in PERMITTING else None
    return {
        "event_time": _written(event.event_time),
        "recorded_at": _written(event.recorded_at) if event.recorded_at else None,
        "recorded_by": event.recorded_by or None,
        "validity_duration": _duration(until - event.event_time) if until else None,
        "valid_until": _written(until) if until else None,
        "entity_id": _entity(event),
        "event_type": _EVENT_TYPES.get(event.state),
        "event_state": event.state.value,
        "indication_method": event.method,
        "notice_sha256": event.notice or None,
        "shown_at": _written(event.shown_at) if event.shown_at else None,
        "signals_shown": sorted(event.signals_shown),
    }


def _entity(event: ConsentRecord) -> str:
    """Who expressed it: the operator, or the keyed hash of the person or the guardian."""
    if event.signer is Signer.CONTROLLER:
        return OPERATOR
    if event.signer is Signer.GUARDIAN:
        return event.guardian or Signer.GUARDIAN.value
    return event.subject


def _written(time: datetime) -> str:
    return time.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _duration(span: timedelta) -> str:
    """ISO 8601, in days and seconds."""
    seconds = int(span.total_seconds())
    days, rest = divmod(seconds, 86_400)
    return f"P{days}D" + (f"T{rest}S" if rest else "")
