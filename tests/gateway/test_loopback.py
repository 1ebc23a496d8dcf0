"""Who is on this machine."""

from __future__ import annotations

import pytest

from gateway.loopback import FORWARDED, is_loopback


@pytest.mark.parametrize(
    ("host", "headers", "expected"),
    [
        ("127.0.0.1", {}, True),
        ("127.9.9.9", {}, True),
        ("::1", {}, True),
        ("::ffff:127.0.0.1", {}, True),
        ("192.168.0.2", {}, False),
        ("::ffff:192.0.2.1", {}, False),
        ("localhost", {}, False),
        (None, {}, False),
        ("127.0.0.1", {"accept": "*/*"}, True),
        *(("127.0.0.1", {name: "1"}, False) for name in FORWARDED),
    ],
)
def test_loopback(host: str | None, headers: dict[str, str], expected: bool) -> None:
    assert is_loopback(host, headers) is expected


def test_every_header_of_a_proxy_is_known() -> None:
    assert set(FORWARDED) == {"forwarded", "x-forwarded-for", "x-real-ip", "via"}
