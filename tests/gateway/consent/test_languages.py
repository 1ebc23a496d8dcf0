"""Which language a person is asked in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.consent.languages import language_of, preferred


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("de", "de"), ("DE-ch", "de"), ("zh-Hant-TW", "zh"), ("x", "x"), ("", None), ("*", None),
        ("de_CH", None), ("de-", None), ("-de", None), ("de\n", None), ("d e", None),
        ("abcdefghi", None), ("дe", None), ("de;q=1", None), ("a-" * 9, None),
    ],
)  # fmt: skip
def test_the_language_of_a_tag(tag: str, language: str | None) -> None:
    assert language_of(tag) == language


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", None), ("de", "de"), ("fr, de", "de"), ("de;q=0.5, en;q=0.6", "en"),
        ("de-CH, en;q=0.9", "de"), ("en;q=0, de;q=0.001", "de"), ("de;q=0", None),
        ("*", None), ("en;q=2, de;q=0.1", "de"), ("en;q=x, de;q=0.1", "de"), ("en;v=1", None),
        ("en ; q = 0.2 , de;q=0.3", "de"), (",,,de,,", "de"), ("DE", "de"), ("en;q=1.0, de", "en"),
        ("en;q=0.1234, de;q=0.1", "de"), ("fr;q=1, it;q=0.9", None), ("de\x00", None),
        (", ".join(["fr"] * 50 + ["de"]), None),
    ],
)  # fmt: skip
def test_the_best_of_what_is_there(accepted: str, language: str | None) -> None:
    assert preferred(accepted, ("en", "de")) == language


@given(st.text(max_size=80))
def test_any_header_gives_a_language_that_is_there_or_none(accepted: str) -> None:
    assert preferred(accepted, ("en", "de")) in (None, "en", "de")
