"""Private keys as they stand in files.

Issuer: their owner. Layout: a line that begins one, base64 lines, a line that ends it
(PEM, OpenSSH, PGP); PuTTY's own file; age's ``AGE-SECRET-KEY-1`` and Nostr's ``nsec1`` in
Bech32. A key that was cut off at either end is covered as far as its base64 goes.
Check digit: none; random text does not hold these words.
Source: RFC 7468; RFC 4880 section 6.2; PuTTY user manual appendix C; age, "The age file
format" (C2SP).

>>> from detectors.secrets.private_key import end_of_lines
>>> end_of_lines("\\nMIIBVgIBADANBgkqhkiG9w0B\\nAQ==\\nthat was it", 0)
30
>>> end_of_lines(" is what I lost", 0)
0
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.types import Finding, Input, Pattern

NAME = "private_key"

# A PGP key with photographs is longer; base64 lines are covered wherever they end.
_LONGEST = 40_000
_BASE_64 = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=")
_SHORTEST_LINE = 16
_DASHES = r"-{2,5}[ \t]?"
_KIND = r"(?:[A-Za-z0-9]{1,12}[ ]){0,4}PRIVATE[ ]KEY(?:[ ]BLOCK)?[ ]?"
_BEGIN = re.compile(rf"{_DASHES}BEGIN[ ]{_KIND}-{{0,5}}", re.IGNORECASE)
_END = re.compile(rf"{_DASHES}END[ ]{_KIND}-{{0,5}}", re.IGNORECASE)
# Headers (``Proc-Type: 4,ENCRYPTED``), then base64 in lines or in one run, and a last short line.
_LINES = re.compile(
    r"(?:\s{0,24}(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset|MessageID|Encryption"
    r"|Public-Lines|Private-Lines|Private-MAC|Private-Hash|Key-Derivation"
    r"|Argon2-[A-Za-z]{1,16}):[^\r\n]{0,200})*"
    r"(?:\s{0,24}[A-Za-z0-9+/]{16,}={0,2})*(?:\s{0,4}[A-Za-z0-9+/]{1,15}(?:={1,2}|(?=[\r\n]|\Z)))?"
    r"(?:\s{0,4}={1,2}[A-Za-z0-9+/]{4}(?![A-Za-z0-9+/]))?",
    re.IGNORECASE,
)
_PUTTY = re.compile(r"PuTTY-User-Key-File-[0-9]", re.IGNORECASE)
_PUTTY_END = re.compile(r"Private-(?:MAC|Hash):[ ]?[0-9A-Fa-f]{8,128}", re.IGNORECASE)
_BECH32 = re.compile(
    r"(?<![A-Za-z0-9])(?:AGE-SECRET-KEY-(?:PQ-)?1|AGE-PLUGIN-[A-Z0-9]{1,20}-1|nsec1)[02-9ac-hj-np-z]{20,200}",
    re.IGNORECASE,
)


class PrivateKeyDetector:
    """Finds private keys, whole or cut off."""

    name = NAME
    entity_types = ("PRIVATE_KEY",)
    patterns = (
        Pattern(expression=r"--[ \t]?(?:begin|end) [a-z0-9 ]{0,50}private key", max_length=72),
        Pattern(expression=r"putty-user-key-file-[0-9]", max_length=24),
        Pattern(expression=r"(?:age-secret-key-|nsec1|age-plugin-)[a-z0-9\-]{8}", max_length=28),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        taken = start
        for begin in _BEGIN.finditer(text, start, min(len(text), end + 20)):
            if begin.start() < taken:
                continue
            seen.check()
            taken = _end_of_key(text, begin.end(), marks=(_BEGIN, _END))
            yield _finding(begin.start(), taken, evidence="begin")
        for cut in _END.finditer(text, start, min(len(text), end + 20)):
            if cut.start() >= taken:
                seen.check()
                yield _finding(_start_of_lines(text, cut.start()), cut.end(), evidence="end")
        for putty in _PUTTY.finditer(text, start, end):
            if putty.start() >= taken:
                seen.check()
                taken = _end_of_key(text, putty.end(), marks=(_PUTTY, _PUTTY_END))
                yield _finding(putty.start(), taken, evidence="putty")
        for match in _BECH32.finditer(text, start, min(len(text), end + 200)):
            yield _finding(match.start(), match.end(), evidence="bech32")


def _end_of_key(text: str, start: int, *, marks: tuple[re.Pattern[str], re.Pattern[str]]) -> int:
    """Where a key ends that begins before ``start``: at its mark, or with its base64.

    Args:
        text: a canonical view.
        start: where what begins the key ends.
        marks: what begins such a key, what ends it.
    """
    limit = min(len(text), start + _LONGEST)
    following = marks[0].search(text, start, limit)
    end = marks[1].search(text, start, following.start() if following is not None else limit)
    return end.end() if end is not None else end_of_lines(text, start)


def end_of_lines(text: str, start: int) -> int:
    """Where headers and base64 that begin at a place end; the place itself if there are none."""
    match = _LINES.match(text, start)
    return match.end() if match is not None and match.group().strip() else start


def _start_of_lines(text: str, end: int) -> int:
    """Where the base64 begins that stands before a place; its last line may be short."""
    start = end
    limit = max(0, end - _LONGEST)
    while start > limit:
        line_end = start
        while line_end > limit and text[line_end - 1].isspace():
            line_end -= 1
        line = line_end
        while line > limit and text[line - 1] in _BASE_64:
            line -= 1
        if line_end - line < (_SHORTEST_LINE if start != end else 1):
            break
        start = line
    return start


def _finding(start: int, end: int, *, evidence: str) -> Finding:
    return Finding(
        entity_type="PRIVATE_KEY",
        start=start,
        end=end,
        score=0.99,
        detector=NAME,
        evidence=(evidence,),
    )
