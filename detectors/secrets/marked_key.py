"""API keys whose mark stands within them, and addresses that are keys themselves.

Issuer and layout: a row each below. Check digit: none; the mark and the exact lengths
around it let less than one in 10 to the 12 random texts pass.
Source: descriptions of Discord's webhook addresses, read 2026-11; the other rows are how the
issuers' keys are known to look, not checked against a page of theirs.

>>> from detectors.secrets.marked_key import is_marked_key
>>> is_marked_key("12345678:AA" + 33 * "0")
True
>>> is_marked_key("12345678:AA" + 20 * "0")  # too short
False
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from detectors.types import Finding, Input, Pattern

NAME = "marked_key"

_AHEAD = 400


@dataclass(frozen=True, slots=True)
class _Marked:
    """A sort of key: what the scan looks for, how far back a key begins, how it looks."""

    scan: str
    back: int
    layout: re.Pattern[str]


def _marked(scan: str, back: int, *, layout: str) -> _Marked:
    return _Marked(scan, back, re.compile(rf"(?<![A-Za-z0-9_-]){layout}"))


_MARKED = (
    # Telegram bots.
    _marked(
        r"[0-9]{8}:aa[a-z0-9_\-]{8}",
        24,
        layout=r"[0-9]{8,10}:AA[A-Za-z0-9_-]{32,36}(?![A-Za-z0-9_-])",
    ),
    # Discord bots: their number in base64, a time, a signature.
    _marked(
        r"[mno][a-z0-9_\-]{22,27}\.[a-z0-9_\-]{6}\.[a-z0-9_\-]{20}",
        60,
        layout=r"[MNO][A-Za-z0-9_-]{22,27}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{25,110}",
    ),
    # HCP Terraform and Terraform Enterprise.
    _marked(
        r"[a-z0-9]{14}\.atlasv1\.",
        24,
        layout=r"[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,80}",
    ),
    # Microsoft Entra client secrets.
    _marked(
        r"[a-z0-9_~.\-]{3}[0-9]q~[a-z0-9_~.\-]{20}",
        30,
        layout=r"[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31,34}",
    ),
    # Mailchimp.
    _marked(r"[0-9a-f]{32}-us[0-9]", 40, layout=r"[0-9a-f]{32}-us[0-9]{1,2}(?![0-9A-Za-z])"),
    # New Relic licence keys.
    _marked(r"[0-9a-f]{20}nral", 48, layout=r"(?:eu01xx)?[0-9a-fx]{30,40}(?:FFFF)?NRAL"),
    # Azure: four letters say which service, six that it is a key of its AI services.
    _marked(
        r"\+a(?:st|mc|rm|ba|eh|sb)[a-z0-9+/]{5}",
        90,
        layout=r"[A-Za-z0-9+/]{30,80}\+A(?:St|MC|Rm|Ba|Eh|Sb)[A-Za-z0-9+/]{5,7}={1,2}",
    ),
    _marked(
        r"az(?:se|fu|ca)[a-d][a-z0-9]{5}",
        56,
        layout=r"[A-Za-z0-9+/_-]{30,44}Az(?:Se|Fu|Ca)[A-D][A-Za-z0-9+/_-]{5,7}={0,2}",
    ),
    _marked(
        r"jqqj99[a-z0-9]{8}",
        70,
        layout=r"[A-Za-z0-9]{40,52}JQQJ99[A-Za-z0-9]{20,30}(?![A-Za-z0-9])",
    ),
    # Slack, Discord, Teams and Zapier: who knows the address may post.
    _marked(
        r"hooks\.slack\.com/(?:services|workflows|triggers)/",
        50,
        layout=r"(?:https?://)?hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9+/]{20,120}",
    ),
    _marked(
        r"discord(?:app)?\.com/api/(?:v[0-9]{1,2}/)?webhooks/[0-9]",
        60,
        layout=r"(?:https?://)?(?:(?:canary|ptb)\.)?discord(?:app)?\.com/api/(?:v[0-9]{1,2}/)?"
        r"webhooks/[0-9]{16,21}/[A-Za-z0-9_-]{40,100}",
    ),
    _marked(
        r"webhook\.office\.com/webhookb2/",
        110,
        layout=r"(?:https?://)?[A-Za-z0-9-]{1,63}\.webhook\.office\.com/webhookb2/[A-Za-z0-9@/-]{60,260}",
    ),
    _marked(
        r"hooks\.zapier\.com/hooks/catch/",
        50,
        layout=r"(?:https?://)?hooks\.zapier\.com/hooks/catch/[0-9]{4,12}/[A-Za-z0-9]{5,20}",
    ),
)


def is_marked_key(key: str) -> bool:
    """Whether a text is such a key, or such an address."""
    return any(each.layout.fullmatch(key) for each in _MARKED)


class MarkedKeyDetector:
    """Finds keys by what stands within them."""

    name = NAME
    entity_types = ("API_KEY",)
    patterns = tuple(Pattern(expression=each.scan, max_length=each.back) for each in _MARKED)

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        for each in _MARKED:
            seen.check()
            for match in each.layout.finditer(seen.text, start, min(len(seen.text), end + _AHEAD)):
                yield Finding(
                    entity_type="API_KEY",
                    start=match.start(),
                    end=match.end(),
                    score=0.95,
                    detector=NAME,
                    evidence=("issuer",),
                )
