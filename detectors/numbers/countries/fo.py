"""Faroe Islands."""

from __future__ import annotations

from detectors.numbers.check_digits import DAY_MONTH, without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="FO_VN",
        country="FO",
        kinds=(Kind.BUSINESS, Kind.TAX, Kind.VAT),
        shapes=("999 999", "AA999999"),
        valid=without("FO", stdnum("fo.vn")),
        words=("v number", "vinnutal*", "v tal", "faroe islands tax number"),
        issuer="TAKS",
        layout="six digits",
        check="none",
        source="python-stdnum, stdnum.fo.vn (names its sources), read 2026-11",
        passes=0.5,
        examples=("823 057", "FO364411"),
        family="BUSINESS_ID",
    ),
    Identifier(
        entity_type="FO_PTAL",
        country="FO",
        kinds=(Kind.PERSON, Kind.SOCIAL, Kind.TAX),
        shapes=("999999-999",),
        valid=matching(DAY_MONTH + r"[0-9]{5}"),
        words=("p tal", "ptal", "faroese personal number"),
        issuer="National Register",
        layout="date of birth ddmmyy, serial of three",
        check="none",
        source=(
            "OECD, tax identification numbers, Faroe Islands; layout as generally "
            "published, itself not read 2026-11"
        ),
        passes=0.037,
        examples=("120737-436",),
    ),
)  # fmt: skip
