"""The retention classes of a policy as people and programs are shown them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gateway.policy import Policy, RetentionClass
from gateway.retention.classes import version_of
from gateway.storage.retention_ports import ClassCount


def class_facts(policy: Policy) -> list[dict[str, Any]]:
    """What each class says, and what has it."""
    return [
        {
            "key": each.key,
            "version": version_of(each),
            "trigger": each.started_by,
            "duration": each.duration,
            "undo": each.undo or None,
            "action": each.action.value,
            "minimum": each.minimum.duration if each.minimum is not None else None,
            "law": each.minimum.law if each.minimum is not None else None,
            "shortest": each.clamps.shortest if each.clamps is not None else None,
            "longest": each.clamps.longest if each.clamps is not None else None,
            "legal_ground": each.legal_ground,
            **_used_by(policy, each),
        }
        for each in policy.classes.values()
    ]


def with_counts(
    facts: Iterable[dict[str, Any]], counts: Iterable[ClassCount]
) -> list[dict[str, Any]]:
    """The same with what is held of each; a class that is gone is listed while rows carry it."""
    held = {each.retention_class: each for each in counts}
    found = [{**each, "held_now": _counted(held.pop(each["key"], None))} for each in facts]
    return [
        *found,
        *({"key": key, "gone": True, "held_now": _counted(each)} for key, each in held.items()),
    ]


def _used_by(policy: Policy, each: RetentionClass) -> dict[str, list[str] | int]:
    return {
        "purposes": sorted(
            key for key, purpose in policy.purposes.items() if purpose.retention_class == each.key
        ),
        "rules": sum(rule.retention_class == each.key for rule in policy.retention_rules),
        "records": sorted(kind for kind, key in policy.records.items() if key == each.key),
    }


def _counted(count: ClassCount | None) -> dict[str, Any]:
    if count is None:
        return {
            **dict.fromkeys(("conversations", "provider_states", "due", "held", "review"), 0),
            "overdue": 0,
            "earliest_erase_by": None,
        }
    earliest = count.earliest_erase_by
    return {
        "conversations": count.conversations,
        "provider_states": count.provider_states,
        "due": count.due,
        "held": count.held,
        "review": count.review,
        "overdue": count.overdue,
        "earliest_erase_by": (
            earliest.isoformat().replace("+00:00", "Z") if earliest is not None else None
        ),
    }
