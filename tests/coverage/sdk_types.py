"""The type definitions of the providers' SDKs, read as shapes of JSON."""

from __future__ import annotations

import collections.abc
import datetime
import enum
import inspect
import types
import typing
from typing import Any

import ollama._types
import typing_extensions
from pydantic import BaseModel

from tests.coverage.shapes import Items, Leaf, Member, Members, Shape, Values, one_of

_LEAVES: dict[Any, Leaf] = {
    str: Leaf("string"),
    int: Leaf("integer"),
    float: Leaf("number"),
    bool: Leaf("boolean"),
    bytes: Leaf("base64"),
    datetime.datetime: Leaf("time"),
    object: Leaf("any"),
    Any: Leaf("any"),
}
# Models that their own serialiser writes as something else.
_WRITTEN_AS: dict[type, Shape] = {ollama._types.Image: Leaf("image")}
_LISTS = ("list", "Iterable", "Sequence", "SequenceNotStr", "set", "tuple", "Collection")
_UNIONS: tuple[Any, ...] = (typing.Union, types.UnionType)
_REQUIRED: tuple[Any, ...] = (typing.Required, typing_extensions.Required)
_WRAPPERS: tuple[Any, ...] = (*_REQUIRED, typing.NotRequired, typing_extensions.NotRequired)


def shape_of(hint: Any) -> Shape | None:
    """The JSON that a type becomes; None for what is no JSON (callables, files, None)."""
    if hint is None or isinstance(hint, str | typing.ForwardRef | typing.TypeVar):
        return None
    origin: Any = typing.get_origin(hint)
    arguments = typing.get_args(hint)
    if origin is typing.Annotated or origin in _WRAPPERS:
        return shape_of(arguments[0])
    if origin in _UNIONS:
        return one_of([shape for each in arguments if (shape := shape_of(each)) is not None])
    if origin in (typing.Literal, typing_extensions.Literal):
        return Leaf("word", tuple(arguments))
    if origin is not None:
        return _generic(origin, arguments)
    if hint in _LEAVES:
        return _LEAVES[hint]
    if not inspect.isclass(hint):
        return None
    return _class(hint)


def _generic(origin: Any, arguments: tuple[Any, ...]) -> Shape | None:
    if getattr(origin, "__name__", "") in _LISTS:
        item = shape_of(arguments[0])
        return None if item is None else Items(item)
    if inspect.isclass(origin) and issubclass(origin, collections.abc.Mapping):
        value = shape_of(arguments[1])
        return None if value is None else Values(value)
    return None


def _class(cls: type) -> Shape | None:
    if typing_extensions.is_typeddict(cls):
        return Members(cls.__name__, lambda: _typed_dict(cls))
    if cls in _WRITTEN_AS:
        return _WRITTEN_AS[cls]
    if issubclass(cls, BaseModel):
        return Members(cls.__name__, lambda: _model(cls))
    if issubclass(cls, enum.Enum):
        words = [each.value for each in cls if "UNSPECIFIED" not in str(each.value)]
        return Leaf("word", tuple(words))
    if issubclass(cls, dict | collections.abc.Mapping):
        return Values(Leaf("any"))
    return None


def _typed_dict(cls: Any) -> tuple[Member, ...]:
    hints = typing_extensions.get_type_hints(cls, include_extras=True)
    found = []
    for name, hint in hints.items():
        shape = shape_of(hint)
        if shape is not None:
            required = name in cls.__required_keys__ or typing.get_origin(hint) in _REQUIRED
            found.append(Member(_alias(hint) or name, shape, required))
    return tuple(found)


def _alias(hint: Any) -> str | None:
    """The name that an SDK's own annotation gives a member on the wire."""
    if typing.get_origin(hint) in _WRAPPERS:
        hint = typing.get_args(hint)[0]
    for note in getattr(hint, "__metadata__", ()):
        alias = getattr(note, "alias", None)
        if isinstance(alias, str):
            return alias
    return None


def _model(cls: type[BaseModel]) -> tuple[Member, ...]:
    found = []
    for name, info in cls.model_fields.items():
        shape = shape_of(info.annotation)
        if shape is not None:
            wire_name = info.serialization_alias or info.alias or name
            found.append(Member(wire_name, shape, info.is_required()))
    return tuple(found)
