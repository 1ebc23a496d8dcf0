"""Who may read what lies under a restricted class: the privacy officer, and its person. Pure.

A class is restricted where the policy says so (``restricted: true``). One that waits for
the withdrawal of consent is restricted from the withdrawal on: what is kept then is kept
for claims, and for nothing else.
"""

from __future__ import annotations

from datetime import datetime

from gateway.errors import Refused
from gateway.model import Role
from gateway.policy import Policy
from gateway.policy_retention import DEFAULT_RECORDS, Trigger
from gateway.retention.terms import Term, Terms

# The person reads what is theirs; all others are people who work for the operator.
READERS = frozenset({Role.SUBJECT, Role.PRIVACY_OFFICER})
CLASS_RESTRICTED = "class_restricted"


def is_restricted(policy: Policy, retention_class: str, *, terms: Terms, now: datetime) -> bool:
    """Whether a conversation's text is for the privacy officer alone.

    Args:
        policy: of its tenant.
        retention_class: the one that decides on its end.
        terms: all of its classes, as they were when it fell under them.
        now: aware, UTC.
    """
    if any(each.restricted or _is_kept_for_claims(each, now) for each in terms):
        return True
    held = policy.classes.get(retention_class)
    return held is not None and held.restricted


def is_kind_restricted(policy: Policy, kind: str) -> bool:
    """Whether a kind of record (``consents``, ``disclosures``) has a restricted class."""
    key = policy.records.get(kind, "")
    return policy.classes.get(key, DEFAULT_RECORDS[kind]).restricted


def keeps_from(policy: Policy, kind: str, *, role: Role) -> bool:
    """Whether the class of a kind of record is not for this role to read.

    Back ends that write records of their people (``consent``) read them, too.
    """
    return role not in READERS | {Role.CONSENT, Role.GUEST} and is_kind_restricted(policy, kind)


def class_restricted() -> Refused:
    """Only the privacy officer reads it."""
    return Refused(
        CLASS_RESTRICTED,
        "What is kept in this retention class is read by the privacy officer only.",
        status=403,
    )


def _is_kept_for_claims(term: Term, now: datetime) -> bool:
    is_withdrawal = term.trigger == Trigger.CONSENT_WITHDRAWAL.value
    return is_withdrawal and term.started is not None and term.started <= now
