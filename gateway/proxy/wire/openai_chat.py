"""OpenAI's chat completions, requests.

TABLE says what stands where; docs/coverage.md prints it. Single words are read as
gateway/proxy/leaves.py says.

End of a stream: ``data: [DONE]``; of a choice: a chunk with its ``finish_reason``.
Provider switches: ``user``, ``safety_identifier`` and ``prompt_cache_key`` are taken out
(they name the person; a pseudonym takes the place of ``safety_identifier``), ``store`` is
never true unless the policy has ``provider_state: allow`` (with it goes ``metadata``), and
is set to false for a recipient that keeps chats where nothing is said (OpenAI itself),
``logprobs`` are not asked for. Azure's ``data_sources``, which the recipient would search
with what was said, are refused.

Source: OpenAI API reference, chat completions (read 2026-11-22), and the types of the
openai package 3.54.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.proxy.leaves import Place
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.media import FileName, Kept, Part
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.reader import read_by
from gateway.proxy.wire.routing_fields import ROUTING, PlainModel
from gateway.proxy.wire.rules import (
    Data,
    Free,
    JSONText,
    Name,
    Refused,
    Rule,
    Stream,
    TakenOut,
    Text,
    Words,
)
from gateway.proxy.wire.shapes import Items, Members, OneOf, Together, Variants
from gateway.proxy.wire.switches import check_spelling, set_to, take_out, take_user
from gateway.proxy.wire.turns import Turns

_ROLES = ("user", "assistant", "system", "developer", "tool", "function")
# Fields that name the person; they decide the subject and go no further.
_NAMES_THE_PERSON = ("user", "safety_identifier", "prompt_cache_key")
_SWITCHES = (*_NAMES_THE_PERSON, "store", "metadata", "logprobs", "top_logprobs")

_BREAKPOINT: Mapping[str, Rule] = {
    "prompt_cache_breakpoint": Members({"mode": Words("explicit"), "ttl": Words("30m", "12h")})
}
_TEXT_PART = Members({"type": Words("text"), "text": Text(said=True)}, required=frozenset({"text"}))
_PARTS = Variants(
    {
        "text": _TEXT_PART,
        "refusal": Members({"refusal": Text(said=True)}, required=frozenset({"refusal"})),
        "image_url": Part(
            what="an image at an address",
            example={"image_url": {"url": "https://images.example/1.png", "detail": "low"}},
            data=("image_url", "url"),
            rest=Members(
                {"image_url": Members({"url": Kept(), "detail": Words("auto", "low", "high")})}
            ),
        ),
        "input_audio": Part(
            what="a part of type input_audio",
            example={"input_audio": {"data": "UklGRiQAAABXQVZF", "format": "wav"}},
            data=("input_audio", "data"),
            media_type=("input_audio", "format"),
            sound=True,
            rest=Members({"input_audio": Members({"data": Kept(), "format": Words("wav", "mp3")})}),
        ),
        "file": Part(
            what="a file that is kept at the provider",
            example={"file": {"file_id": "file-1"}},
            data=("file", "file_data"),
            name=("file", "filename"),
            rest=Members(
                {
                    "file": Members(
                        {
                            "file_data": Kept(),
                            "filename": FileName(),
                            "file_id": Refused("a file that is kept at the provider"),
                        }
                    )
                }
            ),
            as_text=lambda text: {"type": "text", "text": text},
            text=_TEXT_PART,
        ),
    },
    shared=_BREAKPOINT,
    what="an unknown part",
)
_CONTENT = OneOf(string=Text(said=True), array=Items(_PARTS), flag=False)
_CALLED = Members(
    {"name": Name(Place.DEFINITION), "arguments": JSONText()}, call=("name", "arguments")
)
_CUSTOM_CALLED = Members(
    {"name": Name(Place.DEFINITION), "input": Free(within=None)}, call=("name", "input")
)
_CALL = Members(
    {
        "id": Name(),
        "type": Words("function", "custom"),
        "function": _CALLED,
        "custom": _CUSTOM_CALLED,
        "index": Free(),
    }
)


def _message(name: Place) -> Members:
    return Members(
        {
            "content": _CONTENT,
            "name": Name(name),
            "tool_call_id": Name(),
            "tool_calls": Items(_CALL),
            "function_call": _CALLED,
            "audio": Refused("audio kept at the provider", example={"id": "audio_1"}),
            "refusal": Free(within=None),
            "reasoning_content": Free(within=None),
            "reasoning": Free(within=None),
            "role": Words(*_ROLES),
        }
    )


# A message is named after who wrote it, a result after its tool.
_RESULT = _message(Place.DEFINITION)
_NAMED = Members(
    {
        "name": Name(Place.DEFINITION),
        "description": Free(within=None),
        "parameters": Free(within=None),
        "strict": Free(),
        "format": Free(within=None),
    },
    within=Place.DEFINITION,
)
_CHOSEN: Mapping[str, Rule] = {
    "type": Words("function", "custom", "allowed_tools"),
    "function": _NAMED,
    "custom": _NAMED,
    "name": Name(Place.DEFINITION),
}
_ELSEWHERE = Refused("a source that the recipient would search", example=[{"type": "azure_search"}])
_AT_PROVIDER = Refused("a tool that runs at the provider", example={})
TABLE = Members(
    {
        "model": PlainModel(),
        "messages": Turns(
            rules={"tool": _RESULT, "function": _RESULT, "": _message(Place.TALK)},
            role_of=lambda message: _role(message.get("role")),
            roles=_ROLES,
        ),
        "stream": Stream(),
        "tools": Items(
            Variants(
                {
                    "function": Members({"function": _NAMED}, within=Place.DEFINITION),
                    "custom": Members({"custom": _NAMED}, within=Place.DEFINITION),
                },
                what="a tool that runs at the provider",
            )
        ),
        "functions": Items(_NAMED),
        "tool_choice": OneOf(
            string=Words("auto", "none", "required"),
            members=Members(
                {
                    **_CHOSEN,
                    "allowed_tools": Members(
                        {"mode": Words("auto", "required"), "tools": Items(Members(_CHOSEN))}
                    ),
                },
                within=Place.DEFINITION,
            ),
        ),
        "function_call": OneOf(
            string=Words("auto", "none"), members=Members(_CHOSEN, within=Place.DEFINITION)
        ),
        "metadata": Data(),
        "reasoning_effort": Words("none", "minimal", "low", "medium", "high", "xhigh"),
        "verbosity": Words("low", "medium", "high"),
        "service_tier": Words("auto", "default", "flex", "scale", "priority"),
        "prompt_cache_retention": Words("in-memory", "in_memory", "24h"),
        "prompt_cache_options": Members(
            {"mode": Words("implicit", "explicit"), "ttl": Words("30m", "12h")}
        ),
        "response_format": Free(within=Place.DEFINITION),
        "prediction": Together(Free(within=Place.TALK)),
        # xAI's beside OpenAI's.
        **dict.fromkeys(("web_search_options", "search_parameters"), _AT_PROVIDER),
        **ROUTING,
        # Azure's; the older spelling is that of its previews.
        **dict.fromkeys(("data_sources", "dataSources"), _ELSEWHERE),
        **dict.fromkeys(
            (
                *("audio", "logit_bias", "modalities", "moderation", "stop", "stream_options"),
                *("frequency_penalty", "max_completion_tokens", "max_tokens", "n"),
                *("parallel_tool_calls", "presence_penalty", "seed"),
                *("temperature", "top_p", "store", "logprobs", "top_logprobs"),
            ),
            Free(),
        ),
        **dict.fromkeys(_NAMES_THE_PERSON, TakenOut("it names the person")),
    },
    required=frozenset({"messages"}),
)


def _role(word: Any) -> str | None:
    return word if type(word) is str and word in _ROLES else None


def read_request(body: bytes, options: ReadOptions) -> Document:
    """Reads a request body into a document.

    Raises:
        InvalidRequest: not JSON, or wrong types.
        Refused: content that cannot be examined.
    """
    document = read_by(TABLE, body, options=options, switches=_switches)
    root = document.root
    answer_format = root.get("response_format")
    if isinstance(answer_format, dict):
        document.json_answer = answer_format.get("type") in ("json_object", "json_schema")
    return document


def _switches(document: Document) -> None:
    root = document.root
    check_spelling(root, _SWITCHES)
    take_user(document, root, keys=_NAMES_THE_PERSON, pseudonym="safety_identifier")
    if root.get("store") is not False and not document.options.provider_state:
        if root.get("store") is None:
            document.unless_kept = (root, "store")
        else:
            # Metadata labels what is stored, and is refused by the provider where nothing is.
            set_to(document, "store", value=False)
            take_out(document, "metadata")
    if root.get("logprobs") not in (None, False):
        # Token by token, an answer could not be examined or restored.
        set_to(document, "logprobs", value=False)
        take_out(document, "top_logprobs")
