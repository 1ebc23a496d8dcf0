"""The table of detectors that are shipped, each with what proves that it works.

A new detector is one line here, one module, its tests and a line in docs/detectors.md.
All identifiers are on whatever the language of the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from detectors.errors import ConfigurationError
from detectors.numbers.answer import AnswerDetector
from detectors.numbers.card_details import CardDetailsDetector
from detectors.numbers.email import EmailDetector
from detectors.numbers.iban import IbanDetector
from detectors.numbers.ip_address import IpAddressDetector
from detectors.numbers.payment_card import PaymentCardDetector
from detectors.numbers.phone import PhoneDetector
from detectors.numbers.us_ssn import UsSsnDetector
from detectors.types import Detector


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """A self-test: this value must be found, whole, as this type, in this text.

    All values are synthetic.
    """

    entity_type: str
    text: str = field(repr=False)
    value: str = field(repr=False)
    before: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipped:
    """A detector with its self-test vectors, at least one for each entity type."""

    detector: Detector
    vectors: tuple[Vector, ...]


def _entry(detector: Detector, *vectors: tuple[str, ...]) -> Shipped:
    return Shipped(
        detector=detector,
        vectors=tuple(
            Vector(entity_type=entity_type, text=text, value=value, before="".join(question))
            for entity_type, text, value, *question in vectors
        ),
    )


SHIPPED: dict[str, Shipped] = {
    entry.detector.name: entry
    for entry in (
        _entry(
            PaymentCardDetector(),
            ("CREDIT_CARD", "pay with 4111 1111 1111 1111 please", "4111 1111 1111 1111"),
            ("CARD_EXPIRY", "4111-1111-1111-1111 exp 04/27", "04/27"),
            ("CARD_CVV", "4111111111111111, 04/27, cvv 123", "123"),
        ),
        _entry(
            CardDetailsDetector(),
            ("CARD_CVV", "my security code is 123", "123"),
            ("CARD_EXPIRY", "it expires 04/2027", "04/2027"),
        ),
        _entry(
            AnswerDetector(),
            ("CREDIT_CARD", "5273", "5273", "the last four digits of your card?"),
            ("CARD_CVV", "it is 123", "123", "And the security code?"),
            ("CARD_EXPIRY", "04/27", "04/27", "And the expiry date?"),
            ("US_SSN", "078051120", "078051120", "What is your SSN?"),
            ("PHONE_NUMBER", "2025550143", "2025550143", "And your phone number?"),
        ),
        _entry(
            IbanDetector(),
            ("IBAN_CODE", "to DE89 3704 0044 0532 0130 00 today", "DE89 3704 0044 0532 0130 00"),
        ),
        _entry(
            EmailDetector(),
            ("EMAIL_ADDRESS", "write to jane.doe@example.com.", "jane.doe@example.com"),
        ),
        _entry(
            PhoneDetector(),
            ("PHONE_NUMBER", "call +44 20 7946 0958 now", "+44 20 7946 0958"),
            ("PHONE_NUMBER", "call (415) 555-2671 now", "(415) 555-2671"),
        ),
        _entry(
            IpAddressDetector(),
            ("IP_ADDRESS", "from 192.0.2.17 today", "192.0.2.17"),
            ("IP_ADDRESS", "from 2001:db8::8a2e:370:7334 today", "2001:db8::8a2e:370:7334"),
        ),
        _entry(
            UsSsnDetector(),
            ("US_SSN", "my ssn is 078-05-1120", "078-05-1120"),
        ),
    )
}


def load(names: Iterable[str] | None = None) -> tuple[Detector, ...]:
    """Shipped detectors, all or by name, in the order of the table.

    Raises:
        ConfigurationError: a name is not in the table; names it.
    """
    if names is None:
        return tuple(entry.detector for entry in SHIPPED.values())
    wanted = set(names)
    unknown = sorted(wanted - SHIPPED.keys())
    if unknown:
        raise ConfigurationError(f"no detector is called {', '.join(unknown)}")
    return tuple(entry.detector for name, entry in SHIPPED.items() if name in wanted)


def vectors(name: str) -> tuple[Vector, ...]:
    """The self-test vectors of a detector; none for one that is not shipped."""
    entry = SHIPPED.get(name)
    return entry.vectors if entry is not None else ()
