"""The table of detectors that are shipped, each with what proves that it works.

A new detector is one line here, one module, its tests and a line in docs/detectors.md.
All identifiers are on whatever the language of the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from detectors.errors import ConfigurationError
from detectors.health.application import HealthcareApplicationDetector
from detectors.health.detector import HealthDetector
from detectors.names.detector import NamesDetector
from detectors.numbers.age import AgeDetector
from detectors.numbers.answer import AnswerDetector
from detectors.numbers.bic import BicDetector
from detectors.numbers.birth_date import BirthDateDetector
from detectors.numbers.card_details import CardDetailsDetector
from detectors.numbers.crypto import CryptoDetector
from detectors.numbers.date_time import DateTimeDetector
from detectors.numbers.device_id import DeviceIdDetector
from detectors.numbers.documents import DocumentsDetector
from detectors.numbers.email import EmailDetector
from detectors.numbers.iban import IbanDetector
from detectors.numbers.identifiers import IDENTIFIERS
from detectors.numbers.identifiers import vectors as identifier_vectors
from detectors.numbers.imei import ImeiDetector
from detectors.numbers.incomplete import IncompleteDetector
from detectors.numbers.ip_address import IpAddressDetector
from detectors.numbers.labelled import LabelledDetector
from detectors.numbers.licence_plate import LicencePlateDetector
from detectors.numbers.mac_address import MacAddressDetector
from detectors.numbers.payment_card import PaymentCardDetector
from detectors.numbers.phone import PhoneDetector
from detectors.numbers.postcode import PostcodeDetector
from detectors.numbers.routing_number import RoutingNumberDetector
from detectors.numbers.unasked import UnaskedDetector
from detectors.numbers.url import UrlDetector
from detectors.numbers.us_ssn import UsSsnDetector
from detectors.numbers.username import UsernameDetector
from detectors.numbers.uuid_code import UuidDetector
from detectors.numbers.vin import VinDetector
from detectors.places.answer import AddressAnswerDetector
from detectors.places.county import CountyDetector
from detectors.places.street import StreetDetector
from detectors.places.unspaced import UnspacedAddressDetector
from detectors.secrets.credentials import CredentialsDetector
from detectors.secrets.issued_key import IssuedKeyDetector
from detectors.secrets.marked_key import MarkedKeyDetector
from detectors.secrets.named_key import NamedKeyDetector
from detectors.secrets.password import PasswordDetector
from detectors.secrets.private_key import PrivateKeyDetector
from detectors.secrets.seed_phrase import SeedPhraseDetector
from detectors.secrets.web_token import WebTokenDetector
from detectors.special.detector import SpecialCategoryDetector
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
            ("ACCOUNT_FRAGMENT", "jane 4242", "4242", "May I have your name?"),
            ("BANK_ACCOUNT", "4242", "4242", "And the account number?"),
            ("US_BANK_NUMBER", "945456787", "945456787", "And the account number?"),
            ("ABA_ROUTING_NUMBER", "021000021", "021000021", "The routing number?"),
            ("PASSWORD", "abc 1234", "abc 1234", "What is your password?"),
            ("PIN", "0420", "0420", "please provide your PIN"),
            ("ONE_TIME_CODE", "482913", "482913", "What is the verification code?"),
            ("SECURITY_ANSWER", "4471", "4471", "And your security answer?"),
            ("MEDICAL_RECORD_NUMBER", "00123456", "00123456", "Your MRN?"),
            ("PATIENT_ID", "P-10442", "P-10442", "Your patient id?"),
            ("US_HEALTH_INSURANCE_MEMBER_ID", "W1234567", "W1234567", "Your insurance id?"),
            ("HEALTH_INSURANCE_ID", "28 12345678 40", "28 12345678 40", "\u00bfSu NASS?"),
            ("MEDICAL_LICENSE", "28 10001", "28 10001", "Your medical license number?"),
            ("US_PRESCRIPTION_NUMBER", "1234567", "1234567", "The prescription number?"),
            ("US_PRIOR_AUTHORIZATION_NUMBER", "987654321", "987654321", "The prior auth?"),
            ("US_REFERRAL_NUMBER", "12345678", "12345678", "The referral number?"),
            ("US_PROVIDER_TAX_ID", "12-3456789", "12-3456789", "The provider tax id?"),
            ("US_CLAIM_NUMBER", "123456789", "123456789", "The claim number?"),
            ("ACCOUNT_ID", "C-4401", "C-4401", "What is your customer id?"),
            ("OTHER_ID", "AB1234", "AB1234", "What is your booking number?"),
        ),
        _entry(
            LabelledDetector(),
            ("US_SSN", "last four of my social is 1120", "1120"),
            ("CREDIT_CARD", "my card ends in 4242", "4242"),
            ("ACCOUNT_FRAGMENT", "the last 4 are 4242", "4242"),
            ("BANK_ACCOUNT", "from account 4242 please", "4242"),
            ("US_BANK_NUMBER", "account number 945456787", "945456787"),
            ("ABA_ROUTING_NUMBER", "routing number 021000021", "021000021"),
            ("PASSWORD", "password abc 1234", "abc 1234"),
            ("PIN", "my pin is 0420", "0420"),
            ("ONE_TIME_CODE", "the code is 482913", "482913"),
            ("SECURITY_ANSWER", "my security answer is 4471", "4471"),
            ("MEDICAL_RECORD_NUMBER", "MRN: 00123456", "00123456"),
            ("PATIENT_ID", "patient id P-10442", "P-10442"),
            ("US_HEALTH_INSURANCE_MEMBER_ID", "insurance id W1234567", "W1234567"),
            ("HEALTH_INSURANCE_ID", "NASS: 28 12345678 40", "28 12345678 40"),
            ("MEDICAL_LICENSE", "N\u00baCol: 28 28 10001", "28 28 10001"),
            ("US_PRESCRIPTION_NUMBER", "rx number 1234567", "1234567"),
            ("US_PRIOR_AUTHORIZATION_NUMBER", "prior auth 987654321", "987654321"),
            ("US_REFERRAL_NUMBER", "referral number 12345678", "12345678"),
            ("US_PROVIDER_TAX_ID", "provider tin 12-3456789", "12-3456789"),
            ("US_CLAIM_NUMBER", "claim number 123456789", "123456789"),
            ("ACCOUNT_ID", "customer id C-4401", "C-4401"),
            ("OTHER_ID", "booking number AB1234", "AB1234"),
        ),
        _entry(AgeDetector(), ("AGE", "I am 34 years old", "34")),
        _entry(
            BirthDateDetector(),
            ("DATE_OF_BIRTH", "born on 4 May 1982", "4 May 1982"),
            ("DATE_OF_BIRTH", "05/04/82", "05/04/82", "What is your date of birth?"),
        ),
        _entry(CountyDetector(), ("LOCATION", "lives in Cook County", "Cook County")),
        _entry(DateTimeDetector(), ("DATE_TIME", "since 2021-05-21", "2021-05-21")),
        _entry(
            UnaskedDetector(),
            ("ACCOUNT_FRAGMENT", "jane and 6767", "6767"),
            ("OTHER_ID", "jfo 98 e 7", "jfo 98 e 7"),
            ("CREDIT_CARD", "4111 1111 1111 1112", "4111 1111 1111 1112"),
        ),
        _entry(
            PasswordDetector(),
            ("PASSWORD", "my password is hunter2", "hunter2"),
            ("SECURITY_ANSWER", "my mother's maiden name is Example", "Example"),
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
            IncompleteDetector(),
            ("INCOMPLETE_NUMBER", "it begins 4111 1111", "4111 1111"),
        ),
        _entry(
            IpAddressDetector(),
            ("IP_ADDRESS", "from 192.0.2.17 today", "192.0.2.17"),
            ("IP_ADDRESS", "from 2001:db8::8a2e:370:7334 today", "2001:db8::8a2e:370:7334"),
        ),
        _entry(
            MacAddressDetector(),
            ("MAC_ADDRESS", "it is 00:1a:2b:3c:4d:5e here", "00:1a:2b:3c:4d:5e"),
        ),
        _entry(
            UrlDetector(),
            ("URL", "see https://example.com/jane today", "https://example.com/jane"),
        ),
        _entry(
            UsernameDetector(),
            ("USERNAME", "my username is jane_doe42", "jane_doe42"),
        ),
        _entry(DocumentsDetector(IDENTIFIERS), *identifier_vectors()),
        _entry(
            UsSsnDetector(),
            ("US_SSN", "my ssn is 078-05-1120", "078-05-1120"),
        ),
        _entry(
            RoutingNumberDetector(),
            ("ABA_ROUTING_NUMBER", "routing number 121042882", "121042882"),
        ),
        _entry(
            BicDetector(),
            ("SWIFT_CODE", "their bic is DEUTDEFF500 there", "DEUTDEFF500"),
        ),
        _entry(
            CryptoDetector(),
            (
                "CRYPTO",
                "to 16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ please",
                "16Yeky6GMjeNkAiNcBY7ZhrLoMSgg1BoyZ",
            ),
            (
                "CRYPTO",
                "to 0x00000000000000000000000000000000000000aa please",
                "0x00000000000000000000000000000000000000aa",
            ),
            (
                "PRIVATE_KEY",
                "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
                "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
            ),
        ),
        _entry(
            ImeiDetector(),
            ("DEVICE_ID", "imei 490154203237518", "490154203237518"),
        ),
        _entry(
            DeviceIdDetector(),
            ("DEVICE_ID", "the serial number is AB12345", "AB12345"),
        ),
        _entry(
            UuidDetector(),
            (
                "UUID",
                "it is a987fbc9-4bed-4078-8f07-9141ba07c9f3",
                "a987fbc9-4bed-4078-8f07-9141ba07c9f3",
            ),
            (
                "DEVICE_ID",
                "idfa a987fbc9-4bed-4078-8f07-9141ba07c9f3",
                "a987fbc9-4bed-4078-8f07-9141ba07c9f3",
            ),
        ),
        _entry(
            VinDetector(),
            ("VIN", "the vin is 1M8GDM9AXKP042788", "1M8GDM9AXKP042788"),
        ),
        _entry(
            LicencePlateDetector(),
            ("LICENSE_PLATE", "license plate 1234 BCD", "1234 BCD"),
            ("UK_VEHICLE_REGISTRATION", "the car is AB51 ABC", "AB51 ABC"),
            ("IN_VEHICLE_REGISTRATION", "it was MH 12 AB 1234", "MH 12 AB 1234"),
            ("NG_VEHICLE_REGISTRATION", "my car ABJ-123XY", "ABJ-123XY"),
            ("TR_LICENSE_PLATE", "plaka 34 ABC 1234", "34 ABC 1234"),
            ("ZA_LICENSE_PLATE", "vehicle AB 12 CD GP", "AB 12 CD GP"),
            ("DE_KFZ", "Kennzeichen M-AB 1234", "M-AB 1234"),
        ),
        _entry(
            StreetDetector(),
            ("ADDRESS", "at 12 Oak Street, Troy NY 12180 now", "12 Oak Street, Troy NY 12180"),
        ),
        _entry(
            UnspacedAddressDetector(),
            ("ADDRESS", "住所: 建国路100号", "建国路100号"),
        ),
        _entry(
            AddressAnswerDetector(),
            ("ADDRESS", "we are located at 1355 Broadway", "1355 Broadway"),
            ("POSTCODE", "62704", "62704", "Your address with the zip code?"),
        ),
        _entry(
            PostcodeDetector(),
            ("UK_POSTCODE", "send it to SW1A 1AA please", "SW1A 1AA"),
            ("CA_POSTAL_CODE", "send it to K1A 0B1 please", "K1A 0B1"),
            ("DE_PLZ", "die Postleitzahl ist 10115", "10115"),
            ("POSTCODE", "my zip code is 62704", "62704"),
        ),
        _entry(
            HealthDetector(),
            ("MEDICAL_CONDITION", "i was diagnosed with type 2 diabetes", "type 2 diabetes"),
            ("MEDICATION", "i take metformin every day", "metformin"),
            ("PROCEDURE", "my knee replacement is next week", "knee replacement"),
            ("TEST_RESULT", "my a1c was 7.2 last week", "a1c was 7.2"),
        ),
        _entry(
            HealthcareApplicationDetector(),
            (
                "HEALTHCARE_APPLICATION",
                "i want to apply for home care now",
                "apply for home care",
            ),
        ),
        _entry(
            SpecialCategoryDetector(),
            ("SPECIAL_CATEGORY", "i am a devout muslim", "muslim"),
        ),
        _entry(
            IssuedKeyDetector(),
            ("API_KEY", "key AKIAIOSFODNN7EXAMPLE here", "AKIAIOSFODNN7EXAMPLE"),
        ),
        _entry(
            MarkedKeyDetector(),
            ("API_KEY", "use 12345678:AA" + 33 * "0", "12345678:AA" + 33 * "0"),
        ),
        _entry(
            NamedKeyDetector(),
            ("API_KEY", "my api key is 0123456789abcdef", "0123456789abcdef"),
            ("PASSWORD", "DB_PASSWORD=hunter2", "hunter2"),
        ),
        _entry(
            CredentialsDetector(),
            ("PASSWORD", "redis://user:hunter2@example.com", "hunter2"),
            ("API_KEY", "Authorization: Bearer abc123def456ghi789", "abc123def456ghi789"),
        ),
        _entry(
            SeedPhraseDetector(),
            ("PRIVATE_KEY", "my seed phrase is" + 12 * " zoo", (12 * " zoo")[1:]),
        ),
        _entry(
            WebTokenDetector(),
            ("JWT", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0"),
        ),
        _entry(
            PrivateKeyDetector(),
            (
                "PRIVATE_KEY",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
            ),
        ),
        _entry(
            NamesDetector(),
            ("PERSON", "hi my name is sarah miller", "sarah miller"),
            ("LOCATION", "i live in san francisco now", "san francisco"),
            ("ADDRESS", "my address is 12 oak street", "12 oak street"),
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
