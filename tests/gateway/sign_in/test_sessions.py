"""Cookies that only this host gets, and forms that only this session can send."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import Request
from fastapi.responses import Response

from gateway.admin.keyring import Caller
from gateway.errors import Unauthorized
from gateway.model import Role
from gateway.sign_in.sessions import (
    COOKIE,
    FORM_COOKIE,
    CookieSessions,
    check_token,
    drop_cookie,
    held,
    set_cookie,
    token_for,
)
from gateway.sign_in.wiring import new_sessions
from gateway.storage.database import DatabaseStore
from tests.gateway.sign_in.desk import enrolled, office
from tests.gateway.storage.conftest import SetClock, opened
from tests.gateway.storage.samples import START

MINUTE = timedelta(minutes=1)


def request(cookie: str | None = None, name: str = COOKIE) -> Request:
    headers = [] if cookie is None else [(b"cookie", f"{name}={cookie}".encode("latin-1"))]
    return Request({"type": "http", "headers": headers})


@pytest.mark.parametrize("name", [COOKIE, FORM_COOKIE])
def test_a_cookie_goes_to_this_host_over_https_and_to_no_script(name: str) -> None:
    assert name.startswith("__Host-")
    response = Response()
    set_cookie(response, "t0ken", name=name)
    drop_cookie(response, name)
    kept, dropped = (
        {part.strip().lower() for part in value.split(";")}
        for value in response.headers.getlist("set-cookie")
    )
    assert {"path=/", "secure", "httponly", "samesite=strict", "max-age=28800"} <= kept
    assert {"path=/", "secure", "httponly", "samesite=strict", "max-age=0"} <= dropped
    assert not [each for each in kept | dropped if each.startswith("domain")]


@pytest.mark.parametrize(
    ("cookie", "expected"),
    [(None, ""), ("", ""), ("a" * 128, "a" * 128), ("a" * 129, ""), ("\xe9", "")],
)
def test_a_cookie_that_is_none_of_ours_is_nothing(cookie: str | None, expected: str) -> None:
    assert held(request(cookie), COOKIE) == expected
    assert held(request(cookie), FORM_COOKIE) == ""


@pytest.mark.parametrize(
    ("cookie", "shown"),
    [
        ("", ""),
        ("", token_for("")),
        ("one", ""),
        ("one", "one"),
        ("one", token_for("two")),
        ("one", token_for("one").upper()),
        ("one", token_for("one") + "0"),
        ("one", "\ud800\xe9"),
    ],
)
def test_a_form_of_another_session_or_of_none_is_refused(cookie: str, shown: str) -> None:
    with pytest.raises(Unauthorized) as refused:
        check_token(cookie, shown)
    assert (refused.value.code, refused.value.status) == ("form_refused", 403)


def test_a_forms_token_is_of_its_cookie_and_does_not_say_it() -> None:
    check_token("one", token_for("one"))
    assert len(token_for("one")) == 64
    assert "one" not in token_for("one")
    sessions = CookieSessions(office=None, now=SetClock())  # type: ignore[arg-type]
    sessions.check_form(request("one"), sessions.form_token(request("one")))
    with pytest.raises(Unauthorized):
        sessions.check_form(request("two"), sessions.form_token(request("one")))
    with pytest.raises(Unauthorized):
        sessions.check_form(request(), sessions.form_token(request()))


def test_who_looks_is_known_by_role_until_the_session_is_over(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        made, clock = office(store), SetClock()
        clock.now = START + MINUTE
        sessions = new_sessions(made, clock)
        ada = await enrolled(made, role=Role.AUDITOR, at=START)
        _, token = await made.sign_in(ada.attempt(clock.now), now=clock.now)
        same = Caller(tenant="acme", role=Role.AUDITOR, key_id=ada.user_id)
        assert await sessions.caller(request(token)) == same
        assert await sessions.caller(request(token), Role.ADMIN, Role.AUDITOR) == same
        refused = await sessions.caller(request(token), Role.ADMIN)
        assert isinstance(refused, Response)
        assert refused.status_code == 403
        for other in (None, "", "x" * 64, token[:-1], token.upper(), f"{token}0"):
            away = await sessions.caller(request(other))
            assert isinstance(away, Response)
            assert (away.status_code, away.headers["location"]) == (303, "/admin/sign-in")
        assert isinstance(await sessions.caller(request(token, FORM_COOKIE)), Response)
        clock.now += 30 * MINUTE
        assert isinstance(await sessions.caller(request(token)), Response)

    opened(tmp_path, scenario)


def test_two_gateways_on_one_store_know_the_same_sessions(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        here, there = office(store), office(store)
        ada = await enrolled(here, at=START)
        at = START + MINUTE
        _, token = await here.sign_in(ada.attempt(at), now=at)
        assert await there.signed_in(token, now=at) is not None
        # A code that one of them took is taken by no other.
        with pytest.raises(Unauthorized):
            await there.sign_in(ada.attempt(at), now=at)
        fresh = await there.step_up(token, code=ada.code(at + MINUTE), now=at + MINUTE)
        assert await here.signed_in(token, now=at + MINUTE) is None
        await here.disable("acme", ada.user_id, by="command", now=at)
        assert await there.signed_in(fresh, now=at + MINUTE) is None

    opened(tmp_path, scenario)


def test_of_many_at_once_with_one_code_one_comes_in(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        made = office(store)
        ada = await enrolled(made, at=START)
        at = START + MINUTE
        attempts = [made.sign_in(ada.attempt(at), now=at) for _ in range(5)]
        came = await asyncio.gather(*attempts, return_exceptions=True)
        assert sum(isinstance(each, tuple) for each in came) == 1
        assert sum(isinstance(each, Unauthorized) for each in came) == 4

    opened(tmp_path, scenario)
