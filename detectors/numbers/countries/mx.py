"""Mexico.

A person has a CURP, a tax number (RFC) that begins alike, and a social security number.
"""

from __future__ import annotations

from detectors.numbers.check_digits import MONTH_DAY
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum


def _clabe(value: str) -> bool:
    tens = [int(digit) * weight % 10 for digit, weight in zip(value, (3, 7, 1) * 6, strict=True)]
    return (sum(tens[:17]) + int(value[17])) % 10 == 0


IDENTIFIERS = (
    Identifier(
        entity_type="MX_CURP",
        country="MX",
        kinds=(Kind.PERSON,),
        shapes=("AAAA999999AAAAAA*9",),
        valid=stdnum("mx.curp"),
        words=("curp", "clave unica de registro", "clave unica de registro de poblacion"),
        issuer="Registro Nacional de Poblacion",
        layout="letters of the name, date of birth, sex, state, consonants, two check characters",
        check="weights 18 to 2 modulo 10",
        source="python-stdnum 2.2, module mx.curp, read 2026-11",
        passes=1e-08,
        examples=("GOME800101HDFRRL01",),
        near_misses=("HEGG560427MVZRRL05",),
    ),
    Identifier(
        entity_type="MX_RFC",
        country="MX",
        kinds=(Kind.TAX, Kind.PERSON, Kind.VAT),
        shapes=("AAAA-999999-***", "AAA-999999-***", "AAAA999999"),
        valid=stdnum("mx.rfc"),
        words=("rfc", "registro federal de contribuyentes", "registro federal"),
        issuer="Servicio de Administracion Tributaria",
        layout="letters of the name, date of birth or founding, three characters",
        check="none",
        source="python-stdnum 2.2, module mx.rfc, read 2026-11",
        passes=0.034,
        examples=("JSUS-880317-2HH", "PKP-920312-WI7"),
    ),
    Identifier(
        entity_type="MX_VAT",
        country="MX",
        kinds=(Kind.VAT,),
        shapes=("AAAA999999AAA", "AAA999999AAA", "AAAAAA999999AAA", "AAAAA999999AAA"),
        valid=matching(r"(?:MX)?[A-Z]{3,4}[0-9]{6}[0-9A-Z]{3}"),
        words=(),
        issuer="Servicio de Administracion Tributaria",
        layout="the same as a VAT number, with MX before it",
        check="none",
        source="validator.js, isVAT, read 2026-11",
        passes=0.5,
        examples=("RNNT445516IUE", "AVR407063DGN"),
    ),
    Identifier(
        entity_type="MX_NSS",
        country="MX",
        kinds=(Kind.SOCIAL, Kind.HEALTH),
        shapes=("99-99-99-9999-9", "99999999999"),
        valid=stdnum("luhn"),
        words=("nss", "imss", "numero de seguro social", "numero de seguridad social"),
        issuer="Instituto Mexicano del Seguro Social",
        layout="office, year of entry, year of birth, four digits, check digit",
        check="Luhn",
        source="Wikipedia, Numero de seguridad social (Mexico); not re-read 2026-11",
        passes=0.1,
        examples=("86-23-61-7208-5", "64439760428"),
        near_misses=("86-23-61-7208-0",),
    ),
    Identifier(
        entity_type="MX_CLABE",
        country="MX",
        kinds=(Kind.BANK,),
        shapes=("999 999 99999999999 9",),
        valid=_clabe,
        words=("clabe", "clabe interbancaria", "clave bancaria estandarizada", "cuenta clabe"),
        issuer="Asociacion de Bancos de Mexico",
        layout="bank, town, account, check digit",
        check="weights 3 7 1 modulo 10",
        source="stdnum-js (koblas), mx/clabe, read 2026-11",
        passes=0.099,
        examples=("542 907 15285226944 3",),
        near_misses=("542 907 15285226944 0",),
    ),
    Identifier(
        entity_type="MX_INE",
        country="MX",
        kinds=(Kind.VOTER, Kind.IDENTITY_CARD),
        shapes=("AAAAAA99999999A999",),
        valid=matching(
            rf"[A-Z]{{6}}[0-9]{{2}}{MONTH_DAY}(?:0[1-9]|[12][0-9]|3[0-3])[HM][0-9]{{3}}"
        ),
        words=("ine", "ife", "clave de elector", "credencial para votar", "credencial de elector"),
        issuer="Instituto Nacional Electoral",
        layout="consonants of the name, date of birth, state, sex, three digits",
        check="none",
        source="Wikipedia, Credencial para votar (Mexico); not re-read 2026-11",
        passes=0.00084,
        examples=("TADIPN00071903M035",),
    ),
    Identifier(
        entity_type="MX_PASSPORT",
        country="MX",
        kinds=(Kind.PASSPORT,),
        shapes=("A99999999",),
        valid=matching(r"[A-Z][0-9]{8}"),
        words=("pasaporte mexicano",),
        issuer="Secretaria de Relaciones Exteriores",
        layout="a letter and eight digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("O49246383",),
    ),
)
