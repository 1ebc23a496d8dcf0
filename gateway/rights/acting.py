"""The handlers of rights that change something, and what they are made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from gateway.policy import Tenant
from gateway.proxy.subject import TenantKeys, conversation_key
from gateway.rights.directive import DirectiveRight
from gateway.rights.erasure import ErasureParts, ErasureRight, Sweep
from gateway.rights.execution import Handler
from gateway.rights.human_review import HumanReviewRight
from gateway.rights.kinds import RightKind
from gateway.rights.objection import ObjectionRight, WithdrawalRight
from gateway.rights.recipients_told import Tell, Telling
from gateway.rights.rectification import RectificationRight
from gateway.rights.requests import RightsRequest
from gateway.rights.restriction import RestrictionRight
from gateway.rights.steps import blocked_for
from gateway.rights.stored_words import Words
from gateway.storage import outbox_rows
from gateway.storage.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingParts:
    """What the handlers work with.

    Attributes:
        tenants: by key.
        keys: each tenant's keys.
        new_id: random ids.
        sweep: of the store; completes certificates.
        now: aware UTC time.
        words: rewrites a tenant's texts as its policy stores them.
    """

    tenants: Mapping[str, Tenant]
    keys: Mapping[str, TenantKeys]
    words: Words
    new_id: Callable[[], str]
    sweep: Sweep
    now: Callable[[], datetime]


def acting_handlers(parts: ActingParts) -> Mapping[RightKind, Handler]:
    """A handler for each kind that changes something."""
    tell = outbox_tell(parts)

    def key_of(tenant: str, name: str) -> str:
        return conversation_key(parts.keys[tenant].chain, name) or ""

    def blocked(request: RightsRequest) -> str:
        return blocked_for(request, parts.tenants[request.tenant].policy.rights)

    erasure = ErasureParts(tell=tell, sweep=parts.sweep, blocked_for=blocked)
    return {
        RightKind.ERASURE: ErasureRight(erasure),
        RightKind.RECTIFICATION: RectificationRight(tell, words=parts.words),
        RightKind.RESTRICTION: RestrictionRight(parts.now),
        RightKind.OBJECTION: ObjectionRight(lambda each: parts.tenants[each].policy.purposes),
        RightKind.WITHDRAWAL: WithdrawalRight(lambda each: parts.tenants[each].policy.purposes),
        RightKind.HUMAN_REVIEW: HumanReviewRight(key_of),
        RightKind.DIRECTIVE: DirectiveRight(),
    }


def outbox_tell(parts: ActingParts) -> Tell:
    """Puts messages into the outbox where the tenant has a webhook for them."""

    def tell(transaction: Transaction, telling: Telling) -> None:
        target = outbox_rows.RIGHTS
        if "recipient" in telling.body:
            target = f"{outbox_rows.RECIPIENT}{telling.body['recipient']}"
        if parts.tenants[telling.tenant].webhooks.of(target) is None:
            return
        body = {
            "type": telling.kind,
            "tenant": telling.tenant,
            "id": telling.request_id,
            "subject": telling.subject,
            "at": telling.at.isoformat(),
            **telling.body,
        }
        message = outbox_rows.Message(
            tenant=telling.tenant,
            message_id=parts.new_id(),
            subject=telling.subject,
            kind=telling.kind,
            target=target,
            body=body,
            created_at=telling.at,
            request_id=telling.request_id,
        )
        outbox_rows.put(transaction, message)

    return tell
