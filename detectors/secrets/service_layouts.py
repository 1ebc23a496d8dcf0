"""Keys of messengers, mail senders, offices and other services.

Source: Slack, "Token types"; Notion's move from ``secret_`` to ``ntn_``, read 2026-11; the
other rows are how the issuers' keys are known to look, not checked against a page of theirs.
"""

from __future__ import annotations

from detectors.secrets.layout import ALNUM, END, HEX, UUID, WORD, Layout

LAYOUTS = (
    Layout(
        issuer="Slack",
        starts=(
            "xoxb-",
            "xoxp-",
            "xoxa-",
            "xoxr-",
            "xoxs-",
            "xoxo-",
            "xoxc-",
            "xoxd-",
            "xoxe-",
            "xoxe.xoxp-",
            "xoxe.xoxb-",
            "xapp-",
            "xwfp-",
        ),
        rest=r"[A-Za-z0-9%+/_-]{10,400}={0,2}",
    ),
    Layout(issuer="SendGrid", starts=("SG.",), rest=rf"{WORD}{{20,24}}\.{WORD}{{39,50}}"),
    Layout(issuer="Twilio", starts=("SK",), rest=rf"{HEX}{{32}}{END}"),
    Layout(issuer="Mailgun", starts=("key-", "pubkey-"), rest=rf"{HEX}{{32}}{END}"),
    Layout(issuer="Brevo", starts=("xkeysib-", "xsmtpsib-"), rest=rf"{HEX}{{64}}-{ALNUM}{{16}}"),
    Layout(issuer="Resend", starts=("re_",), rest=rf"{ALNUM}{{8}}_{ALNUM}{{20,32}}{END}"),
    Layout(issuer="MailerSend", starts=("mlsn.",), rest=rf"{HEX}{{60,70}}"),
    Layout(
        issuer="Linear", starts=("lin_api_", "lin_oauth_", "lin_wh_"), rest=rf"{ALNUM}{{32,80}}"
    ),
    Layout(issuer="Notion", starts=("ntn_",), rest=rf"{ALNUM}{{40,60}}"),
    Layout(issuer="Notion, until 2024", starts=("secret_",), rest=rf"{ALNUM}{{43}}{END}"),
    Layout(issuer="Figma", starts=("figd_", "figoh_", "figor_", "figu_"), rest=rf"{WORD}{{36,80}}"),
    Layout(issuer="Airtable", starts=("pat",), rest=rf"{ALNUM}{{14}}\.{HEX}{{64}}"),
    Layout(
        issuer="HubSpot",
        starts=("pat-na1-", "pat-na2-", "pat-eu1-", "pat-ap1-"),
        rest=UUID,
    ),
    Layout(issuer="Contentful", starts=("CFPAT-",), rest=rf"{WORD}{{40,64}}"),
    Layout(issuer="Typeform", starts=("tfp_",), rest=r"[A-Za-z0-9_.-]{40,80}"),
    Layout(issuer="ReadMe", starts=("rdme_",), rest=r"[a-z0-9]{50,80}"),
    Layout(issuer="Frame.io", starts=("fio-u-",), rest=rf"{WORD}{{60,70}}"),
    Layout(
        issuer="Asana",
        starts=("1/", "2/"),
        rest=rf"[0-9]{{15,17}}(?:/[0-9]{{15,17}})?:{ALNUM}{{32}}{END}",
    ),
    Layout(issuer="ClickUp", starts=("pk_",), rest=r"[0-9]{6,10}_[0-9A-Z]{32}"),
    Layout(issuer="Klaviyo", starts=("pk_",), rest=rf"{HEX}{{34}}{END}"),
    Layout(issuer="Calendly", starts=("cal_live_", "cal_test_"), rest=rf"{HEX}{{32}}"),
    Layout(issuer="Intercom", starts=("dG9rO",), rest=r"[A-Za-z0-9+/]{40,80}={0,2}"),
    Layout(
        issuer="Meta",
        starts=("EAAC", "EAAG", "EAAB", "EAAJ"),
        rest=rf"{ALNUM}{{100,400}}",
        digit=True,
    ),
    Layout(issuer="X", starts=("AAAAAAAAAAAAAAAAAAAAA",), rest=r"[A-Za-z0-9%+/=]{60,160}"),
    Layout(
        issuer="Mapbox",
        starts=("sk.eyJ1Ijoi",),
        rest=r"[A-Za-z0-9_-]{20,200}\.[A-Za-z0-9_-]{16,64}",
    ),
)
