"""Addresses of the Internet Protocol."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine

from .conftest import Find

ENGINE = Engine()


@pytest.mark.parametrize(
    "address",
    [
        "192.0.2.17", "255.255.255.255", "10.0.0.0/8", "0.0.0.0", "2001:db8::1", "::1",
        "2001:0db8:0000:0000:0000:8a2e:0370:7334", "::ffff:192.0.2.17", "fe80::1", "2001:db8::/32",
    ],
)  # fmt: skip
@pytest.mark.parametrize("frame", ["{}", "from {}.", "[{}]", "地址{}。", "x={},"])
def test_addresses(address: str, frame: str, find: Find) -> None:
    assert find(frame.format(address)) == [("IP_ADDRESS", address)]


@pytest.mark.parametrize(
    "text",
    [
        "version 1.2.3.4", "v1.2.3.4", "see section 1.2.3.4", "1.2.3.4.5", "256.1.1.1", "1.2.3",
        "std::vector", "at 12:30:45", "a::b", "00:1b:63:84:45:e6", "::", "ratio 1:2:3",
    ],
)  # fmt: skip
def test_what_is_none(text: str, find: Find) -> None:
    assert find(text) == []


@given(st.ip_addresses())
def test_any_address_is_found_whole(address: object) -> None:
    text = f"from {address} today"
    if ":" in str(address) and not any(c.isdigit() for c in str(address)):
        return
    spans = [(f.start, f.end) for f in ENGINE.detect(text) if f.entity_type == "IP_ADDRESS"]
    assert spans == [(5, 5 + len(str(address)))] or str(address) == "::"
