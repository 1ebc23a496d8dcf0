"""Tunisia."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="TN_MF",
        country="TN",
        kinds=(Kind.BUSINESS, Kind.TAX, Kind.VAT),
        shapes=(
            "9999999A/A/A/999",
            "9999999A/AA/999",
            "9999999 A",
            "9999999/A",
            "9999999/A/A/A/999",
            "9{4,6}A",
            "9{4,6}A/A/A/999",
            "9{4,6}/A/A/A/999",
        ),
        valid=stdnum("tn.mf"),
        words=("mf", "MF", "matricule fiscal", "matricule fiscale"),
        issuer="Direction Generale des Impots",
        layout="seven digits, letter, VAT code, category, branch",
        check="none",
        source="python-stdnum 2.2, module tn.mf, read 2026-11",
        passes=0.33,
        examples=("8907308Q/D/E/901", "1713421S/DE/765"),
    ),
    Identifier(
        entity_type="TN_CIN",
        country="TN",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("99999999",),
        valid=matching(r"[0-9]{8}"),
        words=("cin", "CIN", "carte d identite nationale", "بطاقة التعريف"),
        issuer="Ministry of the Interior",
        layout="eight digits",
        check="none",
        source="validator.js, isIdentityCard, read 2026-11",
        passes=1.0,
        examples=("23825634",),
    ),
    Identifier(
        entity_type="TN_PASSPORT",
        country="TN",
        kinds=(Kind.PASSPORT,),
        shapes=("A999999",),
        valid=matching(r"[A-Z][0-9]{6}"),
        words=(),
        issuer="Ministry of the Interior",
        layout="a letter and six digits",
        check="none",
        source="Wikipedia, Tunisian passport; not re-read 2026-11",
        passes=1.0,
        examples=("M816244",),
    ),
)
