"""OpenAI's embeddings and moderations: texts in, numbers and categories out.

The TABLEs say what stands where; docs/coverage.md prints them. Inputs as tokens can be
examined by nobody and are refused. The inputs of a request are one message of the person.

Provider switches: ``user``, ``safety_identifier`` and ``prompt_cache_key`` are taken out
(they name the person; a pseudonym takes the place of ``user``, which embeddings know and
moderations do not). These endpoints keep nothing to be recalled, and stream nothing.

Answers. Structural (passed on): the vectors as numbers or base64, and all numbers. Words of
    the provider's own: ids, models, what a category was applied to. Every other string goes
    through a lane of its own.

Source: OpenAI API reference, embeddings and moderations (read 2026-11-22), and the types of
the openai package 3.54.
"""

from __future__ import annotations

import re
from typing import Any

from gateway.proxy.wire.answer_base import AnswerBase, Out, unreadable
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.json_tree import Number, read_body
from gateway.proxy.wire.media import Kept, Part
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.routing_fields import ROUTING, PlainModel
from gateway.proxy.wire.rules import Free, Refused, Spot, TakenOut, Text, Words
from gateway.proxy.wire.shapes import Items, Members, OneOf, Variants
from gateway.proxy.wire.switches import check_spelling, take_user
from gateway.proxy.wire.turns import Turn

# What moderates where the request names no model.
DEFAULT_MODERATION = "omni-moderation-latest"
# No string holds this: a quote inside of one has a backslash before it.
_VECTOR = re.compile(rb'("embedding"\s*:\s*)(?:\[[-+0-9.eE,\s]*\]|"[A-Za-z0-9+/=]*")')
_CATEGORIES = (
    *("harassment", "harassment/threatening", "hate", "hate/threatening", "illicit"),
    *("illicit/violent", "self-harm", "self-harm/intent", "self-harm/instructions", "sexual"),
    *("sexual/minors", "violence", "violence/graphic"),
)
_NAMES_THE_PERSON = ("user", "safety_identifier", "prompt_cache_key")
_TAKEN_OUT = dict.fromkeys(_NAMES_THE_PERSON, TakenOut("it names the person"))
_SAID = Text(said=True)
_TOKENS = Refused("tokens in place of text", example=Number("1212"))

EMBEDDINGS = Members(
    {
        "model": PlainModel(),
        "input": Turn(
            "user",
            OneOf(
                string=_SAID,
                array=Items(OneOf(string=_SAID, array=_TOKENS, number=_TOKENS, flag=False)),
                flag=False,
            ),
        ),
        "encoding_format": Words("float", "base64"),
        "dimensions": Free(),
        **ROUTING,
        **_TAKEN_OUT,
    },
    required=frozenset({"input"}),
)
_PART = Variants(
    {
        "text": Members({"text": _SAID}, required=frozenset({"text"})),
        "image_url": Part(
            what="an image at an address",
            example={"image_url": {"url": "https://images.example/1.png"}},
            data=("image_url", "url"),
            rest=Members({"image_url": Members({"url": Kept()})}),
        ),
    },
    what="an unknown part",
)
MODERATIONS = Members(
    {
        "model": PlainModel(),
        "input": Turn(
            "user",
            OneOf(
                string=_SAID,
                array=Items(OneOf(string=_SAID, members=_PART, flag=False)),
                flag=False,
            ),
        ),
        **ROUTING,
        **_TAKEN_OUT,
    },
    required=frozenset({"input"}),
)


def _read(table: Members, body: bytes, *, options: ReadOptions, pseudonym: bool) -> Document:
    root = read_body(body, max_depth=options.max_depth)
    document = Document(root=root, options=options)
    check_spelling(root, _NAMES_THE_PERSON)
    take_user(document, root, keys=_NAMES_THE_PERSON, pseudonym="user")
    if not pseudonym:
        document.pseudonym = None
    document.switches_set = True
    table.read(document, Spot("", {"": root}, ""))
    return document


def read_embeddings(body: bytes, options: ReadOptions) -> Document:
    """Reads a request body into a document.

    Raises:
        InvalidRequest: not JSON, or wrong types.
        Refused: content that cannot be examined.
    """
    document = _read(EMBEDDINGS, body, options=options, pseudonym=True)
    document.name_model()
    return document


def read_moderations(body: bytes, options: ReadOptions) -> Document:
    """Reads a request body into a document; its model may be left to the provider.

    Raises:
        InvalidRequest: not JSON, or wrong types.
        Refused: content that cannot be examined.
    """
    document = _read(MODERATIONS, body, options=options, pseudonym=False)
    document.model = document.model or DEFAULT_MODERATION
    return document


class EmbeddingsAnswer(AnswerBase):
    """Vectors, which nothing can be read in or restored to.

    Attributes:
        holding: the member with a result for each input.
    """

    structural = frozenset({"embedding"})
    words = frozenset({"id", "object", "model"})
    holding = "data"

    def whole(self, body: bytes) -> bytes:
        """A whole answer body as the user gets it; the same bytes where nothing changed.

        The vectors are most of it. It is read without them first, since as a rule
        nothing else changes.

        Raises:
            UpstreamFailed: the body is not the wire's.
        """
        rest = _VECTOR.sub(rb"\1[]", body)
        return body if super().whole(rest) == rest else super().whole(body)

    def _read(self, tree: dict[str, Any]) -> None:
        results = tree.get(self.holding)
        if not isinstance(results, list) or not all(isinstance(each, dict) for each in results):
            raise unreadable()
        self._unlisted_members(tree)

    def _chunk(self, tree: dict[str, Any], name: str | None) -> list[Out]:
        raise unreadable()  # there are no streams


class ModerationsAnswer(EmbeddingsAnswer):
    """Which categories were raised by each input."""

    structural = frozenset()
    words = frozenset({"id", "model", *_CATEGORIES})
    holding = "results"
