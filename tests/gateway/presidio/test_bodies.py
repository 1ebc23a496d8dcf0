"""Bodies of Presidio's API: what is read, and errors that name fields only."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.errors import InvalidRequest
from gateway.presidio.bodies import AnalyzeBody, AnonymizeBody, DeanonymizeBody, read_body


def analyze(**fields: Any) -> AnalyzeBody:
    data = json.dumps({"text": "x", **fields}).encode()
    return read_body(data, AnalyzeBody, max_depth=20)


def test_what_presidio_takes_is_read() -> None:
    body = analyze(
        language="en",
        score_threshold=0.4,
        unknown={"kept": "out"},
        ad_hoc_recognizers=[
            {"supported_entities": ["A"], "patterns": [{"regex": "a", "score": 1, "name": "n"}]}
        ],
        regex_flags=26,
    )
    assert body.score_threshold == 0.4
    assert body.ad_hoc_recognizers is not None
    assert body.ad_hoc_recognizers[0].supported_entities == ["A"]
    assert analyze(text=["a", "b"]).text == ["a", "b"]
    assert analyze(text="\ud800").text == "\ud800"


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"text": {"secret": 1}}, "text"),
        ({"entities": "secret"}, "entities"),
        ({"entities": ["a secret"]}, "entities"),
        ({"score_threshold": 7}, "score_threshold"),
        ({"allow_list_match": "secret"}, "allow_list_match"),
        ({"ad_hoc_recognizers": [{"patterns": "secret"}]}, "ad_hoc_recognizers"),
        ({"regex_flags": -1}, "regex_flags"),
    ],
)
def test_errors_name_the_field_and_nothing_else(fields: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        analyze(**fields)
    assert caught.value.status == 422
    assert named in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "fields",
    [
        {"text": ""},
        {"text": []},
        {"text": ["x"] * 1001},
        {"ad_hoc_recognizers": [{"patterns": [{"regex": "a", "score": 1}]}]},
        {"ad_hoc_recognizers": [{"supported_entity": "A"}]},
    ],
)
def test_what_says_too_little_or_too_much_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest):
        analyze(**fields)


@pytest.mark.parametrize("kind", [AnalyzeBody, AnonymizeBody, DeanonymizeBody])
@pytest.mark.parametrize("data", [b"", b"\xff", b"[]", b"{}", b'{"text": 1e999}', b"[" * 500])
def test_what_is_no_body_is_refused(kind: Any, data: bytes) -> None:
    with pytest.raises(InvalidRequest):
        read_body(data, kind, max_depth=20)


def test_results_and_reprs() -> None:
    data = {
        "text": "my secret",
        "analyzer_results": [{"entity_type": "A", "start": 0, "end": 2, "score": 0.5, "x": None}],
        "anonymizers": {"A": {"type": "mask", "key": "secret"}},
    }
    body = read_body(json.dumps(data).encode(), AnonymizeBody, max_depth=20)
    assert body.analyzer_results[0].result().end == 2
    assert "secret" not in repr(body)
