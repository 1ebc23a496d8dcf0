"""What stays in the browser: one entry, for a day, in step between tabs."""

from __future__ import annotations

import json

import pytest

from tests.browser.world import TOMORROW, World

KEPT = "JSON.parse(localStorage.getItem('discreet-chat'))"
STORES = """(async () => [Object.keys(localStorage), Object.keys(sessionStorage),
  document.cookie, (await indexedDB.databases()).length,
  (await navigator.serviceWorker?.getRegistrations() ?? []).length])()"""


def test_there_is_one_entry_and_no_cookie(world: World) -> None:
    page = world.page()
    assert page.run(STORES) == [[], [], "", 0, 0]
    world.talk(page)
    assert page.run(STORES) == [["discreet-chat"], [], "", 0, 0]
    assert world.context.cookies() == []
    kept = page.run(KEPT)
    assert set(kept) == {"messages", "signals", "code", "conversation", "ends"}
    left = page.run(f"{KEPT}.ends - Date.now()")
    assert 86_390_000 < left <= 86_400_000


def test_the_end_does_not_move(world: World) -> None:
    page = world.page()
    world.talk(page)
    ends = page.run(f"{KEPT}.ends")
    page.run("seen('[role=status]').textContent = ''")
    world.ask(page, "Again")
    page.until("seen('[role=status]').textContent.startsWith('Assistant:')")
    assert len(page.run(f"{KEPT}.messages")) == 4
    assert page.run(f"{KEPT}.ends") == ends


def test_a_reload_keeps_the_talk(world: World) -> None:
    page = world.page()
    world.talk(page)
    page.reload()
    page.until("seen('.assistant .text')?.textContent === 'Hello, how can I help?'")
    page.run("seen('[role=status]').textContent = ''")
    world.ask(page, "Again")
    page.until("seen('[role=status]').textContent.startsWith('Assistant:')")
    assert world.gateway.sent()[-1].headers["x-discreet-conversation"] == "talk-1"
    assert len(world.gateway.sent()[-1].body["messages"]) == 3


def test_after_a_day_a_new_page_finds_nothing(world: World) -> None:
    world.talk(world.page())
    page = world.page(script=TOMORROW)
    assert page.run("[seen('.assistant'), localStorage.length]") == [None, 0]


def test_after_a_day_an_open_page_clears_itself(world: World) -> None:
    page = world.page()
    world.talk(page)
    page.run(f"{TOMORROW} document.dispatchEvent(new Event('visibilitychange'))")
    page.until("!seen('.assistant')")
    assert page.run("localStorage.length") == 0
    assert "removed after 24 hours" in page.run("seen('[role=status]').textContent")


@pytest.mark.parametrize(
    "entry",
    [
        "no json",
        "null",
        "17",
        '"text"',
        "[]",
        '{"messages": [], "signals": []}',
        '{"messages": [], "signals": [], "ends": 1}',
        '{"messages": [], "signals": [], "ends": 9e15}',
        '{"messages": [], "signals": [], "ends": "x"}',
        '{"messages": {}, "signals": [], "ends": 0}',
    ],
)
def test_an_entry_that_is_not_of_its_form_is_not_read(world: World, entry: str) -> None:
    script = f"if (!window.name) {{ localStorage.setItem('discreet-chat', {json.dumps(entry)}); }}"
    page = world.page(script=script)
    assert page.run("[seen('.talk').childElementCount, seen('#box').disabled]") == [0, False]
    assert page.run("localStorage.getItem('discreet-chat')") in (None, "null")


def test_a_clock_that_was_set_back_does_not_prolong(world: World) -> None:
    world.talk(world.page())
    back = "const now = Date.now; Date.now = () => now() - 3600000;"
    page = world.page(script=back)
    assert page.run("[seen('.assistant'), localStorage.length]") == [None, 0]


def test_who_was_forgotten_while_the_consents_were_on_their_way_stays_forgotten(
    world: World,
) -> None:
    page = world.page()
    world.talk(page)
    world.gateway.slow_notice = True
    page.run("seen('header button').click()")
    for _ in range(300):
        if "/privacy/notices/answering" in world.gateway.paths():
            break
        page.run("new Promise((done) => setTimeout(done, 10))")
    page.run("chat().forget()")
    world.gateway.go_on.set()
    page.run("new Promise((done) => setTimeout(done, 300))")
    assert page.run(STORES) == [[], [], "", 0, 0]


def test_forget_me_removes_everything_here(world: World) -> None:
    page = world.page()
    world.talk(page)
    page.run("seen('header button').click()")
    page.until("seen('.browser button')")
    page.run("seen('.browser button').click()")
    assert page.run(STORES) == [[], [], "", 0, 0]
    assert page.run("[seen('.assistant'), seen('.page').hidden, focused().id]") == [
        *(None, True, "box"),
    ]
    world.ask(page, "New")
    page.until("seen('.assistant')")
    sent = world.gateway.sent()[-1]
    assert "x-discreet-conversation" not in sent.headers
    assert sent.body["messages"] == [{"role": "user", "content": "New"}]
    assert len(world.site.asked) == 2


def test_forget_me_while_an_answer_comes_keeps_nothing_of_it(world: World) -> None:
    world.gateway.give()
    world.gateway.pieces = ("Half", None, " more")
    page = world.page()
    world.ask(page)
    page.until("seen('.assistant .text')?.textContent === 'Half'")
    page.run("chat().forget()")
    world.gateway.go_on.set()
    page.until("seen('.send').getAttribute('aria-label') === 'Send'")
    assert page.run("[seen('.talk').childElementCount, localStorage.length]") == [0, 0]


def test_a_message_on_its_way_is_not_sent_after_forget_me(world: World) -> None:
    world.gateway.give()
    world.gateway.slow_notice = True
    page = world.page()
    world.ask(page)
    page.until("seen('.send').disabled")
    page.run("chat().forget()")
    world.gateway.go_on.set()
    page.until("!seen('.send').disabled")
    assert world.gateway.sent() == []
    assert page.run("[seen('#box').value, localStorage.length]") == ["", 0]


def test_two_tabs_show_the_same_and_forget_together(world: World) -> None:
    first, second = world.page(), world.page()
    world.talk(first)
    second.until("seen('.assistant .text')?.textContent === 'Hello, how can I help?'")
    world.ask(second, "From the second")
    first.until("chat().shadowRoot.querySelectorAll('.assistant').length === 2")
    assert second.run("seen('dialog')") is None
    second.run("chat().forget()")
    first.until("!seen('.assistant')")
    assert first.run("localStorage.length") == 0


def test_answers_at_the_same_time_in_two_tabs_are_both_kept(world: World) -> None:
    first, second = world.page(), world.page()
    world.talk(first)
    second.until("seen('.assistant')")
    world.gateway.pieces = ("Half", None, " whole")
    world.ask(first, "From the first")
    first.until("seen('.assistant:last-child .text')?.textContent === 'Half'")
    world.gateway.pieces = ("Quick",)
    world.ask(second, "From the second")
    second.until("seen('.talk').textContent.includes('Quick')")
    world.gateway.go_on.set()
    first.until("seen('.talk').textContent.includes('Half whole')")
    texts = "[...seen('.talk').querySelectorAll('.text')].map((each) => each.textContent)"
    said = ["My name is Jane", "Hello, how can I help?", "From the first", "Half whole"]
    said += ["From the second", "Quick"]
    first.until("seen('.talk').textContent.includes('Quick')")
    assert first.run(texts) == said
    second.until("seen('.talk').textContent.includes('Half whole')")
    assert second.run(texts) == said
    second.until(f"{KEPT}.messages.length === 6 && {KEPT}.messages.every((each) => each.text)")
    assert [each["text"] for each in second.run(f"{KEPT}.messages")] == said


def test_a_withdrawal_in_one_tab_stops_the_other(world: World) -> None:
    world.gateway.pieces = ("Half",)
    first, second = world.page(), world.page()
    world.talk(first)
    world.gateway.pieces = ("Half", None)
    world.ask(second, "From the second")
    second.until("seen('.assistant:last-child .text')?.textContent === 'Half'")
    first.run("seen('header button').click()")
    first.until("seen('article button')")
    first.run("seen('article button').click()")
    second.until("seen('.cut')")
    assert "You withdrew your consent." in second.run("seen('.talk').textContent")
    assert len(world.gateway.sent()) == 2


def test_without_storage_the_chat_works(world: World) -> None:
    broken = "Object.defineProperty(window, 'localStorage', {get() { throw new Error(); }});"
    page = world.page(script=broken)
    world.talk(page)
    assert page.run("seen('.assistant .text').textContent") == "Hello, how can I help?"
