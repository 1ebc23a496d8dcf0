"""Generalise: a date becomes its year, an age over 89 ``90+``, a postcode its area.

What cannot be told for sure is taken out whole, as ``suppress`` does: a date whose year has
two digits, a value of a type that has no coarser form. Nothing of it can be restored.

- Dates: the year. One before 1950 would tell of somebody who is over 89 (or will be before
  the table is looked at again) and is taken out; the clock is not asked.
- Ages up to 89 stay as they are.
- Postcodes of five or nine digits: the first three, as of a US ZIP code, or ``000`` where
  20,000 people or fewer live. UK: the letters of the area. Canada: the letter of the
  district. Germany: the first two digits. Others of digits alone: the first two.

Source: 45 CFR 164.514(b)(2)(i)(B) and (C); the 17 areas are those of HHS, "Guidance
Regarding Methods for De-identification of Protected Health Information" (2012), from the
2000 census, read 2026-11-22.
"""

from __future__ import annotations

import re

from detectors.canonical import canonical_view
from detectors.operators.suppress import suppress

OLDEST = 90
EARLIEST_YEAR, LATEST_YEAR = 1950, 2199
FEW_PEOPLE = frozenset(
    {
        *("036", "059", "063", "102", "203", "556", "692", "790", "821"),
        *("823", "830", "831", "878", "879", "884", "890", "893"),
    }
)
_DIGITS = re.compile(r"[0-9]+")
_ZIP = re.compile(r"(?P<area>[0-9]{3})[0-9]{2}(?:[ -]?[0-9]{4})?\Z")
_OF_DIGITS = re.compile(r"(?P<area>[0-9]{2})[0-9]{2}(?:[ -]?[0-9]{1,4})?(?:[ ]?[A-Z]{2})?\Z")
_AREAS = {
    "UK_POSTCODE": re.compile(r"(?P<area>[A-Z]{1,2})[0-9][0-9A-Z]?[ ]?[0-9][A-Z]{2}\Z"),
    "CA_POSTAL_CODE": re.compile(r"(?P<area>[A-Z])[0-9][A-Z][ -]?[0-9][A-Z][0-9]\Z"),
    "DE_PLZ": re.compile(r"(?:D-?)?(?P<area>[0-9]{2})[0-9]{3}\Z"),
}


def generalise(entity_type: str, text: str) -> str:
    """A coarser value, or the type in brackets where there is none.

    Args:
        entity_type: decides what is coarser.
        text: the value as it was written, in any script's digits.
    """
    seen = canonical_view(text).text.strip()
    if entity_type in ("DATE_TIME", "DATE_OF_BIRTH"):
        found = _year(seen)
    elif entity_type == "AGE":
        found = _age(seen, text)
    elif entity_type == "POSTCODE":
        found = _zip_area(seen) or _area(_OF_DIGITS, seen)
    elif entity_type in _AREAS:
        found = _area(_AREAS[entity_type], seen)
    else:
        found = None
    return suppress(entity_type) if found is None else found


def _year(seen: str) -> str | None:
    """The only number of four digits, if it can be a year."""
    years = [each.group() for each in _DIGITS.finditer(seen) if len(each.group()) == 4]
    if len(years) != 1 or not EARLIEST_YEAR <= int(years[0]) <= LATEST_YEAR:
        return None
    return years[0]


def _age(seen: str, text: str) -> str | None:
    """The age with its words; one number only, as "91 and 3 months" says more."""
    numbers = list(_DIGITS.finditer(seen))
    if len(numbers) != 1 or len(numbers[0].group()) > 3:
        return None
    found = numbers[0]
    if int(found.group()) < OLDEST:
        return text
    return f"{seen[: found.start()]}{OLDEST}+{seen[found.end() :].removeprefix('+')}"


def _zip_area(seen: str) -> str | None:
    found = _ZIP.match(seen)
    if found is None:
        return None
    return "000" if found["area"] in FEW_PEOPLE else found["area"]


def _area(layout: re.Pattern[str], seen: str) -> str | None:
    found = layout.match(seen.upper())
    return None if found is None else str(found["area"])
