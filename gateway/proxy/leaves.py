"""How a leaf of a body is read: as running text, as a value, as a key, as a fixed word.

The types of detectors.running_text are found by taggers, which need words around a word.
In schemas and objects most words stand alone, and a surrogate in the place of a tool's
name, a schema's property or a key breaks what reads them. So a single word counts as one
of these types only where something speaks for it. Identifiers count everywhere.

    reading     findings of these types    values of these types known from elsewhere
    TALK        all                        all
    VALUE       from SURE_ALONE on         all
    KEY         none                       all
    FIXED       none                       whole names of people, addresses
    FRACTION    none; others from          all
                SURE_FRACTION on
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from detectors.running_text import OF_RUNNING_TEXT
from detectors.titles import without_title
from detectors.types import Finding
from gateway.model import Kind, Segment
from gateway.proxy.known import index
from gateway.proxy.naming_keys import names_somebody, names_thing
from gateway.proxy.wire.json_tree import Number

# The score from which on a tagger is believed in a word that stands alone.
SURE_ALONE = 0.74
# The score from which on a number with a fraction is believed to be an identifier: a layout
# alone, like that of a phone number, is one by chance ("score": 0.98765432).
SURE_FRACTION = 0.7
# Names of so many words are no word of a schema by chance.
_WHOLE = 2
_NAMES_SOMEBODY = frozenset({"PERSON", "ADDRESS"})
# White space, also as an escape; letters of scripts in which a sentence may have none.
_SEVERAL_WORDS = re.compile(
    r"\s|%20|&nbsp;|\\[nrt]"
    "|[\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3100-\u312f"
    "\u31a0-\u31bf\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff]"
)


class Place(StrEnum):
    """The part of a body that a leaf stands in."""

    TALK = "talk"  # messages
    DATA = "data"  # arguments and results of tools, metadata, options
    DEFINITION = "definition"  # tools, schemas, choices of tools: the developer's own words


class Reading(StrEnum):
    """How a leaf is read; see above."""

    TALK = "talk"
    VALUE = "value"
    KEY = "key"
    FIXED = "fixed"
    FRACTION = "fraction"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Leaf(Segment):
    """A segment whose wire knows how it is read.

    Attributes:
        reading: see Reading.
    """

    reading: Reading = Reading.TALK


def reading(text: str, kind: Kind, *, place: Place, keys: Sequence[str] = ()) -> Reading:
    """How a leaf is read.

    Args:
        text: of the leaf.
        kind: see Kind.
        place: where it stands.
        keys: above the leaf, the nearest first; see naming_keys.below.
    """
    if isinstance(text, Number) and "." in text:
        return Reading.FRACTION
    if kind is Kind.FIXED:
        return Reading.TALK if any(map(str.isspace, text)) else Reading.FIXED
    if _SEVERAL_WORDS.search(text) is not None:
        return Reading.TALK
    if place is Place.DEFINITION:
        return Reading.FIXED
    if place is Place.TALK:
        return Reading.TALK
    if kind in (Kind.KEY, Kind.NAME) or names_thing(keys):
        return Reading.KEY
    return Reading.TALK if names_somebody(keys) else Reading.VALUE


def reading_of(segment: Segment) -> Reading:
    """How a segment is read."""
    if isinstance(segment, Leaf):
        return segment.reading
    return Reading.FIXED if segment.is_identifier else Reading.TALK


def counts(finding: Finding, read: Reading) -> bool:
    """Whether a finding in a leaf that is read like this is one at all."""
    if read is Reading.FRACTION:
        is_sure = finding.score >= SURE_FRACTION
        return is_sure and finding.entity_type not in OF_RUNNING_TEXT
    if read is Reading.TALK or finding.entity_type not in OF_RUNNING_TEXT:
        return True
    return read is Reading.VALUE and finding.score >= SURE_ALONE


def is_known_in_fixed_words(entity_type: str, text: str) -> bool:
    """Whether a known value stays one in the words of a schema.

    "diabetes" or "virginia" there is the developer's word; "malathi_rao" is a person.
    """
    if entity_type not in OF_RUNNING_TEXT:
        return True
    return entity_type in _NAMES_SOMEBODY and len(index(without_title(text)).starts) >= _WHOLE
