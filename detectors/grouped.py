"""Numbers whose groups have unusual separators: pipes, commas, bullets, several of anything.

Detectors know spaces, hyphens, dots and slashes, one at a time; some know more. Here any
other separation of up to eight signs and spaces reads as one space, in a stretch of a few
groups that holds about as many digits as numbers of people have. It is only another
reading, and amounts, percentages and sums are not read so. What is written sign by sign
reads as one run.

>>> from detectors.grouped import pieces
>>> pieces("078 | 05 | 1120")
[(' ', 3, 6), (' ', 8, 11)]
>>> pieces("078-05-1120 and 10, 20")
[]
"""

from __future__ import annotations

import re

Piece = tuple[str, int, int]

_LEAST_DIGITS, _MOST_DIGITS = 7, 34
_MOST_GROUPS = 10

_GAP = r"[)]?[\s\-./|_*,;:#~\\'\"]{1,8}"
_GROUP = r"(?:[A-Z]{1,4}[0-9]|[0-9])[0-9]{0,18}[A-Za-z]?"
_RUN = re.compile(
    rf"(?<![0-9A-Za-z%$=])(?:[A-Z]{{2}}[0-9]{{2}}{_GAP}[A-Z]{{4}}|{_GROUP})"
    rf"(?:{_GAP}{_GROUP}(?![0-9A-Za-z%]))+"
)
_IBAN = re.compile(
    rf"(?<![0-9A-Za-z])[A-Z]{{2}}[0-9]{{2}}(?:{_GAP}[0-9A-Z]{{4}}){{2,7}}(?:{_GAP}[0-9A-Z]{{1,3}})?"
    r"(?![0-9A-Za-z])"
)
# Number plates and the like: few groups, all of them short, with capitals and digits.
_SHORT = r"(?:[A-Z]{1,4}|[A-Z]{0,3}[0-9]{1,6}[A-Z]{0,3})"
_PLATE = re.compile(
    rf"(?<![0-9A-Za-z%$=]){_SHORT}(?:{_GAP}{_SHORT}(?![0-9A-Za-z%])){{1,3}}(?!{_GAP}{_SHORT})"
)
_LEAST_OF_PLATE = 2
# Sign by sign, all with the same between.
_SINGLE = re.compile(
    r"(?<![0-9A-Za-z])[0-9A-Za-z](?P<gap>[\s\-._/,|*]{1,3})[0-9A-Za-z]"
    r"(?:(?P=gap)[0-9A-Za-z](?![0-9A-Za-z])){4,}"
)
_LEAST_SINGLE = 4
_USUAL_OF_PLATE = re.compile(r"[ \-]")
_USUAL = re.compile(r"[)] |[)]?[ \-./:]|[)]|,(?=[0-9]{2,3}(?![0-9]))")
# Between sentences, dates or addresses; joins numbers only if nothing else stands between.
_LISTING = re.compile(r"[.,;:]\s|[,;]")
_SEPARATOR = re.compile(_GAP)
_DIGIT = re.compile("[0-9]")

# Between groups: any of these, but not one space, hyphen, dot, slash or colon alone.
_SIGN = r"[\s\-./|_*,;:#~\\'\")]"
_ODD = rf"(?:[\t\r\n|_*,;#~\\'\")]{_SIGN}{{0,7}}|{_SIGN}{{2,8}})"
TRIGGERS = (
    rf"(?:{_SIGN}[0-9a-z]){{4}}{_SIGN}{{1,3}}[0-9]{_SIGN}{{1,3}}[0-9](?:[^0-9a-z]|\z)",
    rf"(?:[0-9]{_SIGN}{{1,3}}){{5}}[0-9a-z](?:[^0-9a-z]|\z)",
    r"(?-i:[A-Z]{2}[0-9]{2}[^0-9A-Za-z \-][0-9A-Z]{4}[^0-9A-Za-z])",
    rf"[0-9]{_ODD}[0-9a-z]{{0,4}}[0-9]",
    rf"(?-i:[^0-9A-Za-z][A-Z]{{1,4}}(?:[./]|{_ODD})[0-9]{{2}})",
    rf"(?-i:[0-9](?:[./]|{_ODD})[A-Z]{{2,4}}(?:[^A-Za-z]|\z))",
)


def pieces(text: str) -> list[Piece]:
    """The unusual separators of a text's numbers, each as one space.

    Args:
        text: a canonical view.

    Returns:
        What to read, start and end of what it stands for; ascending and disjoint.
    """
    found: dict[int, Piece] = {}
    for run in _PLATE.finditer(text):
        joined = run.group()
        if len(_DIGIT.findall(joined)) >= _LEAST_OF_PLATE and any(map(str.isalpha, joined)):
            found |= _joined(text, run, usual=_USUAL_OF_PLATE)
    for run in _RUN.finditer(text):
        digits = len(_DIGIT.findall(run.group()))
        if _LEAST_DIGITS <= digits <= _MOST_DIGITS:
            found |= _joined(text, run, usual=_USUAL)
    for run in _IBAN.finditer(text):
        gaps = _SEPARATOR.finditer(text, *run.span())
        found |= {gap.start(): (" ", *gap.span()) for gap in gaps}
    for run in _SINGLE.finditer(text):
        digits = len(_DIGIT.findall(run.group()))
        if _LEAST_SINGLE <= digits <= _MOST_DIGITS:
            gaps = _SEPARATOR.finditer(text, *run.span())
            found |= {gap.start(): ("", *gap.span()) for gap in gaps}
    return [found[place] for place in sorted(found)]


def _joined(text: str, run: re.Match[str], *, usual: re.Pattern[str]) -> dict[int, Piece]:
    """The unusual gaps of a run by their places, or nothing if they are those of a list."""
    gaps = [match.span() for match in _SEPARATOR.finditer(text, *run.span())]
    if len(gaps) >= _MOST_GROUPS and len(_DIGIT.findall(run.group())) > len(gaps) + 2:
        return {}
    unusual = []
    for start, end in gaps:
        match = usual.match(text, start)
        if match is None or match.end() != end:
            unusual.append((start, end))
    said = {" ".join(text[start:end].split()) for start, end in gaps}
    listing = any(_LISTING.match(text, start, end) for start, end in unusual)
    blank = all(text[start:end].isspace() for start, end in unusual)
    several = len(gaps) > 1
    if listing:
        joined = several and len(said) == 1
    else:
        joined = blank or (2 * len(unusual) >= len(gaps) and (several or usual is _USUAL_OF_PLATE))
    if joined:
        return {start: (" ", start, end) for start, end in unusual}
    return {}
