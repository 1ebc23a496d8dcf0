"""Golden bodies of OpenAI's Responses: streams with their lanes, whole answers, errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.golden.answers import CARD, EMAIL, PERSON, WireStream, golden_answers, lookup
from tests.simulators.completions import Envelope, EventStyle, Json
from tests.simulators.framing import named_stream
from tests.simulators.openai_responses import (
    SEALED,
    custom_call,
    error_event,
    events,
    failed,
    function_call,
    items_of,
    message,
    numbered,
    output_text,
    reasoning,
    refused,
    response,
    url_citation,
)
from tests.simulators.wire_lanes import response_lanes


def _rich(person: str, email: str) -> dict[str, list[Json]]:
    """Answers that only this wire has."""
    call = lookup(person)
    cited = f"As {person} said on their page."
    patch = f"*** Begin\n- to: {email}\n+ to: {person}\n*** End"
    return {
        "citations": [
            message(output_text(cited, url_citation(f"Page of {person}", "https://example.com/")))
        ],
        "two parts": [message(output_text(f"First {person}."), output_text(f"Then {CARD}."))],
        "text and refusal": [message(output_text(f"Well, {person}"), refused("I cannot go on."))],
        "custom tool": [message(output_text("Patching.")), custom_call("apply_patch", patch)],
        "two summaries": [
            reasoning(f"**Asking** {person}", f"**Writing** to {email}", sealed=SEALED),
            message(output_text(f"Hello {person}")),
        ],
        "open reasoning": [
            reasoning(content=f"They are {person}, card {CARD}."),
            message(output_text("Hello.")),
        ],
        "commentary and call": [
            {**message(output_text(f"I look up {person}.")), "phase": "commentary"},
            function_call(call.name, call.arguments),
            function_call("stop", "{}", call_id="call_2"),
        ],
        "broken arguments": [function_call("find", f'{{"name": "{person}')],
        "arguments that are no object": [function_call("find", f'"{person}"')],
    }


def golden_streams(person: str = PERSON, email: str = EMAIL) -> tuple[WireStream, ...]:
    """All of them; person and email are surrogates that the test's ledger issued."""
    found = [
        _stream(
            answer.name,
            items_of(answer.said),
            envelope=Envelope(piece=answer.piece),
            incomplete="max_output_tokens" if answer.said.finish else None,
        )
        for answer in golden_answers(person, email)
    ]
    found += [_stream(name, items) for name, items in _rich(person, email).items()]
    hello = [message(output_text(f"Hello {person}, 你好 🙂."))]
    styles = {
        "crlf": EventStyle(line_end="\r\n"),
        "keep-alives": EventStyle(comment=" keep-alive", space=False),
        "data over lines": EventStyle(lines=True),
        "escaped": EventStyle(ascii_only=True),
    }
    found += [_stream(name, hello, style=style) for name, style in styles.items()]
    echoing = Envelope(extra={"instructions": f"Serve {person}.", "metadata": {"who": person}})
    found.append(_stream("the request repeated", hello, envelope=echoing))
    return (*found, *_broken(person))


def _stream(
    name: str,
    items: Sequence[Json],
    *,
    envelope: Envelope | None = None,
    style: EventStyle | None = None,
    incomplete: str | None = None,
) -> WireStream:
    bodies = events(items, envelope, incomplete=incomplete)
    return WireStream(
        name=name,
        body=named_stream(bodies, style),
        lanes=response_lanes(response(items)),
    )


def _broken(person: str) -> tuple[WireStream, ...]:
    """Streams that the provider breaks off after some of the text."""
    said = events([message(output_text(f"Hello {person}, how are you?"))])
    begun = [event for event in said if event["type"].rpartition(".")[2] != "done"][:-1]
    deltas = [event["delta"] for event in begun if event["type"].endswith(".delta")]
    lanes = {(0, "content/0"): "".join(deltas)}
    ends = {"failed": failed("The model broke."), "error event": error_event("Overloaded.")}
    return (
        *(
            WireStream(
                name=name, body=named_stream(numbered([*begun, end])), lanes=lanes, whole=False
            )
            for name, end in ends.items()
        ),
        WireStream(name="cut off", body=named_stream(begun), lanes=lanes, whole=False),
    )


def golden_wholes(person: str = PERSON, email: str = EMAIL) -> Mapping[str, Json]:
    """Whole answers by name."""
    found = {answer.name: items_of(answer.said) for answer in golden_answers(person, email)}
    return {name: response(items) for name, items in (found | _rich(person, email)).items()}


def golden_errors() -> Mapping[int, Json]:
    """Bodies of errors by status."""
    facts = {
        400: ("invalid_request_error", "input", "invalid_value"),
        401: ("invalid_request_error", None, "invalid_api_key"),
        404: ("invalid_request_error", "previous_response_id", "previous_response_not_found"),
        429: ("insufficient_quota", None, "insufficient_quota"),
        500: ("server_error", None, None),
    }
    return {
        status: {"error": {"message": "simulated", "type": kind, "param": param, "code": code}}
        for status, (kind, param, code) in facts.items()
    }
