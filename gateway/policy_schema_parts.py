"""The shapes of single values in a JSON Schema: texts, words, numbers, lists, durations."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from gateway.commitments import Argument
from gateway.yaml_values import NAME

Schema = dict[str, Any]


def text(about: str, pattern: str | None = None) -> Schema:
    """A text that is not empty."""
    found: Schema = {"type": "string", "minLength": 1, "description": about}
    return found | ({"pattern": pattern} if pattern else {})


def one_of(about: str, words: type[StrEnum] | Iterable[str]) -> Schema:
    """One word of a closed list."""
    return {"enum": [str(each) for each in words], "description": about}


def flag(about: str) -> Schema:
    """True or false."""
    return {"type": "boolean", "description": about}


def number(about: str, *, least: int, most: int) -> Schema:
    """A whole number within bounds, both included."""
    return {"type": "integer", "minimum": least, "maximum": most, "description": about}


def list_of(about: str, of: Schema, *, least: int = 0) -> Schema:
    """A list."""
    return {"type": "array", "items": of, "minItems": least, "description": about}


def duration(about: str) -> Schema:
    """A duration."""
    return text(f"{about} An ISO 8601 duration such as P30D or P12M.", "^P[0-9YMWDTHS]+$")


def name(about: str) -> Schema:
    """An id."""
    return text(about, f"^{NAME}$")


def country(about: str) -> Schema:
    """A country, or a group of them."""
    return text(f"{about} ISO 3166-1, or EEA or EU.", "^([A-Z]{2}|EEA)$")


def either(about: str, *of: Schema) -> Schema:
    """One of several shapes."""
    return {"anyOf": list(of), "description": about}


def or_null(of: Schema) -> Schema:
    """The same, or null."""
    return {"anyOf": [of, {"type": "null"}], "description": of.get("description", "")}


def argument(kind: Argument) -> Schema:
    """An argument of a probe."""
    word = text("A word.")
    return {
        Argument.WORD: word,
        Argument.WORDS: list_of("Words.", word),
        Argument.NUMBER: number("A number.", least=0, most=1_000_000),
        Argument.FLAG: flag("True or false."),
        Argument.PAIRS: {"type": "object", "additionalProperties": word},
    }[kind]
