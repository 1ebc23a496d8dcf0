"""Street addresses of China, Japan and Korea, where no space parts the words.

    北京市朝阳区建国路100号    東京都千代田区千代田1-1    서울특별시 강남구 테헤란로 152

Layout: from the large to the small, each step with its own sign (省 市 区 路 号, 都道府県 市区町村
丁目 番 号, 시 도 구 동 로 길), a number last. Check digit: none.
Sources: Ministry of Civil Affairs (GB/T 23705), Japan Post, Korea's road name address act;
read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from detectors.types import Finding, Input, Pattern

NAME = "unspaced_address"

_HAN = r"\u3400-\u9fff々ヶ"
_KANA = r"\u3041-\u30ff"
_CHINESE = (
    r"(?:路|街|道|巷|弄|胡同|里|段)[ ]?[0-9]{1,5}(?:[-之][0-9]{1,4})?[ ]?(?:号|號|弄)"
    rf"(?:[ ,]?[{_HAN}]{{0,8}}[0-9A-Z]{{1,5}}"
    r"(?:号楼|號樓|号|栋|棟|幢|座|单元|單元|楼|樓|层|層|室|房)){0,4}"
)
_JAPANESE = (
    r"[0-9]{1,4}(?:丁目|番地|番|-[0-9]{1,4})(?:の?[0-9]{1,4}(?:番地|番|号)?|-[0-9]{1,4}){0,3}"
    r"(?:号室?)?(?:[ ][0-9]{1,4}号室?)?"
)
_KOREAN = (
    r"(?:(?:[가-힣]{1,8}(?:특별자치시|특별자치도|특별시|광역시|도|시|군|구|읍|면)"
    r"|서울|부산|대구|인천|광주|대전|울산|세종)[ ]){0,4}"
    r"(?:[가-힣0-9]{1,10}(?:로|길)[ ]?[0-9]{1,4}(?:-[0-9]{1,4})?"
    r"(?!\s?(?:시|분|원|년|월|일|명|개|번))"
    r"|[가-힣]{1,8}(?:구|시|군)[ ][가-힣]{1,8}(?:동|가|리)[ ][0-9]{1,4}(?:-[0-9]{1,4})?)"
    r"(?:번지|번길[ ]?[0-9]{1,4})?(?:[ ,]{1,2}[0-9]{1,4}(?:동|층|호)){0,3}"
)
_ONE = re.compile(rf"(?P<han>{_CHINESE}|(?<![0-9]){_JAPANESE})|{_KOREAN}")
# What stands before the number of a house: its places, from the large to the small.
_PLACES = re.compile(rf"(?:〒?[0-9]{{3}}-?[0-9]{{4}}[ ]?)?[{_HAN}{_KANA}]+\Z")
_SIGNS = re.compile("[省市区區县縣州镇鎮乡鄉村路街道府都郡町県]")
# The address begins behind these.
_OPENING = re.compile("[在是址为為は]")
_BACK = 40


class UnspacedAddressDetector:
    """Finds street addresses in Chinese, Japanese and Korean."""

    name = NAME
    entity_types = ("ADDRESS",)
    patterns = (
        Pattern(expression="(?:路|街|道|巷|弄|同|里|段) ?[0-9]{1,5}", max_length=60),
        Pattern(expression="[0-9](?:丁目|番地|番|号|號)", max_length=60),
        Pattern(expression="(?:市|区|郡|町|村)[^0-9a-z \n]{0,8}[0-9]{1,4}-[0-9]", max_length=60),
        Pattern(expression="(?:로|길) ?[0-9]", max_length=60),
        Pattern(expression="(?:동|가|리) [0-9]", max_length=60),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        for match in _ONE.finditer(seen.text, start, min(len(seen.text), end + 30)):
            seen.check()
            first = match.start()
            if match["han"]:
                first = _first(seen.text, match)
                if first < 0:
                    continue
            yield Finding(
                entity_type="ADDRESS",
                start=first,
                end=match.end(),
                score=0.6,
                detector=NAME,
                evidence=("layout",),
            )


def _first(text: str, match: re.Match[str]) -> int:
    """Where the places before a street or house number begin; -1 if there are none."""
    low = max(0, match.start() - _BACK)
    places = _PLACES.search(text[low : match.start()])
    if places is None:
        return -1
    opening = [each.end() for each in _OPENING.finditer(places.group())]
    first = low + places.start() + (opening[-1] if opening else 0)
    named = _SIGNS.search(text, first, match.start() + 1)
    return first if named and first < match.start() else -1
