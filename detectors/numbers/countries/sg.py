"""Singapore."""

from __future__ import annotations

from detectors.numbers.check_digits import weighted_sum
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_WEIGHTS = (2, 7, 6, 5, 4, 3, 2)
_CHECKS = {"S": "JZIHGFEDCBA", "F": "XWUTRQPNMLK", "M": "KLJNPQRTUWX"}


def _nric(value: str) -> bool:
    """The letters of the check follow the first letter; T, G and M add to the sum."""
    first = value[0]
    total = weighted_sum(value[1:8], _WEIGHTS) + {"T": 4, "G": 4, "M": 3}.get(first, 0)
    checks = _CHECKS[{"T": "S", "G": "F"}.get(first, first)]
    rest = total % 11
    return value[8] == (checks[10 - rest] if first == "M" else checks[rest])


IDENTIFIERS = (
    Identifier(
        entity_type="SG_NRIC_FIN",
        country="SG",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.RESIDENCE, Kind.DRIVING),
        shapes=("A9999999A",),
        valid=matching(r"[STFGM][0-9]{7}[A-Z]", then=_nric),
        words=("nric", "fin", "nric fin", "FIN", "singpass", "nric no"),
        issuer="Immigration and Checkpoints Authority",
        layout="century or kind, seven digits, check letter",
        check="weights 2 7 6 5 4 3 2 modulo 11",
        source="idnumbers (identique), nationalid SGP, read 2026-11",
        passes=0.0044,
        examples=("T5653381D",),
        near_misses=("S123456A",),
    ),
    Identifier(
        entity_type="SG_NRIC_FIN",
        country="SG",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("A9999999A",),
        valid=matching(r"[A-Z][0-9]{7}[A-Z]"),
        words=("nric", "fin", "nric fin", "FIN", "singpass"),
        issuer="Immigration and Checkpoints Authority",
        layout="a letter, seven digits, a letter",
        check="none",
        source="Microsoft Presidio 2.2.366, SG_NRIC_FIN recogniser, read 2026-11",
        passes=1.0,
        examples=("B4509360V",),
    ),
    Identifier(
        entity_type="SG_UEN",
        country="SG",
        kinds=(Kind.BUSINESS, Kind.TAX, Kind.VAT),
        shapes=("99999999A", "999999999A", "A99AA9999A"),
        valid=stdnum("sg.uen"),
        words=("uen", "unique entity number", "acra", "business registration"),
        issuer="Accounting and Corporate Regulatory Authority",
        layout="year or kind, serial, check letter",
        check="weights modulo 11",
        source="python-stdnum 2.2, module sg.uen, read 2026-11",
        passes=0.013,
        examples=("78199501M", "028213545K"),
        near_misses=("78199500M",),
    ),
    Identifier(
        entity_type="SG_PASSPORT",
        country="SG",
        kinds=(Kind.PASSPORT,),
        shapes=("A9999999A",),
        valid=matching(r"[EK][0-9]{7}[A-Z]"),
        words=("singapore passport",),
        issuer="Immigration and Checkpoints Authority",
        layout="E or K, seven digits, check letter",
        check="none",
        source="Wikipedia, Singapore passport; not re-read 2026-11",
        passes=0.078,
        examples=("K0086840I",),
    ),
)
