"""Street addresses by their words: a house number, a name, a street word, what follows.

    12 Oak Street, Apt 5, Springfield IL 62704      12 rue de la Paix, 75002 Paris
    Calle Mayor 12, 3º B      Hauptstraße 12      ul. Długa 12A      Pärnu mnt 12-3

Check digit: none. A street word that is a word of daily life too ("way", "drive") needs a
name in capitals, a town or postcode behind it, or a text that is nothing else.
Sources: the addressing guides named in ``detectors.places.words``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detectors.places.house import (
    ORDINAL,
    before_name,
    house_at,
    house_end,
    house_start,
    is_split_ordinal,
    joined,
    names_back,
    number_ahead,
    past_dot,
)
from detectors.places.tail import number_before, tail_end
from detectors.places.tokens import MOST, Tokens
from detectors.places.towns import US_STATES
from detectors.places.unusual import OTHER_BEARERS, core_without_street
from detectors.places.words import (
    CUES,
    DIRECTIONS,
    ENDINGS,
    NO_LEAD,
    NO_NAME,
    PARTICLES,
    STOP,
    STREET_AFTER,
    STREET_BEFORE,
    STREET_MIDDLE,
    WEAK_AFTER,
    WEAK_BEFORE,
)
from detectors.types import Finding, Input, Pattern

NAME = "street"

_BACK, _AHEAD = 80, 130
_MOST_NAMES = 5
_SHORT = 14
_DOTTED = frozenset(
    (
        "st",
        "ave",
        "av",
        "rd",
        "blvd",
        "dr",
        "ln",
        "ct",
        "pl",
        "sq",
        "cir",
        "ter",
        "hwy",
        "pkwy",
        "trl",
        "str",
    )
)
# Without one of these there is no address.
_BEARING = re.compile("[0-9]|/[nN]|[Gg]min|[Pp]owiat|[Ww]oj|[Ss]kwer|[Rr]ond|[Uu]l")
_ENDING = re.compile(rf"[^\W\d_]{{2,}}(?:{'|'.join(ENDINGS)})\.?", re.IGNORECASE)
_NO_COMPOUND = frozenset(("during", "bring", "string", "spring", "monitoring", "register"))
# What stands after these without a space is the town ("12 oak streetavon").
_GLUED = ("street", "avenue", "boulevard", "nagar")
_LAST = frozenset(ending[-3:] for ending in ENDINGS)
_FIRST = frozenset(word[:3] for word in _GLUED)
_BEARERS = STREET_AFTER | WEAK_AFTER | STREET_BEFORE | STREET_MIDDLE | US_STATES | OTHER_BEARERS
# Of the ordinary words those that a house number of three digits makes a street.
_STREETS = frozenset(
    (
        "drive",
        "dr",
        "rd",
        "ct",
        "court",
        "circle",
        "cir",
        "ln",
        "trail",
        "st",
        "loop",
        "terrace",
        "pl",
        "blvd",
    )
)
_SCORE, _SURE = 0.6, 0.8


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(re.escape(word).replace(r"\-", "-") for word in words))


class StreetDetector:
    """Finds street addresses by the words for streets in many languages."""

    name = NAME
    entity_types = ("ADDRESS",)
    patterns = (
        Pattern(expression=rf"[0-9][a-z ]{{1,24}}[ ](?:{'|'.join(_GLUED)})[a-z]", max_length=_BACK),
        Pattern(
            expression=rf"(?:\A|[^a-z0-9])(?:{_either(STREET_AFTER | WEAK_AFTER)})(?:[^a-z]|\z)",
            max_length=_BACK,
        ),
        Pattern(
            expression=r"(?:\A|[^a-z0-9])"
            rf"(?:{_either(STREET_BEFORE - WEAK_BEFORE - STREET_AFTER - WEAK_AFTER)})[ ]?[^\s,;]",
            max_length=_BACK,
        ),
        Pattern(
            expression=r"(?:\A|[^a-z0-9])(?-i:Via|Largo|Al\.?|al\.|Os\.|os\.|Pl\.|pl\.|Str\.|str\.|CL|R\.|Strada|Corso"
            r"|Camino|Ronda|Rondo|Route|Cours|Plac|Urb\.?|Diagonal|Calzada)[ ][^\s]",
            max_length=_BACK,
        ),
        Pattern(expression=rf"[^\s0-9](?:{_either(ENDINGS)})\.?[ ][0-9]", max_length=_BACK),
        Pattern(
            expression=rf"[a-z. ][ ](?:{_either(STREET_MIDDLE - STREET_AFTER - WEAK_AFTER)})\.?"
            r"[ ][0-9]",
            max_length=_BACK,
        ),
        Pattern(
            expression=r"(?:\A|[^a-z])(?:apt|suite|ste|p\.?[ ]?o\.?[ ]?box)[. ]{0,2}[#]?[ ]?[0-9]",
            max_length=_BACK,
        ),
        Pattern(
            expression=r"[a-z],?[ \n]{1,2}(?:"
            + _either(US_STATES)
            + r"),?[ ]{1,2}[0-9]{5}(?:[^0-9]|\z)",
            max_length=_BACK,
        ),
        Pattern(
            expression=r"(?:\A|[^a-z])(?:gmin[ay]|powiat|woj\.|skwerze?|rondzie|ul\.?)[ ][^\s0-9]"
            r"|[^a-z][afd]po[ ]a[aep][ ][0-9]",
            max_length=_BACK,
        ),
        Pattern(
            expression=r"(?:[ ][0-9]{1,4}[a-z]?|s/n)[ ,.;\-]{1,3}(?:[a-z]-)?[0-9]{5}[ ,.]{1,2}"
            r"(?-i:[A-ZÁÉÍÓÚÖÄÜ])",
            max_length=_BACK,
        ),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        findings: list[Finding] = []
        # Stretches of a long window overlap, so that no address is cut.
        for low in range(start, end, MOST):
            span = (low - _BACK // 2, min(end, low + MOST) + _AHEAD)
            if _BEARING.search(text, max(0, span[0]), span[1]):
                seen.check()
                findings += _streets(Tokens.of(seen, span), min(end, low + MOST))
        return findings


def _streets(tokens: Tokens, limit: int) -> Iterator[Finding]:
    taken = 0
    bearing = [
        place
        for place, word in enumerate(tokens.words)
        if word in _BEARERS
        or (word[-3:] in _LAST and word.endswith(ENDINGS))
        or (word[:3] in _FIRST and word.startswith(_GLUED))
        or (len(word) == 5 and word.isdecimal())
    ]
    for place in bearing:
        if tokens.starts[place] > limit:
            return
        if place < taken:
            continue
        core = _core(tokens, place)
        if core is None:
            continue
        first, last, weak = core
        end = tail_end(tokens, last)
        if weak and not _supported(tokens, first, last=last, end=end):
            continue
        first = number_before(tokens, first)
        taken = end
        score = _SURE if end > last else _SCORE
        yield address(tokens, (first, end), score=score, detector=NAME)


def address(tokens: Tokens, span: tuple[int, int], *, score: float, detector: str) -> Finding:
    """A finding over the pieces of a span."""
    last = span[1]
    while tokens.word(last - 1) in (".", ","):
        last -= 1
    return Finding(
        entity_type="ADDRESS",
        start=tokens.starts[span[0]],
        end=tokens.ends[last - 1],
        score=score,
        detector=detector,
        evidence=("layout",),
    )


def _core(tokens: Tokens, place: int) -> tuple[int, int, bool] | None:
    """First piece, one past the last, and whether more has to speak for the street at a place."""
    word = tokens.words[place]
    strong = word in STREET_AFTER or word.startswith(_GLUED)
    if strong or word in WEAK_AFTER:
        first = _number_back(tokens, place)
        if first is not None:
            return first, _past_dot(tokens, place + 1), not strong
    ahead = past_dot(tokens, place + 1)
    if word in STREET_MIDDLE and house_at(tokens, ahead):
        first = names_back(tokens, place)
        if first < place:
            return before_name(tokens, first), house_end(tokens, ahead), False
    if word in STREET_BEFORE:
        core = _name_ahead(tokens, place)
        if core is not None:
            return core
    if _ENDING.fullmatch(word) and house_at(tokens, ahead) and tokens.gap(ahead) == 1:
        capital = tokens.is_capital(place)
        if word not in _NO_COMPOUND and (capital or len(word) > 7):
            first = names_back(tokens, place, capitals=True)
            return before_name(tokens, first), house_end(tokens, ahead), False
    found = core_without_street(tokens, place)
    return (*found, False) if found else None


def _past_dot(tokens: Tokens, place: int) -> int:
    dotted = tokens.word(place) == "." and tokens.word(place - 1) in _DOTTED
    return place + 1 if dotted and place + 1 < len(tokens) and tokens.is_name(place + 1) else place


def _number_back(tokens: Tokens, place: int) -> int | None:
    """The house number before a street word and its name; None if there is none."""
    names = 0
    at = place
    while at and names <= _MOST_NAMES and joined(tokens, at):
        before = at - 1
        word = tokens.words[before]
        split = is_split_ordinal(word, tokens.word(before + 1))
        if (
            house_at(tokens, before)
            and not split
            and (names or ORDINAL.fullmatch(tokens.word(before + 1)))
        ):
            only = tokens.words[before + 1 : place]
            if (len(only) == 1 and only[0] in NO_NAME) or (only and only[0] in NO_LEAD):
                return None
            return house_start(tokens, before)
        if word == "," and names and house_at(tokens, before - 1):
            at = before
            continue
        dotted = word == "'" or (word == "." and len(tokens.word(before - 1)) <= 3)
        if dotted or (word == "#" and names == 0):
            at = before
            continue
        ordinal = ORDINAL.fullmatch(word)
        named = _names_street(tokens, before, first=not names)
        if not (ordinal or named or word in DIRECTIONS or word.isdecimal()):
            return None
        names += 1
        at = before
    return None


def _names_street(tokens: Tokens, place: int, *, first: bool) -> bool:
    """Whether a piece is a part of the name of a street before its word."""
    word = tokens.words[place]
    if not tokens.is_name(place):
        return False
    capital = tokens.is_capital(place) and not tokens.text.isupper()
    if len(word) == 1:
        return capital or (first and house_at(tokens, place - 1))
    return (word not in STOP and word != "in") or (capital and len(word) > 2)


def _name_ahead(tokens: Tokens, place: int) -> tuple[int, int, bool] | None:
    """A street whose word comes first, by the name and the number behind or before it."""
    word = tokens.words[place]
    weak = word in WEAK_BEFORE
    opened = past_dot(tokens, place + 1)
    before = place - 2 if tokens.word(place - 1) == "," else place - 1
    if tokens.word(before) in ("bis", "ter"):
        before -= 1
    numbered = before >= 0 and house_at(tokens, before)
    at, names, capitals = _name_end(tokens, opened)
    if not names and not ORDINAL.fullmatch(tokens.word(at)) and not tokens.is_number(at):
        return None
    end = number_ahead(tokens, at)
    if end is not None and (names or tokens.is_number(at)):
        if weak and not capitals:
            return None
        first = house_start(tokens, before) if numbered else place
        return first, end, False
    if tokens.is_number(opened) and not weak:
        end = number_ahead(tokens, opened)
        if end is not None:
            return place, end, False
    if numbered and names:
        first = house_start(tokens, before)
        most = _prefix_name_end(tokens, place)
        return (first, most, False) if not weak or capitals else None
    return None


def _name_end(tokens: Tokens, at: int) -> tuple[int, int, int]:
    """Where a name that follows its street word ends, its words, and how many are capitals."""
    names = capitals = 0
    if tokens.is_number(at) and tokens.is_capital(at + 1) and tokens.is_name(at + 1):
        # "ul. 3 Maja 7"
        at += 1
    while at < len(tokens) and names < 7 and tokens.gap(at) <= 2:
        piece = tokens.words[at]
        if piece == "." and (names == 0 or len(tokens.word(at - 1)) <= 4):
            at += 1
            continue
        if not tokens.is_name(at) or piece in ("no", "nº", "s", "s/", "número", "km"):
            break
        if not tokens.is_capital(at) and piece in STOP and piece not in PARTICLES:
            break
        capitals += tokens.is_capital(at)
        names += 1
        at += 1
    return at, names, capitals


def _prefix_name_end(tokens: Tokens, place: int) -> int:
    """The end of the name after "12 rue": small words go on, capitals end it."""
    at = place + 1
    while at < len(tokens) and tokens.gap(at) == 1 and tokens.is_name(at) and at - place <= 6:
        small = tokens.words[at] in STOP and not tokens.is_capital(at)
        if small and not (tokens.words[at] in PARTICLES and tokens.is_capital(at + 1)):
            break
        at += 1
    return at


def _supported(tokens: Tokens, first: int, *, last: int, end: int) -> bool:
    """Whether anything else says that a number and an ordinary word are an address."""
    if end > last:
        return True
    names = [n for n in range(first, last) if tokens.is_name(n)][:-1]
    if not CUES.isdisjoint(tokens.words[max(0, first - 6) : first]):
        return True
    if names and (len(tokens.word(first)) > 2 and tokens.words[last - 1] in _STREETS):
        return True
    if names and all(tokens.is_capital(n) for n in names) and not tokens.text.isupper():
        return True
    alone = len(tokens) <= _SHORT and len(tokens.text) <= MOST
    return alone and bool(names) and first < 6 and tokens.word(last) in ("", ".", ",", "and")
