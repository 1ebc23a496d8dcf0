"""Nicaragua."""

from __future__ import annotations

from detectors.numbers.check_digits import DAY_MONTH
from detectors.numbers.identifier import Identifier, Kind, matching

IDENTIFIERS = (
    Identifier(
        entity_type="NI_CEDULA",
        country="NI",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.VOTER, Kind.VAT, Kind.TAX),
        shapes=("999-999999-9999A", "AA999-999999-9999A"),
        valid=matching(rf"(?:NI)?[0-9]{{3}}{DAY_MONTH}[0-9]{{6}}[A-Z]"),
        words=("cedula de identidad", "cedula"),
        issuer="Consejo Supremo Electoral",
        layout="municipality, date of birth, four digits, letter",
        check="none",
        source="Lookuptax guide to tax numbers, Nicaragua, read 2026-11",
        passes=0.017,
        examples=("094-130709-2092B",),
    ),
    Identifier(
        entity_type="NI_RUC",
        country="NI",
        kinds=(Kind.TAX, Kind.BUSINESS),
        shapes=("A9999999999999",),
        valid=matching(r"[A-Z][0-9]{13}"),
        words=("ruc", "registro unico de contribuyentes"),
        issuer="Direccion General de Ingresos",
        layout="a letter and thirteen digits",
        check="none",
        source="Lookuptax guide to tax numbers, Nicaragua, read 2026-11",
        passes=1.0,
        examples=("Y4772448253683",),
    ),
    Identifier(
        entity_type="NI_VAT",
        country="NI",
        kinds=(Kind.VAT,),
        shapes=("AA999-999999-9999A", "999-999999-9999A"),
        valid=matching(r"(?:NI)?[0-9]{13}[A-Z]"),
        words=(),
        issuer="Direccion General de Ingresos",
        layout="thirteen digits and a letter",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.51,
        examples=("NI966-858315-3931K", "592-668848-1976Q"),
    ),
)
