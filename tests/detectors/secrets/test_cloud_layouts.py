"""Keys of clouds and hosts, made up, beside those in test_issued_key."""

from __future__ import annotations

import pytest

from detectors.secrets.cloud_layouts import LAYOUTS

from .conftest import Find
from .made_up import HEX, LETTERS, check_key, check_none

KEYS = [
    ("Amazon Bedrock", "ABSKQmVkcm9ja0FQSUtleS" + LETTERS),
    ("Google, OAuth access token", "ya29." + LETTERS),
    ("Google, OAuth refresh token", "1//0" + LETTERS),
    ("Alibaba Cloud", "LTAI" + LETTERS[:20]),
    ("Tencent Cloud", "AKID" + LETTERS[:32]),
    ("Vercel", "vcp_" + LETTERS[:56]),
    ("Render", "rnd_" + LETTERS[:28]),
    ("Supabase", "sbp_" + LETTERS[:40]),
    ("PlanetScale", "pscale_tkn_" + LETTERS[:43]),
    ("Neon", "napi_" + LETTERS[:64]),
    ("Doppler", "dp.pt." + LETTERS[:43]),
    ("Pulumi", "pul-" + HEX[:40]),
    ("Tailscale", "tskey-auth-" + LETTERS[:30]),
    ("Cloudflare, origin certificate authority", "v1.0-" + HEX[:24] + "-" + (HEX + HEX)[:146]),
]
NONE = [
    "dapi and rnd_ are short",
    "v1.0-beta of it",
    "LTAI",
]


@pytest.mark.parametrize("issued", KEYS, ids=[issuer for issuer, _ in KEYS])
def test_a_key_is_found_whole(issued: tuple[str, str], find: Find) -> None:
    check_key(LAYOUTS, issued, find=find)


@pytest.mark.parametrize("text", NONE)
def test_what_is_none(text: str, find: Find) -> None:
    check_none(text, find)
