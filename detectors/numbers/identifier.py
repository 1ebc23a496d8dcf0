"""What is known of a number that somebody issues: an identity number, a passport, a tax code.

An identifier is data: how it is written, whether a value of that layout is valid, and the
words that people use for it. ``detectors.numbers.documents`` finds all of them in one
pass, so that three hundred of them cost a message little more than one.

A shape says how an identifier is written: ``9`` is a digit, ``A`` a letter, ``*`` either,
``{n}`` and ``{m,n}`` repeat, anything else stands for itself and may be missing or be
another separator: ``999999-9999``, ``AA{1,2}99 9999``.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What an identifier is for; each kind has words of its own (``detectors.numbers.words``)."""

    PERSON = "person"
    TAX = "tax"
    SOCIAL = "social"
    HEALTH = "health"
    PASSPORT = "passport"
    IDENTITY_CARD = "identity_card"
    DRIVING = "driving"
    RESIDENCE = "residence"
    VOTER = "voter"
    STUDENT = "student"
    PROFESSION = "profession"
    BUSINESS = "business"
    VAT = "vat"
    BANK = "bank"
    PROPERTY = "property"


# The family (``detectors.families``) of what each kind names.
FAMILY = {
    **dict.fromkeys(Kind, "GOV_ID"),
    Kind.HEALTH: "MEDICAL_ID",
    Kind.PROFESSION: "MEDICAL_ID",
    Kind.BUSINESS: "BUSINESS_ID",
    Kind.VAT: "BUSINESS_ID",
    Kind.BANK: "BANK_ACCOUNT",
    Kind.PROPERTY: "OTHER_ID",
}

Check = Callable[[str], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """One kind of number that one body issues.

    Attributes:
        entity_type: Presidio's name where it has one, else country and name (``EE_ISIKUKOOD``).
        country: ISO 3166-1 alpha-2 code, or an empty string for all countries.
        kinds: what it is for; the first one gives the family.
        shapes: how it is written; see above.
        valid: whether a value of that shape can have been issued. It is given the letters
            and digits alone, upper-case; with ``spelt`` the value as it is written.
        spelt: separators mean something (the century of a Finnish code).
        words: what people call it, lower-case, beside the words of its kind and country;
            in capitals what counts only in capitals (``NI``), with a final ``*`` where
            endings may follow (``isikukood*``).
        issuer: who issues it.
        layout: what its characters mean.
        check: the check digit's algorithm, or ``none``.
        source: article or page, with the date read.
        passes: how often a random value of its shape is valid, 0 to 1.
        examples: synthetic values that are valid.
        near_misses: values of its shape, or nearly, that are not.
        words_needed: without words it does not count, however rare it is by chance.
        family: overrides the family of the first kind.
    """

    entity_type: str
    country: str
    kinds: tuple[Kind, ...]
    shapes: tuple[str, ...]
    valid: Check
    words: tuple[str, ...]
    issuer: str
    layout: str
    check: str
    source: str
    passes: float
    examples: tuple[str, ...] = field(repr=False)
    near_misses: tuple[str, ...] = field(default=(), repr=False)
    spelt: bool = False
    words_needed: bool = False
    family: str = ""

    @property
    def has_check(self) -> bool:
        """Whether a check digit, and not the layout alone, speaks for a value."""
        return self.check != "none"

    @property
    def family_name(self) -> str:
        """The family of the entity type; see ``detectors.families``."""
        return self.family or FAMILY[self.kinds[0]]


def stdnum(module: str) -> Check:
    """Validity as a module of python-stdnum knows it, which is imported on first use.

    Args:
        module: its name within the package, ``ee.ik``.
    """
    known: list[Check] = []

    def valid(value: str) -> bool:
        if not known:
            known.append(importlib.import_module(f"stdnum.{module}").is_valid)
        return bool(known[0](value))

    return valid


def matching(expression: str, *, then: Check | None = None) -> Check:
    """Validity by an expression over the whole value, and a check if there is one.

    Args:
        expression: in the syntax of ``re``, over upper-case letters and digits.
        then: asked about what matches.
    """
    known: list[re.Pattern[str]] = []

    def valid(value: str) -> bool:
        if not known:
            known.append(re.compile(expression))
        return known[0].fullmatch(value) is not None and (then is None or then(value))

    return valid


_PART = re.compile(r"([9A*])(?:\{(\d+)(?:,(\d+))?\})?|(.)", re.DOTALL)
_CLASSES = {"9": "[0-9]", "A": "[A-Za-z]", "*": "[0-9A-Za-z]"}


def shape_parts(shape: str) -> list[tuple[str, int, int]]:
    """The marks of a shape in order, each with how often it stands at least and at most."""
    return [
        (mark, int(least or 1), int(most or least or 1))
        for mark, least, most, _ in _PART.findall(shape)
        if mark
    ]


def literals(shape: str) -> list[str]:
    """The signs between the marks of a shape, each run of them as one."""
    return [each for each in re.split(r"[9A*](?:\{[0-9,]+\})?", shape) if each]


def least_length(shape: str) -> int:
    """The letters and digits that the shortest value of a shape has."""
    return sum(least for _, least, _ in shape_parts(shape))


def written_expression(shape: str) -> str:
    """The expression over text of a shape written exactly so, separators included."""
    parts = []
    for mark, least, most, literal in _PART.findall(shape):
        if mark:
            parts.append(_CLASSES[mark] + (f"{{{least},{most or least}}}" if least else ""))
        else:
            parts.append(re.escape(literal))
    return "".join(parts)
