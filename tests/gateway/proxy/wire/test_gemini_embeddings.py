"""Gemini's embeddings and counts: requests of texts, answers of figures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from detectors import Engine
from gateway.errors import InvalidRequest, Refused
from gateway.proxy.wire.base import Document
from gateway.proxy.wire.gemini_embeddings import (
    BATCH_TABLE,
    TABLE,
    FiguresAnswer,
    read_batch,
    read_request,
)
from gateway.proxy.wire.json_tree import write
from gateway.proxy.wire.options import ReadOptions
from tests.coverage.driven import Driver
from tests.coverage.leaks import check, plants, sampled
from tests.gateway.proxy.wire.gemini_reading import CARD, MASKED, PERSON, person, toward_user
from tests.simulators.gemini import embedding, embeddings, token_count

OPTIONS = ReadOptions(model="some-model")
CONTENT = {"parts": [{"text": "hello"}]}


def batch(*requests: Any) -> Document:
    return read_batch(json.dumps({"requests": list(requests)}).encode(), OPTIONS)


def answer() -> FiguresAnswer:
    return FiguresAnswer(toward_user(), max_event_bytes=1 << 16)


def test_each_content_is_a_text_of_its_own() -> None:
    read = batch(
        {"model": "models/some-model", "content": {"parts": [{"text": "one"}]}, "title": "two"},
        {"content": {"parts": {"text": "three"}}, "taskType": "CLUSTERING"},
    )
    assert [message.texts for message in read.messages] == [("one",), ("three",)]
    found = {slot.segment.text: slot.segment.before for slot in read.slots}
    assert found == {"one": None, "two": None, "three": None, "some-model": None}
    assert (read.groups, read.model, read.stream, read.switches_set) == (
        [],
        "some-model",
        False,
        True,
    )


def test_one_content_in_either_spelling() -> None:
    body = {"content": CONTENT, "task_type": "CLUSTERING", "output_dimensionality": 12345678}
    read = read_request(json.dumps(body).encode(), OPTIONS)
    assert [slot.segment.text for slot in read.slots] == ["hello", "12345678", "some-model"]


WRONG: list[Any] = [
    {}, {"requests": []}, {"requests": [{}]}, {"requests": ["x"]}, {"requests": None},
    {"requests": [{"content": "hello"}]}, {"requests": [{"content": CONTENT, "model": "other"}]},
    {"requests": [{"Content": CONTENT}]},
]  # fmt: skip


@pytest.mark.parametrize("body", WRONG, ids=json.dumps)
def test_wrong_types_are_refused(body: Any) -> None:
    with pytest.raises(InvalidRequest):
        read_batch(json.dumps(body).encode(), OPTIONS)


def test_what_cannot_be_examined_is_refused() -> None:
    with pytest.raises(Refused):
        batch({"content": {"parts": [{"fileData": {"fileUri": "files/x"}}]}})


@pytest.mark.parametrize("table", [TABLE, BATCH_TABLE], ids=["one", "batch"])
def test_examples_pass_or_are_refused_and_no_canary_leaves(table: Any, tmp_path: Path) -> None:
    method, read = (
        ("embedContent", read_request) if table is TABLE else ("batchEmbedContents", read_batch)
    )
    for body in table.examples(refused=True):
        with pytest.raises(Refused):
            read(write(body), OPTIONS)
    body = json.loads(write(next(table.examples())))
    assert read(write(body), OPTIONS).messages
    driver = Driver(tmp_path / "config", Engine(), path=f"/v1beta/models/some-model:{method}")
    found = check(driver, sampled(plants([body]), every=41))
    assert found.leaks == [], str(found)
    assert found.words["sent"] > 20


@pytest.mark.parametrize(
    "body",
    [embedding([0.5, -1e-7]), embeddings([[1.0], [0.25]]), token_count(), {}],
    ids=["one", "batch", "count", "none"],
)
def test_figures_pass_as_they_are(body: Any) -> None:
    source = json.dumps(body, indent=1).encode()
    assert answer().whole(source) == source


def test_a_text_among_the_figures_is_no_way_past_the_policy() -> None:
    body = {"embedding": {"values": [1, CARD, {"note": person()}]}, "note": CARD}
    shown = json.loads(answer().whole(json.dumps(body).encode()))
    assert shown == {"embedding": {"values": [1, MASKED, {"note": PERSON}]}, "note": MASKED}
