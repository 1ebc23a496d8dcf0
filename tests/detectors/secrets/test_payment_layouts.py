"""Keys of payments, made up, beside those in test_issued_key."""

from __future__ import annotations

import pytest

from detectors.secrets.payment_layouts import LAYOUTS

from .conftest import Find
from .made_up import HEX, LETTERS, check_key, check_none

KEYS = [
    ("Square, access token", "EAAA" + LETTERS[:60]),
    ("Razorpay", "rzp_live_" + LETTERS[:14]),
    ("Flutterwave", "FLWSECK_TEST-" + HEX[:32] + "-X"),
    ("Checkout.com", "sk_sbox_" + HEX[:26]),
    ("Duffel", "duffel_test_" + LETTERS[:43]),
    ("EasyPost", "EZAK" + LETTERS[:54]),
    ("Shippo", "shippo_live_" + HEX[:40]),
    ("Mollie", "live_" + LETTERS[:30]),
    ("Polar", "polar_oat_" + LETTERS[:43]),
]
NONE = [
    "sk_live_",
    "live_and_let_live_in_the_year_2024",
    "access-production-team",
]


@pytest.mark.parametrize("issued", KEYS, ids=[issuer for issuer, _ in KEYS])
def test_a_key_is_found_whole(issued: tuple[str, str], find: Find) -> None:
    check_key(LAYOUTS, issued, find=find)


@pytest.mark.parametrize("text", NONE)
def test_what_is_none(text: str, find: Find) -> None:
    check_none(text, find)
