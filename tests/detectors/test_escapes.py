"""Escapes of JSON, URLs, HTML and Markdown: what is read, where it came from, at what cost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from detectors.escapes import decoded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"a\nb\tc\rd", "a b c d"),
        (r"\u0040 \\u0040 \ud83d\ude00", "@ @ \U0001f600"),
        (r"and\/or \"x\" jane\_doe 4111\-1111", 'and/or "x" jane_doe 4111-1111'),
        ("%40 %2B%20 %2540 %252540", "@ +  @ @"),
        ("%C3%BC %e2%82%ac %F0%9F%98%80", "\u00fc \u20ac \U0001f600"),
        (
            "&#64; &#x40; &#X40; &commat; &nbsp; &amp; &amp;#64; &amp;amp;commat;",
            "@ @ @ @ \u00a0 & @ @",
        ),
        (r"&#37;40 %5Cu0040 \u00254\u0030", "@ @ @"),
        (r"C:\new\folder", r"C: ew\folder"),
        (r"\x40 \X40 \u{40} \u{1F600} \U00000040", "@ \\X40 @ \U0001f600 @"),
        ("a\\\nb \\\r\nc", "a b  c"),
        ("41<br>11<BR/>11<br />11", "41 11 11 11"),
    ],
)
def test_reads(text: str, expected: str) -> None:
    read = decoded(text)
    assert read is not None
    assert read[0] == expected


@pytest.mark.parametrize(
    "text",
    ["", "plain", "\\", "%", "&", "100% of", "%4", "%zz", "%C3 %E2%82", "%FF%FE", "&x;", "&#64",
     "&#;", "&#9999999;", r"\u12", r"\x4", r"\d", r"\u{}",
     r"\UFFFFFFFF", "<1>", "a < b > c", '<a href="x">', "a & b; c"],
)  # fmt: skip
def test_leaves_alone(text: str) -> None:
    assert decoded(text) is None


def test_an_escape_is_one_piece() -> None:
    read = decoded("x&amp;#64;y%2541")
    assert read == ("x@yA", [0, 1, 10, 11], [1, 10, 11, 16])


@given(st.text(alphabet="\\%&#;ux0245anmp;dD8cCE\u00e9\ud800", max_size=60))
def test_places_are_those_of_disjoint_pieces(text: str) -> None:
    read = decoded(text)
    if read is None:
        return
    seen, starts, ends = read
    assert len(seen) == len(starts) == len(ends)
    assert starts == sorted(starts)
    assert ends == sorted(ends)
    for place in range(len(seen)):
        assert 0 <= starts[place] < ends[place] <= len(text)
        if place and starts[place] != starts[place - 1]:
            assert ends[place - 1] <= starts[place]
        if ends[place] - starts[place] == 1:
            assert seen[place] == text[starts[place]]


@pytest.mark.parametrize(
    "unit",
    [
        "\\",
        "%",
        "&",
        "\\u",
        "%25",
        "&amp;",
        "&a",
        "%E2",
        "\\ud800",
        "\\n",
        "&#1",
        "&#37;",
        "<br>",
        "<",
        "<br",
        "\\u{",
        "\\x20",
        "\\U0000",
    ],
)
def test_long_texts_stay_within_the_budget(unit: str) -> None:
    text = (unit * 200_000)[:200_000]
    assert Engine().detect(text) == ()


def test_a_tag_without_attributes_is_a_space() -> None:
    read = decoded("<td>4111</td><TD>1111</TD><br />")
    assert read is not None
    assert read[0] == " 4111  1111  "
