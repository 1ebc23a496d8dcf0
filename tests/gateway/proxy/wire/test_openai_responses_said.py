"""What an answer of responses has said: its parts, its items, and what identifies them."""

from __future__ import annotations

import pytest

from gateway.errors import UpstreamFailed
from gateway.proxy.wire.answer_base import ToolCall
from gateway.proxy.wire.json_tree import Number
from gateway.proxy.wire.openai_responses_said import MAX_ITEMS, Item, Output, Part
from tests.gateway.proxy.lanes import NOTHING, P, lane


def part(*pieces: str, kind: str = "output_text") -> Part:
    made = Part(kind=kind, lane=lane(NOTHING))
    for piece in pieces:
        made.feed(piece)
    return made


@pytest.mark.parametrize(
    ("pieces", "whole", "tail", "shown"),
    [
        (["Hello ", P[:5]], f"Hello {P}", "Malathi Rao", "Hello Malathi Rao"),
        (["Hello ", P[:5]], None, P[:5], f"Hello {P[:5]}"),
        (["Hello ", P[:5]], "Other text", P[:5], f"Hello {P[:5]}"),
        (["Hello."], "Hello.", "", "Hello."),
        ([], f"{P}.", "Malathi Rao.", "Malathi Rao."),
        ([], "", "", ""),
        ([], 7, "", ""),
    ],
)
def test_a_part_ends_with_what_was_held_and_what_only_its_repeat_has(
    pieces: list[str], whole: object, tail: str, shown: str
) -> None:
    made = part(*pieces)
    assert made.end(whole) == tail
    assert (made.shown, made.ended) == (shown, True)


def places(start: object, end: object) -> dict[str, object]:
    def spelled(value: object) -> object:
        return Number(str(value)) if isinstance(value, int) else value

    return {"start_index": spelled(start), "end_index": spelled(end)}


@pytest.mark.parametrize(
    ("annotation", "before", "after"),
    [
        (places(0, 5), True, True),
        (places(0, 6), True, True),
        (places(6, 7), None, False),
        (places(7, 2), None, False),
        (places(-1, 2), False, False),
        (places("0", 2), False, False),
        (places(0, None), False, False),
        ({"end_index": Number("9" * 30)}, False, False),
        ({"index": Number("99")}, True, True),
        ({}, True, True),
    ],
)
def test_an_annotation_fits_where_the_text_before_its_end_is_as_it_came(
    annotation: dict[str, object], before: bool | None, after: bool
) -> None:
    made = part("Hello ", P[:5])
    assert made.fits(annotation) is before
    made.end(f"Hello {P}")
    assert made.fits(annotation) is after


def test_what_identifies_an_answer_stands_in_the_order_of_its_items() -> None:
    output = Output()
    call = ToolCall(raw_name="find_X", name="find", arguments='{"a":1}', shown='{"a":1}')
    act = ToolCall(raw_name="shell", name="shell", arguments="{}", shown={"commands": ["ls"]})
    output.add(Item(place=3, kind="shell_call", call=act, acts=True, called=True))
    output.add(Item(place=2, kind="function_call", call=call, called=True))
    output.add(
        Item(place=5, kind="function_call", call=ToolCall(raw_name="late"), pieces=["{", "}"])
    )
    output.add(Item(place=1, kind="message")).parts = {
        ("content", 1): part("is it."),
        ("content", 0): part(" This ", kind="refusal"),
    }
    output.add(Item(place=0, kind="reasoning")).parts = {
        ("summary", 0): part("Hm.", kind="summary_text")
    }
    assert output.texts() == ("This is it.", 'find({"a":1})', 'shell_call({"commands":["ls"]})')
    assert output.output_text() == "is it."
    assert output.stored() == {
        "output/0/summary/0": "Hm.",
        "output/1/content/0": " This ",
        "output/1/content/1": "is it.",
        "output/2/call": 'find_X({"a":1})',
        "output/3/call": "shell({})",
        "output/5/call": "late({})",
    }


def test_items_are_begun_once_and_are_so_many_at_most() -> None:
    output = Output()
    for place in range(MAX_ITEMS):
        output.add(Item(place=place, kind="message"))
    for place in (0, MAX_ITEMS):
        with pytest.raises(UpstreamFailed):
            output.add(Item(place=place, kind="message"))
    with pytest.raises(UpstreamFailed):
        output.item(MAX_ITEMS)
    assert output.item(0).kind == "message"
