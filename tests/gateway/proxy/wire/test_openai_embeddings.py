"""Embeddings and moderations: texts in, numbers and categories out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from detectors import Engine
from gateway.errors import InvalidRequest, Refused, UpstreamFailed
from gateway.model import Role
from gateway.proxy.commands import Reply
from gateway.proxy.context import Incoming
from gateway.proxy.wire.openai_embeddings import (
    DEFAULT_MODERATION,
    EmbeddingsAnswer,
    ModerationsAnswer,
    read_embeddings,
    read_moderations,
)
from gateway.proxy.wires import find_wire
from tests.coverage.driven import Driver
from tests.gateway.proxy.scripted import make_setting, ports
from tests.gateway.proxy.wire.asking import (
    check_golden,
    driver,
    leaves,
    planted,
    read_by,
    refusals,
)
from tests.gateway.proxy.wire.readers import CARD, MASKED, PERSON, P, toward
from tests.golden.openai_others import golden_embeddings, golden_moderations
from tests.golden.requests import Request
from tests.golden.requests_openai_others import REQUESTS
from tests.simulators.openai_embeddings import CATEGORIES

EMBEDDING: dict[str, Any] = {
    "model": "text-embedding-3-small",
    "input": ["The food was good.", "It is far"],
    "encoding_format": "float",
    "dimensions": 256,
    "brand_new": "words of it",
}
PART = {"type": "text", "text": "Is this fine?"}
MODERATION: dict[str, Any] = {"model": "omni-moderation-latest", "input": [PART, "or this"]}
PATHS = {"/v1/embeddings": EMBEDDING, "/v1/moderations": MODERATION}


def test_each_leaf_is_read_as_what_it_is() -> None:
    assert leaves(read_by(read_embeddings, EMBEDDING)) == [
        ("/model", "fixed", "fixed", "text-embedding-3-small"),
        ("/input/0", "text", "talk", "The food was good."),
        ("/input/1", "text", "talk", "It is far"),
        ("", "fixed", "fixed", "brand_new"),
        ("/*", "text", "talk", "words of it"),
    ]
    assert leaves(read_by(read_moderations, MODERATION)) == [
        ("/model", "fixed", "fixed", "omni-moderation-latest"),
        ("/input/0/text", "text", "talk", "Is this fine?"),
        ("/input/1", "text", "talk", "or this"),
    ]


def test_the_inputs_are_one_message_of_the_person() -> None:
    for read in (read_by(read_embeddings, EMBEDDING), read_by(read_moderations, MODERATION)):
        (message,) = read.messages
        assert (message.role, len(message.texts)) == ("user", 1)
        assert [group.slots for group in read.groups] == [tuple(message.contents)]
        assert (read.stream, read.switched, read.switches_set) == (False, False, True)


@pytest.fixture(scope="module", params=sorted(PATHS))
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Driver:
    return driver(tmp_path_factory.mktemp("others"), request.param)


def test_no_canary_leaves_from_any_place(running: Driver) -> None:
    found = planted(running, PATHS[running.wire.path])
    assert found.leaks == []
    assert found.plants > 50
    assert found.words["sent"] > 20


def test_what_the_table_refuses_is_refused(running: Driver) -> None:
    found = refusals(running)
    assert found
    assert set(found) == {"not_examinable"}


def test_golden_requests(running: Driver) -> None:
    wanted: list[Request] = [each for each in REQUESTS if each.path == running.wire.path]
    assert wanted
    for each in wanted:
        check_golden(running, each)


def test_a_deployment_names_the_model(tmp_path: Path) -> None:
    path = "/openai/deployments/some-model/embeddings"
    outcome = driver(tmp_path, path).run({"input": "some words"})
    assert outcome.sent is not None
    assert outcome.sent.url.endswith(path)


@pytest.mark.parametrize("given", [[1212, 318], [[1212], [318]], ["text", 7], ["text", [7]]])
def test_tokens_are_refused(given: Any) -> None:
    with pytest.raises(Refused) as refusal:
        read_by(read_embeddings, {**EMBEDDING, "input": given})
    assert refusal.value.code == "not_examinable"


@pytest.mark.parametrize(
    "part",
    [
        {"type": "image_url", "image_url": {"url": "https://images.example/1.png"}},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
        {"type": "hologram", "text": "x"},
        {"text": "no type"},
    ],
)
def test_parts_that_cannot_be_examined_are_refused(part: Any) -> None:
    with pytest.raises(Refused) as refusal:
        read_by(read_moderations, {**MODERATION, "input": [part]})
    assert refusal.value.code == "not_examinable"


@pytest.mark.parametrize("given", [None, 7, True, {"text": "x"}, [{"type": "text", "text": 7}]])
@pytest.mark.parametrize("read", [read_embeddings, read_moderations])
def test_wrong_inputs_are_refused(read: Any, *, given: Any) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read_by(read, {"model": "m", "input": given})
    assert refusal.value.status == 400


@pytest.mark.parametrize("change", [{"model": None}, {"user": 7}, {"User": "x"}])
def test_wrong_members_of_embeddings_are_refused(change: Any) -> None:
    with pytest.raises(InvalidRequest):
        read_by(read_embeddings, {**EMBEDDING, **change})


def test_moderations_have_a_model_without_naming_one() -> None:
    body = {"input": "Is this fine?"}
    read = read_by(read_moderations, body)
    assert (read.model, json.loads(read.body())) == (DEFAULT_MODERATION, body)


def test_who_is_named_goes_no_further() -> None:
    read = read_by(read_embeddings, {**EMBEDDING, "user": "customer-17"})
    assert (read.user, json.loads(read.body())) == ("customer-17", EMBEDDING)
    assert read.pseudonym is not None
    read = read_by(read_moderations, {**MODERATION, "user": "customer-17"})
    assert (read.user, json.loads(read.body())) == ("customer-17", MODERATION)
    assert read.pseudonym is None


# -- answers -------------------------------------------------------------------

WHOLES = [
    *((EmbeddingsAnswer, body) for body in golden_embeddings().values()),
    *((ModerationsAnswer, body) for body in golden_moderations().values()),
]


@pytest.mark.parametrize(("of", "body"), WHOLES)
def test_golden_answers_pass_byte_for_byte(of: type[EmbeddingsAnswer], body: Any) -> None:
    answer = of(toward(), max_event_bytes=1 << 16)
    source = json.dumps(body, indent=1).encode()
    assert answer.whole(source) == source
    assert answer.done
    assert answer.choices == {}


def test_cards_are_masked_wherever_text_may_stand() -> None:
    vectors = {"data": [{"embedding": [0.5], "note": CARD, "object": CARD}], "model": CARD,
               "more": [P]}  # fmt: skip
    out = EmbeddingsAnswer(toward(), max_event_bytes=1).whole(json.dumps(vectors).encode())
    assert json.loads(out) == {
        "data": [{"embedding": [0.5], "note": MASKED, "object": MASKED}],
        "model": MASKED,
        "more": [PERSON],
    }
    applied = {name: [CARD] for name in (*CATEGORIES, "new")}
    result = {"results": [{"category_applied_input_types": applied}], "id": CARD}
    out = ModerationsAnswer(toward(), max_event_bytes=1).whole(json.dumps(result).encode())
    assert b"4111" not in out


@pytest.mark.parametrize("spaces", ["", " ", "\n\t"])
@pytest.mark.parametrize("vector", ["[]", "[0.5,-1e-7]", "[ 1 , 2 ]", '"AAAA"', "[0.5,{}]"])
def test_numbers_of_vectors_are_those_that_came(spaces: str, vector: str) -> None:
    entry = f'{{"embedding"{spaces}:{spaces}{vector},"index":0}}'
    body = f'{{"data":[{entry},{entry}],"model":"m"}}'.encode()
    assert EmbeddingsAnswer(toward(), max_event_bytes=1).whole(body) == body
    changed = body.replace(b'"model":"m"', f'"model":"{CARD}"'.encode())
    out = EmbeddingsAnswer(toward(), max_event_bytes=1).whole(changed)
    assert json.loads(out)["data"] == json.loads(body)["data"]
    assert json.loads(out)["model"] == MASKED


@pytest.mark.parametrize("text", [f'"embedding":[{CARD}]', f'\\"embedding": [{CARD}]'])
def test_a_string_that_looks_like_a_vector_is_examined(text: str) -> None:
    body = json.dumps({"data": [], "note": text}).encode()
    out = EmbeddingsAnswer(toward(), max_event_bytes=1).whole(body)
    assert json.loads(out)["note"] == text.replace(CARD, MASKED)


@pytest.mark.parametrize("of", [EmbeddingsAnswer, ModerationsAnswer])
@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'{"data":{},"results":{}}', b'{"data":["4111"],"results":[7]}']
)
def test_a_body_that_is_not_the_wire_s_is_an_error(of: Any, *, body: bytes) -> None:
    with pytest.raises(UpstreamFailed) as failure:
        of(toward(), max_event_bytes=1).whole(body)
    assert (failure.value.code, "4111" in str(failure.value)) == ("upstream_error", False)


def test_there_are_no_streams() -> None:
    with pytest.raises(UpstreamFailed):
        EmbeddingsAnswer(toward(), max_event_bytes=100).feed(b'data: {"data": []}\n\n')


@pytest.mark.parametrize("path", sorted(PATHS))
def test_an_answer_without_choices_stores_none_and_ends_well(path: str, tmp_path: Path) -> None:
    setting, examination = make_setting(tmp_path / "config", Engine())
    found = find_wire(path)
    assert found is not None
    reply = b'{"data":[{"embedding":[0.5]}],"results":[]}'
    made = ports(
        setting,
        examination,
        reply=lambda _: Reply(status=200, content_type="application/json", body=reply),
    )
    body = json.dumps(PATHS[path]).encode()
    incoming = Incoming(body=body, role=Role.CHAT, subject="visitor-17")
    assert made.run(incoming, setting, wire=found[0]) is None
    assert made.sent[0].body == body
    (finish,) = made.finished
    assert (finish.outcome.status, finish.outcome.answers) == ("answered", ())
    assert made.emitted == reply
