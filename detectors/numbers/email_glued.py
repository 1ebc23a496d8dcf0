"""E-mail addresses whose signs are gone.

Issuer and layout: as in ``detectors.numbers.email``; speech recognition and lower-cased
logs leave "jane 42 gmailcom", "janedoe yahoo com". Check digit: none. A provider of mail
boxes (with the slips of hasty fingers) speaks for itself; any other ``com`` or ``net``
needs words that name an e-mail address, or a message that holds nothing else.
Source: our own reading of public dialogues, 2026-11.

>>> from detectors.numbers.email_glued import glued_domain
>>> glued_domain("janegmailcom"), glued_domain("janegamilcom"), glued_domain("telecom")
('provider', 'provider', None)
>>> glued_domain("janeexamplecom"), glued_domain("janegmail")
('other', 'bare')
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.numbers.email_spoken import FILLERS, WORDS
from detectors.types import Input, Pattern

_MAIL = r"(?:mail|mali|mial|mai|mil|mal|amil|aiml|maill|maul|nail|maail|msail|msil|maile|mile|main)"
_PROVIDER = (
    rf"(?:(?:g|ge|y|b|e|hot|hor|hit|rocket|fast|proton|han|fox|zoho|in|yahoo|redd?if+)?{_MAIL}"
    r"|google(?:mail)?|y?ah?oo+h?|yahho+|yhoo|yaho|hotmai|outlo+k|oulook|outlok|icloud|gmx|yandex"
    r"|rediff?|verizon|comcast|sbcglobal|bellsouth|earthlink|charter|optonline|btinternet"
    r"|virginmedia|talktalk|wanadoo|laposte|libero|tiscali|virgilio|freenet|arcor|hanmail|seznam"
    r"|interia|aol|msn|live|att|cox|juno)"
)
# A slip inside "gmail", or a name that is long and rare enough for any ending.
_STRONG = (
    r"(?:g[amilse]{0,4}m[amilse]{1,4}|g(?:amil|aiml|nail|maul)|yahoo(?:mail)?|hot?mail|outlook|icloud"
    r"|redd?if+mail|googlemail|ymail)"
)
_COMMON = r"(?:com|net|org|edu|couk|coza|comau|combr|commx|cojp)"
_ANY = (
    rf"(?:{_COMMON}|coin|c[io]?m+|comm|con|coml|xom|vom|cvom|cpm|co|in|uk|us|ca|de|fr|it|es"
    r"|nl|be|ch|at)"
)
_BY_PROVIDER = re.compile(rf"(.*?)(?:{_STRONG}{_ANY}|{_PROVIDER}(?:{_COMMON}|con|xom|cvom))", re.I)
_BARE = re.compile(r"(.*?)(?:gmail|gamil|yahoo|hotmail|outlook|icloud|rediffmail)", re.I)
_OTHER = re.compile(rf"(.{{3,}}?){_COMMON}", re.I)
# Words that end like a domain.
_ORDINARY_WORDS = (
    "telecom sitcom romcom intercom dotcom malcom marcom internet intranet extranet ethernet"
    " cabinet planet magnet electromagnet hornet sonnet bayonet cornet garnet clarinet bonnet"
    " subnet botnet fishnet dragnet cygnet coronet darknet telnet hairnet skynet usenet cyborg"
    " dotnet mainnet testnet kabinet bassinet spinnet castanet"
)
_ORDINARY = frozenset(_ORDINARY_WORDS.split())
_TOKEN = re.compile(r"[^\s,;:()\[\]<>\"]+")
_DIGITS = re.compile(r"[0-9]{1,6}|\w|[0-9]{1,3}[a-z]")
_LONGEST = 80
# Endings that may stand as a word of their own; the short ones after "co".
_APART = frozenset(("com", "net", "org", "uk", "in", "jp", "nz", "za", "kr"))
_SPOKEN_DOTS = frozenset(("dot", "punto", "ponto", "point", "punkt", "punt", "kropka"))
_is_digit = str.isdigit
_FREE = re.compile(
    r"(?:g ?mail|gamil|yahoo|hot ?mail|outlook|icloud|rediff ?mail|aol|live)\Z", re.I
)

PATTERNS = (
    Pattern(expression=r"[0-9a-z](?:com|net|org|edu|couk|coin)(?:[^0-9a-z]|\z)", max_length=6),
    Pattern(
        expression=r"[a-z0-9][ ](?:com|net|org|co[ ](?:uk|in|jp|nz|za|kr))(?:[^0-9a-z]|\z)",
        max_length=9,
    ),
    Pattern(
        expression=(
            r"(?:a[im]?i?l|mal|yahoo|look|cloud)(?:[cxv][a-z]{1,4}|in|uk|us|ca|de|fr|it|es|nl|be|ch|at)"
            r"(?:[^0-9a-z]|\z)"
        ),
        max_length=16,
    ),
    Pattern(
        expression=(
            r"[0-9a-z] ?(?:gmail|gamil|yahoo|hotmail|outlook|icloud|rediffmail)(?:[^0-9a-z@]|\z)"
        ),
        max_length=14,
    ),
)


def glued_domain(token: str) -> str | None:
    """What the end of a word says: ``provider``, ``bare`` (no ending), ``other`` or None."""
    lower = token.lower()
    if lower in _ORDINARY:
        return None
    if _BY_PROVIDER.fullmatch(lower):
        return "provider"
    if _BARE.fullmatch(lower):
        return "bare"
    return "other" if len(lower) >= 7 and _OTHER.fullmatch(lower) else None


def glued(seen: Input, window: tuple[int, int]) -> Iterator[tuple[int, int, bool]]:
    """Addresses without signs that end in a window.

    Yields:
        Start, end, and whether a provider of mail boxes speaks for it.
    """
    text, (start, end) = seen.text, window
    low = start
    while low and start - low < _LONGEST and not text[low - 1].isspace():
        low -= 1
    for match in _TOKEN.finditer(text, low, min(len(text), end + 1)):
        if match.start() >= end or match.end() - match.start() > _LONGEST:
            continue
        span = _ending_in(seen, match)
        if span is not None:
            yield span


def _ending_in(seen: Input, match: re.Match[str]) -> tuple[int, int, bool] | None:
    token = match.group().rstrip(".!?'")
    if "@" in token or "." in token.strip("."):
        return None
    start, end = match.start(), match.start() + len(token)
    kind = glued_domain(token)
    apart = token.lower() in _APART
    if kind is None and not apart:
        return None
    before = _words_before(seen.text, start)
    local = _local_of(token, kind)
    if apart and len(token) == 2 and (len(before) < 2 or before.pop().group().lower() != "co"):
        return None
    if apart and before:
        if before[-1].group().lower() in _SPOKEN_DOTS:
            return None
        provider = _FREE.match(before[-1].group()) is not None
        if provider:
            start = before.pop().start()
        kind, local = ("provider" if provider else "other"), ""
    if kind is None or (local.lower() in FILLERS and local):
        return None
    seen.check()
    first, numbers = _first_of_local(before, start, glued=len(local) > 1)
    if first == start and len(local) < 2:
        return None
    named = WORDS.asked(seen) or WORDS.within(seen.text, (first - 50, first))
    plain = token.isalnum() and token in (token.lower(), token.upper())
    if kind == "other" and not named and not (plain and _alone(seen.text, start=first, end=end)):
        return None
    if kind == "bare" and len(local) < 2 and not (named and numbers):
        return None
    return first, end, kind == "provider"


def _local_of(token: str, kind: str | None) -> str:
    """What stands before the domain in the same word."""
    if kind == "provider":
        match = _BY_PROVIDER.fullmatch(token)
    else:
        match = (_BARE if kind == "bare" else _OTHER).fullmatch(token)
    return match.group(1) if match is not None else ""


def _words_before(text: str, start: int) -> list[re.Match[str]]:
    low = max(0, start - _LONGEST)
    line = text.rfind("\n", low, start) + 1
    words = list(_TOKEN.finditer(text, max(low, line), start))
    if words and words[0].start() == low and low and not text[low - 1].isspace():
        del words[0]
    return words


def _first_of_local(words: list[re.Match[str]], start: int, *, glued: bool) -> tuple[int, bool]:
    """Where the local part begins, and whether it has numbers of its own."""
    first, numbers = start, False
    reach = len(words)
    while (
        reach
        and _DIGITS.fullmatch(words[reach - 1].group())
        and words[reach - 1].group() not in "ai"
    ):
        reach -= 1
    if sum(map(_is_digit, "".join(each.group() for each in words[reach:]))) > 6:
        # That is a telephone number; the address begins after it.
        return first, numbers
    if reach < len(words):
        first, numbers = words[reach].start(), True
        del words[reach:]
    if glued and not numbers:
        return first, numbers
    name = ""
    for _ in range(1 if numbers else 2):
        if not words or words[-1].group().lower().strip(".'!?") in FILLERS:
            break
        if words[-1].group().isdecimal() or "@" in words[-1].group():
            break
        name = words[-1].group()
        first = words.pop().start()
    while name and words and words[-1].group() == name:
        first = words.pop().start()
    return first, numbers


def _alone(text: str, *, start: int, end: int) -> bool:
    """Whether a message holds nothing else but words that introduce an answer."""
    around = f"{text[max(0, start - 40) : start]} {text[end : end + 20]}"
    if start > 40 or len(text) - end > 20:
        return False
    return all(word.strip(".,:!?'").lower() in FILLERS for word in around.split())
