"""One decision from findings, policy, consent and the clock. Pure and total.

The rules, in order, each of which refuses:
    1. the purpose is one of the policy's;
    2. a recipient of the tenant speaks the wire and serves the model;
    3. its facts are known: country, retention, no training;
    4. a third party, or a purpose that rests on consent, has this person's valid consent
       for this purpose and recipient, under the notice that is shown now;
    5. no finding's action on the way to the recipient is ``block``.
What is missing is a refusal, never a permission.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from gateway.errors import Refused
from gateway.model import Action, Destination, Examined
from gateway.policy import LegalBasis, Mode, Operator, Policy, Purpose, Recipient, Tenant
from gateway.proxy.refusals import content_blocked
from gateway.storage.ports import ConsentRecord, ConsentState


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
    def needs_opt_in(self) -> bool:
        """A third party needs the opt-in whatever the purpose's legal basis."""
        return self.recipient.third_party or self.purpose.legal_basis is LegalBasis.CONSENT


def choose_route(tenant: Tenant, *, purpose: str | None, wire: str, model: str) -> Route:
    """The purpose asked for and the tenant's first recipient that serves the model.

    Raises:
        Refused: ``purpose_refused``, ``model_not_found`` or ``recipient_refused``.
    """
    policy = tenant.policy
    chosen = policy.purposes.get(purpose or policy.default_purpose)
    if chosen is None:
        raise Refused(
            "purpose_refused",
            "The policy has no such purpose.",
            status=403,
            details={"purposes": sorted(policy.purposes)},
        )
    for recipient in tenant.recipients:
        if recipient.wire == wire and any(
            fnmatchcase(model, pattern) for pattern in recipient.models
        ):
            _check_facts(recipient)
            return Route(tenant=tenant, purpose=chosen, recipient=recipient)
    raise Refused("model_not_found", "No recipient of this tenant serves the model.", status=404)


def _check_facts(recipient: Recipient) -> None:
    reasons = []
    if recipient.training:
        reasons.append("trains_on_data")
    if recipient.third_party:
        if not recipient.country:
            reasons.append("country_unknown")
        if recipient.retention is None:
            reasons.append("retention_unknown")
    if reasons:
        raise Refused(
            "recipient_refused",
            "The recipient's declared facts do not permit sending.",
            status=403,
            details={"recipient": recipient.key, "reasons": reasons},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What a person must be told before they opt in: purpose, benefits, recipient.

    Observe mode is part of it: who consented to redacted text has not consented to text
    that is sent as it was written.
    """

    purpose: Purpose
    recipient: Recipient
    operator: Operator
    redacted: bool

    def facts(self) -> dict[str, Any]:
        """The notice, word for word, with the hash that a consent record names."""
        return {**_facts(self), "notice_sha256": notice_hash(self)}


def notice_of(route: Route) -> Notice:
    """The notice of a route."""
    return Notice(
        purpose=route.purpose,
        recipient=route.recipient,
        operator=route.policy.operator,
        redacted=route.policy.mode is Mode.ENFORCE,
    )


def _facts(notice: Notice) -> dict[str, Any]:
    recipient = notice.recipient
    return {
        "purpose": notice.purpose.key,
        "purpose_title": notice.purpose.title,
        "benefits": notice.purpose.benefits,
        "recipient": recipient.key,
        "recipient_name": recipient.party,
        "recipient_country": recipient.country,
        "transfer_mechanism": recipient.transfer_mechanism,
        "training": recipient.training,
        "recipient_retention": recipient.retention,
        "operator": notice.operator.name,
        "contact": notice.operator.contact,
        "text_is_redacted": notice.redacted,
    }


@lru_cache(maxsize=1024)
def notice_hash(notice: Notice) -> str:
    """SHA-256 (hex) of the canonical JSON of a notice's facts."""
    canonical = json.dumps(
        _facts(notice), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()


def check_consent(route: Route, consent: ConsentRecord | None, *, shown_subject: str) -> str | None:
    """The id of the consent that permits the disclosure, or None where none is needed.

    Args:
        route: where the text would go.
        consent: what holds for the subject, this purpose and this recipient.
        shown_subject: the subject's pseudonym for the refusal, or empty.

    Raises:
        Refused: ``consent_required`` 403, with what is needed to ask for it, or
            ``consent_stale`` 409 where the notice has changed since.
    """
    if not route.needs_opt_in:
        return None
    notice = notice_of(route)
    if consent is not None and consent.state is ConsentState.GIVEN:
        if consent.notice == notice_hash(notice):
            return consent.record_id
        raise _opt_in(
            "consent_stale",
            status=409,
            message="The notice has changed since this person consented; ask again.",
            consent={**notice.facts(), "subject": shown_subject},
        )
    state = consent.state.value if consent is not None else "ConsentUnknown"
    raise _opt_in(
        "consent_required",
        status=403,
        message=f"No consent of this person for purpose {route.purpose.key} and recipient "
        f"{route.recipient.key}; record it with POST /privacy/consents.",
        consent={**notice.facts(), "subject": shown_subject, "state": state},
    )


def _opt_in(code: str, *, status: int, message: str, consent: dict[str, Any]) -> Refused:
    return Refused(code, message, status=status, details={"consent": consent})


def effective_action(policy: Policy, entity_type: str, *, destination: Destination) -> Action:
    """The policy's action; observe mode relaxes those toward upstream and user."""
    if policy.mode is Mode.UNSAFE_OBSERVE and destination in (
        Destination.UPSTREAM,
        Destination.USER,
    ):
        return Action.ALLOW
    return policy.action(entity_type, destination)


def check_blocked(policy: Policy, examined: Iterable[Examined]) -> None:
    """Refuses where a finding's action toward the recipient is ``block``.

    Raises:
        Refused: ``content_blocked``, with types, counts and pointers.
    """
    blocked: dict[str, int] = {}
    pointers: set[str] = set()
    for each in examined:
        for finding in each.findings:
            if (
                effective_action(policy, finding.entity_type, destination=Destination.UPSTREAM)
                is Action.BLOCK
            ):
                blocked[finding.entity_type] = blocked.get(finding.entity_type, 0) + 1
                pointers.add(each.segment.pointer)
    if blocked:
        raise content_blocked(blocked, pointers)
