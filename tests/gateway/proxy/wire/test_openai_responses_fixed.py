"""A fixed answer in OpenAI's responses, to the byte."""

from __future__ import annotations

from gateway.proxy.wire.openai_responses_fixed import fixed_answer
from tests.gateway.proxy.wire.fixed_samples import answer, events, golden


def part(text: str) -> str:
    return f'{{"type":"output_text","text":"{text}","annotations":[],"logprobs":[]}}'


def item(status: str, *parts: str) -> str:
    return (
        f'{{"id":"msg_discreet_7k","type":"message","status":"{status}","role":"assistant",'
        f'"content":[{",".join(parts)}]}}'
    )


def response(status: str, usage: str, *items: str) -> str:
    return (
        '{"id":"resp_discreet_7k","object":"response","created_at":1700000000,'
        f'"status":"{status}","background":false,"error":null,"incomplete_details":null,'
        '"instructions":null,"max_output_tokens":null,'
        '"metadata":{"origin":"discreet_fixed_answer"},"model":"m-1",'
        f'"output":[{",".join(items)}],"parallel_tool_calls":false,"previous_response_id":null,'
        '"store":false,"temperature":null,"text":{"format":{"type":"text"}},'
        '"tool_choice":"none","tools":[],"top_p":null,"truncation":"disabled",'
        f'"usage":{usage}}}'
    )


def event(number: int, name: str, members: str) -> str:
    kind = f"response.{name}"
    return f'event: {kind}\ndata: {{"type":"{kind}","sequence_number":{number},{members}}}'


BEGUN = '"response":' + response("in_progress", "null")
COMPLETE = response(
    "completed",
    '{"input_tokens":0,"input_tokens_details":{"cached_tokens":0},"output_tokens":0,'
    '"output_tokens_details":{"reasoning_tokens":0},"total_tokens":0}',
    item("completed", part("$TEXT")),
)
PLACE = '"item_id":"msg_discreet_7k","output_index":0,"content_index":0'


def test_whole() -> None:
    reply = fixed_answer(answer(stream=False))
    assert reply.content_type == "application/json"
    assert reply.body == golden(COMPLETE)


def test_streamed() -> None:
    reply = fixed_answer(answer(stream=True))
    assert reply.content_type == "text/event-stream; charset=utf-8"
    assert reply.body == events(
        event(0, "created", BEGUN),
        event(1, "in_progress", BEGUN),
        event(2, "output_item.added", f'"output_index":0,"item":{item("in_progress")}'),
        event(3, "content_part.added", f'{PLACE},"part":{part("")}'),
        event(4, "output_text.delta", f'{PLACE},"delta":"$TEXT","logprobs":[]'),
        event(5, "output_text.done", f'{PLACE},"text":"$TEXT","logprobs":[]'),
        event(6, "content_part.done", f'{PLACE},"part":{part("$TEXT")}'),
        event(
            7,
            "output_item.done",
            f'"output_index":0,"item":{item("completed", part("$TEXT"))}',
        ),
        event(8, "completed", f'"response":{COMPLETE}'),
    )
