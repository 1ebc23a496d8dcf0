"""The section ``sign_in`` of a configuration: an identity provider, where there is one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from gateway.model import Role
from gateway.recipients import ENVIRONMENT_NAME, is_loopback
from gateway.sign_in.accounts import ROLES
from gateway.yaml_tree import Value

_HOST = r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?"
_CLAIM = r"[A-Za-z0-9_:./-]{1,100}"
_NAME = "the name of an environment variable, not a secret"


@dataclass(frozen=True, slots=True, kw_only=True)
class OidcSettings:
    """An identity provider.

    Attributes:
        issuer: its identifier; the only party that is called, with ``hosts``.
        client_id: what the provider knows the gateway as.
        client_secret_env: name of the environment variable with its secret.
        redirect_uri: of this gateway, ``https://.../admin/oidc/callback``.
        tenant: whose people it vouches for.
        role_claim: claim that says what somebody is.
        roles: the role by that claim's value; whoever has none of them is not let in.
        hosts: further hosts of the provider, for its token and key endpoints.
    """

    issuer: str
    client_id: str
    client_secret_env: str
    redirect_uri: str
    tenant: str
    role_claim: str
    roles: Mapping[str, Role]
    hosts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInSettings:
    """How people sign in; without a provider, with passwords and codes only."""

    oidc: OidcSettings | None = field(default=None)


def read_sign_in(value: Value | None, *, tenants: Collection[str]) -> SignInSettings:
    """The section.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    oidc = value.fields("oidc").optional("oidc") if value is not None else None
    if oidc is None:
        return SignInSettings()
    known = oidc.fields(
        *("issuer", "client_id", "client_secret_env", "redirect_uri", "tenant"),
        *("role_claim", "roles", "hosts"),
    )
    tenant, hosts = known.required("tenant"), known.optional("hosts")
    if tenant.text() not in tenants:
        raise tenant.error("names a tenant that does not exist")
    return SignInSettings(
        oidc=OidcSettings(
            issuer=_url(known.required("issuer")).rstrip("/"),
            client_id=known.required("client_id").text(),
            client_secret_env=known.required("client_secret_env").text(
                ENVIRONMENT_NAME, what=_NAME
            ),
            redirect_uri=_url(known.required("redirect_uri")),
            tenant=tenant.text(),
            role_claim=known.required("role_claim").text(_CLAIM, what="the name of a claim"),
            roles=_roles(known.required("roles")),
            hosts=frozenset(
                each.text(_HOST, what="a host") for each in (hosts.elements() if hosts else ())
            ),
        )
    )


def _roles(value: Value) -> Mapping[str, Role]:
    found = {}
    for name, entry in value.entries().items():
        role = entry.choice(Role)
        if role not in ROLES:
            raise entry.error(f"must be one of {', '.join(ROLES)}")
        found[name] = role
    if not found:
        raise value.error("must not be empty: nobody could sign in")
    return found


def _url(value: Value) -> str:
    text = value.text(r"https?://[!-~]+", what="a URL")
    parts = urlsplit(text)
    if parts.query or parts.fragment or "@" in parts.netloc or not parts.hostname:
        raise value.error("must hold a host and no user, query or fragment")
    if parts.scheme == "http" and not is_loopback(text):
        raise value.error("must be https:// outside of this machine")
    return text
