"""E-mail addresses with their signs in words or brackets.

Issuer and layout: as in ``detectors.numbers.email``; "jane dot doe at example dot com",
"jane (at) example.com", "jane arroba example punto es", "jane @ example . com". Check
digit: none. Words alone say little ("meet me at amazon dot com"): a provider of mail
boxes, a bracketed sign, a word that nothing else means, or a word that names an e-mail
address must speak for them.
Source: our own reading of public dialogues, 2026-11.

>>> from detectors.numbers.email_spoken import spoken_span
>>> text = "it is jane dot doe at gmail dot com ok"
>>> text[slice(*spoken_span(text, (19, 21), named=False))]
'jane dot doe at gmail dot com'
>>> spoken_span("meet me at amazon dot com", (8, 10), named=False) is None
True
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.context import Words
from detectors.numbers.domains import TOP_LEVEL
from detectors.numbers.url import host_counts
from detectors.types import Input, Pattern

# Providers of mail boxes as they stand in speech: enough to tell an address from a place.
PROVIDERS = (
    r"(?:g ?mail|google ?mail|e?mail|y ?mail|yahoo|hot ?mail|outlook|i ?cloud|rediff ?mail|rediff"
    r"|gmx|web|aol|proton ?mail|proton|live|msn|yandex|zoho|comcast|verizon|libero|orange|free"
    r"|laposte|wp|onet|o2|interia|seznam|t-online|uol|bol|qq|163|126|mail)"
)
# Words that stand before an address without being part of it.
_FILLER_WORDS = (
    "a about add address ad adress also am an and are as at available be by call can contact"
    " correct correo courriel do e eamil eamils email emailed emailid emails emial emal for from"
    " had has have hello here hey hi i id ids iam im in is it its it's just let like look mail"
    " mailed mailid mails me meet mine my na name new no not now number of ok okay on only or"
    " our out phone please provide reach registered linked account same see send sent shop"
    " should sir so sorry sure thank thanks that thats that's the then there this to too um"
    " under us use used using via was we were with work yeah yep yes you your works buy bought"
    " order ordered"
)
FILLERS = frozenset(_FILLER_WORDS.split())
WORDS = Words(
    "email", "emails", "e mail", "mail", "mails", "mail id", "mailid", "emailid", "eamil", "emial",
    "inbox", "mailbox", "correo", "courriel", "mailadresse", "mailto", "e posta", "posta",
    "gmail", "\u90ae\u7bb1", "\u90ae\u4ef6", "\u30e1\u30fc\u30eb", "\u043f\u043e\u0447\u0442\u0430",
)  # fmt: skip
_SURE_AT = (
    r"(?:at the rate(?: of)?|at sign|arroba|chiocciola|arobase|arobas|klammeraffe|apenstaartje"
    r"|ma\u0142pa|malpa|\u0441\u043e\u0431\u0430\u043a\u0430|snabel[ \-]?a|kukac"
    r"|zavin\u00e1\u010d|\u00e4t)"
)
_DOT_WORD = (
    r"(?:dot|punto|ponto|point|punkt|punt|kropka|te\u010dka|tecka|piste|nokta"
    r"|\u0442\u043e\u0447\u043a\u0430)"
)
_JOIN = (
    r"(?:underscore|under score|dash|hyphen|minus|plus|guion bajo|guion|gui\u00f3n bajo|gui\u00f3n)"
)
_AT = re.compile(
    rf"[(\[{{<]\s?(?P<bracket>at|@|a|{_SURE_AT})\s?[)\]}}>]"
    rf"|(?<![^\s])(?P<sure>{_SURE_AT})(?![^\s])|(?<![^\s])(?P<plain>at)(?![^\s])"
    r"|(?<=[^\s@])(?P<sign>\s{1,2}@\s{0,2}|@\s{1,2})(?=[^\s@])"
    r"|(?<=[0-9A-Za-z])[_\-](?P<dashed>at)[_\-](?=[0-9A-Za-z])",
    re.IGNORECASE,
)
_DOT = rf"(?:\s?[(\[{{<]\s?(?:{_DOT_WORD}|\.)\s?[)\]}}>]\s?|\s{_DOT_WORD}\s|[_\-]dot[_\-]|\s?\.\s?)"
_LABEL = r"[0-9A-Za-z](?:[0-9A-Za-z]|-(?!dot)){0,62}"
_DOMAIN = re.compile(
    rf"\s?{_LABEL}(?:{_DOT}{_LABEL}){{0,3}}?{_DOT}(?P<last>[A-Za-z]{{2,24}})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
# "co uk": one more label, if it is a country's.
_COUNTRY = re.compile(rf"(?:{_DOT}|\s)(?P<last>[A-Za-z]{{2}})(?![0-9A-Za-z])", re.IGNORECASE)
_PROVIDER = re.compile(
    rf"\s?{PROVIDERS}(?:{_DOT}|[ ,]|)"
    r"(?P<last>com?|net|org|de|fr|it|es|in|pl|ru|br|cz|uk)(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_IS_PROVIDER = re.compile(rf"\s?{PROVIDERS}(?![0-9A-Za-z])", re.IGNORECASE)
_NAME = re.compile(r"[\w.+\-]{1,64}")
_LOCAL_TOKEN = re.compile(r"[\w.+\-]+|[(\[{]\s?(?:[a-z]{2,10}|[._\-])\s?[)\]}]|\S", re.IGNORECASE)
_JOINING = re.compile(rf"[(\[{{]?\s?(?:{_DOT_WORD}|{_JOIN}|[._\-])\s?[)\]}}]?", re.IGNORECASE)
_LONGEST_LOCAL = 120
_LONGEST_DOMAIN = 120
_SURE = re.compile(r"[0-9_.+\-]|\s")

PATTERNS = (
    Pattern(expression=r"[^\s@]\s{1,2}@\s{0,2}[^\s@]|[^\s@]@\s{1,2}[^\s@]", max_length=7),
    Pattern(
        expression=(
            r"(?:dot|punto|ponto|point|punkt|punt|kropka|te\x{10d}ka|tecka|piste|nokta"
            r"|\x{442}\x{43e}\x{447}\x{43a}\x{430})[ )\]}>_\-]{1,3}"
            r"(?:com|net|org|edu|gov|info|[a-z]{2})(?:[^a-z]|\z)"
        ),
        max_length=90,
    ),
    Pattern(expression=r"[(\[{<] ?(?:at|@|a|arroba|\x{e4}t) ?[)\]}>]", max_length=10),
    Pattern(
        expression=(
            r"at the rate|at sign|arroba|chiocciola|arobas|klammeraffe|apenstaartje|ma\x{142}pa"
            r"|malpa|\x{441}\x{43e}\x{431}\x{430}\x{43a}\x{430}|snabel|kukac|zavin\x{e1}\x{10d}"
        ),
        max_length=14,
    ),
    Pattern(
        expression=(
            r"[ ]at[ ](?:g ?mail|yahoo|hot ?mail|outlook|i ?cloud|rediff"
            r"|[a-z0-9\-]{2,40}\.[a-z]{2})"
        ),
        max_length=50,
    ),
)


def spoken_span(text: str, sign: tuple[int, int], *, named: bool) -> tuple[int, int] | None:
    """The address around a sign in words.

    Args:
        text: a canonical view.
        sign: start and end of what stands for ``@``.
        named: words say that there is an e-mail address.

    Returns:
        Start and end, or None if what stands there is no address.
    """
    match = _AT.match(text, max(0, sign[0]), min(len(text), sign[1] + 1))
    return None if match is None else _around(text, match, named=named)


def spoken(seen: Input, window: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Addresses whose sign stands in or near a window."""
    text, (start, end) = seen.text, window
    low, high = max(0, start - _LONGEST_DOMAIN), min(len(text), end + 2)
    for match in _AT.finditer(text, low, high):
        if _domain(text, match.end(), short=True) is None:
            continue
        seen.check()
        plain = match.group("plain") is not None
        named = plain and WORDS.beside(seen, start=match.start(), end=match.end())
        span = _around(text, match, named=named)
        if span is not None:
            yield span


def _domain(text: str, at: int, *, short: bool) -> int | None:
    """Where the domain after a sign ends, or None if there is none.

    Args:
        text: a canonical view.
        at: one past the sign.
        short: a provider's name will do.
    """
    high = min(len(text), at + _LONGEST_DOMAIN)
    match = _PROVIDER.match(text, at, high) or _DOMAIN.match(text, at, high)
    if match is None and short:
        match = _IS_PROVIDER.match(text, at, high)
        return match.end() if match is not None else None
    if match is None or match.group("last").lower() not in TOP_LEVEL:
        return None
    end = match.end()
    if match.group("last").lower() in ("co", "com", "org", "ac", "gov", "edu", "net"):
        country = _COUNTRY.match(text, end, high)
        if country is not None and country.group("last").lower() in _COUNTRIES_AFTER:
            end = country.end()
    return end


_COUNTRIES_AFTER = frozenset(
    ("uk", "jp", "au", "br", "mx", "nz", "za", "kr", "sg", "hk", "tw", "tr", "ar", "in", "id")
)


def _around(text: str, match: re.Match[str], *, named: bool) -> tuple[int, int] | None:
    short = named or match.group("plain") is None
    end = _domain(text, match.end(), short=short)
    start = _local_start(text, match.start()) if end is not None else None
    if start is None or end is None:
        return None
    name = text[start : match.start()].strip()
    if name.lower() in FILLERS and not match.group("bracket"):
        return None
    if match.group("plain") and not named:
        upper = match.group() == "AT" and not name.isupper()
        provider = _IS_PROVIDER.match(text, match.end()) is not None
        dotted = _SURE.search(name) is not None and name[0].isalpha()
        dotted = dotted and host_counts(re.sub(r"\W+", ".", text[match.end() : end].strip()))
        if not (upper or provider or dotted):
            return None
    return start, end


def _local_start(text: str, at: int) -> int | None:
    """Where the local part before a sign begins: a name, perhaps more joined by words."""
    if not at or not (text[at - 1].isalnum() or text[at - 2 : at].strip().isalnum()):
        return None
    tokens = list(_LOCAL_TOKEN.finditer(text, max(0, at - _LONGEST_LOCAL), at))
    if not tokens or _NAME.fullmatch(tokens[-1].group()) is None:
        return None
    last = len(tokens) - 1
    while last >= 2 and _JOINING.fullmatch(tokens[last - 1].group()):
        if _NAME.fullmatch(tokens[last - 2].group()) is None:
            break
        last -= 2
    letters = last
    while letters and len(tokens[letters].group()) == 1 == len(tokens[letters - 1].group()):
        letters -= 1
    # A name that is spelt letter by letter has at least three.
    first = letters if last - letters >= 2 else last
    return tokens[first].start()
