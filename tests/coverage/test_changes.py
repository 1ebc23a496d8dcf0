"""What nothing is found in leaves as it came, but for provider switches."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from detectors import Engine
from gateway.proxy.wires import find_wire
from tests.coverage.changes import changes
from tests.coverage.driven import Driver
from tests.coverage.requests import WIRES, requests

DEEP = settings().max_examples > 1000
NAMES = [name for name, each in WIRES.items() if find_wire(each.path) is not None]
# Fields that switches set or take out, and those of a document that its text replaces.
_OPENAI = r"/(user|safety_identifier|prompt_cache_key|store|metadata|(top_)?logprobs)"
_ANTHROPIC = r"/metadata/user_id|/(system|messages)/.*/source/(data|media_type|type)"
_GEMINI = (
    r"(/generateContentRequest)?(/store|/labels|/generationConfig/(responseLogprobs|logprobs)"
    r"|/toolConfig/retrievalConfig/latLng"
    r"|/toolConfig/functionCallingConfig/streamFunctionCallArguments)"
)
_OLLAMA = r"/(top_)?logprobs"
SWITCHED = {
    "openai": _OPENAI,
    "openai_responses": rf"{_OPENAI}|/include|/input/\*/content/\*/logprobs",
    "anthropic": _ANTHROPIC,
    "gemini": _GEMINI,
    "ollama": _OLLAMA,
}


@pytest.mark.parametrize("name", NAMES)
def test_requests_leave_as_they_came(name: str, tmp_path: Path) -> None:
    driver = Driver(tmp_path / "config", Engine(), path=WIRES[name].path)
    switched = SWITCHED.get(name, SWITCHED[name.partition("_")[0]])
    bodies = list(requests(name))[:: 13 if name == "anthropic_beta" and not DEEP else 1]
    unchanged = 0
    for body in bodies:
        source = json.dumps(body, indent=1).encode()
        sent = driver.run(source).sent
        if sent is None:
            continue
        changed = changes(body, json.loads(sent.body))
        assert not [each for each in changed if not re.fullmatch(switched, each)], body
        # Where no switch was set, not a byte differs.
        assert changed or sent.body == source
        unchanged += not changed
    # A request to the responses endpoint always says that nothing is to be kept.
    assert unchanged > 2 or name == "openai_responses"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"a": 1}, {"a": 1}, set()),
        ({"a": 1}, {"a": True}, {"/a"}),
        ({"a": 1}, {"a": 1.0}, {"/a"}),
        ({"a": 1}, {"b": 1}, {"/a", "/b"}),
        ({"a": [1, {"b": 2}]}, {"a": [1, {"b": 3}]}, {"/a/*/b"}),
        ({"a": [1]}, {"a": [1, 2]}, {"/a"}),
        ([], {}, {""}),
    ],
)
def test_changes(before: Any, after: Any, expected: set[str]) -> None:
    assert changes(before, after) == expected
    assert changes(after, before) == expected
