"""Golden bodies of OpenAI's smaller endpoints and of Azure's chat completions."""

from __future__ import annotations

from collections.abc import Mapping

from tests.golden.answers import EMAIL, PERSON, Answer, WireStream, golden_answers
from tests.golden.streams import Golden
from tests.simulators.azure import annotation_chunk, filter_error, filtered, filtered_chunks
from tests.simulators.completions import (
    Choice,
    Envelope,
    EventStyle,
    Json,
    chunks,
    completion,
    event_stream,
)
from tests.simulators.lanes import LaneKey, lanes
from tests.simulators.openai_completions import text_chunks, text_completion
from tests.simulators.openai_embeddings import embeddings, moderation, vector


def _spoken(person: str, email: str) -> list[Answer]:
    """The answers that are text and nothing else."""
    return [one for one in golden_answers(person, email) if one.said.content and
            not (one.said.tool_calls or one.said.reasoning)]  # fmt: skip


def golden_completion_streams(person: str = PERSON, email: str = EMAIL) -> tuple[WireStream, ...]:
    """Of ``/v1/completions``; person and email are surrogates that the ledger issued."""
    found = [
        _completions(answer.name, (answer.said.content or "",), Envelope(piece=answer.piece))
        for answer in _spoken(person, email)
    ]
    two = _two(person, email)
    return (
        *found,
        _completions("two choices in turns", two, Envelope(piece=3, usage=True)),
        _completions("crlf", two, Envelope(), style=EventStyle(line_end="\r\n")),
    )


def _completions(
    name: str, texts: tuple[str, ...], envelope: Envelope, *, style: EventStyle | None = None
) -> WireStream:
    held: dict[LaneKey, str] = {(place, "text"): text for place, text in enumerate(texts)}
    body = event_stream(text_chunks(texts, envelope), style)
    return WireStream(name=name, body=body, lanes=held)


def golden_completion_wholes(person: str = PERSON, email: str = EMAIL) -> Mapping[str, Json]:
    """Whole answers of ``/v1/completions`` by name."""
    two = {"two choices in turns": text_completion(_two(person, email))}
    return two | {
        answer.name: text_completion([answer.said.content or ""])
        for answer in _spoken(person, email)
    }


def _two(person: str, email: str) -> tuple[str, str]:
    return f"First {person}.", f"Second: {email}, and longer."


def golden_azure_streams(person: str = PERSON, email: str = EMAIL) -> tuple[Golden, ...]:
    """Of Azure's chat completions, with the filters' results around the text."""
    found = []
    for answer in golden_answers(person, email):
        bodies = filtered_chunks(chunks([answer.said], Envelope(piece=answer.piece)))
        found.append(_azure(answer.name, bodies))
    plain = chunks([Choice(content=f"Hello {person}, bye.")])
    late = [
        one
        for place, chunk in enumerate(plain)
        for one in (chunk, annotation_chunk(start=place, end=place + 4))
    ]
    return (*found, _azure("filtered late", filtered_chunks(plain)[:1] + late))


def _azure(name: str, bodies: list[Json]) -> Golden:
    body = event_stream(bodies)
    return Golden(name=name, body=body, lanes=lanes(body))


def golden_azure_wholes(person: str = PERSON, email: str = EMAIL) -> Mapping[str, Json]:
    """Whole answers of Azure's chat completions by name."""
    return {
        answer.name: filtered(completion([answer.said])) for answer in golden_answers(person, email)
    }


def golden_azure_errors() -> Mapping[int, Json]:
    """Bodies of errors by status."""
    return {
        400: filter_error(),
        404: {"error": {"code": "DeploymentNotFound", "message": "simulated"}},
        429: {"error": {"code": "429", "message": "simulated"}},
    }


def golden_embeddings() -> Mapping[str, Json]:
    """Bodies of ``/v1/embeddings`` by name."""
    vectors = [vector("a"), vector("b")]
    return {"floats": embeddings(vectors), "packed": embeddings(vectors, packed=True)}


def golden_moderations() -> Mapping[str, Json]:
    """Bodies of ``/v1/moderations`` by name."""
    return {
        "none": moderation(1),
        "two inputs": moderation(2, flagged=("violence", "self-harm/intent")),
    }
