"""Pointers and bodies of shapes."""

from __future__ import annotations

import pytest

from tests.coverage.samples import sample
from tests.coverage.shapes import (
    Bodies,
    Items,
    Leaf,
    Member,
    Members,
    OneOf,
    Shape,
    Values,
    one_of,
    pointers,
)

TEXT = Leaf("string")
NUMBER = Leaf("number")


def named(name: str, *members: Member) -> Members:
    return Members(name, lambda: members)


def variant(word: str, *members: Member) -> Members:
    return named(word.title(), Member("type", Leaf("word", (word,)), required=True), *members)


def need(name: str, shape: Shape) -> Member:
    return Member(name, shape, required=True)


def may(name: str, shape: Shape) -> Member:
    return Member(name, shape, required=False)


TREE = named("Tree", need("word", TEXT), may("inner", Items(OneOf((variant("leaf"),)))))
NESTED: Members = Members("Nested", lambda: (may("more", NESTED), need("name", TEXT)))
ENDLESS: Members = Members("Endless", lambda: (need("more", ENDLESS),))
PARTS = OneOf((variant("text", need("text", TEXT)), variant("image", may("size", NUMBER))))


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (TEXT, {"": "string"}),
        (Items(NUMBER), {"/*": "number"}),
        (Values(TEXT), {"/*": "key|string"}),
        (OneOf((TEXT, NUMBER)), {"": "number|string"}),
        (TREE, {"/word": "string", "/inner/*[type=leaf]/type": "word"}),
        (NESTED, {"/name": "string", "/more/name": "string"}),
        (
            named("Body", need("parts", Items(PARTS))),
            {
                "/parts/*[type=text]/type": "word",
                "/parts/*[type=text]/text": "string",
                "/parts/*[type=image]/type": "word",
                "/parts/*[type=image]/size": "number",
            },
        ),
        (OneOf((named("A", may("x", TEXT)), named("B", may("x", TEXT)))), {"[A]/x": "string"}),
    ],
)
def test_pointers(shape: Shape, expected: dict[str, str]) -> None:
    found = pointers(shape)
    assert expected.items() <= found.items()
    assert {key for key in found if not key.startswith("[B]")} == set(expected)


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (TEXT, ["plain words"]),
        (Leaf("word", ("one", "two")), ["one"]),
        (Items(TEXT), [["plain words"]]),
        (Values(NUMBER), [{"plain_key": 0.5}]),
        (OneOf((Items(TEXT), TEXT)), ["plain words", ["plain words"]]),
        (OneOf((Values(NUMBER), variant("leaf"))), [{"type": "leaf"}, {"plain_key": 0.5}]),
        (
            named(
                "Body", need("a", TEXT), may("b", NUMBER), may("c", OneOf((NUMBER, Items(TEXT))))
            ),
            [
                {"a": "plain words"},
                {"a": "plain words", "b": 0.5},
                {"a": "plain words", "c": 0.5},
                {"a": "plain words", "c": ["plain words"]},
            ],
        ),
        (
            Items(PARTS),
            [
                [{"type": "text", "text": "plain words"}],
                [{"type": "image"}],
                [{"type": "image", "size": 0.5}],
            ],
        ),
        (NESTED, [{"name": "plain_name"}, {"name": "plain_name", "more": {"name": "plain_name"}}]),
        (ENDLESS, []),
        (OneOf((ENDLESS, TEXT)), ["plain words"]),
    ],
)
def test_bodies(shape: Shape, expected: list[object]) -> None:
    assert list(Bodies(sample).each(shape)) == expected


def test_members_that_the_service_requires() -> None:
    body = named("Body", may("a", TEXT), may("b", NUMBER))
    made = list(Bodies(sample, {"Body": ("b",)}).each(body))
    assert made == [{"b": 0.5}, {"b": 0.5, "a": "plain words"}]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], None),
        ([TEXT], TEXT),
        ([TEXT, TEXT], TEXT),
        ([Leaf("word", ("a",)), TEXT], TEXT),
        ([OneOf((TEXT, NUMBER)), NUMBER], OneOf((TEXT, NUMBER))),
        ([TREE, named("Tree")], TREE),
    ],
)
def test_choices(options: list[Shape], expected: Shape | None) -> None:
    assert one_of(options) == expected
