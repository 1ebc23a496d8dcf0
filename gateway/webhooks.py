"""Reads the webhooks of a tenant, and their secrets from the environment."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from gateway.errors import ConfigurationError
from gateway.policy import Tenant
from gateway.policy_rights import Webhook, Webhooks
from gateway.recipients import ENVIRONMENT_NAME, is_loopback
from gateway.yaml_tree import Value

# Shorter ones can be searched by whoever has one signed message.
LEAST_SECRET = 16


def read_webhooks(value: Value | None, *, recipients: Collection[str]) -> Webhooks:
    """Who is told of a tenant's requests.

    Args:
        value: the key ``webhooks``.
        recipients: keys of the tenant's recipients.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    if value is None:
        return Webhooks()
    known = value.fields("rights", "recipients", "incidents")
    rights, others = known.optional("rights"), known.optional("recipients")
    incidents = known.optional("incidents")
    found: dict[str, Webhook] = {}
    for key, entry in others.entries().items() if others is not None else ():
        if key not in recipients:
            raise entry.error("names a recipient that the tenant does not have")
        found[key] = _webhook(entry)
    return Webhooks(
        rights=_webhook(rights) if rights is not None else None,
        recipients=MappingProxyType(found),
        incidents=_webhook(incidents) if incidents is not None else None,
    )


def read_secrets(tenants: Mapping[str, Tenant], env: Mapping[str, str]) -> Mapping[str, bytes]:
    """The secret of each variable that a webhook names.

    Raises:
        ConfigurationError: one is missing or too short; names the variable, not its value.
    """
    found: dict[str, bytes] = {}
    for tenant in tenants.values():
        hooks = tenant.webhooks
        every = [*hooks.recipients.values(), hooks.rights, hooks.incidents]
        for hook in every:
            if hook is None:
                continue
            secret = env.get(hook.secret_env, "").encode()
            if len(secret) < LEAST_SECRET:
                raise ConfigurationError(
                    f"{hook.secret_env}: must hold a secret of at least {LEAST_SECRET} bytes"
                )
            found[hook.secret_env] = secret
    return found


def _webhook(value: Value) -> Webhook:
    known = value.fields("url", "secret_env")
    words = "the name of an environment variable, not a secret"
    return Webhook(
        url=_url(known.required("url")),
        secret_env=known.required("secret_env").text(ENVIRONMENT_NAME, what=words),
    )


def _url(value: Value) -> str:
    text = value.text(r"[!-~]+", what="a URL")
    try:
        parts = urlsplit(text)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        raise value.error("must be an https:// URL with a host")
    if "@" in parts.netloc or parts.fragment or "\\" in text:
        raise value.error("must hold no user, password or fragment")
    if parts.scheme == "http" and not is_loopback(text):
        raise value.error("must be https:// outside of this machine")
    return text
