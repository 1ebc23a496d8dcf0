"""Gemini's requests as they go over the wire, from the types of google-genai.

The SDK's own types take conveniences (a string for a content, a function for a tool) and
one flat config; its converters say where on the wire each part of the config stands.
"""

from __future__ import annotations

import inspect
import re
from dataclasses import replace

from google.genai import models, types

from tests.coverage.sdk_types import shape_of
from tests.coverage.shapes import Items, Leaf, Member, Members, OneOf, Shape, Values

_CONFIG = types.GenerateContentConfig
_CONVERTERS = (models._GenerateContentConfig_to_mldev, models._GenerateContentConfig_to_vertex)
_PLACED = re.compile(
    r"getv\(from_object, \['(\w+)'\]\) is not None:\s+setv\(\s*(\w+),\s*\['(\w+)'\]"
)
# Members of a part that are its content; the others say something about it.
_CONTENTS = frozenset(
    {
        *("text", "inlineData", "fileData", "functionCall", "functionResponse"),
        *("executableCode", "codeExecutionResult", "toolCall", "toolResponse"),
    }
)
# What the service requires although the types leave it optional.
REQUIRED: dict[str, tuple[str, ...]] = {
    "Content": ("role", "parts"),
    "Blob": ("mimeType", "data"),
    "FileData": ("mimeType", "fileUri"),
    "FunctionCall": ("name", "args"),
    "FunctionResponse": ("name", "response"),
    "FunctionDeclaration": ("name", "description"),
    "ExecutableCode": ("language", "code"),
    "CodeExecutionResult": ("outcome", "output"),
    "Schema": ("type",),
    "SafetySetting": ("category", "threshold"),
    "EmbedRequest": ("model", "content"),
}


def placed() -> dict[str, tuple[bool, str]]:
    """Each member of the config that is sent: whether at the top of the body, its name."""
    found: dict[str, tuple[bool, str]] = {}
    for converter in _CONVERTERS:
        for member, holder, name in _PLACED.findall(inspect.getsource(converter)):
            found[member] = (holder == "parent_object", name)
    return found


def _wire(shape: Shape, *, part: Members | None = None) -> Shape:
    """The shape with the SDK's conveniences taken out."""
    if isinstance(shape, Members):
        if shape.name == "Part":
            return part or _part(shape)
        original = shape
        return Members(
            shape.name,
            lambda: tuple(
                replace(member, shape=_wire(member.shape)) for member in original.members
            ),
        )
    if isinstance(shape, Items):
        return Items(_wire(shape.item))
    if isinstance(shape, Values):
        return Values(_wire(shape.value))
    if isinstance(shape, OneOf):
        return OneOf(tuple(_wire(option) for option in shape.options))
    return shape


def _part(shape: Members) -> Shape:
    """A part has one content, and anything that is said about it."""
    contents = [member for member in shape.members if member.name in _CONTENTS]
    about = tuple(
        replace(member, shape=_wire(member.shape))
        for member in shape.members
        if member.name not in _CONTENTS
    )
    variants = []
    for member in sorted(contents, key=lambda each: each.name != "text"):
        of_text = about if member.name in ("text", "inlineData") else ()
        own = Member(member.name, _wire(member.shape), required=True)
        variants.append(_part_of(own, of_text))
    return OneOf(tuple(variants))


def _part_of(content: Member, about: tuple[Member, ...]) -> Members:
    return Members(f"Part.{content.name}", lambda: (content, *about))


def _known(cls: type) -> Shape:
    shape = shape_of(cls)
    assert shape is not None
    return _wire(shape)


CONTENT = _known(types.Content)
_TOP: dict[str, Shape] = {
    "systemInstruction": CONTENT,
    "tools": Items(_known(types.Tool)),
}
_GENERATION: dict[str, Shape] = {
    "responseSchema": _known(types.Schema),
    "speechConfig": _known(types.SpeechConfig),
}


def _config_members(*, top: bool) -> tuple[Member, ...]:
    found = []
    config = shape_of(_CONFIG)
    assert isinstance(config, Members)
    shapes = {member.name: member.shape for member in config.members}
    for member, (is_top, name) in placed().items():
        if is_top is top:
            alias = _CONFIG.model_fields[member].alias or member
            given = (_TOP if top else _GENERATION).get(name)
            found.append(Member(name, given or _wire(shapes[alias]), required=False))
    return tuple(found)


GENERATION_CONFIG = Members("GenerationConfig", lambda: _config_members(top=False))
GENERATE_CONTENT = Members(
    "GenerateContentRequest",
    lambda: (
        Member("contents", Items(CONTENT), required=True),
        Member("generationConfig", GENERATION_CONFIG, required=False),
        *_config_members(top=True),
    ),
)
COUNT_TOKENS = Members(
    "CountTokensRequest",
    lambda: (
        Member("contents", Items(CONTENT), required=False),
        Member(
            "generateContentRequest",
            Members(
                "CountedRequest",
                lambda: (Member("model", Leaf("string"), required=True), *GENERATE_CONTENT.members),
            ),
            required=False,
        ),
        Member("systemInstruction", CONTENT, required=False),
        Member("tools", _TOP["tools"], required=False),
        Member("generationConfig", GENERATION_CONFIG, required=False),
    ),
)


def _embedding() -> tuple[Member, ...]:
    config = _known(types.EmbedContentConfig)
    assert isinstance(config, Members)
    return (
        Member("model", Leaf("string"), required=False),
        Member("content", CONTENT, required=True),
        *(member for member in config.members if member.name != "httpOptions"),
    )


EMBED_CONTENT = Members("EmbedContentRequest", _embedding)
BATCH_EMBED = Members(
    "BatchEmbedContentsRequest",
    lambda: (Member("requests", Items(Members("EmbedRequest", _embedding)), required=True),),
)
