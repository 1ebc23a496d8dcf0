"""What becomes of a conversation whose time is over: one rule, and texts without people.

A law that forbids to erase it comes first, whatever the class says. What nobody can decide
from the row (an unknown action, a separate store without an end) is put before somebody.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum

_CODE = "[0-9A-HJKMNP-TV-Z]"
_TYPE = "[A-Z][A-Z0-9]*(?:_[A-Z][A-Z0-9]*)*"
# Surrogates as they are made, as models write them, and keyed hashes: all of them tell one
# person from another. The type before the code is what may stay.
_BRACKETED = re.compile(
    rf"\\?\[({_TYPE})(?:\\?_{_CODE}{{8}}(?:\\?[._]{_CODE}{{2}})?|#[0-9A-F]{{16}})\\?\]",
    re.ASCII | re.IGNORECASE,
)
_BARE = re.compile(
    rf"(?<![A-Za-z0-9])({_TYPE})\\?_{_CODE}{{8}}(?:\\?[._]{_CODE}{{2}})?(?![A-Za-z0-9])",
    re.ASCII,
)


class Disposal(StrEnum):
    """What a sweep does with a conversation that is due."""

    ERASE = "erase"
    ANONYMISE = "anonymise"
    REVIEW = "review"
    MOVE = "move_to_separate_store"
    ANONYMISED = "anonymised"  # its anonymous copy is there; the original goes


def disposal(action: str, keep_until: datetime | None, *, now: datetime) -> Disposal:
    """What to do with a conversation that is due now and not held.

    Args:
        action: of its class.
        keep_until: before that a law forbids to erase it; None where none does.
        now: aware, UTC.
    """
    if keep_until is not None and keep_until > now:
        return Disposal.MOVE
    if action == Disposal.MOVE:
        return Disposal.REVIEW if keep_until is None else Disposal.ERASE
    try:
        return Disposal(action)
    except ValueError:
        return Disposal.REVIEW


def without_codes(text: str) -> str:
    """The text with the types of what was replaced in it, and without their codes."""
    return _BARE.sub(r"\1", _BRACKETED.sub(r"[\1]", text))


def month_of(at: datetime) -> datetime:
    """The beginning of its month."""
    return at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
