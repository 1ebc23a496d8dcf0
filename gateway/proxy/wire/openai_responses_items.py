"""Items of OpenAI's responses, requests: what a conversation is made of.

A message may be given without a type; every other item has one. What the model said and
did in a row (reasoning, messages, calls) is one message of the assistant's. A type that
is not listed is refused: nobody here knows whose words it holds.

Source: OpenAI API reference, responses (read 2026-11-22), and the types of the openai
package 3.54.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.proxy.leaves import Place
from gateway.proxy.wire.base import Document, not_examinable
from gateway.proxy.wire.openai_responses_parts import CONTENT, PICTURE, SCREENSHOT
from gateway.proxy.wire.openai_responses_tools import LOCAL, TOOLS
from gateway.proxy.wire.rules import (
    Data,
    Free,
    JSONText,
    Name,
    Opaque,
    Refused,
    Row,
    Rule,
    Spot,
    Text,
    Words,
)
from gateway.proxy.wire.shapes import Items, Members, OneOf, Together, Variants
from gateway.proxy.wire.switches import refuse_state
from gateway.proxy.wire.turns import Turns

ROLES = ("user", "assistant", "system", "developer")


@dataclass(frozen=True, slots=True)
class AtProvider:
    """What refers to something that the provider keeps; false asks for nothing.

    No record here says whose it is, so it is refused even where the policy lets the
    provider keep conversations.
    """

    what: str
    example: Any

    def read(self, document: Document, spot: Spot) -> None:
        """Refuses."""
        if spot.value is False:
            return
        if not document.options.provider_state:
            raise refuse_state(spot.pointer)
        raise not_examinable(spot.pointer, self.what)

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "refused", self.what)

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """The example."""
        if refused:
            yield self.example


_STATUS = Words(
    "in_progress", "completed", "incomplete", "searching", "interpreting", "generating",
    "calling", "failed",
)  # fmt: skip
_CALLER = Members({"type": Words("direct", "program"), "caller_id": Name()})


@dataclass(frozen=True, slots=True)
class _EveryRole:
    """A message, which every role may send."""

    rule: Members

    def read(self, document: Document, spot: Spot) -> None:
        """Reads it; its role is one of the wire's."""
        self.rule.read(document, spot)

    def rows(self, pointer: str) -> Iterator[Row]:
        """Those of a message."""
        return self.rule.rows(pointer)

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """A message of each role."""
        for each in self.rule.examples(refused=refused):
            for role in ROLES:
                yield {**each, "role": role}


_MESSAGE = _EveryRole(
    Members(
        {
            "role": Words(*ROLES),
            "type": Words("message"),
            "content": CONTENT,
            "id": Name(),
            "status": _STATUS,
            "phase": Words("commentary", "final_answer"),
        }
    )
)


@dataclass(frozen=True, slots=True)
class _Untyped:
    """An item without a type: a message, or a reference to what the provider keeps."""

    def read(self, document: Document, spot: Spot) -> None:
        """Reads a message; refuses all else."""
        item = spot.value
        if item.get("type") is not None:
            raise not_examinable(spot.pointer, "an item of an unknown type")
        (_MESSAGE if "role" in item else _REFERENCE).read(document, spot)

    def rows(self, pointer: str) -> Iterator[Row]:
        """Those of a message; its type may be left out."""
        yield from ()

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """Those of a message, which are there with their type."""
        yield from ()


_REFERENCE = AtProvider("an item kept at the provider", {"id": "msg_1"})


def _item(kind: str, fields: Mapping[str, Rule], *, call: str | None = None) -> Members:
    """An item of a type; ``call`` is the member that says what is done."""
    shared: dict[str, Rule] = {
        "type": Words(kind),
        "id": Name(),
        "status": _STATUS,
        "caller": _CALLER,
    }
    return Members({**shared, **fields}, call=None if call is None else ("type", call))


def _called(kind: str, member: str, *, rule: Rule) -> Members:
    """A call of a named tool."""
    fields: dict[str, Rule] = {
        **_item(kind, {}).fields,
        "call_id": Name(),
        "name": Name(Place.DEFINITION),
        "namespace": Name(Place.DEFINITION),
        "server_label": Name(Place.DEFINITION),
        member: rule,
        "async": Free(),
        "output": Data(),
        "error": Data(),
        "approval_request_id": Name(),
    }
    return Members(fields, call=("name", member))


def _act(kind: str, member: str, *, rule: Rule) -> Members:
    """A call of a tool that the wire knows, which runs at the caller."""
    fields: dict[str, Rule] = {
        "call_id": Name(),
        member: rule,
        "actions": Data([{"type": "type", "text": "some words"}]),
        "pending_safety_checks": Data([{"id": "check_1", "message": "some words"}]),
        "execution": Words("server", "client"),
        "environment": Members(
            {
                "type": Words("local", "container_reference"),
                "container_id": Name(),
                **LOCAL.fields,
            }
        ),
    }
    return _item(kind, fields, call=member)


def _result(kind: str, output: Rule) -> Members:
    """What a tool gave back."""
    return _item(
        kind,
        {
            "call_id": Name(),
            "name": Name(Place.DEFINITION),
            "namespace": Name(Place.DEFINITION),
            "output": output,
            "max_output_length": Free(),
        },
    )


_SHELL_SAID = Items(
    Members(
        {
            "stdout": Text(said=True),
            "stderr": Text(said=True),
            "outcome": Members({"type": Words("exit", "timeout"), "exit_code": Free()}),
        }
    )
)
_DONE: Mapping[str, Rule] = {
    "reasoning": _item(
        "reasoning",
        {
            "summary": Together(Items(Variants({"summary_text": Members({"text": Text()})}))),
            "content": Together(Items(Variants({"reasoning_text": Members({"text": Text()})}))),
            "encrypted_content": Opaque(),
        },
    ),
    "compaction": _item("compaction", {"encrypted_content": Opaque()}),
    "function_call": _called("function_call", "arguments", rule=JSONText()),
    "custom_tool_call": _called("custom_tool_call", "input", rule=Free(within=None)),
    "mcp_call": _called("mcp_call", "arguments", rule=JSONText()),
    "mcp_approval_request": _called("mcp_approval_request", "arguments", rule=JSONText()),
    "local_shell_call": _act(
        "local_shell_call", "action", rule=Data({"type": "exec", "command": ["ls"]})
    ),
    "shell_call": _act("shell_call", "action", rule=Data({"commands": ["ls"]})),
    "apply_patch_call": _act(
        "apply_patch_call", "operation", rule=Data({"type": "delete_file", "path": "a.txt"})
    ),
    "computer_call": _act("computer_call", "action", rule=Data({"type": "type", "text": "words"})),
    "tool_search_call": _act("tool_search_call", "arguments", rule=Data()),
    "web_search_call": _item("web_search_call", {"action": Free(), "results": Data()}),
    "file_search_call": _item(
        "file_search_call", {"queries": Items(Text()), "results": Items(Data())}
    ),
    "code_interpreter_call": _item(
        "code_interpreter_call",
        {
            "code": Text(),
            "container_id": Name(),
            "outputs": Items(
                Variants(
                    {
                        "logs": Members({"logs": Data()}),
                        "image": Refused("an image of a program", example={"url": "x"}),
                    }
                )
            ),
        },
    ),
    "image_generation_call": _item(
        "image_generation_call",
        {
            "result": PICTURE,
            "revised_prompt": Text(),
            "action": Words("generate", "edit", "auto"),
            "background": Words("transparent", "opaque", "auto"),
            "output_format": Words("png", "webp", "jpeg", "gif", "svg"),
            "quality": Words("low", "medium", "high", "xhigh", "max", "auto"),
            "size": Free(),
            "svg_usage": Free(),
            "error": Data(),
        },
    ),
    "mcp_list_tools": _item(
        "mcp_list_tools",
        {
            "server_label": Name(Place.DEFINITION),
            "error": Data(),
            "tools": Items(
                Members(
                    {
                        "name": Name(Place.DEFINITION),
                        **dict.fromkeys(
                            ("description", "input_schema", "annotations"), Free(within=None)
                        ),
                    },
                    within=Place.DEFINITION,
                )
            ),
        },
    ),
    "compaction_trigger": _item("compaction_trigger", {}),
    "item_reference": _REFERENCE,
    "program": Refused("a program that runs at the provider", example={"code": "some words"}),
}
_RESULTS: Mapping[str, Rule] = {
    "function_call_output": _result("function_call_output", CONTENT),
    "custom_tool_call_output": _result("custom_tool_call_output", CONTENT),
    "local_shell_call_output": _result("local_shell_call_output", CONTENT),
    "shell_call_output": _result("shell_call_output", OneOf(array=_SHELL_SAID, flag=False)),
    "apply_patch_call_output": _result("apply_patch_call_output", CONTENT),
    "computer_call_output": Members(
        {
            **_result("computer_call_output", SCREENSHOT).fields,
            "acknowledged_safety_checks": Data([{"id": "check_1", "message": "some words"}]),
        }
    ),
    "tool_search_output": _item(
        "tool_search_output",
        {"call_id": Name(), "execution": Words("server", "client"), "tools": TOOLS},
    ),
    "mcp_approval_response": _item(
        "mcp_approval_response",
        {"approval_request_id": Name(), "approve": Free(), "reason": Data()},
    ),
    "program_output": Refused("what a program at the provider gave", example={"result": "words"}),
}
_INSTRUCTIONS: Mapping[str, Rule] = {
    "additional_tools": _item("additional_tools", {"role": Words("developer"), "tools": TOOLS}),
    "configuration_update": _item(
        "configuration_update",
        {
            "reasoning": Members(
                {"effort": Words("none", "minimal", "low", "medium", "high", "xhigh", "max")}
            ),
            "text": Free(within=Place.DEFINITION),
        },
    ),
}
_RULES: Mapping[str, Rule] = {
    "message": _MESSAGE,
    **_DONE,
    **_RESULTS,
    **_INSTRUCTIONS,
    "": _Untyped(),
}


def _role(item: Mapping[str, Any]) -> str | None:
    kind = item.get("type")
    if kind == "message" or (kind is None and "role" in item):
        word = item.get("role")
        return word if type(word) is str and word in ROLES else None
    if type(kind) is str and kind in _RESULTS:
        return "tool"
    return "developer" if type(kind) is str and kind in _INSTRUCTIONS else "assistant"


ITEMS = Turns(
    rules=_RULES,
    role_of=_role,
    roles=tuple(kind for kind in _RULES if kind),
    joins=True,
    tag="type",
)
