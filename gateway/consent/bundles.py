"""A consent is for one purpose and one recipient: bodies that ask for more are refused. Pure."""

from __future__ import annotations

import re

from gateway.errors import Refused

_SEVERAL = re.compile(
    r"(?i)(\*|.*[*,;|+&/\s].*|all|any|each|every(thing|body|one)?|both)\Z", re.DOTALL
)
_FLAGS = re.compile(
    r"(?i)(purposes|recipients|consents|decisions|bundled?|all|\w+_(all|everything)|all_\w+)\Z"
)


def is_bundled(body: object) -> bool:
    """Whether a body, parsed from JSON, asks for several purposes or recipients at once."""
    if not isinstance(body, dict):
        return isinstance(body, list)
    if any(isinstance(key, str) and _FLAGS.match(key) for key in body):
        return True
    return any(_is_several(body.get(name)) for name in ("purpose", "recipient"))


def check_single(body: object) -> None:
    """Raises Refused (422 ``consent_bundled``) for several purposes or recipients at once."""
    if is_bundled(body):
        raise Refused(
            "consent_bundled",
            "A consent is for one purpose and one recipient; ask for each alone.",
            status=422,
        )


def _is_several(value: object) -> bool:
    if isinstance(value, str):
        return _SEVERAL.match(value) is not None
    return isinstance(value, list | dict)
