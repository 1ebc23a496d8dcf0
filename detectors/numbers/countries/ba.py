"""Bosnia and Herzegovina: the citizen number of former Yugoslavia."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="BA_JMBG",
        country="BA",
        kinds=(Kind.PERSON,),
        shapes=("9999999999999",),
        valid=stdnum("si.emso"),
        words=("jmbg", "jedinstveni maticni broj", "maticni broj", "bosnian citizen number"),
        issuer="IDDEEA",
        layout="date of birth ddmmyyy, region, serial, check digit",
        check="weights 7 6 5 4 3 2 twice modulo 11",
        source="python-stdnum, stdnum.si.emso (names its sources), read 2026-11",
        passes=0.004,
        examples=("0101006150005",),
        near_misses=("0101006150000",),
    ),
    Identifier(
        entity_type="BA_JIB",
        country="BA",
        kinds=(Kind.TAX, Kind.BUSINESS, Kind.VAT),
        shapes=("9999999999999", "999999999999"),
        valid=matching(r"4[0-9]{12}|[0-9]{12}"),
        words=("jib", "jedinstveni identifikacijski broj", "identifikacioni broj", "pdv broj"),
        issuer="Tax administrations of the entities",
        layout="13 digits that begin with 4; the VAT number has 12",
        check="none",
        source=(
            "UNO BiH, VAT registration, as the European Commission lists it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=0.55,
        examples=("4200225150005",),
        family="BUSINESS_ID",
    ),
    Identifier(
        entity_type="BA_PASSPORT",
        country="BA",
        kinds=(Kind.PASSPORT, Kind.IDENTITY_CARD),
        shapes=("A99A9999", "*{9}"),
        valid=matching(r"[A-Z][0-9]{2}[A-Z][0-9]{4}|[A-Z0-9][0-9]{2}[A-Z0-9]{2}[0-9]{4}"),
        words=("bosnian passport", "licna karta"),
        issuer="IDDEEA",
        layout="letters and digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=0.5,
        examples=("A12B3456",),
    ),
)  # fmt: skip
