"""Ireland: the PPS number for dealings with the state; VAT numbers look like it."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="IE_PPS",
        country="IE",
        kinds=(Kind.PERSON, Kind.TAX, Kind.SOCIAL, Kind.HEALTH),
        shapes=("9999999A", "9999999AA"),
        valid=stdnum("ie.pps"),
        words=(
            "pps", "ppsn", "pps no", "pps number", "personal public service",
            "public service number", "rsi no", "rsi number", "irish personal number",
        ),
        issuer="Department of Social Protection",
        layout="seven digits, check letter, second letter since 2013",
        check="weights 8 to 2 (and 9) modulo 23",
        source="python-stdnum, stdnum.ie.pps (names its sources), read 2026-11",
        passes=0.024,
        examples=("0955031N", "7839211DT"),
        near_misses=("0955031A",),
        family="GOV_ID",
    ),
    Identifier(
        entity_type="IE_VAT",
        country="IE",
        kinds=(Kind.VAT, Kind.TAX),
        shapes=("9999999A", "9999999AA", "9A99999A", "AA9999999A", "AA9999999AA", "AA9A99999A"),
        valid=stdnum("ie.vat"),
        words=(
            "irish vat number", "irish tax reference number", "tax reference number", "uimhir cbl",
        ),
        issuer="Revenue Commissioners",
        layout="seven digits, check letter, one letter more",
        check="weights 8 to 2 modulo 23",
        source="python-stdnum, stdnum.ie.vat (names its sources), read 2026-11",
        passes=0.018,
        examples=("3210650N", "1782365QW", "0G98048M"),
        near_misses=("3210650A",),
        family="BUSINESS_ID",
    ),
    Identifier(
        entity_type="IE_PASSPORT",
        country="IE",
        kinds=(Kind.PASSPORT,),
        shapes=("AA9999999", "A99999999"),
        valid=matching(r"[A-Z0-9]{2}[0-9]{7}"),
        words=("irish passport", "irish passport card"),
        issuer="Department of Foreign Affairs",
        layout="two letters or letter and digit, seven digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("PD1234567", "X65090000"),
    ),
    Identifier(
        entity_type="IE_DRIVING_LICENSE",
        country="IE",
        kinds=(Kind.DRIVING,),
        shapes=("999999AAAA", "999999999"),
        valid=matching(r"[0-9]{6}[A-Z]{4}|[0-9]{9}"),
        words=("ceadunas tiomana", "irish driving licence"),
        issuer="Road Safety Authority",
        layout="nine digits; in older ones six digits and four letters",
        check="none",
        source="Microsoft Purview, \"EU Driver's License Number\", read 2026-11",
        passes=1.0,
        examples=("123456ABCD", "004445371"),
    ),
)  # fmt: skip
