"""Which recipient lives at a URL."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import InvalidRequest, Refused
from gateway.hooks.addresses import check_address, find_address, unknown_route
from gateway.policy import Recipient

OPENAI = Recipient(
    key="o", party="P", party_role="r", third_party=True, country="DE", transfer_mechanism=None,
    training=False, retention="P30D", wire="openai", base_url="https://api.example.com",
    api_key_env=None, models=("*",),
)  # fmt: skip
AZURE = replace(OPENAI, key="a", wire="azure", base_url="https://x.azure.example.com")
PROXIED = replace(OPENAI, key="p", base_url="https://api.example.com/behind")
ALL = (OPENAI, AZURE, PROXIED)


@pytest.mark.parametrize(
    ("url", "key", "model"),
    [
        ("https://api.example.com/v1/chat/completions", "o", None),
        ("https://api.example.com:443/v1/chat/completions", "o", None),
        ("https://API.example.com./v1/chat/completions?x=1", "o", None),
        ("https://api.example.com/behind/v1/chat/completions", "p", None),
        (
            "https://x.azure.example.com/openai/deployments/gpt-4o/chat/completions",
            "a",
            "gpt-4o",
        ),
    ],
)
def test_known_addresses(url: str, key: str, model: str | None) -> None:
    address = find_address(url, ALL)
    assert [each.key for each in address.recipients] == [key]
    assert address.model == model
    assert address.wire.name == address.recipients[0].wire


def test_all_who_live_there_are_found() -> None:
    other = replace(OPENAI, key="second", models=("gpt-*",))
    address = find_address("https://api.example.com/v1/chat/completions", (OPENAI, other))
    assert [each.key for each in address.recipients] == ["o", "second"]


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.com/v1/chat/completions",
        "https://api.example.com:8443/v1/chat/completions",
        "https://api.example.com.evil.example/v1/chat/completions",
        "https://evil.example/v1/chat/completions",
        "https://api.example.com@evil.example/v1/chat/completions",
        "https://api.example.com/other/v1/chat/completions",
        "https://x.azure.example.com/v1/chat/completions",
        "https://api.example.com/openai/deployments/gpt-4o/chat/completions",
    ],
)
def test_a_known_path_elsewhere_is_refused(url: str) -> None:
    with pytest.raises(Refused) as caught:
        find_address(url, ALL)
    assert caught.value.code == "recipient_refused"
    assert caught.value.details == {"reasons": ["address_unknown"]}


@pytest.mark.parametrize(
    "path",
    ["", "/", "/v1", "/v1/chat", "/v1/chat/completions/", "/v1/chat/completions/x", "/v1/files"],
)
def test_other_paths_are_no_routes(path: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        find_address("https://api.example.com" + path, ALL)
    assert (caught.value.code, caught.value.status) == ("unknown_route", 404)
    assert unknown_route().code == "unknown_route"


@given(
    scheme=st.sampled_from(["https", "http", "HTTPS"]),
    host=st.sampled_from(["api.example.com", "x.azure.example.com", "api.example.co"])
    | st.text("ape.xmlicoz@:-", min_size=1, max_size=20),
    path=st.sampled_from(["/v1/chat/completions", "/behind/v1/chat/completions", "/v1/messages"])
    | st.text("/v1chatomplenssgpbid.%:", max_size=30),
)
def test_whatever_is_found_lives_at_that_very_address(scheme: str, host: str, path: str) -> None:
    url = f"{scheme}://{host}{path}"
    try:
        address = find_address(url, ALL)
    except (Refused, ValueError):
        return
    for each in address.recipients:
        base = urlsplit(each.base_url)
        assert (urlsplit(url).hostname or "").removesuffix(".") == base.hostname
        assert path.startswith(base.path)
        assert each.wire == address.wire.name


def test_what_is_sent_goes_where_the_call_went() -> None:
    called = "https://api.example.com/v1/chat/completions"
    check_address(called, called)
    check_address(f"{called}?api-version=1", f"{called}?api-version=2")
    for other in (
        "https://api.example.com/v1/embeddings",
        "https://other.example.com/v1/chat/completions",
        "http://api.example.com/v1/chat/completions",
    ):
        with pytest.raises(Refused):
            check_address(other, called)
