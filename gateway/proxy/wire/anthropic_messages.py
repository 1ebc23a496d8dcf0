"""Anthropic's messages and count_tokens, requests.

TABLE says what stands where, with the blocks of anthropic_blocks.py; docs/coverage.md
prints it. The system prompt is read first wherever it stands: it is what was said first.

Provider switches: ``metadata.user_id`` is taken out and a pseudonym takes its place,
``user_profile_id`` is taken out. What the provider keeps (``container``, ``thread``,
``diagnostics.previous_message_id``) is refused, as no record here says whose it is; tools
that run there or at another party are refused, as are other models to fall back to.
``inference_geo`` is set for a recipient that is bound to a region, and else passes; counting
tokens knows no such switch. End of a stream: the event ``message_stop``.

Source: Anthropic API reference, messages (read 2026-11-22), and the types of the anthropic
package 2.12.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.proxy.leaves import Place
from gateway.proxy.wire.anthropic_blocks import CACHE, CONTENT, TEXTS
from gateway.proxy.wire.base import Document, not_examinable
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.reader import read_by
from gateway.proxy.wire.rules import (
    Data,
    Free,
    Model,
    Name,
    Opaque,
    Refused,
    Row,
    Rule,
    Spot,
    Stream,
    TakenOut,
    Words,
)
from gateway.proxy.wire.shapes import Items, Members, OneOf, Variants
from gateway.proxy.wire.switches import check_spelling, refuse_state, take_out, take_user
from gateway.proxy.wire.turns import Turn, Turns

_ROLES = ("user", "assistant", "system")
_GEO = "inference_geo"
_SWITCHED = (
    *("metadata", "user_profile_id", "container", "thread", "diagnostics", "mcp_servers"),
    *("fallbacks", "compaction", "context_management", _GEO),
)


@dataclass(frozen=True, slots=True)
class State:
    """What the provider keeps. No record here says whose it is: refused under every policy."""

    example: Any

    def read(self, document: Document, spot: Spot) -> None:
        """Refuses."""
        if not document.options.provider_state:
            raise refuse_state(spot.pointer)
        raise not_examinable(spot.pointer, "something that is kept at the provider")

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "refused", "kept at the provider")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """The example."""
        if refused:
            yield self.example


_EFFORT = Words("low", "medium", "high", "xhigh", "max")
_FORMAT = Members({"type": Words("json_schema"), "schema": Free(within=Place.DEFINITION)})

# -- tools ---------------------------------------------------------------------------

_OF_A_TOOL: Mapping[str, Rule] = {
    "allowed_callers": Items(
        Words(
            *("direct", "code_execution_20250825", "code_execution_20260120"),
            "code_execution_20260521",
        )
    ),
    "cache_control": CACHE,
    "defer_loading": Free(),
    "eager_input_streaming": Free(),
    "input_examples": Data(),
    "strict": Free(),
}
_CUSTOM = Members(
    {
        "name": Name(Place.DEFINITION),
        "description": Free(within=None),
        "input_schema": Free(within=None),
        **_OF_A_TOOL,
    },
    within=Place.DEFINITION,
)
# Tools that the model knows and the caller runs.
_KNOWN = Members(
    {
        "name": Words(
            *("bash", "computer", "memory", "str_replace_based_edit_tool", "str_replace_editor")
        ),
        **dict.fromkeys(
            (
                *("display_height_px", "display_width_px", "display_number", "enable_zoom"),
                "max_characters",
            ),
            Free(),
        ),
        **_OF_A_TOOL,
    },
    within=Place.DEFINITION,
)
_FOREIGN = "a tool that runs at the provider"
_AT_PROVIDER = (
    *("code_execution_20250522", "code_execution_20250825", "code_execution_20260120"),
    *("code_execution_20260521", "web_search_20250305", "web_search_20260209"),
    *("web_search_20260318", "web_fetch_20250910", "web_fetch_20260209", "web_fetch_20260309"),
    *("web_fetch_20260318", "advisor_20260301", "mcp_toolset"),
)
_TOOLSET = Members({"configs": Free(within=None), "cache_control": CACHE}, within=Place.DEFINITION)
_TOOLS = Items(
    Variants(
        {
            "custom": _CUSTOM,
            **dict.fromkeys(
                (
                    *("bash_20241022", "bash_20250124", "memory_20250818"),
                    *("text_editor_20241022", "text_editor_20250124", "text_editor_20250429"),
                    *("text_editor_20250728", "computer_20241022", "computer_20250124"),
                    "computer_20251124",
                ),
                _KNOWN,
            ),
            **dict.fromkeys(("browser_toolset_20260801", "computer_toolset_20260801"), _TOOLSET),
            **dict.fromkeys(_AT_PROVIDER, Refused(_FOREIGN, example={})),
        },
        default="custom",
        what=_FOREIGN,
    )
)
_TOOL_CHOICE = Members(
    {
        "type": Words("auto", "any", "tool", "none"),
        "name": Name(Place.DEFINITION),
        "disable_parallel_tool_use": Free(),
    },
    within=Place.DEFINITION,
)

# -- what else is asked for ------------------------------------------------------------

_AMOUNT = Members(
    {
        "type": Words("input_tokens", "tool_uses", "thinking_turns", "all"),
        "value": Free(),
    }
)
_SUMMARY = "a summary that only the provider can check"
_CONTEXT = Members(
    {
        "edits": Items(
            Variants(
                {
                    "clear_tool_uses_20250919": Members(
                        {
                            **dict.fromkeys(("clear_at_least", "keep", "trigger"), _AMOUNT),
                            "clear_tool_inputs": OneOf(array=Items(Name(Place.DEFINITION))),
                            "exclude_tools": Items(Name(Place.DEFINITION)),
                        }
                    ),
                    "clear_thinking_20251015": Members(
                        {"keep": OneOf(string=Words("all"), members=_AMOUNT)}
                    ),
                    "compact_20260112": Refused(_SUMMARY, example={}),
                },
                what="an edit of an unknown type",
            )
        )
    }
)
_THINKING = Members(
    {
        "type": Words("enabled", "disabled", "adaptive", "between_tools"),
        "budget_tokens": Free(),
        "display": Words("summarized", "omitted", "updates"),
        "block_binding": Free(),
    }
)
_OUTPUT = Members(
    {
        "effort": _EFFORT,
        "format": _FORMAT,
        "task_budget": Members({"type": Words("tokens"), "total": Free(), "remaining": Free()}),
    }
)
_SYSTEM = Members(
    {
        "content": TEXTS,
        "clear_at": Words("next_user_message", "never"),
        "output_config": Members({"effort": _EFFORT}),
        "role": Words(*_ROLES),
    }
)
TABLE = Members(
    {
        "model": Model(),
        "system": Turn("system", TEXTS),
        "messages": Turns(
            rules={
                "system": _SYSTEM,
                "": Members({"content": CONTENT, "role": Words(*_ROLES)}),
            },
            role_of=lambda message: _role(message.get("role")),
            roles=_ROLES,
        ),
        "stream": Stream(),
        "tools": _TOOLS,
        "tool_choice": _TOOL_CHOICE,
        "thinking": _THINKING,
        "output_config": _OUTPUT,
        "output_format": _FORMAT,
        "context_management": _CONTEXT,
        "cache_control": CACHE,
        "metadata": Members({"user_id": TakenOut("it names the person")}),
        "user_profile_id": TakenOut("it names the person"),
        "service_tier": Words("auto", "standard_only"),
        "speed": Words("standard", "fast"),
        _GEO: Words("eu", "global", "us"),
        **dict.fromkeys(
            (
                *("max_tokens", "temperature", "top_k", "top_p", "stop_sequences"),
                *("billing_policy", "workspace_id"),
            ),
            Free(),
        ),
        "container": State("container_011CPR5CNjB747bTd36fQLFk"),
        "thread": State({"type": "continue", "thread_id": "thread_011"}),
        "diagnostics": Members({"previous_message_id": State("msg_013Zva2CMHLNnXjNJJKqJ2EF")}),
        "mcp_servers": Items(
            Refused(
                "tools at another party",
                example={"type": "url", "name": "one", "url": "https://mcp.example.com"},
            )
        ),
        "fallbacks": Refused("other models to fall back to", example=[{"model": "another"}]),
        "fallback_credit_token": OneOf(
            string=Opaque(),
            members=Members({"token": Opaque(), "mode": Words("strict", "best_effort")}),
        ),
        "compaction": Refused(_SUMMARY, example={"type": "summarize"}),
    },
    required=frozenset({"messages"}),
    first=("system",),
)


def _role(word: Any) -> str | None:
    return word if type(word) is str and word in _ROLES else None


def read_request(body: bytes, options: ReadOptions) -> Document:
    """Reads a request body into a document.

    Raises:
        InvalidRequest: not JSON, or wrong types.
        Refused: content that cannot be examined, or that the provider would keep.
    """
    document = read_by(TABLE, body, options=options, switches=_switches)
    root = document.root
    document.region = (root, _GEO)
    wanted = root.get("output_config")
    document.json_answer = isinstance(wanted, dict) and wanted.get("format") is not None
    document.json_answer = document.json_answer or root.get("output_format") is not None
    return document


def read_count(body: bytes, options: ReadOptions) -> Document:
    """The same of count_tokens."""
    document = read_request(body, options)
    document.region = None
    return document


def _switches(document: Document) -> None:
    root = document.root
    check_spelling(root, _SWITCHED)
    take_out(document, "user_profile_id")
    metadata = root.get("metadata")
    if isinstance(metadata, dict):
        check_spelling(metadata, ("user_id",))
        take_user(document, metadata, keys=("user_id",), pseudonym="user_id")
