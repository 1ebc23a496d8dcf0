"""A tenant whose policy has usage recorded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from gateway.opt_in import AgeGate
from gateway.policy import LegalBasis, Tenant
from gateway.policy_file import load_policy
from gateway.usage.rules import PURPOSE, AddressForm, UsageRules

POLICY = Path(__file__).parents[3] / "config" / "policies" / "default.yaml"


def tenant(
    *,
    basis: LegalBasis = LegalBasis.CONSENT,
    age: AgeGate | None = None,
    rules: UsageRules | None = None,
) -> Tenant:
    policy = load_policy(POLICY)
    analytics = replace(policy.purposes[PURPOSE], legal_basis=basis)
    changed = replace(
        policy,
        purposes={**policy.purposes, PURPOSE: analytics},
        age=age,
        usage=rules or UsageRules(address=AddressForm.NETWORK, least_group=2),
    )
    return Tenant(key="main", policy=changed, recipients=(), region="DE")
