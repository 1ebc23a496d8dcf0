"""Angola."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="AO_BI",
        country="AO",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.TAX),
        shapes=("999999999AA999",),
        valid=matching(r"[0-9]{9}[A-Z]{2}[0-9]{3}"),
        words=("bi", "BI", "bilhete de identidade", "nif", "NIF"),
        issuer="Ministry of Justice",
        layout="nine digits, province, three digits",
        check="none",
        source="stdnum-js (koblas), ao/bi, read 2026-11",
        passes=1.0,
        examples=("089429234UI170",),
    ),
)
