"""What the recipient decides is set, in every wire, and nothing else changes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.recipient_fields import ModelSpot, RecipientFields
from gateway.proxy.wires import WIRES, find_wire

ASKED, OWN = "asked-model", "llama3.1:8b"
_SAID = {"messages": [{"role": "user", "content": f"Are you {ASKED}?"}]}
_CONTENT = {"parts": [{"text": f"Are you {ASKED}?"}]}
_CONTENTS = {"contents": [_CONTENT]}
_GEMINI = f"/v1beta/models/{ASKED}"
# A body for each path, ASKED being its model; and where the body says so.
BODIES: list[tuple[str, dict[str, Any]]] = [
    ("/v1/chat/completions", {"model": ASKED, **_SAID, "temperature": 0.50}),
    ("/v1/completions", {"model": ASKED, "prompt": f"Are you {ASKED}?"}),
    ("/v1/responses", {"model": ASKED, "input": f"Are you {ASKED}?", "store": False}),
    ("/v1/embeddings", {"model": ASKED, "input": f"Are you {ASKED}?"}),
    ("/v1/moderations", {"model": ASKED, "input": f"Are you {ASKED}?"}),
    ("/openai/v1/chat/completions", {"model": ASKED, **_SAID}),
    (f"/openai/deployments/{ASKED}/chat/completions", _SAID),
    (f"/openai/deployments/{ASKED}/chat/completions", {"model": ASKED, **_SAID}),
    (f"/openai/deployments/{ASKED}/completions", {"prompt": "Hello"}),
    (f"/openai/deployments/{ASKED}/embeddings", {"input": "Hello"}),
    ("/openai/responses", {"model": ASKED, "input": "Hello", "store": False}),
    ("/v1/messages", {"model": ASKED, "max_tokens": 9, **_SAID}),
    ("/v1/messages/count_tokens", {"model": ASKED, **_SAID}),
    (f"{_GEMINI}:generateContent", _CONTENTS),
    (f"{_GEMINI}:streamGenerateContent", _CONTENTS),
    (f"{_GEMINI}:countTokens", _CONTENTS),
    (
        f"{_GEMINI}:countTokens",
        {"generateContentRequest": {"model": f"models/{ASKED}", **_CONTENTS}},
    ),
    (f"{_GEMINI}:embedContent", {"model": f"models/{ASKED}", "content": _CONTENT}),
    (f"{_GEMINI}:embedContent", {"model": ASKED, "content": _CONTENT}),
    (
        f"{_GEMINI}:batchEmbedContents",
        {"requests": [{"model": f"models/{ASKED}", "content": _CONTENT} for _ in range(2)]},
    ),
    ("/api/chat", {"model": ASKED, **_SAID, "stream": False}),
    ("/api/generate", {"model": ASKED, "prompt": f"Are you {ASKED}?"}),
]


def read(path: str, body: bytes) -> Any:
    """The document of a body at a path."""
    found = find_wire(path, b"alt=sse")
    assert found is not None
    return found[0].read_request(body, ReadOptions(model=found[1]))


def renamed(tree: Any, key: str = "") -> Any:
    """The tree with another model where a member names it."""
    if isinstance(tree, dict):
        return {name: renamed(value, name) for name, value in tree.items()}
    if isinstance(tree, list):
        return [renamed(value) for value in tree]
    return tree.replace(ASKED, OWN) if key == "model" else tree


def test_every_wire_is_tried() -> None:
    tried = {path.replace(ASKED, "{model}") for path, _ in BODIES}
    alike = {wire.path.replace("/v1/models/", "/v1beta/models/") for wire in WIRES}
    alike -= {f"/openai/v1/{end}" for end in ("completions", "embeddings", "moderations")}
    assert tried == alike - {"/openai/v1/responses"}


@pytest.mark.parametrize(("path", "body"), BODIES)
def test_the_model_is_set(path: str, body: dict[str, Any]) -> None:
    document = read(path, json.dumps(body).encode())
    assert document.model == ASKED
    document.set_model(OWN)
    assert document.model == OWN
    assert document.switched is (renamed(body) != body)
    document.render({})
    assert json.loads(document.body()) == renamed(body)


@pytest.mark.parametrize(("path", "body"), BODIES)
def test_the_same_name_changes_nothing(path: str, body: dict[str, Any]) -> None:
    document = read(path, json.dumps(body).encode())
    document.set_model(ASKED)
    assert not document.switched
    assert json.loads(document.body()) == body


def test_order_numbers_and_unknown_fields_stay() -> None:
    body = b'{"x":1e2,"model":"asked-model","messages":[{"role":"user","content":"a"}],"y":[1.50]}'
    document = read("/v1/chat/completions", body)
    document.set_model(OWN)
    assert document.body() == body.replace(ASKED.encode(), OWN.encode())


def test_what_was_set_stays_whatever_is_rendered() -> None:
    holder = {"model": ASKED, "geo": "eu"}
    fields = RecipientFields(
        root=holder, models=[ModelSpot(holder, "model", "models/")], region=(holder, "geo")
    )
    fields.set_model(OWN)
    fields.set_region("us")
    holder["geo"] = "another"
    fields.render({})
    assert json.loads(fields.body()) == {"model": f"models/{OWN}", "geo": "us"}
    assert "asked" not in repr(RecipientFields(root={}, model=ASKED))


@pytest.mark.parametrize(
    ("given", "switched"),
    [
        ({}, True),
        ({"inference_geo": "global"}, True),
        ({"inference_geo": "us"}, False),
        ({"inference_geo": None}, True),
        ({"inference_geo": "somewhere else entirely"}, True),
        ({"inference_geo": ["us"]}, True),
    ],
)
def test_anthropic_is_told_where_to_process(given: dict[str, Any], *, switched: bool) -> None:
    body = {"model": ASKED, **_SAID, **given}
    document = read("/v1/messages", json.dumps(body).encode())
    document.set_region("us")
    assert document.switched is switched
    for slot in range(len(document.slots)):
        document.render({slot: "[PERSON_7KQ2M0XA]"})
        assert json.loads(document.body())["inference_geo"] == "us"
    document.render({})
    assert json.loads(document.body()) == {**body, "inference_geo": "us"}


@pytest.mark.parametrize(("path", "body"), [each for each in BODIES if each[0] != "/v1/messages"])
def test_no_other_endpoint_has_such_a_switch(path: str, body: dict[str, Any]) -> None:
    document = read(path, json.dumps(body).encode())
    document.set_region("us")
    assert not document.switched
    assert json.loads(document.body()) == body
