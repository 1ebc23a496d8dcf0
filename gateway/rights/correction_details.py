"""Reads which values a person says are wrong, and which are right; errors name the field only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.rights.corrections import MOST, Correction, stands_for_others
from gateway.rights.details import wrong
from gateway.rights.folded import folded

MOST_CORRECTIONS = 20


def corrections_of(details: Mapping[str, Any]) -> Sequence[Correction]:
    """The corrections that a request names.

    Raises:
        InvalidRequest: one is not of its form.
    """
    named = details.get("corrections", [])
    if not isinstance(named, list) or len(named) > MOST_CORRECTIONS:
        raise wrong("corrections")
    found = []
    for each in named:
        if not isinstance(each, dict) or set(each) != {"old", "new"}:
            raise wrong("corrections")
        old, new = _value(each["old"]), _value(each["new"])
        if " ".join(old.split()) == " ".join(new.split()) and not stands_for_others(old):
            raise wrong("corrections")
        found.append(Correction(old=old, new=new))
    known = [folded(each.old).text for each in found if not stands_for_others(each.old)]
    if len(set(known)) < len(known):
        raise wrong("corrections")
    return found


def _value(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= MOST:
        raise wrong("corrections")
    if not folded(value.strip()).text.strip():
        raise wrong("corrections")
    return value.strip()
