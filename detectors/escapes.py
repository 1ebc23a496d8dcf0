r"""Characters that stand in a text as escapes of JSON, program code, URLs, HTML or Markdown.

A text may be code, a log line, a form's body: ``jane\u0040example.com``,
``jane%40example.com`` and ``jane&commat;example.com`` name the same person as the plain
spelling. An escape is one piece: all of it stands for what it is read as. Escapes that
were escaped again (``\\u0040``, ``%2540``, ``&amp;#64;``) are read as well.

Source: RFC 8259 section 7; RFC 3986 section 2.1; HTML Living Standard 13.5 (named
character references); CommonMark 0.31 section 2.4, read 2026-11.

>>> from detectors.escapes import decoded
>>> decoded("a%40b")
('a@b', [0, 1, 4], [1, 4, 5])
>>> decoded("100% of it") is None  # no escape
True
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.entities import html5

# An escape within an escape; each round costs one look at the text.
_ROUNDS = 4

_LATER = "%(?:25){0,8}[89ABab][0-9A-Fa-f]"
# Each branch begins with its own character, so that the search skips to one of them.
_ESCAPE = re.compile(
    r"\\\\{0,15}(?:"
    r"u[Dd](?P<high>[89ABab][0-9A-Fa-f]{2})\\{1,16}u[Dd](?P<low>[C-Fc-f][0-9A-Fa-f]{2})"
    r"|u(?P<unit>[0-9A-Fa-f]{4})|u\{(?P<braced>[0-9A-Fa-f]{1,6})\}"
    r"|x(?P<short>[0-9A-Fa-f]{2})|U(?P<long>[0-9A-Fa-f]{8})"
    r"|(?P<space>[nrt]|\r?\n)"
    r"|(?P<mark>[/\"'\-_.*@+#()\[\]|]))"
    r"|%(?:25){0,8}(?:(?P<byte>[0-7][0-9A-Fa-f])"
    rf"|(?P<bytes>[CDcd][0-9A-Fa-f]{_LATER}|[Ee][0-9A-Fa-f](?:{_LATER}){{2}}"
    rf"|[Ff][0-4](?:{_LATER}){{3}}))"
    r"|&(?:amp;){0,8}(?:#(?P<decimal>[0-9]{1,7})|#[Xx](?P<hexadecimal>[0-9A-Fa-f]{1,6})"
    r"|(?P<name>[A-Za-z][0-9A-Za-z]{1,31}));"
    r"|</?(?P<line>[A-Za-z][A-Za-z0-9]{0,9})[ \t]{0,3}/?>"
)
_HEXADECIMAL = re.compile(r"%(?:25)*([0-9A-Fa-f]{2})")


def decoded(text: str) -> tuple[str, list[int], list[int]] | None:
    """A text with its escapes read, or None if it has none.

    Args:
        text: any string.

    Returns:
        The new text and, for each of its characters, where the piece that it was made
        from begins and ends in ``text``.
    """
    if "\\" not in text and "%" not in text and "&" not in text and "<" not in text:
        return None
    seen: str = text
    starts: Sequence[int] = range(len(text))
    ends: Sequence[int] = range(1, len(text) + 1)
    changed = False
    for _ in range(_ROUNDS):
        pieces: list[str] = []
        new_starts: list[int] = []
        new_ends: list[int] = []
        position = 0
        for match in _ESCAPE.finditer(seen):
            meant = _meant(match)
            if meant is None:
                continue
            first, last = match.span()
            pieces += (seen[position:first], meant)
            new_starts += starts[position:first]
            new_ends += ends[position:first]
            new_starts += [starts[first]] * len(meant)
            new_ends += [ends[last - 1]] * len(meant)
            position = last
        if not position:
            break
        changed = True
        pieces.append(seen[position:])
        new_starts += starts[position:]
        new_ends += ends[position:]
        seen, starts, ends = "".join(pieces), new_starts, new_ends
    return (seen, list(starts), list(ends)) if changed else None


def _meant(match: re.Match[str]) -> str | None:
    """What an escape stands for, or None if it stands for itself."""
    kind, spelt = match.lastgroup, match[match.lastgroup or 0]
    if kind in ("space", "line"):
        return " "
    if kind == "mark":
        return spelt
    if kind == "name":
        return html5.get(f"{spelt};")
    if kind == "bytes":
        try:
            return bytes.fromhex("".join(_HEXADECIMAL.findall(match.group()))).decode()
        except UnicodeDecodeError:
            return None
    if kind == "low":
        return chr(0x10000 + ((int(match["high"], 16) & 0x3FF) << 10) + (int(spelt, 16) & 0x3FF))
    code = int(spelt, 10 if kind == "decimal" else 16)
    return chr(code) if code <= 0x10FFFF else None
