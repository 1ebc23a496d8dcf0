"""Bodies of OpenAI's older text completions, whole and as the chunks of a stream.

Shapes follow the ``openai`` package's own types (version 3.54, read 2026-11-22).
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.simulators.completions import CREATED, Envelope, Json
from tests.simulators.framing import pieces

IDENTIFIER = "cmpl-simulated"
USAGE: Json = {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21}


def text_completion(texts: Sequence[str], envelope: Envelope | None = None) -> Json:
    """The whole body; a text is a choice."""
    around = envelope or Envelope()
    choices = [_choice(place, text, "stop") for place, text in enumerate(texts)]
    return {**_around(choices, around), "usage": USAGE}


def text_chunks(texts: Sequence[str], envelope: Envelope | None = None) -> list[Json]:
    """The chunks of a stream; choices take turns, and each ends with an empty text."""
    around = envelope or Envelope()
    lanes = [list(pieces(text, around.piece)) for text in texts]
    found: list[Json] = []
    for turn in range(max((len(lane) + 1 for lane in lanes), default=0)):
        for place, lane in enumerate(lanes):
            if turn < len(lane):
                found.append(_around([_choice(place, lane[turn], None)], around))
            elif turn == len(lane):
                found.append(_around([_choice(place, "", "stop")], around))
    if around.usage:
        found.append({**_around([], around), "usage": USAGE})
    return found


def _choice(place: int, text: str, reason: str | None) -> Json:
    return {"text": text, "index": place, "logprobs": None, "finish_reason": reason}


def _around(choices: list[Json], around: Envelope) -> Json:
    return {
        "id": IDENTIFIER,
        "object": "text_completion",
        "created": CREATED,
        "choices": choices,
        "model": around.model,
        "system_fingerprint": "fp_simulated",
        **around.extra,
    }
