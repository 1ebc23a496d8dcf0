"""The widget with the real gateway, whose model keeps every byte that it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI

from gateway.app import create_app
from gateway.cross_origin import CrossOrigin
from gateway.widget.routes import widget_router
from gateway.widget.script import data_module, widget_script
from tests.browser.chromium import Browser, Page
from tests.browser.fake_gateway import PARTS, FakeGateway
from tests.browser.pictures import QUESTION
from tests.browser.site import Site, served
from tests.browser.world import GPC, World
from tests.gateway.serving import Serving, serving
from tests.simulators.replies import answer, hang_after
from tests.simulators.upstream import Upstream

CARD, MAIL = "4111 1111 1111 1111", "jane.doe@example.com"
TEXT = f"My card {CARD} was charged twice, write to {MAIL}"
ANSWERED = "seen('[role=status]').textContent.startsWith('Assistant:')"


@dataclass(kw_only=True)
class Real:
    """A site, the gateway, its model, and a tab on the site."""

    gateway: Serving
    upstream: Upstream
    page: Page
    world: World

    def ask(self, text: str = TEXT) -> None:
        self.world.ask(self.page, text)
        self.page.until("seen('dialog')?.open")


def _with_widget(app: Any, origin: str) -> CrossOrigin:
    """The gateway for pages of one origin."""
    script = FastAPI()
    script.include_router(widget_router(widget_script(), data_module()))

    async def both(scope: Any, receive: Any, send: Any) -> None:
        part = script if scope.get("path", "").startswith("/widget") else app
        await part(scope, receive, send)

    return CrossOrigin(both, origins=[origin])


@pytest.fixture
def real(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Real]:
    site = Site(mint=lambda _: {})
    with (
        Upstream() as upstream,
        served(site.app()) as url,
        serving(
            upstream.url,
            tmp_path_factory.mktemp("gateway"),
            app=lambda settings, env: _with_widget(create_app(settings, env), url),
            upstream_timeout=20,
        ) as gateway,
        browser.context() as context,
    ):
        site.gateway = gateway.url

        def mint(_: Any) -> Any:
            body = {"subject": "visitor-17"}
            return gateway.call("POST", "/privacy/subject-tokens", body).json()

        site.mint = mint
        world = World(gateway=FakeGateway(), site=site, context=context, url=url)
        page = world.page(script=getattr(request, "param", ""))
        yield Real(gateway=gateway, upstream=upstream, page=page, world=world)


SPEAKS: dict[str, Any] = {"key": "consent", "headers": {"x-discreet-subject": "visitor-17"}}


def _records(real: Real) -> list[dict[str, Any]]:
    """What the gateway holds of the person's consents."""
    found: list[dict[str, Any]] = real.gateway.call("GET", "/privacy/consents", **SPEAKS).json()[
        "consents"
    ]
    return found


def _yes_again(page: Page) -> None:
    """A yes that is not taken, and the dialog that comes after it."""
    page.run("window.first = seen('dialog'); seen('button[value=given]').click()")
    page.until("seen('dialog')?.open && seen('dialog') !== first")


def test_one_s_own_data_from_the_list_to_the_package_and_the_end(real: Real) -> None:
    page = real.page
    real.ask()
    page.run("seen('button[value=given]').click()")
    page.until(ANSWERED)
    page.run("seen('header button').click()")
    page.until("seen('.data button')")
    page.run("seen('.data button').click()")
    page.until("seen('.page section') && !seen('.page [aria-busy]')")
    shown = page.run("seen('.inner').textContent")
    assert "2 messages" in shown
    assert "Model Host Ltd, DE" in shown
    page.run("seen('article button').click()")
    page.until("seen('.texts p')")
    texts = page.run("seen('.texts').textContent")
    assert "[EMAIL_ADDRESS_" in texts
    assert MAIL not in texts
    find = "[...chat().shadowRoot.querySelectorAll('.page button')].find((each) => "
    page.run(f"{find}each.textContent === 'Everything held of you').click()")
    page.until(f"{find}each.textContent === 'Download')")
    page.run(
        "window.real = URL.createObjectURL; URL.createObjectURL = (blob) => { "
        "window.taken = blob; return window.real.call(URL, blob); }"
    )
    page.run(f"{find}each.textContent === 'Download').click()")
    page.until("window.taken")
    assert page.run("window.taken.type") == "application/zip"
    assert page.run("window.taken.size") > 2000
    page.run(f"{find}each.textContent === 'Delete').click()")
    page.until("seen('dialog')?.open")
    page.run("seen('dialog button[value=yes]').click()")
    page.until("seen('[role=status]').textContent === 'The conversation was deleted.'")
    page.run("seen('.inner > .quiet').click()")
    page.until("seen('.data button')")
    page.run("seen('.data button').click()")
    page.until("seen('.page section') && !seen('.page [aria-busy]')")
    assert "No conversation is kept." in page.run("seen('.inner').textContent")


def test_from_the_question_to_the_withdrawal(real: Real) -> None:
    page = real.page
    real.ask()
    assert real.upstream.requests == []
    assert "Model Host Ltd" in page.run("seen('dialog').textContent")
    page.run("seen('button[value=given]').click()")
    page.until(ANSWERED)
    assert len(real.upstream.requests) == 1
    assert not real.upstream.saw(CARD)
    assert not real.upstream.saw(MAIL)
    assert MAIL in page.run("seen('.talk').textContent")
    line = "1 card number and 1 e-mail address hidden from the model"
    assert page.run("seen('.fact').textContent") == line
    page.run("seen('header button').click()")
    page.until("seen('article button') && seen('code')")
    page.run("seen('article button').click()")
    page.until("seen('article p').textContent.startsWith('Ended')")
    page.run("seen('.inner > .quiet').click()")
    real.ask("Again")
    assert len(real.upstream.requests) == 1


def test_a_no_sends_nothing(real: Real) -> None:
    real.ask()
    real.page.run("seen('button[value=refused]').click()")
    real.page.until("seen('.told').textContent.includes('Nothing was sent')")
    assert real.upstream.requests == []
    assert real.gateway.stored() == []


@pytest.mark.parametrize("real", [GPC], indirect=True)
def test_a_yes_that_knew_of_the_signal_is_heard(real: Real) -> None:
    real.ask()
    assert "Your browser asks" in real.page.run("seen('dialog').textContent")
    real.page.run("seen('button[value=given]').click()")
    real.page.until(ANSWERED)
    assert len(real.upstream.requests) == 1


def test_a_signal_that_only_the_gateway_sees_is_named(real: Real) -> None:
    real.page.header("Sec-GPC", "1")
    real.ask()
    assert real.page.run("navigator.globalPrivacyControl ?? null") is None
    assert "Your browser asks" in real.page.run("seen('dialog').textContent")
    real.page.run("seen('button[value=given]').click()")
    real.page.until(ANSWERED)
    assert _records(real)[0]["signals_shown"] == ["gpc"]
    assert len(real.upstream.requests) == 1


def test_a_preference_that_came_up_meanwhile_is_named_and_asked_anew(real: Real) -> None:
    real.ask()
    body = {"tracking": "refused"}
    assert real.gateway.call("PATCH", "/privacy/preferences", body, **SPEAKS).status == 200
    _yes_again(real.page)
    assert "You asked us not to track you." in real.page.run("seen('dialog').textContent")
    assert _records(real) == []
    real.page.run("seen('button[value=given]').click()")
    real.page.until(ANSWERED)
    assert _records(real)[0]["signals_shown"] == ["dnt"]
    assert len(real.upstream.requests) == 1


def test_a_no_from_elsewhere_is_asked_about_anew(real: Real) -> None:
    real.ask()
    body = {"purpose": "answering", "recipient": "model-host", "decision": "refused"}
    assert real.gateway.call("POST", "/privacy/consents", body, **SPEAKS).status == 201
    _yes_again(real.page)
    assert [each["state"] for each in _records(real)] == ["ConsentRefused"]
    assert real.upstream.requests == []
    real.page.run("seen('button[value=given]').click()")
    real.page.until(ANSWERED)
    assert [each["state"] for each in _records(real)] == ["ConsentGiven"]
    assert len(real.upstream.requests) == 1


def test_the_pictures_show_what_the_gateway_says(real: Real) -> None:
    real.ask(QUESTION)
    shown = real.page.run("seen('dialog').textContent")
    assert [part for part in PARTS["en"] if part not in ("contact", "withdrawal")
            and PARTS["en"][part] not in shown] == []  # fmt: skip
    real.page.run("seen('button[value=given]').click()")
    real.page.until(ANSWERED)
    assert real.page.run("seen('.fact').textContent") == (
        "1 card number and 1 name hidden from the model"
    )
    assert not real.upstream.saw("Jane")
    assert real.page.run("seen('.fact.plain').textContent") == (
        "2 details of yours were put back for you"
    )


def test_a_receipt_of_the_withdrawal_is_there(real: Real) -> None:
    real.ask()
    real.page.run("seen('button[value=given]').click()")
    real.page.until(ANSWERED)
    real.page.run("seen('header button').click()")
    real.page.until("seen('article button') && seen('code')")
    real.page.run("seen('article button').click()")
    real.page.until("seen('article p').textContent.startsWith('Ended')")
    real.page.run(
        "URL.createObjectURL = (blob) => { blob.text().then((text) => { window.taken = text; }); "
        "return 'blob:x'; }; HTMLAnchorElement.prototype.click = () => {}; "
        "seen('article button[aria-label^=Receipt]').click()"
    )
    real.page.until("window.taken")
    assert "ConsentWithdrawn" in real.page.run("taken")


def test_a_withdrawal_elsewhere_cuts_a_running_answer(real: Real) -> None:
    real.upstream.script(hang_after(answer("Half of the answer"), size=600))
    real.ask()
    real.page.run("seen('button[value=given]').click()")
    real.page.until("seen('.assistant .text')?.textContent")
    [record] = _records(real)
    path = f"/privacy/consents/{record['id']}/withdraw"
    assert real.gateway.call("POST", path, key="consent").status == 200
    real.page.until("seen('.notice')")
    assert real.page.run("seen('.notice').textContent") == (
        "The answer breaks off here. You withdrew your consent. Nothing more is sent."
    )
