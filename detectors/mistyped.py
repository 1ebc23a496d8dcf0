"""Signs that were written with others that look like them or stand for them.

Letters that look like digits ("4lll 1lO1", "O78-O5-112O") count as digits in a token that
else holds digits, and between such tokens; ``=40`` and ``+AEA-`` are the at sign of mail
bodies (quoted-printable, UTF-7), and ``=`` at the end of a line joins it to the next. None
of this is sure enough for the canonical view.

>>> from detectors.mistyped import pieces
>>> pieces("my ssn is O78-05-ll20")
[('0', 10, 11), ('1', 17, 18), ('1', 18, 19)]
>>> pieces("it is 20lbs or 30s")
[]
"""

from __future__ import annotations

import re

Piece = tuple[str, int, int]

_DIGITS = dict(zip("OoQlIiSsBZzGb", "0001115582266", strict=True))
_LETTERS = "".join(_DIGITS)
_BETWEEN = r"[ .\-/]{1,3}"
# At the borders of a token only what hardly anybody writes there for itself ("iso8601", "30s").
_TOKEN = (
    rf"(?:[OIl]{{0,4}}[0-9](?:[0-9{_LETTERS}]{{0,40}}[0-9])?[OoIl]{{0,4}}|[OolI]{{2,8}})"
    r"(?![0-9A-Za-z])"
)
_RUN = re.compile(rf"(?<![0-9A-Za-z]){_TOKEN}(?:{_BETWEEN}{_TOKEN})*")
_LONG = re.compile(r"[0-9A-Za-z]{7,40}")
_INSIDE = re.compile(r"(?<=[0-9])[OolI]{1,4}(?=[0-9])")
_LETTER = re.compile(f"[{_LETTERS}]")
_SURE = frozenset("OolI")
_LEAST = 7

_AT = re.compile(r"(?<=[A-Za-z0-9._])(?:=40|\+AEA-)(?=[A-Za-z0-9])")
_SOFT_BREAK = re.compile(r"(?<=\S)=\r?\n(?=\S)")

TRIGGERS = (
    r"[0-9][oqilsbzg]{1,6}[0-9]",
    r"[0-9]{2}[oil]{1,4}(?:[^a-z0-9]|\z)",
    r"(?:[^a-z0-9]|\A)[oil]{1,4}[0-9]{2}",
    r"[0-9]{3}[ .\-/]{1,3}[oli]{2,8}[ .\-/]{1,3}[0-9]",
    r"[a-z0-9._](?:=40|\+aea-)[a-z0-9]",
    r"[^ \t\r\n]=\r?\n[^ \t\r\n]",
)


def pieces(text: str) -> list[Piece]:
    """What look-alikes in a text stand for.

    Args:
        text: a canonical view.

    Returns:
        What to read, start and end of what it stands for; ascending and disjoint.
    """
    found = {match.start(): ("@", *match.span()) for match in _AT.finditer(text)}
    found |= {match.start(): ("", *match.span()) for match in _SOFT_BREAK.finditer(text)}
    for run in _RUN.finditer(text):
        letters = _LETTER.findall(run.group())
        digits = sum(map(str.isdecimal, run.group()))
        # A single S, B or G is as likely to be meant.
        sure = len(letters) > 1 or not _SURE.isdisjoint(letters)
        if sure and 3 * digits >= 2 * len(letters) and digits + len(letters) >= _LEAST:
            for match in _LETTER.finditer(text, *run.span()):
                found[match.start()] = (_DIGITS[match.group()], *match.span())
    for token in _LONG.finditer(text):
        if 2 * sum(map(str.isdecimal, token.group())) < len(token.group()):
            continue
        for match in _INSIDE.finditer(text, *token.span()):
            for place in range(*match.span()):
                found[place] = (_DIGITS[text[place]], place, place + 1)
    return [found[place] for place in sorted(found)]
