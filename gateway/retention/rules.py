"""Which classes of a policy an exchange falls under."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from gateway.model import Examined
from gateway.policy import Policy, RetentionClass, RetentionRule, Tenant

CODE = r"[a-z0-9_-]{1,40}"
_CODE = re.compile(CODE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """What decides on the classes of one exchange.

    Attributes:
        purpose: key of what it is for.
        recipient: key of who is sent it.
        channel, bot: codes that the chatbot names, or empty.
        jurisdiction: country that the person is in, or None.
        detected: entity types that were found in it and are acted on.
    """

    purpose: str
    recipient: str
    channel: str = ""
    bot: str = ""
    jurisdiction: str | None = None
    detected: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A class of an exchange; ``explicit`` where somebody chose it for just such ones."""

    retention_class: RetentionClass
    explicit: bool = False


def is_code(text: object) -> bool:
    """Whether a text can be a channel or a bot."""
    return isinstance(text, str) and _CODE.fullmatch(text) is not None


def jurisdiction_of(tenant: Tenant, own: str | None) -> str | None:
    """The country that a person counts as in: their own, else the policy's, the storage's."""
    return own or tenant.policy.region or tenant.region


def types_in(examined: Iterable[Examined]) -> frozenset[str]:
    """Entity types of what was found and is acted on."""
    return frozenset(finding.entity_type for each in examined for finding in each.findings)


def matches(rule: RetentionRule, occasion: Occasion) -> bool:
    """Whether each condition of a rule is met."""
    return (
        (not rule.purposes or occasion.purpose in rule.purposes)
        and (not rule.channels or occasion.channel in rule.channels)
        and (not rule.bots or occasion.bot in rule.bots)
        and (not rule.jurisdictions or occasion.jurisdiction in rule.jurisdictions)
        and (not rule.detected or not rule.detected.isdisjoint(occasion.detected))
    )


def chosen_classes(policy: Policy, occasion: Occasion) -> tuple[Chosen, ...]:
    """The purpose's class, then that of each rule that matches; each once.

    Raises:
        KeyError: the policy has no such purpose, or a class is not defined.
    """
    own = policy.purposes[occasion.purpose].retention_class
    if not policy.retention_rules:
        return (Chosen(retention_class=policy.classes[own]),)
    named = [(own, False)]
    named += [
        (rule.retention_class, rule.explicit)
        for rule in policy.retention_rules
        if matches(rule, occasion)
    ]
    return tuple(
        Chosen(retention_class=policy.classes[key], explicit=explicit)
        for key, explicit in dict.fromkeys(named)
    )
