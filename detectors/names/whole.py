"""A name as it is written: the other half of a double name, titles before, degrees behind.

Clermont-tonnerre    Prof. Dr. Anna Meier    Christian Fulmer, DO    David Quincy, M.D., MPH
"""

from __future__ import annotations

from collections.abc import Sequence

from detectors.tagger.tokens import Tokens
from detectors.titles import TITLES

# Behind a name; those of the first line without a comma, too.
_BARE_SUFFIXES = frozenset({"jr", "sr", "iii", "phd", "md", "mbbs", "lcsw", "mft", "dds", "esq"})
_SUFFIXES = _BARE_SUFFIXES | {
    *("ii", "iv", "do", "rn", "np", "dvm", "od", "pa", "jd", "psyd", "psy", "lmft", "mph"),
    *("facog", "faap", "facp", "facs", "frcp", "frcs", "mba", "cpa", "ma", "msw", "bsc", "msc"),
}
# "anna, do you": these are words too, and degrees in capitals only.
_WORDS = frozenset({"do", "ma", "pa"})
_DOTTED = frozenset({"md", "do", "pa", "rn", "np", "ma"})


def whole(every: Tokens, span: tuple[int, int], *, unit: tuple[int, int]) -> tuple[int, int]:
    """The tokens of a name with what belongs to it, within its unit.

    Args:
        every: the tokens of the text.
        span: those that the tagger named, half-open.
        unit: where its unit begins and ends.
    """
    first, last = span
    least, most = unit
    words = every.words
    while last + 1 < most and _hyphenated(every, last):
        last += 2
    while first - 1 > least and _hyphenated(every, first - 1):
        first -= 2
    near = max(least, last - 1)
    return _with_titles(words, first, least=least), near + _past_suffix(
        words[near:most], last - near
    )


def _hyphenated(every: Tokens, hyphen: int) -> bool:
    """Whether a token is a hyphen with letters at both sides, without spaces."""
    return (
        every.words[hyphen] == "-"
        and every.ends[hyphen - 1] == every.starts[hyphen]
        and every.ends[hyphen] == every.starts[hyphen + 1]
        and every.words[hyphen - 1].isalpha()
        and every.words[hyphen + 1].isalpha()
    )


def _with_titles(words: Sequence[str], first: int, *, least: int) -> int:
    while True:
        ahead = first - 1
        if ahead > least and words[ahead] == ".":
            ahead -= 1
        if ahead < least or words[ahead].lower() not in TITLES:
            return first
        first = ahead


def _past_suffix(words: Sequence[str], last: int) -> int:
    if last < len(words) and words[last].lower() in _BARE_SUFFIXES:
        last += 1
    while True:
        after = last + (words[last : last + 1] == ["."])
        if words[after : after + 1] != [","]:
            return last
        end = _suffix_end(words, after + 1)
        if end == after + 1:
            return last
        last = end


def _suffix_end(words: Sequence[str], start: int) -> int:
    """Where a suffix that begins at a token ends (``MD``, ``M.D``); its place if none does."""
    word = words[start] if start < len(words) else ""
    if word.lower() in _SUFFIXES and (word.isupper() or word.lower() not in _WORDS):
        return start + 1
    letters = "".join(words[start : start + 3 : 2]).lower()
    dotted = words[start + 1 : start + 2] == ["."] and letters in _DOTTED
    return start + 3 if dotted else start
