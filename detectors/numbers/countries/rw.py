"""Rwanda."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="RW_NATIONAL_ID",
        country="RW",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("9 9999 9 9999999 9 99", "9999999999999999"),
        valid=matching(r"[123](?:19|20)[0-9]{2}[78][0-9]{10}"),
        words=("indangamuntu",),
        issuer="National Identification Agency",
        layout="status, year of birth, sex, serial, times issued, two digits",
        check="none",
        source="Wikipedia, National ID numbers, Rwanda; not re-read 2026-11",
        passes=0.0012,
        examples=("1 1985 7 0012345 0 12",),
    ),
)
