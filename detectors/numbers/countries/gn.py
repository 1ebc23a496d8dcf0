"""Guinea."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="GN_NIFP",
        country="GN",
        kinds=(Kind.TAX, Kind.BUSINESS),
        shapes=("999-999-999", "999999999"),
        valid=stdnum("gn.nifp"),
        words=(
            "nifp",
            "nif",
            "NIF",
            "identification fiscale permanent",
            "numero d identification fiscale",
        ),
        issuer="Direction Nationale des Impots",
        layout="eight digits, check digit",
        check="Luhn",
        source="python-stdnum 2.2, module gn.nifp, read 2026-11",
        passes=0.097,
        examples=("038-372-629", "513594366"),
        near_misses=("038-372-620",),
    ),
)
