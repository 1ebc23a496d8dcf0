"""What the tasks of an erasure request left, as its certificate lists it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

# Their conversations are counted where they lie.
_COUNTED_ELSEWHERE = frozenset({"conversations"})


def task_stores(retained: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    """One entry a store that keeps something.

    Args:
        retained: items by store and ground.
    """
    by_store: dict[str, dict[str, int]] = defaultdict(dict)
    for (store, ground), items in sorted(retained.items()):
        if items and store not in _COUNTED_ELSEWHERE:
            by_store[store][ground] = items
    return [
        {
            "store": store,
            "items_removed": 0,
            "items_retained": sum(grounds.values()),
            "reason": ",".join(grounds),
            "checked_by": "request",
        }
        for store, grounds in by_store.items()
    ]
