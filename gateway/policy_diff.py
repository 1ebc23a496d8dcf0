"""The effective values of a policy by key path, where each stands, and how two differ. Pure.

Lists are values: a list that differs in one place differs as a whole, as a policy that
extends another replaces it as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.yaml_tree import Value

# Of which file and version a policy is says nothing about what it does.
_NOT_COMPARED = ("id", "extends", "include")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One effective value.

    Attributes:
        path: key path, for example ``actions.default.store``.
        value: text, number, flag, None or a list.
        file: that it stands in; a policy's own, the one that it extends, or a profile.
        line: in that file.
    """

    path: str
    value: Any
    file: str
    line: int

    def as_json(self) -> dict[str, Any]:
        """The setting, JSON-like."""
        return {"path": self.path, "value": self.value, "file": self.file, "line": self.line}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A key path whose values differ; None where one policy does not have it."""

    path: str
    one: Setting | None
    other: Setting | None


def settings_of(tree: Value) -> Mapping[str, Setting]:
    """Every effective value of a policy by its key path, in order.

    Raises:
        ConfigurationError: a key stands twice, or a value is of no known kind.
    """
    return {each.path: each for each in _settings(tree, "")}


def _settings(value: Value, path: str) -> Iterator[Setting]:
    if value.is_mapping and (entries := value.entries()):
        for key, entry in entries.items():
            yield from _settings(entry, f"{path}.{key}" if path else key)
    else:
        yield Setting(path=path, value=_plain(value), file=value.file, line=value.line)


def _plain(value: Value) -> Any:
    """What stands there; ``on`` and ``off`` as they are written."""
    node = value.node
    if node.tag.endswith(":bool") and node.value not in ("true", "false"):
        return str(node.value)
    return value.plain()


def differences(one: Value, other: Value) -> list[Difference]:
    """Where two policies differ, in order of the key paths.

    Raises:
        ConfigurationError: as ``settings_of`` does.
    """
    first, second = settings_of(one), settings_of(other)
    found = [
        Difference(path=path, one=first.get(path), other=second.get(path))
        for path in sorted({*first, *second})
        if path.split(".")[0] not in _NOT_COMPARED
    ]
    return [each for each in found if not _same(each.one, each.other)]


def _same(one: Setting | None, other: Setting | None) -> bool:
    if one is None or other is None:
        return one is other
    return type(one.value) is type(other.value) and bool(one.value == other.value)
