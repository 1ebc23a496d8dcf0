"""A policy, a recipient and a tenant for tests, with what differs given as keywords."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from gateway.consent.evaluate import Route
from gateway.model import Action, Destination
from gateway.policy import (
    LegalBasis,
    Mode,
    Operator,
    Policy,
    Purpose,
    Recipient,
    RetentionClass,
    Tenant,
    Trigger,
)

CARD = "4111 1111 1111 1111"
SSN = "078-05-1120"
MAIL = "jane@example.com"
OPERATOR = Operator(name="Example Operator", contact="privacy@example.com")
ANSWERING = Purpose(
    key="answering",
    title="Answering",
    benefits="An answer.",
    legal_basis=LegalBasis.CONTRACT,
    retention_class="conversation",
)
RESEARCH = replace(ANSWERING, key="research", legal_basis=LegalBasis.CONSENT)
MODEL = Recipient(
    key="model",
    party="Example Model",
    party_role="sub_processor",
    third_party=True,
    country="DE",
    transfer_mechanism=None,
    training=False,
    retention="P30D",
    wire="openai",
    base_url="https://model.example.com",
    api_key_env="MODEL_KEY",
    models=("gpt-*",),
)
OWN = replace(MODEL, key="own", third_party=False, party=OPERATOR.name, api_key_env=None)


def actions(
    upstream: str = "surrogate", store: str = "surrogate", user: str = "allow"
) -> dict[Destination, Action]:
    """The actions on one type."""
    return {
        Destination.UPSTREAM: Action(upstream),
        Destination.STORE: Action(store),
        Destination.USER: Action(user),
        Destination.LOG: Action.SUPPRESS,
    }


def policy(acted: Mapping[str, Mapping[Destination, Action]] | None = None, **other: Any) -> Policy:
    """A policy with these actions beside the default ones."""
    fields: dict[str, Any] = {
        "key": "default",
        "version": "1",
        "hash": "0123456789ab",
        "operator": OPERATOR,
        "language": "en",
        "mode": Mode.ENFORCE,
        "strict_fields": False,
        "threshold": {"default": 0.5},
        "about_person_only": frozenset(),
        "actions": {"default": actions(), **(acted or {})},
        "purposes": {"answering": ANSWERING, "research": RESEARCH},
        "default_purpose": "answering",
        "classes": {
            "conversation": RetentionClass(
                key="conversation",
                trigger=Trigger.LAST_INTERACTION,
                duration="P30D",
                legal_ground="Needed.",
            )
        },
        "restore_arguments": frozenset({"pay"}),
    }
    return Policy(**(fields | other))


def tenant(*recipients: Recipient, under: Policy | None = None) -> Tenant:
    """A tenant with these recipients, or the third party alone."""
    return Tenant(
        key="main", policy=under or policy(), recipients=recipients or (MODEL,), region="DE"
    )


def route(
    to: Recipient = MODEL, *, purpose: Purpose = ANSWERING, under: Policy | None = None
) -> Route:
    """To a recipient, for a purpose, under a policy."""
    return Route(tenant=tenant(to, under=under), purpose=purpose, recipient=to)
