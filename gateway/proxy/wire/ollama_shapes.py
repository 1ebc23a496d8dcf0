"""What requests to Ollama's chat and generate have in common.

Provider switches: ``logprobs`` are not asked for. A server of one's own keeps nothing, and
no member of these bodies names a person.

Source: Ollama's API document and the types of its Go server and of the ollama package
0.6.3 (read 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.proxy.leaves import Place
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.media import Bare
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.reader import read_by
from gateway.proxy.wire.rules import Free, Model, Rule, Stream, Words
from gateway.proxy.wire.shapes import Items, Members, OneOf
from gateway.proxy.wire.switches import take_out

_LOG_PROBABILITIES = ("logprobs", "top_logprobs")


IMAGES = Items(Bare(what="an image", example="iVBORw0KGgo="))
_OPTIONS = Members(
    {
        "stop": OneOf(string=Free(example="some words"), array=Free(example=["some words"])),
        **dict.fromkeys(
            (
                *("num_ctx", "num_batch", "num_gpu", "main_gpu", "num_thread", "num_keep", "seed"),
                *("num_predict", "top_k", "top_p", "min_p", "tfs_z", "typical_p", "repeat_last_n"),
                *("temperature", "repeat_penalty", "presence_penalty", "frequency_penalty"),
                *("mirostat", "mirostat_tau", "mirostat_eta", "penalize_newline", "numa"),
                *("low_vram", "f16_kv", "logits_all", "vocab_only", "use_mmap", "use_mlock"),
                "embedding_only",
            ),
            Free(),
        ),
    }
)
COMMON: Mapping[str, Rule] = {
    "model": Model(),
    "stream": Stream(),
    "format": OneOf(string=Words("", "json"), members=Free(within=Place.DEFINITION)),
    "options": _OPTIONS,
    "keep_alive": Free(),
    "think": OneOf(string=Words("low", "medium", "high", "max")),
    "truncate": Free(),
    "shift": Free(),
    **dict.fromkeys(_LOG_PROBABILITIES, Free()),
}


def read_request(table: Members, body: bytes, *, options: ReadOptions) -> Document:
    """Reads a request body into a document.

    Raises:
        InvalidRequest: not JSON, or wrong types.
        Refused: content that cannot be examined.
    """
    document = read_by(table, body, options=options, switches=_switches)
    # A server streams unless it is told not to.
    document.stream = document.root.get("stream") is not False
    document.json_answer = _is_json(document.root.get("format"))
    return document


def _switches(document: Document) -> None:
    if document.root.get("logprobs") not in (None, False):
        # Token by token, an answer could not be examined or restored.
        take_out(document, *_LOG_PROBABILITIES)


def _is_json(wanted: Any) -> bool:
    return wanted == "json" or isinstance(wanted, dict)
