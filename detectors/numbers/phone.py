"""Telephone numbers.

Issuer: national regulators, in the numbering plans of ITU-T E.164. Layout: ``+`` (or 00,
or 011) and at most 15 digits; or a national form, as each country writes it.
Check digit: none. A number in international form counts if its country's plan knows its
length; a national form counts by its layout (North America, an area code in brackets, a
trunk zero and groups, Chinese mobiles in groups), or by words; bare digits count by
words, or where a message of a telephone's ten digits holds nothing else. Of random ten
digits 40 to 60 % are a possible number somewhere, so validity alone says little.
Source: ITU-T E.164 (11/2010), libphonenumber's metadata through phonenumbers, read 2026-11.

>>> from detectors.numbers.phone import international_score
>>> international_score("+442079460958")
0.9
>>> international_score("+44207")  # too short
0.0
>>> international_score("+999123456789")  # a code that no country has
0.0
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import phonenumbers

from detectors.numbers import phone_words
from detectors.types import Finding, Input, Pattern

NAME = "phone"

# Words that name a telephone say more than those that name any number.
_BY_WORDS, _ALONE = 0.55, 0.52
# A text of up to so many code points is an answer as a whole.
_WHOLE = 400
# Tried in this order for national forms of nine digits.
_REGIONS = ("GB", "DE", "FR", "NL", "JP", "ZA", "FI", "SE", "IL", "BE")

_SEPARATOR = r"[ ().\-/~\t]"
_START = r"(?<![0-9A-Za-z_+$\u20ac\u00a3#])(?<![0-9][.,:])"
_END = r"(?![A-WYZa-wyz])(?![xX][^0-9\s]|[xX]\s[^0-9])(?![.,:]?[0-9])"
_CLUSTER = re.compile(rf"{_START}(?:\+[ ]?)?\(?[0-9](?:{_SEPARATOR}{{0,3}}[0-9]){{5,60}}{_END}")
_WIDE_CLUSTER = re.compile(rf"{_START}\+?[0-9](?:[ -/:-@\[-`{{-~\t\n]{{0,8}}[0-9]){{6,14}}{_END}")
_NANP = re.compile(
    r"(?<![0-9A-Za-z_+])(?<![0-9)][\-./])"
    r"(?:(?:[0-9]{1,3}[ .\-]{0,2})?\([1-9][0-9]{2}\)[ .\-]{0,2}[0-9]{3}[.\- ]?[0-9]{4}"
    r"|(?:1[ .\-]{1,2})?(?:[1-9][0-9]{2}[.\-/][1-9][0-9]{2}[.\- ][0-9]{4}"
    r"|[1-9][0-9]{2}\)[ ]?[0-9]{3}-[0-9]{4}"
    r"|[2-9][0-9]{2}-[2-9][0-9]{6}|[2-9][0-9]{2}[ ][2-9][0-9]{2}[ \-][0-9]{4}))(?![\-./]?[0-9])"
)
_AREA_IN_BRACKETS = re.compile(
    r"\(?[0-9]{0,4}[ \-]?\((?!(?:19|20)[0-9]{2}\))[0-9]{2,5}\)"
    r"[ .\-]{0,2}[0-9]{2,5}(?:[ .\-][0-9]{2,5}){1,3}"
    r"|\(0[1-9][0-9]{1,4}\)[ .\-]{0,2}[0-9]{5,8}"
    r"|\(0\)[1-9][0-9]{1,4}[ .\-][0-9](?:[ .\-]?[0-9]){4,7}"
)
_CHINESE_MOBILE = re.compile(r"1[3-9][0-9]([ \-])[0-9]{4}\1[0-9]{4}")
_INTERNATIONAL = re.compile(
    rf"(?:(?<![+0-9)])\+[ ]?\(?|(?<![0-9A-Za-z_+])(?<![0-9][.\-])(?:00|011)[ .\-]?)"
    rf"[1-9](?:{_SEPARATOR}{{0,3}}[0-9]){{5,24}}"
)
_PREFIX = re.compile(r"(?<![0-9A-Za-z_+])(?<![0-9][.\-])(?:00|011)[ .\-]?[1-9]")
_SHORT = re.compile(
    r"(?:phone|mobile|contact|cell|telephone|fax)\s(?:number|no|num|phone)\.?"
    r"[ :#]{0,3}(?:is\s)?[ :]{0,3}"
    r"([0-9](?:[ \-]?[0-9]){2,6})(?![0-9]|[ ().\-/~]{1,3}[0-9])(?![A-Za-z%])",
    re.IGNORECASE,
)
_EXTENSION = re.compile(
    r"[ ,;]{0,4}\(?(?:x|ext|extn|extension)\)?[ .:]{0,4}[0-9]{1,7}(?![0-9])"
    r"|[ ]{0,2}#[0-9]{1,5}(?![0-9])",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?<![0-9])(?:(?:19|20)[0-9]{2}[\-./](?:0?[1-9]|1[0-2])[\-./](?:3[01]|[12][0-9]|0?[1-9])"
    r"|(?:3[01]|[12][0-9]|0?[1-9])[\-./](?:1[0-2]|0?[1-9])[\-./](?:19|20)[0-9]{2}"
    r"|(?:1[0-2]|0?[1-9])[\-./](?:3[01]|[12][0-9]|0?[1-9])[\-./](?:19|20)[0-9]{2})(?![0-9])"
)
_SHORT_DATE = re.compile(r"[0-9]{1,2}([\-./])[0-9]{1,2}\1[0-9]{2}")
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[0-9]{1,2})"
_ADDRESS = re.compile(rf"{_BYTE}(?:\.{_BYTE}){{3}}")
# A country's code before a number that looks complete without it.
_CODE_BEFORE = re.compile(r"(?<![0-9A-Za-z.,:\-])[0-9]{1,3}[ .\-]{1,2}\Z")
_SSN = re.compile(r"\(?[0-9]{3}[ .\-]{1,5}[0-9]{2}[ .\-]{1,5}[0-9]{4}")
_RUN = re.compile(r"[0-9]+")
# "BE71 0961 2345 6760", "NL-04-0041-000", "0-7503-0197-X".
_PART_BEFORE = re.compile(
    r"(?<![0-9A-Za-z])(?:[A-Za-z]+[0-9]|[0-9]+[A-Za-z])[0-9A-Za-z]*(?:[ \-][0-9A-Z]{2,6})*[ \-]\Z"
    r"|[A-Za-z0-9][\-/]\Z"
)
_PART_AFTER = re.compile(r"[\-/ ]?[A-Za-z](?![A-Za-z])")
# Lengths of the groups of a number that stands alone.
_SHAPES = frozenset(
    {
        *((10,), (11,), (12,), (3, 7), (3, 3, 4), (3, 4, 3), (4, 3, 3), (5, 5), (2, 8), (2, 4, 4)),
        *((1, 10), (1, 3, 7), (1, 3, 3, 4), (3, 4, 4), (3, 8), (2, 10), (2, 5, 5), (4, 7), (5, 6)),
    }
)


def international_score(number: str) -> float:
    """How sure it is that an international form is a telephone number.

    Args:
        number: ``+`` and digits.

    Returns:
        0.9 if its country's plan has it, 0.6 if only the length is right, else 0.
    """
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return 0.0
    if phonenumbers.is_valid_number(parsed):
        return 0.9
    return 0.6 if phonenumbers.is_possible_number(parsed) else 0.0


def _valid_somewhere(number: str) -> bool:
    for region in _REGIONS:
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number_for_region(parsed, region):
            return True
    return False


class PhoneDetector:
    """Finds telephone numbers of all countries."""

    name = NAME
    entity_types = ("PHONE_NUMBER",)
    patterns = (
        Pattern(
            expression=r"[0-9](?:[ -/:-@\[-`{-~\t\n]{0,8}[0-9]){6}(?:[^0-9]|\z)", max_length=58
        ),
        Pattern(expression=rf"\+[ ]?\(?[0-9](?:{_SEPARATOR}{{0,3}}[0-9]){{5}}", max_length=28),
        Pattern(
            expression=(
                r"(?:phone|mobile|contact|cell|telephone|fax)\s(?:number|no|num|phone)\.?"
                r"[ :#]{0,3}(?:is\s)?[ :]{0,3}[0-9](?:[ \-]?[0-9]){2,5}(?:[^0-9]|\z)"
            ),
            max_length=48,
        ),
    )

    def __init__(self) -> None:
        """Reads all numbering plans, which no text's budget has to pay for."""
        phonenumbers.PhoneMetadata.load_all()
        # Numbers of many countries would else compile their plans' expressions over and over.
        phonenumbers.enable_pattern_cache()

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        if len(seen.text) <= _WHOLE and phone_words.asked(seen):
            return [each for each in _in_all(seen) if each.start < end and start < each.end]
        return _numbers(seen, (start, end))


def answers(seen: Input, window: tuple[int, int]) -> Iterable[Finding]:
    """What answers a question for a telephone number.

    Args:
        seen: the text and the turn before.
        window: start and end.
    """
    if not phone_words.asked(seen):
        return ()
    return _in_all(seen) if len(seen.text) <= _WHOLE else _numbers(seen, window)


def _in_all(seen: Input) -> Sequence[Finding]:
    """The numbers of a short text, read once for all who look for answers in it."""
    known: list[Finding] | None = seen.asked.get((NAME, seen.text))
    if known is None:
        known = seen.asked[NAME, seen.text] = list(_numbers(seen, (0, len(seen.text))))
    return known


def _numbers(seen: Input, window: tuple[int, int]) -> Iterator[Finding]:
    text, (start, end) = seen.text, window
    # A number that begins in the window is read to its own end.
    high = min(len(text), end + 64)
    low = start - 1 if start else 0
    taken: list[tuple[int, int]] = []
    for finding in _by_layout(seen, (low, high), limit=end):
        taken.append((finding.start, finding.end))
        yield finding
    for match in _CLUSTER.finditer(text, low, high):
        if match.start() >= end:
            break
        seen.check()
        if not _touches(taken, match.span()):
            for finding in _national(seen, match):
                taken.append((finding.start, finding.end))
                yield finding
    for match in _SHORT.finditer(text, low, high) if not taken else ():
        if match.start(1) < end:
            taken.append(match.span(1))
            yield _finding(seen, match.span(1), score=_BY_WORDS, evidence="digits")
    if not taken and phone_words.named(seen, window):
        yield from _widely_spaced(seen, (low, high), limit=end)


def _by_layout(seen: Input, stretch: tuple[int, int], *, limit: int) -> Iterator[Finding]:
    text, (low, high) = seen.text, stretch
    taken: list[tuple[int, int]] = []
    if text.find("+", low, high) >= 0 or _PREFIX.search(text, low, high):
        for match in _INTERNATIONAL.finditer(text, low, high):
            if match.start() >= limit:
                break
            seen.check()
            finding = _international(seen, match)
            if finding is not None:
                taken.append((finding.start, finding.end))
                yield finding
    for match in _NANP.finditer(text, low, high):
        if match.start() >= limit:
            break
        if not _touches(taken, match.span()):
            first, last = match.span()
            code = _CODE_BEFORE.search(text, max(low, first - 6), first)
            if code is not None and phone_words.named(seen, (code.start(), last)):
                first = code.start()
            yield _finding(seen, (first, last), score=0.6, evidence="layout")


def _touches(taken: list[tuple[int, int]], span: tuple[int, int]) -> bool:
    # Only the last few can reach into a span: both run from left to right.
    return any(first < span[1] and span[0] < last for first, last in taken[-4:])


def _international(seen: Input, match: re.Match[str]) -> Finding | None:
    spelt = match.group()
    digits = "".join(_RUN.findall(spelt))
    prefix = 0 if spelt.startswith("+") else (3 if digits.startswith("011") else 2)
    named = not prefix or phone_words.named(seen, match.span())
    if not named and _in_another_number(seen.text, match.span()):
        return None
    ends = _ends_of_groups(match, 17 + prefix)
    best: tuple[float, int] = (0.0, 0)
    for count, last in [each for each in ends if each[0] <= 15 + prefix][-3:][::-1]:
        score = international_score("+" + digits[prefix:count])
        best = max(best, (score, last))
        if score >= 0.9:
            break
    if best[0] < 0.9 and not named:
        return None
    if not best[0]:
        return _by_groups(seen, match, ends=ends) if prefix == 0 else None
    following = [last for _, last in ends if last > best[1]]
    if following and seen.text[best[1]] == "-":
        best = (best[0], following[0])
    return _finding(seen, (match.start(), best[1]), score=best[0], evidence="plan")


def _by_groups(seen: Input, match: re.Match[str], *, ends: list[tuple[int, int]]) -> Finding | None:
    """A number that no plan has, but written with ``+``, a country's code and groups."""
    code = _RUN.search(match.group())
    if len(ends) < 3 or ends[-1][0] < 6 or code is None:
        return None
    if int(code.group()[:3]) not in _CODES and int(code.group()[:2]) not in _CODES:
        return None
    return _finding(seen, (match.start(), ends[-1][1]), score=0.5, evidence="layout")


_CODES = frozenset(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)


def _ends_of_groups(match: re.Match[str], most: int) -> list[tuple[int, int]]:
    """For each group of digits how many there are to its end, and its end in the text."""
    ends: list[tuple[int, int]] = []
    count = 0
    for run in _RUN.finditer(match.group()):
        count += run.end() - run.start()
        if count > most:
            break
        ends.append((count, match.start() + run.end()))
    return ends


def _national(seen: Input, match: re.Match[str]) -> Iterator[Finding]:
    spelt, span = match.group(), match.span()
    if spelt.startswith("(") and ")" not in spelt:
        spelt, span = spelt[1:], (span[0] + 1, span[1])
    runs = _RUN.findall(spelt)
    digits = "".join(runs)
    if _no_number(spelt, digits):
        return
    if phone_words.named(seen, span):
        if not spelt.startswith("+") and _by_form(spelt, runs):
            yield _finding(seen, span, score=0.6, evidence="plan")
        elif len(digits) <= 15:
            if len(digits) >= 7 or (len(runs) > 1 and min(map(len, runs)) > 1):
                yield _finding(seen, span, score=_BY_WORDS, evidence="digits")
        else:
            for part in _parts(match):
                yield _finding(seen, part, score=_BY_WORDS, evidence="digits")
    elif spelt.startswith("+") or _in_another_number(seen.text, _extended(seen.text, span)):
        return
    elif _by_form(spelt, runs) and not phone_words.labelled_otherwise(seen.text, span[0]):
        yield _finding(seen, span, score=0.6, evidence="plan")
    elif _as_long_as_one(digits, runs) and phone_words.alone(seen, _extended(seen.text, span)):
        yield _finding(seen, span, score=_ALONE, evidence="alone")


def _in_another_number(text: str, span: tuple[int, int]) -> bool:
    """Whether the token before or the letter after makes digits a part of something longer."""
    return _PART_BEFORE.search(text, max(0, span[0] - 24), span[0]) is not None or (
        _PART_AFTER.match(text, span[1], span[1] + 4) is not None
    )


def _no_number(spelt: str, digits: str) -> bool:
    if _DATE.search(spelt) or _ADDRESS.fullmatch(spelt) or _SSN.fullmatch(spelt):
        return True
    return _SHORT_DATE.fullmatch(spelt) is not None or len(set(digits)) == 1


def _parts(match: re.Match[str]) -> Iterator[tuple[int, int]]:
    """Several numbers in a row: where one has digits enough, the next begins."""
    start, end, count = 0, 0, 0
    for run in _RUN.finditer(match.group()):
        length = run.end() - run.start()
        if count >= 9 and (count + length > 12 or run.group().startswith("0")):
            yield match.start() + start, match.start() + end
            count = 0
        if not count:
            start = run.start()
        count += length
        end = run.end()
    if count >= 7:
        yield match.start() + start, match.start() + end


def _by_form(spelt: str, runs: list[str]) -> bool:
    """Whether digits look like a national form by themselves."""
    digits = "".join(runs)
    if _CHINESE_MOBILE.fullmatch(spelt):
        return True
    if not 8 <= len(digits) <= 13 or not 2 <= len(runs) <= 6 or "  " in spelt:
        return False
    if "(" in spelt:
        return _AREA_IN_BRACKETS.fullmatch(spelt) is not None
    if digits[0] != "0" or digits[1] == "0" or max(map(len, runs)) > 8 or len(runs[-1]) < 2:
        return False
    if len(digits) == 13:
        return len(runs) > 2 and len(runs[-1]) == 4
    return len(digits) >= 10 or (len(digits) == 9 and _valid_somewhere(digits))


def _as_long_as_one(digits: str, runs: list[str]) -> bool:
    """Whether a lone number has the shape and the first digits of a telephone's."""
    if tuple(map(len, runs)) not in _SHAPES:
        return False
    if digits[0] == "0":
        return digits[1] != "0" and 10 <= len(digits) <= 12
    if len(digits) == 10:
        return digits[0] != "1"
    if len(digits) == 11:
        return digits[0] == "1" and digits[1] not in "01"
    return len(digits) == 12 and digits.startswith("91") and digits[2] in "6789"


def _widely_spaced(seen: Input, stretch: tuple[int, int], *, limit: int) -> Iterator[Finding]:
    """Digits with any punctuation and space between, where words name a number."""
    for match in _WIDE_CLUSTER.finditer(seen.text, *stretch):
        if match.start() >= limit:
            break
        seen.check()
        spelt = match.group()
        digits = "".join(_RUN.findall(spelt))
        if len(digits) < 8 or ":" in spelt or _no_number(spelt, digits):
            continue
        if phone_words.named(seen, match.span()):
            yield _finding(seen, match.span(), score=_BY_WORDS, evidence="digits")


def _finding(seen: Input, span: tuple[int, int], *, score: float, evidence: str) -> Finding:
    text, (start, end) = seen.text, span
    if text[start] == "(" and ")" not in text[start:end]:
        start += 1
    context = evidence == "digits" or phone_words.named(seen, span)
    return Finding(
        entity_type="PHONE_NUMBER",
        start=start,
        end=_extended(text, (start, end))[1],
        score=max(score, 0.8) if context and evidence != "digits" else score,
        detector=NAME,
        evidence=(evidence, "context") if context else (evidence,),
    )


def _extended(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """A span with the extension that follows it, if one does."""
    extension = _EXTENSION.match(text, span[1], span[1] + 24)
    return (span[0], extension.end()) if extension is not None else span
