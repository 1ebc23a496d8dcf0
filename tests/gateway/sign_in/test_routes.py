"""The pages of sign-in, as a browser uses them."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pyotp
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from starlette.testclient import TestClient

from gateway.model import Role
from gateway.sign_in.office import Office
from gateway.sign_in.ports import FORM_FIELD, Sessions
from gateway.sign_in.routes import sign_in_router
from gateway.sign_in.wiring import new_sessions
from gateway.storage.database import DatabaseStore
from tests.gateway.sign_in.desk import PASSWORD, office
from tests.gateway.storage.conftest import SetClock
from tests.gateway.storage.samples import MASTER

FORM = {"content-type": "application/x-www-form-urlencoded"}
MINUTE = timedelta(minutes=1)


class Browser:
    """A client with cookies, an office behind it, and a clock."""

    def __init__(self, store: DatabaseStore, client: TestClient, clock: SetClock) -> None:
        self.client, self.clock = client, clock
        self.office: Office = office(store)
        self.portal: Any = client.portal

    def run(self, act: Callable[[], Awaitable[Any]]) -> Any:
        return self.portal.call(act)

    def token(self, path: str) -> str:
        found = re.search(rf'name="{FORM_FIELD}" value="([0-9a-f]+)"', self.client.get(path).text)
        assert found is not None
        return found[1]

    def post(self, path: str, **fields: str) -> Any:
        return self.client.post(path, content=urlencode(fields), headers=FORM)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    clock = SetClock()
    store = DatabaseStore.in_directory(
        tmp_path_factory.mktemp("pages") / "data", master_key=MASTER, clock=clock
    )
    sessions = new_sessions(office(store), clock)
    app = FastAPI()
    app.include_router(sign_in_router(sessions))
    port: Sessions = sessions

    @app.get("/admin", response_model=None)
    async def overview(request: Request) -> Response:
        caller = await port.caller(request, Role.ADMIN)
        if isinstance(caller, Response):
            return caller
        return PlainTextResponse(f"{caller.tenant} {caller.role.value} {caller.key_id}")

    with TestClient(app, base_url="https://testserver", follow_redirects=False) as client:
        assert client.portal is not None
        client.portal.call(store.open)
        yield Browser(store, client, clock)
        client.portal.call(store.close)


def invited(browser: Browser, name: str, role: Role = Role.ADMIN) -> str:
    async def invite() -> str:
        _, token = await browser.office.invite(
            "acme", name, role=role, by="command", now=browser.clock.now
        )
        return token

    made: str = browser.run(invite)
    return made


def code(secret: str, at: datetime) -> str:
    return pyotp.TOTP(secret).at(int(at.timestamp()))


def enrolled(browser: Browser, name: str, role: Role = Role.ADMIN) -> tuple[str, list[str]]:
    """The secret and the recovery codes of somebody, by the page of their invitation."""
    path = f"/admin/enrol/{invited(browser, name, role)}"
    shown = browser.client.get(path)
    assert shown.status_code == 200
    assert 'src="data:image/svg+xml;base64,' in shown.text
    found = re.search(r"type <code>([A-Z2-7 ]+)</code>", shown.text)
    assert found is not None
    secret = found[1].replace(" ", "")
    fields = {"password": PASSWORD, "again": PASSWORD, "code": code(secret, browser.clock.now)}
    token = browser.token(path)
    wrong = browser.post(path, **{**fields, "again": "x", FORM_FIELD: token})
    assert (wrong.status_code, "The passwords differ." in wrong.text) == (422, True)
    weak = {**fields, "password": "password1234", "again": "password1234", FORM_FIELD: token}
    assert browser.post(path, **weak).status_code == 422
    assert browser.post(path, **{**fields, "code": "000000", FORM_FIELD: token}).status_code == 422
    assert browser.post(path, **fields).status_code == 403
    done = browser.post(path, **fields, **{FORM_FIELD: token})
    assert done.status_code == 200
    assert browser.client.get(path).status_code == 404
    browser.clock.now += MINUTE
    return secret, re.findall(r"<li><code>([a-z2-7-]{19})</code>", done.text)


def signed_in(browser: Browser, name: str, secret: str) -> Any:
    browser.clock.now += MINUTE
    return browser.post(
        "/admin/sign-in",
        name=name,
        password=PASSWORD,
        code=code(secret, browser.clock.now),
        **{FORM_FIELD: browser.token("/admin/sign-in")},
    )


def test_from_the_invitation_to_the_overview_and_out_again(browser: Browser) -> None:
    browser.client.cookies.clear()
    away = browser.client.get("/admin")
    assert (away.status_code, away.headers["location"]) == (303, "/admin/sign-in")
    secret, recovery = enrolled(browser, "ada")
    assert len(set(recovery)) == 10
    entered = signed_in(browser, "ada", secret)
    assert (entered.status_code, entered.headers["location"]) == (303, "/admin")
    cookie = next(
        each for each in entered.headers.get_list("set-cookie") if "__Host-discreet=" in each
    )
    for attribute in ("HttpOnly", "Secure", "SameSite=strict", "Path=/", "Max-Age=28800"):
        assert attribute in cookie
    assert "Domain" not in cookie
    assert browser.client.get("/admin").text.startswith("acme admin ")
    refused = browser.post("/admin/sign-out", **{FORM_FIELD: "0" * 64})
    assert refused.status_code == 403
    assert browser.client.get("/admin").status_code == 200
    out = browser.post("/admin/sign-out", **{FORM_FIELD: browser.token("/admin/sign-out")})
    assert (out.status_code, out.headers["location"]) == (303, "/admin/sign-in")
    assert browser.client.get("/admin").status_code == 303


def test_each_sign_in_and_step_up_has_a_session_of_its_own(browser: Browser) -> None:
    browser.client.cookies.clear()
    secret, _ = enrolled(browser, "bea")
    signed_in(browser, "bea", secret)
    first = browser.client.cookies["__Host-discreet"]
    signed_in(browser, "bea", secret)
    second = browser.client.cookies["__Host-discreet"]
    browser.clock.now += MINUTE
    stepped = browser.post(
        "/admin/step-up",
        code=code(secret, browser.clock.now),
        **{FORM_FIELD: browser.token("/admin/step-up")},
    )
    assert stepped.status_code == 303
    third = browser.client.cookies["__Host-discreet"]
    assert len({first, second, third}) == 3
    browser.client.cookies.clear()
    for old in (first, second):
        browser.client.cookies.set("__Host-discreet", old, domain="testserver")
        assert browser.client.get("/admin").status_code == 303
        browser.client.cookies.clear()


def test_another_role_sees_a_page_that_says_no(browser: Browser) -> None:
    browser.client.cookies.clear()
    secret, _ = enrolled(browser, "aud", Role.AUDITOR)
    assert signed_in(browser, "aud", secret).status_code == 303
    assert browser.client.get("/admin").status_code == 403


def test_known_and_unknown_people_get_the_same_page(browser: Browser) -> None:
    browser.client.cookies.clear()
    enrolled(browser, "cyd")
    token = browser.token("/admin/sign-in")
    pages = set()
    for name in ("cyd", "nobody", "", "x" * 500, "'; --", "\u202e"):
        answer = browser.post(
            "/admin/sign-in", name=name, password="wrong", code="1", **{FORM_FIELD: token}
        )
        assert answer.status_code == 401
        pages.add(answer.text)
    assert len(pages) == 1


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"", FORM["content-type"], 403),
        (b"{}", "application/json", 422),
        (b"name=a&name=b", FORM["content-type"], 422),
        (b"%ff=%ff", FORM["content-type"], 422),
        (b"\xff", FORM["content-type"], 422),
        (b"a" * 9000, FORM["content-type"], 422),
        (b"&".join(b"f%d=1" % n for n in range(40)), FORM["content-type"], 422),
        (b"name=a&password=b&code=c", FORM["content-type"], 403),
        (b"name=a&form_token=%C3%A9", FORM["content-type"], 403),
    ],
)
def test_a_form_that_is_none_is_refused(
    browser: Browser, content: bytes, kind: str, status: int
) -> None:
    browser.client.get("/admin/sign-in")
    for path in ("/admin/sign-in", "/admin/sign-out", "/admin/step-up"):
        answer = browser.client.post(path, content=content, headers={"content-type": kind})
        assert answer.status_code == status
        assert "default-src 'none'" in answer.headers["content-security-policy"]
    for token in ("x", "%00", "a" * 300, "%C3%A9"):
        assert browser.client.get(f"/admin/enrol/{token}").status_code == 404


def test_an_invitation_ends_after_three_days(browser: Browser) -> None:
    path = f"/admin/enrol/{invited(browser, 'dan')}"
    browser.clock.now += timedelta(days=3) - MINUTE
    assert browser.client.get(path).status_code == 200
    browser.clock.now += MINUTE
    assert browser.client.get(path).status_code == 404
