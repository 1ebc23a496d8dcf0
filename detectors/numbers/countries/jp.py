"""Japan.

Corporate numbers have the check digit in front.
"""

from __future__ import annotations

from detectors.numbers.check_digits import weighted_sum
from detectors.numbers.identifier import Identifier, Kind, matching, stdnum


def _licence(value: str) -> bool:
    rest = weighted_sum(value, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return int(value[10]) == (11 - rest) % 10


IDENTIFIERS = (
    Identifier(
        entity_type="JP_IN",
        country="JP",
        kinds=(Kind.PERSON, Kind.TAX, Kind.SOCIAL),
        shapes=("9999 9999 9999", "9999-9999-9999"),
        valid=stdnum("jp.in_"),
        words=(
            "my number",
            "mynumber",
            "individual number",
            "kojin bango",
            "my number card",
            "マイナンバ",
            "個人番号",
        ),
        issuer="municipality",
        layout="eleven digits, check digit",
        check="weights 6 to 2 and 7 to 2 modulo 11",
        source="python-stdnum 2.2, module jp.in_, read 2026-11",
        passes=0.1,
        examples=("4917 6714 2190", "2793-5781-3870"),
        near_misses=("4917 6714 2191",),
    ),
    Identifier(
        entity_type="JP_CN",
        country="JP",
        kinds=(Kind.BUSINESS, Kind.TAX),
        shapes=("9-9999-9999-9999", "9999999999999"),
        valid=stdnum("jp.cn"),
        words=("corporate number", "CN", "hojin bango", "houjin bangou", "法人番号"),
        issuer="National Tax Agency",
        layout="check digit, twelve digits",
        check="weights 1 2 modulo 9",
        source="python-stdnum 2.2, module jp.cn, read 2026-11",
        passes=0.099,
        examples=("8-5232-5164-0627", "2331661253790"),
        near_misses=("8-5232-5164-0620",),
    ),
    Identifier(
        entity_type="JP_DRIVER_LICENSE",
        country="JP",
        kinds=(Kind.DRIVING,),
        shapes=("999999999999", "9999 9999 9999"),
        valid=matching(r"(?:[1-9][0-9]|00)[0-9]{10}", then=_licence),
        words=("運転免許", "免許証", "menkyo"),
        issuer="public safety commission of a prefecture",
        layout="prefecture, year, six digits, check digit, times reissued",
        check="weights 5 4 3 2 7 6 5 4 3 2 modulo 11",
        source="tetsutalow.github.io, driver's licence check digit, read 2026-11",
        passes=0.09,
        examples=("375923919207", "7110 1198 3457"),
        near_misses=("375923919217",),
    ),
    Identifier(
        entity_type="JP_PASSPORT",
        country="JP",
        kinds=(Kind.PASSPORT,),
        shapes=("AA9999999",),
        valid=matching(r"[A-Z]{2}[0-9]{7}"),
        words=("旅券", "パスポ"),
        issuer="Ministry of Foreign Affairs",
        layout="two letters and seven digits",
        check="none",
        source="validator.js, isPassportNumber, read 2026-11",
        passes=1.0,
        examples=("ZC4190734",),
    ),
    Identifier(
        entity_type="JP_RESIDENCE_CARD",
        country="JP",
        kinds=(Kind.RESIDENCE,),
        shapes=("AA99999999AA",),
        valid=matching(r"[A-Z]{2}[0-9]{8}[A-Z]{2}"),
        words=("zairyu", "zairyu card", "在留カ"),
        issuer="Immigration Services Agency",
        layout="two letters, eight digits, two letters",
        check="none",
        source="Wikipedia, Zairyu card; not re-read 2026-11",
        passes=1.0,
        examples=("JG91278192PH",),
    ),
    Identifier(
        entity_type="JP_PENSION",
        country="JP",
        kinds=(Kind.SOCIAL,),
        shapes=("9999-999999",),
        valid=matching(r"[0-9]{10}"),
        words=("basic pension number", "nenkin", "pension number", "基礎年金番号", "年金"),
        issuer="Japan Pension Service",
        layout="ten digits",
        check="none",
        source="nenkin.go.jp, basic pension number; not re-read 2026-11",
        passes=1.0,
        examples=("9200-326414",),
    ),
)
