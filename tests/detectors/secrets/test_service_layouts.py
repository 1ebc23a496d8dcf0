"""Keys of services, made up, beside those in test_issued_key."""

from __future__ import annotations

import pytest

from detectors.secrets.service_layouts import LAYOUTS

from .conftest import Find
from .made_up import HEX, LETTERS, check_key, check_none

KEYS = [
    ("Brevo", "xkeysib-" + HEX[:64] + "-" + LETTERS[:16]),
    ("Resend", "re_" + LETTERS[:8] + "_" + LETTERS[:24]),
    ("MailerSend", "mlsn." + HEX[:64]),
    ("Notion, until 2024", "secret_" + LETTERS[:43]),
    ("Contentful", "CFPAT-" + LETTERS[:43]),
    ("Typeform", "tfp_" + LETTERS[:59]),
    ("ReadMe", "rdme_" + LETTERS[:70].lower()),
    ("ClickUp", "pk_" + "12345678_" + LETTERS[:32].upper()),
    ("Klaviyo", "pk_" + HEX[:34]),
    ("Meta", "EAAC" + LETTERS + LETTERS),
    ("Asana", "1/" + "1234567890123456:" + HEX[:32]),
    ("X", 21 * "A" + LETTERS),
]
NONE = [
    "1/2 of it and SG.1",
    "secret_santa_2024_is_a_nice_game_to_play_here",
    "xoxb-",
]


@pytest.mark.parametrize("issued", KEYS, ids=[issuer for issuer, _ in KEYS])
def test_a_key_is_found_whole(issued: tuple[str, str], find: Find) -> None:
    check_key(LAYOUTS, issued, find=find)


@pytest.mark.parametrize("text", NONE)
def test_what_is_none(text: str, find: Find) -> None:
    check_none(text, find)
