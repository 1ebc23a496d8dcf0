"""South Korea.

Resident numbers given out since October 2020 have no check digit.
"""

from __future__ import annotations

from detectors.numbers.check_digits import MONTH_DAY, weighted_sum
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_BORN = f"[0-9]{{2}}{MONTH_DAY}"


def _foreigner(value: str) -> bool:
    total = weighted_sum(value, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5))
    return (13 - total % 11) % 10 == int(value[12])


def _business(value: str) -> bool:
    last = int(value[8]) * 5
    total = weighted_sum(value, (1, 3, 7, 1, 3, 7, 1, 3)) + last + last // 10
    return -total % 10 == int(value[9])


IDENTIFIERS = (
    Identifier(
        entity_type="KR_RRN",
        country="KR",
        kinds=(Kind.PERSON,),
        shapes=("999999-9999999",),
        valid=stdnum("kr.rrn"),
        words=(
            "rrn",
            "resident registration",
            "resident registration number",
            "주민등록번호",
            "주민번호",
            "주민등록",
        ),
        issuer="Ministry of the Interior and Safety",
        layout="date of birth, century and sex, place, serial, check digit",
        check="weights 2 to 9 and 2 to 5 modulo 11",
        source="python-stdnum 2.2, module kr.rrn, read 2026-11",
        passes=0.0035,
        examples=("740915-6591757",),
        near_misses=("740915-6591750",),
    ),
    Identifier(
        entity_type="KR_RRN",
        country="KR",
        kinds=(Kind.PERSON,),
        shapes=("999999-9999999",),
        valid=matching(rf"{_BORN}[1-4][0-9]{{6}}"),
        words=(
            "rrn",
            "resident registration",
            "resident registration number",
            "주민등록번호",
            "주민번호",
            "주민등록",
        ),
        issuer="Ministry of the Interior and Safety",
        layout="date of birth, century and sex, six digits",
        check="none",
        source="Microsoft Presidio 2.2.366, KR_RRN recogniser, read 2026-11",
        passes=0.016,
        examples=("310907-1358495",),
    ),
    Identifier(
        entity_type="KR_FRN",
        country="KR",
        kinds=(Kind.RESIDENCE, Kind.PERSON),
        shapes=("999999-9999999",),
        valid=matching(rf"{_BORN}[5-8][0-9]{{6}}", then=_foreigner),
        words=(
            "frn",
            "foreigner registration",
            "foreigner registration number",
            "외국인등록번호",
            "외국인번호",
            "외국인등록",
        ),
        issuer="Ministry of Justice",
        layout="date of birth, century and sex, serial, check digit",
        check="weights 2 to 9 and 2 to 5 modulo 11",
        source="Microsoft Presidio 2.2.366, KR_FRN recogniser, read 2026-11",
        passes=0.0014,
        examples=("280228-6490825",),
        near_misses=("911332-5678901",),
    ),
    Identifier(
        entity_type="KR_FRN",
        country="KR",
        kinds=(Kind.RESIDENCE,),
        shapes=("999999-9999999",),
        valid=matching(rf"{_BORN}[5-8][0-9]{{6}}"),
        words=(
            "frn",
            "foreigner registration",
            "foreigner registration number",
            "외국인등록번호",
            "외국인번호",
            "외국인등록",
        ),
        issuer="Ministry of Justice",
        layout="date of birth, century and sex, six digits",
        check="none",
        source="Microsoft Presidio 2.2.366, KR_FRN recogniser, read 2026-11",
        passes=0.015,
        examples=("531220-7498603",),
    ),
    Identifier(
        entity_type="KR_BRN",
        country="KR",
        kinds=(Kind.BUSINESS, Kind.TAX, Kind.VAT),
        shapes=("999-99-99999",),
        valid=matching(r"[1-9][0-9]{9}", then=_business),
        words=(
            "brn",
            "business registration number",
            "business registration",
            "business number",
            "사업자등록번호",
            "사업자번호",
            "사업자",
            "tax registration number",
        ),
        issuer="National Tax Service",
        layout="office, kind, serial, check digit",
        check="weights 1 3 7 1 3 7 1 3 5 modulo 10",
        source="Microsoft Presidio 2.2.366, KR_BRN recogniser, read 2026-11",
        passes=0.094,
        examples=("527-95-04429",),
        near_misses=("527-95-04420",),
    ),
    Identifier(
        entity_type="KR_DRIVER_LICENSE",
        country="KR",
        kinds=(Kind.DRIVING,),
        shapes=("99-99-999999-99",),
        valid=matching(r"(?:1[1-9]|2[0-68])[0-9]{10}"),
        words=("운전면허", "운전면허번호", "면허번호", "korean driver"),
        issuer="Korean National Police Agency",
        layout="region, year, serial, check",
        check="none",
        source="Microsoft Presidio 2.2.366, KR_DRIVER_LICENSE recogniser, read 2026-11",
        passes=0.17,
        examples=("13-65-410194-46",),
    ),
    Identifier(
        entity_type="KR_PASSPORT",
        country="KR",
        kinds=(Kind.PASSPORT,),
        shapes=("A999A9999", "A99999999"),
        valid=matching(r"[MSROD](?:[0-9]{3}[A-Z][0-9]{4}|[0-9]{8})"),
        words=("여권", "korean passport", "여권번호"),
        issuer="Ministry of Foreign Affairs",
        layout="M, S, R, O or D and eight digits, in newer ones the fourth a letter",
        check="none",
        source="Microsoft Presidio 2.2.366, KR_PASSPORT recogniser, read 2026-11",
        passes=0.19,
        examples=("S599M0997", "D28563283"),
    ),
)
