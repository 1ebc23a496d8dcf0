"""Contents of Gemini: whose they are, and their parts. All its requests are made of them.

A part has one of the members that carry content; the others say something about it.
Signatures of thoughts stand in the part that the model gave them with. They do not sign
its text, which may come back restored and be rewritten again; so a seal covers the
signature alone. What a function gave back is no word of the person whose turn it is.

Source: Gemini API reference, Content and Part, and its page on thought signatures (read
2026-11-22), and the types of the google-genai package 3.4.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from gateway.proxy.leaves import Place
from gateway.proxy.wire.base import Document, not_examinable, wrong_type
from gateway.proxy.wire.gemini_json import Object, Repeated, respell
from gateway.proxy.wire.json_tree import canonical
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
from gateway.proxy.wire.shapes import Items, Result
from gateway.proxy.wire.turns import Turn, Turns

_ROLES: Mapping[str | None, str] = {
    None: "user",
    "user": "user",
    "model": "assistant",
    "function": "tool",
    "system": "system",
}
# With these in the place of a signature, the service reads a call that it did not make.
_UNSIGNED = ("skip_thought_signature_validator", "context_engineering_is_the_way_to_go")
_UNSIGNED_BYTES = tuple(base64.b64encode(word.encode()).decode() for word in _UNSIGNED)


@dataclass(frozen=True, slots=True)
class _Spoken(Text):
    """Text of a part: what is said, unless it is a thought."""

    def read(self, document: Document, spot: Spot) -> None:
        """Adds the string."""
        Text(said=not spot.holder.get("thought")).read(document, spot)


@dataclass(frozen=True, slots=True)
class _Given(Data):
    """What a function gave back, which identifies the message."""

    def read(self, document: Document, spot: Spot) -> None:
        """Adds every leaf."""
        if document.turn is not None:
            document.turn.more.append(canonical(spot.value))
        Data().read(document, spot)


@dataclass(frozen=True, slots=True)
class _Signature(Opaque):
    """A signature of a thought: sealed, or one of the words that stand for none."""

    def read(self, document: Document, spot: Spot) -> None:
        """Takes the seal off."""
        if spot.value not in _UNSIGNED and spot.value not in _UNSIGNED_BYTES:
            Opaque().read(document, spot)

    def rows(self, pointer: str) -> Iterator[Row]:
        """Two lines."""
        yield Row(pointer, "structural", f"{' | '.join(_UNSIGNED)}, as it is or in base64")
        yield from Opaque().rows(pointer)


_ABOUT: Mapping[str, Rule] = {
    "thought": Free(),
    "thoughtSignature": _Signature(),
    "partMetadata": Data(),
    "videoMetadata": Free(),
    "mediaResolution": Free(),
    "mediaProcessing": Words("STATIC", "AGENTIC"),
    "speechMetadata": Free(within=Place.TALK),
    "documentMetadata": Free(),
    "spreadsheetMetadata": Free(),
    "audioMetadata": Free(),
    "audioTranscription": Object(
        {
            "text": Text(),
            "speakerLabel": Free(within=Place.TALK),
            "words": Refused("speech word by word", example=[{"word": "some"}]),
            "languageCode": Free(),
            "startOffset": Free(),
            "endOffset": Free(),
            "finished": Free(),
        },
        within=Place.TALK,
    ),
}
_FILE = Refused(
    "a file that is kept at the provider",
    example={"mimeType": "text/plain", "fileUri": "https://files.example/1"},
)
_TEXT_FILE = {
    "inlineData": {
        "mimeType": "text/plain",
        "data": base64.b64encode(EXAMPLE.encode()).decode(),
        "displayName": EXAMPLE,
    }
}
_BLOB = Object({"data": Kept(), "mimeType": Free(), "displayName": Free(within=Place.TALK)})
_TOOL_AT_PROVIDER = Words(
    *("GOOGLE_SEARCH_WEB", "GOOGLE_SEARCH_IMAGE", "URL_CONTEXT", "GOOGLE_MAPS"),
    *("FILE_SEARCH", "MEDIA_PROCESSING"),
)


def _with_file(others: Mapping[str, Rule], *, document: bool) -> Part:
    """A part that holds a file; only a part of a content can become text."""
    spoken = Object({"text": _Spoken()})
    return Part(
        what="a part with data that is no base64",
        example={"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}},
        data=("inlineData", "data"),
        media_type=("inlineData", "mimeType"),
        name=("inlineData", "displayName"),
        rest=Object({"inlineData": _BLOB, **others}),
        as_text=(lambda text: {"text": text}) if document else None,
        text=spoken if document else None,
    )


class _Part:
    """A part by the member that carries its content."""

    def __init__(
        self, contents: Mapping[str, Rule], about: Mapping[str, Rule], *, document: bool = True
    ) -> None:
        """Takes the rules.

        Args:
            contents: of the members that carry content, but the one with a file.
            about: of the others.
            document: a document in it may become text.
        """
        self._contents = contents
        self._about = about
        self._members = Object({"inlineData": _BLOB, **contents, **about})
        self._file = _with_file({**contents, **about}, document=document)
        self._carries = frozenset(("inlineData", *contents))
        self._names = (*self._carries, *about)

    def read(self, document: Document, spot: Spot) -> None:
        """Reads its members."""
        part = spot.value
        if not isinstance(part, dict):
            raise wrong_type(spot.pointer, "an object")
        respell(part, self._names, pointer=spot.pointer)
        if not part.keys() & self._carries and not part.keys() <= self._about.keys():
            raise not_examinable(spot.pointer, "an unknown part")
        file = part.get("inlineData")
        if file is None:
            self._members.read(document, spot)
            return
        if isinstance(file, dict):
            respell(file, _BLOB.fields, pointer=f"{spot.pointer}/inlineData")
        self._file.read(document, spot)

    def rows(self, pointer: str) -> Iterator[Row]:
        """Those of its members."""
        yield from self._file.rows(pointer)

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """A part of each kind; what says something about one stands beside a file of text."""
        for key, rule in self._contents.items():
            for each in rule.examples(refused=refused):
                yield {key: each}
        for key, rule in self._about.items():
            for each in rule.examples(refused=refused):
                yield {**_TEXT_FILE, key: each}
        yield from self._file.examples(refused=refused)


@dataclass(frozen=True, slots=True)
class _Contents:
    """The conversation; an answer that a client kept chunk by chunk is one text again.

    A piece of a word says nothing to a tagger, and the model reads them as one.
    """

    rule: Turns

    def read(self, document: Document, spot: Spot) -> None:
        """Reads the messages in order."""
        contents = spot.value if isinstance(spot.value, list) else [spot.value]
        spot.holder[spot.place] = _with_whole_answers(contents)
        self.rule.read(document, spot)

    def rows(self, pointer: str) -> Iterator[Row]:
        """Those of a content."""
        return self.rule.rows(pointer)

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """Those of the list."""
        return self.rule.examples(refused=refused)


def _with_whole_answers(contents: list[Any]) -> list[Any]:
    """The contents with adjacent ones of the model put together, and so their texts."""
    found: list[Any] = []
    for of_model, row in groupby(contents, key=_is_answer):
        answers = list(row)
        if of_model:
            parts = [part for answer in answers for part in answer["parts"]]
            answers = [{**answers[0], "parts": list(_with_whole_texts(parts))}]
        found += answers
    return found


def _with_whole_texts(parts: list[Any]) -> Iterator[Any]:
    for kind, run in groupby(parts, key=_piece_of):
        pieces = list(run)
        if kind is not None and len(pieces) > 1:
            pieces = [{**pieces[0], "text": "".join(piece["text"] for piece in pieces)}]
        yield from pieces


def _is_answer(content: Any) -> bool:
    """Whether there is nothing in a content but parts of an answer."""
    return (
        isinstance(content, dict)
        and content.keys() == {"role", "parts"}
        and content["role"] == "model"
        and isinstance(content["parts"], list)
    )


def _piece_of(part: Any) -> str | None:
    """Whether a part is nothing but text, and whether of the answer or of a thought."""
    if not isinstance(part, dict) or not part.keys() <= {"text", "thought"}:
        return None
    thought = part.get("thought", False)
    if type(part.get("text")) is not str or not isinstance(thought, bool):
        return None
    return "thought" if thought else "text"


_RESPONSE = Object(
    {
        "id": Name(),
        "name": Name(Place.DEFINITION),
        "response": _Given(),
        "parts": Repeated(
            Items(
                _Part(
                    {"fileData": _FILE},
                    {
                        key: rule
                        for key, rule in _ABOUT.items()
                        if key.endswith(("ta", "ing", "mediaResolution"))
                    },
                    document=False,
                )
            )
        ),
        "willContinue": Free(),
        "scheduling": Words("SILENT", "WHEN_IDLE", "INTERRUPT"),
    }
)
_CALL = Object(
    {
        "id": Name(),
        "name": Name(Place.DEFINITION),
        "args": Data(),
        "partialArgs": Refused("arguments in pieces", example=[{"jsonPath": "$.a"}]),
        "willContinue": Free(),
    },
    call=("name", "args"),
)
PART = _Part(
    {
        "text": _Spoken(),
        "functionCall": _CALL,
        "functionResponse": Result(_RESPONSE),
        "executableCode": Object({"id": Name(), "language": Words("PYTHON"), "code": Text()}),
        "codeExecutionResult": Object(
            {
                "id": Name(),
                "outcome": Words("OUTCOME_OK", "OUTCOME_FAILED", "OUTCOME_DEADLINE_EXCEEDED"),
                "output": Text(),
            }
        ),
        "toolCall": Object({"id": Name(), "toolType": _TOOL_AT_PROVIDER, "args": Data()}),
        "toolResponse": Object({"id": Name(), "toolType": _TOOL_AT_PROVIDER, "response": Data()}),
        "fileData": _FILE,
    },
    _ABOUT,
)
CONTENT = Object({"parts": Repeated(Items(PART)), "role": Words(*filter(None, _ROLES))})
CONTENTS = _Contents(
    Turns(
        rules={"": CONTENT},
        role_of=lambda content: _role(content.get("role")),
        roles=("user", "model", "function"),
        joins=True,
    )
)
SYSTEM = Turn("system", CONTENT)


def _role(word: Any) -> str | None:
    return _ROLES.get(word) if word is None or type(word) is str else None
