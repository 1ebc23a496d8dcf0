"""The language in which a person is asked. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection

_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8}){0,7}\Z")
_QUALITY = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\Z")
_MOST = 50


def language_of(tag: str) -> str | None:
    """The primary subtag of a language tag, in small letters; None if it is no tag.

    Source: RFC 5646, section 2.1.
    """
    return tag.partition("-")[0].lower() if _TAG.match(tag) else None


def preferred(accepted: str, available: Collection[str]) -> str | None:
    """The best of some languages by an ``Accept-Language`` header; None where none fits.

    Only primary subtags are compared: who reads ``de-CH`` reads ``de``. A header that is
    not of its form, or a part of it, says nothing.

    Source: RFC 9110, section 12.5.4.

    Args:
        accepted: the header's value.
        available: ISO 639-1 codes.
    """
    best, found = 0.0, None
    for part in accepted.split(",")[:_MOST]:
        tag, _, parameter = part.strip().partition(";")
        quality = _quality(parameter)
        language = language_of(tag.strip())
        if quality > best and language in available:
            best, found = quality, language
    return found


def _quality(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    value = value.strip()
    if name.strip().lower() != "q" or _QUALITY.match(value) is None:
        return 0.0
    return float(value)
