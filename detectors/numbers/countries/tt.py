"""Trinidad and Tobago."""

from __future__ import annotations

from detectors.numbers.check_digits import MONTH_DAY
from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="TT_NATIONAL_ID",
        country="TT",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.DRIVING),
        shapes=("99999999999",),
        valid=matching(rf"[0-9]{{2}}{MONTH_DAY}[0-9]{{5}}"),
        words=("electoral id", "ebc"),
        issuer="Elections and Boundaries Commission",
        layout="date of birth, five digits",
        check="none",
        source="Wikipedia, National ID numbers, Trinidad and Tobago; not re-read 2026-11",
        passes=0.041,
        examples=("12123180152",),
    ),
)
