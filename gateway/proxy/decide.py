"""Which way a request goes, and what happens to what was found in it. Pure and total.

The purpose is one of the policy's, and the recipient the tenant's first active one that
speaks the wire and serves the model, one that lists the purpose before one that does not;
whether text may go there says gateway/consent/evaluate.py. No finding's action on the way
may be ``block``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from fnmatch import fnmatchcase

from gateway.consent.evaluate import Route
from gateway.errors import Refused
from gateway.model import Action, Destination, Examined
from gateway.policy import Mode, Policy, Recipient, Tenant
from gateway.proxy.refusals import content_blocked


def choose_route(tenant: Tenant, *, purpose: str | None, wire: str, model: str) -> Route:
    """The purpose asked for and the tenant's first recipient that serves the model.

    Raises:
        Refused: ``purpose_refused`` or ``model_not_found``.
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
    serving = [each for each in tenant.recipients if _serves(each, wire=wire, model=model)]
    if not serving:
        raise Refused(
            "model_not_found", "No recipient of this tenant serves the model.", status=404
        )
    bound = next((each for each in serving if each.serves(chosen.key)), serving[0])
    return Route(tenant=tenant, purpose=chosen, recipient=bound)


def first_party_instead(route: Route, *, wire: str, model: str) -> Route | None:
    """The tenant's first recipient that serves the model and is no third party, or None."""
    for recipient in route.tenant.recipients:
        other = not recipient.third_party and recipient != route.recipient
        other = other and recipient.serves(route.purpose.key)
        if other and _serves(recipient, wire=wire, model=model):
            return replace(route, recipient=recipient)
    return None


def _serves(recipient: Recipient, *, wire: str, model: str) -> bool:
    return recipient.active and recipient.wire == wire and serves_model(recipient, model)


def serves_model(recipient: Recipient, model: str) -> bool:
    """Whether a model's name is of the patterns that a recipient serves."""
    return any(fnmatchcase(model, pattern) for pattern in recipient.models)


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
