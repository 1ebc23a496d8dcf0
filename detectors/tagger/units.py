"""A text cut into what a sequence tagger reads at once.

A unit ends after the end of a sentence, at a line break or after 48 tokens, whichever
comes first. Where it ends is decided by the text up to there and the one sign after it,
never by what follows: a stream that is examined unit by unit sees the same units as the
whole text.
"""

from __future__ import annotations

from detectors.tagger.tokens import Tokens, tokens

LONGEST = 48

_ENDS = frozenset(".!?")
# A full stop behind these does not end a sentence; neither does one behind a single letter.
_SHORT_WORDS = (
    "mr mrs ms mx dr prof st sr jr no nr hr fr dra don sra srta dott mme mlle ing dhr mevr"
    " lic ave blvd tel ext av avda apdo pl ul al ks inz mgr"
)
_SHORT = frozenset(_SHORT_WORDS.split())


def token_units(text: str, seen: Tokens) -> list[tuple[int, int]]:
    """The units of a text as ranges of its tokens; together they hold all of them."""
    units: list[tuple[int, int]] = []
    count = len(seen)
    first = 0
    # Most messages are one short sentence: signs that may end one are looked for at once.
    marks = [place for place, word in enumerate(seen.words) if word in _ENDS]
    breaks = _line_breaks(text, seen) if "\n" in text or "\r" in text else ()
    cuts = {place + 1 for place in marks if _is_end(text, seen, place=place)} | {*breaks, count}
    for cut in sorted(cuts):
        while first < cut:
            end = cut if cut - first < LONGEST else min(cut, _limit(seen, first))
            units.append((first, end))
            first = end
    return units


def _limit(seen: Tokens, first: int) -> int:
    """Where a unit that begins at a token and has no other end is cut.

    Text to come may join a word with the apostrophe behind it ("o'" becomes "o'brien"), so
    a word with one begins the next unit.
    """
    end = first + LONGEST
    last = seen.words[end - 1]
    joined = "'" in last or (
        end < len(seen) and seen.words[end][0] == "'" and seen.starts[end] == seen.ends[end - 1]
    )
    return end - 1 if joined and last[0].isalnum() else end


def _line_breaks(text: str, seen: Tokens) -> list[int]:
    """Tokens before which a line breaks."""
    starts, ends = seen.starts, seen.ends
    return [
        place
        for place in range(1, len(starts))
        if starts[place] > ends[place - 1]
        and any(sign in "\r\n" for sign in text[ends[place - 1] : starts[place]])
    ]


def _is_end(text: str, seen: Tokens, *, place: int) -> bool:
    after = seen.ends[place]
    if after >= len(text) or not text[after].isspace():
        return False
    if seen.words[place] != "." or place == 0 or seen.starts[place] > seen.ends[place - 1]:
        return True
    word = seen.words[place - 1].lower()
    is_initial = len(word) == 1 and word.isalpha()
    # "Hauptstr. 12" is one address.
    return not is_initial and word not in _SHORT and not word.endswith("str")


def units(text: str) -> list[tuple[int, int]]:
    """The units of a text as ranges of code points, one after the other, covering all of it.

    White space after a unit belongs to it.
    """
    if not text:
        return []
    seen = tokens(text)
    cuts = [seen.starts[first] for first, _ in token_units(text, seen)][1:]
    return list(zip([0, *cuts], [*cuts, len(text)], strict=True))
