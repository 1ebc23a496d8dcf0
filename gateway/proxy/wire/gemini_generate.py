"""Gemini's generateContent, streamGenerateContent and countTokens, requests.

TABLE and COUNT_TABLE say what stands where; docs/coverage.md prints them. The model, and
whether the answer is streamed, are in the path. A member may also be spelled in snake_case;
see gemini_json.py.

End of a stream: the connection's, once every candidate has its ``finishReason``.
Provider switches: ``responseLogprobs`` and ``streamFunctionCallArguments`` are set to
false, ``labels``, ``logprobs`` and ``retrievalConfig/latLng`` (where the person is) are
taken out, ``store`` is never true unless the policy has ``provider_state: allow``. The
wire has no field that names the person.

Source: Gemini API reference, generateContent and countTokens (read 2026-11-22), and the
types and converters of the google-genai package 3.4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway.proxy.leaves import Place
from gateway.proxy.wire.base import Document, not_examinable, wrong_type
from gateway.proxy.wire.gemini_content import CONTENTS, SYSTEM
from gateway.proxy.wire.gemini_json import Object, Off, PathModel, Repeated
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.reader import read_by
from gateway.proxy.wire.rules import (
    EXAMPLE,
    Free,
    Name,
    Opaque,
    Refused,
    Row,
    Rule,
    Spot,
    TakenOut,
    Words,
)
from gateway.proxy.wire.shapes import Items, Members
from gateway.proxy.wire.switches import refuse_state

JSON = "application/json"
_SCHEMA = Free(within=Place.DEFINITION)
_FUNCTION = Object(
    {
        "name": Name(Place.DEFINITION),
        "description": Free(within=None),
        "parameters": Free(within=None),
        "parametersJsonSchema": Free(within=None),
        "response": Free(within=None),
        "responseJsonSchema": Free(within=None),
        "behavior": Words("BLOCKING", "NON_BLOCKING"),
    },
    within=Place.DEFINITION,
)
_AT_PROVIDER = (
    *("codeExecution", "enterpriseWebSearch", "exaAiSearch", "fileSearch", "googleMaps"),
    *("googleSearch", "googleSearchRetrieval", "mcpServers", "parallelAiSearch", "retrieval"),
    "urlContext",
)
TOOLS = Repeated(
    Items(
        Object(
            {
                "functionDeclarations": Repeated(Items(_FUNCTION)),
                "computerUse": _SCHEMA,
                **dict.fromkeys(
                    _AT_PROVIDER, Refused("a tool that runs at the provider", example={})
                ),
            },
            other=Refused("an unknown tool", example={}),
        )
    )
)
_TOOL_CONFIG = Object(
    {
        "functionCallingConfig": Object(
            {
                "mode": Words("AUTO", "ANY", "NONE", "VALIDATED"),
                "allowedFunctionNames": Repeated(Items(Name(Place.DEFINITION))),
                "streamFunctionCallArguments": Off("arguments are examined whole"),
            }
        ),
        "retrievalConfig": Object(
            {
                "languageCode": Free(),
                "latLng": TakenOut(
                    "it says where the person is", example={"latitude": 1.5, "longitude": 2.5}
                ),
            }
        ),
        "includeServerSideToolInvocations": Free(),
    },
    within=Place.DEFINITION,
)
_VOICE = Object(
    {
        "prebuiltVoiceConfig": Object({"voiceName": Name(Place.DEFINITION)}),
        "replicatedVoiceConfig": Refused("a sample of somebody's voice", example={}),
        "voice": Free(),
    }
)
_LEVELS = tuple(f"MEDIA_RESOLUTION_{level}" for level in ("LOW", "MEDIUM", "HIGH"))
GENERATION_CONFIG = Object(
    {
        "stopSequences": Free(),
        "responseMimeType": Words(JSON, "text/plain", "text/x.enum"),
        "responseSchema": _SCHEMA,
        "responseJsonSchema": _SCHEMA,
        "responseFormat": _SCHEMA,
        "responseModalities": Repeated(Items(Words("TEXT", "IMAGE", "AUDIO"))),
        "mediaResolution": Words(*_LEVELS),
        "thinkingConfig": Object(
            {
                "includeThoughts": Free(),
                "thinkingBudget": Free(),
                "thinkingLevel": Words("MINIMAL", "LOW", "MEDIUM", "HIGH"),
            }
        ),
        "speechConfig": Object(
            {
                "languageCode": Free(),
                "voiceConfig": _VOICE,
                "multiSpeakerVoiceConfig": Object(
                    {
                        "speakerVoiceConfigs": Repeated(
                            Items(
                                Object({"speaker": Free(within=Place.TALK), "voiceConfig": _VOICE})
                            )
                        )
                    }
                ),
            }
        ),
        "responseLogprobs": Off("token by token, no answer could be examined"),
        "logprobs": TakenOut("it goes with responseLogprobs", example=3),
        "audioTranscriptionConfig": Free(within=Place.TALK),
        **dict.fromkeys(
            (
                *("candidateCount", "temperature", "topP", "topK", "maxOutputTokens", "seed"),
                *("presencePenalty", "frequencyPenalty", "enableEnhancedCivicAnswers"),
                *("imageConfig", "translationConfig", "audioTimestamp"),
                *("routingConfig", "modelConfig"),
            ),
            Free(),
        ),
    }
)


@dataclass(frozen=True, slots=True)
class _Cached:
    """Content that was given to the provider before: nobody here has examined it."""

    def read(self, document: Document, spot: Spot) -> None:
        """Refuses."""
        if document.options.provider_state:
            raise not_examinable(spot.pointer, "content that is kept at the provider")
        raise refuse_state(spot.pointer)

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "refused", "content that is kept at the provider")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """An id."""
        if refused:
            yield "cachedContents/some-id"


_BODY: Mapping[str, Rule] = {
    # What the person answers to comes first, wherever it stands.
    "systemInstruction": SYSTEM,
    "contents": CONTENTS,
    "tools": TOOLS,
    "toolConfig": _TOOL_CONFIG,
    "generationConfig": GENERATION_CONFIG,
    "safetySettings": Repeated(
        Items(
            Object(
                {
                    "category": Words(
                        *("HARM_CATEGORY_HARASSMENT", "HARM_CATEGORY_HATE_SPEECH"),
                        *("HARM_CATEGORY_SEXUALLY_EXPLICIT", "HARM_CATEGORY_DANGEROUS_CONTENT"),
                        *("HARM_CATEGORY_CIVIC_INTEGRITY", "HARM_CATEGORY_JAILBREAK"),
                    ),
                    "threshold": Words(
                        *("BLOCK_LOW_AND_ABOVE", "BLOCK_MEDIUM_AND_ABOVE", "BLOCK_ONLY_HIGH"),
                        *("BLOCK_NONE", "OFF"),
                    ),
                    "method": Words("SEVERITY", "PROBABILITY"),
                }
            )
        )
    ),
    "serviceTier": Words("standard", "flex", "priority", "STANDARD", "FLEX", "PRIORITY"),
    "continuationToken": Opaque(),
    "store": Off("nothing is kept", state=True),
    "modelArmorConfig": Free(),
    "outputConfig": Refused(
        "a place where the answer would be stored", example={"outputUriPrefix": "gs://one/two/"}
    ),
    "labels": TakenOut("they may name the person", example={"note": EXAMPLE}),
    "cachedContent": _Cached(),
}
TABLE = Object(_BODY, required=frozenset({"contents"}))
COUNT_TABLE = Object(
    {
        **{key: _BODY[key] for key in ("systemInstruction", "contents", "tools")},
        "generationConfig": GENERATION_CONFIG,
        "generateContentRequest": Object(
            {"model": PathModel(), **_BODY}, required=frozenset({"contents"})
        ),
    }
)


def _document(body: bytes, options: ReadOptions, *, table: Members) -> Document:
    document = read_by(table, body, options=options)
    if not document.messages:
        raise wrong_type("/contents", "there")
    return document


def read_request(body: bytes, options: ReadOptions) -> Document:
    """Reads a body of generateContent into a document.

    Raises:
        InvalidRequest: not JSON, or wrong types.
        Refused: content that cannot be examined.
    """
    document = _document(body, options, table=TABLE)
    config = document.root.get("generationConfig")
    document.json_answer = isinstance(config, dict) and config.get("responseMimeType") == JSON
    return document


def read_stream_request(body: bytes, options: ReadOptions) -> Document:
    """The same of streamGenerateContent."""
    document = read_request(body, options)
    document.stream = True
    return document


def read_count(body: bytes, options: ReadOptions) -> Document:
    """The same of countTokens."""
    return _document(body, options, table=COUNT_TABLE)
