"""Slovakia: birth numbers as in Czechia."""

from __future__ import annotations

from detectors.numbers.check_digits import weighted_sum
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum


def _ico(value: str) -> bool:
    """Whether eight digits are a company number."""
    check = (11 - weighted_sum(value[:7], (8, 7, 6, 5, 4, 3, 2)) % 11) % 10
    return value != "00000000" and check == int(value[7])


IDENTIFIERS = (
    Identifier(
        entity_type="SK_RC",
        country="SK",
        kinds=(Kind.PERSON, Kind.SOCIAL, Kind.HEALTH, Kind.TAX),
        shapes=("999999/9999", "999999/999"),
        valid=stdnum("sk.rc"),
        words=("rodne cislo", "rodneho cisla", "rc", "slovak birth number"),
        issuer="Ministry of the Interior",
        layout="date of birth yymmdd, month plus 50 for women, serial, check digit since 1954",
        check="divisible by 11; none before 1954",
        source="python-stdnum, stdnum.sk.rc (names its sources), read 2026-11",
        passes=0.08,
        examples=("245112/889", "274102/8500"),
        near_misses=("010411/2212",),
    ),
    Identifier(
        entity_type="SK_DPH",
        country="SK",
        kinds=(Kind.VAT, Kind.TAX),
        shapes=("9999999999", "AA 9999999999"),
        valid=stdnum("sk.dph"),
        words=("ic dph", "dph", "IC DPH", "icdph", "slovak vat number"),
        issuer="Financial Administration",
        layout="ten digits, divisible by 11",
        check="modulo 11",
        source="python-stdnum, stdnum.sk.dph (names its sources), read 2026-11",
        passes=0.029,
        examples=("5574462542",),
        near_misses=("5574462540",),
    ),
    Identifier(
        entity_type="SK_DIC",
        country="SK",
        kinds=(Kind.TAX,),
        shapes=("9999999999",),
        valid=matching(r"[1-9][0-9]{9}"),
        words=("dic", "danove identifikacne cislo", "slovak tax id", "slovak tax number"),
        issuer="Financial Administration",
        layout="ten digits",
        check="none",
        source=(
            "OECD, tax identification numbers, Slovakia; layout as generally published, "
            "itself not read 2026-11"
        ),
        passes=0.9,
        examples=("2020317068",),
    ),
    Identifier(
        entity_type="SK_ICO",
        country="SK",
        kinds=(Kind.BUSINESS,),
        shapes=("99999999", "99 999 999"),
        valid=_ico,
        words=("ico", "identifikacne cislo", "sk ico", "slovak company number"),
        issuer="Statistical Office",
        layout="seven digits, check digit",
        check="weights 8 to 2 modulo 11",
        source=(
            "Act 272/2015 on the register of legal persons; layout as generally published, "
            "itself not read 2026-11"
        ),
        passes=0.1,
        examples=("01540483", "22 842 551"),
        near_misses=("01540480",),
    ),
    Identifier(
        entity_type="SK_ID_CARD",
        country="SK",
        kinds=(Kind.IDENTITY_CARD,),
        shapes=("AA 999999",),
        valid=matching(r"[A-Z]{2}[0-9]{6}"),
        words=("obciansky preukaz", "obcianskeho preukazu", "cislo op", "slovak identity card"),
        issuer="Ministry of the Interior",
        layout="two letters, six digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=1.0,
        examples=("EA 123456",),
    ),
    Identifier(
        entity_type="SK_PASSPORT",
        country="SK",
        kinds=(Kind.PASSPORT,),
        shapes=("*9999999", "AA9999999"),
        valid=matching(r"[0-9A-Z][0-9]{7}|[A-Z]{2}[0-9]{7}"),
        words=("cestovny pas", "cislo pasu", "slovak passport"),
        issuer="Ministry of the Interior",
        layout="letter or digit, seven digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("Y0001050",),
    ),
    Identifier(
        entity_type="SK_DRIVING_LICENSE",
        country="SK",
        kinds=(Kind.DRIVING,),
        shapes=("*9999999",),
        valid=matching(r"[0-9A-Z][0-9]{7}"),
        words=("vodicsky preukaz", "vodicskeho preukazu", "slovak driving licence"),
        issuer="District traffic inspectorates",
        layout="letter or digit, seven digits",
        check="none",
        source="Microsoft Purview, \"EU Driver's License Number\", read 2026-11",
        passes=1.0,
        examples=("A1234627",),
    ),
)  # fmt: skip
