"""The gateway's core inside a LiteLLM proxy.

    guardrails:
      - guardrail_name: discreet
        litellm_params:
          guardrail: gateway.hooks.litellm.LiteLLMPrivacy
          mode: pre_call
          default_on: true
          gateway_config: config/gateway.yaml

The request is rewritten before LiteLLM routes it, and the answer restored before the
caller gets it, streamed or not; both hooks always run, whatever ``mode`` or a request says.
Only chat completions are let through, and none that would choose where LiteLLM sends them.
``LiteLLMPrivacy`` is made when it is first asked for: this module does not import litellm.

Source: LiteLLM's pages on client-side fallbacks and credentials, custom guardrails, and
what its proxy refuses in request bodies (read 2026-11-22).
"""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from importlib import import_module
from typing import Any

from gateway.consent.signals import read_signals
from gateway.errors import GatewayError, InvalidRequest, Refused
from gateway.hooks.chat import ChatCall, ChatExchange
from gateway.hooks.privacy import Privacy
from gateway.proxy.headers import read_headers
from gateway.proxy.wire.routing_fields import ROUTES
from gateway.proxy.wires import OPENAI_CHAT

_CHAT = frozenset({"completion", "acompletion"})
# LiteLLM's own keys beside the request's fields; it sends none of them to a model.
_NOT_SENT = frozenset(
    {
        *("metadata", "litellm_metadata", "proxy_server_request", "secret_fields"),
        *("litellm_call_id", "litellm_trace_id", "litellm_logging_obj", "guardrails"),
        *("litellm_session_id", "user_api_key_dict", "disable_global_guardrails"),
    }
)
# Beside what the wire refuses anywhere.
_ROUTES = frozenset(
    {*map(str.lower, ROUTES), "tenant_id", "client_id", "client_secret", "fastest_response"}
)
# Settings of services that prompts and answers are logged to, as metadata may hold them, too.
_LOGGED_TO = (
    *("langfuse_", "langsmith_", "humanloop_", "arize_", "phoenix_", "posthog_", "braintrust_"),
    *("lunary_", "wandb_", "weave_", "dd_", "gcs_", "slack_"),
)
_BEGINNINGS = (*_LOGGED_TO, "azure_", "aws_", "vertex_", "s3_", "mock_testing_")
_ENDINGS = (
    *("_base_url", "_api_base", "_api_url", "_api_key", "_endpoint", "_endpoint_url", "_host"),
    *("_webhook_url", "_credentials"),
)
_BOTH_HOOKS = frozenset({"pre_call", "post_call"})
_READ = (b"x-discreet-", b"accept-language")
# Calls that wait for their answer; the oldest is given up when there are more.
MOST_OPEN = 10_000


class Hooks:
    """What LiteLLM calls, in its names and shapes."""

    def __init__(
        self,
        *,
        gateway_config: Privacy | str,
        tenant: str | None = None,
        recipient: str | None = None,
        **options: Any,
    ) -> None:
        """Loads the configuration.

        Args:
            gateway_config: a ``gateway.yaml``, or what was made of one.
            tenant: one of the file's, where it has several.
            recipient: id of the recipient that LiteLLM will call; None where only one
                serves a model of this name, or none that does is a third party.
            options: LiteLLM's own.

        Raises:
            ConfigurationError: the configuration cannot be used.
        """
        # One hook without the other would let text through, or leave it unrestored.
        options["event_hook"] = ["pre_call", "post_call"]
        super().__init__(**options)
        self._privacy = (
            gateway_config
            if isinstance(gateway_config, Privacy)
            else Privacy.load(gateway_config, tenant=tenant)
        )
        self._recipient = recipient
        self._open: OrderedDict[str, ChatExchange] = OrderedDict()

    def runs(self, data: Any, event_type: Any) -> bool:
        """Whether LiteLLM calls a hook: always, no request, key or team takes it out."""
        del data
        return str(getattr(event_type, "value", event_type)) in _BOTH_HOOKS

    async def async_pre_call_hook(
        self, user_api_key_dict: Any, cache: Any, *, data: dict[str, Any], call_type: str
    ) -> dict[str, Any]:
        """Rewrites a request, or refuses it."""
        del user_api_key_dict, cache
        try:
            return await self._rewritten(data, call_type)
        except GatewayError as error:
            raise self._refusal(error) from None

    async def _rewritten(self, data: dict[str, Any], call_type: str) -> dict[str, Any]:
        if call_type not in _CHAT:
            raise InvalidRequest(
                "Only chat completions are let through.", code="unknown_route", status=404
            )
        _check_routes(data)
        body = {key: value for key, value in data.items() if key not in _NOT_SENT}
        theirs = _metadata(data)
        if theirs:
            body["metadata"] = theirs
        request = data.get("proxy_server_request")
        raw = _raw_headers(request)
        headers = read_headers((name, value) for name, value in raw if name.startswith(_READ))
        exchange = ChatExchange(
            self._privacy,
            ChatCall(
                body=body,
                recipient=self._recipient,
                subject=headers.subject,
                conversation=headers.conversation,
                purpose=headers.purpose,
                sources=headers.sources,
                signals=read_signals(raw),
                language=headers.language,
                channel=headers.channel or "",
                bot=headers.bot or "",
            ),
        )
        sent = await exchange.sent()
        await self._keep(str(data.get("litellm_call_id", "")), exchange)
        _replace_metadata(data, theirs, shown=sent.pop("metadata", {}))
        for key in body.keys() - sent.keys() - {"metadata"}:
            del data[key]
        data.update(sent)
        # What LiteLLM logs was taken from the request before it came here.
        if isinstance(request, dict):
            data["proxy_server_request"] = {**request, "body": dict(sent)}
        logged = data.get("litellm_logging_obj")
        if logged is not None:
            logged.update_messages(sent["messages"])
        return data

    async def async_post_call_success_hook(
        self, data: dict[str, Any], user_api_key_dict: Any, *, response: Any
    ) -> Any:
        """Restores a whole answer."""
        del user_api_key_dict
        exchange = self._open.pop(str(data.get("litellm_call_id", "")), None)
        if exchange is None:
            return response
        try:
            shown = await exchange.answered(json.loads(response.model_dump_json()))
        except GatewayError as error:
            raise self._refusal(error) from None
        restored = type(response)(**shown)
        hidden = getattr(response, "_hidden_params", None)
        if hidden is not None:
            restored._hidden_params = hidden
        return restored

    async def async_post_call_failure_hook(
        self, request_data: dict[str, Any], original_exception: Exception, **_: Any
    ) -> None:
        """Records that a call failed."""
        del original_exception
        exchange = self._open.pop(str(request_data.get("litellm_call_id", "")), None)
        if exchange is not None:
            await exchange.failed()

    async def async_post_call_streaming_iterator_hook(
        self, user_api_key_dict: Any, response: Any, *, request_data: dict[str, Any]
    ) -> AsyncIterator[Any]:
        """Restores a streamed answer."""
        del user_api_key_dict
        exchange = self._open.pop(str(request_data.get("litellm_call_id", "")), None)
        kind: Any = None
        try:
            async for chunk in response:
                if exchange is None:
                    yield chunk
                    continue
                kind = type(chunk)
                for shown in await exchange.chunk(json.loads(chunk.model_dump_json())):
                    yield kind(**shown)
            if exchange is not None and kind is not None:
                for shown in await exchange.chunk(None):
                    yield kind(**shown)
        except GatewayError as error:
            raise self._refusal(error) from None
        finally:
            if exchange is not None:
                await exchange.leave()

    async def _keep(self, call_id: str, exchange: ChatExchange) -> None:
        if not call_id or call_id in self._open:
            await exchange.leave()
            raise Refused("internal_error", "The call has no id of its own.", status=500)
        self._open[call_id] = exchange
        if len(self._open) > MOST_OPEN:
            _, oldest = self._open.popitem(last=False)
            await oldest.leave()

    def _refusal(self, error: GatewayError) -> Exception:
        """The exception that LiteLLM's proxy answers with as it stands."""
        from fastapi import HTTPException

        body = json.loads(OPENAI_CHAT.error_body(error, self._privacy.contact))
        return HTTPException(error.status, detail=body, headers={"x-should-retry": "false"})


def _raw_headers(request: Any) -> list[tuple[bytes, bytes]]:
    """Headers of the request that LiteLLM got, as ASGI has them."""
    headers = request.get("headers") if isinstance(request, dict) else None
    found = headers.items() if isinstance(headers, Mapping) else ()
    return [
        (str(name).lower().encode("latin-1", "replace"), str(value).encode("utf-8", "replace"))
        for name, value in found
    ]


def _check_routes(data: dict[str, Any]) -> None:
    """Refuses what would take the text to others than the recipient that was asked about.

    Raises:
        Refused: ``recipient_refused``, reason ``routes_elsewhere``.
    """
    # Several models with commas between them are all called.
    found = any(map(_routes, data)) or "," in str(data.get("model"))
    for key in ("metadata", "litellm_metadata"):
        held = data.get(key)
        if isinstance(held, dict):
            theirs = held.get("requester_metadata")
            found = found or any(
                str(name).lower().startswith(_LOGGED_TO)
                for name in (*held, *(theirs if isinstance(theirs, dict) else ()))
            )
    if found:
        raise Refused(
            "recipient_refused",
            "The request chooses where LiteLLM sends it, or whom it tells; only the "
            "proxy's own configuration may.",
            status=403,
            details={"reasons": ["routes_elsewhere"]},
        )


def _routes(name: Any) -> bool:
    name = str(name).lower()
    return name in _ROUTES or name.startswith(_BEGINNINGS) or name.endswith(_ENDINGS)


def _metadata(data: dict[str, Any]) -> dict[str, Any]:
    """The caller's own metadata, of which some providers are sent a part."""
    metadata = data.get("metadata")
    theirs = metadata.get("requester_metadata") if isinstance(metadata, dict) else None
    return theirs if isinstance(theirs, dict) else {}


def _replace_metadata(data: dict[str, Any], theirs: dict[str, Any], *, shown: Any) -> None:
    """Puts what was shown to be harmless in place of what the caller wrote."""
    if theirs:
        kept = {key: value for key, value in data["metadata"].items() if key not in theirs}
        data["metadata"] = {**kept, **shown, "requester_metadata": shown}


def make_class(base: type) -> type:
    """The class for LiteLLM, which looks for hooks in the class itself and not above it."""
    hooks = {name: each for name, each in vars(Hooks).items() if name.startswith("async_")}
    hooks["should_run_guardrail"] = Hooks.runs
    return type("LiteLLMPrivacy", (Hooks, base), {"__doc__": Hooks.__doc__, **hooks})


def __getattr__(name: str) -> Any:
    if name != "LiteLLMPrivacy":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    place = import_module("litellm.integrations.custom_guardrail")
    globals()[name] = made = make_class(place.CustomGuardrail)
    return made
