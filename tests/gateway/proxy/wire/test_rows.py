"""Which messages are read together across the turns of the other side."""

from __future__ import annotations

import json

from gateway.proxy.wire.base import Document
from gateway.proxy.wire.openai_chat import read_request
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.rows import MOST_PARTS, MOST_TURNS


def chat(*turns: str) -> Document:
    """A conversation in which the person speaks first, and every other turn."""
    messages = [
        {"role": "assistant" if place % 2 else "user", "content": text}
        for place, text in enumerate(turns)
    ]
    return read_request(json.dumps({"model": "m", "messages": messages}).encode(), ReadOptions())


def groups(read: Document) -> list[list[str]]:
    return [
        [read.slots[slot].segment.text for slot in group.slots]
        for group in read.groups
        if group.at_numbers
    ]


def test_two_turns_with_numbers_are_read_together() -> None:
    assert groups(chat("card 4111 1111", "and the rest?", "1111 1111")) == [
        ["card 4111 1111", "1111 1111"]
    ]


def test_a_turn_without_a_number_is_left_out() -> None:
    apart = chat("card 4111", "yes?", "hold on", "yes?", "1111")
    assert groups(apart) == [["card 4111", "1111"]]
    fillers = [text for _ in range(MOST_TURNS - 1) for text in ("yes?", "hold on")]
    assert groups(chat("card 4111", *fillers, "yes?", "1111")) == []


def test_turns_with_hardly_a_number_are_none_of_its_parts() -> None:
    assert groups(chat("we are 2", "ok", "at 7")) == []
    assert groups(chat("card 4111", "yes?")) == []


def test_the_other_side_s_numbers_are_not_theirs() -> None:
    assert groups(chat("hello", "4111 1111", "1111 1111")) == []


def test_a_value_in_more_parts_and_no_more_groups_than_a_message_can_have() -> None:
    found = groups(chat(*[text for n in range(10) for text in (f"{n}{n}", "yes")]))
    assert ["00", "11", "22", "33"] in found
    assert max(map(len, found)) == MOST_PARTS
    assert len(found) <= 10 * (MOST_PARTS - 1)


def test_few_digits_are_no_part_of_anything() -> None:
    assert not [group for group in chat("for 15", "when?", "at 12:30").groups if group.at_numbers]
    assert [group for group in chat("ref 1552", "and?", "123").groups if group.at_numbers]
