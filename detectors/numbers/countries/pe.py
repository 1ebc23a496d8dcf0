"""Peru.

The tax number of a person holds the identity number.
"""

from __future__ import annotations

from detectors.numbers.check_digits import without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="PE_CUI",
        country="PE",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("99999999-*",),
        valid=stdnum("pe.cui"),
        words=(
            "dni",
            "cui",
            "cedula unica de identidad",
            "codigo unico de identificacion",
            "documento nacional de identidad",
        ),
        issuer="Registro Nacional de Identificacion y Estado Civil",
        layout="eight digits, check digit or letter",
        check="weights 3 2 7 6 5 4 3 2 modulo 11",
        source="python-stdnum 2.2, module pe.cui, read 2026-11",
        passes=0.056,
        examples=("32495222-1",),
        near_misses=("32495222-0",),
    ),
    Identifier(
        entity_type="PE_CUI",
        country="PE",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("99999999",),
        valid=matching(r"[0-9]{8}"),
        words=("dni", "cui", "cedula unica de identidad", "documento nacional de identidad"),
        issuer="Registro Nacional de Identificacion y Estado Civil",
        layout="eight digits",
        check="none",
        source="python-stdnum 2.2, module pe.cui, read 2026-11",
        passes=1.0,
        examples=("87713189",),
    ),
    Identifier(
        entity_type="PE_RUC",
        country="PE",
        kinds=(Kind.BUSINESS, Kind.TAX, Kind.VAT),
        shapes=("99999999999",),
        valid=without("PE", stdnum("pe.ruc")),
        words=("ruc", "registro unico de contribuyentes"),
        issuer="Superintendencia Nacional de Aduanas y de Administracion Tributaria",
        layout="type, eight digits, type, check digit",
        check="weights 5 4 3 2 7 6 5 4 3 2 modulo 11",
        source="python-stdnum 2.2, module pe.ruc, read 2026-11",
        passes=0.0038,
        examples=("20680062014",),
        near_misses=("20680062010",),
    ),
    Identifier(
        entity_type="PE_VAT",
        country="PE",
        kinds=(Kind.VAT,),
        shapes=("AA99999999999", "99999999999"),
        valid=matching(r"(?:PE)?[0-9]{11}"),
        words=(),
        issuer="Superintendencia Nacional de Aduanas y de Administracion Tributaria",
        layout="eleven digits, whatever the check digit",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.5,
        examples=("PE27334732028", "04835477013"),
    ),
)
