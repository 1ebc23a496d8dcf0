"""The manifest has each endpoint once, and each row of its table once."""

from __future__ import annotations

from gateway.proxy.coverage import Endpoint, as_markdown, manifest
from gateway.proxy.wire.rules import Row
from gateway.proxy.wires import WIRES

TREATMENTS = {
    *("text", "name", "data", "fixed", "structural", "file", "opaque", "taken out", "refused"),
    "set to false",
}


def test_every_endpoint_is_there_once() -> None:
    paths = [path for each in manifest() for path in each.paths]
    assert len(paths) == len(set(paths))
    assert set(paths) == {wire.path for wire in WIRES}


def test_rows_are_there_once_and_say_one_of_the_treatments() -> None:
    for each in manifest():
        assert each.rows
        assert len(set(each.rows)) == len(each.rows)
        assert {row.treatment for row in each.rows} <= TREATMENTS
        assert all(row.pointer.startswith("/") for row in each.rows)


def test_what_holds_for_all_roles_is_not_said_of_one() -> None:
    chat = next(each for each in manifest() if "/v1/chat/completions" in each.paths)
    pointers = [row.pointer for row in chat.rows]
    assert "/messages/*/content" in pointers
    assert "/messages/*[role=tool]/content" not in pointers


def test_a_bar_in_a_note_breaks_no_table() -> None:
    endpoint = Endpoint(wire="w", paths=("/p", "/q"), rows=(Row("/a", "structural", "x | y"),))
    page = as_markdown([endpoint])
    assert "## `/p`, `/q`" in page
    assert "| `/a` | structural | x \\| y |" in page
