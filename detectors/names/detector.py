"""Finds people, places and addresses in the way people write in chats.

    text -> tokens -> units -> features -> CRF -> spans

The tagger reads unit by unit (sentence end, line break, 48 tokens), so that a stream and
the whole text are seen alike. A token counts as part of a name from a probability on that
is lower than a coin's: a missed name is somebody's data. The score says how sure the
tagger is that a person is meant, from 0.5 up; policies set their threshold on it.

Text in scripts that no model knows is looked up in the lists of names; such findings carry
the evidence ``lexicon_only``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType

from detectors.names.features import Features
from detectors.names.gazetteer import Gazetteer
from detectors.names.questions import asked
from detectors.names.standing import PRIVATE, REACH, standing
from detectors.names.whole import whole
from detectors.overlap import TAGGER
from detectors.tagger.model import Model, Span
from detectors.tagger.tokens import Tokens, tokens
from detectors.tagger.units import token_units
from detectors.types import Finding, Input, Pattern

NAME = "names"
MODEL = "names.crf"

# The probability from which on a token belongs to a name.
LEAST: Mapping[str, float] = MappingProxyType(
    {"PERSON": 0.2, "LOCATION": 0.3, "ADDRESS": 0.45, "ORGANIZATION": 0.5}
)
# Enough for a token beside one that surely belongs to a name.
BESIDE = 0.06
# Check digits say more than a tagger.
_LEAST_SCORE, _MOST_SCORE = 0.5, PRIVATE
# Bare digits are a postcode, and part of a run of letters and digits a name, only if the
# tagger is this sure.
_SURE = 0.8
# A message of one word that answers no question for a name may be any word.
_ALONE = 0.5
_JOINTS = frozenset("-'.")
_ELIDED = frozenset(
    {
        *("m'appelle", "m'appel", "s'appelle", "t'appelles", "j'appelle", "j'ai", "j'suis"),
        *("j'habite", "j'étais", "j'aimerais", "c'est", "c'était", "n'est", "n'ai", "n'a"),
        *("qu'il", "qu'elle", "qu'on"),
    }
)
# No letter is a name, nor are "e.g." and "i.e.", which stand in many descriptions of tools.
_NO_NAME = re.compile(r"[a-z]|e\.g|i\.e", re.ASCII | re.IGNORECASE)
# A letter of the scripts that the model was trained on.
_LATIN = re.compile("[a-zA-Z\u00c0-\u024f\u1e00-\u1eff]")


@cache
def shipped_model() -> Model:
    """The model of the package, loaded once.

    Raises:
        ConfigurationError: its file is missing or damaged; names it.
    """
    return Model.load("detectors.names", MODEL)


class NamesDetector:
    """Finds PERSON, LOCATION and ADDRESS with the tagger and the lists."""

    name = NAME
    # Companies are learnt, so that they are not taken for people, and not reported.
    entity_types = ("PERSON", "LOCATION", "ADDRESS")
    patterns: tuple[Pattern, ...] = ()

    def __init__(self, model: Model | None = None) -> None:
        """Takes another model than the shipped one, for cross-validation."""
        self._model = model
        self._features: Features | None = None

    def __repr__(self) -> str:
        return "NamesDetector()"

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        model = self._model or shipped_model()
        if self._features is None:
            self._features = Features(Gazetteer.load())
        every = tokens(text)
        named = "name" in asked(seen.before)
        alone = not named and sum(word[0].isalpha() for word in every.words) == 1
        latin = text.isascii()
        for first, last in token_units(text, every):
            seen.check()
            if not latin and _foreign(every.words[first:last]):
                continue
            rows = self._features.of(every, (first, last), before=seen.before)
            spans = model.spans(rows, LEAST, beside=BESIDE)
            for span in _joined(spans, every, offset=first):
                if span.label == "PERSON":
                    if alone and span.probability < _ALONE:
                        continue
                    person = _person(every, span, unit=(first, last), asked=named)
                    if _NO_NAME.fullmatch(text, person.start, person.end) is None:
                        yield person
                elif span.label in self.entity_types:
                    yield Finding(
                        entity_type=span.label,
                        start=every.starts[span.first],
                        end=every.ends[span.last - 1],
                        score=_score(span, ceiling=_MOST_SCORE),
                        detector=NAME,
                        evidence=(TAGGER,),
                    )
        if not latin:
            yield from _in_other_scripts(seen)


def _person(every: Tokens, span: Span, *, unit: tuple[int, int], asked: bool) -> Finding:
    """A name as it is written, scored by who seems to be meant.

    Args:
        every: the tokens of the text.
        span: the name.
        unit: where its unit begins and ends; what comes later has no say.
        asked: whether the turn before asks for a name.
    """
    first, end = whole(every, (span.first, span.last), unit=unit)
    # Of a long text only the neighbourhood is copied.
    near = max(0, first - REACH)
    ceiling, said = standing(every.words[near : unit[1]], (first - near, end - near), asked=asked)
    return Finding(
        entity_type="PERSON",
        start=every.starts[first],
        end=every.ends[end - 1],
        score=_score(span, ceiling=ceiling),
        detector=NAME,
        evidence=(TAGGER, "asked", said) if asked else (TAGGER, said),
    )


def _score(span: Span, *, ceiling: float) -> float:
    least = LEAST[span.label]
    share = (span.probability - least) / (1 - least)
    return round(_LEAST_SCORE + (ceiling - _LEAST_SCORE) * share, 3)


def _joined(spans: Iterable[Span], every: Tokens, *, offset: int) -> Iterator[Span]:
    """Spans at their tokens of the text: signs at their ends cut, parts of one word joined."""
    last: Span | None = None
    for span in spans:
        first, end = span.first + offset, span.last + offset
        while first < end and _is_no_name(every.words[first]):
            first += 1
        while end > first and not every.words[end - 1][0].isalnum():
            end -= 1
        if first == end:
            continue
        if span.probability < _SURE and (
            _cut_word(every, (first, end)) or not _has_letters(every.words[first:end])
        ):
            continue
        each = Span(first, end, span.label, span.probability)
        if last is not None and _is_town_of(last, each, words=every.words):
            last = last._replace(last=end)
            continue
        if last is not None and last.label == each.label and _one_word(every, (last.last, first)):
            last = Span(last.first, end, each.label, max(last.probability, each.probability))
            continue
        if last is not None:
            yield last
        last = each
    if last is not None:
        yield last


def _has_letters(words: Iterable[str]) -> bool:
    return any(word[0].isalpha() for word in words)


def _is_town_of(address: Span, place: Span, *, words: Sequence[str]) -> bool:
    """Whether a place stands behind an address, with a comma at most between them."""
    between = words[address.last : place.first]
    return (
        address.label == "ADDRESS"
        and place.label == "LOCATION"
        and (not between or between == [","])
    )


def _is_no_name(word: str) -> bool:
    """A sign, or a French verb with its pronoun ("m'appelle")."""
    return not word[0].isalnum() or word.lower() in _ELIDED


def _cut_word(every: Tokens, span: tuple[int, int]) -> bool:
    """Whether tokens begin or end within a run of letters and digits (``w0t0``)."""
    first, end = span
    starts, ends, words = every.starts, every.ends, every.words
    ahead = first > 0 and ends[first - 1] == starts[first] and words[first - 1][-1].isalnum()
    behind = end < len(words) and ends[end - 1] == starts[end] and words[end][0].isalnum()
    return ahead or behind


def _one_word(every: Tokens, gap: tuple[int, int]) -> bool:
    """Whether only a hyphen or an apostrophe, without spaces, stands in a gap of tokens."""
    end, first = gap
    return (
        first == end + 1
        and every.words[end] in _JOINTS
        and every.ends[end - 1] == every.starts[end]
        and every.ends[end] == every.starts[first]
    )


def _foreign(words: Sequence[str]) -> bool:
    """Whether a unit is written in scripts that the model was not trained on."""
    return not any(map(_LATIN.match, words)) and not all(map(str.isascii, words))


def _in_other_scripts(seen: Input) -> Iterator[Finding]:
    for start, end in Gazetteer.load().script_names(seen.text, check=seen.check):
        yield Finding(
            entity_type="PERSON",
            start=start,
            end=end,
            score=0.6,
            detector=NAME,
            evidence=("lexicon_only",),
        )
