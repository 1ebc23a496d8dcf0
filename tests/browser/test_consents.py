"""One's own consents: listed, withdrawn, also in the middle of an answer, and by code."""

from __future__ import annotations

import pytest

from tests.browser.chromium import Page
from tests.browser.fake_gateway import CODE
from tests.browser.world import World

OPEN = "seen('header button').click()"
WITHDRAW = "seen('article button').click()"


def _page(world: World) -> Page:
    page = world.page()
    world.talk(page)
    page.run(OPEN)
    page.until("seen('article button') && seen('code')")
    return page


def test_consents_are_listed_in_words_of_their_notice(world: World) -> None:
    page = _page(world)
    assert page.run("seen('article h3').textContent") == "Answers from an AI · Model Host Ltd"
    assert page.run("seen('article p').textContent") == (
        "Given on Nov 22, 2026 · until Nov 22, 2027"
    )
    assert page.run("focused().textContent") == "Your consents"
    assert page.run("seen('.view').hidden") is True


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("RenewedConsentGiven", "Given on Nov 22, 2026 · until Nov 22, 2027"),
        ("ConsentRefused", "Refused on Nov 22, 2026"),
        ("ConsentWithdrawn", "Ended on Nov 22, 2026"),
        ("ConsentRevoked", "Ended on Nov 22, 2026"),
        ("ConsentExpired", "Ended on Nov 22, 2027"),
        ("ConsentInvalidated", "No longer holds: the notice has changed"),
        ("ConsentRequestDeferred", "Not answered"),
        ("ConsentUnknown", "Not answered"),
    ],
)
def test_a_date_is_shown_where_it_is_that_of_the_state(world: World, state: str, said: str) -> None:
    world.gateway.give()
    world.gateway.person().records["c0"]["state"] = state
    page = world.page()
    page.run(OPEN)
    page.until("seen('article')")
    assert page.run("seen('article p').textContent") == said
    given = state == "RenewedConsentGiven"
    names = ["Withdraw", "Receipt"] if given else ["Receipt"]
    buttons = "[...seen('article').querySelectorAll('button')].map((each) => each.textContent)"
    assert page.run(buttons) == names


def test_a_consent_whose_notice_is_gone_is_said_to_hold_no_longer(world: World) -> None:
    world.gateway.give()
    world.gateway.person().records["c0"] |= {
        "state": "ConsentInvalidated",
        "recipient": "gone",
    }
    page = world.page()
    page.run(OPEN)
    page.until("seen('article')")
    assert page.run("[seen('article h3').textContent, seen('article p').textContent]") == [
        "answering · gone",
        "Your consent no longer holds. Nothing more is sent.",
    ]


def test_a_withdrawal_takes_one_press_and_the_next_message_is_asked_for(world: World) -> None:
    page = _page(world)
    page.run(WITHDRAW)
    page.until("seen('article p').textContent === 'Ended on Nov 23, 2026'")
    assert world.gateway.paths("POST")[-1] == "/privacy/consents/c0/withdraw"
    assert page.run("seen('[role=status]').textContent") == (
        "You withdrew your consent. Nothing more is sent."
    )
    page.run("seen('.inner > .quiet').click()")
    assert page.run("seen('.notice').textContent") == (
        "You withdrew your consent. Nothing more is sent."
    )
    world.ask(page, "Again")
    page.until("seen('dialog')?.open")
    assert len(world.gateway.sent()) == 1


def test_a_withdrawal_in_the_middle_stops_the_stream(world: World) -> None:
    world.gateway.pieces = ("Half", None, " never")
    page = world.page()
    world.ask(page)
    page.until("seen('dialog')?.open")
    page.run("seen('button[value=given]').click()")
    page.until("seen('.assistant .text')?.textContent === 'Half'")
    page.run(OPEN)
    page.until("seen('article button')")
    page.run(WITHDRAW)
    page.until("seen('.cut')")
    world.gateway.go_on.set()
    page.until("seen('article p').textContent.startsWith('Ended')")
    page.run("seen('.inner > .quiet').click()")
    lines = page.run("[...seen('.talk').children].map((each) => each.textContent)")
    assert lines[-2:] == [
        "Assistant: Half",
        "The answer breaks off here. You withdrew your consent. Nothing more is sent.",
    ]
    assert len(world.gateway.sent()) == 1


def test_the_code_is_shown_and_copied(world: World) -> None:
    page = _page(world)
    assert page.run("seen('code').textContent") == CODE
    page.run("Clipboard.prototype.writeText = async (text) => { window.copied = text; }")
    page.run("seen('.code button').click()")
    page.until("seen('[role=status]').textContent === 'Copied'")
    assert page.run("copied") == CODE


def test_a_code_that_cannot_be_copied_is_selected(world: World) -> None:
    page = _page(world)
    page.run("Clipboard.prototype.writeText = async () => { throw new Error(); }")
    page.run("seen('.code button').click()")
    page.until("getSelection().toString() === seen('code').textContent")
    assert page.run("seen('[role=status]').textContent") != "Copied"


def test_a_code_withdraws_without_a_token(world: World) -> None:
    page = _page(world)
    page.run(f"seen('#code').value = ' {CODE} '")
    page.run("seen('.page form button').click()")
    page.until("seen('[role=status]').textContent.includes('are withdrawn')")
    [used] = [each for each in world.gateway.asked if each.path == "/privacy/withdrawals"]
    assert used.body == {"code": CODE}
    assert "authorization" not in used.headers
    assert page.run("seen('article p').textContent").startswith("Ended")


def test_an_unknown_code_is_said_to_be_unknown(world: World) -> None:
    page = _page(world)
    page.run("seen('#code').value = 'AAAAA'; seen('.page form button').click()")
    page.until("seen('.page .alert')?.textContent === 'This code is not known.'")
    assert page.run("seen('article p').textContent").startswith("Given")


def test_the_receipt_is_a_download(world: World) -> None:
    page = _page(world)
    page.run(
        "HTMLAnchorElement.prototype.click = function () { window.taken = "
        "[this.download, this.protocol]; }; seen('article button:last-child').click()"
    )
    page.until("window.taken")
    assert page.run("window.taken") == ["consent-c0.json", "blob:"]


def test_the_receipt_of_a_withdrawal_is_there_at_once(world: World) -> None:
    page = _page(world)
    page.run(WITHDRAW)
    page.until("seen('article p').textContent.startsWith('Ended')")
    page.run(
        "HTMLAnchorElement.prototype.click = function () { window.taken = this.download; }; "
        "seen('article button[aria-label^=Receipt]').click()"
    )
    page.until("window.taken")
    assert world.gateway.paths()[-1] == "/privacy/consents/c0/receipt"


def test_without_any_consent_it_says_so(world: World) -> None:
    page = world.page()
    page.run(OPEN)
    page.until("seen('.records').textContent === 'You have given no consent.'")
    assert page.run("seen('.records').hasAttribute('aria-busy')") is False


def test_a_gateway_that_cannot_be_reached_is_said(world: World) -> None:
    world.site.mint = lambda _: {"token": "unknown", "expires": "2026-11-22T00:00:00Z"}
    page = world.page()
    page.run(OPEN)
    page.until("seen('.records').textContent.startsWith('That did not work.')")
    assert page.run("Boolean(seen('article'))") is False
