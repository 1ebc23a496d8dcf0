"""Tanzania."""

from __future__ import annotations

from detectors.numbers.check_digits import MONTH_DAY
from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="TZ_NIDA",
        country="TZ",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("99999999-99999-99999-99",),
        valid=matching(rf"(?:19|20)[0-9]{{2}}{MONTH_DAY}[0-9]{{12}}"),
        words=("nida", "NIDA"),
        issuer="National Identification Authority",
        layout="date of birth, place, serial, two digits",
        check="none",
        source="Wikipedia, National ID numbers, Tanzania; not re-read 2026-11",
        passes=0.0007,
        examples=("19850312-11101-00001-23",),
    ),
    Identifier(
        entity_type="TZ_TIN",
        country="TZ",
        kinds=(Kind.TAX,),
        shapes=("999-999-999",),
        valid=matching(r"[1-9][0-9]{8}"),
        words=("tra",),
        issuer="Tanzania Revenue Authority",
        layout="nine digits",
        check="none",
        source="tra.go.tz, TIN; not re-read 2026-11",
        passes=0.9,
        examples=("309-039-313",),
    ),
)
