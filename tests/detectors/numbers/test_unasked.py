"""Messages that are only a name and a number, or only a code."""

from __future__ import annotations

import pytest

from .conftest import Find


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jane and 6767", [("ACCOUNT_FRAGMENT", "6767")]),
        ("sure jane smith 4568", [("ACCOUNT_FRAGMENT", "4568")]),
        ("my name is jane 6767", [("ACCOUNT_FRAGMENT", "6767")]),
        ("jfo 98 e 7", [("OTHER_ID", "jfo 98 e 7")]),
        ("its m 78 n 89", [("OTHER_ID", "m 78 n 89")]),
        ("4111 1111 1111 1112", [("CREDIT_CARD", "4111 1111 1111 1112")]),
    ],
)
def test_found_where_the_turn_before_is_unknown(
    text: str, expected: list[tuple[str, str]], find: Find
) -> None:
    assert find(text) == expected
    known = [kind for kind, _ in find(text, "How is the weather?")]
    assert [kind for kind, _ in expected][-1] not in known


@pytest.mark.parametrize(
    "text",
    [
        "5273", "june 2019", "paris 2024", "room 2371", "470 bucks", "at 7 pm", "order 1234 units",
        "SEDOL B545JR5", "ISBN 9783527283217", "the hash is 0bf1c350", "what is 1100 minus 2347",
        "windows 2000", "3000000 4000000", "around 5000", "AB123456", "version 1.2.3-beta",
        "hash 0bf1c350", "4 red", "yes 2 tickets please", "the museum is near pier 17 today",
    ],
)  # fmt: skip
def test_none(text: str, find: Find) -> None:
    mine = {"ACCOUNT_FRAGMENT", "OTHER_ID", "CREDIT_CARD"}
    assert [each for each in find(text) if each[0] in mine] == []
