"""House numbers and the names beside them, in an address."""

from __future__ import annotations

import re

from detectors.places.tokens import Tokens
from detectors.places.words import NUMBER_WORDS, PARTICLES, STOP, TRAILING
from detectors.vocabulary import UNITS

_HOUSE = re.compile(r"(?!0[a-z]?\Z)[0-9]{1,6}(?:[a-z]{0,2}|bis|ter)")
ORDINAL = re.compile(r"[0-9]{1,3}(?:st|nd|rd|th)")
_SMALL = re.compile(r"[0-9]{1,2}[a-zºª°]{0,3}")
_KILOMETRE = re.compile(r"[0-9]{1,3}[.,][0-9]{1,3}")


def is_split_ordinal(number: str, after: str) -> bool:
    """Whether a number and the letters after it are one ordinal ("13 th", but not "146 st")."""
    last = (
        "th" if number[-2:-1] == "1" else {"1": "st", "2": "nd", "3": "rd"}.get(number[-1:], "th")
    )
    return number.isdecimal() and after == last


def house_at(tokens: Tokens, place: int) -> bool:
    """Whether a piece can be the number of a house."""
    word = tokens.word(place)
    if not _HOUSE.fullmatch(word) or ORDINAL.fullmatch(word):
        return False
    if tokens.text[tokens.starts[place] - 1 : tokens.starts[place]] in ("$", "€", "£", ":", "."):
        return False
    return tokens.word(place + 1) not in (":", "%", "€", "$") and word[-2:] not in ("am", "pm")


def house_start(tokens: Tokens, place: int) -> int:
    """Where a house number begins whose last part stands at a place ("12-14", "389 167")."""
    while (
        place >= 2
        and tokens.word(place - 1) in ("-", "/")
        and tokens.gap(place) == 0
        and (tokens.is_number(place - 2) and tokens.gap(place - 1) == 0)
    ):
        place -= 2
    if house_at(tokens, place - 1) and tokens.gap(place) == 1:
        return place - 1
    return place


def house_end(tokens: Tokens, place: int) -> int:
    """The place after a house number and its parts ("12-14", "12/3", "12 bis", "12 A")."""
    place += 1
    while (
        tokens.word(place) in ("-", "/")
        and tokens.gap(place) == 0
        and place + 1 < len(tokens)
        and tokens.gap(place + 1) == 0
        and (tokens.is_number(place + 1) or len(tokens.word(place + 1)) == 1)
    ):
        place += 2
    word = tokens.word(place)
    if word in TRAILING:
        return place + 1
    if len(word) == 1 and word.isalpha() and tokens.is_capital(place) and tokens.gap(place) == 1:
        # Stair and door: "12 A 5".
        stair = tokens.is_number(place + 1) and len(tokens.word(place + 1)) < 4
        return place + 2 if stair else place + 1
    return place


def joined(tokens: Tokens, place: int) -> bool:
    """Whether a piece and the one before it stand in one line of words."""
    return (
        0 < place < len(tokens)
        and tokens.gap(place) <= 2
        and "\n" not in tokens.words[place - 1 : place + 1]
    )


def names_back(tokens: Tokens, place: int, *, capitals: bool = False) -> int:
    """Where the words of a name before a place begin; up to three, four in capitals."""
    first = place
    while first and place - first < 4 and joined(tokens, first) and tokens.is_name(first - 1):
        word = tokens.words[first - 1]
        if capitals and word in PARTICLES and tokens.is_capital(first - 2):
            first -= 1
            continue
        if word in STOP or word in UNITS or (capitals and not tokens.is_capital(first - 1)):
            break
        first -= 1
    return first


def before_name(tokens: Tokens, first: int) -> int:
    """The number that stands before a name with its house number behind, or the name."""
    leads = house_at(tokens, first - 1) and tokens.gap(first) == 1
    return first - 1 if leads else first


def past_dot(tokens: Tokens, place: int) -> int:
    """The place after a dot, if one stands there."""
    return place + 1 if tokens.word(place) == "." else place


def number_ahead(tokens: Tokens, place: int) -> int | None:
    """The place after a house number ahead (", 24", " no 261", " s/n", " Km 12,5")."""
    at = place
    while tokens.word(at) in (",", ".", "#", "º", "°", "-") or (
        tokens.word(at) in NUMBER_WORDS or tokens.word(at) in ("km", "número")
    ):
        at += 1
        if at - place > 3:
            return None
    if tokens.word(at) in ("s/", "s") and tokens.word(at + 1) in ("n", "/", "nº"):
        return at + (3 if tokens.word(at + 1) == "/" else 2)
    if tokens.word(at) == "s/n" or _KILOMETRE.fullmatch(tokens.word(at)):
        return at + 1
    if house_at(tokens, at):
        return _doors(tokens, house_end(tokens, at))
    return None


def _doors(tokens: Tokens, place: int) -> int:
    """The place after floor and door in the Spanish way (", 3º B", ", 5, A", "- 3ºA")."""
    for _ in range(4):
        at = place
        while tokens.word(at) in (",", "-", "#", ".") and at - place < 2:
            at += 1
        value = tokens.word(at)
        letter = len(value) == 1 and value.isalpha() and tokens.is_capital(at)
        small = _SMALL.fullmatch(value) and (at > place or not value.isdecimal())
        ranged = tokens.word(at + 1) == "-" and tokens.gap(at + 1) == 0
        if not (small or letter or value in TRAILING) or ranged:
            break
        if tokens.word(at + 1) == "." and tokens.word(at + 2) in ("o", "a"):
            at += 2
        while (
            tokens.word(at + 1) in ("º", "ª", "°", ".")
            and at + 2 < len(tokens)
            and (tokens.word(at + 2) in ("º", "ª", "°") or tokens.word(at + 1) != ".")
        ):
            at += 1
        place = at + 1
    return place
