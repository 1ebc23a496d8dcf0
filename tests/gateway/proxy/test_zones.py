"""Open places in a text, and that cuts do not move them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.proxy.zones import Zones

OPEN = [
    "<a", "<a href", "<a href=", '<a href="x>', "<a b='>\"", "<a / b", "<!-- x", "<?x", "</a",
    "<script>", "<script>a</b>", "<STYLE>", "<script x='y'>", "[a](", "[a](x(y)", "[a](<x)",
    "[a](<x\\>", "[a](x\\)", "[a](\n", "[a]: ", "[a]: x\ny", " - [a]: ", "[a\nb]: ", "x\n[a]: ",
    "[a](x\n y", "<a\n\n b", "[a](x) [b](",
]  # fmt: skip
CLOSED = [
    "", "a", "< a", "<3", "<", "<a>", "<a href='x'>", '<a href="x>y">', "<a b=c>", "<br/>",
    "<!-- x -->", "</a>", "</>", "<script></script>", "<style>a</STYLE >", "[a](x)", "[a](x(y))",
    "[a](<x)>)", "[a](x\n\n", "[a]: x\n\n", "[a]: x\r\n\r\n", "a[b]: c", "[a]", "[a] (x", "(x",
    "[a](x\n \t\ny",
]  # fmt: skip


def at_end(pieces: list[str]) -> bool:
    zones = Zones()
    for piece in pieces:
        zones.feed(piece)
    return zones.open


@pytest.mark.parametrize("text", OPEN)
def test_open(text: str) -> None:
    assert at_end([text])
    assert at_end(list(text))


@pytest.mark.parametrize("text", CLOSED)
def test_closed(text: str) -> None:
    assert not at_end([text])
    assert not at_end(list(text))


@settings(max_examples=300)
@given(
    st.lists(st.sampled_from([*OPEN, *CLOSED, "\n", "\r", " ", ">", "]", "(", ")", "\\"])),
    st.lists(st.integers(0, 200)),
    st.text(alphabet="<>()[]:'\"=/\\ \n\r\ta!", max_size=30),
)
def test_any_cut(parts: list[str], places: list[int], noise: str) -> None:
    text = "".join(parts) + noise
    ends = sorted({0, len(text), *(place for place in places if place <= len(text))})
    pieces = [text[a:b] for a, b in pairwise(ends)]
    assert at_end(pieces) == at_end([text]) == at_end(list(text))


def test_a_line_end_long_ago_makes_no_blank_line() -> None:
    assert at_end(["x [a]\n", "abc ", "[b](y\n"])
    assert not at_end(["[a](x\n", "  ", "\t\n"])


def test_a_copy_goes_its_own_way() -> None:
    zones = Zones()
    zones.feed("[a]")
    other = zones.copy()
    other.feed("(")
    assert other.open
    assert not zones.open
