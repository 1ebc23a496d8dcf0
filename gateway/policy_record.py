"""The record of processing activities (GDPR Article 30), from a policy and the configuration.

It says what this gateway is configured to do, and nothing that it is not: measures of
security are listed where a setting or the code makes them true. A controller's record has
the points of Article 30(1), a processor's those of 30(2); who is both has both. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from gateway.data_categories import CATEGORIES
from gateway.model import Action, Destination
from gateway.policy import Mode, Policy, Recipient, Tenant
from gateway.policy_retention import DEFAULT_RECORDS, RetentionClass
from gateway.policy_scope import PartyRole
from gateway.regions import region_of

if TYPE_CHECKING:
    from gateway.settings import Settings

_ARTICLES = {
    PartyRole.CONTROLLER: ("30(1)",),
    PartyRole.PROCESSOR: ("30(2)",),
    PartyRole.PROCESSOR_AND_CONTROLLER: ("30(1)", "30(2)"),
}


def processing_record(policy: Policy, settings: Settings) -> dict[str, Any]:
    """The record of one policy, JSON-like.

    Args:
        policy: effective.
        settings: whose tenants under this policy, recipients and storage are told of.
    """
    tenants = [each for each in settings.tenants.values() if each.policy.key == policy.key]
    return {
        "policy": policy.reference,
        "version": policy.version,
        "operator": {"name": policy.operator.name, "contact": policy.operator.contact},
        "role": policy.scope.role.value,
        "articles": list(_ARTICLES[policy.scope.role]),
        "regions": list(policy.scope.regions),
        "tenants": [each.key for each in tenants],
        "people": _people(policy),
        "categories": _categories(policy),
        "legal_bases": sorted({each.legal_basis.value for each in policy.purposes.values()}),
        "purposes": _purposes(policy, tenants),
        "recipients": recipients_list(policy, settings),
        "retention": _retention(policy),
        "rights": _rights(policy),
        "security": _security(policy, settings, tenants=tenants),
    }


def recipients_list(policy: Policy, settings: Settings) -> list[dict[str, Any]]:
    """Who may be sent text under a policy, with all facts of the register."""
    found: dict[str, list[str]] = {}
    for tenant in settings.tenants.values():
        if tenant.policy.key == policy.key:
            for each in tenant.recipients:
                found.setdefault(each.key, []).append(tenant.key)
    for key in [*found]:
        below = settings.recipients[key]
        while below.parent is not None and below.parent in settings.recipients:
            found.setdefault(below.parent, [])
            below = settings.recipients[below.parent]
    home = region_of(settings.storage.region)
    return [
        {**_recipient(settings.recipients[key], home=home), "tenants": tenants}
        for key, tenants in found.items()
    ]


def _recipient(recipient: Recipient, *, home: str | None) -> dict[str, Any]:
    day = recipient.evidence_date
    return {
        "id": recipient.key,
        "name": recipient.party,
        "role": recipient.party_role,
        "contact": recipient.contact,
        "third_party": recipient.third_party,
        "active": recipient.active,
        "country": recipient.country,
        "outside_of_storage_region": region_of(recipient.country) != home,
        "transfer_mechanism": recipient.transfer_mechanism,
        "retention": recipient.retention,
        "training": recipient.training,
        "purposes": sorted(recipient.purposes) if recipient.purposes is not None else None,
        "parent": recipient.parent,
        "safeguards": list(recipient.safeguards),
        "evidence": recipient.evidence,
        "evidence_date": day.isoformat() if day is not None else None,
    }


def _people(policy: Policy) -> list[str]:
    age = f" of {policy.age.minimum} years and more" if policy.age is not None else ""
    found = [f"people{age} who write to the chatbot", "people whom they write about"]
    if policy.forms:
        found.append("people who fill in a lead form")
    return found


def _categories(policy: Policy) -> list[dict[str, str]] | None:
    """What may be stored as it is; None where the policy does not limit it."""
    named = policy.scope.data_categories
    if named is None:
        return None
    return [
        {"category": key, "title": each.title} for key, each in CATEGORIES.items() if key in named
    ]


def _purposes(policy: Policy, tenants: Sequence[Tenant]) -> list[dict[str, Any]]:
    recipients = {each.key: each for tenant in tenants for each in tenant.recipients}
    return [
        {
            "purpose": purpose.key,
            "title": purpose.title,
            "legal_basis": purpose.legal_basis.value,
            "optional": purpose.is_optional,
            "can_be_objected_to": purpose.can_be_objected_to,
            "retention_class": purpose.retention_class,
            "forms": [each.key for each in policy.forms.values() if each.purpose == purpose.key],
            "recipients": [key for key, each in recipients.items() if _serves(each, purpose.key)],
        }
        for purpose in policy.purposes.values()
    ]


def _serves(recipient: Recipient, purpose: str) -> bool:
    return recipient.active and (recipient.purposes is None or purpose in recipient.purposes)


def _retention(policy: Policy) -> list[dict[str, Any]]:
    used: dict[str, list[str]] = {}
    for purpose in policy.purposes.values():
        used.setdefault(purpose.retention_class, []).append(f"purpose {purpose.key}")
    for form in policy.forms.values():
        used.setdefault(form.retention_class, []).append(f"form {form.key}")
    for rule in policy.retention_rules:
        used.setdefault(rule.retention_class, []).append("a retention rule")
    if policy.provider_state_retention is not None:
        used.setdefault(policy.provider_state_retention, []).append("provider states")
    classes: dict[str, RetentionClass] = dict(policy.classes)
    for kind in DEFAULT_RECORDS:
        chosen = policy.record_class(kind)
        classes.setdefault(chosen.key, chosen)
        used.setdefault(chosen.key, []).append(f"records {kind}")
    return [
        {
            "retention_class": each.key,
            "trigger": each.started_by,
            "duration": each.duration,
            "action": each.action.value,
            "minimum": each.minimum.duration if each.minimum else None,
            "law": each.minimum.law if each.minimum else None,
            "restricted": each.restricted,
            "legal_ground": each.legal_ground,
            "used_by": list(dict.fromkeys(used.get(each.key, []))),
        }
        for each in classes.values()
    ]


def _rights(policy: Policy) -> dict[str, Any]:
    rules = policy.rights
    return {
        "identity": rules.identity.value,
        "regime": rules.regime,
        "regimes": dict(rules.regimes),
        "erasure_approval": rules.erasure_approval.value,
        "authority": rules.authority,
    }


def _security(policy: Policy, settings: Settings, *, tenants: Sequence[Tenant]) -> list[str]:
    """Measures, each of which the code or a setting makes true."""
    storage = settings.storage
    engine = "two PostgreSQL databases with row-level security" if storage.postgres else "files"
    found = [
        f"Storage in {storage.region}: {engine}.",
        (
            "Each conversation is encrypted (AES-256-GCM) under a key of its own; keys are in a "
            "store of their own, wrapped by a master key that is in neither."
        ),
        "Erasure destroys the key before the rows; a ledger keeps back-ups from bringing it back.",
        (
            "API keys are kept as hashes, each for one tenant and one role; reading content of "
            "somebody else needs a reason."
        ),
        (
            f"The audit log is a Merkle tree with signed checkpoints, each {settings.audit.every} "
            f"entries or {settings.audit.seconds:g} seconds, in {1 + len(settings.audit.places)} "
            f"{'place' if not settings.audit.places else 'places'}."
        ),
        (
            f"What has ended is erased every {int(settings.retention.sweep_every.total_seconds())} "
            "seconds."
        ),
    ]
    if any(each.third_party for tenant in tenants for each in tenant.recipients):
        found.append("Text goes to third parties over verified TLS, except on this machine.")
    if policy.mode is Mode.ENFORCE and policy.redacts:
        found.append("Personal details are replaced before text leaves.")
    if policy.scope.data_categories is not None:
        found.append("What is of no listed category is redacted before it is stored.")
    blocked = sorted(
        key
        for key, actions in policy.actions.items()
        if actions.get(Destination.UPSTREAM) is Action.BLOCK
    )
    if blocked:
        found.append(f"Refused outright: {', '.join(blocked)}.")
    if storage.key_backups is not None:
        found.append("Back-ups of keys are pruned of what was erased, and kept for a week.")
    if policy.scope.needs_instructions:
        found.append("Changes to a tenant's data need the id of its instruction.")
    if policy.scope.integrations_off:
        found.append("Recipients are off until the tenant's administrator switches them on.")
    return found
