"""Hungary: three numbers for a person, by purpose, since the personal number was confined."""

from __future__ import annotations

from detectors.numbers.check_digits import MONTH_DAY, weighted_sum
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_anum = stdnum("hu.anum")


def _taj(value: str) -> bool:
    """Whether nine digits are a social security number."""
    return weighted_sum(value, (3, 7) * 4) % 10 == int(value[8])


def _tax(value: str) -> bool:
    """Whether ten digits are a person's tax number."""
    return weighted_sum(value, range(1, 10)) % 11 == int(value[9])


def _personal(value: str) -> bool:
    """Whether eleven digits are a personal number, before or since 1997."""
    last = int(value[10])
    ascending = weighted_sum(value, range(1, 11)) % 11
    return last in (ascending, weighted_sum(value, range(10, 0, -1)) % 11)


IDENTIFIERS = (
    Identifier(
        entity_type="HU_ANUM",
        country="HU",
        kinds=(Kind.VAT, Kind.BUSINESS, Kind.TAX),
        shapes=("99999999", "AA-99999999", "99999999-9-99"),
        valid=matching(
            r"(?:HU)?[0-9]{8}|[0-9]{11}",
            then=lambda value: _anum(value.removeprefix("HU")[:8]),
        ),
        words=("anum", "adoszam*", "adószám*", "kozossegi adoszam", "hungarian vat number"),
        issuer="National Tax and Customs Administration",
        layout="seven digits, check digit, then VAT code and county",
        check="weights 9 7 3 1 modulo 10",
        source="python-stdnum, stdnum.hu.anum (names its sources), read 2026-11",
        passes=0.068,
        examples=("HU-45292312", "12892312-2-42"),
        near_misses=("HU-12892310",),
    ),
    Identifier(
        entity_type="HU_TAX_ID",
        country="HU",
        kinds=(Kind.TAX, Kind.PERSON),
        shapes=("9999999999",),
        valid=matching(r"8[0-9]{9}", then=_tax),
        words=(
            "adoazonosito*", "adoazonosito jel", "adóazonosító*", "hungarian tax id",
            "hungarian tax number",
        ),
        issuer="National Tax and Customs Administration",
        layout="8, days since 1867, serial, check digit",
        check="weights 1 to 9 modulo 11",
        source="validator.js, isTaxID; Hungarian Wikipedia, Adoazonosito jel, read 2026-11",
        passes=0.0093,
        examples=("8336994394",),
        near_misses=("8336994390",),
    ),
    Identifier(
        entity_type="HU_TAJ",
        country="HU",
        kinds=(Kind.SOCIAL, Kind.HEALTH),
        shapes=("999 999 999",),
        valid=matching(r"[0-9]{9}", then=_taj),
        words=(
            "taj", "taj szam", "tajszam*", "tarsadalombiztositasi*", "TAJ",
            "hungarian social security number",
        ),
        issuer="National Health Insurance Fund",
        layout="eight digits, check digit",
        check="weights 3 7 modulo 10",
        source=(
            "Act XX of 1996 on identification; layout as generally published, itself not "
            "read 2026-11"
        ),
        passes=0.098,
        examples=("032 129 443",),
        near_misses=("032 129 440",),
    ),
    Identifier(
        entity_type="HU_PERSONAL_NUMBER",
        country="HU",
        kinds=(Kind.PERSON,),
        shapes=("9-999999-9999", "99999999999"),
        valid=matching(r"[1-8][0-9]{2}" + MONTH_DAY + r"[0-9]{4}", then=_personal),
        words=(
            "szemelyi szam", "személyi szám", "szemelyi azonosito",
            "hungarian personal identification number", "hungarian personal number",
        ),
        issuer="Ministry of the Interior",
        layout="sex and century, date of birth yymmdd, serial of three, check digit",
        check="weights 1 to 10 or 10 to 1 modulo 11",
        source=(
            "Act XX of 1996 on identification; layout as generally published, itself not "
            "read 2026-11"
        ),
        passes=0.0053,
        examples=("3-150305-9362", "25203128867"),
        near_misses=("3-150305-9360",),
    ),
    Identifier(
        entity_type="HU_ID_CARD",
        country="HU",
        kinds=(Kind.IDENTITY_CARD,),
        shapes=("999999AA", "AA999999"),
        valid=matching(r"[0-9]{6}[A-Z]{2}|[A-Z]{2}[0-9]{6}"),
        words=("szemelyi igazolvany", "személyi*", "igazolvany*", "hungarian identity card"),
        issuer="Ministry of the Interior",
        layout="six digits, two letters",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=1.0,
        examples=("123456AB",),
    ),
    Identifier(
        entity_type="HU_PASSPORT",
        country="HU",
        kinds=(Kind.PASSPORT,),
        shapes=("AA999999", "AA9999999"),
        valid=matching(r"[A-Z]{2}[0-9]{6,7}"),
        words=("utlevel*", "útlevél*", "hungarian passport"),
        issuer="Ministry of the Interior",
        layout="two letters, six or seven digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("ZA084000",),
    ),
    Identifier(
        entity_type="HU_DRIVING_LICENSE",
        country="HU",
        kinds=(Kind.DRIVING,),
        shapes=("AA999999",),
        valid=matching(r"[A-Z]{2}[0-9]{6}"),
        words=("vezetoi engedely", "vezetői engedély", "jogositvany*", "hungarian driving licence"),
        issuer="Ministry of the Interior",
        layout="two letters, six digits",
        check="none",
        source="Microsoft Purview, \"EU Driver's License Number\", read 2026-11",
        passes=1.0,
        examples=("CA123456",),
    ),
)  # fmt: skip
