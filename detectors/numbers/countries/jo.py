"""Jordan."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="JO_NATIONAL_NUMBER",
        country="JO",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("9999999999",),
        valid=matching(r"[29][0-9]{9}"),
        words=("الرقم الوطني",),
        issuer="Civil Status and Passports Department",
        layout="ten digits",
        check="none",
        source="Wikipedia, National ID numbers, Jordan; not re-read 2026-11",
        passes=0.2,
        examples=("2432840723",),
    ),
)
