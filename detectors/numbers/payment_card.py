r"""Payment card numbers, and the security code and expiry date beside them.

Issuer: card networks, under issuer identification numbers (ISO/IEC 7812-1:2017).
Layout: 12 to 19 digits, the first six to eight of which name the issuer; written in one
run, in groups, or digit by digit, with up to three separators between two digits; groups
of four, or those of American Express, with up to eight of any punctuation and space
between; or as a number with an exponent, as programs print it. Letters may touch it.
Check digit: the last one, by the Luhn formula (ISO/IEC 7812-1, annex B); one in ten
random numbers passes it, and with the issuer ranges here about one in twenty-five
random 16-digit numbers counts as a card. China T-Union and a few private ranges have
no check digit and are found by their context words only.
Source: ISO/IEC 7812-1; the networks' published BIN tables (Mastercard rules 2024 for
2221-2720; UnionPay 62 and 81; Discover network 6011, 644-649, 65; Mir 2200-2204; Troy
9792; Verve 5060-5078, 6500; Elo and RuPay as their acquirers list them), read 2026-11.

>>> from detectors.numbers.payment_card import is_card_number
>>> is_card_number("4111111111111111")
True
>>> is_card_number("4111111111111112")  # wrong check digit
False
>>> is_card_number("41111111111")  # too short
False
>>> is_card_number("6304000000000000000")  # 19 digits
True
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import chain

from detectors.context import Words
from detectors.numbers.card_details import beside_card
from detectors.numbers.labelled import named_otherwise
from detectors.types import Finding, Input, Pattern

NAME = "payment_card"

_LONG = frozenset(range(16, 20))
_ANY = frozenset(range(12, 20))

# First and last six-digit prefix, then the lengths in use. Where ranges of two networks
# meet, the lengths of both are taken.
_RANGES: tuple[tuple[int, int, frozenset[int]], ...] = (
    (220000, 220499, _LONG),  # Mir
    (222100, 272099, frozenset({16})),  # Mastercard
    (300000, 305999, _LONG | {14}),  # Diners Club
    (309500, 309599, _LONG | {14}),
    (340000, 349999, frozenset({15})),  # American Express
    (352800, 358999, _LONG),  # JCB, RuPay 353 and 356
    (360000, 369999, _LONG | {14}),  # Diners Club
    (370000, 379999, frozenset({15})),  # American Express
    (380000, 399999, _LONG | {14}),  # Diners Club
    (400000, 499999, frozenset({13, 16, 18, 19})),  # Visa, Elo
    (500000, 509999, _ANY),  # Maestro, Verve, Elo, RuPay
    (510000, 559999, frozenset({16})),  # Mastercard
    (560000, 589999, _ANY),  # Maestro
    (600000, 699999, _ANY),  # Maestro, Discover, UnionPay, RuPay, Elo, Verve, Hipercard
    (810000, 829999, _LONG),  # UnionPay, RuPay
    (979200, 979299, frozenset({16})),  # Troy
)
_DOUBLED = str.maketrans("0123456789", "0246813579")
_FIRSTS = [first for first, _, _ in _RANGES]

_SEPARATOR = r"[\s\-./_,|]"
_RUN = re.compile(r"[0-9]+")
_GAP = re.compile(rf"{_SEPARATOR}{{1,3}}")
# Between groups as tables, lists, code and Markdown have them.
_WIDE = r"[\s!-/:-@\[-`{-~]{1,8}"
_WIDE_GROUPS = re.compile(
    rf"(?<![0-9])(?:[0-9]{{4}}{_WIDE}[0-9]{{6}}{_WIDE}[0-9]{{4,5}}"
    rf"|[0-9]{{4}}(?:{_WIDE}[0-9]{{4}}){{3,}}(?:{_WIDE}[0-9]{{1,3}})?"
    rf"|[0-9]{{4}}(?:{_WIDE}[0-9]{{4}}){{2}}{_WIDE}[0-9]{{1,3}})(?![0-9])"
)
_EXPONENT = re.compile(r"(?<![0-9])([1-9])\.([0-9]{8,18})[Ee]\+?(1[1-8])(?![0-9])")
_TOKEN = re.compile(r"[0-9A-Za-z]*")
_LETTER = re.compile(r"[A-Za-z]")
_LONGEST_TOKEN = 64
_LEAST_ID = 20
_GROUPS_PER_CHECK = 16
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_FOURS = (4, 4, 4, 4)
_GROUPED = {(4, 6, 5), (4, 6, 4), (4, 5, 6)}

_NO_CARD = ("+", "$", "\u20ac", "\u00a3")
_CARD_WORDS = Words(
    "card", "cards", "cc", "ccn", "pan", "visa", "mastercard", "maestro", "amex", "credit",
    "debit", "discover", "diners", "jcb", "unionpay", "rupay", "cardnumber", "creditcard",
    "debitcard", "tarjeta", "carte", "karte", "kreditkarte", "kartennummer", "carta", "cartao",
    "cart\u00e3o", "karta", "\u043a\u0430\u0440\u0442\u0430", "\u043a\u0430\u0440\u0442\u044b",
    "\u0628\u0637\u0627\u0642\u0629", "\u5361\u53f7", "\u4fe1\u7528\u5361", "\u30ab\u30fc\u30c9",
)  # fmt: skip
_ASKED_CARD = Words("card", "cards", "cc", "tarjeta", "karte", "carte")


def passes_luhn(number: str) -> bool:
    """Whether the last digit is the check digit; half the time of a general validator.

    Args:
        number: ASCII digits without separators, at least one.
    """
    doubled = number[-2::-2].translate(_DOUBLED)
    return (sum(map(int, number[::-2])) + sum(map(int, doubled))) % 10 == 0


def is_card_number(number: str) -> bool:
    """Whether digits are a card number: a range in use, its length, the check digit.

    Args:
        number: ASCII digits without separators.
    """
    return len(number) in _lengths(number) and passes_luhn(number)


def _lengths(number: str) -> frozenset[int]:
    prefix = int(number[:6].ljust(6, "0"))
    place = bisect_right(_FIRSTS, prefix) - 1
    if place < 0 or prefix > _RANGES[place][1]:
        return frozenset()
    return _RANGES[place][2]


class _Cluster:
    """Digits that stand together, in groups with at most three separators between."""

    __slots__ = ("_stretch", "borders", "digits", "groups")

    def __init__(self, text: str, groups: list[tuple[int, int]]) -> None:
        """Reads the digits of groups (start and end of each, in the text)."""
        self.groups = groups
        self.digits = "".join(text[start:end] for start, end in groups)
        # Number of digits before each group, and the group that starts there.
        self.borders: dict[int, int] = {}
        count = 0
        for place, (start, end) in enumerate(groups):
            self.borders[count] = place
            count += end - start
        self.borders[count] = len(groups)
        # For each group, where the stretch of small groups of its size begins.
        self._stretch: list[int] = []
        for place, (start, end) in enumerate(groups):
            size = end - start
            alike = place and size <= 3 and size == groups[place - 1][1] - groups[place - 1][0]
            self._stretch.append(self._stretch[-1] if alike else place)

    def cut_out(self, first: int, last: int) -> bool:
        """Whether groups are a piece from the middle of a stretch of small equal groups.

        "4 1 1 1 ..." and "41 11 ..." are one number from the start of their stretch or
        to its end; anything else would make a number of every place in a long list.
        """
        begin = self._stretch[first]
        if begin == first or self._stretch[last - 1] != begin:
            return False
        return last < len(self.groups) and self._stretch[last] == begin

    def sizes(self, first: int, last: int) -> tuple[int, ...]:
        """Number of digits in each of the groups ``first:last``."""
        return tuple(end - start for start, end in self.groups[first:last])


def _clusters(text: str, start: int, *, end: int) -> Iterator[_Cluster]:
    groups: list[tuple[int, int]] = []
    for run in _RUN.finditer(text, start):
        first, last = run.span()
        if first >= end:
            break
        if first == start and start and text[start - 1].isdecimal():
            # The window begins inside a run of digits, which is too long for a card.
            continue
        if groups:
            gap = _GAP.match(text, groups[-1][1], first)
            if gap is None or gap.end() != first:
                yield _Cluster(text, groups)
                groups = []
        groups.append((first, last))
    if groups:
        yield _Cluster(text, groups)


class PaymentCardDetector:
    """Finds card numbers, and codes and expiry dates beside them."""

    name = NAME
    entity_types = ("CREDIT_CARD", "CARD_CVV", "CARD_EXPIRY")
    patterns = (
        # A hit costs a call, so the pattern ends where a run of digits does.
        Pattern(expression=rf"[0-9](?:{_SEPARATOR}{{0,3}}[0-9]){{11}}(?:[^0-9]|\z)", max_length=76),
        Pattern(
            expression=rf"[0-9]{{4}}(?:{_WIDE}[0-9]{{4}}){{2}}{_WIDE}[0-9]{{1,4}}(?:[^0-9]|\z)",
            max_length=41,
        ),
        Pattern(
            expression=rf"[0-9]{{4}}{_WIDE}[0-9]{{6}}{_WIDE}[0-9]{{4,5}}(?:[^0-9]|\z)",
            max_length=32,
        ),
        Pattern(expression=r"[0-9]\.[0-9]{8,18}e\+?1[1-8](?:[^0-9]|\z)", max_length=25),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        cards: set[tuple[int, int]] = set()
        for cluster in _clusters(seen.text, start, end=end):
            seen.check()
            for finding in _cards(seen, cluster):
                cards.add((finding.start, finding.end))
                yield finding
                yield from beside_card(seen, (finding.start, finding.end))
        window = (start, end)
        spans = chain(_spread(seen, window, known=cards), _exponents(seen.text, window))
        for span in spans:
            yield Finding(
                entity_type="CREDIT_CARD",
                start=span[0],
                end=span[1],
                score=0.95,
                detector=NAME,
                evidence=("luhn",),
            )
            yield from beside_card(seen, span)


def _cards(seen: Input, cluster: _Cluster) -> Iterator[Finding]:
    total = len(cluster.digits)
    if total < 12:
        return
    found = False
    for group in cluster.groups:
        for card in _run_together(seen.text, group):
            found = True
            yield card
    for count, first in cluster.borders.items():
        if total - count < 12:
            break
        for length in sorted(_lengths(cluster.digits[count : count + 6])):
            last = cluster.borders.get(count + length)
            if last is None or cluster.cut_out(first, last):
                continue
            number = cluster.digits[count : count + length]
            groups = cluster.groups[first:last]
            if passes_luhn(number) and _apart(seen.text, groups):
                if _round(seen.text, groups) or _fraction(seen.text, groups):
                    continue
                found = True
                yield _card(seen, cluster, groups=(first, last))
                if number[0] == "4" and cluster.sizes(first, last) == _FOURS:
                    # The rest is a security code, say, that passes with it by chance.
                    break
    if not found:
        yield from _unchecked(seen, cluster)


def _run_together(text: str, group: tuple[int, int]) -> Iterator[Finding]:
    """Two numbers without anything between them."""
    start, end = group
    if not 24 <= end - start <= 38 or not _apart(text, [group]):
        return
    for length in sorted(_lengths(text[start : start + 6])):
        middle = start + length
        if is_card_number(text[start:middle]) and is_card_number(text[middle:end]):
            for first, last in ((start, middle), (middle, end)):
                yield Finding(
                    entity_type="CREDIT_CARD",
                    start=first,
                    end=last,
                    score=0.95,
                    detector=NAME,
                    evidence=("luhn",),
                )
            return


def _round(text: str, groups: list[tuple[int, int]]) -> bool:
    """Whether groups are amounts ("3000000 4000000"), or zeros for the most part."""
    if len(groups) == 1:
        return False
    return all(end - start > 3 and text[end - 3 : end] == "000" for start, end in groups)


def _fraction(text: str, groups: list[tuple[int, int]]) -> bool:
    """Whether groups are a number with a decimal point ("2.718281828459045")."""
    if len(groups) != 2:
        return False
    (start, end), (after, last) = groups
    return text[end:after] == "." and end - start <= 3 and last - after >= 9


def _apart(text: str, groups: list[tuple[int, int]]) -> bool:
    """Whether nothing beside the groups says that they are part of something longer."""
    start, end = groups[0][0], groups[-1][1]
    before, after = text[start - 1 : start], text[end : end + 1]
    if before == "+":
        return False
    before_is_letter, after_is_letter = _LETTER.match(before), _LETTER.match(after)
    if not before_is_letter and not after_is_letter:
        return True
    if len(groups) > 1:
        near = _UUID.search(text, max(0, start - 36), end + 36)
        return near is None or near.end() <= start or near.start() >= end
    left = _TOKEN.match(text[max(0, start - _LONGEST_TOKEN) : start][::-1])
    right = _TOKEN.match(text, end, end + _LONGEST_TOKEN)
    beside = (left.group() if left else "") + (right.group() if right else "")
    # One id of letters and digits in turn, such as a hash.
    return len(beside) + end - start < _LEAST_ID or not _RUN.search(beside)


def _spread(
    seen: Input, window: tuple[int, int], *, known: set[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Numbers in the usual groups with more between them than a cluster may have."""
    for match in _WIDE_GROUPS.finditer(seen.text, *window):
        seen.check()
        if match.span() in known:
            continue
        groups = [run.span() for run in _RUN.finditer(seen.text, *match.span())]
        digits = "".join(_RUN.findall(match.group()))
        first = start = 0
        while first < len(groups) - 2:
            if first % _GROUPS_PER_CHECK == 0:
                seen.check()
            lengths = _lengths(digits[start : start + 6])
            # The longest first: what a shorter one leaves would stay in clear.
            counts = (4, 5, 3) if digits[start : start + 1] == "4" else (5, 4, 3)
            for card in (groups[first : first + count] for count in counts) if lengths else ():
                length = sum(last - begin for begin, last in card)
                number = digits[start : start + length]
                if length in lengths and passes_luhn(number) and _apart(seen.text, card):
                    yield card[0][0], card[-1][1]
                    break
            else:
                card = groups[first : first + 1]
            start += sum(last - begin for begin, last in card)
            first += len(card)


def _exponents(text: str, window: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Numbers as programs print large ones, ``4.111111111111111e15``."""
    for match in _EXPONENT.finditer(text, *window):
        places = int(match[3])
        if len(match[2].rstrip("0")) <= places and is_card_number(
            match[1] + match[2][:places].ljust(places, "0")
        ):
            yield match.span()


def _card(seen: Input, cluster: _Cluster, *, groups: tuple[int, int]) -> Finding:
    first, last = groups
    start, end = cluster.groups[first][0], cluster.groups[last - 1][1]
    sizes = cluster.sizes(first, last)
    usual = sizes in _GROUPED or len(set(sizes[:-1])) < 2
    whole = last - first == len(cluster.groups)
    context = _CARD_WORDS.within(seen.text, (start - 60, start))
    # An odd grouping in a longer list, or with commas, is as likely to be other numbers.
    score = 0.95 if usual else 0.9 if context else 0.4
    if whole and not usual and "," not in seen.text[start:end]:
        score = 0.9
    return Finding(
        entity_type="CREDIT_CARD",
        start=start,
        end=end,
        score=min(1.0, score + 0.05) if context else score,
        detector=NAME,
        evidence=("luhn", "context") if context else ("luhn",),
    )


def _unchecked(seen: Input, cluster: _Cluster) -> Iterator[Finding]:
    """A number that words call a card's, though its check digit is wrong."""
    total = len(cluster.digits)
    start, end = cluster.groups[0][0], cluster.groups[-1][1]
    if total > 19 or seen.text[start - 1 : start] == "+":
        return
    near = _CARD_WORDS.within(seen.text, (start - 40, start))
    if not near and not _ASKED_CARD.asked(seen):
        return
    if named_otherwise(seen.text, (start, end), entity_type="CREDIT_CARD"):
        return
    sizes = cluster.sizes(0, len(cluster.groups))
    layout = sizes in _GROUPED or len(set(sizes[:-1])) < 2
    yield Finding(
        entity_type="CREDIT_CARD",
        start=start,
        end=end,
        score=0.6 if layout and total >= 14 else 0.5,
        detector=NAME,
        evidence=("context", "layout") if layout else ("context",),
    )
