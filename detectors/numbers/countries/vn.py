"""Vietnam."""

from __future__ import annotations

from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

IDENTIFIERS = (
    Identifier(
        entity_type="VN_MST",
        country="VN",
        kinds=(Kind.TAX, Kind.BUSINESS),
        shapes=("9999999999-999", "9999999999", "9999 99 99 99 - 999"),
        valid=stdnum("vn.mst"),
        words=("mst", "ma so thue", "mst number", "MST"),
        issuer="General Department of Taxation",
        layout="province, seven digits, check digit, branch",
        check="weights 31 29 23 19 17 13 7 5 3 modulo 11",
        source="python-stdnum 2.2, module vn.mst, read 2026-11",
        passes=0.099,
        examples=("0271786059-581", "7082299630"),
        near_misses=("0271786050-581",),
    ),
    Identifier(
        entity_type="VN_CCCD",
        country="VN",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("999999999999", "999 999 999 999", "999999999"),
        valid=matching(r"0[0-9]{11}|[0-9]{9}"),
        words=(
            "cccd",
            "can cuoc cong dan",
            "cmnd",
            "chung minh nhan dan",
            "can cuoc",
            "so can cuoc",
        ),
        issuer="Ministry of Public Security",
        layout="place, century and sex, year of birth, six digits; before 2016 nine digits",
        check="none",
        source="idnumbers (identique), nationalid VNM, read 2026-11",
        passes=0.4,
        examples=("076283323145", "045 547 599 496"),
    ),
    Identifier(
        entity_type="VN_PASSPORT",
        country="VN",
        kinds=(Kind.PASSPORT,),
        shapes=("A9999999", "A99999999"),
        valid=matching(r"[A-Z][0-9]{7,8}"),
        words=("ho chieu",),
        issuer="Immigration Department",
        layout="a letter and seven or eight digits",
        check="none",
        source="Wikipedia, Vietnamese passport; not re-read 2026-11",
        passes=1.0,
        examples=("A6603164", "U75020891"),
    ),
)
