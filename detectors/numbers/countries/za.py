"""South Africa."""

from __future__ import annotations

from detectors.numbers.check_digits import MONTH_DAY
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_BORN = f"[0-9]{{2}}{MONTH_DAY}"
_luhn = stdnum("luhn")
_person = matching(rf"{_BORN}[0-9]{{4}}[0-2][0-9]{{2}}", then=_luhn)


def _traffic(value: str) -> bool:
    return not _person(value)


IDENTIFIERS = (
    Identifier(
        entity_type="ZA_ID_NUMBER",
        country="ZA",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("9999999999999", "999999 9999 999", "999999 9999 99 9"),
        valid=_person,
        words=(
            "south african id",
            "rsa id",
            "smart id",
            "id book",
            "permanent resident",
            "refugee id",
        ),
        issuer="Department of Home Affairs",
        layout="date of birth, sex, citizenship, digit, check digit",
        check="Luhn",
        source="python-stdnum 2.2, module za.idnr; Presidio ZA_ID_NUMBER, read 2026-11",
        passes=0.00082,
        examples=("9906113166291", "451223 8559 090"),
        near_misses=("9906113166290",),
    ),
    Identifier(
        entity_type="ZA_INCOME_TAX_NUMBER",
        country="ZA",
        kinds=(Kind.TAX,),
        shapes=("9999999999", "9999/999/99/9"),
        valid=stdnum("za.tin"),
        words=("tax reference", "sars"),
        issuer="South African Revenue Service",
        layout="0 to 3 or 9, eight digits, check digit",
        check="Luhn",
        source="python-stdnum 2.2, module za.tin, read 2026-11",
        passes=0.044,
        examples=("3093526188", "3102/583/79/0"),
        near_misses=("4093526180",),
    ),
    Identifier(
        entity_type="ZA_INCOME_TAX_NUMBER",
        country="ZA",
        kinds=(Kind.TAX,),
        shapes=("9999999999",),
        valid=matching(r"[01239][0-9]{9}"),
        words=("income tax number", "tax reference", "sars", "itr", "income tax reference"),
        issuer="South African Revenue Service",
        layout="ten digits that begin with 0 to 3 or 9",
        check="none",
        source="Microsoft Presidio 2.2.366, ZA_INCOME_TAX_NUMBER recogniser, read 2026-11",
        passes=0.5,
        examples=("2050064906",),
        spelt=True,
    ),
    Identifier(
        entity_type="ZA_VAT_NUMBER",
        country="ZA",
        kinds=(Kind.VAT,),
        shapes=("9999999999",),
        valid=matching(r"4[0-9]{9}"),
        words=("south african vat",),
        issuer="South African Revenue Service",
        layout="ten digits that begin with 4",
        check="none",
        source="Microsoft Presidio 2.2.366, ZA_VAT_NUMBER recogniser, read 2026-11",
        passes=0.098,
        examples=("4307216102",),
    ),
    Identifier(
        entity_type="ZA_COMPANY_REGISTRATION",
        country="ZA",
        kinds=(Kind.BUSINESS,),
        shapes=("9999/999999/99", "AA9999/999999", "A9999/999999"),
        valid=matching(r"(?:19|20)[0-9]{10}|(?:CK|K|T|W|B|M|N|NR)(?:1[89]|20)[0-9]{8}"),
        words=(
            "cipc",
            "company registration",
            "close corporation",
            "company reg",
            "enterprise number",
        ),
        issuer="Companies and Intellectual Property Commission",
        layout="year, six digits, kind",
        check="none",
        source="Microsoft Presidio 2.2.366, ZA_COMPANY_REGISTRATION recogniser, read 2026-11",
        passes=0.01,
        examples=("1979/226086/39",),
    ),
    Identifier(
        entity_type="ZA_PASSPORT",
        country="ZA",
        kinds=(Kind.PASSPORT,),
        shapes=("A99999999",),
        valid=matching(r"[ADMT][0-9]{8}"),
        words=("rsa passport", "dha"),
        issuer="Department of Home Affairs",
        layout="A, D, M or T and eight digits",
        check="none",
        source="Microsoft Presidio 2.2.366, ZA_PASSPORT recogniser, read 2026-11",
        passes=0.15,
        examples=("A50355515",),
    ),
    Identifier(
        entity_type="ZA_DRIVER_LICENSE",
        country="ZA",
        kinds=(Kind.DRIVING,),
        shapes=("9{6,10}*{2,5}",),
        valid=matching(
            r"(?=.*[A-Z])[0-9]{6,10}[A-Z0-9]{2,5}", then=lambda value: 10 <= len(value) <= 14
        ),
        words=("enatis", "natis"),
        issuer="Road Traffic Management Corporation",
        layout="six to ten digits and two to five characters, one a letter",
        check="none",
        source="Microsoft Presidio 2.2.366, ZA_DRIVER_LICENSE recogniser, read 2026-11",
        passes=0.78,
        examples=("137973P1L96",),
    ),
    Identifier(
        entity_type="ZA_TRAFFIC_REGISTER_NUMBER",
        country="ZA",
        kinds=(Kind.DRIVING,),
        shapes=("9999999999999",),
        valid=_traffic,
        words=(
            "trn",
            "traffic register",
            "traffic register number",
            "enatis",
            "natis",
            "vehicle register",
        ),
        issuer="Road Traffic Management Corporation",
        layout="thirteen digits that are no identity number",
        check="none",
        source="Microsoft Presidio 2.2.366, ZA_TRAFFIC_REGISTER_NUMBER recogniser, read 2026-11",
        passes=1.0,
        examples=("1954633208112",),
    ),
)
