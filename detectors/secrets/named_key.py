"""Keys, tokens and secrets that only a name beside them gives away.

Issuer: any. Layout: a name (``api key``, ``SECRET_KEY``, ``client_secret``, ``AccountKey``),
a sign or a few words between, then a run without spaces. Check digit: none; so the run
has to look random where the name is a plain word, and the name has to be a variable's
where it does not ("DB_PASSWORD=..."). Of English words of the right length under one in
1,000 looks random.
Source: our own; the names are those of environment files, connection strings
(Microsoft, "Configure Azure Storage connection strings") and headers.

>>> from detectors.secrets.named_key import looks_random
>>> looks_random("a8f5f167f44f4964e6c998dee827110c")
True
>>> looks_random("responsibilities")
False
>>> looks_random("a8f5f167")  # too short
False
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from detectors.context import Words
from detectors.types import Finding, Input, Pattern

NAME = "named_key"

_SHORTEST = 16
# Bits a character; English words have less at these lengths, hexadecimal digits 3.2 and more.
_ENTROPY = 2.9

_NAME = (
    r"(?:key(?:[ _-]?id)?|token|secret|credential|signature|sig|sas|clave|jeton|chiave|sleutel"
    r"|schl(?:u|ue|ü)ssel)s?"
)
_SIGN = r"[\"'`\])]{0,3}\s{0,3}(?::=|={1,3}>?|->|:)\s{0,3}[\"'`]{0,3}"
_SAID = (
    r"[\"'`*]{0,3}[\s:,]{1,4}"
    r"(?:(?:is|are|was|ist|lautet|est|es|value|below|here|this|my|the)[\s:=]{1,3}){0,3}[\"'`*]{0,3}"
)
_VALUE = r"[A-Za-z0-9+/=_.~!@#$%^*-]"
_NAMED = re.compile(rf"{_NAME}(?:{_SIGN}|{_SAID})(?P<value>{_VALUE}{{{_SHORTEST}}})", re.IGNORECASE)
_VARIABLE_END = "(?:password|passwd|passphrase|pwd|secret)"
_RUN = re.compile(rf"{_VALUE}{{{_SHORTEST},512}}")
_ANYTHING = r"[^\s\"'`;&,<>(){}\[\]]"
_WHOLE = re.compile(rf"{_ANYTHING}{{4,256}}")
# A variable, an option or a part of a connection string.
_VARIABLE = re.compile(
    r"(?:(?<![A-Za-z0-9])|(?<=[A-Za-z0-9][_.-])|(?<=[a-z])(?=[A-Z]))"
    rf"{_VARIABLE_END}[\"'\]]{{0,2}}[ ]?(?:=|(?<=[\"'])[ ]?:)[ ]?[\"']?"
    rf"(?P<value>{_ANYTHING}{{4}})",
    re.IGNORECASE,
)
_NO_VALUE = re.compile(
    r"(?:os|process|env|environ|self|config|settings|secrets|var|vars|ctx|req|request|params|args)\.[A-Za-z_.]+$"
    r"|(?:none|null|true|false|undefined|string|password|secret)$|[*xX.]+$|\$|%[A-Za-z_]+%$",
    re.IGNORECASE,
)
_ANSWER = re.compile(rf"(?<!\S)[\"'`]?(?P<value>{_VALUE}{{{_SHORTEST}}})")
_ASKED = Words(
    "api key", "api keys", "apikey", "access key", "secret key", "access token", "auth token",
    "bearer token", "api token", "token", "client secret", "private key", "license key",
    "licence key", "signing key", "encryption key", "account key", "credentials",
)  # fmt: skip
# Parts of the names of columns and packages ("created_at_2024", "order-items-v2").
_NAMED_THING = re.compile(r"[A-Za-z]{0,14}[0-9]{0,4}(?:[_.-][A-Za-z]{0,14}[0-9]{0,4})+")
_END = ".,:;!?*"


def looks_random(value: str) -> bool:
    """Whether a run looks drawn at random: long, of letters and digits, of many kinds.

    Args:
        value: a run without spaces.
    """
    if len(value) < _SHORTEST:
        return False
    if not any(map(str.isdigit, value)) or not any(map(str.isalpha, value)):
        return False
    if _NAMED_THING.fullmatch(value) and max(map(len, re.findall("[0-9]+", value))) <= 4:
        parts = re.split("[_.-]", value)
        if all(not any(map(str.isdigit, each)) or len(each) <= 4 for each in parts):
            return False
    counts = Counter(value).values()
    entropy = -sum(count / len(value) * math.log2(count / len(value)) for count in counts)
    return entropy >= _ENTROPY


class NamedKeyDetector:
    """Finds keys and secrets by the names beside them."""

    name = NAME
    entity_types = ("API_KEY", "PASSWORD")
    patterns = (
        Pattern(expression=rf"{_NAME}(?:{_SIGN}|{_SAID}){_VALUE}{{{_SHORTEST}}}", max_length=90),
        Pattern(
            expression=rf"{_VARIABLE_END}[\"'\]]{{0,2}} ?[=:] ?[\"']?[^\s\"';&,<>(){{}}]{{4}}",
            max_length=26,
        ),
        Pattern(
            expression=rf"(?:\A|\s)[\"'`]?{_VALUE}{{{_SHORTEST}}}",
            max_length=_SHORTEST + 3,
        ),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        for match in _NAMED.finditer(text, start, end):
            seen.check()
            yield from _random(text, match.start("value"), evidence="name")
        for match in _VARIABLE.finditer(text, start, end):
            seen.check()
            value = _WHOLE.match(text, match.start("value"))
            if value is not None and _NO_VALUE.match(value.group()) is None:
                yield _finding("PASSWORD", value.span(), score=0.8, evidence=("name",))
        if seen.before and _ASKED.asked(seen):
            for match in _ANSWER.finditer(text, start, end):
                yield from _random(text, match.start("value"), evidence="asked")


def _random(text: str, start: int, *, evidence: str) -> Iterator[Finding]:
    """The run that begins at a place, if it looks random."""
    run = _RUN.match(text, start)
    value = run.group().rstrip(_END) if run is not None else ""
    if looks_random(value):
        span = start, start + len(value)
        score = 0.8 if evidence == "name" else 0.6
        yield _finding("API_KEY", span, score=score, evidence=(evidence, "entropy"))


def _finding(
    entity_type: str, span: tuple[int, int], *, score: float, evidence: tuple[str, ...]
) -> Finding:
    return Finding(
        entity_type=entity_type,
        start=span[0],
        end=span[1],
        score=score,
        detector=NAME,
        evidence=evidence,
    )
