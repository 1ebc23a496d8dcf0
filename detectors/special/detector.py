"""Special categories of data, said plainly of oneself or of a relation.

Issuer: the person. Layout: a word for what somebody is, in a frame that says it of someone
("i'm a muslim", "as a gay man", "my wife is jewish"); a phrase for what somebody does ("i
voted for the greens", "i'm in the union"); or such a word as the answer to a question for it.
Check digit: none. The finding is the telling words; its evidence holds the subtype.
Source: GDPR Article 9(1), read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detectors.context import Words
from detectors.special import phrases
from detectors.special.frames import said_of_someone, whole_end
from detectors.special.words import IDENTITIES, SUBTYPES
from detectors.types import Finding, Input, Pattern

NAME = "special_category"
ENTITY_TYPE = "SPECIAL_CATEGORY"

_WHOLE, _END = r"(?<![^\W_])", r"(?![^\W_])"
# The scan's word borders know only plain letters.
_EDGE = r"(?:\A|[^0-9a-z_])"
# Only bars outside brackets part two alternatives.
_BARS = re.compile(r"\|(?![^()]*\))")


def _by_initial() -> dict[str, re.Pattern[str]]:
    """The telling words of each initial: all at once would be tried at every word."""
    parts: dict[str, dict[str, list[str]]] = {}
    for name, expression in IDENTITIES.items():
        for each in _BARS.split(expression):
            parts.setdefault(each[0], {}).setdefault(name, []).append(each)
    return {
        initial: re.compile(
            "(?:"
            + "|".join(f"(?P<{n}>{'|'.join(each)})" for n, each in names.items())
            + ")s?"
            + _END,
            re.IGNORECASE,
        )
        for initial, names in parts.items()
    }


_IDENTITIES = _by_initial()
_INITIAL = re.compile(rf"{_WHOLE}[{''.join(_IDENTITIES)}]", re.IGNORECASE)
_ACTS = tuple(
    (
        name,
        re.compile(
            rf"{_WHOLE}{phrases.SUBJECT}[ ]{{1,2}}(?:{phrases.SMALL}[ ]{{1,2}}){{0,5}}?"
            rf"(?P<told>{each}){_END}",
            re.IGNORECASE,
        ),
    )
    for name, each in phrases.ACTS.items()
)
_OWN = tuple(
    (name, re.compile(rf"{_WHOLE}(?P<told>{each}){_END}", re.IGNORECASE))
    for name, each in phrases.OWN.items()
)
_ASKED = Words(*phrases.ASKED)
_HERE = re.compile(r"(?: \w{2,8})? here(?![^\W_])", re.IGNORECASE)
_STARTS = re.compile(r"(?:\A|[.!?;,:\n(] ?|\b(?:hi|hello|hey) )\Z", re.IGNORECASE)
_SHORT_ANSWER = 40
# How far before a phrase its subject may stand.
_REACH = 60


def _scanned(expression: str) -> str:
    """An expression for the scan: without conditions on what follows, and any word short."""
    bare = re.sub(r"\(\?!(?:[^()]|\([^()]*\))*\)", "", expression)
    return re.sub(r"(?:\\w|\[[^]]*\])\{[0-9]+,[0-9]+\}", "[a-z]+", bare)


class SpecialCategoryDetector:
    """Finds special categories of personal data."""

    name = NAME
    entity_types = (ENTITY_TYPE,)
    patterns = (
        *(
            Pattern(expression=f"{_EDGE}(?:{each})s?(?:[^a-z]|\\z)", max_length=40)
            for each in IDENTITIES.values()
        ),
        *(
            Pattern(expression=f"{_EDGE}(?:{_scanned(each)})(?:[^a-z]|\\z)", max_length=70)
            for each in (
                *{**phrases.ACTS, **phrases.HEADS}.values(),
                *{**phrases.OWN, **phrases.OWN_HEADS}.values(),
            )
        ),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        seen.check()
        text = seen.text
        low, high = max(0, start - 1), min(len(text), end + 40)
        yield from _identities(seen, low, high=high)
        for name, expression in _ACTS:
            for match in expression.finditer(text, max(0, low - _REACH), high):
                yield _finding(name, match.span("told"), evidence="phrase")
        for name, expression in _OWN:
            for match in expression.finditer(text, low, high):
                yield _finding(name, match.span("told"), evidence="phrase")


def _identities(seen: Input, low: int, *, high: int) -> Iterator[Finding]:
    text = seen.text
    answer = len(text) <= _SHORT_ANSWER and _ASKED.asked(seen)
    for match in _telling(text, low, high=high):
        seen.check()
        start, end = match.span()
        frame = said_of_someone(text, start, is_telling=_is_telling)
        if frame is None:
            here = _HERE.match(text, end)
            introduced = here is not None and _STARTS.search(text[max(0, start - 8) : start])
            frame = "is" if answer or introduced else None
        if frame is None:
            continue
        whole = whole_end(text, end, word=match.group().lower(), frame=frame)
        if whole is not None and match.lastgroup is not None:
            yield _finding(match.lastgroup, (start, whole), evidence="context")


def _telling(text: str, low: int, *, high: int) -> Iterator[re.Match[str]]:
    """Telling words, left to right; of those that overlap the first."""
    end = low
    for initial in _INITIAL.finditer(text, low, high):
        place = initial.start()
        if place >= end:
            # Without regard to case a long s is an s, but its lower case is none.
            words = _IDENTITIES.get(initial.group().lower()[:1])
            match = words and words.match(text, place)
            if match:
                end = match.end()
                yield match


def _is_telling(word: str) -> bool:
    expression = _IDENTITIES.get(word[:1])
    return expression is not None and expression.fullmatch(word) is not None


def _finding(name: str, span: tuple[int, int], *, evidence: str) -> Finding:
    subtype, is_sure = SUBTYPES[name]
    return Finding(
        entity_type=ENTITY_TYPE,
        start=span[0],
        end=span[1],
        score=0.8 if is_sure else 0.5,
        detector=NAME,
        evidence=(evidence, subtype),
    )
