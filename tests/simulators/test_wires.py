"""Paths lead to endpoints, and each endpoint says one answer in its shape."""

from __future__ import annotations

import json

import pytest

from tests.simulators.completions import Choice, Json
from tests.simulators.openai_embeddings import vector
from tests.simulators.wires import ENDPOINTS, EVENT_STREAM, JSON, LINES, Saying, find

NAMES = {
    "/v1/chat/completions": "chat completions",
    "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21": "chat completions",
    "/openai/v1/responses": "responses",
    "/v1/responses": "responses",
    "/v1/completions": "completions",
    "/v1/embeddings": "embeddings",
    "/v1/moderations": "moderations",
    "/v1/messages": "messages",
    "/v1/messages/count_tokens": "count_tokens",
    "/v1beta/models/gemini-2:generateContent": "generateContent",
    "/v1/models/gemini-2:streamGenerateContent?alt=sse": "streamGenerateContent",
    "/v1beta/models/gemini-2:countTokens?key=x": "countTokens",
    "/v1beta/models/e:embedContent": "embedContent",
    "/v1beta/models/e:batchEmbedContents": "embedContent",
    "/api/chat": "chat",
    "/api/generate": "generate",
}


@pytest.mark.parametrize(("target", "name"), NAMES.items())
def test_a_path_leads_to_its_endpoint(target: str, name: str) -> None:
    found = find(target)
    assert found is not None
    assert found.name == name


def test_every_endpoint_has_a_path_here() -> None:
    assert {one.name for one in ENDPOINTS} == set(NAMES.values())


@pytest.mark.parametrize("target", ["/", "/v1/models", "/v1/responses/x", "/api/embed", "/v1/chat"])
def test_other_paths_lead_nowhere(target: str) -> None:
    assert find(target) is None


@pytest.mark.parametrize("target", NAMES)
def test_every_endpoint_answers_whole_and_those_that_stream_stream(target: str) -> None:
    endpoint = find(target)
    assert endpoint is not None
    body: Json = {"input": "x", "content": {"parts": [{"text": "x"}]}}
    saying = Saying(choices=(Choice(content="Hello"),), body=body, target=target)
    assert json.loads(json.dumps(endpoint.whole(saying)))
    if endpoint.streamed({"stream": True}, target):
        assert b"Hell" in endpoint.stream(saying)
    else:
        with pytest.raises(ValueError, match="no stream"):
            endpoint.stream(saying)
    assert "No." in json.dumps(endpoint.error(429, "No."))


def test_who_streams_unasked() -> None:
    streamed = [one.name for one in ENDPOINTS if one.streamed({}, "")]
    assert streamed == ["streamGenerateContent", "chat", "generate"]
    declined = [one.name for one in ENDPOINTS if one.streamed({"stream": False}, "")]
    assert declined == ["streamGenerateContent"]


def test_framings_have_their_names() -> None:
    types = {
        "/v1/messages": EVENT_STREAM,
        "/api/chat": LINES,
        "/v1beta/models/g:streamGenerateContent": JSON,
        "/v1beta/models/g:streamGenerateContent?alt=json": JSON,
        "/v1beta/models/g:streamGenerateContent?key=1&alt=sse": EVENT_STREAM,
    }
    for target, expected in types.items():
        endpoint = find(target)
        assert endpoint is not None
        assert endpoint.content_type == expected


def test_azure_adds_its_results_and_openai_does_not() -> None:
    targets = {"/openai/deployments/d/chat/completions": True, "/v1/chat/completions": False}
    for target, expected in targets.items():
        endpoint = find(target)
        assert endpoint is not None
        saying = Saying(choices=(Choice(content="Hello"),), target=target)
        assert ("prompt_filter_results" in endpoint.whole(saying)) is expected
        assert (b"prompt_filter_results" in endpoint.stream(saying)) is expected


def test_a_response_repeats_its_request() -> None:
    endpoint = find("/v1/responses")
    assert endpoint is not None
    body: Json = {"instructions": "Be kind.", "metadata": {"a": "b"}, "user": None, "other": 1}
    made = endpoint.whole(Saying(choices=(Choice(content="x", finish="length"),), body=body))
    assert (made["instructions"], made["metadata"]) == ("Be kind.", {"a": "b"})
    assert "other" not in made
    assert made["status"] == "incomplete"
    ids = [endpoint.whole(Saying(number=number))["id"] for number in range(3)]
    assert ids == ["resp_simulated0", "resp_simulated1", "resp_simulated2"]


def test_embeddings_follow_their_request() -> None:
    openai, gemini = find("/v1/embeddings"), find("/v1beta/models/e:embedContent")
    assert openai is not None
    assert gemini is not None
    made = openai.whole(Saying(body={"input": ["a", "b"], "dimensions": 2}))
    assert [one["embedding"] for one in made["data"]] == [vector("a", 2), vector("b", 2)]
    packed = openai.whole(Saying(body={"input": "a", "encoding_format": "base64"}))
    assert isinstance(packed["data"][0]["embedding"], str)
    content = {"parts": [{"text": "a"}]}
    assert gemini.whole(Saying(body={"content": content})) == {"embedding": {"values": vector("a")}}
    many = gemini.whole(Saying(body={"requests": [{"content": content}] * 2}))
    assert many == {"embeddings": [{"values": vector("a")}] * 2}


def test_a_wire_without_choices_says_the_first_or_nothing() -> None:
    endpoint = find("/v1/messages")
    assert endpoint is not None
    two = Saying(choices=(Choice(content="one"), Choice(content="two")))
    assert [block["text"] for block in endpoint.whole(two)["content"]] == ["one"]
    assert [block["text"] for block in endpoint.whole(Saying())["content"]] == [""]
