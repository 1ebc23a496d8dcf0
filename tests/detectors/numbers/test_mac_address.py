"""Hardware addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from detectors.numbers.ip_address import IpAddressDetector
from detectors.numbers.mac_address import MacAddressDetector, layout

from .conftest import Find, finder

_ENGINE = Engine([MacAddressDetector(), IpAddressDetector()])


@pytest.fixture
def find() -> Find:
    return finder(_ENGINE)


@pytest.mark.parametrize(
    "address",
    [
        "00:1A:2B:3C:4D:5E", "01-23-45-67-89-AB", "0a:23:f5:67:89:ac", "0012.3456.789a",
        "aabb.ccdd.eeff", "01:02:03:04:05:06:07:ab",
    ],
)  # fmt: skip
@pytest.mark.parametrize("frame", ["{}", "it is {}.", "({})", "x={},", "地址{}。"])
def test_addresses(address: str, frame: str, find: Find) -> None:
    assert find(frame.format(address)) == [("MAC_ADDRESS", address)]


@pytest.mark.parametrize(
    "address",
    [
        "001a2b3c4d5e", "01 02 03 04 05 06 07 ab", "0012.3456.7890", "ff:ff:ff:ff:ff:ff",
        "01-02-03-04-05-06", "0102.0304.0506.07ab",
    ],
)  # fmt: skip
def test_weak_spellings_need_words(address: str, find: Find) -> None:
    assert ("MAC_ADDRESS", address) in find(f"my mac address is {address}")


@pytest.mark.parametrize(
    "text",
    [
        "4111.1111.1111.1111", "00:1A:2B:3C:4D", "10:2F:33-AC-29-C3", "001a2b3c4d5e",
        "123e4567-e89b-12d3-a456-426614174000", "2001:db8:85a3:0:0:8a2e:370:7334", "at 12:30:45",
        "ff:ff:ff:ff:ff:ff", "a00:1A:2B:3C:4D:5E", "00:1A:2B:3C:4D:5E:6F", "01 02 03 04 05 06",
        "2024-01-15", "macaroni 001a2b3c4d5e", "",
    ],
)  # fmt: skip
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "MAC_ADDRESS"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00:1A:2B:3C:4D:5E", "full"), ("00-1A-2B-3C-4D-5E", "full"), ("001a2b3c4d5e", "weak"),
        ("00:00:00:00:00:00", "weak"), ("00:1A:2B:3C:4D", None), ("", None),
    ],
)  # fmt: skip
def test_layout(text: str, expected: str | None) -> None:
    assert layout(text) == expected


@given(st.lists(st.integers(0, 255), min_size=6, max_size=6).filter(lambda x: len(set(x)) > 1))
def test_any_address_with_colons_is_found_whole(parts: list[int]) -> None:
    text = ":".join(f"{part:02x}" for part in parts)
    spans = [(each.start, each.end) for each in _ENGINE.detect(f"from {text} on")]
    assert spans == [(5, 22)]
