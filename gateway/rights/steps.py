"""Steps of requests inside a transaction, and what follows from each.

A step that proves who somebody is begins what holds from then on, destroys the document
that proved it and closes what is unproven of the same kind; a request that is ready is
accepted; one that ends is told to the controller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from gateway.errors import InvalidRequest, Refused
from gateway.policy import Tenant
from gateway.policy_rights import Acknowledging, RightsRules
from gateway.rights.execution import Handler
from gateway.rights.kinds import CLOSED, Method, Reason, RightKind, Status, Step
from gateway.rights.machine import Doing, Terms, advanced, is_proven, is_ready
from gateway.rights.requests import BY_PERSON, RightsRequest
from gateway.storage import outbox_rows, proof_rows, request_number, rights_rows
from gateway.storage.restriction_rows import is_deceased
from gateway.storage.transaction import Transaction

MOST_UNPROVEN = 3
# Of one person and kind in a day; a package costs work. What nobody has proven is counted
# for each key that files it, so that it stands in nobody's way.
MOST_A_DAY = 10
# Whoever says stop is heard; who has said so already gets the request that stands.
MOST_OBJECTIONS = 20
GATEWAY = "gateway"


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """Takes steps.

    Attributes:
        tenants: by key.
        handlers: by kind.
        new_id: random ids.
    """

    tenants: Mapping[str, Tenant]
    handlers: Mapping[RightKind, Handler]
    new_id: Callable[[], str]

    def terms(self, request: RightsRequest) -> Terms:
        """What the policy asks of a request now."""
        rules = self.tenants[request.tenant].policy.rights
        return Terms(
            proof=rules.least_proof(request.kind, lifts=request.lifts),
            officer=request.by_directive or rules.needs_officer(request.kind),
            deadline=rules.deadline(request.regime, request.kind),
            blocked=blocked_for(request, rules),
        )

    def acknowledges(self, request: RightsRequest) -> bool:
        """Whether the gateway acknowledges a request by itself."""
        rules = self.tenants[request.tenant].policy.rights
        return rules.acknowledge is Acknowledging.AT_ONCE

    def handler(self, kind: RightKind) -> Handler:
        """Who carries out a kind; raises InvalidRequest, 422, where nobody does."""
        handler = self.handlers.get(kind)
        if handler is None:
            raise InvalidRequest("This kind of request is not offered here.", status=422)
        return handler

    def found(self, transaction: Transaction, request: RightsRequest) -> RightsRequest:
        """A request as it is now; raises InvalidRequest, 404."""
        found = rights_rows.find_request(transaction, request.tenant, request_id=request.request_id)
        if found is None:
            raise not_found()
        return found

    def admit(
        self, transaction: Transaction, request: RightsRequest, *, proven: bool, now: datetime
    ) -> None:
        """At most one of a kind is active; what is unproven stands in nobody's way.

        Raises:
            Refused: 409 ``request_active``; 429 ``too_many_requests``.
        """
        if request.version == 0:
            self._check_number(transaction, request, proven=proven, now=now)
        others = rights_rows.find_requests(
            transaction,
            request.tenant,
            wanted=rights_rows.Wanted(subject=request.subject, kind=request.kind, open_only=True),
        )
        unproven = []
        for other in others:
            if other.request_id == request.request_id:
                continue
            if is_proven(other, self.terms(other)):
                raise Refused(
                    "request_active",
                    "A request of this kind is under way.",
                    status=409,
                    details={"id": other.request_id, "status": other.status.value},
                )
            unproven.append(other)
        if not proven:
            if sum(each.filer == request.filer for each in unproven) >= MOST_UNPROVEN:
                raise Refused("too_many_requests", "Too many unproven requests.", status=429)
            return
        for other in unproven:
            doing = Doing(step=Step.REJECT, by=GATEWAY, now=now, reason=Reason.DUPLICATE)
            self.take(transaction, other, doing=doing)

    def _check_number(
        self, transaction: Transaction, request: RightsRequest, *, proven: bool, now: datetime
    ) -> None:
        free = self.terms(request).proof is None
        if request.by_directive or (free and request.kind is not RightKind.OBJECTION):
            return
        since = now - timedelta(days=1)
        if free:
            number, most = (
                request_number.stopping(transaction, request, since=since),
                MOST_OBJECTIONS,
            )
        elif proven or request.filer == BY_PERSON:
            number, most = request_number.own(transaction, request, since=since), MOST_A_DAY
        else:
            number, most = request_number.unproven(transaction, request, since=since), MOST_A_DAY
        if number >= most:
            raise Refused("too_many_requests", "Too many requests of a kind today.", status=429)

    def take(
        self, transaction: Transaction, request: RightsRequest, *, doing: Doing
    ) -> RightsRequest:
        """A step and what follows from it, in the same transaction."""
        self._check_alive(transaction, request, doing=doing)
        terms = self.terms(request)
        after = advanced(request, doing, terms=terms)
        if doing.step is Step.VERIFY:
            self.admit(transaction, after, proven=True, now=doing.now)
        rights_rows.step_request(transaction, request, after=after, doing=doing)
        handler = self.handler(request.kind)
        if doing.step is Step.VERIFY:
            _forget_proof(transaction, request, at=doing.now)
            handler.begin(transaction, after, now=doing.now)
        if after.status in CLOSED:
            _forget_proof(transaction, request, at=doing.now)
            if doing.step is not Step.COMPLETE and is_proven(request, terms):
                handler.ended(transaction, after, now=doing.now)
            self.tell(transaction, after, kind="RightsClosed", now=doing.now)
            return after
        return self.accept(transaction, after, now=doing.now)

    def _check_alive(
        self, transaction: Transaction, request: RightsRequest, *, doing: Doing
    ) -> None:
        """Nobody speaks as somebody who has died, nor takes back what is done for them."""
        as_person = doing.by == BY_PERSON or doing.step is Step.REVOKE
        proof = doing.method in (Method.TOKEN, Method.CODE)
        if (as_person or proof) and is_deceased(
            transaction, request.tenant, subject=request.subject
        ):
            raise deceased()

    def complete(
        self, transaction: Transaction, request: RightsRequest, *, result: Status, now: datetime
    ) -> RightsRequest:
        """Ends a request as its tasks have it; only gateway.rights.work calls this."""
        doing = Doing(step=Step.COMPLETE, by=GATEWAY, now=now, result=result)
        after = self.take(transaction, request, doing=doing)
        if request.kind in (RightKind.ERASURE, RightKind.RECTIFICATION):
            rights_rows.drop_details(transaction, request, at=now)
        return after

    def accept(
        self, transaction: Transaction, request: RightsRequest, *, now: datetime
    ) -> RightsRequest:
        """Accepts what is proven and needs no officer."""
        if not is_ready(request, self.terms(request)):
            return request
        doing = Doing(step=Step.APPROVE, by=GATEWAY, now=now)
        return self.take(transaction, request, doing=doing)

    def tell(
        self, transaction: Transaction, request: RightsRequest, *, kind: str, now: datetime
    ) -> None:
        """Tells the controller's webhook, where the tenant has one."""
        if self.tenants[request.tenant].webhooks.rights is None:
            return
        body: dict[str, Any] = {
            "type": kind,
            "tenant": request.tenant,
            "id": request.request_id,
            "kind": request.kind.value,
            "subject": request.subject,
            "status": request.status.value,
            "reason": request.reason.value if request.reason is not None else None,
            "regime": request.regime,
            "received_at": _text(request.received_at),
            "due_at": _text(request.due_at),
        }
        if kind == "RightsForwarded":
            body["details"] = dict(request.details)
        message = outbox_rows.Message(
            tenant=request.tenant,
            message_id=self.new_id(),
            subject=request.subject,
            kind=kind,
            target=outbox_rows.RIGHTS,
            body=body,
            created_at=now,
            request_id=request.request_id,
        )
        outbox_rows.put(transaction, message)


def blocked_for(request: RightsRequest, rules: RightsRules) -> str:
    """How long the data of an erasure is blocked before it goes: ISO 8601, or empty."""
    is_erasure = request.kind is RightKind.ERASURE
    return rules.blocking.get(request.regime, "") if is_erasure else ""


def _forget_proof(transaction: Transaction, request: RightsRequest, *, at: datetime) -> None:
    proof_rows.drop_proof(transaction, request.tenant, request_id=request.request_id, at=at)


def deceased() -> Refused:
    """The person has died."""
    return Refused(
        "subject_restricted", "Nothing of this person may be processed at present.", status=403
    )


def not_found() -> InvalidRequest:
    """There is no such request, or it is not the caller's to see."""
    return InvalidRequest("There is no such request.", code="not_found", status=404)


def _text(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at is not None else None
