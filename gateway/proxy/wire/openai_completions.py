"""OpenAI's text completions, requests.

TABLE says what stands where; docs/coverage.md prints it. Prompts as tokens can be examined
by nobody and are refused.

End of a stream: ``data: [DONE]``; of a choice: a chunk with its ``finish_reason``.
Provider switches: ``user``, ``safety_identifier`` and ``prompt_cache_key`` are taken out
(they name the person; a pseudonym takes the place of ``user``), ``logprobs`` are not asked
for. This endpoint keeps nothing to be recalled.

Source: OpenAI API reference, completions (read 2026-11-22), and the types of the openai
package 3.54.
"""

from __future__ import annotations

from gateway.proxy.wire.base import Document
from gateway.proxy.wire.json_tree import Number
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.reader import read_by
from gateway.proxy.wire.routing_fields import ROUTING, PlainModel
from gateway.proxy.wire.rules import Free, Refused, Stream, TakenOut, Text
from gateway.proxy.wire.shapes import Items, Members, OneOf
from gateway.proxy.wire.switches import check_spelling, take_out, take_user
from gateway.proxy.wire.turns import Turn

# As many choices as an answer may have.
_MOST_PROMPTS = 128
_NAMES_THE_PERSON = ("user", "safety_identifier", "prompt_cache_key")
_TOKENS = Refused("tokens in place of text", example=Number("1212"))
_PROMPT = OneOf(string=Text(said=True), array=_TOKENS, number=_TOKENS, flag=False)

TABLE = Members(
    {
        "model": PlainModel(),
        "prompt": Turn(
            "user",
            OneOf(string=Text(said=True), array=Items(_PROMPT, most=_MOST_PROMPTS), flag=False),
        ),
        "suffix": Turn("user", Text(said=True)),
        "stream": Stream(),
        "stop": OneOf(string=Free(example="some words"), array=Free(example=["some words"])),
        "stream_options": Members({"include_usage": Free(), "include_obfuscation": Free()}),
        **dict.fromkeys(
            (
                *("best_of", "echo", "frequency_penalty", "logit_bias", "logprobs", "max_tokens"),
                *("n", "presence_penalty", "seed", "temperature", "top_p"),
            ),
            Free(),
        ),
        **ROUTING,
        **dict.fromkeys(_NAMES_THE_PERSON, TakenOut("it names the person")),
    },
    required=frozenset({"prompt"}),
)


def read_request(body: bytes, options: ReadOptions) -> Document:
    """Reads a request body into a document.

    Raises:
        InvalidRequest: not JSON, or wrong types.
        Refused: content that cannot be examined.
    """
    return read_by(TABLE, body, options=options, switches=_switches)


def _switches(document: Document) -> None:
    root = document.root
    check_spelling(root, (*_NAMES_THE_PERSON, "logprobs"))
    take_user(document, root, keys=_NAMES_THE_PERSON, pseudonym="user")
    if root.get("logprobs") not in (None, False):
        # Token by token, an answer could not be examined or restored.
        take_out(document, "logprobs")
