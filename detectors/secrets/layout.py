"""How the keys of one issuer look.

A layout is data: the tables beside this file hold one row for each sort of key, and
``issued_key`` finds them all in one pass. What speaks for a key is how it begins. Of
random text beginning at a letter, one in 62 to the power of the length of its beginning
passes, so four characters let one in 15 million pass and three one in 240,000; shorter
beginnings need the exact length of the rest besides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

# What a key is made of, as parts of expressions.
WORD = "[A-Za-z0-9_-]"
ALNUM = "[A-Za-z0-9]"
HEX = "[0-9a-f]"
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
# Where a key of exact length ends.
END = "(?![A-Za-z0-9_-])"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """One sort of key.

    Attributes:
        issuer: who gives it out.
        starts: how it begins, each literally and with regard to case.
        rest: an expression for what follows, linear to match; a key is taken to the end
            of its run, so that one of a later, longer form is still covered whole.
        digit: whether the rest has to hold a digit, since the beginning is short or a word.
        checked: whether the whole key passes its own check digits; None where it has none.
    """

    issuer: str
    starts: tuple[str, ...]
    rest: str
    digit: bool = False
    checked: Callable[[str], bool] | None = None
