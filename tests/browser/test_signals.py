"""Global Privacy Control and Do Not Track: said on, shown, and nothing kept without a yes."""

from __future__ import annotations

import pytest

from tests.browser.world import DNT, GPC, World

SENTENCE = "Your browser asks sites not to share your data. Only if you say yes here"
KEPT = "localStorage.getItem('discreet-chat')"


@pytest.mark.parametrize(
    ("script", "named"), [(GPC, ["gpc"]), (DNT, ["dnt"]), (GPC + DNT, ["gpc", "dnt"])]
)
def test_a_signal_goes_with_every_call_and_is_shown(
    world: World, script: str, named: list[str]
) -> None:
    page = world.page(script=script)
    world.ask(page)
    page.until("seen('dialog')?.open")
    assert SENTENCE in page.run("seen('dialog').textContent")
    page.run("seen('button[value=given]').click()")
    page.until("seen('.assistant')?.textContent.includes('help?')")
    assert {each.headers["x-discreet-signals"] for each in world.gateway.asked} == {",".join(named)}
    [given] = [each.body for each in world.gateway.asked if each.method == "POST" and each.body
               and "decision" in each.body]  # fmt: skip
    assert given["signals_shown"] == named


def test_without_a_signal_nothing_is_said_of_one(world: World) -> None:
    page = world.page()
    world.talk(page)
    assert [each for each in world.gateway.asked if "x-discreet-signals" in each.headers] == []


def test_a_consent_from_before_the_signal_is_asked_anew(world: World) -> None:
    world.gateway.give()
    page = world.page(script=GPC)
    world.ask(page)
    page.until("seen('dialog')?.open")
    assert world.gateway.sent() == []


def test_a_consent_that_knew_of_the_signal_holds(world: World) -> None:
    world.gateway.give("gpc")
    page = world.page(script=GPC)
    world.ask(page)
    page.until("seen('.assistant')?.textContent.includes('help?')")
    assert page.run("seen('dialog')") is None


def test_a_signal_that_only_the_gateway_sees_is_shown_too(world: World) -> None:
    page = world.page()
    page.header("Sec-GPC", "1")
    world.ask(page)
    page.until("seen('dialog')?.open")
    assert SENTENCE in page.run("seen('dialog').textContent")


def test_before_the_yes_nothing_is_kept_and_after_it_one_entry(world: World) -> None:
    page = world.page(script=GPC)
    world.ask(page)
    page.until("seen('dialog')?.open")
    assert page.run("localStorage.length") == 0
    page.run("seen('button[value=refused]').click()")
    page.until("seen('.told').textContent && !seen('.send').disabled")
    assert page.run("localStorage.length") == 0
    world.talk(page, "")
    assert page.run("Object.keys(localStorage)") == ["discreet-chat"]
    page.reload()
    page.until("seen('.assistant')?.textContent.includes('help?')")


def test_a_first_party_chat_keeps_nothing_under_a_signal(world: World) -> None:
    world.gateway.needs_consent = False
    page = world.page(script=GPC)
    world.ask(page)
    page.until("seen('.assistant')?.textContent.includes('help?')")
    assert page.run("localStorage.length") == 0


def test_an_entry_from_before_the_signal_is_removed(world: World) -> None:
    page = world.page()
    world.talk(page)
    assert page.run(KEPT)
    page = world.page(script=DNT)
    page.until("!seen('.assistant')")
    assert page.run(KEPT) is None


def test_a_withdrawal_under_a_signal_removes_the_entry(world: World) -> None:
    page = world.page(script=GPC)
    world.talk(page)
    assert page.run(KEPT)
    page.run("seen('header button').click()")
    page.until("seen('article button')")
    page.run("seen('article button').click()")
    page.until("seen('article p').textContent.startsWith('Ended')")
    page.until(f"{KEPT} === null")
    assert page.run("localStorage.length") == 0
