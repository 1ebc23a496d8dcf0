"""LiteLLM's side of its hooks: a stand-in for its base class, its calls and its answers."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from fastapi import HTTPException
from pydantic import BaseModel

from gateway.hooks.litellm import make_class
from tests.gateway.hooks.hooked import Kept, body
from tests.gateway.serving import SUBJECT


class StandIn:
    """What litellm's CustomGuardrail does with its options: it keeps them."""

    def __init__(self, **options: Any) -> None:
        self.options = options


class Response(BaseModel):
    """A stand-in for LiteLLM's answers and chunks."""

    model_config = {"extra": "allow"}
    object: str = "chat.completion"
    choices: list[dict[str, Any]]
    _hidden_params: dict[str, Any] = {}


class Logged:
    messages: Any = None

    def update_messages(self, messages: Any) -> None:
        self.messages = messages


Made: Any = make_class(StandIn)


def hook(kept: Kept, **options: Any) -> Any:
    return Made(gateway_config=kept.privacy, guardrail_name="discreet", **options)


def request(call_id: str = "1", **fields: Any) -> dict[str, Any]:
    return {
        **body(user=SUBJECT, **fields),
        "litellm_call_id": call_id,
        "litellm_logging_obj": Logged(),
        "metadata": {"user_api_key": object()},
        "proxy_server_request": {"url": "u", "body": body(user=SUBJECT)},
    }


async def before(made: Any, data: dict[str, Any], call_type: str = "acompletion") -> Any:
    return await made.async_pre_call_hook(
        user_api_key_dict=None, cache=None, data=data, call_type=call_type
    )


async def after(made: Any, data: dict[str, Any], response: Any) -> Any:
    return await made.async_post_call_success_hook(
        data=data, user_api_key_dict=None, response=response
    )


def saying(content: str) -> Response:
    message = {"role": "assistant", "content": content}
    return Response(choices=[{"index": 0, "message": message, "finish_reason": "stop"}])


def refused(made: Any, data: dict[str, Any]) -> dict[str, Any]:
    """What LiteLLM would answer with."""
    with pytest.raises(HTTPException) as caught:
        asyncio.run(before(made, data))
    detail: Any = caught.value.detail
    error: dict[str, Any] = detail["error"]
    return {"status": caught.value.status_code, **error}
