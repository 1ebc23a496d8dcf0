"""Reads a YAML file as a tree in which every value knows its line and its key path.

The loaders of the policy and of the configuration walk this tree and name the place of
each error. Only plain YAML is read: no tags that make objects, no merge keys. Messages
name files, lines, keys and what was expected, never a scalar that was found: a secret
pasted into the wrong place stays out of the terminal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

import yaml

from gateway.errors import ConfigurationError

Choice = TypeVar("Choice", bound=StrEnum)

_TAG = "tag:yaml.org,2002:"
_KINDS = {"bool": "true or false", "int": "a number", "float": "a number", "null": "nothing"}
_INTEGER = re.compile(r"-?[0-9]{1,18}\Z")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?\Z")
_MOST_BYTES = 1 << 20
_MOST_PLAIN = 10**18
_UNNAMED = "<unicode string>"  # what PyYAML calls a text that no file was named for


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a YAML file.

    Attributes:
        file: name of the file that it stands in, as it was given.
        path: key path from the root, for example ``recipients[0].country``.
        node: the composed node.
    """

    file: str
    path: str
    node: yaml.Node

    def __repr__(self) -> str:
        return f"Value({self.file}:{self.line}: {self.path})"

    @property
    def line(self) -> int:
        """Line of the file, from 1."""
        return int(self.node.start_mark.line) + 1

    def error(self, message: str) -> ConfigurationError:
        """An error that names this value's file, line and key path."""
        return ConfigurationError(f"{self.file}:{self.line}: {self.path or 'file'}: {message}")

    @property
    def is_null(self) -> bool:
        """Whether the file says ``null``, or nothing at all."""
        return self.node.tag == f"{_TAG}null"

    @property
    def is_mapping(self) -> bool:
        """Whether keys and values stand here."""
        return isinstance(self.node, yaml.MappingNode)

    def plain(self) -> Any:
        """Whatever stands here as dicts, lists, texts, numbers, flags and None.

        Raises:
            ConfigurationError: a key or value that is none of these, or a duplicate key.
        """
        if self.is_mapping:
            return {key: value.plain() for key, value in self.entries().items()}
        if isinstance(self.node, yaml.SequenceNode):
            return [value.plain() for value in self.elements()]
        kind = self.node.tag.removeprefix(_TAG)
        if kind == "null":
            return None
        if kind == "bool":
            return self.flag()
        if kind == "int":
            return self.integer(least=-_MOST_PLAIN, most=_MOST_PLAIN)
        if kind == "float":
            return self.number(least=-_MOST_PLAIN, most=_MOST_PLAIN)
        return self.text()

    def entries(self) -> dict[str, Value]:
        """The values of a mapping by key, in order.

        Raises:
            ConfigurationError: not a mapping, a key that is not text, or a duplicate key.
        """
        if not isinstance(self.node, yaml.MappingNode):
            raise self.error("must be a mapping of keys to values")
        found: dict[str, Value] = {}
        for key_node, value_node in self.node.value:
            key = self._part(self.path, key_node).text()
            path = f"{self.path}.{key}" if self.path else key
            if key in found:
                place = self._part(path, key_node)
                raise place.error(f"duplicate key; it stands on line {found[key].line} already")
            found[key] = self._part(path, value_node)
        return found

    def fields(self, *known: str) -> Fields:
        """The mapping with a closed list of keys.

        Raises:
            ConfigurationError: not a mapping, or a key that is not in the list.
        """
        entries = self.entries()
        for key, value in entries.items():
            if key not in known:
                raise value.error(f"unknown key; known are {', '.join(known)}")
        return Fields(at=self, entries=entries)

    def elements(self) -> Iterator[Value]:
        """The values of a list, in order.

        Raises:
            ConfigurationError: not a list.
        """
        if not isinstance(self.node, yaml.SequenceNode):
            raise self.error("must be a list")
        for place, node in enumerate(self.node.value):
            yield self._part(f"{self.path}[{place}]", node)

    def _part(self, path: str, node: yaml.Node) -> Value:
        """A part of this value; a node that was read from another file names that one."""
        name = str(node.start_mark.name)
        return Value(file=self.file if name == _UNNAMED else name, path=path, node=node)

    def text(self, pattern: str | None = None, *, what: str = "text") -> str:
        """A text that is not empty.

        Args:
            pattern: regular expression that the whole text must match.
            what: what the pattern asks for, in words, for the error.

        Raises:
            ConfigurationError: another type (``NO`` and ``1.0`` need quotes), empty, or
                not as the pattern says.
        """
        if not isinstance(self.node, yaml.ScalarNode):
            raise self.error(f"must be {what}")
        if self.node.tag != f"{_TAG}str":
            kind = _KINDS.get(self.node.tag.removeprefix(_TAG), "another type")
            raise self.error(f"must be {what}; YAML reads this as {kind}, so put it in quotes")
        text = str(self.node.value)
        if not text.strip() or (pattern is not None and re.fullmatch(pattern, text) is None):
            raise self.error(f"must be {what}" if text.strip() else "must not be empty")
        return text

    def flag(self) -> bool:
        """``true`` or ``false``.

        Raises:
            ConfigurationError: anything else, ``yes`` and ``no`` included.
        """
        if self.node.tag == f"{_TAG}bool" and self.node.value in ("true", "false"):
            return bool(self.node.value == "true")
        raise self.error("must be true or false")

    def integer(self, *, least: int, most: int) -> int:
        """A whole number within bounds, both included.

        Raises:
            ConfigurationError: anything else.
        """
        if self.node.tag == f"{_TAG}int" and _INTEGER.match(self.node.value):
            number = int(self.node.value)
            if least <= number <= most:
                return number
        raise self.error(f"must be a whole number from {least} to {most}")

    def number(self, *, least: float, most: float) -> float:
        """A number within bounds, both included; not infinite, not NaN.

        Raises:
            ConfigurationError: anything else.
        """
        if self.node.tag in (f"{_TAG}int", f"{_TAG}float") and _NUMBER.match(self.node.value):
            number = float(self.node.value)
            if least <= number <= most:
                return number
        raise self.error(f"must be a number from {least:g} to {most:g}")

    def choice(self, kind: type[Choice]) -> Choice:
        """One word of a closed list.

        Raises:
            ConfigurationError: another word; the message lists those that are known.
        """
        words = ", ".join(each.value for each in kind)
        text = self.text(what=f"one of {words}")
        try:
            return kind(text)
        except ValueError:
            raise self.error(f"must be one of {words}") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """A mapping whose keys were checked against a closed list."""

    at: Value
    entries: Mapping[str, Value]

    def required(self, key: str) -> Value:
        """The value of a key that must be there.

        Raises:
            ConfigurationError: the key is missing, or its value is ``null``.
        """
        value = self.entries.get(key)
        if value is None:
            raise self.at.error(f"the key {key} is missing")
        if value.is_null:
            raise value.error("must not be null")
        return value

    def optional(self, key: str) -> Value | None:
        """The value of a key, or None where it is missing or ``null``."""
        value = self.entries.get(key)
        return None if value is None or value.is_null else value


def load_yaml(path: Path) -> Value:
    """Reads a file of one YAML document, of 1 MiB at most.

    Raises:
        ConfigurationError: the file cannot be read, is too long, is not UTF-8 or not YAML.
    """
    name = str(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{name}: cannot be read ({type(error).__name__})") from None
    if len(content) > _MOST_BYTES:
        raise ConfigurationError(f"{name}: is longer than {_MOST_BYTES} bytes")
    try:
        node = _compose(content.decode("utf-8-sig"), name=name)
    except UnicodeDecodeError:
        raise ConfigurationError(f"{name}: is not UTF-8") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        raise ConfigurationError(f"{name}:{line}: is not valid YAML") from None
    except (yaml.YAMLError, RecursionError):
        raise ConfigurationError(f"{name}:1: is not valid YAML") from None
    if node is None:
        raise ConfigurationError(f"{name}:1: is empty")
    return Value(file=name, path="", node=node)


def _compose(text: str, *, name: str) -> yaml.Node | None:
    """The nodes of one document; each knows the file that it stands in."""
    loader = yaml.SafeLoader(text)
    loader.name = name
    try:
        node: yaml.Node | None = loader.get_single_node()
    finally:
        loader.dispose()
    return node
