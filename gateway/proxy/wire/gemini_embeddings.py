"""Gemini's embedContent and batchEmbedContents: requests, and the answers without text.

TABLE and BATCH_TABLE say what stands where; docs/coverage.md prints them. Each content is
a text of its own: none is the turn before another.

Source: Gemini API reference, embeddings and countTokens (read 2026-11-22), and the types
and converters of the google-genai package 3.4.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gateway.proxy.leaves import Place
from gateway.proxy.wire.answer_base import AnswerBase
from gateway.proxy.wire.base import Document, wrong_type
from gateway.proxy.wire.gemini_content import CONTENT
from gateway.proxy.wire.gemini_json import Object, PathModel, Repeated
from gateway.proxy.wire.json_tree import Number, read_body
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.rules import Free, Row, Spot, Words
from gateway.proxy.wire.shapes import Items, Members
from gateway.proxy.wire.turns import Turn


@dataclass(frozen=True, slots=True)
class _Embedded:
    """A content that nothing was said before."""

    def read(self, document: Document, spot: Spot) -> None:
        """Reads it as a message."""
        document.said_before = ""
        Turn("user", CONTENT).read(document, spot)

    def rows(self, pointer: str) -> Iterator[Row]:
        """Those of a content."""
        return CONTENT.rows(pointer)

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """Those of a content."""
        return CONTENT.examples(refused=refused)


TABLE = Object(
    {
        "model": PathModel(),
        "content": _Embedded(),
        "title": Free(within=Place.TALK),
        "taskType": Words(
            *("RETRIEVAL_QUERY", "RETRIEVAL_DOCUMENT", "SEMANTIC_SIMILARITY", "CLASSIFICATION"),
            *("CLUSTERING", "QUESTION_ANSWERING", "FACT_VERIFICATION", "CODE_RETRIEVAL_QUERY"),
        ),
        **dict.fromkeys(
            (
                *("outputDimensionality", "mimeType", "autoTruncate", "documentOcr"),
                "audioTrackExtraction",
            ),
            Free(),
        ),
    },
    required=frozenset({"content"}),
)
BATCH_TABLE = Object({"requests": Repeated(Items(TABLE))}, required=frozenset({"requests"}))


def _document(body: bytes, options: ReadOptions, *, table: Members) -> Document:
    root = read_body(body, max_depth=options.max_depth)
    document = Document(root=root, options=options)
    table.read(document, Spot("", {"": root}, ""))
    if not document.messages:
        raise wrong_type("/requests", "a list with at least one content")
    document.name_model()
    document.switches_set = True
    return document


def read_request(body: bytes, options: ReadOptions) -> Document:
    """Reads a body of embedContent into a document.

    Raises:
        InvalidRequest: not JSON, or wrong types.
        Refused: content that cannot be examined.
    """
    return _document(body, options, table=TABLE)


def read_batch(body: bytes, options: ReadOptions) -> Document:
    """The same of batchEmbedContents."""
    return _document(body, options, table=BATCH_TABLE)


class FiguresAnswer(AnswerBase):
    """An answer of figures: embeddings, or how many tokens there are."""

    words = frozenset({"modality", "trafficType"})

    def _read(self, tree: dict[str, Any]) -> None:
        self._unlisted_members(tree)

    def _unlisted(self, value: Any, *path: str) -> Any:
        if isinstance(value, list) and all(type(each) is Number for each in value):
            return value
        return super()._unlisted(value, *path)
