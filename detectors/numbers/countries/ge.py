"""Georgia."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="GE_PERSONAL_NUMBER",
        country="GE",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.TAX),
        shapes=("99999999999",),
        valid=matching(r"[0-9]{11}"),
        words=("piradi nomeri", "\u10de\u10d8\u10e0\u10d0\u10d3\u10d8", "georgian personal number"),
        issuer="Public Service Development Agency",
        layout="eleven digits",
        check="none",
        source=(
            "OECD, tax identification numbers, Georgia; layout as generally published, "
            "itself not read 2026-11"
        ),
        passes=1.0,
        examples=("01001012345",),
    ),
    Identifier(
        entity_type="GE_TAX_ID",
        country="GE",
        kinds=(Kind.TAX, Kind.BUSINESS, Kind.VAT),
        shapes=("999999999",),
        valid=matching(r"[0-9]{9}"),
        words=(
            "georgian tax number",
            (
                "\u10e1\u10d0\u10d8\u10d3\u10d4\u10dc\u10e2"
                "\u10d8\u10e4\u10d8\u10d9\u10d0\u10ea\u10d8\u10dd"
            ),
        ),
        issuer="National Agency of Public Registry",
        layout="nine digits",
        check="none",
        source=(
            "OECD, tax identification numbers, Georgia; layout as generally published, "
            "itself not read 2026-11"
        ),
        passes=1.0,
        examples=("200000123",),
    ),
    Identifier(
        entity_type="GE_PASSPORT",
        country="GE",
        kinds=(Kind.PASSPORT, Kind.IDENTITY_CARD),
        shapes=("99AA99999",),
        valid=matching(r"[0-9]{2}[A-Z]{2}[0-9]{5}"),
        words=("\u10de\u10d0\u10e1\u10de\u10dd\u10e0\u10e2\u10d8", "georgian passport"),
        issuer="Public Service Development Agency",
        layout="two digits, two letters, five digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=1.0,
        examples=("12AB34567",),
    ),
)  # fmt: skip
