"""Names, networks and waits."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.sign_in.accounts import Source, name_hash, network_of, source_hash, wait_after

KEY = b"k" * 32


def test_one_name_however_it_is_typed_and_another_in_another_tenant() -> None:
    names = ("Ada@Example.org", " ada@example.org\t", "\uff41da@example.org")
    assert len({name_hash(KEY, "acme", name=each) for each in names}) == 1
    assert name_hash(KEY, "acme", name="ada") != name_hash(KEY, "other", name="ada")
    assert name_hash(KEY, "a", name="b|c") != name_hash(KEY, "a|b", name="c")
    assert source_hash(KEY, Source.ACCOUNT, value="x") != source_hash(
        KEY, Source.NETWORK, value="x"
    )


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8::1", "2001:db8::/64"),
        ("2001:db8::ffff:1%eth0", "2001:db8::/64"),
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("testclient", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_network_of_an_address(host: str, network: str) -> None:
    assert network_of(host) == network


@pytest.mark.parametrize(
    ("source", "failures", "seconds"),
    [
        (Source.HERE, 1, 0),
        (Source.HERE, 4, 0),
        (Source.HERE, 5, 15),
        (Source.HERE, 6, 30),
        (Source.HERE, 10, 480),
        (Source.HERE, 11, 900),
        (Source.HERE, 10**6, 900),
        (Source.ACCOUNT, 49, 0),
        (Source.ACCOUNT, 50, 15),
        (Source.ACCOUNT, 10**6, 900),
        (Source.NETWORK, 29, 0),
        (Source.NETWORK, 30, 15),
    ],
)
def test_the_wait_doubles_up_to_a_quarter_of_an_hour(
    source: Source, failures: int, seconds: int
) -> None:
    assert wait_after(source, failures) == timedelta(seconds=seconds)
