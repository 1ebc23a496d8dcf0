"""Sentences that name a bare value: "my Estonian personal code is ...". Pure.

What a value is called comes from where its format is described: python-stdnum's own
docstrings, and tables for the formats of validator.js and Presidio's recognisers. A seed
chooses the phrase, so that every run and every engine sees the same sentence.
"""

from __future__ import annotations

import importlib
import random
import re
from functools import lru_cache

from benchmarks.document_names import COUNTRIES, ENTITIES, KINDS, NATIVE_PHRASES, PLAIN

PHRASES = (
    "my {} is ",
    "here is my {}: ",
    "the {} is ",
    "{}: ",
    "{} ",
    "sure, my {} is ",
    "you can find it under {} ",
    "i was asked for my {}, it is ",
)
_PARENTHESES = re.compile(r"(?s)(.*?)\s*\((.*)\)")
_BARE_WORDS = 4


def sentence(identifier: str, *, named: str, seed: int) -> str:
    """What is put before a value; ends with a space or is empty.

    Args:
        identifier: the row's id; names source and format, and chooses the phrase.
        named: the row's format or entity.
        seed: of the run.
    """
    draw = random.Random(f"{seed}:{identifier}")
    parts = identifier.split(":")
    phrases = list(PHRASES)
    if parts[0] == "stdnum":
        names = list(stdnum_names(parts[1]))
        native = NATIVE_PHRASES.get(parts[1].partition(".")[0].strip("_"))
        if native is not None:
            phrases += native
    elif parts[0] == "validatorjs":
        names = list(validator_names(named))
    elif parts[0] == "presidio-tests":
        names = list(ENTITIES.get(named) or (named.replace("_", " ").lower(),))
    elif parts[0] == "schwifty":
        names = ["IBAN", "bank account", "account number (IBAN)", "IBAN number"]
    elif parts[0] == "libphonenumber":
        names = ["phone number", "number", "telephone number", "mobile", "contact number"]
    else:
        return ""
    return draw.choice(phrases).format(draw.choice(names))


def is_bare(text: str, spans: list[tuple[int, int]]) -> bool:
    """Whether a text is nothing but a value, or a near miss of one."""
    if not spans:
        return len(text.split()) <= _BARE_WORDS
    (start, end), *rest = spans
    outside = text[:start] + text[end:]
    return not rest and not any(character.isalnum() for character in outside)


@lru_cache(maxsize=1024)
def stdnum_names(module: str) -> tuple[str, ...]:
    """What python-stdnum calls a format: its short name, its own and its English one."""
    try:
        text = importlib.import_module(f"stdnum.{module}").__doc__ or ""
    except ImportError:
        text = ""
    first = " ".join(text.strip().partition("\n\n")[0].split()).rstrip(".")
    if not first:
        return (module.replace(".", " ").replace("_", "").upper(),)
    match = _PARENTHESES.fullmatch(first)
    if match is None:
        return (first,)
    short = match[1].split(",")[0].strip()
    inner = [part.strip().removeprefix("the ").strip('"') for part in match[2].split(",")]
    country = COUNTRIES.get(module.partition(".")[0].strip("_").upper())
    found = [short, inner[-1]]
    if len(inner) > 1:
        found.append(inner[0])
    if country is not None and country.lower() not in short.lower():
        found.append(f"{country} {short}")
    return tuple(dict.fromkeys(name for name in found if name))


@lru_cache(maxsize=1024)
def validator_names(named: str) -> tuple[str, ...]:
    """What validator.js's formats are called in English."""
    kind, _, place = named.partition("_")
    names = KINDS.get(kind, (kind.lower(),))
    country = COUNTRIES.get(place.rpartition("_")[2])
    if country is None or kind in PLAIN:
        return names
    return (*names, *(f"{country} {name}" for name in names))
