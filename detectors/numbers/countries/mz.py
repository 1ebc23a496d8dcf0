"""Mozambique."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="MZ_NUIT",
        country="MZ",
        kinds=(Kind.TAX, Kind.BUSINESS),
        shapes=("999 999 999", "999.999.999", "999999999"),
        valid=stdnum("mz.nuit"),
        words=(
            "nuit",
            "NUIT",
            "numero unico de identificacao",
            "numero unico de identificacao tributaria",
        ),
        issuer="Autoridade Tributaria",
        layout="kind, seven digits, check digit",
        check="weights 8 to 2 modulo 11",
        source="python-stdnum 2.2, module mz.nuit, read 2026-11",
        passes=0.099,
        examples=("173 721 226", "625.259.185"),
        near_misses=("173 721 220",),
    ),
    Identifier(
        entity_type="MZ_BI",
        country="MZ",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("999999999999A",),
        valid=matching(r"[0-9]{12}[A-Z]"),
        words=("bi", "BI", "bilhete de identidade"),
        issuer="Direccao Nacional de Identificacao Civil",
        layout="twelve digits and a letter",
        check="none",
        source="stdnum-js (koblas), mz/bi, read 2026-11",
        passes=1.0,
        examples=("906706853970C",),
    ),
    Identifier(
        entity_type="MZ_PASSPORT",
        country="MZ",
        kinds=(Kind.PASSPORT,),
        shapes=("99AA99999", "AA9999999"),
        valid=matching(r"[A-Z]{2}[0-9]{7}|[0-9]{2}[A-Z]{2}[0-9]{5}"),
        words=(),
        issuer="Servico Nacional de Migracao",
        layout="two digits, two letters, five digits, or two letters and seven digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("11TJ62570", "JW5003299"),
    ),
)
