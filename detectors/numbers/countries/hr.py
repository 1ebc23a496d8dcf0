"""Croatia: the OIB names people and companies alike; the JMBG before 2009."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="HR_OIB",
        country="HR",
        kinds=(Kind.PERSON, Kind.TAX, Kind.VAT, Kind.BUSINESS),
        shapes=("99999999999", "AA99999999999"),
        valid=stdnum("hr.oib"),
        words=(
            "oib", "osobni identifikacijski broj", "identifikacijski broj", "pdv",
            "croatian identification number", "croatian vat number",
        ),
        issuer="Tax Administration",
        layout="ten digits, check digit",
        check="ISO 7064 MOD 11,10",
        source="python-stdnum, stdnum.hr.oib (names its sources), read 2026-11",
        passes=0.05,
        examples=("56980013608",),
        near_misses=("56980013600",),
        family="GOV_ID",
    ),
    Identifier(
        entity_type="HR_JMBG",
        country="HR",
        kinds=(Kind.PERSON,),
        shapes=("9999999999999",),
        valid=stdnum("si.emso"),
        words=("jmbg", "maticni broj građana", "mbg", "maticni broj", "croatian citizen number"),
        issuer="Ministry of the Interior, until 2009",
        layout="date of birth ddmmyyy, region, serial, check digit",
        check="weights 7 6 5 4 3 2 twice modulo 11",
        source="python-stdnum, stdnum.si.emso (names its sources), read 2026-11",
        passes=0.0036,
        examples=("0101006330003",),
        near_misses=("0101006330000",),
    ),
    Identifier(
        entity_type="HR_PASSPORT",
        country="HR",
        kinds=(Kind.PASSPORT, Kind.IDENTITY_CARD),
        shapes=("999999999",),
        valid=matching(r"[0-9]{9}"),
        words=(
            "putovnica", "putovnice", "osobna iskaznica", "osobne iskaznice", "croatian passport",
        ),
        issuer="Ministry of the Interior",
        layout="nine digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("007007000",),
    ),
    Identifier(
        entity_type="HR_DRIVING_LICENSE",
        country="HR",
        kinds=(Kind.DRIVING,),
        shapes=("99999999",),
        valid=matching(r"[0-9]{8}"),
        words=("vozačka dozvola", "vozačke dozvole", "croatian driving licence"),
        issuer="Ministry of the Interior",
        layout="eight digits",
        check="none",
        source="Microsoft Purview, \"EU Driver's License Number\", read 2026-11",
        passes=1.0,
        examples=("56447675",),
    ),
)  # fmt: skip
