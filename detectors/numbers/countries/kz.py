"""Kazakhstan.

Persons (IIN) and companies (BIN) share the check digit.
"""

from __future__ import annotations

from detectors.numbers.check_digits import MONTH_DAY, weighted_sum
from detectors.numbers.identifier import Identifier, Kind, matching


def _person(value: str) -> bool:
    rest = weighted_sum(value, range(1, 12)) % 11
    if rest == 10:
        rest = weighted_sum(value, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)) % 11
    return rest == int(value[11])


IDENTIFIERS = (
    Identifier(
        entity_type="KZ_IIN",
        country="KZ",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.TAX),
        shapes=("999999999999", "999999-999999"),
        valid=matching(rf"[0-9]{{2}}{MONTH_DAY}[0-6][0-9]{{5}}", then=_person),
        words=(
            "iin",
            "иин",
            "жсн",
            "individual identification",
            "individual identification number",
            "zhsn",
        ),
        issuer="Ministry of Justice",
        layout="date of birth, century and sex, serial, check digit",
        check="weights 1 to 11 modulo 11, then 3 to 11, 1, 2",
        source="Lookuptax guide to tax numbers, Kazakhstan, read 2026-11",
        passes=0.0044,
        examples=("731104394494", "270822-424824"),
        near_misses=("731104394490",),
    ),
    Identifier(
        entity_type="KZ_BIN",
        country="KZ",
        kinds=(Kind.BUSINESS, Kind.TAX, Kind.VAT),
        shapes=("999999999999",),
        valid=matching(r"[0-9]{2}(?:0[1-9]|1[0-2])[4-6][0-4][0-9]{6}", then=_person),
        words=("BIN", "бин", "бсн", "business identification", "business identification number"),
        issuer="Ministry of Justice",
        layout="year and month, kind, branch, serial, check digit",
        check="weights 1 to 11 modulo 11, then 3 to 11, 1, 2",
        source="Lookuptax guide to tax numbers, Kazakhstan, read 2026-11",
        passes=0.0018,
        examples=("360762186319",),
        near_misses=("360762186310",),
    ),
    Identifier(
        entity_type="KZ_VAT",
        country="KZ",
        kinds=(Kind.VAT,),
        shapes=("AA999999999999", "999999999999"),
        valid=matching(r"(?:KZ)?[0-9]{12}"),
        words=(),
        issuer="State Revenue Committee",
        layout="twelve digits, whatever the check digit",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.5,
        examples=("KZ233694346755", "004564038736"),
    ),
    Identifier(
        entity_type="KZ_PASSPORT",
        country="KZ",
        kinds=(Kind.PASSPORT,),
        shapes=("A9999999", "A99999999"),
        valid=matching(r"[A-Z][0-9]{7,8}"),
        words=(),
        issuer="Ministry of Internal Affairs",
        layout="a letter and seven or eight digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("G0671367", "K18373109"),
    ),
)
