"""Andorra: one tax number for people and for companies."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="AD_NRT",
        country="AD",
        kinds=(Kind.TAX, Kind.PERSON, Kind.BUSINESS),
        shapes=("A-999999-A",),
        valid=stdnum("ad.nrt"),
        words=(
            "nrt", "numero de registre tributari", "registre tributari", "andorran tax number",
            "andorra tax number",
        ),
        issuer="Department of Taxes and Borders",
        layout="letter of the kind of taxpayer, six digits, control letter",
        check="none",
        source="python-stdnum, stdnum.ad.nrt (names its sources), read 2026-11",
        passes=0.3,
        examples=("U-132980-X", "F-123456-Z"),
    ),
)  # fmt: skip
