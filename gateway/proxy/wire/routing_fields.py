"""Members of OpenAI's requests by which a caller would choose who else gets the text.

OpenAI's own wire has none of them. Servers that speak it and pass requests on to others
(OpenRouter, LiteLLM's proxy, Vercel's gateway, vLLM and SGLang in parts) have: other models
to fall back to, addresses, accounts, who is told. Whom a person has agreed to is decided
here, by policy, so ROUTING stands in the table of each of the wire's endpoints.

Source: OpenRouter's API reference and its pages on provider routing, presets and plugins;
LiteLLM's pages on client-side fallbacks and credentials, and what its proxy takes from
request bodies; Vercel's AI Gateway, provider options; vLLM and SGLang, disaggregated
prefilling (read 2026-11-22).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from gateway.proxy.wire.base import Document, not_examinable
from gateway.proxy.wire.rules import Constant, Free, Model, Refused, Row, Rule, Spot, Words
from gateway.proxy.wire.shapes import Items, Members

_CHOICE = "a choice of who else may get the text"
# OpenRouter's: a preset names models to fall back to, the ending has the web searched.
_PRESET, _ONLINE = "@preset/", ":online"
_NAMES: Mapping[str, tuple[str, ...]] = {
    "other models to fall back to": (
        *("models", "fallbacks", "context_window_fallbacks", "context_window_fallback_dict"),
        *("content_policy_fallbacks", "default_fallbacks", "model_list", "model_group_alias"),
        "route",
    ),
    "another address to send to": (
        *("api_base", "base_url", "custom_llm_provider", "use_litellm_proxy", "deployment_url"),
        *("sagemaker_base_url", "s3_endpoint_url", "aws_bedrock_runtime_endpoint"),
        *("aws_sts_endpoint", "aws_region_name", "region_name"),
        *("vertex_location", "vertex_project", "watsonx_region_name"),
        *("kv_transfer_params", "bootstrap_host"),
    ),
    "another account to send from": (
        *("api_key", "litellm_credential_name", "configurable_clientside_auth_params"),
        *("vertex_credentials", "azure_ad_token", "aws_role_name", "aws_web_identity_token"),
        *("aws_profile_name", "aws_access_key_id", "aws_secret_access_key", "aws_session_token"),
    ),
    "settings of whoever passes it on": (
        *("user_config", "model_config", "litellm_params", "router_settings_override"),
        *("specific_deployment", "deployment_id", "preset", "prompt_id", "providerOptions"),
    ),
    "headers or members of the request that is passed on": (
        *("headers", "extra_headers", "extra_query", "extra_body", "provider_specific_header"),
    ),
    "whom else to tell of it": (
        *("callbacks", "success_callback", "failure_callback", "logger_fn", "slack_webhook_url"),
    ),
    "a source that the recipient would search": ("vector_store_ids", "knowledge_bases"),
    "a tool that runs at the provider": ("plugins",),
}
# By name, what it would choose.
ROUTES: Mapping[str, str] = MappingProxyType(
    {name: what for what, names in _NAMES.items() for name in names}
)


@dataclass(frozen=True, slots=True)
class PlainModel(Model):
    """The model asked for, and nothing that its name would bring with it."""

    def read(self, document: Document, spot: Spot) -> None:
        """Adds it, and routes by it."""
        name = spot.value
        if type(name) is str and (_PRESET in name.lower() or name.lower().endswith(_ONLINE)):
            raise not_examinable(spot.pointer, "settings or tools that are kept at the provider")
        Model.read(self, document, spot)

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "fixed", f"refused on a finding; {_PRESET} and {_ONLINE} are refused")


@dataclass(frozen=True, slots=True)
class Exactly:
    """The one value that narrows who may get the text; any other is refused."""

    value: str | bool

    def read(self, document: Document, spot: Spot) -> None:
        """Adds nothing."""
        del document
        if type(spot.value) is not type(self.value) or spot.value != self.value:
            raise not_examinable(spot.pointer, _CHOICE)

    def rows(self, pointer: str) -> Iterator[Row]:
        """One line."""
        yield Row(pointer, "structural", f"{json.dumps(self.value)}; else refused")

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """The value, or another."""
        if not refused:
            yield self.value
        else:
            yield not self.value if isinstance(self.value, bool) else "another"


@dataclass(frozen=True, slots=True)
class Narrowing(Members):
    """An object of nothing but the members that are listed; others are refused."""

    def read(self, document: Document, spot: Spot) -> None:
        """Reads each member by its rule."""
        value = spot.value
        if isinstance(value, dict) and not value.keys() <= self.fields.keys():
            raise not_examinable(spot.pointer, _CHOICE)
        Members.read(self, document, spot)

    def rows(self, pointer: str) -> Iterator[Row]:
        """Those of its members, and one for all others."""
        yield from Members.rows(self, pointer)
        yield Row(f"{pointer}/*", "refused", _CHOICE)

    def examples(self, *, refused: bool = False) -> Iterator[Any]:
        """Objects that hold every member; one with an unknown member is refused."""
        yield from Members.examples(self, refused=refused)
        if refused:
            yield {"field_of_tomorrow": True}


# OpenRouter's. A list of those to allow is joined with the account's own, and widens it.
_PROVIDER = Narrowing(
    {
        "zdr": Exactly(value=True),
        "data_collection": Exactly(value="deny"),
        "allow_fallbacks": Exactly(value=False),
        "require_parameters": Exactly(value=True),
        "enforce_distillable_text": Exactly(value=True),
        "ignore": Items(Free(example="some words")),
        "quantizations": Items(
            Words("int4", "int8", "fp4", "fp6", "fp8", "fp16", "bf16", "fp32", "unknown")
        ),
        "sort": Words("price", "throughput", "latency"),
        **dict.fromkeys(("max_price", "preferred_min_throughput", "preferred_max_latency"), Free()),
        **dict.fromkeys(("only", "order"), Refused(_CHOICE, example=["another"])),
    }
)
ROUTING: Mapping[str, Rule] = MappingProxyType(
    {
        **{name: Refused(what, example=["another"]) for name, what in ROUTES.items()},
        "provider": _PROVIDER,
        # OpenRouter's: it leaves out the middle of what is too long, and sends it nowhere.
        "transforms": Items(Constant("middle-out")),
    }
)
