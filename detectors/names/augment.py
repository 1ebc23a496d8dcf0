"""Other ways of writing the same sentence: no capitals, no punctuation, typing errors.

Spans move with their letters. All draws come from the generator that is passed in.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from random import Random

from detectors.names.corpus import Example

_PUNCTUATION = frozenset(",.;:!?\"'()-")
_NEIGHBOURS = {
    "a": "qs", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj",
    "i": "uo", "j": "hk", "k": "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o",
    "q": "wa", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb", "w": "qe", "x": "zc",
    "y": "tu", "z": "x",
}  # fmt: skip

# A sign of the text, and what it becomes: nothing, itself, one or two others.
_Rewrite = Callable[[int, str], str]


def _rewritten(example: Example, rewrite: _Rewrite) -> Example:
    pieces: list[str] = []
    places: list[int] = []
    length = 0
    for place, sign in enumerate(example.text):
        places.append(length)
        piece = rewrite(place, sign)
        pieces.append(piece)
        length += len(piece)
    places.append(length)
    spans = []
    text = "".join(pieces)
    for start, end, label in example.spans:
        first, last = places[start], places[end]
        while first < last and text[first].isspace():
            first += 1
        while last > first and text[last - 1].isspace():
            last -= 1
        if first < last:
            spans.append((first, last, label))
    return replace(example, text=text, spans=tuple(spans))


def lower(example: Example) -> Example:
    """Without capitals."""
    return _rewritten(example, lambda _, sign: sign.lower() if len(sign.lower()) == 1 else sign)


def upper(example: Example) -> Example:
    """In capitals."""
    return _rewritten(example, lambda _, sign: sign.upper() if len(sign.upper()) == 1 else sign)


def titled(example: Example) -> Example:
    """Every word with a capital."""
    text = example.text
    return _rewritten(
        example,
        lambda place, sign: (
            sign.upper()
            if len(sign.upper()) == 1 and (place == 0 or not text[place - 1].isalnum())
            else sign
        ),
    )


def capitalised(example: Example) -> Example:
    """The words of names and the first word with a capital."""
    starts = {0}
    for start, end, _ in example.spans:
        starts.update(
            place
            for place in range(start, end)
            if place == start or example.text[place - 1] in " -.,"
        )
    return _rewritten(
        example,
        lambda place, sign: sign.upper() if place in starts and len(sign.upper()) == 1 else sign,
    )


def unpunctuated(example: Example) -> Example:
    """Without punctuation; what stood between two words becomes nothing, as in chat logs."""
    text = example.text

    def rewrite(place: int, sign: str) -> str:
        if sign not in _PUNCTUATION:
            return sign
        inside = 0 < place < len(text) - 1 and not text[place - 1].isspace()
        return " " if sign == "-" and inside and text[place + 1].isalnum() else ""

    return _rewritten(example, rewrite)


def plain(example: Example) -> Example:
    """Without accents."""

    def rewrite(_: int, sign: str) -> str:
        if sign.isascii():
            return sign
        bare = unicodedata.normalize("NFKD", sign)[0]
        return bare if bare.isalpha() else sign

    return _rewritten(example, rewrite)


def mistyped(example: Example, draw: Random, *, share: float = 0.04) -> Example:
    """With slips of the finger: letters left out, doubled, or a neighbour's key."""
    text = example.text

    def rewrite(place: int, sign: str) -> str:
        if sign.lower() not in _NEIGHBOURS or draw.random() >= share:
            return sign
        if place == 0 or not text[place - 1].isalpha():
            return sign
        kind = draw.randrange(3)
        if kind == 0:
            return ""
        return sign * 2 if kind == 1 else draw.choice(_NEIGHBOURS[sign.lower()])

    return _rewritten(example, rewrite)


def variants(example: Example, draw: Random) -> list[Example]:
    """The example and other ways of writing it, one to three in all."""
    found = [example]
    if example.text.islower():
        if draw.random() < 0.3:
            found.append(capitalised(example))
    else:
        other = lower(example)
        found.append(unpunctuated(other) if draw.random() < 0.6 else other)
    chance = draw.random()
    if chance < 0.08:
        found.append(mistyped(found[-1], draw))
    elif chance < 0.12:
        found.append(upper(example))
    elif chance < 0.15:
        found.append(titled(example))
    elif chance < 0.2:
        found.append(plain(example))
    return found


def asked(
    examples: Sequence[Example], questions: Mapping[str, list[str]], *, draw: Random
) -> list[Example]:
    """The examples, some of those without a turn before with a question before them.

    Some of those with one stand without it: the answer often says enough by itself.

    Args:
        examples: to go through.
        questions: by the label that answers them; ``OTHER`` holds those that no name answers.
        draw: the generator.
    """
    every = sorted({question for kind in questions.values() for question in kind})
    found = []
    for example in examples:
        if example.before:
            alone = example.spans and draw.random() < 0.35
            found.append(replace(example, before="") if alone else example)
            continue
        if draw.random() < 0.5 or not every:
            found.append(example)
            continue
        own = [label for _, _, label in example.spans if label in questions]
        question = draw.choice(questions[draw.choice(own)]) if own else draw.choice(every)
        found.append(replace(example, before=question))
    return found
