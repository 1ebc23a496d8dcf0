"""San Marino."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="SM_COE",
        country="SM",
        kinds=(Kind.BUSINESS, Kind.VAT, Kind.TAX),
        shapes=("AA99999", "99999", "999999"),
        valid=matching(r"(?:SM)?0?[0-9]{5}"),
        words=(
            "coe", "codice operatore economico", "operatore economico",
            "san marino national tax number",
        ),
        issuer="Office of industry, crafts and trade",
        layout="up to five digits, SM may stand before",
        check="none",
        source="python-stdnum, stdnum.sm.coe (names its sources), read 2026-11",
        passes=0.37,
        examples=("SM24165", "022865"),
    ),
    Identifier(
        entity_type="SM_ISS",
        country="SM",
        kinds=(Kind.SOCIAL, Kind.HEALTH),
        shapes=("999999",),
        valid=matching(r"[0-9]{5,6}"),
        words=("codice iss", "codice i s s", "iss", "san marino social security"),
        issuer="Social Security Institute",
        layout="up to six digits",
        check="none",
        source=(
            "OECD, tax identification numbers, San Marino; layout as generally published, "
            "itself not read 2026-11"
        ),
        passes=1.0,
        examples=("123326",),
    ),
)  # fmt: skip
