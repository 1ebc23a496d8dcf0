"""Sign-in as it is configured: with a provider or without, and never without its secret."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from gateway.errors import ConfigurationError
from gateway.sign_in.passwords import Cost
from gateway.sign_in.settings import SignInSettings
from gateway.sign_in.wiring import new_office, new_provider, new_sign_in
from gateway.wiring import tenant_keys
from tests.gateway.sign_in.desk import office
from tests.gateway.sign_in.test_oidc import SETTINGS
from tests.gateway.storage.conftest import SetClock
from tests.gateway.storage.samples import MASTER

WITH = SignInSettings(oidc=SETTINGS)
STORE: Any = None


def paths(settings: SignInSettings, env: dict[str, str]) -> set[str]:
    made = new_sign_in(office(STORE), settings, env=env, now=SetClock())
    assert made.job.name == "sign_in_expiry"
    assert len(made.closing) == (settings.oidc is not None)
    for close in made.closing:
        asyncio.run(close())  # type: ignore[arg-type]
    return {route.path for router in made.routers for route in router.routes}  # type: ignore[attr-defined]


def test_the_providers_pages_are_there_only_where_there_is_one() -> None:
    without = {"/admin/sign-in", "/admin/sign-out", "/admin/step-up", "/admin/enrol/{token}"}
    assert paths(SignInSettings(), {}) == without
    assert paths(WITH, {"SECRET": "s"}) == without | {"/admin/oidc", "/admin/oidc/callback"}


@pytest.mark.parametrize("env", [{}, {"SECRET": ""}, {"OTHER": "s"}])
def test_a_provider_without_its_secret_is_refused_at_the_start(env: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError, match="SECRET"):
        new_provider(WITH, env)
    assert new_provider(SignInSettings(oidc=None), env) is None


def test_the_secret_is_in_no_text_of_what_is_made() -> None:
    made = new_provider(replace(WITH), {"SECRET": "canary-secret"})
    assert made is not None
    assert "canary-secret" not in repr(made)


def test_passwords_cost_what_is_recommended_where_nothing_else_is_said() -> None:
    made = new_office(STORE, {"acme": tenant_keys(MASTER, "acme")}, new_id=lambda: "1")
    assert "m=65536,t=3,p=4" in made.passwords.nobody
    assert Cost() == Cost(memory=64 * 1024, passes=3, lanes=4)
    assert len(made.new_token()) == 64
    assert made.new_token() != made.new_token()
