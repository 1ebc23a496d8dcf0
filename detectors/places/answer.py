"""Addresses by what names them: a word in the text, or a question in the turn before.

    my new address is 85 five way building    located at 1355 Broadway
    "Where should we deliver it to?" "1547 santhosh street in"

Layout: a number and words in either order, doors, towns and postcodes, up to the word
that turns to something else. Check digit: none. Bare digits after a question for an
address are its postcode. "yes sure" and "2 pizzas" are no address.
Source: observation of chat logs, read 2026-11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from detectors.context import Words
from detectors.places.street import address
from detectors.places.tail import region_length, tail_end, unit_end
from detectors.places.tokens import Tokens
from detectors.places.words import (
    AFTER_CUE,
    CUES,
    NO_HOUSES,
    NO_LEAD,
    OPENING,
    ORDERS,
    STOP,
    STREET_AFTER,
)
from detectors.types import Finding, Input, Pattern
from detectors.vocabulary import UNITS

NAME = "address_answer"

ASKED = Words(
    "address", "addresses", "zip", "zipcode", "zip code", "postcode", "postal code", "pincode",
    "pin code", "deliver it", "deliver to", "delivered to", "ship it", "shipped to", "send it to",
    "do you live", "are you located", "pick you up", "domicilio", "dirección", "código postal",
    "adresse", "anschrift", "postleitzahl", "plz", "code postal", "adres", "postcode",
    "indirizzo", "endereço", "cep", "osoite", "postinumero", "aadress", "sihtnumber",
    "kod pocztowy", "адрес", "住所", "地址", "주소",
)  # fmt: skip
_OTHER = Words(
    "email", "e-mail", "mail address", "ip", "mac address", "web address", "wallet", "url",
    "email address", "correo",
)  # fmt: skip
_NAMING = CUES - {
    *("lives", "live", "living", "located", "deliver", "delivered", "ship", "shipped"),
    *("location", "venue", "situated"),
    *("residing", "resides", "reside"),
}
_HOUSE = re.compile(r"(?!0\Z)[0-9]{1,6}(?:[a-z]{1,2})?|[a-z]-?[0-9]{1,4}")
_ORDINAL = re.compile(r"[0-9]{1,3}(?:st|nd|rd|th)")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_POSTCODE = re.compile(r"[0-9]{4,7}")
_STREETS = frozenset(("gardens", "square", "st", "rd", "close", "mews", "drive", "court", "way"))
# What the words of ``CUES`` begin with.
_STEMS = (
    "addr|adre|aadr|osoit|domicili|direcci|indirizzo|endere[cç]|anschrift|wohnhaft|demeurant"
    "|located|live|living|resid|deliver|ship|house|location|venue|situated|zamieszka|адрес"
)
_CUE_STEMS = tuple(_STEMS.replace("[cç]", "c|endereç").split("|"))
_CUES = CUES | {"house"}
_REACH = 110
_LONGEST = 200


class AddressAnswerDetector:
    """Finds addresses that a word or a question names."""

    name = NAME
    entity_types = ("ADDRESS", "POSTCODE")
    patterns = (
        Pattern(
            expression=rf"(?:\A|[^a-z])(?:{_STEMS})",
            max_length=24,
        ),
        Pattern(expression=r"\A[^0-9]{0,60}[0-9]", max_length=_REACH),
        Pattern(
            expression=r"\A[a-z][a-z ,.]{4,60}\z",
            max_length=70,
        ),
    )

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        """Findings that touch a window; see ``detectors.types.Detector``."""
        text = seen.text
        asked = bool(seen.before) and len(text) <= _LONGEST and ASKED.asked(seen)
        asked = asked and not _OTHER.asked(seen)
        near = "" if asked else text[start:end].lower()
        if not asked and not any(stem in near for stem in _CUE_STEMS):
            return
        seen.check()
        tokens = Tokens.of(seen, (start, end + _REACH) if not asked else (0, len(text)))
        taken = 0
        for place in [place for place, word in enumerate(tokens.words) if word in _CUES]:
            if place >= taken and _is_cue(tokens, place):
                first = _past_filler(tokens, place + 1)
                span = _stretch(tokens, first, loose=False)
                if span is None and tokens.words[place] in _NAMING:
                    span = _town(tokens, first)
                if span is not None:
                    taken = span[1]
                    yield address(tokens, span, score=0.6, detector=NAME)
        if asked and not taken:
            yield from _answers(tokens)


def _is_cue(tokens: Tokens, place: int) -> bool:
    word = tokens.words[place]
    if word == "house":
        return tokens.word(place + 1) in ("at", "on", "located")
    if word not in CUES:
        return False
    return tokens.word(place - 1) not in NO_HOUSES and tokens.word(place - 2) not in NO_HOUSES


def _past_filler(tokens: Tokens, place: int) -> int:
    most = place + 8
    while place < most and tokens.word(place) in AFTER_CUE:
        place += 1
    return place


def _stretch(tokens: Tokens, first: int, *, loose: bool) -> tuple[int, int] | None:
    """The address that begins at a place, as first piece and one past the last.

    Args:
        tokens: of the text.
        first: where it would begin.
        loose: whether words alone make an address with a small number ("34 otta nagar").
    """
    run = _run(tokens, first)
    if run is None:
        return None
    end, names, numbers = run
    if names and not numbers:
        return _unnumbered(tokens, (first, end), names=names, loose=loose)
    if not names:
        return None
    known = tail_end(tokens, end) > end or _has_postcode(tokens, first, end=end)
    if loose and len(tokens.word(first)) == 1 and tokens.is_number(first) and not known:
        return None
    capital = any(tokens.is_capital(n) for n in range(first, end) if tokens.is_name(n))
    lead = tokens.is_number(first)
    if not known and not capital and not (names > 1 and (lead or loose)):
        return None
    return first, max(end, tail_end(tokens, end))


def _run(tokens: Tokens, first: int) -> tuple[int, int, int] | None:
    """The end of the names and numbers from a place on, and how many there are of each.

    None where they are pieces of a code.
    """
    at, names, numbers = first, 0, 0
    while at < len(tokens) and at - first < 24:
        word = tokens.words[at]
        if at > first and tokens.gap(at) == 0 and word[0].isalnum() and _is_glued(tokens, at):
            return None
        if word in (",", "-", "/", "#", "(", ">") or (word == "." and _abbreviates(tokens, at)):
            at += 1
            continue
        door = unit_end(tokens, at)
        if door > at and numbers + names:
            numbers += 1
            at = door
            continue
        if word == "\n" and not names:
            break
        if _HOUSE.fullmatch(word):
            if tokens.word(at + 1) in UNITS or tokens.word(at + 1) in ("%", ":"):
                break
            if tokens.word(at + 1) == "in" or (at == first and tokens.word(at + 1) in NO_LEAD):
                break
            numbers += not _ORDINAL.fullmatch(word)
            at += 1
            continue
        if not tokens.is_name(at) or (word in STOP and not _within_name(tokens, at)):
            break
        names += 1
        at += 1
    end = at
    while end > first and tokens.words[end - 1] in (",", "-", "/", "#", "(", ">", "."):
        end -= 1
    return end, names, numbers


def _unnumbered(
    tokens: Tokens, span: tuple[int, int], *, names: int, loose: bool
) -> tuple[int, int] | None:
    """Names that are a street, or an answer's that end with a large town."""
    first, end = span
    last = tokens.word(end - 1)
    street = last in STREET_AFTER or (last in _STREETS and tokens.is_capital(end - 1))
    if 1 < names < 5 and street and tokens.words[first] not in OPENING:
        return first, tail_end(tokens, end)
    if not loose:
        return None
    if names > 1 and (region_length(tokens, end - 1) or region_length(tokens, end - 2) == 2):
        known = region_length(tokens, first) == end - first
        return (first, end) if end == len(tokens) and not known else None
    return None


def _town(tokens: Tokens, first: int) -> tuple[int, int] | None:
    """The large town that stands alone where an address was named, or a Polish one ("w Łodzi")."""
    length = region_length(tokens, first)
    if tokens.word(first - 1) == "w" and tokens.is_capital(first):
        return first - 1, first + max(length, 1)
    return (first, first + length) if length else None


def _is_glued(tokens: Tokens, place: int) -> bool:
    """Whether a piece goes on where the one before it ends: a code, no address."""
    before = tokens.word(place - 1)
    if before == "-":
        return tokens.is_number(place) and tokens.is_name(place - 2) and not tokens.gap(place - 1)
    return before[:1].isalnum()


def _abbreviates(tokens: Tokens, place: int) -> bool:
    return len(tokens.word(place - 1)) <= 3 and place + 1 < len(tokens) and tokens.gap(place) == 0


def _within_name(tokens: Tokens, place: int) -> bool:
    """Whether a small word stands between two capitals ("Calle de la Paz")."""
    return tokens.is_capital(place - 1) and (
        tokens.is_capital(place) or tokens.is_capital(place + 1) or tokens.is_capital(place + 2)
    ) and tokens.word(place) in ("de", "la", "del", "do", "da", "of", "the", "i", "y")  # fmt: skip


def _has_postcode(tokens: Tokens, first: int, *, end: int) -> bool:
    last = tokens.word(end - 1)
    return end - first > 1 and bool(_POSTCODE.fullmatch(last))


def _answers(tokens: Tokens) -> Iterator[Finding]:
    """The address, or the postcode alone, in an answer."""
    place = 0
    while place < len(tokens) and tokens.words[place] in OPENING:
        place += 1
    if place == len(tokens) or not ORDERS.isdisjoint(tokens.words):
        return
    starts = [place]
    number = next((n for n in range(place, len(tokens)) if tokens.is_number(n)), place)
    if place < number <= place + 5:
        starts.append(number)
    for first in starts:
        span = _stretch(tokens, first, loose=True)
        if span is not None and _closed(tokens, span[1]):
            yield address(tokens, span, score=0.5, detector=NAME)
            return
    if starts[-1] == place or number - place < 4:
        yield from _postcode(tokens, starts[-1])


def _closed(tokens: Tokens, place: int) -> bool:
    """Whether little follows an address, or another value."""
    rest = len(tokens) - place
    return rest < 4 or any(map(tokens.is_number, range(place, len(tokens))))


def _postcode(tokens: Tokens, place: int) -> Iterator[Finding]:
    word, after = tokens.words[place], tokens.word(place + 1)
    alone = len(tokens) == 1
    if not _POSTCODE.fullmatch(word) or after in UNITS or (_YEAR.fullmatch(word) and not alone):
        return
    end = place
    if after == "-" and len(word) == 5 and len(tokens.word(place + 2)) == 4:
        end, after = place + 2, tokens.word(place + 3)
    if after and ((tokens.gap(end + 1) == 0 and after != ".") or tokens.is_number(end + 1)):
        return
    if place and tokens.gap(place) == 0:
        return
    opening = tokens.words[:place]
    if any(each in ("is", ":") for each in opening) and any(
        each not in OPENING for each in opening
    ):
        return
    yield Finding(
        entity_type="POSTCODE",
        start=tokens.starts[place],
        end=tokens.ends[end],
        score=0.5,
        detector=NAME,
        evidence=("context",),
    )
