"""Names in other scripts: exact spans from small lists, near misses, hostile input."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.errors import BudgetExhausted
from detectors.names import flags as f
from detectors.names.folding import fold
from detectors.names.script_names import find

_GIVEN = (
    "иван вера олена γιωργοσ محمد דוד अमित ரவி 娜 伟 静 小明 太郎 花子 민준 서연 გიორგი "
    "สมชาย คำแก้ว ทองอยู่ ทองดีน\u0e4d"
)
_FAMILY = (
    "петров шевченко παπαδοπουλοσ כהן शर्मा 李 王 安 张 欧阳 山田 佐藤 김 이 박 ბერიძე "
    "ใจดี ทองแท้ บุญทองแท้"
)
_WORD = "вера 安静"
LISTS: dict[str, int] = {}
for _flag, _words in ((f.GIVEN, _GIVEN), (f.FAMILY, _FAMILY), (f.WORD, _WORD)):
    for _word in _words.split():
        LISTS[fold(_word)] = LISTS.get(fold(_word), 0) | _flag


class Known:
    """Small lists that count how often they are asked."""

    def __init__(self) -> None:
        self.asked = 0

    def flags(self, folded_word: str) -> int:
        self.asked += 1
        return LISTS.get(folded_word, 0)

    def beginnings(self, folded_text: str) -> list[str]:
        self.asked += 1
        ends = range(1, min(len(folded_text), 12) + 1)
        return [folded_text[:end] for end in ends if folded_text[:end] in LISTS]


class Checks:
    """Counts how often it is called; refuses at last."""

    def __init__(self, most: int = 1_000_000) -> None:
        self.count = 0
        self._most = most

    def __call__(self) -> None:
        self.count += 1
        if self.count > self._most:
            raise BudgetExhausted("spent")


def found(text: str) -> list[str]:
    return [text[start:end] for start, end in find(text, Known(), check=Checks())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Меня зовут Иван Петров, заказ не пришёл", ["Иван Петров"]),
        ("иван", ["иван"]),
        ("Олена-Вера Шевченко", ["Олена-Вера Шевченко"]),
        ("Με λένε Γιώργος Παπαδόπουλος.", ["Γιώργος Παπαδόπουλος"]),
        ("شكرا محمّد على المساعدة", ["محمّد"]),
        ("שלום, שמי דוד כהן", ["דוד כהן"]),
        ("मेरा नाम अमित शर्मा है", ["अमित शर्मा"]),
        ("என் பெயர் ரவி", ["ரவி"]),
        ("მე ვარ გიორგი ბერიძე", ["გიორგი ბერიძე"]),
        ("ผมชื่อสมชาย ใจดีครับ", ["สมชาย ใจดี"]),
        ("ฉันคือคำแก้วค่ะ", ["คำแก้ว"]),
        ("ทำไมทำคำแก้ว", ["คำแก้ว"]),
        ("บุญทองแท้", ["บุญทองแท้"]),
        ("我是李娜", ["李娜"]),
        ("请问张伟在吗，李娜呢", ["张伟", "李娜"]),
        ("欧阳静来了", ["欧阳静"]),
        ("王先生您好", ["王"]),
        ("我叫王大明，你好", ["王大明"]),
        ("姓名：王大明", ["王大明"]),
        ("山田太郎です", ["山田太郎"]),
        ("山田 太郎 です", ["山田 太郎"]),
        ("佐藤さんはいますか", ["佐藤"]),
        ("ゟ山田太郎ヿ", ["山田太郎"]),
        ("私は\uf9e1\u5a1cです", ["\uf9e1\u5a1c"]),
        ("안녕하세요 김민준입니다", ["김민준"]),
        ("제 이름은 박도윤입니다", ["박도윤"]),
        ("김 씨", ["김"]),
    ],
)
def test_names_are_found_to_the_letter(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "John Smith lives in London",
        "José Müller",
        "вера в успех",
        "請安静",
        "王国很大",
        "伟大的静",
        "我的订单还没有到",
        "주문한 상품이 안 왔어요",
        "12345 ५६७",
        "สม ชาย",
        "",
    ],
)
def test_near_misses_are_not_found(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The mark above typed before the vowel below, or one too many after the name.
        ("ทองอย\u0e39\u0e48", "ทองอย\u0e39\u0e48"),
        ("ทองอย\u0e48\u0e39", "ทองอย\u0e48\u0e39"),
        ("กทองอย\u0e48\u0e39ก", "ทองอย\u0e48\u0e39"),
        ("ทองแท\u0e49\u0e39", "ทองแท\u0e49"),
        ("ทองอย\u0e39\u0e48\u0e38", "ทองอย\u0e39\u0e48"),
    ],
)
def test_marks_in_another_order_hide_no_name(text: str, expected: str) -> None:
    assert found(text) == [expected]


def test_half_a_folded_letter_ends_no_name() -> None:
    assert found("ทองดีน\u0e4d") == ["ทองดีน\u0e4d"]
    assert found("ทองดีน\u0e33") == []


def test_two_words_that_are_both_doubtful_are_a_name() -> None:
    assert found("Вера Вера") == ["Вера Вера"]


LONG = {
    "Han": "王" * 100_000,
    "Hangul": "김" * 100_000,
    "Kana": "あ" * 100_000,
    "Thai": "ส" * 100_000,
    "Thai marks": "\u0e48\u0e38" * 50_000,
    "Hebrew marks": "\u05d0" + "\u05c1\u05b0" * 50_000,
    "Thai folded": "\u0e33" * 100_000,
    "families": "王李张欧阳山田" * 14_000,
    "names": "김민준" * 30_000,
    "Thai names": "สมชาย" * 20_000,
    "Cyrillic": "иван " * 20_000,
    "called": "我叫王" * 30_000,
    "gaps": "山 " * 50_000,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long_runs_are_looked_up_in_proportion_and_under_a_budget(text: str) -> None:
    lists, check = Known(), Checks()
    spans = list(find(text, lists, check=check))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert lists.asked <= 3 * len(text)
    assert check.count >= min(len(text), lists.asked) // 500
    with pytest.raises(BudgetExhausted):
        list(find(text, Known(), check=Checks(most=check.count // 2)))


_SCRIPTS = {
    "Han": [0x3005, *range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0xF900, 0xFB00)],
    "Kana": [*range(0x3041, 0x3097), *range(0x309D, 0x30A0), *range(0x30A1, 0x3100)],
    "Hangul": range(0xAC00, 0xD7A4),
    "Thai": range(0x0E00, 0x0E80),
}


@pytest.mark.parametrize("script", _SCRIPTS.values(), ids=_SCRIPTS)
def test_letters_of_runs_are_folded_one_by_one(script: Iterable[int]) -> None:
    longer = {chr(code) for code in script if len(fold(chr(code))) != 1}
    assert longer <= set("\u0e33\u309f\u30ff")
    # Between two letters no mark changes places.
    letters = [letter for code in script for letter in (chr(code), "ก")]
    assert fold("".join(letters)) == "".join(map(fold, letters))


@given(st.text(st.sampled_from("王豈김がゟヿー々 -·")))
def test_chinese_japanese_and_korean_are_always_folded_one_by_one(text: str) -> None:
    assert fold(text) == "".join(map(fold, text))


_THAI = st.lists(
    st.sampled_from(
        ["สมชาย", "คำแก้ว", "ทองแท้", "บุญ", "ทองอย", *"กนำฺูุ่้์"],
    ),
    max_size=14,
).map("".join)


@given(_THAI)
def test_a_thai_name_is_always_the_longest_stretch_that_the_lists_know(text: str) -> None:
    expected, at = [], 0
    while at < len(text):
        ends = [end for end in range(at + 4, len(text) + 1) if fold(text[at:end]) in LISTS]
        expected += [(at, end) for end in ends[-1:]]
        at = max(at + 1, *ends, 0)
    pieces = list(find(text, Known(), check=Checks()))
    assert set(chain(*map(range_of, pieces))) == set(chain(*map(range_of, expected)))


def range_of(span: tuple[int, int]) -> range:
    return range(*span)


_PIECES = st.sampled_from(
    [*_GIVEN.split(), *_FAMILY.split(), " ", "-", "·", "、", "a", "我叫", "さん"]
)


@given(st.lists(st.one_of(_PIECES, st.text(max_size=3)), max_size=12).map("".join))
def test_spans_are_always_sorted_and_disjoint(text: str) -> None:
    at = 0
    for start, end in find(text, Known(), check=Checks()):
        assert at <= start < end <= len(text)
        at = end
