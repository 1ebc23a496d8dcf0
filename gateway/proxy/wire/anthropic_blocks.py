"""The content blocks of Anthropic's messages: what each holds and how it is treated.

A user's message has the results of tools and documents among its blocks; these are not the
person's words. Thoughts come back unchanged, under this gateway's seal, or are refused.
What a tool of the provider gave is text like any other, but for what the provider has
encrypted; files that are kept there are refused.

Source: the types of the anthropic package 2.12 (read 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.proxy.leaves import Place
from gateway.proxy.wire.base import Document, wrong_type
from gateway.proxy.wire.media import Kept, Part
from gateway.proxy.wire.rules import (
    EXAMPLE,
    Data,
    Free,
    Name,
    Opaque,
    Refused,
    Row,
    Rule,
    Spot,
    Text,
    Words,
)
from gateway.proxy.wire.shapes import Items, Members, OneOf, Result, Variants


@dataclass(frozen=True, slots=True)
class _Signed:
    """A text that the signature beside it vouches for; its seal covers both."""

    def read(self, document: Document, spot: Spot) -> None:
        """Adds nothing: the recipient that gets it has written it."""
        del document
        if type(spot.value) is not str:
            raise wrong_type(spot.pointer, "a string")

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "opaque", "under its signature's seal; text without a signature")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """Words that nobody has sealed."""
        if refused:
            yield EXAMPLE


@dataclass(frozen=True, slots=True)
class Thought:
    """What the model thought: kept as it is under its sealed signature, text without one."""

    fields: Mapping[str, Rule] = field(default_factory=dict)

    def beside(self, fields: Mapping[str, Rule]) -> Thought:
        """The same with more members."""
        return Thought({**fields, **self.fields})

    def _members(self, *, signed: bool) -> Members:
        thinking: Rule = _Signed() if signed else Text()
        return Members({**self.fields, "thinking": thinking, "signature": Opaque(over="thinking")})

    def read(self, document: Document, spot: Spot) -> None:
        """Takes the seal off, or adds the thought."""
        signature = spot.value.get("signature")
        self._members(signed=signature not in (None, "")).read(document, spot)

    def rows(self, pointer: str) -> Iterator[Row]:
        """Those of a signed thought."""
        return self._members(signed=True).rows(pointer)

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """A thought without signature; one that nobody here has sealed."""
        if refused:
            yield {"thinking": EXAMPLE, "signature": "b3BhcXVl"}
        else:
            yield {"thinking": EXAMPLE, "signature": ""}


CACHE = Members({"type": Words("ephemeral"), "ttl": Words("5m", "1h")})
_CITING = Members({"enabled": Free()})
_CITATIONS = Items(
    Members(
        {
            "type": Words(
                *("char_location", "content_block_location", "page_location"),
                *("search_result_location", "web_search_result_location"),
            ),
            **dict.fromkeys(("cited_text", "document_title", "title", "source", "url"), Text()),
            "file_id": Name(),
            "encrypted_index": Opaque(),
            **dict.fromkeys(
                (
                    *("document_index", "search_result_index"),
                    *("start_char_index", "end_char_index", "start_page_number"),
                    *("end_page_number", "start_block_index", "end_block_index"),
                ),
                Free(),
            ),
        }
    )
)
_TEXT = Members(
    {
        "text": Text(said=True),
        "citations": _CITATIONS,
        "cache_control": CACHE,
        "parsed_output": Free(within=None),
    },
    required=frozenset({"text"}),
)
_TOOLS_CHANGED: Mapping[str, Rule] = dict.fromkeys(
    ("tool_addition", "tool_removal"), Refused("a change of the tools", example={})
)
TEXTS = OneOf(
    string=Text(said=True),
    array=Items(Variants({"text": _TEXT, **_TOOLS_CHANGED}, what="a block that is no text")),
    flag=False,
)

_ELSEWHERE: Mapping[str, Rule] = {
    "url": Refused("a file at an address", example={"url": "https://files.example.com/a.pdf"}),
    "file": Refused("a file kept at the provider", example={"file_id": "file_011CNha8"}),
}
_TEXT_SOURCE = Members(
    {"type": Words("text"), "data": Text(said=True), "media_type": Words("text/plain")},
    required=frozenset({"data"}),
)


def _inline(what: str, media_type: str) -> Part:
    """A file in base64; the text of a document takes its place where the policy says so."""
    return Part(
        what=what,
        example={"media_type": media_type, "data": "AAAA"},
        data=("data",),
        media_type=("media_type",),
        rest=Members(
            {
                "data": Kept(),
                "media_type": Words(
                    *("image/jpeg", "image/png", "image/gif", "image/webp", "application/pdf")
                ),
            }
        ),
        as_text=lambda text: {"type": "text", "media_type": "text/plain", "data": text},
        text=_TEXT_SOURCE,
    )


_IMAGE = Members(
    {
        "source": Variants(
            {"base64": _inline("an image", "image/png"), **_ELSEWHERE},
            what="an image of an unknown source",
        ),
        "transformations": Members({"oversized_image": Words("downsize", "error")}),
        "cache_control": CACHE,
    }
)
_CONTENTS = OneOf(
    string=Text(said=True), array=Items(Variants({"text": _TEXT, "image": _IMAGE})), flag=False
)
_DOCUMENT = Members(
    {
        "source": Result(
            Variants(
                {
                    "text": _TEXT_SOURCE,
                    "content": Members({"content": _CONTENTS}),
                    "base64": _inline("a document", "application/pdf"),
                    **_ELSEWHERE,
                },
                what="a document of an unknown source",
            )
        ),
        "title": Text(),
        "context": Text(),
        "citations": _CITING,
        "cache_control": CACHE,
    }
)
_SEARCH_RESULT = Members(
    {
        "content": Result(Items(Variants({"text": _TEXT}))),
        "source": Text(),
        "title": Text(),
        "citations": _CITING,
        "cache_control": CACHE,
    }
)

# -- tools ---------------------------------------------------------------------------

_CALLER = Members(
    {
        "type": Words("direct", "code_execution_20250825", "code_execution_20260120"),
        "tool_id": Name(),
    }
)
_CALL = Members(
    {
        "id": Name(),
        "name": Name(Place.DEFINITION),
        "input": Data(),
        "caller": _CALLER,
        "toolset_name": Name(Place.DEFINITION),
        "server_name": Name(Place.DEFINITION),
        "cache_control": CACHE,
    },
    call=("name", "input"),
)
_REFERENCE = Members({"tool_name": Name(Place.DEFINITION), "cache_control": CACHE})
_TOOL_RESULT = Members(
    {
        "tool_use_id": Name(),
        "content": Result(
            OneOf(
                string=Text(said=True),
                array=Items(
                    Variants(
                        {
                            "text": _TEXT,
                            "image": _IMAGE,
                            "document": _DOCUMENT,
                            "search_result": _SEARCH_RESULT,
                            "tool_reference": _REFERENCE,
                            "browser_state": Members(
                                {
                                    "tabs": Data(),
                                    "state_changes": Data(),
                                    "cache_control": CACHE,
                                }
                            ),
                        }
                    )
                ),
                flag=False,
            )
        ),
        "is_error": Free(),
        "toolset_name": Name(Place.DEFINITION),
        "cache_control": CACHE,
    }
)

# -- what the tools of the provider gave, in conversations that had them ----------------


def _given(content: Rule) -> Members:
    return Members(
        {
            "tool_use_id": Name(),
            "caller": _CALLER,
            "is_error": Free(),
            "content": content,
            "cache_control": CACHE,
        }
    )


def _failed(word: str) -> Mapping[str, Rule]:
    return {word: Members({"error_code": Free(), "error_message": Free(within=None)})}


_GIVEN = Members({"text": Text(), "citations": _CITATIONS, "cache_control": CACHE})
_KEPT = Items(Refused("a file kept at the provider", example={"file_id": "file_011CNha8"}))
_RAN = Members(
    {
        "stdout": Text(),
        "stderr": Text(),
        "encrypted_stdout": Opaque(),
        "return_code": Free(),
        "content": _KEPT,
    }
)
_FOUND = Members(
    {"url": Text(), "title": Text(), "page_age": Text(), "encrypted_content": Opaque()}
)
_FETCHED = Members(
    {
        "url": Text(),
        "retrieved_at": Text(),
        "content": Variants({"document": _DOCUMENT}, what="a page of an unknown type"),
    }
)
_EDITED: Mapping[str, Rule] = {
    "text_editor_code_execution_view_result": Members(
        {
            "content": Text(),
            "file_type": Words("text", "image", "pdf"),
            **dict.fromkeys(("num_lines", "start_line", "total_lines"), Free()),
        }
    ),
    "text_editor_code_execution_create_result": Members({"is_file_update": Free()}),
    "text_editor_code_execution_str_replace_result": Members(
        {
            "lines": Free(within=None),
            **dict.fromkeys(("new_lines", "new_start", "old_lines", "old_start"), Free()),
        }
    ),
}
_SERVED: Mapping[str, Rule] = {
    "web_search_tool_result": _given(
        OneOf(
            array=Items(Variants({"web_search_result": _FOUND})),
            members=Variants(_failed("web_search_tool_result_error")),
            flag=False,
        )
    ),
    "web_fetch_tool_result": _given(
        Variants({"web_fetch_result": _FETCHED, **_failed("web_fetch_tool_result_error")})
    ),
    "code_execution_tool_result": _given(
        Variants(
            {
                "code_execution_result": _RAN,
                "encrypted_code_execution_result": _RAN,
                **_failed("code_execution_tool_result_error"),
            }
        )
    ),
    "bash_code_execution_tool_result": _given(
        Variants(
            {
                "bash_code_execution_result": _RAN,
                **_failed("bash_code_execution_tool_result_error"),
            }
        )
    ),
    "text_editor_code_execution_tool_result": _given(
        Variants({**_EDITED, **_failed("text_editor_code_execution_tool_result_error")})
    ),
    "tool_search_tool_result": _given(
        Variants(
            {
                "tool_search_tool_search_result": Members(
                    {"tool_references": Items(Variants({"tool_reference": _REFERENCE}))}
                ),
                **_failed("tool_search_tool_result_error"),
            }
        )
    ),
    "mcp_tool_result": _given(
        OneOf(
            string=Text(),
            array=Items(Variants({"text": _GIVEN})),
            flag=False,
        )
    ),
}
CONTENT = OneOf(
    string=Text(said=True),
    array=Items(
        Variants(
            {
                "text": _TEXT,
                "image": _IMAGE,
                "document": _DOCUMENT,
                "search_result": _SEARCH_RESULT,
                "thinking": Thought(),
                "redacted_thinking": Members({"data": Opaque()}),
                "tool_use": _CALL,
                "server_tool_use": _CALL,
                "mcp_tool_use": _CALL,
                "tool_result": _TOOL_RESULT,
                **_SERVED,
                **_TOOLS_CHANGED,
                **dict.fromkeys(
                    ("advisor_tool_result", "mcp_tool_listing", "fallback"),
                    Refused("what another party or model gave", example={}),
                ),
                "container_upload": Refused(
                    "a file kept at the provider", example={"file_id": "file_011CNha8"}
                ),
                "compaction": Refused(
                    "a summary that only the provider can check", example={"content": EXAMPLE}
                ),
            },
            what="a block of an unknown type",
        )
    ),
    flag=False,
)
