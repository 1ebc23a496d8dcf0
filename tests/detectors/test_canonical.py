"""The canonical view: what it reads, and that its offsets lead back."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine, canonical
from detectors.canonical import View, canonical_view
from detectors.escapes import decoded

ENGINE = Engine()
MARKS = "".join(chr(code) for code in range(0x110000) if unicodedata.category(chr(code))[0] == "M")

HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("\u200b\u00ad\ufeff\ufe0f\u202e\u2060\ud800\udfffАеСо１٣४𝟏ﷺ…ﬁ@-. 4"),
    )
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("４１１１", "4111"),
        ("٤١١١ ४१११ 𝟒𝟏𝟏𝟏", "4111 4111 4111"),
        ("1\ufe0f\u20e3", "1"),
        ("①⑫", "112"),
        ("jane＠example．com", "jane@example.com"),
        ("a\u200bb\u00adc\ufeffd\u202ee\u2060f", "abcdef"),
        ("4111\u00a01111\u20031111\u30001111", "4111 1111 1111 1111"),
        ("078‐05–1120 078−05—1120", "078-05-1120 078-05-1120"),
        ("сard", "card"),  # Cyrillic es
        ("ЕЕ382200221020145685", "EE382200221020145685"),
        ("Москва, дом 5", "Москва, дом 5"),
        ("Αθήνα", "Αθήνα"),
        ("naïve café", "naïve café"),
        ("a\ud800b", "a\ufffdb"),
        ("ﬁne", "fine"),
        ("\U000e0034\U000e0031\U000e0020\U000e006a", "41 j"),  # tag characters
        ("\u200b％40 ＼u0040 ＆#64;", "@ @ @"),
        ("%D0%B5%D0%B5 %E2%80%8b4", "ее 4"),
        ("\\u0441ard \\ud835\\udfd2", "card 4"),
        ("\\ud800 &#xD800;", "\ufffd \ufffd"),
        ("ﷺ", "ﷺ"),
        ("4̶1̲1⃠1̅", "4111"),
        ("Jose\u0301 и\u0306 e\u0323\u0302", "José й ệ"),
        ("\u0301a \u0336", "a "),
        ("क\u093f \u05e9\u05c1", "क\u093f \u05e9\u05c1"),  # marks that their scripts need
        ("🅰🅱 🅐🅩 🄰 🇩🇪 ❶⓿ ⁴₁ ⒈", "AB AZ A DE 10 41 1"),
        ("ᴊane jɑne ϳane Ꭻane ꓙane", "Jane jane jane Jane Jane"),
        ("jane@ехаmрlе.соm", "jane@example.com"),
        ("jane.dоe@mail.co", "jane.doe@mail.co"),
        ("jane@пример.соm", "jane@пример.com"),
        ("КВ 0000123, 34 АВ 12", "KB 0000123, 34 AB 12"),
        ("В 5 часов, Я КВ 12", "В 5 часов, Я KB 12"),
        ("カード ０９０ー１２３４ｰ５６７８", "カード 090-1234-5678"),
        ("4111 ∣ 1111 ‖", "4111 | 1111 |"),
    ],
)
def test_reads_what_was_meant(text: str, expected: str) -> None:
    assert canonical_view(text).text == expected


def test_ascii_text_is_its_own_view() -> None:
    text = "my card is 4111 1111 1111 1111"
    view = canonical_view(text)
    assert view.text is text
    assert not view.shifted
    assert view.original(3, 7) == (3, 7)


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("x 41\u200b11 y", "4111", "41\u200b11"),
        ("x 4111\u200b\u200b y", "4111", "4111"),
        ("x \u200b4111 y", "4111", "4111"),
        ("ok… 4111", "4111", "4111"),
        ("⑫", "2", "⑫"),
        ("x 4\u03361\u0336 y", "41", "4\u03361\u0336"),
        ("Jose\u0301 y", "José", "Jose\u0301"),
    ],
)
def test_spans_lead_back_to_the_original(text: str, part: str, expected: str) -> None:
    view = canonical_view(text)
    at = view.text.index(part)
    start, end = view.original(at, at + len(part))
    assert text[start:end] == expected


@pytest.mark.parametrize("span", [(0, 0), (-1, 2), (2, 1), (0, 99)])
def test_a_span_outside_is_refused(span: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="span"):
        canonical_view("abc").original(*span)


@given(HOSTILE)
def test_every_character_of_the_view_has_an_origin(text: str) -> None:
    view = canonical_view(text)
    view.text.encode()  # holds no lone surrogate
    last = 0
    for place in range(len(view.text)):
        start, end = view.original(place, place + 1)
        assert last <= start < end <= len(text)
        last = start


@given(HOSTILE, st.data())
def test_larger_spans_lead_to_larger_spans(text: str, data: st.DataObject) -> None:
    view = canonical_view(text)
    if not view.text:
        return
    start = data.draw(st.integers(0, len(view.text) - 1))
    end = data.draw(st.integers(start + 1, len(view.text)))
    inner, outer = view.original(start, end), view.original(0, len(view.text))
    assert outer[0] <= inner[0] < inner[1] <= outer[1]
    # What was dropped at the edges does not belong to the span, but for marks on its last sign.
    assert canonical_view(text[inner[0]]).text != ""
    last = text[inner[0] : inner[1]].rstrip(MARKS)[-1:]
    assert canonical_view(last).text != ""


@given(HOSTILE)
def test_a_view_without_escapes_is_a_fixed_point(text: str) -> None:
    once = canonical_view(text).text
    if decoded(once) is None:
        assert canonical_view(once).text == once


ESCAPES = st.sampled_from(
    ["\\u0034", "\\\\u0031", "%34", "%2534", "&#52;", "&#x31;", "&amp;#49;", "&nbsp;", "\\n",
     "\\ud83d\\ude00", "\\ud800", "%E2%80%8B", "%FF", "&fjlig;", "\\", "%", "&", ";", "u", "25",
     "4", "１", "ﬁ", "\u200b", "\U000e0031", "a", "\ud800"]
)  # fmt: skip


@given(st.lists(ESCAPES, max_size=20), st.data())
def test_what_stands_beside_a_span_has_its_own_places(
    parts: list[str], data: st.DataObject
) -> None:
    text = "".join(parts)
    view = canonical_view(text)
    if not view.text:
        return
    start = data.draw(st.integers(0, len(view.text) - 1))
    end = data.draw(st.integers(start + 1, len(view.text)))
    first, last = view.original(start, end)
    assert 0 <= first < last <= len(text)
    if start and view.original(start - 1, start)[1] <= first:
        assert view.original(0, start)[1] <= first
    if end < len(view.text) and view.original(end, end + 1)[0] >= last:
        # Each side was made from its own part of the text.
        assert view.original(end, len(view.text))[0] >= last


VALUES = ["4111 1111 1111 1111", "jane.doe@example.com", "078-05-1120"]


def spelt(character: str, way: int) -> str:
    code = ord(character)
    ways = (
        *(character, f"\u200b{character}", chr(0xE0000 + code)),
        *(f"\\u{code:04x}", f"\\\\u{code:04X}", f"%{code:02X}", f"%25{code:02x}"),
        *(f"&#{code};", f"&#x{code:x};", f"&amp;#{code};"),
    )
    return ways[way]


@given(st.sampled_from(VALUES), st.data())
def test_a_value_in_escapes_is_found_and_leaves_the_view(value: str, data: st.DataObject) -> None:
    ways = data.draw(st.lists(st.integers(0, 9), min_size=len(value), max_size=len(value)))
    text = f"so: {''.join(map(spelt, value, ways))} \\u00e9, 100% &c."
    assert value in canonical_view(text).text
    for finding in reversed(ENGINE.detect(text)):
        text = f"{text[: finding.start]}[X]{text[finding.end :]}"
    assert text in ("so: [X] \\u00e9, 100% &c.", "so: \u200b[X] \\u00e9, 100% &c.")
    assert value not in canonical_view(text).text


@pytest.mark.parametrize("text", ["C:\\folder", "100% of it", "AT&T; Q&A", "a\\b", "%zz", "&#x;"])
def test_what_is_no_escape_costs_nothing(text: str) -> None:
    view = canonical_view(text)
    assert view.text is text
    assert not view.shifted


def test_every_decimal_digit_is_ascii() -> None:
    digits = [
        chr(code) for code in range(sys.maxunicode + 1) if unicodedata.category(chr(code)) == "Nd"
    ]
    assert len(digits) >= 600
    seen = canonical_view("".join(digits)).text
    assert seen == "".join(str(unicodedata.decimal(each)) for each in digits)


def test_pieces_of_a_view_are_read_in_another_way() -> None:
    view = canonical_view("a\u200bb four one c")
    other = view.with_pieces([("4", 3, 7), ("", 7, 8), ("1", 8, 11)])
    assert other.text == "ab 41 c"
    assert other.original(3, 5) == (4, 12)
    assert other.original(0, 2) == (0, 3)
    part = view.with_pieces([("41", 3, 11)], start=2, end=12)
    assert part.text == " 41 "
    assert part.original(2, 3) == (4, 12)
    assert part.original(0, 1) == (3, 4)


def test_what_is_known_of_characters_is_bounded() -> None:
    for start in range(0, 0x110000, 0x8000):
        canonical_view("".join(map(chr, range(start, start + 0x8000))))
    assert len(canonical._CHARACTERS) <= canonical._MOST_KEPT


def test_the_repr_holds_no_text() -> None:
    assert "4111" not in repr(View("4111"))


def test_a_pile_of_marks_is_composed_by_its_first_ones() -> None:
    pile = "e" + "\u0301\u0323" * 20_000
    view = canonical_view(f"{pile}x")
    assert view.text[-1] == "x"
    assert len(view.text) == 2
    assert view.original(0, 1) == (0, len(pile))
