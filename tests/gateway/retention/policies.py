"""Policies with few classes, and occasions to choose among them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from gateway.model import Action, Destination
from gateway.policy import LegalBasis, Mode, Operator, Policy, Purpose, RetentionClass, Trigger
from gateway.policy_retention import RetentionRule
from gateway.retention.rules import Occasion

START = datetime(2026, 1, 31, tzinfo=UTC)
DAY = timedelta(days=1)


def retention_class(
    key: str, trigger: Trigger = Trigger.LAST_INTERACTION, duration: str = "P30D", **more: Any
) -> RetentionClass:
    return RetentionClass(key=key, trigger=trigger, duration=duration, legal_ground="", **more)


def policy(*classes: RetentionClass, rules: tuple[RetentionRule, ...] = ()) -> Policy:
    """A policy with one purpose for each class, both under the class's name."""
    return Policy(
        key="default",
        version="1",
        hash="0123456789ab",
        operator=Operator(name="Example", contact="privacy@example.com"),
        language="en",
        mode=Mode.ENFORCE,
        strict_fields=False,
        about_person_only=frozenset(),
        threshold={"default": 0.5},
        actions={"default": dict.fromkeys(Destination, Action.SURROGATE)},
        purposes={
            each.key: Purpose(
                key=each.key,
                title=each.key,
                benefits="",
                legal_basis=LegalBasis.CONSENT,
                retention_class=each.key,
            )
            for each in classes
        },
        default_purpose=classes[0].key if classes else "none",
        classes={each.key: each for each in classes},
        restore_arguments=frozenset(),
        retention_rules=rules,
    )


def occasion(purpose: str, **more: Any) -> Occasion:
    return replace(Occasion(purpose=purpose, recipient="model-eu"), **more)
