"""Iran."""

from __future__ import annotations

from detectors.numbers.check_digits import weighted_sum
from detectors.numbers.identifier import Identifier, Kind, matching


def _national(value: str) -> bool:
    rest = weighted_sum(value, (10, 9, 8, 7, 6, 5, 4, 3, 2)) % 11
    return len(set(value)) > 1 and int(value[9]) == (rest if rest < 2 else 11 - rest)


IDENTIFIERS = (
    Identifier(
        entity_type="IR_NATIONAL_CODE",
        country="IR",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.TAX),
        shapes=("9999999999", "999-999999-9"),
        valid=_national,
        words=(
            "kode melli",
            "code melli",
            "national code",
            "melli code",
            "کد ملی",
            "کدملی",
            "shenasnameh",
        ),
        issuer="National Organization for Civil Registration",
        layout="place, serial, check digit",
        check="weights 10 to 2 modulo 11",
        source="validator.js, isIdentityCard, read 2026-11",
        passes=0.1,
        examples=("0709360673", "890-711609-1"),
        near_misses=("0709360670",),
    ),
    Identifier(
        entity_type="IR_PASSPORT",
        country="IR",
        kinds=(Kind.PASSPORT,),
        shapes=("A99999999",),
        valid=matching(r"[A-Z][0-9]{8}"),
        words=("gozarnameh",),
        issuer="Immigration and Passport Police",
        layout="a letter and eight digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("T22538995",),
    ),
)
