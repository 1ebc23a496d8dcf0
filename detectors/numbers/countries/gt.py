"""Guatemala."""

from __future__ import annotations

from detectors.numbers.check_digits import weighted_sum, without
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum


def _cui(value: str) -> bool:
    rest = weighted_sum(value, range(2, 10)) % 11 % 10
    return "01" <= value[9:11] <= "22" and value[11:] != "00" and rest == int(value[8])


IDENTIFIERS = (
    Identifier(
        entity_type="GT_NIT",
        country="GT",
        kinds=(Kind.TAX,),
        shapes=("9{5,8}-*", "9999-*"),
        valid=without("GT", stdnum("gt.nit")),
        words=("nit", "numero de identificacion tributaria", "identificacion tributaria"),
        issuer="Superintendencia de Administracion Tributaria",
        layout="up to eleven digits, check digit or K",
        check="weights modulo 11",
        source="python-stdnum 2.2, module gt.nit, read 2026-11",
        passes=0.031,
        examples=("87452-3", "8995-8"),
        near_misses=("87452-0",),
    ),
    Identifier(
        entity_type="GT_VAT",
        country="GT",
        kinds=(Kind.VAT,),
        shapes=("AA9999999-9", "9999999-9"),
        valid=matching(r"(?:GT)?[0-9]{7}[0-9K]"),
        words=(),
        issuer="Superintendencia de Administracion Tributaria",
        layout="eight characters, whatever the check digit",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.49,
        examples=("GT1599725-9", "9333680-8"),
    ),
    Identifier(
        entity_type="GT_CUI",
        country="GT",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("9999 99999 9999",),
        valid=_cui,
        words=(
            "cui",
            "dpi",
            "documento personal de identificacion",
            "codigo unico de identificacion",
        ),
        issuer="Registro Nacional de las Personas",
        layout="eight digits, check digit, department, municipality",
        check="weights 2 to 9 modulo 11",
        source="stdnum-js (koblas), gt/cui, read 2026-11",
        passes=0.026,
        examples=("5277 28039 1894",),
        near_misses=("5277 28039 2894",),
    ),
)
