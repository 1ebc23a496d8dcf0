"""Text inside base64 and hexadecimal runs, one level deep.

A run counts only if it decodes to text: keys, hashes, UUIDs and images do not. Standard
and URL-safe base64, with and without padding and in lines of at least 60 characters;
hexadecimal digits in one run or in pairs.

Source: RFC 4648 sections 4, 5 and 8; RFC 2045 section 6.8, read 2026-11.

>>> from detectors.encoded import runs
>>> list(runs("see amFuZUBleGFtcGxlLmNvbQ== ok"))
[('jane@example.com', 4, 28)]
>>> list(runs("d41d8cd98f00b204e9800998ecf8427e"))  # a hash
[]
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator

_LEAST = 12

_CLASS = r"[A-Za-z0-9+/_\-]"
_RUN = re.compile(rf"{_CLASS}{{{_LEAST - 2},}}={{0,2}}")
_LAST_LINE = re.compile(rf"\s{{1,2}}{_CLASS}{{1,{_LEAST - 3}}}={{0,2}}(?!{_CLASS})")
# Of encoded text that is cut into lines; the last one may be shorter.
_LINE = 60
_PART = re.compile(rf"[A-Za-z0-9]{{{_LEAST - 2},}}={{0,2}}")
_HEXADECIMAL = re.compile(r"(?:0[xX])?([0-9A-Fa-f]+)")
_PAIRS = re.compile(
    r"(?<![0-9A-Za-z])(?:0x)?[2-7][0-9A-Fa-f](?:[ :,\-]{1,2}(?:0x)?[2-7][0-9A-Fa-f]){7,}"
    r"(?![0-9A-Za-z])"
)
_PAIR = re.compile(r"[2-7][0-9A-Fa-f](?![0-9A-Za-z])")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_TO_STANDARD = str.maketrans("-_", "+/")

# Nine bytes of printable ASCII at a multiple of three make four letters each, of which the
# first three are from a few.
_OF_THREE = r"[I-Za-f][C-HS-Xi-nyz0-3][ABEFIJMNQRUVYZcdghklopstwx014589][A-Za-z0-9+/\-_]"
TRIGGERS = (
    rf"(?-i:(?:{_OF_THREE}){{2}}[I-Za-f][C-HS-Xi-nyz0-3])",
    rf"(?:[2-7][0-9a-f]){{{_LEAST // 2}}}",
    r"[2-7][0-9a-f](?:[ :,\-]{1,2}(?:0x)?[2-7][0-9a-f]){7}",
)

Run = tuple[str, int, int]


def runs(text: str) -> Iterator[Run]:
    """The runs of a text that hold text.

    Args:
        text: a canonical view.

    Yields:
        What a run says, its start and end; ascending and disjoint.
    """
    found: list[Run] = []
    for start, last, end in _stretches(text):
        said = _decoded("".join(text[start:end].split()))
        if said is None and last < end:
            end = last
            said = _decoded("".join(text[start:end].split()))
        if said is not None:
            found.append((said, start, end))
            continue
        # A path, a name or a line of its own may touch the run.
        for part in _PART.finditer(text, start, end):
            said = _decoded(part.group())
            if said is not None:
                found.append((said, *part.span()))
    for match in _PAIRS.finditer(text):
        said = _said(bytes.fromhex("".join(_PAIR.findall(match.group()))))
        if said is not None:
            found.append((said, *match.span()))
    found.sort(key=lambda run: run[1])
    last = 0
    for run in found:
        if run[1] >= last:
            yield run
            last = run[2]


def _stretches(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end, and end with a short last line, of runs that may be encoded in lines."""
    begin = last = line = -1
    for match in _RUN.finditer(text):
        start, end = match.span()
        if line >= _LINE and start - last <= 2 and text[last:start].isspace():
            last, line = end, end - start
            continue
        if begin >= 0:
            yield begin, last, _end(text, last, line=line)
        begin, last, line = start, end, end - start
    if begin >= 0:
        yield begin, last, _end(text, last, line=line)


def _end(text: str, last: int, *, line: int) -> int:
    """Where a run ends whose last long line is known."""
    rest = _LAST_LINE.match(text, last) if line >= _LINE else None
    return last if rest is None else rest.end()


def _decoded(run: str) -> str | None:
    """What a run says, or None if it holds no text."""
    if len(run) < _LEAST:
        return None
    hexadecimal = _HEXADECIMAL.fullmatch(run)
    if hexadecimal is not None and len(hexadecimal[1]) % 2 == 0:
        said = _said(bytes.fromhex(hexadecimal[1]))
        if said is not None:
            return said if said.isascii() else None
    bare = run.rstrip("=").translate(_TO_STANDARD)
    if len(bare) % 4 == 1 or "=" in bare:
        return None
    return _said(binascii.a2b_base64(bare + "=" * (-len(bare) % 4)))


def _said(data: bytes) -> str | None:
    """Bytes as the text that they are, or None."""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return None
    return None if 10 * len(_CONTROL.findall(text)) > len(text) else text
