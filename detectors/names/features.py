"""What the names tagger sees of each token.

Words are seen in folded form, so that spelling without capitals or accents changes little;
how they are written is a feature of its own, and counts for nothing where a whole unit is
in one case. What depends on a word alone is worked out once and kept in bounded memory.
"""

from __future__ import annotations

from collections.abc import Sequence

from detectors.names.flags import (
    ANY_NAME,
    CALENDAR,
    CITY,
    CITY_SMALL,
    COUNTRY,
    FAMILY,
    FAMILY_TOP,
    GIVEN,
    GIVEN_TOP,
    ORG,
    PARTICLE,
    REGION,
    STREET,
    TITLE,
    WORD,
    WORD_TOP,
)
from detectors.names.gazetteer import Gazetteer, fold
from detectors.names.questions import asked
from detectors.tagger.tokens import Tokens

_MOST_KEPT = 6_000
_LONGEST_WORD = 40
# What stands further from the beginning answers no question.
_ANSWER = 24
_OTHERS = ((TITLE, "t"), (STREET, "s"), (ORG, "o"), (CALENDAR, "d"), (PARTICLE, "p"))


class _Word:
    """The features of a word by where it stands: on the token, before it, behind it."""

    __slots__ = ("after", "after2", "before", "before2", "flags", "key", "own", "shape")

    def __init__(self, word: str, gazetteer: Gazetteer) -> None:
        key = fold(word)
        if key[:1].isdigit():
            key = f"0x{min(len(key), 8)}"
        self.key = key
        flags = gazetteer.flags(key) if key[:1].isalpha() else 0
        self.flags = kind(flags)
        self.shape = _shape(word)
        names = gazetteer.names(flags)
        length = len(key)
        own = [f"w={key}", f"l={min(length, 9)}", f"G={self.flags}"]
        own += [f"g={name}" for name in names]
        if length > 2 and key[:1].isalpha():
            own += [f"p3={key[:3]}", f"s3={key[-3:]}", f"s2={key[-2:]}", f"p2={key[:2]}"]
            if length > 4:
                own += [f"p4={key[:4]}", f"s4={key[-4:]}"]
        self.own = own
        self.before = [f"w-={key}", f"G-={self.flags}", f"s-={key[-3:]}"]
        self.after = [f"w+={key}", f"G+={self.flags}", f"s+={key[-3:]}"]
        self.before2 = f"w--={key}"
        self.after2 = f"w++={key}"


_START = ("w-=<", "G-=<")
_END = ("w+=>", "G+=>")


class Features:
    """Turns tokens into features; keeps what it knows of words. Safe to use from many threads."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Takes the lists of names and places."""
        self._gazetteer = gazetteer
        self._known: dict[str, _Word] = {}

    def __repr__(self) -> str:
        return f"Features({len(self._known)} words)"

    def _word(self, word: str) -> _Word:
        word = word[:_LONGEST_WORD]
        known = self._known.get(word)
        if known is None:
            known = _Word(word, self._gazetteer)
            if len(self._known) >= _MOST_KEPT:
                self._known.clear()
            self._known[word] = known
        return known

    def of(
        self,
        seen: Tokens,
        unit: tuple[int, int],
        *,
        before: str = "",
        forgotten: frozenset[int] = frozenset(),
    ) -> list[list[str]]:
        """The features of the tokens of one unit.

        Args:
            seen: the tokens of the text.
            unit: which of them; what stands before the unit is seen, what stands behind not.
            before: the turn before.
            forgotten: tokens whose names the lists are taken not to know; for training.
        """
        first, last = unit
        starts, ends = seen.starts, seen.ends
        words = [self._word(word) for word in seen.words[first:last]]
        for place in forgotten:
            words[place] = _unknown(words[place])
        count = len(words)
        plain = _case(seen.words[first:last])
        length = f"n={count}" if count < 5 else "n=5+"
        kinds = asked(before) if last <= _ANSWER else ()
        earlier = [self._word(word) for word in seen.words[max(0, first - 2) : first]]
        line = [*earlier, *words]
        shift = len(earlier)
        rows: list[list[str]] = []
        for place, word in enumerate(words):
            row = [*word.own, f"c={plain}{word.shape}", length]
            at = place + shift
            here = first + place
            if here and ends[here - 1] == starts[here]:
                row.append(f"j-={_joint(seen.words[here - 1])}")
            if here + 1 < last and ends[here] == starts[here + 1]:
                row.append(f"j+={_joint(seen.words[here + 1])}")
            if at:
                left = line[at - 1]
                row += left.before
                row.append(f"w-0={left.key}|{word.key}")
                row.append(f"G-0={left.flags}|{word.flags}")
                row.append(f"c-={plain}{left.shape}")
                if at > 1:
                    row.append(line[at - 2].before2)
                    row.append(f"w--={line[at - 2].key}|{left.key}")
            else:
                row += _START
            if place + 1 < count:
                right = words[place + 1]
                row += right.after
                row.append(f"w0+={word.key}|{right.key}")
                row.append(f"G0+={word.flags}|{right.flags}")
                row.append(f"c+={plain}{right.shape}")
                if place + 2 < count:
                    row.append(words[place + 2].after2)
                    row.append(f"w++={right.key}|{words[place + 2].key}")
            else:
                row += _END
            for kind in kinds:
                row += (f"q={kind}", f"q={kind}|{length}", f"q={kind}|{word.flags}")
            rows.append(row)
        self._mark_places(words, rows)
        return rows

    def _mark_places(self, words: Sequence[_Word], rows: Sequence[list[str]]) -> None:
        """Adds which tokens are part of a place name of several words."""
        keys = [word.key for word in words]
        place = 0
        while place < len(keys):
            taken, flags = self._gazetteer.place(keys, place)
            if taken > 1:
                for each in range(place, place + taken):
                    rows[each].append("place")
                    rows[each].append(f"place={flags:x}")
                place += taken
            else:
                place += 1


def kind(flags: int) -> str:
    """What the lists know of a word in a few letters: how much of a name, a word, a place.

    The flags themselves have too many combinations to learn pairs of.
    """
    given = "G" if flags & GIVEN_TOP else "g" if flags & GIVEN else ""
    family = "F" if flags & FAMILY_TOP else "f" if flags & FAMILY else ""
    name = given + family or ("r" if flags & ANY_NAME else "")
    word = "W" if flags & WORD_TOP else "w" if flags & WORD else ""
    place = "C" if flags & (CITY | COUNTRY | REGION) else "c" if flags & CITY_SMALL else ""
    other = next((sign for flag, sign in _OTHERS if flags & flag), "")
    return name + word + place + other


def _joint(word: str) -> str:
    """What is written together with a token: the sign, or that it is letters or digits."""
    return "0" if word[0].isalnum() else word[0]


def _shape(word: str) -> str:
    if word[0].isdigit():
        return "0"
    if not word[0].isalpha():
        return word[0]
    if len(word) == 1:
        return "I" if word.isupper() else "i"
    if word.islower():
        return "x"
    if word.isupper():
        return "X"
    return "Xx" if word[1:].islower() else "xX"


def _case(words: Sequence[str]) -> str:
    """How a unit is written as a whole: ``l`` without capitals, ``u`` in them, ``m`` mixed."""
    letters = [word for word in words if word[0].isalpha()]
    if all(word.islower() for word in letters):
        return "l"
    return "u" if len(letters) > 1 and all(word.isupper() for word in letters) else "m"


def _unknown(word: _Word) -> _Word:
    """The same word as if no list knew it."""
    other = object.__new__(_Word)
    other.key, other.shape, other.flags = word.key, word.shape, ""
    other.own = [
        "G=" if each.startswith("G=") else each for each in word.own if not each.startswith("g=")
    ]
    other.before = [f"w-={word.key}", "G-=", f"s-={word.key[-3:]}"]
    other.after = [f"w+={word.key}", "G+=", f"s+={word.key[-3:]}"]
    other.before2, other.after2 = word.before2, word.after2
    return other
