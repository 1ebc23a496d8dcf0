"""Bodies of OpenAI's embeddings and moderations.

Shapes follow the ``openai`` package's own types (version 3.54, read 2026-11-22).
"""

from __future__ import annotations

import base64
import struct
import zlib
from collections.abc import Sequence

from tests.simulators.completions import Envelope, Json

DIMENSIONS = 8
CATEGORIES = (
    *("harassment", "harassment/threatening", "hate", "hate/threatening", "illicit"),
    *("illicit/violent", "self-harm", "self-harm/intent", "self-harm/instructions", "sexual"),
    *("sexual/minors", "violence", "violence/graphic"),
)


def vector(text: str, dimensions: int = DIMENSIONS) -> list[float]:
    """Numbers that depend on the text alone, exact as 32-bit floats."""
    seeds = (zlib.crc32(f"{place}:{text}".encode("utf-8", "surrogatepass"))
             for place in range(dimensions))  # fmt: skip
    return [(seed % 4096 - 2048) / 2048 for seed in seeds]


def embeddings(
    vectors: Sequence[Sequence[float]], envelope: Envelope | None = None, *, packed: bool = False
) -> Json:
    """The whole body; ``packed`` gives each vector as base64 of little-endian floats."""
    around = envelope or Envelope()
    data = [
        {"object": "embedding", "index": place, "embedding": _pack(each) if packed else list(each)}
        for place, each in enumerate(vectors)
    ]
    usage = {"prompt_tokens": 9, "total_tokens": 9}
    return {"object": "list", "data": data, "model": around.model, "usage": usage, **around.extra}


def _pack(each: Sequence[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(each)}f", *each)).decode()


def moderation(
    count: int, envelope: Envelope | None = None, *, flagged: Sequence[str] = ()
) -> Json:
    """The whole body: a result for each input, these categories raised in all of them."""
    around = envelope or Envelope()
    result = {
        "flagged": bool(flagged),
        "categories": {name: name in flagged for name in CATEGORIES},
        "category_scores": {name: 0.9 if name in flagged else 0.0001 for name in CATEGORIES},
        "category_applied_input_types": {name: ["text"] for name in CATEGORIES},
    }
    results = [result] * count
    return {"id": "modr-simulated", "model": around.model, "results": results, **around.extra}
