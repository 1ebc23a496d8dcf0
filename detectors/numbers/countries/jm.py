"""Jamaica."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="JM_TRN",
        country="JM",
        kinds=(Kind.TAX, Kind.DRIVING),
        shapes=("999-999-999",),
        valid=matching(r"[0-9]{9}"),
        words=("trn", "taxpayer registration", "TRN"),
        issuer="Tax Administration Jamaica",
        layout="nine digits, the first 0 or 1",
        check="none",
        source="Lookuptax guide to tax numbers, Jamaica, read 2026-11",
        passes=1.0,
        examples=("206-708-854",),
    ),
    Identifier(
        entity_type="JM_PASSPORT",
        country="JM",
        kinds=(Kind.PASSPORT,),
        shapes=("A9999999",),
        valid=matching(r"A[0-9]{7}"),
        words=(),
        issuer="Passport, Immigration and Citizenship Agency",
        layout="A and seven digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=0.037,
        examples=("A3141987",),
    ),
)
