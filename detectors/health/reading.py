"""A unit of text as the tagger and the lexicon read it, in training and in use alike."""

from __future__ import annotations

from typing import NamedTuple

from detectors.health.features import features, lexical
from detectors.health.lexicon import LEAST_MISSPELT, LONGEST_WORD, Lexicon, Match, stem


class Reading(NamedTuple):
    """Words of a unit, and the terms among them.

    Attributes:
        words: as they are written.
        lower: in lower case, misspelt words of common terms corrected.
        terms: of the lexicon, from left to right.
        lexicon: where they are from; None to be read as if nothing were known.
    """

    words: list[str]
    lower: list[str]
    terms: list[Match]
    lexicon: Lexicon | None

    def features(self) -> list[list[str]]:
        """What the tagger is told."""
        stems = ["0" if word.isdigit() else stem(word) for word in self.lower]
        if self.lexicon is None:
            uses = [0] * len(stems)
        else:
            uses = [self.lexicon.use(word) for word in stems]
        tags = lexical(self.terms, len(stems))
        return features(self.words, stems, tags=tags, uses=uses)

    def blind(self) -> Reading:
        """The same without the lexicon."""
        return self._replace(terms=[], lexicon=None)


def read(words: list[str], lexicon: Lexicon) -> Reading:
    """Words with misspelt ones of common terms corrected, and the terms that they are."""
    lower = [word[:LONGEST_WORD].lower() for word in words]
    for place, word in enumerate(lower):
        if "-" in word and len(word) > 1:
            lower[place] = word.replace("-", "")
            continue
        # Within a sentence a capital begins a name, which may be near to anything.
        is_name = place and words[place].istitle()
        if len(word) >= LEAST_MISSPELT - 1 and word.isalpha() and not is_name:
            lower[place] = lexicon.corrected(word) or word
    return Reading(words, lower, list(lexicon.matches(lower)), lexicon)
