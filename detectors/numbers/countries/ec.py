"""Ecuador."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="EC_CI",
        country="EC",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("999999999-9",),
        valid=stdnum("ec.ci"),
        words=("ci", "cedula de identidad", "cedula", "CI", "personal identity code"),
        issuer="Registro Civil",
        layout="province, type, six digits, check digit",
        check="Luhn",
        source="python-stdnum 2.2, module ec.ci, read 2026-11",
        passes=0.018,
        examples=("010671528-7",),
        near_misses=("010671528-0",),
    ),
    Identifier(
        entity_type="EC_RUC",
        country="EC",
        kinds=(Kind.BUSINESS, Kind.TAX, Kind.VAT),
        shapes=("9999999999999", "9999999999-999"),
        valid=stdnum("ec.ruc"),
        words=("ruc", "registro unico de contribuyentes"),
        issuer="Servicio de Rentas Internas",
        layout="cedula or company number, branch of three digits",
        check="weights modulo 11, or Luhn",
        source="python-stdnum 2.2, module ec.ruc, read 2026-11",
        passes=0.024,
        examples=("1229902828735", "0863727855-223"),
        near_misses=("1229902820735",),
    ),
    Identifier(
        entity_type="EC_VAT",
        country="EC",
        kinds=(Kind.VAT,),
        shapes=("AA9999999999999", "9999999999999"),
        valid=matching(r"(?:EC)?[0-9]{13}"),
        words=(),
        issuer="Servicio de Rentas Internas",
        layout="thirteen digits, whatever the check digit",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.48,
        examples=("EC4194822964440", "9816380105683"),
    ),
)
