"""Keys of every issuer in the tables, whole and nothing but whole."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.secrets.issued_key import LAYOUTS, IssuedKeyDetector, issuer_of
from detectors.secrets.layout import Layout
from detectors.types import Input

from .conftest import Find

# Made up, of each issuer's length; the random part is the alphabet or zeros.
LETTERS = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3X4y5Z6a7B8c9D0e1F2g3H4i5J6k7L8m9N0"
HEX = "0123456789abcdef" * 8
KEYS = [
    ("Amazon Web Services, access key id", "AKIA" + "EXAMPLEEXAMPLE23"),
    ("Google, API key", "AIza" + LETTERS[:35]),
    ("Google, OAuth client secret", "GOCSPX-" + LETTERS[:28]),
    ("DigitalOcean", "dop_v1_" + HEX[:64]),
    ("Cloudflare", "cfut_" + LETTERS[:48]),
    ("Heroku", "HRKU-" + "AA" + LETTERS[:58]),
    ("Netlify", "nfp_" + LETTERS[:36]),
    ("Databricks", "dapi" + HEX[:32]),
    ("HashiCorp Vault", "hvs." + LETTERS[:24]),
    ("GitHub", "ghp_" + "0" * 36),
    ("GitHub, fine-grained", "github_pat_" + LETTERS[:22] + "_" + LETTERS[:59]),
    ("GitLab", "glpat-" + LETTERS[:20]),
    ("npm", "npm_" + LETTERS[:36]),
    ("PyPI", "pypi-AgEI" + "cHlwaS5vcmc" + LETTERS),
    ("RubyGems", "rubygems_" + HEX[:48]),
    ("crates.io", "cio" + LETTERS[:32]),
    ("Docker Hub", "dckr_pat_" + LETTERS[:27]),
    ("New Relic", "NRAK-" + LETTERS[:27].upper()),
    ("Sentry", "sntryu_" + HEX[:64]),
    ("Grafana", "glsa_" + LETTERS[:32] + "_" + HEX[:8]),
    ("OpenAI", "sk-proj-" + LETTERS[:64]),
    ("OpenAI, DeepSeek, Moonshot and others", "sk-" + LETTERS[:20] + "T3BlbkFJ" + LETTERS[:20]),
    ("Anthropic", "sk-ant-" + "api03-" + LETTERS + "AA"),
    ("Hugging Face", "hf_" + LETTERS[:34]),
    ("Groq", "gsk_" + LETTERS[:52]),
    ("Stripe", "sk_live_" + LETTERS[:24]),
    ("Stripe, webhook", "whsec_" + LETTERS[:32]),
    ("Square", "sq0atp-" + LETTERS[:22]),
    ("Braintree", "access_token$production$" + LETTERS[:16].lower() + "$" + HEX[:32]),
    ("Shopify", "shpat_" + HEX[:32]),
    ("Plaid", "access-sandbox-" + "01234567-89ab-cdef-0123-456789abcdef"),
    ("Slack", "xoxb-" + "123456789012-123456789012-" + LETTERS[:24]),
    ("SendGrid", "SG." + LETTERS[:22] + "." + LETTERS[:43]),
    ("Twilio", "SK" + HEX[:32]),
    ("Mailgun", "key-" + HEX[:32]),
    ("Linear", "lin_api_" + LETTERS[:40]),
    ("Notion", "ntn_" + LETTERS[:46]),
    ("Figma", "figd_" + LETTERS[:40]),
    ("Airtable", "pat" + LETTERS[:14] + "." + HEX[:64]),
    ("Atlassian", "ATATT3x" + LETTERS + LETTERS),
    ("HubSpot", "pat-na1-" + "01234567-89ab-cdef-0123-456789abcdef"),
    ("Fly.io", "fm2_" + LETTERS + "=="),
]


@pytest.mark.parametrize(("issuer", "key"), KEYS, ids=[issuer for issuer, _ in KEYS])
@pytest.mark.parametrize("around", ["{}", "key={}", '{{"k": "{}"}}', "it is {}, ok", "({})\n"])
def test_a_key_is_found_whole(issuer: str, key: str, around: str, find: Find) -> None:
    assert issuer_of(key) == issuer
    assert find(around.format(key)) == [("API_KEY", key)]


def test_there_are_keys_of_more_than_forty_issuers() -> None:
    assert len({layout.issuer.split(",")[0] for layout in LAYOUTS}) >= 80
    assert len(KEYS) >= 40


@pytest.mark.parametrize("layout", LAYOUTS, ids=[layout.issuer for layout in LAYOUTS])
def test_every_layout_is_reached_by_the_scan(layout: Layout, find: Find) -> None:
    @settings(max_examples=3, deadline=None)
    @given(st.data())
    def look(data: st.DataObject) -> None:
        start = data.draw(st.sampled_from(layout.starts))
        alphabet = st.characters(min_codepoint=33, max_codepoint=126)
        rest = data.draw(st.from_regex(layout.rest, fullmatch=True, alphabet=alphabet))
        if layout.digit and not any(map(str.isdigit, rest)):
            rest = f"0{rest[1:]}"
        text = f"x {start}{rest}, x"
        covered = {
            place
            for each in IssuedKeyDetector().confirm(_input(text), 0, len(text))
            for place in range(each.start, each.end)
        }
        assert covered >= set(range(2, len(text) - 3))
        assert find(text)

    look()


@pytest.mark.parametrize(
    "text",
    [
        "AKIAEXAMPLE",
        "xAKIAEXAMPLEEXAMPLE23",
        "AKIAEXAMPLEEXAMPLE2345",
        "ghp_short",
        "sk-learn and task-oriented work on the risk-management",
        "the sk-responsibilities-of-everyone",
        "pa-ssing the pat on the hf_x",
        "re_member re_solution_of_this",
        "SG.1 and SK1234",
        "live_and_let_live_and_let_die",
        "https://example.com/api-docs/sdk-guide",
    ],
)
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "API_KEY"] == []


def test_a_longer_form_of_a_key_is_covered_to_its_end(find: Find) -> None:
    key = "ghp_" + LETTERS[:60]
    assert find(f"use {key}.") == [("API_KEY", key)]


def test_two_keys_side_by_side_are_two_findings(find: Find) -> None:
    first, second = "ghp_" + "0" * 36, "AKIA" + "EXAMPLEEXAMPLE23"
    assert find(f"{first} {second}") == [("API_KEY", first), ("API_KEY", second)]


def test_a_long_run_of_beginnings_is_looked_at_once() -> None:
    checks = 0

    def check() -> None:
        nonlocal checks
        checks += 1

    text = "sk-" * 10_000
    seen = Input(text=text, before="", language="en", check=check)
    assert list(IssuedKeyDetector().confirm(seen, 0, len(text))) == []
    assert checks <= 2


def _input(text: str) -> Input:
    return Input(text=text, before="", language="en", check=lambda: None)
