"""Bodies of embeddings and moderations are of the SDK's own types."""

from __future__ import annotations

import base64
import struct

from openai.types import CreateEmbeddingResponse, ModerationCreateResponse
from pydantic import TypeAdapter

from tests.simulators.openai_embeddings import embeddings, moderation, vector


def test_a_vector_depends_on_its_text_alone() -> None:
    assert vector("a") == vector("a")
    assert vector("a") != vector("b")
    assert len(vector("a", 3)) == 3
    assert all(-1 <= one <= 1 for one in vector("a", 256))


def test_floats_and_packed_floats_are_the_same() -> None:
    made = TypeAdapter(CreateEmbeddingResponse).validate_python(embeddings([vector("a")]))
    packed = embeddings([vector("a")], packed=True)["data"][0]["embedding"]
    floats = list(struct.unpack("<8f", base64.b64decode(packed)))
    assert made.data[0].embedding == floats == vector("a")


def test_each_input_has_a_result() -> None:
    body = moderation(2, flagged=("violence",))
    made = TypeAdapter(ModerationCreateResponse).validate_python(body)
    assert [(one.flagged, one.categories.violence) for one in made.results] == [(True, True)] * 2
    assert not made.results[0].categories.hate
    assert not moderation(1)["results"][0]["flagged"]
