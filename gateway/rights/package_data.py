"""``data.json`` of a package: all items, and the facts without which they say little.

``access_package.schema.json`` beside this file describes it and goes into every package.
Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from gateway.policy import Recipient, Tenant
from gateway.rights.export import Gathered
from gateway.rights.table_rows import text_time

SCHEMA_ID = "urn:discreet:access-package:1"
SCHEMA_NAME = "data.schema.json"
# GDPR Article 15(1)(e) and (f), 7(3), 20, 22.
RIGHTS = (
    *("access", "rectification", "erasure", "restriction", "portability", "objection"),
    *("withdrawal", "human_review", "complaint"),
)


@cache
def schema_text() -> str:
    """The published JSON Schema of ``data.json``."""
    return (files("gateway.rights") / "access_package.schema.json").read_text("utf-8")


def document(gathered: Gathered, tenant: Tenant, *, language: str) -> dict[str, Any]:
    """The document.

    Args:
        gathered: what was read.
        tenant: whose policy and recipients the items name.
        language: of the readable page, ISO 639-1.
    """
    return {
        "schema": SCHEMA_ID,
        "kind": gathered.kind.value,
        "made_at": text_time(gathered.made_at),
        "subject": gathered.holder.subject,
        "language": language,
        "about": _about(tenant),
        "stores": {name: list(items) for name, items in gathered.stores.items()},
    }


def _about(tenant: Tenant) -> dict[str, Any]:
    """GDPR Article 15(1)(a) to (h) and 15(2), as far as configuration knows it."""
    policy = tenant.policy
    return {
        "operator": {"name": policy.operator.name, "contact": policy.operator.contact},
        "policy": policy.reference,
        "policy_version": policy.version,
        "storage_country": tenant.region,
        "purposes": [
            {
                "key": each.key,
                "title": each.title,
                "legal_basis": each.legal_basis.value,
                "retention_class": each.retention_class,
            }
            for each in policy.purposes.values()
        ],
        "recipients": [recipient_facts(each) for each in tenant.recipients],
        "retention_classes": [
            {
                "key": each.key,
                "trigger": str(each.trigger),
                "duration": each.duration,
                "legal_ground": each.legal_ground,
            }
            for each in policy.classes.values()
        ],
        "rights": list(RIGHTS),
        "originals_kept": False,
        "automated_decisions": False,
    }


def recipient_facts(recipient: Recipient) -> dict[str, Any]:
    """Who a recipient is, where, and how long they keep what they are sent."""
    return {
        "key": recipient.key,
        "party": recipient.party,
        "role": recipient.party_role,
        "third_party": recipient.third_party,
        "country": recipient.country,
        "transfer_mechanism": recipient.transfer_mechanism,
        "safeguards": list(recipient.safeguards),
        "retention": recipient.retention,
        "training": recipient.training,
        "contact": recipient.contact,
    }


def recipients_by_key(data: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The recipients that a document names, by key."""
    return {each["key"]: each for each in data["about"]["recipients"]}
