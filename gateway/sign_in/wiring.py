"""Makes sign-in from what the gateway has."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter

from gateway.entropy import random_bytes
from gateway.errors import ConfigurationError
from gateway.housekeeping import Job
from gateway.proxy.subject import TenantKeys
from gateway.sign_in.office import Office
from gateway.sign_in.oidc import Provider
from gateway.sign_in.oidc_client import ProviderClient
from gateway.sign_in.oidc_routes import oidc_router
from gateway.sign_in.passwords import Passwords
from gateway.sign_in.routes import sign_in_router
from gateway.sign_in.sessions import CookieSessions
from gateway.sign_in.settings import SignInSettings
from gateway.storage.transaction import Acting

EXPIRE_EVERY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """An identity provider, and what closes the connections to it."""

    provider: Provider
    close: Callable[[], Awaitable[None]]


def new_office(
    store: Acting,
    keys: Mapping[str, TenantKeys],
    *,
    new_id: Callable[[], str],
    passwords: Passwords | None = None,
) -> Office:
    """Accounts and sessions over a store."""
    return Office(
        store=store,
        keys=keys,
        passwords=passwords or Passwords(),
        entropy=random_bytes,
        new_id=new_id,
    )


def new_sessions(office: Office, now: Callable[[], datetime]) -> CookieSessions:
    """Sessions in browsers."""
    return CookieSessions(office=office, now=now)


def new_provider(settings: SignInSettings, env: Mapping[str, str]) -> Connected | None:
    """The identity provider, or None where there is none.

    Raises:
        ConfigurationError: its secret is missing.
    """
    oidc = settings.oidc
    if oidc is None:
        return None
    secret = env.get(oidc.client_secret_env, "")
    if not secret:
        raise ConfigurationError(f"{oidc.client_secret_env}: must hold the client's secret")
    client = ProviderClient(oidc.client_id, secret)
    return Connected(provider=Provider(settings=oidc, fetch=client.fetch), close=client.close)


def sign_in_routers(sessions: CookieSessions, connected: Connected | None) -> Sequence[APIRouter]:
    """All pages of sign-in."""
    pages = sign_in_router(sessions, with_oidc=connected is not None)
    return [pages] if connected is None else [pages, oidc_router(sessions, connected.provider)]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """All of it: who looks at pages, the pages of sign-in, and what else has to run.

    Attributes:
        sessions: for other pages.
        routers: see ``sign_in_routers``.
        job: see Office.expire.
        closing: called at the end.
    """

    sessions: CookieSessions
    routers: Sequence[APIRouter]
    job: Job
    closing: Sequence[Callable[[], Awaitable[None]]]


def new_sign_in(
    office: Office, settings: SignInSettings, *, env: Mapping[str, str], now: Callable[[], datetime]
) -> SignIn:
    """Sign-in as it is configured.

    Raises:
        ConfigurationError: a secret is missing.
    """
    sessions, connected = new_sessions(office, now), new_provider(settings, env)
    return SignIn(
        sessions=sessions,
        routers=sign_in_routers(sessions, connected),
        job=Job(name="sign_in_expiry", every=EXPIRE_EVERY, run=office.expire),
        closing=[connected.close] if connected is not None else [],
    )
