"""Monaco: VAT numbers are French ones with a SIREN of its own range."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="MC_TVA",
        country="MC",
        kinds=(Kind.VAT,),
        shapes=("99 999 999 999", "AA 99 999 999 999"),
        valid=stdnum("mc.tva"),
        words=("monacan vat number", "monaco vat"),
        issuer="Tax Services Department",
        layout="FR, two check digits, 000, six digits",
        check="modulo 97",
        source="python-stdnum, stdnum.mc.tva (names its sources), read 2026-11",
        passes=1e-06,
        examples=("23 0000 40485",),
        near_misses=("53 0000 04600",),
    ),
)  # fmt: skip
