"""Paraguay."""

from __future__ import annotations

from detectors.numbers.check_digits import without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="PY_RUC",
        country="PY",
        kinds=(Kind.TAX,),
        shapes=("99999999-9", "9{5,8}", "9{3,7}-9"),
        valid=without("PY", stdnum("py.ruc")),
        words=("ruc", "registro unico de contribuyentes"),
        issuer="Subsecretaria de Estado de Tributacion",
        layout="up to eight digits, check digit",
        check="weights modulo 11",
        source="python-stdnum 2.2, module py.ruc, read 2026-11",
        passes=0.11,
        examples=("20812536-1", "9833080"),
        near_misses=("20812536-0",),
    ),
    Identifier(
        entity_type="PY_VAT",
        country="PY",
        kinds=(Kind.VAT,),
        shapes=("AA9{6,8}-9", "9{6,8}-9"),
        valid=matching(r"(?:PY)?[0-9]{7,9}"),
        words=(),
        issuer="Subsecretaria de Estado de Tributacion",
        layout="seven to nine digits, whatever the check digit",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.5,
        examples=("PY64238936-1", "6544924-3"),
    ),
    Identifier(
        entity_type="PY_CI",
        country="PY",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("9.999.999",),
        valid=matching(r"[1-9][0-9]{6}"),
        words=("cedula de identidad", "cedula", "cic"),
        issuer="Policia Nacional",
        layout="seven digits",
        check="none",
        source="stdnum-js (koblas), py/cedula, read 2026-11",
        passes=0.89,
        examples=("2.708.740",),
    ),
)
