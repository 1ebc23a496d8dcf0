"""The table of wires is whole."""

from __future__ import annotations

import pytest

from gateway.proxy.wires import OPENAI_CHAT, WIRES, find_wire, nearest
from gateway.recipients import WIRES as DECLARED


def test_every_path_is_there_once_and_every_wire_can_be_declared() -> None:
    paths = [(wire.path, wire.fixed_query) for wire in WIRES]
    assert len(set(paths)) == len(paths)
    assert {wire.name for wire in WIRES} == set(DECLARED)


def test_every_path_is_found_and_an_endpoint_takes_the_model_of_its_path() -> None:
    for wire in WIRES:
        found = find_wire(wire.path.replace("{model}", "some-model:1.0_b"))
        assert found is not None
        assert found[0].path == wire.path
        assert found[1] == ("some-model:1.0_b" if "{model}" in wire.path else None)
        assert ("{model}" in wire.endpoint) == ("{model}" in wire.path)


@pytest.mark.parametrize(
    "path",
    [
        "/v1/chat/completions/", "/v1/chat", "/v1/realtime", "/v1/files", "/v1//chat/completions",
        "/openai/deployments//chat/completions", "/openai/deployments/a/b/chat/completions",
        "/openai/deployments/../chat/completions", "/openai/deployments/%2e/chat/completions",
        "/openai/deployments/a b/chat/completions", "/openai/deployments/a\n/chat/completions",
        "/openai/deployments/" + "a" * 129 + "/chat/completions", "/V1/chat/completions", "",
    ],
)  # fmt: skip
def test_near_paths_are_none(path: str) -> None:
    assert find_wire(path) is None


@pytest.mark.parametrize(
    ("path", "name", "endpoint"),
    [
        ("/v1/completions", "openai", "/v1/completions"),
        ("/v1/embeddings", "openai", "/v1/embeddings"),
        ("/v1/moderations", "openai", "/v1/moderations"),
        ("/openai/v1/chat/completions", "openai", "/v1/chat/completions"),
        ("/openai/v1/completions", "openai", "/v1/completions"),
        ("/openai/v1/embeddings", "openai", "/v1/embeddings"),
        ("/openai/v1/moderations", "openai", "/v1/moderations"),
        *(
            (f"/openai/deployments/m{end}", "azure", f"/openai/deployments/{{model}}{end}")
            for end in ("/chat/completions", "/completions", "/embeddings")
        ),
        ("/api/chat", "ollama", "/api/chat"),
        ("/api/generate", "ollama", "/api/generate"),
    ],
)
def test_where_each_endpoint_leads(path: str, name: str, endpoint: str) -> None:
    found = find_wire(path)
    assert found is not None
    assert (found[0].name, found[0].endpoint) == (name, endpoint)


@pytest.mark.parametrize(
    "path", ["/openai/deployments/m/moderations", "/api/embed", "/api/pull", "/api/tags", "/api/"]
)
def test_endpoints_that_there_are_not(path: str) -> None:
    assert find_wire(path) is None


def test_an_unknown_path_answers_in_the_shape_of_the_wire_around_it() -> None:
    assert nearest("/v1/files").name == "openai"
    assert nearest("/openai/x").name in ("openai", "azure")
    assert nearest("/nothing") is OPENAI_CHAT


@pytest.mark.parametrize(
    ("query", "content_type"),
    [
        (b"alt=sse", "text/event-stream"), (b"key=x&alt=sse", "text/event-stream"),
        (b"", "application/json"), (b"alt=json", "application/json"),
        (b"alt=SSE", "application/json"), (b"alt=sses", "application/json"),
    ],
)  # fmt: skip
def test_one_path_of_geminis_gives_events_or_an_array(query: bytes, content_type: str) -> None:
    found = find_wire("/v1beta/models/some-model:streamGenerateContent", query)
    assert found is not None
    assert found[0].stream_types == {content_type}
    assert found[0].fixed_query == ("alt=sse" if "event" in content_type else "")
