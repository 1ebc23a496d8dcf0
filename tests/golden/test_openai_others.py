"""The golden bodies of OpenAI's smaller endpoints and of Azure say what they claim."""

from __future__ import annotations

import pytest
from openai.types import Completion, CreateEmbeddingResponse, ModerationCreateResponse
from openai.types.chat import ChatCompletion
from pydantic import TypeAdapter

from tests.golden.answers import WireStream
from tests.golden.openai_others import (
    golden_azure_errors,
    golden_azure_streams,
    golden_azure_wholes,
    golden_completion_streams,
    golden_completion_wholes,
    golden_embeddings,
    golden_moderations,
)
from tests.golden.streams import Golden
from tests.simulators.completions import DONE
from tests.simulators.lanes import chunk_bodies, events, lanes
from tests.simulators.wire_lanes import completions_lanes


@pytest.mark.parametrize("stream", golden_completion_streams(), ids=lambda stream: stream.name)
def test_completions_hold_their_lanes(stream: WireStream) -> None:
    assert completions_lanes(stream.body) == dict(stream.lanes)
    assert events(stream.body)[-1] == DONE
    for body in chunk_bodies(stream.body):
        assert body["object"] == "text_completion"


@pytest.mark.parametrize("stream", golden_azure_streams(), ids=lambda stream: stream.name)
def test_azures_streams_hold_their_lanes_and_results(stream: Golden) -> None:
    assert lanes(stream.body) == dict(stream.lanes)
    bodies = chunk_bodies(stream.body)
    assert bodies[0]["choices"] == []
    assert "prompt_filter_results" in bodies[0]
    assert any(choice.get("finish_reason") for body in bodies for choice in body["choices"])


def test_wholes_are_of_the_sdks_types() -> None:
    for body in golden_completion_wholes().values():
        assert TypeAdapter(Completion).validate_python(body).choices
    for body in golden_azure_wholes().values():
        assert TypeAdapter(ChatCompletion).validate_python(body).choices
    for body in golden_moderations().values():
        assert TypeAdapter(ModerationCreateResponse).validate_python(body).results
    floats, packed = golden_embeddings().values()
    assert len(TypeAdapter(CreateEmbeddingResponse).validate_python(floats).data) == 2
    assert isinstance(packed["data"][0]["embedding"], str)


def test_azures_errors_name_a_code() -> None:
    assert golden_azure_errors()[400]["error"]["code"] == "content_filter"
    assert all(body["error"]["code"] for body in golden_azure_errors().values())
