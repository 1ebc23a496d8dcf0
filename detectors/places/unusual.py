"""Addresses without a word for a street: doors, districts, towns with their postcode."""

from __future__ import annotations

import re

from detectors.places.house import house_at, house_start, names_back, past_dot
from detectors.places.tail import unit_end
from detectors.places.tokens import Tokens
from detectors.places.towns import US_STATES, WORDS_TOO

_POSTCODE = re.compile("[0-9]{5}")
_DISTRICTS = frozenset(
    ("gmina", "gminie", "powiat", "powiecie", "woj", "województwo", "wojewodztwo")
)
_SQUARES = frozenset(
    ("skwer", "skwerze", "rondo", "rondzie", "ul", "ulica", "ulicy", "placu", "osiedle")
)
_FORCES = frozenset(("psc", "unit", "cmr", "usns", "usnv", "uss", "uscgc"))
_DOORS = frozenset(("apt", "suite", "ste", "apartment"))
_BOXES = frozenset(("po", "p", "pob", "post"))
# The words that ``core_without_street`` looks at, beside states and postcodes.
OTHER_BEARERS = _DISTRICTS | _SQUARES | _FORCES | _DOORS | _BOXES


def core_without_street(tokens: Tokens, place: int) -> tuple[int, int] | None:
    """First piece and one past the last of what a piece other than a street word begins."""
    word = tokens.words[place]
    if word in _FORCES and (found := _military(tokens, place)):
        return found
    if unit_end(tokens, place) > place:
        return _named_door(tokens, place)
    follower = past_dot(tokens, place + 1)
    if word in _DISTRICTS and tokens.is_name(follower):
        return _district(tokens, place)
    if word in _SQUARES and tokens.is_capital(follower):
        return place, follower + 1
    if word in US_STATES:
        return _town_and_state(tokens, place)
    if _POSTCODE.fullmatch(word) and tokens.is_capital(place + 1):
        return _before_postcode(tokens, place)
    return None


def _named_door(tokens: Tokens, place: int) -> tuple[int, int] | None:
    """A name and a number with a door or a box behind them ("Pagari 18 Suite 932")."""
    word = tokens.words[place]
    end = unit_end(tokens, place)
    if word in _BOXES:
        return place, end
    if word not in _DOORS:
        return None
    at = place - 1 if tokens.word(place - 1) in (",", "\n", ">") else place
    while at and tokens.word(at - 1) in (",", "\n", ">"):
        at -= 1
    if house_at(tokens, at - 1):
        first = names_back(tokens, at - 1)
        if first < at - 1:
            return (first - 1 if house_at(tokens, first - 1) else first), end
        return None
    first = names_back(tokens, at)
    if first < at and house_at(tokens, first - 1):
        return house_start(tokens, first - 1), end
    return None


def _district(tokens: Tokens, place: int) -> tuple[int, int]:
    """A Polish district, with the village and house before it ("Nowa Wies 17, gmina X")."""
    end = past_dot(tokens, place + 1) + 1
    if tokens.word(place - 1) == "," and house_at(tokens, place - 2):
        first = names_back(tokens, place - 2, capitals=True)
        if first < place - 2:
            return first, end
    return place, end


def _military(tokens: Tokens, place: int) -> tuple[int, int] | None:
    """An address of the US armed forces: a unit or ship, then APO, FPO or DPO."""
    for at in range(place + 1, min(place + 8, len(tokens) - 2)):
        if tokens.words[at] in ("apo", "fpo", "dpo") and tokens.words[at + 1] in ("aa", "ae", "ap"):
            return place, at + 2
    return None


def _town_and_state(tokens: Tokens, place: int) -> tuple[int, int] | None:
    """A town, the short form of a state, and its ZIP code ("burnsville mn 55337")."""
    follows = place + 2 if tokens.word(place + 1) == "," else place + 1
    if not _POSTCODE.fullmatch(tokens.word(follows)) or tokens.gap(follows) != 1:
        return None
    first = names_back(tokens, place - 1 if tokens.word(place - 1) == "," else place)
    if first >= place:
        return None
    doubtful = tokens.words[place] in WORDS_TOO and not tokens.is_capital(place)
    if doubtful and (first or follows + 1 < len(tokens)):
        return None
    return first, follows


def _before_postcode(tokens: Tokens, place: int) -> tuple[int, int] | None:
    """A name in capitals and a number, a postcode and a town behind them."""
    last = place
    while last and tokens.word(last - 1) in (",", ".", ";", "-"):
        last -= 1
    if last == place and tokens.gap(place) != 1:
        return None
    if tokens.word(last - 1) == "n" and tokens.word(last - 2) == "s/":
        at = last - 2
    elif house_at(tokens, last - 1) and tokens.word(last - 2) == "-":
        at = house_start(tokens, last - 1)
    elif house_at(tokens, last - 1):
        at = last - 1
    else:
        return None
    at = at - 1 if tokens.word(at - 1) == "," else at
    first = names_back(tokens, at, capitals=True)
    return (first, last) if first < at and len(tokens.word(first)) > 2 else None
