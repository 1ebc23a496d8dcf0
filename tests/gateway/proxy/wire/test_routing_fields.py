"""Nobody but policy chooses who gets the text, at any endpoint of OpenAI's wires."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.errors import GatewayError, InvalidRequest, Refused
from gateway.proxy.wire import openai_chat, openai_completions, openai_embeddings, openai_responses
from gateway.proxy.wire.options import ReadOptions
from gateway.proxy.wire.routing_fields import ROUTES, ROUTING, Exactly, Narrowing
from gateway.proxy.wire.rules import Free

ENDPOINTS: dict[str, tuple[Any, dict[str, Any]]] = {
    "chat": (openai_chat.read_request, {"messages": [{"role": "user", "content": "hello"}]}),
    "responses": (openai_responses.read_request, {"input": "hello"}),
    "completions": (openai_completions.read_request, {"prompt": "hello"}),
    "embeddings": (openai_embeddings.read_embeddings, {"input": "hello"}),
    "moderations": (openai_embeddings.read_moderations, {"input": "hello"}),
}
# What a reviewer sent to each of them, and where it would have gone.
SENT: dict[str, Any] = {
    "models": ["another"],
    "fallbacks": [{"model": "another"}],
    "api_base": "https://else.example",
    "base_url": "https://else.example",
    "api_key": "sk-another",
    "custom_llm_provider": "another",
    "model_list": [{"model_name": "another"}],
    "user_config": {"model_list": []},
    "route": "fallback",
    "plugins": [{"id": "web"}],
    "callbacks": ["another"],
    "preset": "another",
    "extra_body": {"models": ["another"]},
    "providerOptions": {"gateway": {"order": ["another"]}},
    "use_litellm_proxy": True,
    "kv_transfer_params": {"remote_host": "else.example"},
}


@pytest.fixture(params=ENDPOINTS)
def read(request: Any) -> Any:
    reader, said = ENDPOINTS[request.param]

    def read_with(**members: Any) -> Any:
        body = {"model": "m", **said, **members}
        return reader(json.dumps(body).encode(), ReadOptions())

    return read_with


@pytest.mark.parametrize("name", [*SENT, *sorted(ROUTES.keys() - SENT.keys())])
def test_a_choice_of_who_gets_the_text_is_refused(read: Any, name: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(**{name: SENT.get(name, "another")})
    assert (refusal.value.code, refusal.value.status) == ("not_examinable", 422)
    assert refusal.value.details == {"pointer": f"/{name}"}
    assert ROUTES[name] in str(refusal.value)
    assert "another" not in str(refusal.value).replace(ROUTES[name], "")


@pytest.mark.parametrize(
    "model", ["@preset/another", "m@preset/another", "m:online", "m:ONLINE", "M@Preset/another"]
)
def test_a_model_that_brings_settings_or_tools_is_refused(read: Any, model: str) -> None:
    with pytest.raises(Refused) as refusal:
        read(model=model)
    assert refusal.value.code == "not_examinable"
    assert refusal.value.details == {"pointer": "/model"}
    assert "m:online" not in str(refusal.value)


@pytest.mark.parametrize("model", ["m:free", "llama3:8b", "online", "m:online-1", "preset/m"])
def test_other_names_of_models_pass(read: Any, model: str) -> None:
    assert read(model=model).model == model


@pytest.mark.parametrize("name", ["models", "provider", "transforms", "api_base"])
def test_null_chooses_nothing(read: Any, name: str) -> None:
    assert [slot.segment.text for slot in read(**{name: None}).slots][-1] == "hello"


@pytest.mark.parametrize("name", ["Models", "API_base", "Provider", "fallback\u017f"])
def test_a_choice_in_another_case_is_refused(read: Any, name: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        read(**{name: ["another"]})
    assert refusal.value.status == 400


@pytest.mark.parametrize(
    "name", ["model_lists", "provider_note", "fallback", "routes", "api_bases"]
)
def test_what_only_looks_like_a_choice_is_text(read: Any, name: str) -> None:
    document = read(**{name: "some words"})
    assert "some words" in [slot.segment.text for slot in document.slots]


@pytest.mark.parametrize(
    "preference",
    [
        {"zdr": True},
        {"data_collection": "deny"},
        {"allow_fallbacks": False},
        {"require_parameters": True},
        {"enforce_distillable_text": True},
        {"ignore": ["somebody"], "quantizations": ["fp8"], "sort": "price"},
        {"sort": {"by": "price"}, "max_price": {"prompt": 1}, "preferred_min_throughput": 50},
        {"zdr": None, "only": None},
        {},
    ],
)
def test_what_narrows_the_choice_passes(read: Any, preference: dict[str, Any]) -> None:
    assert read(provider=preference).root["provider"].keys() == preference.keys()


@pytest.mark.parametrize(
    "preference",
    [
        {"zdr": False},
        {"zdr": 1},
        {"zdr": "true"},
        {"zdr": [True]},
        {"data_collection": "allow"},
        {"data_collection": "Deny"},
        {"data_collection": True},
        {"allow_fallbacks": True},
        {"require_parameters": False},
        {"only": ["another"]},
        {"order": ["another"]},
        {"zdr": True, "order": []},
        {"zdr": True, "models": ["another"]},
        {"zdr": True, "ZDR": True},
        {"field_of_tomorrow": True},
    ],
)
def test_what_may_widen_the_choice_is_refused(read: Any, preference: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refusal:
        read(provider=preference)
    assert refusal.value.code == "not_examinable"
    assert refusal.value.details["pointer"].startswith("/provider")


@pytest.mark.parametrize("value", ["another", ["zdr"], True, 1])
def test_preferences_of_another_type_are_wrong(read: Any, value: Any) -> None:
    with pytest.raises(GatewayError):
        read(provider=value)


def test_transforms_that_are_known_pass(read: Any) -> None:
    assert read(transforms=["middle-out"]).root["transforms"] == ["middle-out"]
    assert read(transforms=[]).root["transforms"] == []
    for value in (["another"], "middle-out", [["middle-out"]]):
        with pytest.raises(InvalidRequest):
            read(transforms=value)


def test_examples_pass_or_are_refused_as_the_manifest_says(read: Any) -> None:
    for name, rule in ROUTING.items():
        for example in rule.examples():
            assert read(**{name: example}).root[name] == example
        for example in rule.examples(refused=True):
            with pytest.raises(Refused):
                read(**{name: example})
    rows = [row for name, rule in ROUTING.items() for row in rule.rows(f"/{name}")]
    listed = {row.pointer: row.treatment for row in rows}
    assert all(listed[f"/{name}"] == "refused" for name in ROUTES)
    assert listed["/provider/zdr"] == listed["/transforms/*"] == "structural"
    assert listed["/provider/order"] == listed["/provider/*"] == "refused"


def test_the_rules_of_their_own_say_what_they_do() -> None:
    assert [row.note for row in Exactly(value="deny").rows("/a")] == ['"deny"; else refused']
    assert list(Exactly(value="deny").examples(refused=True)) == ["another"]
    assert list(Exactly(value=True).examples(refused=True)) == [False]
    narrow = Narrowing({"a": Free()})
    assert [row.pointer for row in narrow.rows("/x")] == ["/x/a", "/x/*"]
    assert list(narrow.examples(refused=True)) == [{"field_of_tomorrow": True}]
