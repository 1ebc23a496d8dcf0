"""Cyprus: one tax number of eight digits and a letter."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="CY_VAT",
        country="CY",
        kinds=(Kind.VAT, Kind.TAX, Kind.BUSINESS),
        shapes=("99999999A", "AA99999999A"),
        valid=stdnum("cy.vat"),
        words=(
            "\u03c6\u03c0\u03b1",
            (
                "\u03b1\u03c1\u03b9\u03b8\u03bc\u03cc\u03c2 "
                "\u03b5\u03b3\u03b3\u03c1\u03b1\u03c6\u03ae\u03c2"
            ),
            "\u03c6\u03bf\u03c1\u03bf\u03bb\u03bf\u03b3\u03b9\u03ba\u03cc", "tic",
            "cypriot vat number", "cypriot tax number",
        ),
        issuer="Tax Department",
        layout="eight digits, check letter",
        check="odd places translated, sum modulo 26",
        source="python-stdnum, stdnum.cy.vat (names its sources), read 2026-11",
        passes=0.019,
        examples=("49100418F",),
        near_misses=("49100418A",),
    ),
    Identifier(
        entity_type="CY_ID_CARD",
        country="CY",
        kinds=(Kind.IDENTITY_CARD, Kind.PERSON),
        shapes=("9{6,10}",),
        valid=matching(r"[0-9]{6,8}|[0-9]{10}"),
        words=(
            "\u03c4\u03b1\u03c5\u03c4\u03cc\u03c4\u03b7\u03c4\u03b1\u03c2",
            "\u03c4\u03b1\u03c5\u03c4\u03bf\u03c4\u03b7\u03c4\u03b1", "taftotita",
            "cypriot identity card",
        ),
        issuer="Civil Registry",
        layout="six to ten digits",
        check="none",
        source="Microsoft Purview, EU national identification number, read 2026-11",
        passes=0.8,
        examples=("5224567",),
    ),
    Identifier(
        entity_type="CY_PASSPORT",
        country="CY",
        kinds=(Kind.PASSPORT,),
        shapes=("A999999", "A99999999"),
        valid=matching(r"[A-Z](?:[0-9]{6}|[0-9]{8})"),
        words=("cypriot passport",),
        issuer="Civil Registry",
        layout="letter, six or eight digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("K00000410",),
    ),
    Identifier(
        entity_type="CY_DRIVING_LICENSE",
        country="CY",
        kinds=(Kind.DRIVING,),
        shapes=("999999999999",),
        valid=matching(r"[0-9]{12}"),
        words=("cypriot driving licence",),
        issuer="Road Transport Department",
        layout="twelve digits",
        check="none",
        source="Microsoft Purview, \"EU Driver's License Number\", read 2026-11",
        passes=1.0,
        examples=("127456799012",),
    ),
)  # fmt: skip
