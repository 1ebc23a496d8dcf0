"""Mauritius."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="MU_NID",
        country="MU",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.TAX),
        shapes=("A9999999999999", "A999999999999*"),
        valid=stdnum("mu.nid"),
        words=("nid", "NID", "national identity card", "mauritian id", "national identifier"),
        issuer="Civil Status Division",
        layout="first letter of the name, date of birth, six digits, check character",
        check="weights 14 to 2 modulo 17",
        source="python-stdnum 2.2, module mu.nid, read 2026-11",
        passes=0.0017,
        examples=("E1105584656243", "D100886010997F"),
        near_misses=("E1105584656240",),
    ),
)
