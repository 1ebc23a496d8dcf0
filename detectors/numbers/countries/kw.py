"""Kuwait."""

from __future__ import annotations

from detectors.numbers.check_digits import MONTH_DAY, weighted_sum
from detectors.numbers.identifier import Identifier, Kind, matching


def _civil(value: str) -> bool:
    rest = weighted_sum(value, (2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)) % 11
    return 11 - rest == int(value[11])


IDENTIFIERS = (
    Identifier(
        entity_type="KW_CIVIL_ID",
        country="KW",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("999999999999",),
        valid=matching(rf"[1-4][0-9]{{2}}{MONTH_DAY}[0-9]{{5}}", then=_civil),
        words=("civil id", "civil id number", "civil number", "paci", "الرقم المدني"),
        issuer="Public Authority for Civil Information",
        layout="century, date of birth, serial, check digit",
        check="weights 2 1 6 3 7 9 10 5 8 4 2 modulo 11",
        source="idnumbers (identique), nationalid KWT, read 2026-11",
        passes=0.001,
        examples=("355101348607",),
        near_misses=("355101348600",),
    ),
)
