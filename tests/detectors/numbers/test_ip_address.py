"""Addresses of the Internet Protocol."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from detectors.numbers.ip_address import IpAddressDetector

from .conftest import Find, finder

_ENGINE = Engine([IpAddressDetector()])


@pytest.fixture
def find() -> Find:
    return finder(_ENGINE)


@pytest.mark.parametrize(
    "address",
    [
        "192.0.2.17", "255.255.255.255", "10.0.0.0/8", "2001:db8::1", "fe80::1%eth0",
        "fe80::1%eth0/64",
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
        "127.0.0.1", "http on 127.0.0.1:8080", "bind 0.0.0.0", "::1", "localhost is ::1",
        "192.0.2.1.1",
    ],
)  # fmt: skip
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "IP_ADDRESS"] == []


@pytest.mark.parametrize("address", ["127.0.0.1", "0.0.0.0", "::1", "::/128", "192.0.2.1.1"])
def test_what_is_nobody_s_counts_where_words_name_it(address: str, find: Find) -> None:
    assert find(f"my ip is {address} here") == [("IP_ADDRESS", address)]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("at 192.0.2.17:8080 now", "192.0.2.17"), ("[2001:db8::1]:443", "2001:db8::1"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1"), ("my ip is ff08::9abc%10", "ff08::9abc%10"),
    ],
)  # fmt: skip
def test_ports_zones_and_mapped_ones(text: str, address: str, find: Find) -> None:
    assert find(text) == [("IP_ADDRESS", address)]


@given(st.ip_addresses())
def test_any_address_is_found_whole(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    text = f"from {address} today"
    if address.is_loopback or address.is_unspecified or str(address).startswith("0.0.0.0"):
        return
    if ":" in str(address) and not any(c.isdigit() for c in str(address)):
        return
    spans = [(f.start, f.end) for f in _ENGINE.detect(text) if f.entity_type == "IP_ADDRESS"]
    assert spans == [(5, 5 + len(str(address)))] or str(address) == "::"
