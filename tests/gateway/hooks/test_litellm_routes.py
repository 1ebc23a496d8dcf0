"""What of a LiteLLM request is refused before it is examined, and what its headers say."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from enum import StrEnum
from typing import Any

import pytest

from gateway.opt_in import Fallback, FallbackAction, SourceRule
from gateway.policy import Tenant
from gateway.proxy.wire.routing_fields import ROUTES
from tests.gateway.hooks.hooked import in_memory, without_store
from tests.gateway.hooks.proxied import before, hook, refused, request


def with_headers(headers: Any) -> dict[str, Any]:
    data = request()
    data["proxy_server_request"]["headers"] = headers
    return data


@pytest.mark.parametrize(
    ("headers", "signals"),
    [
        ({"Sec-GPC": "1"}, ["gpc"]),
        ({"sec-gpc": "1"}, ["gpc"]),
        ({"SEC-GPC": " 1 "}, ["gpc"]),
        ({"DNT": "1"}, ["dnt"]),
        ({"dnt": "0", "DNT": "1"}, ["dnt"]),
        ({"X-Discreet-Signals": "gpc, dnt"}, ["dnt", "gpc"]),
        ({"dnt": 1}, ["dnt"]),
    ],
)
def test_signals_refuse_as_over_http(tenant: Tenant, headers: Any, signals: list[str]) -> None:
    error = refused(hook(in_memory(tenant)), with_headers(headers))
    assert (error["status"], error["code"]) == (403, "consent_required")
    assert error["consent"]["signals"] == signals


@pytest.mark.parametrize(
    "headers", [{}, None, {"DNT": "0"}, {"Sec-GPC": "true"}, {"x-dnt": "1"}, {7: "1"}, []]
)
def test_what_is_no_signal_refuses_nothing(tenant: Tenant, headers: Any) -> None:
    sent = asyncio.run(before(hook(in_memory(tenant)), with_headers(headers)))
    assert sent["messages"]


def test_sources_of_the_header_are_held_to_their_rules(tenant: Tenant) -> None:
    rule = SourceRule(recipients=frozenset(), purposes=frozenset({"answering"}))
    made = hook(in_memory(replace(tenant, policy=replace(tenant.policy, sources={"crm": rule}))))
    for name in ("X-Discreet-Source", "x-discreet-source"):
        error = refused(made, with_headers({name: "crm"}))
        assert (error["status"], error["code"]) == (403, "recipient_refused")
    error = refused(made, with_headers({"X-Discreet-Source": "c r m"}))
    assert error["status"] == 400


def test_a_fallback_lets_nothing_through(tenant: Tenant) -> None:
    first = tenant.recipients[0]
    own = replace(first, key="own", third_party=False, models=("*",))
    policy = replace(tenant.policy, fallback=Fallback(action=FallbackAction.FIRST_PARTY))
    kept = in_memory(replace(tenant, policy=policy, recipients=(first, own)), opted_in=False)
    error = refused(hook(kept, recipient="model-host"), request())
    assert (error["code"], error["consent"]["recipient"]) == ("consent_required", "model-host")
    error = refused(hook(kept), request())
    assert (error["code"], error["reasons"]) == ("recipient_refused", ["recipient_not_named"])


ELSEWHERE = "https://else.example"


@pytest.mark.parametrize(
    "name",
    [
        *sorted(ROUTES),
        *("langfuse_host", "langsmith_base_url", "posthog_api_url", "arize_api_key", "dd_site"),
        *("azure_ad_token_provider", "aws_bedrock_runtime_endpoint", "vertex_ai_location"),
        *("mock_testing_fallbacks", "some_new_base_url", "some_new_endpoint", "tenant_id"),
        *("API_BASE", "Fallbacks"),
    ],
)
def test_no_request_chooses_where_litellm_sends_it(tenant: Tenant, name: str) -> None:
    kept = without_store(tenant)
    error = refused(hook(kept), request(**{name: ELSEWHERE}))
    assert (error["status"], error["code"]) == (403, "recipient_refused")
    assert error["reasons"] == ["routes_elsewhere"]
    assert ELSEWHERE not in json.dumps(error)
    assert kept.disclosures == []


@pytest.mark.parametrize("model", ["m,another", "m, m", ",m"])
def test_one_model_is_called_and_not_several(tenant: Tenant, model: str) -> None:
    data = request() | {"model": model}
    error = refused(hook(without_store(tenant)), data)
    assert (error["code"], error["reasons"]) == ("recipient_refused", ["routes_elsewhere"])


@pytest.mark.parametrize("place", ["metadata", "litellm_metadata", "requester_metadata"])
def test_nor_whom_it_tells_in_its_metadata(tenant: Tenant, place: str) -> None:
    theirs = {"langfuse_host": ELSEWHERE}
    data = request()
    if place == "requester_metadata":
        data["metadata"] = {"requester_metadata": theirs}
    else:
        data[place] = theirs
    error = refused(hook(without_store(tenant)), data)
    assert error["reasons"] == ["routes_elsewhere"]


@pytest.mark.parametrize(
    "fields",
    [
        {"temperature": 0, "top_k": 5, "disable_fallbacks": True, "num_retries": 1, "timeout": 5},
        {"provider": {"zdr": True, "data_collection": "deny"}},
        {"provider_note": "some words", "fallback": "some words"},
    ],
)
def test_other_fields_go_through(tenant: Tenant, fields: dict[str, Any]) -> None:
    data = request(**fields)
    data["metadata"] |= {"headers": {}, "user_api_key_hash": "x", "endpoint": "u"}
    sent = asyncio.run(before(hook(without_store(tenant)), data))
    assert sent.keys() >= fields.keys()


def test_no_request_takes_it_out(tenant: Tenant) -> None:
    class Event(StrEnum):
        PRE_CALL = "pre_call"
        POST_CALL = "post_call"
        DURING_CALL = "during_call"

    made = hook(without_store(tenant), default_on=False)
    asked: list[dict[str, Any]] = [{}, {"disable_global_guardrails": True}, {"guardrails": []}]
    for data in asked:
        runs = {each: made.should_run_guardrail(data=data, event_type=each) for each in Event}
        assert runs == {Event.PRE_CALL: True, Event.POST_CALL: True, Event.DURING_CALL: False}
    assert made.should_run_guardrail({}, "pre_call")
