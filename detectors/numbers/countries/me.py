"""Montenegro."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="ME_PIB",
        country="ME",
        kinds=(Kind.BUSINESS, Kind.TAX, Kind.VAT),
        shapes=("99999999",),
        valid=stdnum("me.pib"),
        words=("pib", "poreski identifikacioni broj", "montenegro tax number"),
        issuer="Tax Administration",
        layout="seven digits, check digit",
        check="weights 8 to 2 modulo 11",
        source="python-stdnum, stdnum.me.pib (names its sources), read 2026-11",
        passes=0.097,
        examples=("55247121",),
        near_misses=("55247120",),
    ),
    Identifier(
        entity_type="ME_JMBG",
        country="ME",
        kinds=(Kind.PERSON,),
        shapes=("9999999999999",),
        valid=stdnum("si.emso"),
        words=("jmbg", "jedinstveni maticni broj", "maticni broj", "montenegrin citizen number"),
        issuer="Ministry of the Interior",
        layout="date of birth ddmmyyy, region, serial, check digit",
        check="weights 7 6 5 4 3 2 twice modulo 11",
        source="python-stdnum, stdnum.si.emso (names its sources), read 2026-11",
        passes=0.004,
        examples=("0101006210008",),
        near_misses=("0101006210000",),
    ),
    Identifier(
        entity_type="ME_PASSPORT",
        country="ME",
        kinds=(Kind.PASSPORT, Kind.IDENTITY_CARD),
        shapes=("A99A99999", "*{9}"),
        valid=matching(r"[A-Z0-9][0-9]{2}[A-Z0-9][0-9]{5}|[0-9]{9}"),
        words=("montenegrin passport", "licna karta"),
        issuer="Ministry of the Interior",
        layout="letters and digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=0.5,
        examples=("P00A12345",),
    ),
)  # fmt: skip
