"""The section ``tracing`` of a configuration: where traces of exchanges go."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.recipients import ENVIRONMENT_NAME
from gateway.yaml_tree import Value

# In clear only to this machine, or to a name that no public server has.
_URL = r"https://[^\s@?#]+|http://(127\.0\.0\.1|\[::1\]|[a-z0-9-]+)(:[0-9]+)?(/[^\s@?#]*)?"
_URL_WORDS = "an https:// URL, or http:// of a name without dots, without user, query or fragment"


@dataclass(frozen=True, slots=True, kw_only=True)
class TracingSettings:
    """Traces.

    Attributes:
        endpoint: URL of the collector's ``/v1/traces``.
        key_env: name of the environment variable with its bearer key, or None.
        service_name: what the gateway is called there.
        share: of exchanges that are traced, 0 to 1.
        accept_parents: whether callers name the trace that an exchange belongs to.
    """

    endpoint: str
    key_env: str | None = None
    service_name: str = "discreet"
    share: float = 1.0
    accept_parents: bool = False


def read_tracing(value: Value | None) -> TracingSettings | None:
    """The section, or None where there is none.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    if value is None:
        return None
    known = value.fields("endpoint", "key_env", "service_name", "share", "accept_parents")
    key, name = known.optional("key_env"), known.optional("service_name")
    share, parents = known.optional("share"), known.optional("accept_parents")
    return TracingSettings(
        endpoint=known.required("endpoint").text(_URL, what=_URL_WORDS),
        key_env=key.text(ENVIRONMENT_NAME, what="the name of an environment variable")
        if key
        else None,
        service_name=name.text(r"[a-z0-9._-]{1,60}", what="a-z, 0-9, ., _ and -")
        if name
        else "discreet",
        share=share.number(least=0, most=1) if share else 1.0,
        accept_parents=parents.flag() if parents else False,
    )
