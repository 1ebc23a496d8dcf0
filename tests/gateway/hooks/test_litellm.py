"""LiteLLM's hooks over a stand-in for its base class, with its calls in its order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import HTTPException

import gateway.hooks.litellm as module
from gateway.hooks.litellm import Hooks
from gateway.policy import Tenant
from tests.gateway.hooks.hooked import (
    MAIL,
    PIECES,
    TEXT,
    environment,
    in_memory,
    without_store,
    yes,
)
from tests.gateway.hooks.proxied import (
    Made,
    Response,
    StandIn,
    after,
    before,
    hook,
    request,
    saying,
)
from tests.gateway.serving import write_configuration


def test_a_call_and_its_answer(tenant: Tenant) -> None:
    kept = in_memory(tenant)

    async def main() -> None:
        made, data = hook(kept), request()
        sent = await before(made, data)
        said = sent["messages"][0]["content"]
        logged = data["litellm_logging_obj"]
        for place in (sent["messages"], sent["proxy_server_request"], logged.messages):
            assert not any(value in repr(place) for value in PIECES)
        assert "user" not in sent
        assert sent["metadata"] == data["metadata"]
        response = saying(f"You said {said}")
        response._hidden_params = {"model_id": "x"}
        shown = await after(made, data, response)
        assert shown.choices[0]["message"]["content"] == f"You said {TEXT}"
        assert shown._hidden_params == {"model_id": "x"}
        assert await after(made, data, response) is response, "its exchange is over"

    asyncio.run(main())
    assert [outcome.status for outcome in kept.outcomes()] == ["answered"]


def test_headers_of_ours_and_metadata_of_theirs(tenant: Tenant) -> None:
    asked: list[Any] = []

    def consent(question: Any) -> Any:
        asked.append(question.subject)
        return yes(question)

    async def main() -> dict[str, Any]:
        data = request()
        theirs = {"user_id": MAIL, "team": "blue"}
        data["metadata"] = {**theirs, "requester_metadata": dict(theirs), "internal": object()}
        headers = {"X-Discreet-Subject": "from-header", "Cookie": "x", "x-other": "\u2603"}
        data["proxy_server_request"]["headers"] = headers
        sent: dict[str, Any] = await before(hook(without_store(tenant, consent=consent)), data)
        return sent

    sent = asyncio.run(main())
    assert set(asked) == {"from-header"}
    assert "internal" in sent["metadata"]
    assert MAIL not in repr(sent["metadata"])


def test_a_streamed_answer(tenant: Tenant) -> None:
    kept = in_memory(tenant)

    async def chunks(said: str) -> AsyncIterator[Response]:
        for character in said:
            delta = {"index": 0, "delta": {"content": character}, "finish_reason": None}
            yield Response(object="chat.completion.chunk", choices=[delta])
        end = {"index": 0, "delta": {}, "finish_reason": "stop"}
        yield Response(object="chat.completion.chunk", choices=[end])

    async def main() -> str:
        made, data = hook(kept), request(stream=True)
        sent = await before(made, data)
        stream = made.async_post_call_streaming_iterator_hook(
            user_api_key_dict=None,
            response=chunks(sent["messages"][0]["content"]),
            request_data=data,
        )
        return "".join(
            [
                choice["delta"].get("content") or ""
                async for chunk in stream
                for choice in chunk.choices
            ]
        )

    assert asyncio.run(main()) == TEXT
    assert [outcome.status for outcome in kept.outcomes()] == ["answered"]


def test_a_stream_that_is_left_or_is_no_chat_is_recorded(tenant: Tenant) -> None:
    kept = in_memory(tenant)

    async def chunks(*choices: Any) -> AsyncIterator[Response]:
        for choice in choices:
            yield Response(object="chat.completion.chunk", choices=[choice])

    async def main() -> None:
        made = hook(kept)
        good = {"index": 0, "delta": {"content": "a"}, "finish_reason": None}
        for call_id, choices in (("1", (good, good)), ("2", ({"index": "x"},))):
            data = request(call_id, stream=True)
            await before(made, data)
            stream = made.async_post_call_streaming_iterator_hook(
                user_api_key_dict=None, response=chunks(*choices), request_data=data
            )
            if call_id == "1":
                await anext(stream)
                await stream.aclose()
            else:
                with pytest.raises(HTTPException):
                    [chunk async for chunk in stream]

    asyncio.run(main())
    assert len(kept.outcomes()) == 2


@pytest.mark.parametrize(
    "call_type", ["aembedding", "aresponses", "anthropic_messages", "atext_completion", "", "new"]
)
def test_other_calls_are_refused(tenant: Tenant, call_type: str) -> None:
    with pytest.raises(HTTPException) as caught:
        asyncio.run(before(hook(without_store(tenant)), request(), call_type))
    assert caught.value.status_code == 404
    assert caught.value.detail["error"]["code"] == "unknown_route"  # type: ignore[index]


def test_a_refusal_is_an_exception_that_litellm_answers_with(tenant: Tenant) -> None:
    kept = without_store(tenant, consent=lambda _: None)
    with pytest.raises(HTTPException) as caught:
        asyncio.run(before(hook(kept), request()))
    assert caught.value.status_code == 403
    assert caught.value.detail["error"]["code"] == "consent_required"  # type: ignore[index]
    assert caught.value.headers == {"x-should-retry": "false"}
    assert not any(value in str(caught.value) for value in PIECES)


def test_a_call_without_an_id_of_its_own_is_refused(tenant: Tenant) -> None:
    async def main() -> None:
        made = hook(without_store(tenant))
        with pytest.raises(HTTPException):
            await before(made, request(""))
        await before(made, request("1"))
        with pytest.raises(HTTPException):
            await before(made, request("1"))

    asyncio.run(main())


def test_a_failed_call_is_recorded(tenant: Tenant) -> None:
    kept = in_memory(tenant)

    async def main() -> None:
        made, data = hook(kept), request()
        await before(made, data)
        for _ in range(2):
            await made.async_post_call_failure_hook(
                request_data=data, original_exception=OSError(), user_api_key_dict=None
            )

    asyncio.run(main())
    assert [outcome.status for outcome in kept.outcomes()] == ["upstream_error"]


def test_calls_that_nobody_ends_are_given_up(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_OPEN", 2)
    kept = in_memory(tenant)

    async def main() -> None:
        made = hook(kept)
        for number in range(4):
            await before(made, request(str(number)))

    asyncio.run(main())
    assert [outcome.status for outcome in kept.outcomes()] == ["cancelled"] * 2


def test_an_answer_of_a_call_that_was_not_ours_passes(tenant: Tenant) -> None:
    async def main() -> None:
        made = hook(without_store(tenant))
        response = saying("hello")
        assert await after(made, request("9"), response) is response

        async def one() -> AsyncIterator[Response]:
            yield response

        stream = made.async_post_call_streaming_iterator_hook(
            user_api_key_dict=None, response=one(), request_data=request("9")
        )
        assert [chunk async for chunk in stream] == [response]

    asyncio.run(main())


def test_the_class_is_as_litellm_looks_for_it(tenant: Tenant) -> None:
    # Its proxy looks into the class itself, not above it.
    for name in vars(Hooks):
        if name.startswith("async_"):
            assert name in vars(Made)
    assert issubclass(Made, StandIn)
    made = hook(without_store(tenant), event_hook="pre_call", default_on=True)
    assert made.options == {
        "guardrail_name": "discreet", "default_on": True,
        "event_hook": ["pre_call", "post_call"],
    }  # fmt: skip


def test_it_loads_a_configuration(tmp_path: Path) -> None:
    path = write_configuration(tmp_path / "config", "http://127.0.0.1:9")
    with environment():
        made = Made(gateway_config=str(path), tenant="main", recipient="model-host")
    assert made.options["event_hook"] == ["pre_call", "post_call"]


def test_litellm_is_asked_for_when_its_class_is() -> None:
    with pytest.raises(ImportError):
        _ = module.LiteLLMPrivacy
    with pytest.raises(AttributeError):
        _ = module.Nothing
