"""Items of an answer: hostile and strange ones, calls of every kind, annotations."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from gateway.errors import UpstreamFailed
from gateway.proxy.wire.openai_responses_output import OutputAnswer
from tests.gateway.proxy.wire.responses_answers import (
    CARD,
    CREATED,
    EMAIL,
    MASKED,
    MESSAGE,
    PERSON,
    SEALS,
    TOOL,
    WHOLES,
    E,
    Json,
    P,
    at,
    begun,
    completed,
    read,
    reader,
    stream,
    whole,
)
from tests.simulators.lanes import chunk_bodies
from tests.simulators.openai_responses import events, output_text, url_citation

CALL: Json = {"type": "function_call", "call_id": "call_1", "name": "find", "arguments": ""}


def text(delta: str, *, index: int = 0, place: int = 0) -> Json:
    return at("response.output_text.delta", place=place, content_index=index, delta=delta)


def done(item: Json, *, place: int = 0) -> Json:
    item = {"id": f"item_{place}", **item}
    return {"type": "response.output_item.done", "output_index": place, "item": item}


BEGUN = (CREATED, begun(MESSAGE))
CALLED = (CREATED, begun(CALL))
ARGUMENTS = "response.function_call_arguments"


@pytest.mark.parametrize(
    "hostile",
    [
        [CREATED, text(CARD)],
        [CREATED, at("response.refusal.delta", content_index=0, delta=CARD)],
        [CREATED, at(f"{ARGUMENTS}.delta", delta=CARD)],
        [*BEGUN, begun(MESSAGE)],
        [*BEGUN, text(CARD, place=1)],
        [*BEGUN, at("response.output_text.delta", delta=CARD)],
        [*BEGUN, at("response.output_text.delta", content_index=0, delta={"a": CARD})],
        [*BEGUN, at("response.output_text.delta", content_index=-1, delta=CARD)],
        [*BEGUN, at("response.output_text.delta", content_index=12345, delta=CARD)],
        [*BEGUN, at("response.output_text.delta", content_index=CARD, delta=CARD)],
        [*BEGUN, text("a"), at("response.refusal.delta", content_index=0, delta=CARD)],
        [*BEGUN, at(f"{ARGUMENTS}.delta", delta=CARD)],
        [*BEGUN, done(CALL)],
        [*BEGUN, done(MESSAGE), text(CARD)],
        [*BEGUN, done(MESSAGE), at("response.content_part.added", content_index=0, part={})],
        [*BEGUN, text("a"), at("response.output_text.done", content_index=0, text="a"), text("b")],
        [*BEGUN, at("response.content_part.added", content_index=0, part=CARD)],
        [*BEGUN, at("response.content_part.changed", content_index=0, part={})],
        [*BEGUN, *[at("response.content_part.added", content_index=0, part=output_text("a"))] * 2],
        [*BEGUN, {"type": "response.output_item.moved", "output_index": 0, "item": MESSAGE}],
        [*BEGUN, {"type": "response.output_item.done", "output_index": 0, "item": CARD}],
        [*BEGUN, at("response.output_text.annotation.added", content_index=0, annotation=CARD)],
        [*BEGUN, text("a"), completed(CALL)],
        [*CALLED, at(f"{ARGUMENTS}.delta", delta=7)],
        [*CALLED, at(f"{ARGUMENTS}.done", arguments="{}"), at(f"{ARGUMENTS}.delta", delta=CARD)],
        [*CALLED, done({**CALL, "name": "other"})],
        [*CALLED, done({**CALL, "arguments": {"card": CARD}})],
        [CREATED, begun({**MESSAGE, "type": 7})],
        [CREATED, begun({**MESSAGE, "content": [CARD]})],
        [{"type": "response.created", "response": {"output": [MESSAGE]}}],
        [{"type": "response.created", "response": CARD}],
        [{"type": "response.created"}],
        [{"type": 7}],
        [{"no type": CARD}],
        [CREATED, {"type": "response.completed", "response": {"output": CARD}}],
        [CREATED, {"type": "response.completed", "response": {"output": [CARD]}}],
        [CREATED, {"type": "response.failed", "response": {"error": {"message": CARD}}}],
        [CREATED, {"type": "error", "message": CARD}],
        [CREATED, {"type": "keepalive", "error": {"message": CARD}}],
        [CREATED, *(begun(CALL, place=place) for place in range(1025))],
        [*BEGUN, *(text("a", index=index) for index in range(257))],
        [*BEGUN, *(at("response.new.delta", content_index=n, delta="a") for n in range(1025))],
    ],
)
def test_what_is_not_the_wires_is_an_error_without_its_words(hostile: list[Json]) -> None:
    events = [{"sequence_number": place, **event} for place, event in enumerate(hostile)]
    body = b"".join(b"data: " + json.dumps(event).encode() + b"\n\n" for event in events)
    with pytest.raises(UpstreamFailed) as failure:
        reader().feed(body)
    assert failure.value.code == "upstream_error"
    assert "4111" not in str(failure.value)


@pytest.mark.parametrize(
    "body",
    [
        {}, {"output": None}, {"output": CARD}, {"output": [CARD]}, {"output": [{}]},
        {"output": [], "error": {"message": CARD}}, {"output": [], "status": "failed"},
        {"output": [{**MESSAGE, "content": [7]}]}, {"output": [{**CALL, "arguments": {"a": CARD}}]},
        {"output": [{**MESSAGE, "content": [output_text("a")] * 257}]},
        {"output": [MESSAGE] * 1025},
    ],
)  # fmt: skip
def test_a_body_that_is_not_the_wires_is_an_error_without_its_words(body: Json) -> None:
    with pytest.raises(UpstreamFailed) as failure:
        whole(body)
    assert "4111" not in str(failure.value)


# Sealed, and names that the caller gave its tools.
_OPAQUE = {"encrypted_content", "name"}


def _plants(tree: Any, value: str) -> Iterator[Any]:
    """The tree with a value in the place of one member that is not structural, in turn."""
    if isinstance(tree, dict):
        for key, part in tree.items():
            if key in OutputAnswer.structural | _OPAQUE:
                continue
            if not isinstance(part, int | float) or isinstance(part, bool):
                yield {**tree, key: value}
            for planted in _plants(part, value):
                yield {**tree, key: planted}
        yield {**tree, "brand_new": {"list": [value]}}
    elif isinstance(tree, list):
        for index, part in enumerate(tree):
            for planted in _plants(part, value):
                yield [*tree[:index], planted, *tree[index + 1 :]]


RICH = [
    *WHOLES["two summaries"]["output"],
    {**MESSAGE, "content": [output_text("Seen.", url_citation("A page", "https://a.example/"))]},
    *WHOLES["text and tool call"]["output"],
    {"type": "custom_tool_call", "call_id": "call_9", "name": "patch", "input": "words"},
    {"type": "message", "role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]},
]


def test_no_card_reaches_the_user_wherever_the_provider_puts_it() -> None:
    sent = events([{k: v for k, v in item.items() if k != "id"} for item in copy.deepcopy(RICH)])
    tried = given = 0
    for place, event in enumerate(sent):
        for planted in _plants(event, CARD):
            tried += 1
            answer = reader(TOOL)
            out = b""
            try:
                out = answer.feed(stream(*sent[:place], planted, *sent[place + 1 :]))
            except UpstreamFailed as failure:
                assert CARD not in str(failure)
                continue
            given += 1
            assert CARD.encode() not in out + answer.closing, f"event {place}"
    assert (tried > 400, given > 350) == (True, True)


def test_no_value_is_restored_into_addresses_or_arguments_of_other_tools() -> None:
    whole_body = {"output": [*WHOLES["citations"]["output"], {**CALL, "arguments": "{}"}]}
    followed = 0
    for planted in _plants(whole_body, P):
        answer = reader()
        try:
            shown = json.loads(answer.whole(json.dumps(planted).encode()))
        except UpstreamFailed:
            continue
        for key, value in _strings(shown):
            followed += key == "url" and value == P
            assert key not in ("url", "arguments") or PERSON not in value
    assert followed == 1


def _strings(tree: Any, key: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(tree, dict):
        for name, part in tree.items():
            yield from _strings(part, name)
    elif isinstance(tree, list):
        for part in tree:
            yield from _strings(part, key)
    elif type(tree) is str:
        yield key, tree


@pytest.mark.parametrize(
    ("kind", "member", "act"),
    [
        ("local_shell_call", "action", {"type": "exec", "command": ["mail", P], "env": {"A": P}}),
        ("shell_call", "action", {"commands": [f"mail {P}"], "timeout_ms": 5}),
        ("apply_patch_call", "operation", {"type": "update_file", "path": P, "diff": f"+{P}"}),
        ("computer_call", "action", {"type": "type", "text": f"{P} {CARD}"}),
        ("tool_search_call", "arguments", {"query": P}),
        ("brand_new_call", "action", {"query": P}),
    ],
)
def test_acts_are_restored_only_for_tools_that_the_policy_names(
    kind: str, member: str, act: Json
) -> None:
    item = {"type": kind, "id": "x_1", "call_id": "call_1", "status": "completed", member: act}
    masked = json.loads(json.dumps(act).replace(CARD, MASKED))
    restored = json.loads(json.dumps(masked).replace(P, PERSON))
    tool = kind.removesuffix("_call")
    for tools, told in (((), masked), ((tool,), restored)):
        shown, answer = whole({"output": [item]}, *tools)
        assert shown["output"][0] == {**item, member: told}
        assert len(answer.choices[0].texts()) == 2
        out, streamed = read([stream(CREATED, begun(item), done(item), completed(item))], *tools)
        assert [body.get("item", item)[member] for body in chunk_bodies(out)[1:3]] == [told] * 2
        assert chunk_bodies(out)[-1]["response"]["output"][0][member] == told
        assert streamed.choices[0].texts() == answer.choices[0].texts()
        assert PERSON not in json.dumps(answer.choices[0].stored())


def test_arguments_are_given_at_once_and_before_their_end() -> None:
    source = f'{{"who": "{P}"}}'
    deltas = [at(f"{ARGUMENTS}.delta", delta=each) for each in source]
    end = {**CALL, "arguments": source}
    ended = at(f"{ARGUMENTS}.done", arguments=source)
    for middle in ([*deltas, ended], deltas, [ended], [*deltas[:5], ended], []):
        sent = stream(*CALLED, *middle, done(end), completed(end))
        bodies = chunk_bodies(read([sent], "find")[0])
        given = [body["delta"] for body in bodies if body["type"].endswith(".delta")]
        assert [json.loads(each) for each in given] == [{"who": PERSON}]
        assert bodies[-1]["response"]["output"][0]["arguments"] == given[0]
        kinds = [body["type"] for body in bodies]
        assert kinds.index(f"{ARGUMENTS}.delta") < kinds.index("response.output_item.done")


def test_names_and_call_ids_come_back_where_the_request_rewrote_them() -> None:
    names = {"find_X": f"find_{PERSON}", "call_X": f"call_{PERSON}"}
    item = {**CALL, "name": "find_X", "call_id": "call_X", "arguments": "{}"}
    answer = reader(names=names)
    body = {"output": [item, {**item, "name": "tell_X"}]}
    shown = json.loads(answer.whole(json.dumps(body).encode()))
    assert [each["name"] for each in shown["output"]] == [f"find_{PERSON}", "tell_X"]
    assert {each["call_id"] for each in shown["output"]} == {f"call_{PERSON}"}
    assert PERSON not in json.dumps(answer.choices[0].stored())


def cited(start: Any, end: Any) -> Json:
    return url_citation("A page", "https://a.example/", start=start, end=end)


ANNOTATED = f"First words. Then {P}, at last."


@pytest.mark.parametrize("size", [1, 5, 500])
@pytest.mark.parametrize(
    ("annotation", "kept"),
    [
        (cited(0, 11), True),
        (cited(0, 18), True),
        (cited(0, 19), False),
        (cited(20, 40), False),
        (cited(0, 4_000), False),
        (cited(0, -1), False),
        (cited(0, "x"), False),
        (cited(0, 10**12), False),
        ({"type": "file_citation", "index": 30, "file_id": "file_1", "filename": P}, True),
    ],
)
def test_annotations_stay_where_their_places_are_those_of_the_users_text(
    annotation: Json, kept: bool, size: int
) -> None:
    part = output_text(ANNOTATED, annotation, cited(1, 2))
    item = {**MESSAGE, "content": [part]}
    pieces = [ANNOTATED[at : at + size] for at in range(0, len(ANNOTATED), size)]
    kind = "response.output_text.annotation.added"
    notes = [
        at(kind, content_index=0, annotation_index=index, annotation=each)
        for index, each in enumerate(part["annotations"])
    ]
    out, _ = read([stream(*BEGUN, *map(text, pieces), *notes, done(item), completed(item))])
    bodies = chunk_bodies(out)
    given = [body for body in bodies if body["type"] == kind]
    shown, _ = whole({"output": [item]})
    repeated = shown["output"][0]["content"][0]["annotations"]
    assert len(repeated) == 1 + kept
    assert [body["annotation"] for body in given] == repeated
    assert [body["annotation_index"] for body in given] == list(range(len(repeated)))
    assert bodies[-1]["response"]["output"][0]["content"][0]["annotations"] == repeated


def test_log_probabilities_are_taken_out_everywhere() -> None:
    token = [{"token": CARD, "logprob": -1, "bytes": [52], "top_logprobs": []}]
    item = {**MESSAGE, "content": [{**output_text("Hello."), "logprobs": token}]}
    piece = {**text("Hello."), "logprobs": token}
    new = at("response.new.done", logprobs=token)
    out, _ = read([stream(*BEGUN, piece, new, done(item), completed(item))])
    assert b"token" not in out
    assert b"token" not in json.dumps(whole({"output": [item]})[0]).encode()


def test_events_that_no_one_lists_are_examined_across_their_pieces() -> None:
    code = f"mail('{E}', {P}) # {CARD}"
    item = {"type": "code_interpreter_call", "id": "ci_1", "code": None, "outputs": None}
    ended = {**item, "code": code}
    kind = "response.code_interpreter_call_code"
    pieces = [at(f"{kind}.delta", delta=each) for each in code]
    finish = at(f"{kind}.done", code=code)
    shown = code.replace(E, EMAIL).replace(P, PERSON).replace(CARD, MASKED)
    for middle in ([*pieces, finish], pieces):
        out, _ = read([stream(CREATED, begun(item), *middle, done(ended), completed(ended))])
        bodies = chunk_bodies(out)
        given = [body["delta"] for body in bodies if body["type"] == f"{kind}.delta"]
        assert "".join(given) == shown
        assert bodies[-1]["response"]["output"][0]["code"] == shown
        assert [body["sequence_number"] for body in bodies] == list(range(len(bodies)))


def test_pieces_of_what_a_tool_is_to_do_are_held_and_restored_only_by_policy() -> None:
    item = {"type": "shell_call", "id": "sh_1", "call_id": "call_1", "action": {"commands": []}}
    ended = {**item, "action": {"commands": [f"mail {P}"]}}
    kind = "response.shell_call_command"
    where = {"output_index": 0, "command_index": 0}
    pieces = [{"type": f"{kind}.delta", **where, "delta": each} for each in f"mail {P}"]
    finish = {"type": f"{kind}.done", **where, "command": f"mail {P}"}
    for tools, told in (((), f"mail {P}"), (("shell",), f"mail {PERSON}")):
        sent = stream(CREATED, begun(item), *pieces, finish, done(ended), completed(ended))
        bodies = chunk_bodies(read([sent], *tools)[0])
        assert [body["delta"] for body in bodies if "delta" in body] == [told]
        assert [body["command"] for body in bodies if "command" in body] == [told]
        assert bodies[-1]["response"]["output"][0]["action"] == {"commands": [told]}


def test_outputs_of_a_shell_are_examined_by_stream_and_member() -> None:
    kind = "response.shell_call_output_content"
    pieces = [
        at(f"{kind}.delta", command_index=0, delta={"stdout": one, "stderr": two})
        for one, two in zip(f"{P}!".ljust(len(CARD)), CARD, strict=True)
    ]
    item = {"type": "shell_call_output", "id": "so_1", "output": []}
    out, _ = read([stream(CREATED, begun(item), *pieces, done(item), completed(item))])
    given = [body["delta"] for body in chunk_bodies(out) if "delta" in body]
    assert "".join(each.get("stdout", "") for each in given).strip() == f"{PERSON}!"
    assert "".join(each.get("stderr", "") for each in given) == MASKED


def test_sealed_and_binary_strings_pass_unread() -> None:
    sealed = "c2VjcmV0IDQxMTEgMTExMSAxMTExIDExMTE="
    image = {"type": "image_generation_call", "id": "ig_1", "result": "iVBORw0KGgo="}
    items = [{"type": "compaction", "encrypted_content": sealed}, image]
    shown, _ = whole({"output": items})
    assert SEALS.open(shown["output"][0]["encrypted_content"]) == (sealed, "model-host")
    assert shown["output"][1] == image
    sound = {"type": "response.audio.delta", "delta": "UklGRg=="}
    assert b"UklGRg==" in read([stream(CREATED, sound, completed())])[0]


def test_items_that_only_the_end_has_and_gaps_in_places_are_read() -> None:
    item = {**MESSAGE, "id": "item_4", "content": [output_text(f"Hello {P}")]}
    late = {**MESSAGE, "id": "late", "content": [output_text(f"And {P}")]}
    out, answer = read([stream(CREATED, begun(MESSAGE, place=4), completed(item, late))])
    texts = [each["content"][0]["text"] for each in chunk_bodies(out)[-1]["response"]["output"]]
    assert texts == [f"Hello {PERSON}", f"And {PERSON}"]
    assert answer.choices[0].texts() == (f"Hello {PERSON}And {PERSON}",)


def test_a_thousand_calls_are_read() -> None:
    items = [{**CALL, "call_id": f"call_{n}", "arguments": f'{{"n": {n}}}'} for n in range(1000)]
    shown, answer = whole({"output": items})
    assert len(shown["output"]) == len(answer.choices[0].texts()) - 1 == 1000
