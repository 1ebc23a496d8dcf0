"""What every row of the tables of keys keeps to."""

from __future__ import annotations

import re

import pytest

from detectors.secrets.issued_key import LAYOUTS
from detectors.secrets.layout import ALNUM, END, HEX, UUID, WORD, Layout


@pytest.mark.parametrize("layout", LAYOUTS, ids=[layout.issuer for layout in LAYOUTS])
def test_a_row_is_usable(layout: Layout) -> None:
    assert layout.issuer
    assert layout.starts
    assert all(start.isascii() and start.strip() == start for start in layout.starts)
    assert re.fullmatch(layout.rest, "") is None


@pytest.mark.parametrize("layout", LAYOUTS, ids=[layout.issuer for layout in LAYOUTS])
def test_a_rest_has_an_upper_bound(layout: Layout) -> None:
    assert re.fullmatch(layout.rest, 20_000 * "a") is None
    assert not re.search(r"(?<!\\)[*+]", re.sub(r"\[[^\]]*\]|\\.", "", layout.rest))


def test_no_two_rows_are_the_same() -> None:
    rows = [(start, layout.rest) for layout in LAYOUTS for start in layout.starts]
    assert len(rows) == len(set(rows))


def test_the_parts_of_expressions() -> None:
    assert re.fullmatch(UUID, "01234567-89ab-cdef-0123-456789abcdef")
    assert all(re.fullmatch(part, "a") for part in (ALNUM, HEX, WORD))
    assert re.match(f"a{END}", "a.")
    assert re.match(f"a{END}", "ab") is None
