"""Keys that are known by what stands within them."""

from __future__ import annotations

import pytest

from detectors.secrets.marked_key import is_marked_key

from .conftest import Find

LETTERS = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3X4y5Z6a7B8c9D0e1F2g3H4i5J6k7L8m9N0"
HEX = "0123456789abcdef" * 4
KEYS = [
    "12345678:AA" + LETTERS[:33],
    "M" + LETTERS[:23] + ".abcdef." + LETTERS[:27],
    LETTERS[:14] + ".atlasv1." + LETTERS[:64],
    "abc8Q~" + LETTERS[:34],
    HEX[:32] + "-us12",
    HEX[:36] + "FFFFNRAL",
    LETTERS[:76] + "+ASt" + "abc12A==",
    LETTERS[:42] + "AzSeAbc123",
    LETTERS[:52] + "JQQJ99" + LETTERS[:26],
    "https://hooks.slack.com/services/T00000000/B00000000/" + LETTERS[:24],
    "https://discord.com/api/webhooks/123456789012345678/" + LETTERS[:68],
    "https://hooks.zapier.com/hooks/catch/1234567/abcdef1",
]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("around", ["{}", "use {} now", 'x="{}"'])
def test_a_key_is_found_whole(key: str, around: str, find: Find) -> None:
    assert is_marked_key(key)
    assert ("API_KEY", key) in find(around.format(key))


@pytest.mark.parametrize(
    "text",
    [
        "12345678:AAb",
        "at 10:AA we meet",
        "see https://hooks.slack.com/services/",
        "https://discord.com/api/webhooks/ is the address",
        HEX[:32],
        LETTERS[:40] + "==",
        "sha512-" + (LETTERS + LETTERS)[:86] + "==",
        "mail-us1",
    ],
)
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "API_KEY"] == []
