"""Panama."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="PA_CEDULA",
        country="PA",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.TAX),
        shapes=("9-9{3,4}-9{3,6}", "99-999-9999", "AA-999-9999", "A-99-99999"),
        valid=matching(r"(?:[1-9]|1[0-3])[0-9]{5,9}|(?:PE|N|E)[0-9]{5,9}"),
        words=("cedula", "cedula de identidad personal", "ruc", "cip"),
        issuer="Tribunal Electoral",
        layout="province, volume, entry",
        check="none",
        source="Lookuptax guide to tax numbers, Panama, read 2026-11",
        passes=0.43,
        examples=("7-7187-6511", "55-411-3106"),
    ),
)
