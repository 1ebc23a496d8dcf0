"""Telephone numbers."""

from __future__ import annotations

import pytest

from .conftest import Find


@pytest.mark.parametrize(
    "number",
    [
        "+44 20 7946 0958", "+442079460958", "0044 20 7946 0958", "+1 (415) 555-2671",
        "+1-415-555-2671", "(415) 555-2671", "415-555-2671", "415.555.2671", "415 555 2671",
        "1-415-555-2671", "+49 (0)30 123456", "06 12 34 56 78", "020 7946 0958", "030 12345678",
        "+33.6.12.34.56.78", "415-555-2671 ext 12", "+91 98765 43210", "(555) 123-4567",
    ],
)  # fmt: skip
@pytest.mark.parametrize("frame", ["it is {}", "{}.", "({})", "ok.{}, bye", "电话{}。"])
def test_numbers_that_speak_for_themselves(number: str, frame: str, find: Find) -> None:
    text = frame.format(number)
    found = find(text)
    assert [kind for kind, _ in found] == ["PHONE_NUMBER"]
    assert "".join(filter(str.isdigit, found[0][1])) == "".join(filter(str.isdigit, number))


@pytest.mark.parametrize(
    "text",
    [
        "call me on 4155552671",
        "my phone number is 2569874410",
        "Tel:917277336.",
        "mobile 699 956 915",
        "whatsapp 9876543",
    ],
)
def test_bare_digits_need_words(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text)] == ["PHONE_NUMBER"]


@pytest.mark.parametrize(
    "text",
    [
        "order 1699999999999", "at 2024-01-15 12:30:45", "on 15.01.2024 it was", "4155552671",
        "id 1234567890 ok", "price 1,234,567.89", "from 10.11.12.13 today", "v 1.2.3",
        "telegraph 4155552671", "2024-2025", "12/11/2024 - 13/11/2024", "", "+", "+1",
        "between 100 and 2000 of 30000",
    ],
)  # fmt: skip
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "PHONE_NUMBER"] == []


def test_two_numbers_are_two_findings(find: Find) -> None:
    assert find("415-555-2671 415-555-2672") == [
        ("PHONE_NUMBER", "415-555-2671"),
        ("PHONE_NUMBER", "415-555-2672"),
    ]
    assert find("+44 20 7946 0958 +44 20 7946 0959") == [
        ("PHONE_NUMBER", "+44 20 7946 0958"),
        ("PHONE_NUMBER", "+44 20 7946 0959"),
    ]
