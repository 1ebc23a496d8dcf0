"""Results of tests: what was measured or examined, and what came out.

"a1c of 7.2", "blood pressure was 140 over 90", "tested positive", "the biopsy came back
benign". A test without a result ("what is a normal blood pressure?") is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detectors.health.lexicon import KIND, PROCEDURE, TEST, WEAK, Match
from detectors.health.words_file import word_set

# Words between what was measured and its value, and how many of them may stand there.
_BETWEEN = word_set(
    "is was were are be been of at to in on came come comes back reading readings level levels "
    "count result results score number numbers : = ~ around about roughly approximately only "
    "running runs run usually always this morning today yesterday last week month night time now "
    "up went goes down dropped rose jumped has had have just still a an the my his her , as - "
    "hovering between above below over under out got it its 's"
)
_MOST_BETWEEN = 6
_VALUES = word_set(
    "positive negative normal abnormal elevated high low borderline clear clean benign malignant "
    "inconclusive cancerous unremarkable undetectable detectable"
)
_JOINTS = word_set(". / , over - and point to")
_UNITS = word_set(
    "% percent mg dl mmol mol l ml g kg ng pg iu u bpm beats per minute mmhg hg mm degrees "
    "fahrenheit celsius f c millimeters mcg nmol k"
)
_NUMBERS = word_set(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty "
    "ninety hundred oh"
)
_WHOSE = word_set("my his her")
_TESTED = word_set("test tested tests testing")
_OUTCOME = word_set("positive negative")


def results(
    lower: Sequence[str], terms: Sequence[Match], *, words: Sequence[str]
) -> Iterator[tuple[int, int]]:
    """Where results of tests stand in a unit, as ranges of its tokens.

    Args:
        lower: the tokens in lower case.
        terms: terms of the lexicon among them.
        words: the tokens as they are written.
    """
    for first, last, code in terms:
        kind = code & KIND
        if kind == TEST:
            end = _value(lower, last, measured=True)
            if code & WEAK and not (words[first].isupper() or _is_measure(lower, first, end=end)):
                continue
        elif kind == PROCEDURE:
            end = _value(lower, last, measured=False)
        else:
            continue
        if end:
            yield first, end
    for place, word in enumerate(lower):
        if word in _TESTED and place + 1 < len(lower) and lower[place + 1] in _OUTCOME:
            yield place, place + 2


def _is_measure(lower: Sequence[str], first: int, *, end: int) -> bool:
    """Whether what is also a word of every day is somebody's, or comes with a decimal or a unit."""
    if first and lower[first - 1] in _WHOSE:
        return True
    return any(
        word in _UNITS or (word == "." and lower[place + 1].isdigit())
        for place, word in enumerate(lower[first + 1 : end - 1], first + 1)
    )


def _value(lower: Sequence[str], place: int, *, measured: bool) -> int:
    """One past the value that follows a test; 0 where none does."""
    for step in range(place, min(place + _MOST_BETWEEN + 1, len(lower))):
        word = lower[step]
        if word in _VALUES:
            return step + 1
        if measured and _is_number(word):
            return _number_end(lower, step)
        if word not in _BETWEEN:
            break
    return 0


def _is_number(word: str) -> bool:
    return word.isdigit() or word in _NUMBERS


def _number_end(lower: Sequence[str], place: int) -> int:
    end = place + 1
    while end < len(lower):
        if _is_number(lower[end]) or lower[end] in _UNITS:
            end += 1
        elif (
            lower[end] in _JOINTS
            and end + 1 < len(lower)
            and (_is_number(lower[end + 1]) or (lower[end] == "/" and lower[end + 1] in _UNITS))
        ):
            end += 2
        else:
            break
    return end
