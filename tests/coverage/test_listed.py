"""What a table names of an SDK's fields."""

from __future__ import annotations

import pytest

from gateway.proxy.wire import openai_chat
from gateway.proxy.wire.rules import Row
from tests.coverage.listed import unlisted
from tests.coverage.requests import fields


@pytest.mark.parametrize(
    ("row", "field", "covered"),
    [
        (Row("/a", "text"), "/a", True),
        (Row("/a", "text"), "/b", False),
        (Row("/a", "text"), "/a/*", False),
        (Row("/a", "text", "all strings below"), "/a/b/*", True),
        (Row("/a", "text", "all strings below"), "/ab", False),
        (Row("/a", "data"), "/a/*/b", True),
        (Row("/a", "refused"), "/a[type=x]/b", True),
        (Row("/a", "structural", "x | y; else text"), "/a", True),
        (Row("/a/*[type=x]/b", "text"), "/a/*[type=x]/b", True),
        (Row("/a/*[type=x]/b", "text"), "/a/*[type=y]/b", False),
        (Row("/a/*[type=x]/b", "text"), "/a/*[media_type=m,type=x]/b", True),
        (Row("/a/*[type=x]/b", "text"), "/a/*/b", True),
        (Row("/a/*/b", "text"), "/a/*[type=x]/b", True),
        (Row("/a/*[role=u]/c/*[type=x]/b", "text"), "/a/*[role=u]/c/*[type=x]/b", True),
        (Row("/a/*[role=u]/c/*[type=x]/b", "text"), "/a/*[role=v]/c/*[type=x]/b", False),
        (Row("/a/*/b", "text"), "/a/*[Part.text]/b", True),
    ],
)
def test_one_row(row: Row, field: str, covered: bool) -> None:
    assert (unlisted([field], [row]) == []) is covered


def test_only_the_beginning_of_what_is_unknown_is_listed() -> None:
    rows = [Row("/a/*[type=x]/b", "text"), Row("/c/d", "text")]
    below = ["/a/*[type=y]/b", "/a/*[type=y]/c/d", "/a/*[type=x]/c/d", "/c", "/e/f", "/e/g"]
    assert unlisted(below, rows) == ["/a/*[type=y]", "/a/*[type=x]/c", "/c", "/e"]


def test_a_new_field_is_listed_alone() -> None:
    rows = list(openai_chat.TABLE.rows(""))
    before = unlisted(fields("openai_chat"), rows)
    assert unlisted([*fields("openai_chat"), "/field_of_tomorrow"], rows) == [
        *before,
        "/field_of_tomorrow",
    ]
