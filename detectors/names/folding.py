"""Words as the name lists keep them: lower case, without accents and marks."""

from __future__ import annotations

import re
import unicodedata

_PAIRS: dict[str, str | int | None] = {"ß": "ss", "þ": "th", "æ": "ae", "œ": "oe"}
_APOSTROPHES = "’‘ʼʻʹ′`＇ʿʾ"
_LETTERS = {
    **str.maketrans("øłđðıħŧŋəĸς", "olddihtneqσ"),
    **str.maketrans(_PAIRS),
    **str.maketrans(_APOSTROPHES, "'" * len(_APOSTROPHES)),
    # Arabic writes these letters in several ways, and stretches words.
    **str.maketrans("أإآٱیک", "اااايك", "ـ"),
    # Joiners change how letters look, not which they are.
    **str.maketrans("", "", "\u200c\u200d"),
}
# Accents of Latin, Greek and Cyrillic; points of Hebrew; vowel marks of Arabic. The vowel
# signs of Indic scripts and Thai are letters in all but name, and stay.
_MARKS = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]"
)


def fold(word: str) -> str:
    """A word in the spelling of the lists; folding twice changes nothing.

    >>> fold("José"), fold("Müller"), fold("Weiß"), fold("Đặng"), fold("O’Brien")
    ('jose', 'muller', 'weiss', 'dang', "o'brien")
    """
    if word.isascii():
        return word.lower().replace("`", "'")
    # A spacing accent that stands for an apostrophe would come apart below.
    plain = unicodedata.normalize("NFKD", word.replace("´", "'")).lower()
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", plain)).translate(_LETTERS)
    return unicodedata.normalize("NFC", plain)
