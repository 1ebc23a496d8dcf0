"""Addresses of the web.

Issuer: whoever runs the host. Layout: a scheme and ``://``; or ``www.``; or a host of
labels whose last one is a top-level domain; then perhaps port, path, query and fragment.
Check digit: none. A bare host whose last label is also a word ("done.so what") or a
suffix of file names needs ``/``, a third label or a word that names a web site. What
stands inside an address (user, e-mail address, IP address, keys) is found by its own
detector, with a higher score.
Source: RFC 3986, WHATWG URL (2026), RFC 5890, read 2026-11.

>>> from detectors.numbers.url import host_counts
>>> host_counts("example.com"), host_counts("end.Next"), host_counts("done.so")
(True, False, False)
>>> host_counts("www.done.so")
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detectors.context import Words
from detectors.numbers.domains import AMBIGUOUS, SECOND_LEVEL, TOP_LEVEL
from detectors.types import Finding, Input, Pattern

NAME = "url"

_LONGEST = 2048
_LONGEST_HOST = 253
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3000-\u30ff\u3100-\u312f\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_SCHEME = re.compile(r"(?<![A-Za-z0-9+\-])[A-Za-z][A-Za-z0-9+\-]{1,14}://(?=[^\s/])")
_GLUED_SCHEME = re.compile(r"(?:https?|ftps?|wss?)://(?=[^\s/])", re.IGNORECASE)
_REST = re.compile(rf"[^\s<>\"`{{}}|\\^{_UNSPACED}]*")
_FOREIGN_HOST = re.compile(r"[\w\-.]+")
_HOST = re.compile(
    r"(?<![A-Za-z0-9_@.\-/])(?:[A-Za-z0-9_](?:[A-Za-z0-9_\-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
    r"(?![A-Za-z0-9_\-]|\.[A-Za-z0-9])"
)
_AFTER_HOST = re.compile(rf"(?::[0-9]{{1,5}}(?![0-9]))?(?:[/?#][^\s<>\"`{{}}|\\^{_UNSPACED}]*)?")
_IN_HOST = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.")
_WORDS = Words(
    "url", "urls", "website", "websites", "webpage", "site", "sites", "web", "link", "links",
    "homepage", "domain", "domains", "visit", "browse", "webseite", "sitio", "enlace",
    "\u7f51\u5740", "\u7f51\u7ad9", "\u5b98\u7f51", "\u8bbf\u95ee",
)  # fmt: skip


def host_counts(host: str, *, more: bool = False) -> bool:
    """Whether a host in running text is one by itself.

    Args:
        host: labels joined by dots.
        more: something else speaks for it: a path, a word that names web sites.
    """
    labels = host.split(".")
    last = labels[-1].lower()
    if last not in TOP_LEVEL or (labels[-1] != last and not host.isupper()):
        return False
    first = labels[0].lower()
    if not any(map(str.isalpha, "".join(labels[:-1]))) and not more:
        return False
    if last not in AMBIGUOUS or more or first == "www":
        return True
    return len(labels) > 2 and (labels[-2].lower() in SECOND_LEVEL or "-" in host)


class UrlDetector:
    """Finds web addresses, with and without a scheme."""

    name = NAME
    entity_types = ("URL",)
    patterns = (
        Pattern(expression=r"[a-z0-9]://[^\s/]", max_length=20),
        Pattern(expression=r"[a-z0-9_\-]\.[a-z]{2,24}(?:[^a-z]|\z)", max_length=28),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        if seen.text.find("://", start, end) >= 0:
            yield from _with_scheme(seen, (start, end))
        yield from _bare(seen, (start, end))


def _with_scheme(seen: Input, window: tuple[int, int]) -> Iterator[Finding]:
    text, (start, end) = seen.text, window
    position = max(0, start - 16)
    while position < end:
        match = _SCHEME.search(text, position, end) or _GLUED_SCHEME.search(text, position, end)
        if match is None:
            return
        seen.check()
        high = min(len(text), match.end() + _LONGEST)
        rest = _REST.match(text, match.end(), high)
        last = rest.end() if rest is not None else match.end()
        if last == match.end():
            foreign = _FOREIGN_HOST.match(text, match.end(), high)
            last = foreign.end() if foreign is not None else last
        last = _without_tail(text, start=match.end(), end=last)
        if last > match.end() and _names_a_host(text, start=match.end(), end=last):
            yield _finding((match.start(), last), context=False)
        position = max(last, match.end())


def _names_a_host(text: str, *, start: int, end: int) -> bool:
    """Whether what follows ``://`` has a dot, a port, a literal or is ``localhost``."""
    authority = re.split(r"[/?#]", text[start:end], maxsplit=1)[0]
    host = authority.rpartition("@")[2]
    return "." in host or ":" in host or host.lower() == "localhost"


def _bare(seen: Input, window: tuple[int, int]) -> Iterator[Finding]:
    text, (start, end) = seen.text, window
    low = start
    while low and start - low < _LONGEST_HOST and text[low - 1] in _IN_HOST:
        low -= 1
    high = min(len(text), end + 1)
    position = low
    while position < end:
        match = _HOST.search(text, position, high)
        if match is None or match.start() >= end:
            return
        seen.check()
        first, last = match.span()
        position = last
        if text[last : last + 1] == "@":
            continue
        after = _AFTER_HOST.match(text, last, min(len(text), last + _LONGEST))
        more = after is not None and after.end() > last + 1
        context = more or _WORDS.beside(seen, start=first, end=last)
        if host_counts(match.group(), more=context):
            if after is not None:
                last = _without_tail(text, start=last, end=after.end())
            yield _finding((first, last), context=context)
            position = max(last, position)


def _without_tail(text: str, *, start: int, end: int) -> int:
    """Where an address ends once the punctuation of the sentence is taken off."""
    tail = ".,;:!?'*_~"
    for opening, closing in ("()", "[]"):
        if text.find(opening, start, end) < 0:
            tail += closing
    while end > start and text[end - 1] in tail:
        end -= 1
    return end


def _finding(span: tuple[int, int], *, context: bool) -> Finding:
    # What stands inside an address has a higher score, and keeps its own type.
    return Finding(
        entity_type="URL",
        start=span[0],
        end=span[1],
        score=0.5,
        detector=NAME,
        evidence=("layout", "context") if context else ("layout",),
    )
