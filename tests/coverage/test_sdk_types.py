"""The SDKs' types are read as the JSON that they become."""

from __future__ import annotations

import datetime
import enum
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, Annotated, Any, Literal, Optional, Required, Union

import pytest
from openai.types import shared_params
from pydantic import BaseModel, Field
from typing_extensions import TypedDict

from tests.coverage.sdk_types import shape_of
from tests.coverage.shapes import Items, Leaf, Members, OneOf, Shape, Values

TEXT = Leaf("string")


class Colour(enum.Enum):
    NONE = "COLOUR_UNSPECIFIED"
    RED = "RED"


class Note:
    def __init__(self, alias: str) -> None:
        self.alias = alias


class Typed(TypedDict, total=False):
    needed: Required[str]
    other: Annotated[int, Note("otherName")]
    work: Callable[[], None]


class Modelled(BaseModel):
    needed: str
    other_one: int | None = Field(None, alias="otherOne")


@pytest.mark.parametrize(
    ("hint", "shape"),
    [
        (str, TEXT),
        (bytes, Leaf("base64")),
        (float, Leaf("number")),
        (Any, Leaf("any")),
        (object, Leaf("any")),
        (datetime.datetime, Leaf("time")),
        (Literal["a", "b"], Leaf("word", ("a", "b"))),
        (Colour, Leaf("word", ("RED",))),
        (Optional[str], TEXT),  # noqa: UP045
        (Union[str, int], OneOf((TEXT, Leaf("integer")))),  # noqa: UP007
        (str | Literal["a"], TEXT),
        (Annotated[Required[str], Note("x")], TEXT),
        (list[str], Items(TEXT)),
        (Iterable[int], Items(Leaf("integer"))),
        (Sequence[str | IO[bytes]], Items(TEXT)),
        (dict[str, object], Values(Leaf("any"))),
        (Mapping[str, str], Values(TEXT)),
        (dict, Values(Leaf("any"))),
    ],
)
def test_leaves_and_containers(hint: Any, shape: Shape) -> None:
    assert shape_of(hint) == shape


@pytest.mark.parametrize(
    "hint", [None, type(None), Callable[[], str], IO[bytes], os.PathLike, Iterable[IO[bytes]], type]
)
def test_what_is_no_json(hint: Any) -> None:
    assert shape_of(hint) is None


@pytest.mark.parametrize(
    ("cls", "members"),
    [
        (Typed, [("needed", TEXT, True), ("otherName", Leaf("integer"), False)]),
        (Modelled, [("needed", TEXT, True), ("otherOne", Leaf("integer"), False)]),
        (
            shared_params.FunctionDefinition,
            [
                ("name", TEXT, True),
                ("description", TEXT, False),
                ("parameters", Values(Leaf("any")), False),
                ("strict", Leaf("boolean"), False),
            ],
        ),
    ],
)
def test_objects(cls: Any, members: list[tuple[str, Shape, bool]]) -> None:
    shape = shape_of(cls)
    assert isinstance(shape, Members)
    assert [(each.name, each.shape, each.required) for each in shape.members] == members
