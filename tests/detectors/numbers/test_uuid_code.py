"""UUIDs, and the advertising ids that look like them."""

from __future__ import annotations

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.numbers.uuid_code import is_uuid

from .conftest import Find

VALUE = "a987fbc9-4bed-4078-8f07-9141ba07c9f3"


@pytest.mark.parametrize("value", [VALUE, VALUE.upper()])
def test_a_uuid_is_found_whole(value: str, find: Find) -> None:
    assert find(f"the id is {value}.") == [("UUID", value)]


@pytest.mark.parametrize("text", ["my idfa is {}", "{} is my advertising id", "GAID={}"])
def test_words_make_it_a_device(text: str, find: Find) -> None:
    assert find(text.format(VALUE)) == [("DEVICE_ID", VALUE)]


def test_an_answer(find: Find) -> None:
    assert find(VALUE, "What is your advertising id?") == [("DEVICE_ID", VALUE)]


@pytest.mark.parametrize(
    "value",
    [
        "00000000-0000-0000-0000-000000000000",
        "a987fbc9-4bed-0078-8f07-9141ba07c9f3",
        "a987fbc9-4bed-4078-0f07-9141ba07c9f3",
        "xa987fbc9-4bed-4078-8f07-9141ba07c9f3",
        "a987fbc9-4bed-4078-8f07-9141ba07c9f34",
    ],
)
def test_what_is_none(value: str, find: Find) -> None:
    assert [kind for kind, _ in find(f"it is {value}") if kind == "UUID"] == []


@given(st.uuids(version=4))
def test_every_random_one_counts(value: uuid.UUID) -> None:
    assert is_uuid(str(value))


@given(st.text(max_size=40))
def test_junk_is_none(junk: str) -> None:
    assert not is_uuid(junk)
