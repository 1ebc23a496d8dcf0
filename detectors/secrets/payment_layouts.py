"""Keys of those who move money or goods.

Source: Stripe, "API keys", and its engineers in GitLab's issue 458019 (up to 128 characters
follow), read 2026-11; the other rows are how the issuers' keys are known to look, not checked
against a page of theirs.
"""

from __future__ import annotations

from detectors.secrets.layout import ALNUM, END, HEX, UUID, WORD, Layout

LAYOUTS = (
    Layout(
        issuer="Stripe",
        starts=("sk_live_", "sk_test_", "rk_live_", "rk_test_", "sk_org_live_", "sk_org_test_"),
        rest=r"[A-Za-z0-9_]{10,255}",
    ),
    Layout(issuer="Stripe, webhook", starts=("whsec_",), rest=r"[A-Za-z0-9+/]{24,80}={0,2}"),
    Layout(
        issuer="Square",
        starts=("sq0atp-", "sq0csp-", "sq0acp-"),
        rest=rf"{WORD}{{20,80}}",
    ),
    Layout(issuer="Square, access token", starts=("EAAA",), rest=rf"{WORD}{{60}}{END}", digit=True),
    Layout(
        issuer="Braintree",
        starts=("access_token$production$", "access_token$sandbox$"),
        rest=rf"[0-9a-z]{{16}}\${HEX}{{32}}",
    ),
    Layout(
        issuer="Shopify",
        starts=("shpat_", "shpca_", "shppa_", "shpss_", "shptka_", "shpua_"),
        rest=r"[0-9a-fA-F]{32,64}",
    ),
    Layout(
        issuer="Plaid",
        starts=("access-sandbox-", "access-development-", "access-production-"),
        rest=UUID,
    ),
    Layout(issuer="Razorpay", starts=("rzp_live_", "rzp_test_"), rest=rf"{ALNUM}{{14,40}}"),
    Layout(
        issuer="Flutterwave",
        starts=("FLWSECK_TEST-", "FLWSECK-"),
        rest=r"[0-9a-zA-Z]{12,64}(?:-X)?",
    ),
    Layout(
        issuer="Adyen",
        starts=("AQE",),
        rest=r"[A-Za-z0-9+/]{60,200}={0,2}[A-Za-z0-9+/=-]{0,200}",
    ),
    Layout(issuer="Checkout.com", starts=("sk_sbox_",), rest=r"[a-z0-9]{20,40}[*#$=]?"),
    Layout(issuer="Duffel", starts=("duffel_live_", "duffel_test_"), rest=rf"{WORD}{{30,80}}"),
    Layout(issuer="EasyPost", starts=("EZAK", "EZTK"), rest=rf"{ALNUM}{{54}}{END}"),
    Layout(issuer="Shippo", starts=("shippo_live_", "shippo_test_"), rest=rf"{HEX}{{40}}"),
    Layout(issuer="Lob", starts=("live_pub_", "test_pub_"), rest=rf"{HEX}{{31,40}}"),
    Layout(issuer="Mollie", starts=("live_", "test_"), rest=rf"{ALNUM}{{30}}{END}", digit=True),
    Layout(issuer="Polar", starts=("polar_oat_", "polar_pat_"), rest=rf"{ALNUM}{{40,64}}"),
)
