"""Where two bodies differ."""

from __future__ import annotations

from typing import Any


def changes(before: Any, after: Any, at: str = "") -> set[str]:
    """Pointers of what was added, taken out or replaced, with ``*`` for indexes."""
    if isinstance(before, dict) and isinstance(after, dict):
        found: set[str] = set()
        for key in before.keys() | after.keys():
            if key in before and key in after:
                found |= changes(before[key], after[key], f"{at}/{key}")
            else:
                found.add(f"{at}/{key}")
        return found
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        pairs = zip(before, after, strict=True)
        return {each for a, b in pairs for each in changes(a, b, f"{at}/*")}
    return set() if type(before) is type(after) and before == after else {at}
