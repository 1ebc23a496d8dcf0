"""Words of a text as the lists of medical terms keep them.

A French or Italian elision is a word of its own ("l'asthme"), and a hyphen that only breaks
a word is none ("met-formin").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from detectors.health.lexicon import COMMON, WEAK, Lexicon, stem
from detectors.tagger.tokens import Tokens, tokens

_ELIDED = re.compile(
    r"(?:[cdjlmnst]|qu|un|all|dall|dell|nell|sull|quell)'(?=[^\W\d_]{3})", re.IGNORECASE
)
_WORD = re.compile(r"t[34]\b|[^\W\d_]+")
_BROKEN = re.compile(r"(?<![^\W_])([^\W\d_]+)-(?=([^\W\d_]+))")
_INITIALS = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,8}")


def parted(text: str) -> Tokens:
    """The tokens of a text, with elided articles apart."""
    own = tokens(text)
    if "'" not in text:
        return own
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for word, start, end in zip(own.words, own.starts, own.ends, strict=True):
        elided = _ELIDED.match(word) if "'" in word else None
        cut = elided.end() if elided else 0
        for first, last in ((0, cut - 1), (cut - 1, cut), (cut, end - start)):
            if 0 <= first < last:
                words.append(word[first:last])
                starts.append(start + first)
                ends.append(start + last)
    return Tokens(words, starts=starts, ends=ends)


def spelt(text: str, terms: Lexicon) -> Tokens:
    """The same, with the parts of a common term that a hyphen breaks joined."""
    own = parted(text)
    if "-" not in own.words:
        return own
    words: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    place, count = 0, len(own)
    while place < count:
        last = place
        if (
            own.words[place + 1 : place + 2] == ["-"]
            and place + 2 < count
            and own.ends[place] == own.starts[place + 1]
            and own.ends[place + 1] == own.starts[place + 2]
            and _is_broken(own.words[place], own.words[place + 2], terms=terms)
        ):
            last = place + 2
        words.append("".join(own.words[place : last + 1]))
        starts.append(own.starts[place])
        ends.append(own.ends[last])
        place = last + 1
    return Tokens(words, starts=starts, ends=ends)


def _is_broken(left: str, right: str, *, terms: Lexicon) -> bool:
    """Whether two words are one common term, and neither is a word of medicine."""
    if len(left) == 1:
        return False
    left, right = left.lower(), right.lower()
    code = terms.code(stem(left + right))
    if code is None or not code & COMMON or code & WEAK:
        return False
    return terms.code(stem(left)) is None and terms.code(stem(right)) is None


def looked_up(text: str) -> Iterator[str]:
    """The words of a text in lower case, and what broken words and initials may stand for."""
    text = text.lower()
    yield from _WORD.findall(text)
    if "-" in text:
        yield from (left + right for left, right in _BROKEN.findall(text))
    if "." in text:
        yield from (each.replace(".", "") for each in _INITIALS.findall(text))
