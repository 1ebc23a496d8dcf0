"""What Azure adds to the bodies of OpenAI's chat completions: the results of its filters.

Source: Microsoft Learn, "Content filtering for Azure OpenAI", read 2026-11-22.
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.simulators.completions import Json

_SAFE: Json = {
    name: {"filtered": False, "severity": "safe"}
    for name in ("hate", "self_harm", "sexual", "violence")
}
PROMPT_RESULTS: list[Json] = [
    {
        "prompt_index": 0,
        "content_filter_results": {**_SAFE, "jailbreak": {"filtered": False, "detected": False}},
    }
]


def filtered(body: Json) -> Json:
    """A whole ``chat.completion`` with the filters' results."""
    choices = [{**choice, "content_filter_results": _SAFE} for choice in body["choices"]]
    return {**body, "choices": choices, "prompt_filter_results": PROMPT_RESULTS}


def filtered_chunks(chunks: Sequence[Json]) -> list[Json]:
    """A stream's chunks behind the one that tells of the prompt, which has no choices."""
    opening: Json = {
        "choices": [],
        "created": 0,
        "id": "",
        "model": "",
        "object": "",
        "prompt_filter_results": PROMPT_RESULTS,
    }
    return [opening, *(_filtered_chunk(chunk) for chunk in chunks)]


def _filtered_chunk(chunk: Json) -> Json:
    choices = [
        {**choice, "content_filter_results": _SAFE if choice["delta"].get("content") else {}}
        for choice in chunk["choices"]
    ]
    return {**chunk, "choices": choices}


def annotation_chunk(*, start: int, end: int) -> Json:
    """The late result of the asynchronous filter: no delta, the offsets that it looked at."""
    offsets = {"check_offset": start, "start_offset": start, "end_offset": end}
    choice = {
        "index": 0,
        "finish_reason": None,
        "content_filter_results": _SAFE,
        "content_filter_offsets": offsets,
    }
    return {"id": "", "object": "", "created": 0, "model": "", "choices": [choice]}


def filter_error(message: str = "simulated") -> Json:
    """The error of a prompt that the filter refuses."""
    results = {**_SAFE, "hate": {"filtered": True, "severity": "high"}}
    return {
        "error": {
            "message": message,
            "type": None,
            "param": "prompt",
            "code": "content_filter",
            "status": 400,
            "innererror": {
                "code": "ResponsibleAIPolicyViolation",
                "content_filter_result": results,
            },
        }
    }
