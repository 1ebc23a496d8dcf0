"""Surrogates as models write them: found in a text that arrives in pieces.

The forms of ``detectors.deidentify`` and what models do to them, where only one reading is
possible: any letter case, brackets dropped, Markdown's backslash before ``[``, ``]``, ``_``
and ``.``, and a lost spelling suffix where the ledger holds one spelling (Ledger.resolve).
A bracket without its other half stays in the text, since it may belong to the sentence.
Only what the ledger issued becomes a token; every look-alike stays text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from detectors.deidentify import CODE_LENGTH, SPELLING_LENGTH, Ledger, Replacement, replace

_SYMBOL = "[0-9A-HJKMNP-TV-Z]"
_WORD = "[A-Za-z0-9_]"
# Characters that an unfinished surrogate can end with.
_OPEN_ENDS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_.\\[")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A surrogate of this request, as the model wrote it, and the value behind it."""

    raw: str
    entity_type: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Forms:
    """Expressions for one set of entity types.

    Attributes:
        whole: groups open, type, code, suffix, close.
        beginning: a stretch at the end of a text that could grow into a surrogate or
            into a longer one.
        reach: most characters such a stretch can have.
    """

    whole: re.Pattern[str]
    beginning: re.Pattern[str]
    reach: int


def _nested(entity_type: str, rest: str) -> str:
    """Matches every beginning of the type's name that reaches the end of the text, or ``rest``."""
    pattern = rest
    for character in reversed(entity_type):
        if character == "_":
            pattern = rf"(?:\\\Z|\\?_(?:\Z|{pattern}))"
        else:
            pattern = rf"{re.escape(character)}(?:\Z|{pattern})"
    return pattern


@lru_cache(maxsize=256)
def _forms(entity_types: frozenset[str]) -> _Forms:
    names = sorted(entity_types, key=lambda name: (-len(name), name))
    types = "|".join(re.escape(name).replace("_", r"\\?_") for name in names)
    end = rf"(?!{_WORD}|\\_)"
    whole = (
        rf"((?:(?<!\\)\\)?\[)?(?<!{_WORD})({types})\\?_({_SYMBOL}{{{CODE_LENGTH}}})"
        rf"(?:\\?[._]({_SYMBOL}{{{SPELLING_LENGTH}}}){end})?{end}(\\?\])?"
    )
    suffix = r"(?:\Z|\\\Z)"
    for _ in range(SPELLING_LENGTH):
        suffix = rf"(?:\Z|{_SYMBOL}{suffix})"
    code = rf"(?:\Z|\\\Z|\\?[._]{suffix})"
    for _ in range(CODE_LENGTH):
        code = rf"(?:\Z|{_SYMBOL}{code})"
    # Each name is followed by the underscore before the code.
    starts = "|".join(_nested(f"{name}_", code) for name in names)
    beginning = rf"\\\Z|\\?\[(?:\Z|{starts})|(?<!{_WORD})(?:{starts})"
    longest = max(len(name) + name.count("_") for name in names)
    flags = re.ASCII | re.IGNORECASE
    return _Forms(
        whole=re.compile(whole, flags),
        beginning=re.compile(beginning, flags),
        reach=longest + CODE_LENGTH + SPELLING_LENGTH + 8,
    )


def _resolve(match: re.Match[str], ledger: Ledger) -> tuple[int, int, str, str] | None:
    """Start, end, type and value of a surrogate that the ledger issued."""
    opened, entity_type, code, suffix, closed = match.groups()
    entity_type = entity_type.replace("\\", "").upper()
    code = code.upper()
    whole = opened is not None and closed is not None
    value = ledger.resolve(entity_type, code, spelling=(suffix or "").upper())
    end = match.end(4) if suffix else match.end(3)
    if value is None and suffix and not whole and match.string[match.start(4) - 1] == ".":
        # Without brackets, ".He" may be the next sentence.
        value = ledger.resolve(entity_type, code, spelling="")
        end = match.end(3)
    if value is None:
        return None
    if whole:
        # A backslash before the bracket alone stood in the text; models escape both.
        start = match.start() + (len(opened) - 1 if closed == "]" else 0)
        return start, match.end(), entity_type, value
    return match.start(2), end, entity_type, value


class SurrogateReader:
    """Splits a text that arrives in pieces into plain text and tokens.

    It holds back only an end of the text that an issued surrogate could begin with.
    """

    def __init__(self, ledger: Ledger) -> None:
        """Reads with the types of which the ledger has surrogates now.

        Args:
            ledger: of this request; must not be empty.
        """
        self._ledger = ledger
        self._forms = _forms(ledger.entity_types)
        self._held = ""
        self._last = ""  # the character before what is held

    def feed(self, text: str) -> list[str | Token]:
        """Takes the next piece; returns what is decided, in order."""
        return self._read(text, final=False)

    def flush(self) -> list[str | Token]:
        """Ends the text; returns what was held."""
        return self._read("", final=True)

    def _read(self, text: str, *, final: bool) -> list[str | Token]:
        data = f"{self._last}{self._held}{text}"
        position = len(self._last)
        limit = len(data)
        if limit == position:
            return []
        if not final and data[-1] in _OPEN_ENDS:
            reach = max(position, limit - self._forms.reach)
            beginning = self._forms.beginning.search(data, reach)
            if beginning is not None:
                limit = beginning.start()
        pieces: list[str | Token] = []
        if data.find("_", position, limit) >= 0:
            for match in self._forms.whole.finditer(data, position, limit):
                found = _resolve(match, self._ledger)
                if found is None:
                    continue
                start, end, entity_type, value = found
                if start > position:
                    pieces.append(data[position:start])
                raw = data[start:end]
                pieces.append(Token(raw=raw, entity_type=entity_type, value=value))
                position = end
        if position < limit:
            pieces.append(data[position:limit])
        self._held = data[limit:]
        self._last = data[limit - 1 : limit] if limit else ""
        return pieces


def find_surrogates(text: str, ledger: Ledger) -> list[tuple[int, int, str, str]]:
    """The surrogates of this request in a whole text, in any form that is recognised.

    Args:
        text: any text.
        ledger: of this request.

    Returns:
        (start, end, entity type, value) of each, sorted and disjoint; code points.
    """
    if not len(ledger) or "_" not in text:
        return []
    matches = _forms(ledger.entity_types).whole.finditer(text)
    return [found for match in matches if (found := _resolve(match, ledger)) is not None]


def restore_argument(text: str, ledger: Ledger) -> str:
    """Restores every surrogate in a text, whatever stands around it.

    For leaves of tool arguments only, and only for tools that the policy names: there is
    no check for links.

    Args:
        text: one leaf, JSON escapes decoded.
        ledger: of this request.
    """
    found = find_surrogates(text, ledger)
    if not found:
        return text
    return replace(
        text, (Replacement(start=start, end=end, text=value) for start, end, _, value in found)
    )
