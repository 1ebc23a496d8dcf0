"""The pages of a running gateway: who sees which, of whom, and the playground's form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from gateway.admin.page_routes import PAGES, PLAYGROUND
from gateway.admin.roles import permitted
from gateway.model import Role
from tests.browser.board import furnish, more_recipients
from tests.gateway.admin.boards import with_pages
from tests.gateway.serving import Answered, Serving, serving
from tests.simulators.upstream import Upstream

pytestmark = pytest.mark.usefixtures("log_state")
FORM = "application/x-www-form-urlencoded"
CARD = "4111 1111 1111 1111"


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with (
        Upstream() as upstream,
        serving(
            upstream.url,
            tmp_path_factory.mktemp("gateway"),
            app=lambda settings, env: with_pages(more_recipients(settings), env),
        ) as running,
    ):
        furnish(running)
        yield running


def token(gateway: Serving) -> str:
    form = gateway.call("GET", PLAYGROUND, key="admin").body.decode()
    return re.search(r'name="form_token" value="([0-9a-f]+)"', form)[1]  # type: ignore[index]


def posted(gateway: Serving, fields: dict[str, str], *, kind: str = FORM) -> Answered:
    body = urlencode(fields).encode()
    return gateway.call("POST", PLAYGROUND, body, key="admin", headers={"content-type": kind})


@pytest.mark.parametrize("path", [*PAGES, PLAYGROUND])
@pytest.mark.parametrize("role", [each for each in Role if each is not Role.SUBJECT])
def test_each_role_sees_the_pages_that_the_table_has_for_it(
    gateway: Serving, path: str, role: Role
) -> None:
    answered = gateway.call("GET", path, key=role.value)
    assert answered.status == (200 if role in permitted("GET", path) else 403)
    if answered.status == 200:
        assert answered.headers["content-security-policy"].startswith("default-src 'none'")
        linked = set(re.findall(r'<a href="(/admin[a-z/-]*)"', answered.body.decode()))
        assert all(role in permitted("GET", each) for each in linked & {*PAGES, PLAYGROUND})


@pytest.mark.parametrize("path", [*PAGES, PLAYGROUND])
def test_nobody_sees_a_page_without_signing_in(gateway: Serving, path: str) -> None:
    answered = gateway.call("GET", path, key=None)
    assert (answered.status, answered.headers["location"]) == (303, "/admin/sign-in")


def test_the_overview_tells_what_is_counted_and_due(gateway: Serving) -> None:
    text = gateway.call("GET", "/admin", key="admin").body.decode()
    assert "1 overdue" in text
    assert text.index("overdue</span>") < text.index("in 5 days")
    for part in ("CREDIT_CARD", "consent_required", "transfer mechanism missing", "8,214", "whole"):
        assert part in text
    assert text.count("<svg") == 3
    assert "as of 20" in text
    assert 'data-refresh="10"' in text


def test_nothing_of_another_tenant_is_seen(gateway: Serving) -> None:
    for path in PAGES:
        text = gateway.call("GET", path, key="other-admin").body.decode()
        assert '<span class="tenant">other</span>' in text
        for part in ("8,214", "SHOP-1182", "answers-us", "0000000000000001", "1,904"):
            assert part not in text, (path, part)


def test_style_and_script_are_the_gateways_own(gateway: Serving) -> None:
    for path, kind in (("/admin/pages.css", "text/css"), ("/admin/pages.js", "text/javascript")):
        answered = gateway.call("GET", path, key=None)
        assert answered.status == 200
        assert answered.headers["content-type"].startswith(kind)
        again = {"if-none-match": answered.headers["etag"]}
        assert gateway.call("GET", path, key=None, headers=again).status == 304


def test_the_playground_examines_and_keeps_nothing(
    gateway: Serving, capfd: pytest.CaptureFixture[str]
) -> None:
    text = f"<b>My card</b> is {CARD}"
    answered = posted(gateway, {"text": text, "form_token": token(gateway)})
    page = answered.body.decode()
    assert answered.status == 200
    assert answered.headers["cache-control"] == "no-store"
    assert "[CREDIT_CARD_" in page
    assert "&lt;b&gt;My card&lt;/b&gt;" in page
    assert "<b>My card" not in page
    # Nobody but the one who wrote it sees it.
    assert CARD.encode() not in gateway.files()
    assert CARD not in "".join(capfd.readouterr())
    assert gateway.stored() == []


@pytest.mark.parametrize(
    ("fields", "kind", "status"),
    [
        ({"text": "x"}, FORM, 403),
        ({"text": "x", "form_token": "0" * 64}, FORM, 403),
        ({"text": "x", "form_token": "ü"}, FORM, 403),
        ({"text": "x"}, "application/json", 415),
        ({}, FORM, 403),
        ({str(n): "x" for n in range(20)}, FORM, 422),
    ],
)
def test_a_form_that_is_none_of_ours_is_refused(
    gateway: Serving, fields: dict[str, str], kind: str, status: int
) -> None:
    assert posted(gateway, fields, kind=kind).status == status


@pytest.mark.parametrize("body", [b"text=%ff&form_token=1", b"text=\xff", b"text=a&text=b"])
def test_a_form_that_cannot_be_read_is_refused(gateway: Serving, body: bytes) -> None:
    answered = gateway.call("POST", PLAYGROUND, body, key="admin", headers={"content-type": FORM})
    assert answered.status == 422


@pytest.mark.parametrize("text", ["a" * 20_001, "€" * 6_667, "a" * 70_000])
def test_a_text_that_is_too_long_is_refused(gateway: Serving, text: str) -> None:
    assert posted(gateway, {"text": text, "form_token": token(gateway)}).status == 413
