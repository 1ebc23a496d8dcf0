"""Only https to a public name; every way around to another address is known."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import InvalidRequest
from gateway.rights.push_target import LONGEST_URL, is_public, read_target

GOOD = [
    ("https://receiver.example.org/in", "receiver.example.org", 443),
    ("https://RECEIVER.Example.ORG./in?to=1", "receiver.example.org.", 443),
    ("https://receiver.example.org:443", "receiver.example.org", 443),
    ("https://receiver.example.org:8443/", "receiver.example.org", 8443),
    ("https://xn--bcher-kva.example.org/", "xn--bcher-kva.example.org", 443),
    ("https://1.2.3.4.example.org/", "1.2.3.4.example.org", 443),
]
BAD = [
    *("", "receiver.example.org", "//receiver.example.org/", "https://", "https:///in"),
    *("http://receiver.example.org/", "ftp://receiver.example.org/", "file:///etc/passwd"),
    *("HTTPS//receiver.example.org", "gopher://receiver.example.org:70/"),
    # credentials, fragments, what parsers disagree about
    *("https://jane@receiver.example.org/", "https://jane:pw@receiver.example.org/"),
    *("https://@receiver.example.org/", "https://receiver.example.org/#part"),
    *("https://receiver.example.org\\@127.0.0.1/", "https://receiver.example.org /"),
    *(
        "https://receiver.example.org/\n",
        "https://receiver.example.org/\x00",
        "https://bücher.org/",
    ),
    # other ports
    *("https://receiver.example.org:22/", "https://receiver.example.org:25/"),
    *("https://receiver.example.org:80/", "https://receiver.example.org:5432/"),
    *("https://receiver.example.org:0/", "https://receiver.example.org:99999/"),
    *("https://receiver.example.org:port/", "https://receiver.example.org:-443/"),
    # addresses in any spelling
    *("https://127.0.0.1/", "https://8.8.8.8/", "https://127.1/", "https://2130706433/"),
    *("https://0x7f000001/", "https://0x7f.0x0.0x0.0x1/", "https://0177.0.0.1/"),
    *("https://017700000001/", "https://127.0.0.1./", "https://[::1]/", "https://[2001:db8::1]/"),
    *("https://[::ffff:127.0.0.1]/", "https://[2002:7f00:1::]/", "https://[fe80::1%25eth0]/"),
    *("https://[2606:4700::1]/", "https://example.0x7f/", "https://example.1/"),
    # names that are nobody's on the Internet
    *("https://localhost/", "https://api.localhost/", "https://printer.local/", "https://db/"),
    *("https://metadata.google.internal/", "https://1.0.0.127.in-addr.arpa/", "https://a.test/"),
    *("https://.example.org/", "https://a..example.org/", "https://-a.example.org/"),
    *("https://a_b.example.org/", f"https://{'a' * 64}.example.org/", "https://*.example.org/"),
    f"https://{'.'.join(['a' * 60] * 5)}.org/",
    "https://receiver.example.org/" + "x" * LONGEST_URL,
]


@pytest.mark.parametrize(("url", "host", "port"), GOOD)
def test_public_https_names_are_taken(url: str, host: str, port: int) -> None:
    target = read_target(url)
    assert (target.url, target.host, target.port) == (url, host, port)
    assert "example" not in repr(target)


@pytest.mark.parametrize("url", BAD)
def test_everything_else_is_refused_without_being_quoted(url: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_target(url)
    assert (refused.value.code, refused.value.status) == ("push_target_refused", 422)
    assert "receiver" not in refused.value.message


@given(st.text(max_size=60))
def test_no_text_is_taken_that_is_not_https_to_a_name(text: str) -> None:
    try:
        target = read_target(text)
    except InvalidRequest:
        return
    assert text.lower().startswith("https://")
    assert target.port in (443, 8443)


PUBLIC = ["8.8.8.8", "1.1.1.1", "93.184.215.14", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e"]
NOT_PUBLIC = [
    *("127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1"),
    *("172.31.255.255", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.127.255.255"),
    *("192.0.0.1", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1"),
    *("224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
    *("::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8"),
    *("64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "100::1", "2001::1"),
    *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "2002:7f00:1::", "2002:808:808::"),
    *("fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "3fff::1"),
    *("5f00::1", "4000::1", "2606:4700:4700::1111%1", "", "example.org", "8.8.8", "08.8.8.8"),
]


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_of_nobody_s_business(address: str) -> None:
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_no_address_passes_in_the_dress_of_another(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    for dress in (
        ipaddress.IPv6Address(number),
        ipaddress.IPv6Address((0xFFFF << 32) | number),
        ipaddress.IPv6Address((0x2002 << 112) | (number << 80)),
        ipaddress.IPv6Address((0x0064FF9B << 96) | number),
    ):
        assert not is_public(str(dress))
