"""A LangChain agent's calls to its model, through the gateway's core.

    create_agent(model, tools, middleware=[LangChainPrivacy(privacy, recipient="openai-eu")])

The model sees what policy lets it see. The agent's state holds what the user wrote and
sees; a tool's arguments hold restored values only for tools that the policy names. Only
what OpenAI's chat wire has words for goes out: whatever else a message carries (additional
arguments, metadata, blocks of another provider) is left out or refused. An exchange that
refuses raises ``gateway.errors.Refused``, as LangChain has no exception of its own for it.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from langchain.agents.middleware import AgentMiddleware, ModelRequest, ModelResponse
from langchain_core.messages import (
    AIMessage,
    BaseMessage,
    SystemMessage,
    convert_to_messages,
    convert_to_openai_messages,
)
from langchain_core.utils.function_calling import convert_to_openai_tool

from gateway.errors import Refused
from gateway.hooks.chat import ChatCall, ChatExchange
from gateway.hooks.privacy import Privacy
from gateway.hooks.run import at_once

Request = ModelRequest[Any]
Response = ModelResponse[Any]
Named = str | Callable[[Request], str | None] | None

_OURS = frozenset({"model", "messages", "tools", "tool_choice", "stream"})
_CHOICES = frozenset({"auto", "none", "required", "any"})
# What of the model's own report says nothing about the text.
_REPORTED = ("finish_reason", "model_name", "model_provider")


class LangChainPrivacy(AgentMiddleware[Any, Any, Any]):
    """Examines what goes to the model, and restores what comes back."""

    def __init__(
        self,
        privacy: Privacy,
        *,
        recipient: str | None = None,
        subject: Named = None,
        conversation: Named = None,
    ) -> None:
        """Opens nothing yet.

        Args:
            privacy: of the tenant.
            recipient: id of the recipient that the agent's model belongs to; None where
                only one serves a model of this name, or none that does is a third party.
            subject: for whom calls are made, or a function of the request that knows.
            conversation: to which they belong, likewise.
        """
        super().__init__()
        self._privacy = privacy
        self._recipient = recipient
        self._subject = subject
        self._conversation = conversation

    def wrap_model_call(self, request: Request, handler: Callable[[Request], Response]) -> Response:
        """Makes one call of a blocking agent."""

        async def call(changed: Request) -> Response:
            return handler(changed)

        return at_once(self._through(request, call, blocking=True))

    async def awrap_model_call(
        self, request: Request, handler: Callable[[Request], Awaitable[Response]]
    ) -> Response:
        """Makes one call of an asynchronous agent."""
        return await self._through(request, handler, blocking=False)

    async def _through(
        self, request: Request, call: Callable[[Request], Awaitable[Response]], *, blocking: bool
    ) -> Response:
        body = body_of(request)
        exchange = ChatExchange(
            self._privacy,
            ChatCall(
                body=body,
                recipient=self._recipient,
                subject=_named(self._subject, request),
                conversation=_named(self._conversation, request),
                blocking=blocking,
            ),
        )
        try:
            changed = with_body(request, await exchange.sent(), asked=body)
            try:
                response = await call(changed)
            except Exception:
                await exchange.failed()
                raise
            said = response.result[0] if len(response.result) == 1 else None
            if not isinstance(said, AIMessage):
                await exchange.failed()
                raise _not_examinable("an answer that is not one message of the model")
            shown = await exchange.answered(completion_of(said))
        finally:
            await exchange.leave()  # nothing is left to do where all went well
        return replace(response, result=[_message(shown["choices"][0]["message"], said)])


def body_of(request: Request) -> dict[str, Any]:
    """A request in the words of the chat wire.

    Raises:
        Refused: ``not_examinable``: it holds what the wire has no words for.
    """
    if request.response_format is not None:
        raise _not_examinable("a structured answer, which is read before it is restored")
    messages: list[BaseMessage] = list(request.messages)
    if request.system_message is not None:
        messages.insert(0, request.system_message)
    try:
        said = convert_to_openai_messages(messages, pass_through_unknown_blocks=False)
        tools = [convert_to_openai_tool(tool) for tool in request.tools]
    except (ValueError, TypeError, KeyError):
        raise _not_examinable("a message or tool of another provider") from None
    body = {key: value for key, value in request.model_settings.items() if key not in _OURS}
    body |= {"model": _model_name(request.model), "messages": said}
    if tools:
        body["tools"] = tools
    choice = request.tool_choice
    if isinstance(choice, str) and choice not in _CHOICES:
        choice = {"type": "function", "function": {"name": choice}}
    if choice is not None:
        body["tool_choice"] = "required" if choice == "any" else choice
    return body


def with_body(request: Request, sent: dict[str, Any], *, asked: dict[str, Any]) -> Request:
    """The request with what may leave in place of what was asked."""
    messages = list(convert_to_messages(sent["messages"]))
    system: SystemMessage | None = None
    if request.system_message is not None:
        first = messages.pop(0)
        system = SystemMessage(content=first.content)
    tools = [
        before if shown == tool else shown
        for before, tool, shown in zip(
            request.tools, asked.get("tools", ()), sent.get("tools", ()), strict=True
        )
    ]
    settings = {key: value for key, value in sent.items() if key not in _OURS}
    choice = request.tool_choice
    if sent.get("tool_choice") != asked.get("tool_choice"):
        choice = sent["tool_choice"]
    return request.override(
        messages=messages,  # type: ignore[arg-type]
        system_message=system,
        tools=tools,
        tool_choice=choice,
        model_settings=settings,
    )


def completion_of(said: AIMessage) -> dict[str, Any]:
    """A model's message as the chat wire's answer."""
    calls = [
        {"id": call["id"], "name": call["name"], "arguments": json.dumps(call["args"])}
        for call in said.tool_calls
    ]
    calls += [
        {"id": call["id"], "name": call["name"] or "", "arguments": call["args"] or ""}
        for call in said.invalid_tool_calls
    ]
    message: dict[str, Any] = {"role": "assistant", "content": said.text}
    if calls:
        message["tool_calls"] = [
            {
                "id": call["id"] or "",
                "type": "function",
                "function": {"name": call["name"], "arguments": call["arguments"]},
            }
            for call in calls
        ]
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if calls else "stop"}
    return {"object": "chat.completion", "choices": [choice]}


def _message(shown: dict[str, Any], said: AIMessage) -> AIMessage:
    """The restored message; of what came with it only what cannot hold text is kept."""
    good, bad = [], []
    for call in shown.get("tool_calls") or ():
        name, text = call["function"]["name"], call["function"]["arguments"]
        try:
            arguments = json.loads(text)
        except ValueError:
            arguments = None
        if isinstance(arguments, dict):
            good.append({"id": call["id"], "name": name, "args": arguments, "type": "tool_call"})
        else:
            bad.append({"id": call["id"], "name": name, "args": text, "error": None})
    return AIMessage(
        content=shown.get("content") or "",
        tool_calls=good,
        invalid_tool_calls=[{**call, "type": "invalid_tool_call"} for call in bad],
        id=said.id,
        usage_metadata=said.usage_metadata,
        response_metadata={
            key: said.response_metadata[key] for key in _REPORTED if key in said.response_metadata
        },
    )


def _named(name: Named, request: Request) -> str | None:
    return name(request) if callable(name) else name


def _model_name(model: Any) -> str:
    for attribute in ("model_name", "model", "model_id"):
        name = getattr(model, attribute, None)
        if isinstance(name, str) and name:
            return name
    raise _not_examinable("a model without a name")


def _not_examinable(what: str) -> Refused:
    return Refused("not_examinable", f"The call holds {what}.", status=422)
