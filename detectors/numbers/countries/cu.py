"""Cuba."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="CU_NI",
        country="CU",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("99999999999",),
        valid=stdnum("cu.ni"),
        words=("NI", "carne de identidad"),
        issuer="Ministerio del Interior",
        layout="date of birth, century, serial, sex, check digit",
        check="date of birth; its check digit is not published",
        source="python-stdnum 2.2, module cu.ni, read 2026-11",
        passes=0.041,
        examples=("70121584228",),
        near_misses=("70123584228",),
    ),
)
