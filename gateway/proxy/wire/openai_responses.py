"""OpenAI's responses, requests.

TABLE says what stands where; docs/coverage.md prints it. ``instructions`` are the first
message of the conversation, wherever they stand.

End of a stream: ``response.completed`` or ``response.incomplete``.
Provider switches, unless the policy has ``provider_state: allow``: ``store`` is false
(the provider's default is true), ``metadata`` is taken out, ``previous_response_id`` is
refused. Where ``store`` had to be set and ``reasoning`` is asked for, the reasoning comes
back encrypted, as the provider does not keep it; items of reasoning that it did not keep
are left out. Always: what names the person is taken out (a pseudonym takes the place of
``safety_identifier``), log probabilities are not asked for, and conversations, prompts,
items and background work at the provider are refused.

Source: OpenAI API reference, responses (read 2026-11-22), and the types of the openai
package 3.54.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gateway.model import Kind
from gateway.proxy.leaves import Place
from gateway.proxy.wire.base import Document, wrong_type
from gateway.proxy.wire.openai_responses_items import ITEMS, AtProvider
from gateway.proxy.wire.openai_responses_tools import CHOICE, TOOLS
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.reader import read_by
from gateway.proxy.wire.routing_fields import ROUTING, PlainModel
from gateway.proxy.wire.rules import (
    Data,
    Free,
    Name,
    Row,
    Spot,
    Stream,
    TakenOut,
    Text,
    Words,
)
from gateway.proxy.wire.shapes import Items, Members, OneOf
from gateway.proxy.wire.switches import (
    check_spelling,
    refuse_state,
    set_to,
    take_out,
    take_user,
)
from gateway.proxy.wire.turns import Turn

_NAMES_THE_PERSON = ("user", "safety_identifier", "prompt_cache_key")
_STATE = ("previous_response_id", "conversation", "background", "prompt")
_SWITCHES = (*_NAMES_THE_PERSON, *_STATE, "store", "metadata", "top_logprobs", "include")
_ENCRYPTED = "reasoning.encrypted_content"
_LOGPROBS = "message.output_text.logprobs"
_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
_SUMMARIES = Words("auto", "concise", "detailed")


@dataclass(frozen=True, slots=True)
class _Previous:
    """The id of an answer that the provider keeps, from which the conversation goes on."""

    def read(self, document: Document, spot: Spot) -> None:
        """Notes it, or refuses."""
        if not document.options.provider_state:
            raise refuse_state(spot.pointer)
        if type(spot.value) is not str:
            raise wrong_type(spot.pointer, "a string")
        document.state_id = spot.value
        document.add(Kind.FIXED, spot.pointer, holder=spot.holder, place=spot.place)

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "refused", "unless the policy lets the provider keep conversations")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """An id."""
        if refused:
            yield "resp_1"


TABLE = Members(
    {
        "model": PlainModel(),
        "instructions": Turn("system", Text(said=True)),
        "input": OneOf(string=Turn("user", Text(said=True)), array=ITEMS, flag=False),
        "stream": Stream(),
        "tools": TOOLS,
        "tool_choice": CHOICE,
        "text": Members(
            {
                "format": Free(within=Place.DEFINITION),
                "verbosity": Words("low", "medium", "high"),
            }
        ),
        "reasoning": Members(
            {
                "effort": Words(*_EFFORTS),
                "summary": _SUMMARIES,
                "generate_summary": _SUMMARIES,
                "context": Words("auto", "current_turn", "all_turns"),
                "mode": Words("standard", "pro"),
            }
        ),
        "include": Items(
            Words(
                "file_search_call.results", "web_search_call.results",
                "web_search_call.action.sources", "message.input_image.image_url",
                "computer_call_output.output.image_url", "code_interpreter_call.outputs",
                _ENCRYPTED, _LOGPROBS,
            )
        ),
        "metadata": Data(),
        "truncation": Words("auto", "disabled"),
        "service_tier": Words(
            "auto", "default", "flex", "scale", "priority", "fast", "ultrafast"
        ),
        "prompt_cache_retention": Words("in-memory", "in_memory", "24h"),
        "prompt_cache_options": Members(
            {
                "mode": Words("implicit", "explicit"),
                "ttl": Words("30m", "12h"),
                "prewarm": Free(),
                "comparison_response_id": Name(),
            }
        ),
        "context_management": Items(
            Members({"type": Words("compaction"), "compact_threshold": Free()})
        ),
        "access_programs": Members(
            {"cyber": Words("standard", "daybreak_blue", "daybreak_red")}
        ),
        "image": Members({"context_compression": Words("auto", "enabled", "disabled")}),
        "previous_response_id": _Previous(),
        "conversation": AtProvider("a conversation kept at the provider", {"id": "conv_1"}),
        "background": AtProvider("work in the background", True),
        "prompt": AtProvider("a prompt kept at the provider", {"id": "pmpt_1"}),
        **dict.fromkeys(
            (
                *("background_options", "max_output_tokens", "max_tool_calls", "moderation"),
                *("parallel_tool_calls", "store", "stream_options", "temperature", "top_p"),
            ),
            Free(),
        ),
        "top_logprobs": TakenOut("log probabilities are not asked for", example=3),
        **ROUTING,
        **dict.fromkeys(_NAMES_THE_PERSON, TakenOut("it names the person")),
    },
    required=frozenset({"input"}),
    first=("instructions",),
)  # fmt: skip


def read_request(body: bytes, options: ReadOptions) -> Document:
    """Reads a request body into a document.

    Raises:
        InvalidRequest: not JSON, or wrong types.
        Refused: content that cannot be examined, or that the provider is to keep.
    """
    document = read_by(TABLE, body, options=options, switches=_switches)
    root = document.root
    text = root.get("text")
    answer_format = text.get("format") if isinstance(text, dict) else None
    if isinstance(answer_format, dict):
        document.json_answer = answer_format.get("type") in ("json_object", "json_schema")
    return document


def _switches(document: Document) -> None:
    root = document.root
    check_spelling(root, _SWITCHES)
    take_user(document, root, keys=_NAMES_THE_PERSON, pseudonym="safety_identifier")
    take_out(document, "top_logprobs")
    included = root.get("include")
    if isinstance(included, list) and _LOGPROBS in included:
        set_to(document, "include", value=[each for each in included if each != _LOGPROBS])
    if document.options.provider_state:
        document.keeps_state = root.get("store") is not False
    else:
        take_out(document, "metadata")
        if root.get("store") is not False:
            set_to(document, "store", value=False)
            _carry_reasoning(document)


def _carry_reasoning(document: Document) -> None:
    """Has the caller carry what the provider would have kept of its reasoning."""
    root = document.root
    if isinstance(root.get("reasoning"), dict):
        included = root.get("include")
        if included is None:
            set_to(document, "include", value=[_ENCRYPTED])
        elif isinstance(included, list) and _ENCRYPTED not in included:
            set_to(document, "include", value=[*included, _ENCRYPTED])
    items = root.get("input")
    if isinstance(items, list) and any(map(_is_lost, items)):
        set_to(document, "input", value=[item for item in items if not _is_lost(item)])


def _is_lost(item: Any) -> bool:
    """Whether an item only refers to reasoning that the provider was not let keep."""
    return (
        isinstance(item, dict)
        and item.get("type") == "reasoning"
        and not item.get("encrypted_content")
        and not item.get("content")
    )
