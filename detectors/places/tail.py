"""What follows a street in an address: doors, towns, states, postcodes, countries."""

from __future__ import annotations

import re

from detectors.numbers.postcode_layouts import DISTINCT
from detectors.places import towns
from detectors.places.tokens import Tokens
from detectors.places.words import (
    DIRECTIONS,
    DISTRICTS,
    NUMBER_WORDS,
    STOP,
    TRAILING,
    UNITS_OF_HOUSES,
)
from detectors.vocabulary import UNITS

_MOST_WORDS = 4
_MOST_PIECES = 30
_DOOR = re.compile(r"[a-z]?-?[0-9]{1,5}[a-zºª°]{0,2}|[a-z]{1,2}")
_CODE = re.compile(r"[a-z]-?[0-9]{1,4}[a-z]?")
_FLOOR = re.compile(r"[0-9]{1,2}(?:st|nd|rd|th|º|ª|°)")
_POSTCODE = re.compile(r"[0-9]{4,7}")
_BOXES = frozenset(("po", "p", "post", "pob"))
# What comes next in a message that lists a person's details.
_NEXT = frozenset(("phone", "ph", "contact", "mobile", "cell", "tel", "email", "number"))
_LEFT = frozenset((",", "\n", "-", "/", "(", ">", "|", "?", ";"))


def tail_end(tokens: Tokens, place: int, *, open_end: bool = False) -> int:
    """The place after the last piece of an address whose street ends before ``place``.

    Args:
        tokens: of the text around.
        place: of the first piece after the street or house number.
        open_end: whether words up to the end of the text are taken to be the town's.
    """
    return _Tail(tokens, place, open_end=open_end).read()


def region_length(tokens: Tokens, place: int) -> int:
    """How many pieces the name of a state, country or city at a place has; 0 if none."""
    for count in range(min(towns.LONGEST, len(tokens) - place), 0, -1):
        if " ".join(tokens.words[place : place + count]) in towns.NAMES:
            return count
    return 0


def is_state_code(tokens: Tokens, place: int) -> bool:
    """Whether a piece is the short form of a state, by itself or by what follows it."""
    word = tokens.word(place)
    if word not in towns.US_STATES and word not in towns.OTHER_CODES:
        return False
    if word not in towns.WORDS_TOO:
        return True
    written = tokens.text[tokens.starts[place] : tokens.ends[place]]
    follows = place + 1
    if tokens.word(follows) == ",":
        follows += 1
    return bool(_POSTCODE.fullmatch(tokens.word(follows))) or (
        written.isupper() and not tokens.text.isupper()
    )


def unit_end(tokens: Tokens, place: int) -> int:
    """The place after a door ("Apt 5", "# 200", "2nd floor", "po box 12"), or ``place``."""
    word = tokens.word(place)
    if word == "#":
        return place + 2 if _DOOR.fullmatch(tokens.word(place + 1)) else place
    if word in _BOXES:
        follower = place + 1
        while tokens.word(follower) in (".", "o", "office"):
            follower += 1
        boxed = tokens.word(follower) == "box" and tokens.is_number(follower + 1)
        return follower + 2 if boxed else place
    if _FLOOR.fullmatch(word) and tokens.word(place + 1) in ("floor", "fl", "piso", "étage"):
        return place + 2
    if word not in UNITS_OF_HOUSES:
        return place
    follower = place + 1
    while tokens.word(follower) in (".", "#", ":", "no", "nr", "number", "n", "nº"):
        follower += 1
    value = tokens.word(follower)
    small = value in STOP and not tokens.is_capital(follower)
    if not _DOOR.fullmatch(value) or small or value in ("in", "at", "on"):
        return place
    if value.isalpha() and follower == place + 1 and not tokens.is_capital(follower):
        return place + 2 if len(value) == 1 and value not in "ai" else place
    return follower + 1


class _Tail:
    def __init__(self, tokens: Tokens, place: int, *, open_end: bool) -> None:
        self._tokens = tokens
        self._first = self._place = self._last = place
        self._open = open_end
        self._pending = 0
        self._capitals = True
        self._separated = False
        self._postcode = False
        self._town = False

    def read(self) -> int:
        limit = min(len(self._tokens), self._place + _MOST_PIECES)
        while self._place < limit and self._step():
            pass
        if self._pending and self._place < limit:
            # Capitals after a comma or a line break, or up to a mark: a town.
            if self._pending < 3 and self._is_next():
                self._last = self._place
            closed = self._separated or self._tokens.word(self._place) in (".", ",", ";", "?")
            if closed and self._capitals and not self._tokens.text.isupper():
                self._last = self._place
        elif self._pending and self._place == len(self._tokens) and self._ends_text():
            few = self._pending <= (_MOST_WORDS if self._open else 3)
            if few and (self._open or (self._separated and self._capitals)):
                self._last = self._place
        while self._last and self._tokens.word(self._last - 1) in _LEFT:
            self._last -= 1
        return self._last

    def _is_next(self) -> bool:
        """Whether another detail of the person follows, rather than talk."""
        word = self._tokens.word(self._place)
        return word in _NEXT or (word.isdecimal() and len(word) > 7)

    def _ends_text(self) -> bool:
        return self._tokens.ends[-1] >= len(self._tokens.text.rstrip())

    def _step(self) -> bool:
        """Takes the next piece; False where the address has ended."""
        tokens, place = self._tokens, self._place
        word = tokens.words[place]
        if word in _LEFT:
            if word == "\n" and tokens.word(place + 1) == "\n" and tokens.word(place + 2) == "\n":
                return False
            if word in ",\n" or (word == "-" and tokens.gap(place)):
                self._separated = True
            self._place += 1
            return True
        if self._take_known():
            return not self._postcode or self._place == self._last
        if word == ".":
            return self._after_dot()
        if not tokens.is_name(place) or self._postcode or self._stops(word):
            return False
        self._pending += 1
        self._capitals = self._capitals and tokens.is_capital(place)
        self._place += 1
        return self._pending <= _MOST_WORDS

    def _stops(self, word: str) -> bool:
        tokens, place = self._tokens, self._place
        if word in DISTRICTS:
            return not tokens.is_name(place + 1)
        named = self._separated and tokens.is_capital(place) and not tokens.text.isupper()
        return word in STOP and not named

    def _after_dot(self) -> bool:
        """Whether the address goes on after a dot: doors and postcodes do so."""
        place = self._place
        following = place + 2 if self._tokens.word(place + 1) == "\n" else place + 1
        door = unit_end(self._tokens, following) > following
        broken = following > place + 1 and region_length(self._tokens, following) > 0
        if self._pending or not (door or broken or self._distinct(following)):
            return False
        self._place = following
        return True

    def _take_known(self) -> bool:
        tokens, place = self._tokens, self._place
        door = unit_end(tokens, place)
        if not self._postcode and door > place:
            return self._take(door)
        distinct = self._distinct(place)
        if distinct and not self._postcode:
            return self._take_postcode(distinct)
        length = region_length(tokens, place)
        if length:
            self._town = True
            self._take(place + length)
            self._separated = not self._postcode
            return True
        word = tokens.words[place]
        if word == "w" and tokens.is_capital(place + 1) and not self._pending:
            return self._take(place + 2)
        if word in DISTRICTS and tokens.is_name(place + 1):
            return self._take(place + 2)
        if word in DISTRICTS and tokens.word(place + 1) == "." and tokens.is_name(place + 2):
            return self._take(place + 3)
        if self._postcode:
            return False
        if is_state_code(tokens, place):
            return self._take(place + 1)
        letter = len(word) == 1 and tokens.is_capital(place) and tokens.gap(place) == 1
        if letter and place == self._first and word not in ("a", "i"):
            return self._take(place + 1)
        around = word in DIRECTIONS or word in TRAILING
        if (around or _CODE.fullmatch(word)) and not self._pending:
            return self._take(place + 1)
        if tokens.is_number(place):
            return self._take_number()
        return False

    def _take(self, place: int) -> bool:
        self._place = self._last = place
        self._pending = 0
        self._separated = False
        self._capitals = True
        return True

    def _take_postcode(self, place: int) -> bool:
        """Takes a postcode, and the capitals of a town after it where none came before."""
        tokens = self._tokens
        self._postcode = True
        if not (self._town or self._pending):
            most = place + 3
            while (
                place < most
                and tokens.is_name(place)
                and tokens.is_capital(place)
                and (tokens.gap(place) == 1 and tokens.words[place] not in STOP)
            ):
                place += 1
        return self._take(place)

    def _take_number(self) -> bool:
        tokens, place = self._tokens, self._place
        word, after = tokens.words[place], tokens.word(place + 1)
        if after in UNITS or after in ("%", ":"):
            return False
        if word.isdecimal() and 2 <= len(word) <= 3 and _second_part(tokens, place + 1):
            return self._take_postcode(place + 2)
        if _POSTCODE.fullmatch(word) and not (len(word) == 4 and word[:2] in ("19", "20")
                                              and not (self._pending or self._town)):  # fmt: skip
            end = place + 1
            if after == "-" and tokens.gap(place + 1) == 0 and tokens.is_number(place + 2):
                end = place + 3
            return self._take_postcode(end)
        ends = place + 1 == len(tokens) and self._ends_text()
        if (self._open or ends) and (self._pending or self._town) and len(word) <= 3:
            # "thum 89": the number of a district.
            return self._take(place + 1)
        return False

    def _distinct(self, place: int) -> int:
        """The place after a postcode of a layout that is nothing else, or 0."""
        tokens = self._tokens
        if place >= len(tokens):
            return 0
        match = DISTINCT.match(tokens.text, tokens.starts[place])
        return tokens.at(match.end()) if match else 0


def _second_part(tokens: Tokens, place: int) -> bool:
    """Whether the second half of a postcode in two groups stands at a place."""
    word = tokens.word(place)
    before = tokens.word(place - 1)
    if tokens.gap(place) != 1 or not word.isdecimal() or tokens.is_number(place + 1):
        return False
    return (len(before), len(word)) in ((3, 3), (3, 2), (2, 3))


def number_before(tokens: Tokens, place: int) -> int:
    """The place where what leads to a house number begins ("no 34", "# 5", "flat 2b,")."""
    while place:
        before = place - 1
        if tokens.words[before] in NUMBER_WORDS:
            place = before
        elif tokens.words[before] == "," and before >= 2 and unit_end(tokens, before - 2) == before:
            place = before - 2
        elif before >= 1 and unit_end(tokens, before - 1) == place:
            place = before - 1
        else:
            break
    return place
