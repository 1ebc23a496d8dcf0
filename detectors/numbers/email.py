"""E-mail addresses.

Issuer: whoever runs the domain. Layout: a local part of at most 64 characters, ``@``, a
domain of at most 255; letters of every script in both (SMTPUTF8, IDN), a quoted local
part, an address literal in brackets. Check digit: none; a domain with a dot, or
``localhost``, is asked for. Any top-level domain counts: internal ones name people too.
Source: RFC 5321 sections 4.1.2 and 4.5.3.1, RFC 6531, read 2026-11.

>>> from detectors.numbers.email import address_span
>>> address_span("user=jane@corp.local.", 9)
(5, 20)
>>> address_span("jane@nowhere", 4) is None  # no dot
True
>>> address_span("@example.com", 0) is None  # no local part
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.numbers import email_glued, email_spoken
from detectors.numbers.email_spoken import PROVIDERS
from detectors.types import Finding, Input, Pattern

NAME = "email"

_LONGEST_LOCAL = 64
_LONGEST_DOMAIN = 255

# Scripts written without spaces: an address in their running text ends where they begin.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3100-\u312f\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
# "=", "/", "?", "&" and the like may stand in a local part, but what stands before them
# is nearly always the name of a field or a path.
_LOCAL_BACKWARD = re.compile(r"[\w!#$%*+\-.^`'{}~\u0300-\u036f]{1,64}")
_LAST_UNSPACED = re.compile(rf"[{_UNSPACED}](?=[^{_UNSPACED}]*$)")
_LETTERS_ONLY = re.compile(r"[^\W_]")
_QUOTED = re.compile(r'"(?:[^"\\\n]|\\[^\n]){1,62}"$')
_ASCII_DOMAIN = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z_\-]|\.(?=[^\W_]))*", re.ASCII)
_DOMAIN = re.compile(r"[^\W_](?:[\w\-\u0300-\u036f]|\.(?=[^\W_]))*")
_LITERAL = re.compile(r"\[(?:IPv6:)?[0-9A-Fa-f:.]{2,45}\]")
_HOST_OF_DIGITS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}")
_UNSPACED_CHARACTER = re.compile(rf"[{_UNSPACED}]")

_PROVIDER_WITHOUT_END = re.compile(
    rf"{PROVIDERS}(?:[ ,](?:com|net|org|co uk|co in)|(?:com|net|org))?(?![\w@])", re.IGNORECASE
)
# The user name of every remote repository over SSH: git@host:owner/name.
_REMOTE = re.compile(r"(?:git|hg|svn)\Z", re.IGNORECASE)


def address_span(text: str, at: int) -> tuple[int, int] | None:
    """The address around an ``@``.

    Args:
        text: a canonical view.
        at: place of the ``@``.

    Returns:
        Start and end, or None if what stands there is no address. A local part that is
        too long gives its last 64 characters: the address may be glued to other text.
    """
    start = _local_start(text, at)
    end = _domain_end(text, at)
    return None if start is None or end is None else (start, end)


def _local_start(text: str, at: int) -> int | None:
    low = max(0, at - _LONGEST_LOCAL)
    if at and text[at - 1] == '"':
        quoted = _QUOTED.search(text, low, at)
        return quoted.start() if quoted else None
    backward = _LOCAL_BACKWARD.match(text[low:at][::-1])
    if backward is None:
        return None
    start = at - backward.end()
    if text[at - 1].isascii():
        unspaced = _LAST_UNSPACED.search(text, start, at)
        if unspaced is not None:
            start = unspaced.end()
    letter = _LETTERS_ONLY.search(text, start, at)
    return letter.start() if letter is not None else None


def _domain_end(text: str, at: int) -> int | None:
    first, high = at + 1, min(len(text), at + 1 + _LONGEST_DOMAIN)
    if text[first : first + 1] == "[":
        literal = _LITERAL.match(text, first, high)
        return literal.end() if literal else None
    match = _ASCII_DOMAIN.match(text, first, high)
    following = text[match.end() : match.end() + 1] if match is not None else "\x80"
    # A letter of another script goes on with the domain, unless it begins running text.
    if following > "\x7f" and (
        match is None or "." not in match.group() or not _UNSPACED_CHARACTER.match(following)
    ):
        match = _DOMAIN.match(text, first, high)
    if match is None:
        return None
    domain = match.group().rstrip("-_")
    last_label = domain.rpartition(".")[2]
    if "." not in domain:
        return first + len(domain) if domain.lower() == "localhost" else None
    if last_label.isdecimal() and _HOST_OF_DIGITS.fullmatch(domain) is None:
        return None
    return first + len(domain)


class EmailDetector:
    """Finds e-mail addresses, internal and international ones included."""

    name = NAME
    entity_types = ("EMAIL_ADDRESS",)
    patterns = (
        Pattern(expression=r"[^\s@]@[^\s@]", max_length=3),
        *email_spoken.PATTERNS,
        *email_glued.PATTERNS,
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        at = seen.text.find("@", start, end)
        while at >= 0:
            span = address_span(seen.text, at)
            seen.check()
            if span is not None and not _is_remote(seen.text, span, at=at):
                yield _finding(span, score=0.95, evidence="layout")
            elif span is None:
                span = _at_provider(seen.text, at)
                if span is not None:
                    yield _finding(span, score=0.6, evidence="provider")
            at = seen.text.find("@", at + 1, end)
        if end - start > 3:
            for span in email_spoken.spoken(seen, (start, end)):
                yield _finding(span, score=0.6, evidence="words")
            for first, last, provider in email_glued.glued(seen, (start, end)):
                yield _finding(
                    (first, last),
                    score=0.6 if provider else 0.5,
                    evidence="provider" if provider else "context",
                )


def _at_provider(text: str, at: int) -> tuple[int, int] | None:
    """An address whose domain is a provider's name with its ending lost or cut off."""
    match = _PROVIDER_WITHOUT_END.match(text, at + 1, min(len(text), at + 40))
    start = _local_start(text, at) if match is not None else None
    return None if start is None or match is None else (start, match.end())


def _is_remote(text: str, span: tuple[int, int], *, at: int) -> bool:
    """Whether an address is that of a repository, which names nobody."""
    start, end = span
    if _REMOTE.match(text, start, at) is None:
        return False
    return text[start - 3 : start] == "://" or text[end : end + 1] in (":", "/")


def _finding(span: tuple[int, int], *, score: float, evidence: str) -> Finding:
    return Finding(
        entity_type="EMAIL_ADDRESS",
        start=span[0],
        end=span[1],
        score=score,
        detector=NAME,
        evidence=(evidence,),
    )
