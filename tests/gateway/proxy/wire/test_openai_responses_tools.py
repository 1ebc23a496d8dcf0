"""Tools of a request for a response: those of the caller pass, the provider's do not."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.errors import InvalidRequest, Refused
from gateway.proxy.wire.openai_responses_tools import CHOICE, TOOLS
from tests.gateway.proxy.wire.tables import by, leaves, readings

_FUNCTION = {
    "type": "function",
    "name": "find_it",
    "description": "Finds it.",
    "parameters": {"type": "object", "properties": {"order": {"type": "string"}}},
    "strict": True,
    "defer_loading": False,
    "allowed_callers": ["direct"],
}
_NAMED = [("find_it", "fixed"), ("Finds it.", "talk"), ("order", "fixed")]


@pytest.mark.parametrize(
    ("tool", "found"),
    [
        (_FUNCTION, _NAMED),
        (
            {"type": "custom", "name": "sum_up",
             "format": {"syntax": "lark", "definition": "a: b"}},
            [("sum_up", "fixed"), ("syntax", "fixed"), ("lark", "fixed"),
             ("definition", "fixed"), ("a: b", "talk")],
        ),
        (
            {"type": "namespace", "name": "shop", "description": "A shop.", "tools": [_FUNCTION]},
            [("shop", "fixed"), ("A shop.", "talk"), *_NAMED],
        ),
        ({"type": "tool_search", "execution": "client", "description": "Looks."},
         [("Looks.", "fixed")]),
        ({"type": "local_shell"}, []),
        ({"type": "apply_patch", "allowed_callers": ["direct"]}, []),
        ({"type": "computer"}, []),
        ({"type": "computer_use_preview", "environment": "browser", "display_width": 1024}, []),
        (
            {"type": "shell", "environment": {"type": "local", "skills": [
                {"name": "sums", "description": "Does sums.", "path": "/sums"}]}},
            [("sums", "fixed"), ("Does sums.", "talk"), ("/sums", "fixed")],
        ),
        ({"type": "local_shell", "brand_new": "some words"},
         [("brand_new", "fixed"), ("some words", "talk")]),
    ],
)  # fmt: skip
def test_tools_of_the_caller_pass_as_definitions(
    tool: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    assert readings(by(TOOLS, [tool])) == found


@pytest.mark.parametrize(
    "tool",
    [
        *({"type": kind} for kind in ("web_search", "web_search_preview", "file_search", "mcp",
          "code_interpreter", "image_generation", "programmatic_tool_calling", "hologram")),
        {"type": "web_search_2025_08_26"}, {"type": ["function"]}, {"name": "no type"},
        {"type": "shell", "environment": {"type": "container_auto"}},
        {"type": "shell", "environment": {"type": "container_reference", "container_id": "c"}},
        {"type": "namespace", "tools": [{"type": "mcp"}]},
    ],
)  # fmt: skip
def test_tools_that_run_at_the_provider_are_refused(tool: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        by(TOOLS, [tool])
    assert refusal.value.code == "not_examinable"
    assert "hologram" not in str(refusal.value)


def test_a_shell_must_say_where_it_runs() -> None:
    for tool in ({"type": "shell"}, {"type": "shell", "environment": None}):
        with pytest.raises(InvalidRequest):
            by(TOOLS, [tool])


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ("auto", []),
        ("required", []),
        ("other words", [("text", "/x", "other words")]),
        ({"type": "function", "name": "find_it"}, [("name", "/x/name", "find_it")]),
        ({"type": "shell"}, []),
        (
            {"type": "allowed_tools", "mode": "auto",
             "tools": [{"type": "function", "name": "aaa"}]},
            [("name", "/x/tools/0/name", "aaa")],
        ),
        (
            {"type": "hologram", "n": 12345678},
            [("text", "/x/type", "hologram"), ("fixed", "/x/*", "12345678")],
        ),
    ],
)  # fmt: skip
def test_choices_of_tools(choice: Any, found: list[tuple[str, str, str]]) -> None:
    assert leaves(by(CHOICE, choice)) == found


def test_a_choice_of_another_form_is_wrong() -> None:
    for choice in (7, ["auto"], {"tools": "x"}):
        with pytest.raises(InvalidRequest):
            by(CHOICE, choice)
