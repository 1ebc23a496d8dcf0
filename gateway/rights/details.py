"""Reads what a request says of what is wanted; what is not of its form names the field only."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from gateway.errors import InvalidRequest


def known_only(details: Mapping[str, Any], *names: str) -> None:
    """Raises InvalidRequest where there is anything else."""
    other = set(details) - set(names)
    if other:
        raise wrong("details")


def wrong(name: str) -> InvalidRequest:
    """The error of a field that lacks, or is not of its form."""
    return InvalidRequest(
        "What is asked for is not said in full.", status=422, details={"fields": [name]}
    )


def text(details: Mapping[str, Any], name: str, *, most: int) -> str | None:
    """Text of 1 to so many characters, or None where there is none.

    Raises:
        InvalidRequest: it is something else.
    """
    value = details.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not 0 < len(value) <= most or not value.strip():
        raise wrong(name)
    return value


def choice(details: Mapping[str, Any], name: str, *, known: Collection[str]) -> str | None:
    """One of the words known, or None where there is none.

    Raises:
        InvalidRequest: it is something else.
    """
    value = details.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or value not in known:
        raise wrong(name)
    return value


def time(details: Mapping[str, Any], name: str) -> datetime | None:
    """A time with its offset (RFC 3339), or None where there is none.

    Raises:
        InvalidRequest: it is something else.
    """
    value = details.get(name)
    if value is None:
        return None
    if not isinstance(value, str):
        raise wrong(name)
    try:
        at = datetime.fromisoformat(value)
        found = at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise wrong(name) from None
    if at.tzinfo is None:
        raise wrong(name)
    return found


def flag(details: Mapping[str, Any], name: str) -> bool:
    """A truth value; False where there is none.

    Raises:
        InvalidRequest: it is something else.
    """
    value = details.get(name, False)
    if not isinstance(value, bool):
        raise wrong(name)
    return value


def takes_back(details: Mapping[str, Any]) -> bool:
    """Whether an objection or a restriction is to end."""
    return details.get("lift") is True
