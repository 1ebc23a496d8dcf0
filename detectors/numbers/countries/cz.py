"""Czechia: the birth number tells sex and date of birth; tax numbers contain it."""

from __future__ import annotations

from detectors.numbers.check_digits import weighted_sum
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum


def _ico(value: str) -> bool:
    """Whether eight digits are a company number."""
    check = (11 - weighted_sum(value[:7], (8, 7, 6, 5, 4, 3, 2)) % 11) % 10
    return value != "00000000" and check == int(value[7])


IDENTIFIERS = (
    Identifier(
        entity_type="CZ_RC",
        country="CZ",
        kinds=(Kind.PERSON, Kind.SOCIAL, Kind.HEALTH, Kind.TAX),
        shapes=("999999/9999", "999999/999"),
        valid=stdnum("cz.rc"),
        words=("rodne cislo", "rodneho cisla", "rc", "rodnym cislem", "czech birth number"),
        issuer="Ministry of the Interior",
        layout="date of birth yymmdd, month plus 50 for women, serial, check digit since 1954",
        check="divisible by 11; none before 1954",
        source="python-stdnum, stdnum.cz.rc (names its sources), read 2026-11",
        passes=0.085,
        examples=("233018/084", "872218/5307"),
        near_misses=("754346/5743",),
    ),
    Identifier(
        entity_type="CZ_DIC",
        country="CZ",
        kinds=(Kind.VAT, Kind.TAX),
        shapes=("99999999", "999999999", "9999999999", "AA99999999", "AA999999999", "AA9999999999"),
        valid=stdnum("cz.dic"),
        words=("dic", "danove identifikacni cislo", "dic cislo", "czech vat number"),
        issuer="Financial Administration",
        layout="CZ and the company number or the birth number",
        check="modulo 11",
        source="python-stdnum, stdnum.cz.dic (names its sources), read 2026-11",
        passes=0.046,
        examples=("73417521", "212611769", "9046179208"),
        near_misses=("73417520",),
        family="BUSINESS_ID",
    ),
    Identifier(
        entity_type="CZ_ICO",
        country="CZ",
        kinds=(Kind.BUSINESS,),
        shapes=("99999999", "999 99 999"),
        valid=_ico,
        words=("ico", "icem", "identifikacni cislo osoby", "cz ico", "czech company number"),
        issuer="Czech Statistical Office",
        layout="seven digits, check digit",
        check="weights 8 to 2 modulo 11",
        source=(
            "Act 111/2009 on basic registers; layout as generally published, itself not "
            "read 2026-11"
        ),
        passes=0.099,
        examples=("024 42 540", "58088946"),
        near_misses=("024 42 541",),
    ),
    Identifier(
        entity_type="CZ_BANKACCOUNT",
        country="CZ",
        kinds=(Kind.BANK,),
        shapes=("9{2,10}/9999", "9{1,6}-9{2,10}/9999"),
        valid=stdnum("cz.bankaccount"),
        words=("cislo uctu", "czech bank account number", "bankovni ucet", "uctu", "ucet"),
        issuer="Banks",
        layout="prefix of up to six digits, account of two to ten, bank code of four",
        check="weights 6 3 7 9 10 5 8 4 2 1 modulo 11, for prefix and account",
        source="python-stdnum, stdnum.cz.bankaccount (names its sources), read 2026-11",
        passes=5e-05,
        examples=("19-84872606/0710", "264104719/0600"),
        near_misses=("19-34222621/0711",),
        spelt=True,
    ),
    Identifier(
        entity_type="CZ_ID_CARD",
        country="CZ",
        kinds=(Kind.IDENTITY_CARD,),
        shapes=("999999999",),
        valid=matching(r"[0-9]{9}"),
        words=("obcansky prukaz", "obcanskeho prukazu", "cislo op", "czech identity card"),
        issuer="Ministry of the Interior",
        layout="nine digits",
        check="none",
        source=(
            "Council of the EU, PRADO glossary; layout as banks ask for it; layout as "
            "generally published, itself not read 2026-11"
        ),
        passes=1.0,
        examples=("200000123",),
    ),
    Identifier(
        entity_type="CZ_PASSPORT",
        country="CZ",
        kinds=(Kind.PASSPORT,),
        shapes=("99999999",),
        valid=matching(r"[0-9]{8}"),
        words=("cestovni pas", "cislo pasu", "czech passport"),
        issuer="Ministry of the Interior",
        layout="eight digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("42740000",),
    ),
    Identifier(
        entity_type="CZ_DRIVING_LICENSE",
        country="CZ",
        kinds=(Kind.DRIVING,),
        shapes=("AA 999999",),
        valid=matching(r"[A-Z]{2}[0-9]{6}"),
        words=("ridicsky prukaz", "ridicskeho prukazu", "czech driving licence"),
        issuer="Municipalities",
        layout="two letters, six digits",
        check="none",
        source="Microsoft Purview, \"EU Driver's License Number\", read 2026-11",
        passes=1.0,
        examples=("EA 123456",),
    ),
)  # fmt: skip
