"""The table of all identifiers: every module of ``detectors.numbers.countries``."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from detectors.numbers import countries
from detectors.numbers.identifier import Identifier
from detectors.numbers.kind_words import COUNTRY_WORDS, KIND_WORDS

# Between equals the first decides: what is said of no country, then the countries.
_FIRST, _LAST = "world", "eu"


def _modules() -> list[str]:
    names = {each.name for each in pkgutil.iter_modules(countries.__path__)}
    return [_FIRST, *sorted(names - {_FIRST, _LAST}), _LAST]


IDENTIFIERS: tuple[Identifier, ...] = tuple(
    identifier
    for name in _modules()
    for identifier in importlib.import_module(f"{countries.__name__}.{name}").IDENTIFIERS
)


def sentence(identifier: Identifier, value: str) -> str:
    """A sentence that names an identifier and holds a value of it.

    Args:
        identifier: of the table.
        value: one of its examples, or any other text.
    """
    country = COUNTRY_WORDS.get(identifier.country, "").split(" ")[0].replace("_", " ")
    name = (identifier.words or KIND_WORDS[identifier.kinds[0]])[0].replace("*", "")
    return f"my {country} {name} is {value}" if country else f"my {name} is {value}"


def vectors() -> Iterator[tuple[str, str, str]]:
    """Entity type, sentence and value of one example of each entity type."""
    seen: set[str] = set()
    for each in IDENTIFIERS:
        if each.entity_type not in seen:
            seen.add(each.entity_type)
            yield each.entity_type, sentence(each, each.examples[0]), each.examples[0]
