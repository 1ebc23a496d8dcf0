"""Keys of clouds, hosts and what runs in them.

Source: Cloudflare, "Token formats"; Fly.io, the readme of macfly; GitHub, "Supported secret
scanning patterns" (which keys there are), read 2026-11; the other rows are how the issuers'
keys are known to look, not checked against a page of theirs.
"""

from __future__ import annotations

from detectors.secrets.layout import ALNUM, END, HEX, WORD, Layout

LAYOUTS = (
    Layout(
        issuer="Amazon Web Services, access key id",
        starts=("AKIA", "ASIA", "ABIA", "ACCA"),
        rest=rf"[A-Z2-7]{{16}}{END}",
    ),
    Layout(
        issuer="Amazon Bedrock",
        starts=("ABSKQmVkcm9ja0FQSUtleS", "bedrock-api-key-"),
        rest=r"[A-Za-z0-9+/]{40,400}={0,2}",
    ),
    Layout(issuer="Google, API key", starts=("AIza",), rest=rf"{WORD}{{35}}{END}"),
    Layout(issuer="Google, OAuth client secret", starts=("GOCSPX-",), rest=rf"{WORD}{{20,60}}"),
    Layout(issuer="Google, OAuth access token", starts=("ya29.",), rest=r"[A-Za-z0-9_.-]{20,400}"),
    Layout(issuer="Google, OAuth refresh token", starts=("1//0",), rest=rf"{WORD}{{30,200}}"),
    Layout(issuer="Alibaba Cloud", starts=("LTAI",), rest=rf"{ALNUM}{{12,26}}{END}"),
    Layout(issuer="Tencent Cloud", starts=("AKID",), rest=rf"{ALNUM}{{32,36}}{END}"),
    Layout(
        issuer="DigitalOcean",
        starts=("dop_v1_", "doo_v1_", "dor_v1_"),
        rest=rf"{HEX}{{32,128}}",
    ),
    Layout(
        issuer="Cloudflare",
        starts=("cfk_", "cfut_", "cfat_"),
        rest=rf"{ALNUM}{{40,64}}",
    ),
    Layout(
        issuer="Cloudflare, origin certificate authority",
        starts=("v1.0-",),
        rest=rf"{HEX}{{24}}-{HEX}{{100,200}}",
    ),
    Layout(issuer="Heroku", starts=("HRKU-",), rest=rf"{WORD}{{36,80}}"),
    Layout(issuer="Netlify", starts=("nfp_", "nfc_", "nfo_", "nfu_"), rest=rf"{ALNUM}{{36,64}}"),
    Layout(
        issuer="Vercel",
        starts=("vcp_", "vci_", "vca_", "vcr_", "vck_"),
        rest=rf"{ALNUM}{{24,80}}",
    ),
    Layout(
        issuer="Fly.io",
        starts=("fm1r_", "fm1a_", "fm2_", "fo1_"),
        rest=r"[A-Za-z0-9+/_-]{40,2000}={0,2}(?:,fm(?:1[ar]|2)_[A-Za-z0-9+/_-]{40,2000}={0,2}){0,8}",
    ),
    Layout(issuer="Render", starts=("rnd_",), rest=rf"{ALNUM}{{24,64}}"),
    Layout(
        issuer="Supabase",
        starts=("sbp_", "sb_secret_"),
        rest=rf"{WORD}{{20,80}}",
    ),
    Layout(
        issuer="PlanetScale",
        starts=("pscale_tkn_", "pscale_oauth_", "pscale_pw_"),
        rest=r"[A-Za-z0-9_.=-]{30,80}",
    ),
    Layout(issuer="Neon", starts=("napi_",), rest=rf"{ALNUM}{{40,80}}"),
    Layout(
        issuer="Databricks", starts=("dapi", "dkea"), rest=rf"{HEX}{{32}}(?:-[0-9]{{1,2}})?{END}"
    ),
    Layout(
        issuer="HashiCorp Vault",
        starts=("hvs.", "hvb.", "hvr."),
        rest=rf"{WORD}{{20,400}}",
    ),
    Layout(
        issuer="Doppler",
        starts=("dp.pt.", "dp.st.", "dp.ct.", "dp.sa.", "dp.said.", "dp.scim.", "dp.audit."),
        rest=r"(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,48}",
    ),
    Layout(issuer="Pulumi", starts=("pul-",), rest=rf"{HEX}{{40}}{END}"),
    Layout(
        issuer="Tailscale",
        starts=("tskey-auth-", "tskey-api-", "tskey-client-", "tskey-scim-", "tskey-webhook-"),
        rest=rf"{WORD}{{16,100}}",
    ),
    Layout(issuer="1Password", starts=("ops_eyJ",), rest=r"[A-Za-z0-9+/_-]{100,4000}={0,2}"),
    Layout(issuer="Scalr", starts=("scalr.",), rest=r"[A-Za-z0-9_.-]{40,400}"),
)
