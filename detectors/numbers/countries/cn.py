"""China.

The identity number holds place and date of birth; social security and most driving
licences carry the same number.
"""

from __future__ import annotations

from detectors.numbers.check_digits import MONTH_DAY
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum

_PROVINCES = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)"
_mod_11_2 = stdnum("iso7064.mod_11_2")

IDENTIFIERS = (
    Identifier(
        entity_type="CN_RIC",
        country="CN",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD, Kind.SOCIAL, Kind.DRIVING),
        shapes=("99999999999999999*", "999999 99999999 999*"),
        valid=matching(
            rf"{_PROVINCES}[0-9]{{4}}(?:19|20)[0-9]{{2}}{MONTH_DAY}[0-9]{{3}}[0-9X]", then=_mod_11_2
        ),
        words=(
            "ric",
            "resident identity card",
            "ric no",
            "身份证",
            "身分證",
            "社保",
            "shenfenzheng",
        ),
        issuer="Ministry of Public Security",
        layout="place, date of birth, serial, check character",
        check="ISO 7064 MOD 11-2",
        source="python-stdnum 2.2, module cn.ric; validator.js, isIdentityCard, read 2026-11",
        passes=2e-05,
        examples=("11010619161209804X",),
        near_misses=("11010119900307000X",),
    ),
    Identifier(
        entity_type="CN_RIC",
        country="CN",
        kinds=(Kind.PERSON, Kind.IDENTITY_CARD),
        shapes=("999999999999999",),
        valid=matching(rf"{_PROVINCES}[0-9]{{4}}[0-9]{{2}}{MONTH_DAY}[0-9]{{3}}"),
        words=("身份证", "resident identity card"),
        issuer="Ministry of Public Security",
        layout="before 1999: place, date of birth with two digits of the year, serial",
        check="none",
        source="validator.js, isIdentityCard, read 2026-11",
        passes=0.014,
        examples=("446151750904492",),
    ),
    Identifier(
        entity_type="CN_USCC",
        country="CN",
        kinds=(Kind.BUSINESS, Kind.TAX),
        shapes=("99999999**********", "99 999999 **********"),
        valid=stdnum("cn.uscc"),
        words=(
            "uscc",
            "unified social credit",
            "unified social credit code",
            "统一社会信用代码",
            "信用代码",
            "代码",
            "统一社会",
        ),
        issuer="State Administration for Market Regulation",
        layout="authority, kind, place, organisation, check character",
        check="weights 3 to the n modulo 31",
        source="python-stdnum 2.2, module cn.uscc, read 2026-11",
        passes=0.0076,
        examples=("96037416A0K5BJL9CD", "29 138471 9H3NK4B9B6"),
        near_misses=("96037416A0K5BJL0CD",),
    ),
    Identifier(
        entity_type="CN_PASSPORT",
        country="CN",
        kinds=(Kind.PASSPORT,),
        shapes=("A99999999", "AA9999999"),
        valid=matching(r"[GEDSP][0-9]{8}|E[A-HJ-NP-Z][0-9]{7}"),
        words=("护照",),
        issuer="National Immigration Administration",
        layout="G, E, D, S or P and eight digits, or E, a letter and seven digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=0.12,
        examples=("E85067348", "EM9496347"),
    ),
    Identifier(
        entity_type="CN_SOCIAL_SECURITY",
        country="CN",
        kinds=(Kind.SOCIAL,),
        shapes=("A99999999",),
        valid=matching(r"[A-Z][0-9]{8}"),
        words=("社保卡", "社会保障", "社保", "shebao"),
        issuer="human resources bureau of a city",
        layout="a letter and eight digits",
        check="none",
        source="argus-redact's Chinese vectors, read 2026-11",
        passes=1.0,
        examples=("G04635315",),
    ),
    Identifier(
        entity_type="CN_MILITARY",
        country="CN",
        kinds=(Kind.IDENTITY_CARD,),
        shapes=("99999999", "9{7,8}"),
        valid=matching(r"[0-9]{7,8}"),
        words=("军官证", "士兵证", "义务兵证", "军人证", "字第", "military id", "officer id"),
        issuer="People's Liberation Army",
        layout="seven or eight digits, often after the name of the force",
        check="none",
        source="argus-redact's Chinese vectors, read 2026-11",
        passes=1.0,
        examples=("44748927", "26298375"),
    ),
    Identifier(
        entity_type="CN_HK_MACAO_PERMIT",
        country="CN",
        kinds=(Kind.RESIDENCE, Kind.PASSPORT),
        shapes=("A99999999", "A9999999999"),
        valid=matching(r"[CHMT][0-9]{8}(?:[0-9]{2})?"),
        words=(
            "home return permit",
            "回乡证",
            "通行证",
            "mainland travel permit",
            "exit entry permit",
        ),
        issuer="National Immigration Administration",
        layout="C, H, M or T and eight or ten digits",
        check="none",
        source="Wikipedia, Home Return Permit; not re-read 2026-11",
        passes=0.15,
        examples=("H36046648", "T5727128105"),
    ),
)
