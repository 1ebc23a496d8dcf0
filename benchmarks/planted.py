"""Synthetic personal data for the load: different in every request, easy to find again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

DOMAIN = "bench.example.com"

# Every planted value has one of these forms; no surrogate has.
_FORMS = re.compile(
    rb"\b4\d{3}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b|\b\d{3}-\d{2}-\d{4}\b|@bench\.example\.com"
)
_SPREAD = 2_654_435_761  # Knuth's multiplier: neighbours in number look unlike each other
_TEXT = (
    "Hello, my order {number} has not arrived yet. Please charge it to my card {card} "
    "instead, my social security number is {ssn} if you need it, and send the receipt to "
    "{mail}. Could you also tell me when it will be here?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planted:
    """A chat message and what was planted in it."""

    text: str = field(repr=False)
    card: str = field(repr=False)
    ssn: str = field(repr=False)
    mail: str = field(repr=False)


def planted(number: int) -> Planted:
    """The message with this number: a card number that passes Luhn, an SSN, an e-mail.

    Args:
        number: 0 to 2**32 - 1; two numbers never give the same card or e-mail address.
    """
    mixed = number * _SPREAD % 2**32
    digits = f"45{mixed:010d}{number % 1000:03d}"
    full = digits + _check_digit(digits)
    card = " ".join(full[place : place + 4] for place in range(0, 16, 4))
    area, rest = mixed % 600 + 1, mixed // 600
    # 666 and 9xx are areas, 00 and 0000 groups and serials, that are never issued.
    ssn = f"{area:03d}-{rest % 99 + 1:02d}-{rest // 99 % 9999 + 1:04d}"
    mail = f"user{number}@{DOMAIN}"
    text = _TEXT.format(number=number % 997, card=card, ssn=ssn, mail=mail)
    return Planted(text=text, card=card, ssn=ssn, mail=mail)


def _check_digit(digits: str) -> str:
    """Luhn's check digit (ISO/IEC 7812-1, annex B)."""
    doubled = sum(int(digit) * 2 - 9 * (digit > "4") for digit in digits[::-2])
    return str(-(doubled + sum(int(digit) for digit in digits[-2::-2])) % 10)


def holds_planted(data: bytes) -> bool:
    """Whether any planted value stands in these bytes."""
    return _FORMS.search(data) is not None
