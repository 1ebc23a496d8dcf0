"""Pakistan.

The number tells family, sex and where a person is registered; it has no check digit.
"""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="PK_CNIC",
        country="PK",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.TAX, Kind.VOTER),
        shapes=("99999-9999999-9",),
        valid=matching(r"[1-8][0-9]{11}[1-9]"),
        words=(
            "cnic",
            "nic",
            "snic",
            "nicop",
            "national identity card",
            "computerised national identity",
            "computerized national identity",
            "nadra",
            "shanakhti",
        ),
        issuer="National Database and Registration Authority",
        layout="locality, family, sex",
        check="none",
        source="python-stdnum 2.2, module pk.cnic; validator.js, isIdentityCard, read 2026-11",
        passes=0.72,
        examples=("58863-0307799-9",),
    ),
    Identifier(
        entity_type="PK_PASSPORT",
        country="PK",
        kinds=(Kind.PASSPORT,),
        shapes=("AA9999999",),
        valid=matching(r"[A-Z]{2}[0-9]{7}"),
        words=(),
        issuer="Directorate General of Immigration and Passports",
        layout="two letters and seven digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("CN0223446",),
    ),
    Identifier(
        entity_type="PK_NTN",
        country="PK",
        kinds=(Kind.TAX, Kind.BUSINESS),
        shapes=("9999999-9",),
        valid=matching(r"[0-9]{7}-[0-9]"),
        words=("ntn", "national tax number"),
        issuer="Federal Board of Revenue",
        layout="seven digits, check digit that is not published",
        check="none",
        source="Lookuptax guide to tax numbers, Pakistan; not re-read 2026-11",
        passes=1.0,
        examples=("9914347-2",),
        spelt=True,
    ),
)
