"""Azerbaijan."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="AZ_VOEN",
        country="AZ",
        kinds=(Kind.TAX, Kind.BUSINESS, Kind.VAT),
        shapes=("9999999999", "999999999"),
        valid=stdnum("az.voen"),
        words=("voen", "vergi odeyicisinin", "vöen", "azerbaijan tax number"),
        issuer="State Tax Service",
        layout="territory of two digits, serial, check digit, 1 for entities or 2 for people",
        check="weights 4 1 8 6 2 7 5 3 modulo 11",
        source="python-stdnum, stdnum.az.voen (names its sources), read 2026-11",
        passes=0.019,
        examples=("064159951", "5488692551"),
        near_misses=("064159950",),
        family="GOV_ID",
    ),
    Identifier(
        entity_type="AZ_FIN",
        country="AZ",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("*{7}",),
        valid=matching(r"(?=(?:[A-Z]*[0-9]){4})[0-9A-HJ-NP-Z]{7}"),
        words=("fin kod", "fin code", "fin", "f\u0259rdi identifikasiya nömr\u0259si"),
        issuer="Ministry of Internal Affairs",
        layout="seven letters and digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=0.078,
        examples=("5YH1234",),
    ),
    Identifier(
        entity_type="AZ_PASSPORT",
        country="AZ",
        kinds=(Kind.PASSPORT,),
        shapes=("A99999999",),
        valid=matching(r"[A-Z][0-9]{8}"),
        words=("azerbaijani passport",),
        issuer="Ministry of Internal Affairs",
        layout="letter, eight digits",
        check="none",
        source="validator.js, isPassportNumber test values, read 2026-11",
        passes=1.0,
        examples=("A16170000",),
    ),
    Identifier(
        entity_type="AZ_ID_CARD",
        country="AZ",
        kinds=(Kind.IDENTITY_CARD,),
        shapes=("AA9999999", "AAA99999999"),
        valid=matching(r"A[AZ][0-9]{7}|AZE[0-9]{8}"),
        words=("sexsiyyet vesiqesi",),
        issuer="Ministry of Internal Affairs",
        layout="AA or AZE, seven or eight digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=0.0015,
        examples=("AA1234529",),
    ),
)  # fmt: skip
