"""Reads notices from YAML into the types of gateway/notice.py.

A notice is loaded whole or not at all. Every error names file, line and key path.
docs/notices.md explains each key.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import yaml

from gateway.notice import (
    FACTS_OF_PARTS,
    PARTS,
    PLACES,
    UNREDACTED,
    Notice,
    NoticeVersion,
    unknown_places,
)
from gateway.notice_words import is_known
from gateway.yaml_tree import Value, load_yaml
from gateway.yaml_values import read_name

_LANGUAGE_WORDS = "an ISO 639-1 code in which countries have names"
_VERSION = r"[A-Za-z0-9][A-Za-z0-9._-]{0,31}"
_ASKED_FOR = ("purpose", "benefits")
_LACKING = (
    "a notice for third-party AI that lacks purpose or benefits is a configuration error: "
    "say it in words"
)
_PLACE = re.compile(r"\{[a-z]+\}")
# Control characters, halves of pairs, and what turns the direction of the text around.
_HIDDEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


def load_notice(path: Path | str) -> Notice:
    """Loads one notice file.

    Args:
        path: a file whose name without ending is the notice's id.

    Raises:
        ConfigurationError: the file is no whole notice; names file, line and key path.
    """
    path = Path(path)
    top = load_yaml(path).fields("id", "versions")
    key = read_name(top.required("id"))
    if key != path.stem:
        raise top.required("id").error("must equal the file's name without its ending")
    return Notice(key=key, versions=_versions(top.required("versions")))


def load_notices(directory: Path | str) -> Mapping[str, Notice]:
    """Loads every notice of a directory, by id; none where there is no directory.

    Raises:
        ConfigurationError: as ``load_notice`` does, at the first file that is none.
    """
    found = (load_notice(path) for path in sorted(Path(directory).glob("*.yaml")))
    return MappingProxyType({notice.key: notice for notice in found})


def _versions(value: Value) -> tuple[NoticeVersion, ...]:
    found: list[NoticeVersion] = []
    for entry in value.elements():
        version = _version(entry)
        known = entry.entries()
        if version.version in {each.version for each in found}:
            raise known["version"].error("a version of this name exists already")
        if found:
            newer = found[-1]
            if version.valid_from >= newer.valid_from:
                raise known["valid_from"].error(
                    "must be earlier than that of the version above: the newest stands first, "
                    "and no two start at the same time"
                )
            dropped = sorted(version.texts.keys() - newer.texts.keys())
            if dropped:
                raise known["texts"].error(
                    f"the version above must not drop a language: {', '.join(dropped)}"
                )
        found.append(version)
    if not found:
        raise value.error("must not be empty")
    return tuple(found)


def _version(value: Value) -> NoticeVersion:
    known = value.fields("version", "valid_from", "material_change", "texts")
    return NoticeVersion(
        version=known.required("version").text(
            _VERSION, what="letters, digits, dots, - and _, 32 at most"
        ),
        valid_from=_time(known.required("valid_from")),
        material_change=known.required("material_change").flag(),
        texts=_texts(known.required("texts")),
    )


def _time(value: Value) -> datetime:
    words = "a time with its zone, such as 2026-12-01T00:00:00Z"
    node = value.node
    if not isinstance(node, yaml.ScalarNode):
        raise value.error(f"must be {words}")
    try:
        time = datetime.fromisoformat(node.value)
        if time.tzinfo is not None:
            return time.astimezone(UTC)
    except (ValueError, OverflowError):
        pass  # refused below, like a time without zone
    raise value.error(f"must be {words}")


def _texts(value: Value) -> Mapping[str, Mapping[str, str]]:
    found: dict[str, Mapping[str, str]] = {}
    for language, entry in value.entries().items():
        if not is_known(language):
            raise entry.error(f"the key must be {_LANGUAGE_WORDS}")
        found[language] = _parts(entry)
    if not found:
        raise value.error("must not be empty")
    return MappingProxyType(found)


def _parts(value: Value) -> Mapping[str, str]:
    entries = value.fields(*PARTS, UNREDACTED).entries
    found: dict[str, str] = {}
    for part in (*PARTS, UNREDACTED):
        entry = entries.get(part)
        if entry is not None:
            found[part] = _words(part, entry)
        elif part in _ASKED_FOR:
            raise value.error(f"the key {part} is missing; {_LACKING}")
        elif part != UNREDACTED:
            raise value.error(f"the key {part} is missing")
    return MappingProxyType(found)


def _words(part: str, value: Value) -> str:
    """The words of one part: said, readable, with its fact and no unknown place."""
    text = _normal(value)
    fact = FACTS_OF_PARTS.get(part)
    if not text or not (fact or any(each.isalpha() for each in _PLACE.sub("", text))):
        raise value.error(_LACKING if part in _ASKED_FOR else "must not be empty")
    unknown = unknown_places(text)
    if unknown:
        places = ", ".join(f"{{{place}}}" for place in sorted(PLACES))
        raise value.error(f"holds a place or a brace that is unknown; known are {places}")
    if fact is not None and f"{{{fact}}}" not in text:
        raise value.error(f"must hold {{{fact}}}, which the configuration fills in")
    return text


def _normal(value: Value) -> str:
    """The text in Unicode's composed form, without space at its ends; empty if all is space.

    Raises:
        ConfigurationError: no text, or with characters that nobody sees.
    """
    node = value.node
    if value.is_null or (isinstance(node, yaml.ScalarNode) and not node.value.strip()):
        return ""
    text = unicodedata.normalize("NFC", value.text()).strip()
    if _HIDDEN.search(text):
        raise value.error("must hold no control characters")
    return text
