"""The opt-in is a step of its own, and nothing of the message leaves before the yes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.browser.chromium import Page
from tests.browser.fake_gateway import PARTS, SHOWN_AT
from tests.browser.world import World

TEXT = "My name is Jane Doe"
GIVE = "seen('button[value=given]').click()"
REFUSE = "seen('button[value=refused]').click()"


def _asked(world: World, query: dict[str, str] | None = None) -> Page:
    page = world.page(query)
    world.ask(page, TEXT)
    page.until("seen('dialog')?.open")
    return page


def test_before_the_yes_no_request_holds_the_message(world: World) -> None:
    _asked(world)
    everything = json.dumps([[each.path, each.query, each.body] for each in world.gateway.asked])
    assert "Jane" not in everything
    assert sorted(world.gateway.paths()) == ["/privacy/consents", "/privacy/notices/default"]
    queries = [each.query for each in world.gateway.asked if "notices" in each.path]
    assert queries == [{"language": "en", "model": "gpt-4o"}]


def test_opening_the_page_calls_nobody(world: World) -> None:
    page = world.page()
    assert page.run("seen('#box').value") == ""
    assert (world.gateway.asked, world.site.asked) == ([], [])


def test_after_a_yes_the_kept_message_is_sent_once(world: World) -> None:
    page = _asked(world)
    page.run(GIVE)
    page.until("seen('.assistant')?.textContent.includes('help?')")
    [sent] = world.gateway.sent()
    assert sent.body == {
        "model": "gpt-4o",
        "messages": [{"role": "user", "content": TEXT}],
        "stream": True,
    }
    [given] = [
        each for each in world.gateway.asked if each.path == "/privacy/consents" and each.body
    ]
    assert given.body == {
        "purpose": "answering",
        "recipient": "model-host",
        "decision": "given",
        "notice_sha256": world.gateway.sha256("en"),
        "language": "en",
        "shown_at": SHOWN_AT,
        "signals_shown": [],
    }
    assert page.run("seen('#box').value") == ""


def test_a_no_is_recorded_and_keeps_the_message_in_the_box(world: World) -> None:
    page = _asked(world)
    page.run(REFUSE)
    page.until("seen('.told').textContent.includes('Nothing was sent')")
    assert page.run("[seen('#box').value, focused().id, seen('dialog')]") == [TEXT, "box", None]
    assert [each.body["decision"] for each in world.gateway.asked if each.body] == ["refused"]
    assert world.gateway.sent() == []
    assert page.run("localStorage.length") == 0


def test_escape_means_not_now(world: World) -> None:
    page = _asked(world)
    page.press("Escape")
    page.until("seen('.told').textContent.includes('Nothing was sent')")
    assert page.run("[seen('#box').value, focused().id]") == [TEXT, "box"]
    assert [each.body["decision"] for each in world.gateway.asked if each.body] == ["deferred"]
    assert world.gateway.sent() == []


def test_both_answers_weigh_the_same_and_none_is_chosen(world: World) -> None:
    page = _asked(world)
    yes, no = page.run(
        "['given', 'refused'].map((value) => { const { width, height } = "
        "seen(`button[value=${value}]`).getBoundingClientRect(), style = "
        "getComputedStyle(seen(`button[value=${value}]`)); "
        "return [width, height, style.color, style.backgroundColor, style.fontWeight]; })"
    )
    assert yes == no
    assert page.run("focused().tagName") == "H2"
    assert page.run("chat().shadowRoot.querySelectorAll('[type=checkbox], [checked]').length") == 0
    assert page.run("seen('button[value=given]').textContent") == "Yes, send to Model Host Ltd"


def test_the_notice_is_shown_whole_with_a_way_to_ask(world: World) -> None:
    page = _asked(world)
    shown = page.run("seen('dialog').textContent")
    assert [part for part in PARTS["en"].values() if part not in shown] == []
    assert page.run("seen('dialog a').href") == "mailto:privacy@shop.example"
    assert "Your browser asks" not in shown


def test_a_second_try_after_a_no_asks_again_and_sends_nothing_by_itself(world: World) -> None:
    page = _asked(world)
    page.run(REFUSE)
    page.until("seen('.told').textContent && !seen('.send').disabled")
    page.press("Enter")
    page.until("seen('dialog')?.open")
    assert world.gateway.sent() == []


def test_who_has_consented_is_not_asked(world: World) -> None:
    world.gateway.give()
    page = world.page()
    world.ask(page, TEXT)
    page.until("seen('.assistant')?.textContent.includes('help?')")
    assert [each.body for each in world.gateway.asked if each.path == "/privacy/consents"] == [None]


def test_a_first_party_needs_no_opt_in(world: World) -> None:
    world.gateway.needs_consent = False
    page = world.page({"purpose": "answering"})
    world.ask(page, TEXT)
    page.until("seen('.assistant')?.textContent.includes('help?')")
    assert world.gateway.sent()[0].headers["x-discreet-purpose"] == "answering"
    assert page.run("seen('dialog')") is None
    asked = len(world.gateway.asked)
    world.ask(page, "Again")
    page.until("chat().shadowRoot.querySelectorAll('.assistant').length === 2")
    assert len(world.gateway.asked) == asked + 1


def test_a_named_recipient_is_the_one_that_is_asked_about(world: World) -> None:
    _asked(world, {"recipient": "other-host"})
    queries = [each.query for each in world.gateway.asked if "notices" in each.path]
    assert queries == [{"language": "en", "recipient": "other-host"}]


def test_a_notice_that_changed_meanwhile_is_asked_anew(world: World) -> None:
    page = _asked(world)
    world.gateway.version = 2
    page.run(f"window.first = seen('dialog'); {GIVE}")
    page.until("seen('dialog')?.open && seen('dialog') !== first")
    assert world.gateway.sent() == []
    page.run(GIVE)
    page.until("seen('.assistant')?.textContent.includes('help?')")
    hashes = [each.body["notice_sha256"][:2] for each in world.gateway.asked
              if each.path == "/privacy/consents" and each.body]  # fmt: skip
    assert hashes == ["01", "02"]


def test_a_stale_consent_in_the_middle_asks_anew_and_sends_then(world: World) -> None:
    world.gateway.give()
    stale = {
        "code": "consent_stale",
        "consent": {"purpose": "answering", "recipient": "model-host"},
    }
    world.gateway.refusals = [(409, stale)]
    page = world.page()
    world.ask(page, TEXT)
    page.until("seen('dialog')?.open")
    assert page.run("seen('#box').value") == TEXT
    page.run(GIVE)
    page.until("seen('.assistant')?.textContent.includes('help?')")
    assert [each.body["messages"] for each in world.gateway.sent()] == [
        [{"role": "user", "content": TEXT}]
    ] * 2
    assert page.run("chat().shadowRoot.querySelectorAll('li.user').length") == 1


def test_a_gateway_that_refuses_for_ever_is_not_asked_for_ever(world: World) -> None:
    required = {"code": "consent_required", "consent": {"recipient": "model-host"}}
    world.gateway.refusals = [(403, required)] * 9
    page = _asked(world)
    for _ in range(3):
        page.until("seen('dialog')?.open && seen('dialog') !== window.last")
        page.run(f"window.last = seen('dialog'); {GIVE}")
    page.until("seen('.alert').textContent.includes('did not work')")
    assert len(world.gateway.sent()) == 3
    assert page.run("seen('#box').value") == TEXT


def test_the_language_is_chosen_in_the_dialog(world: World) -> None:
    page = _asked(world)
    page.run("seen('select').value = 'de'; seen('select').dispatchEvent(new Event('change'))")
    page.until("seen('dialog h2')?.textContent.startsWith('Antworten')")
    assert (
        page.run("[seen('dialog').lang, seen('dialog h2').lang, seen('.frame').lang]") == ["de"] * 3
    )
    assert page.run("seen('button[value=given]').textContent") == "Ja, an Model Host Ltd senden"
    assert page.run("seen('#box').value") == TEXT
    page.run(GIVE)
    page.until("seen('.assistant')?.textContent.includes('help?')")
    posted = [each.body for each in world.gateway.asked if each.path == "/privacy/consents"][-1]
    assert (posted["language"], posted["notice_sha256"]) == ("de", world.gateway.sha256("de"))


def test_where_a_guardian_must_agree_too_nothing_is_sent(world: World) -> None:
    world.gateway.needs_guardian = True
    page = _asked(world)
    page.run(GIVE)
    page.until("seen('.told').textContent.includes('guardian')")
    assert world.gateway.sent() == []
    assert page.run("seen('#box').value") == TEXT


def test_the_band_of_age_is_asked_before_the_opt_in(world: World) -> None:
    world.gateway.age = {"minimum": 16, "asked": "declaration", "question": "How old are you?"}
    page = _asked(world)
    assert page.run("seen('dialog h2').textContent") == "How old are you?"
    labels = "[...seen('.bands').children].map((each) => [each.textContent, each.className])"
    names = ["Under 13", "13 to 15", "16 or 17", "18 or older"]
    assert page.run(labels) == [[name, "choice"] for name in names]
    page.run("seen('button[value=\"16_17\"]').click()")
    page.until("seen('button[value=given]')")
    changed = [each.body for each in world.gateway.asked if each.method == "PATCH"]
    assert changed == [{"age_band": "16_17", "age_method": "declaration"}]
    page.run(GIVE)
    page.until("seen('.assistant')?.textContent.includes('help?')")


def test_an_answer_under_the_minimum_ends_the_chat_and_is_remembered(world: World) -> None:
    world.gateway.age = {"minimum": 16, "asked": "declaration", "question": "How old are you?"}
    page = _asked(world)
    page.run("seen('button[value=\"13_15\"]').click()")
    page.until("seen('.told').textContent.startsWith('Thank you')")
    assert page.run("[seen('#box').disabled, seen('.send').disabled, seen('#box').value]") == [
        *(True, True, ""),
    ]
    page.reload()
    page.until("seen('.told')?.textContent.startsWith('Thank you')")
    assert page.run("seen('#box').disabled") is True
    page.run("chat().forget()")
    assert page.run("seen('#box').disabled") is True
    assert world.gateway.sent() == []


def test_age_that_the_gateway_knows_is_not_asked(world: World) -> None:
    world.gateway.age = {"minimum": 16, "asked": "declaration", "question": "How old are you?"}
    world.gateway.person().age_band = "adult"
    page = _asked(world)
    assert page.run("Boolean(seen('button[value=given]'))") is True


def test_without_an_answer_about_age_nothing_is_sent(world: World) -> None:
    world.gateway.age = {"minimum": 16, "asked": "declaration", "question": "How old are you?"}
    page = _asked(world)
    page.press("Escape")
    page.until("seen('.told').textContent.includes('Nothing was sent')")
    assert page.run("seen('#box').value") == TEXT
    assert [each.method for each in world.gateway.asked if each.method != "GET"] == []


def test_a_refusal_for_age_asks_for_it_in_the_language_of_the_chat(world: World) -> None:
    world.gateway.give()
    world.gateway.age = {"minimum": 13, "asked": "declaration", "question": "Wie alt sind Sie?"}
    world.gateway.person().age_band = "adult"
    page = world.page({"language": "de"})
    world.ask(page, TEXT)
    page.until("seen('[role=status]').textContent.startsWith('Assistent:')")
    world.gateway.person().age_band = "unknown"
    said = {"minimum": 13, "asked": "declaration", "question": "How old are you?"}
    world.gateway.refusals = [(403, {"code": "age_restricted", "age": said})]
    world.ask(page, TEXT)
    page.until("seen('dialog')?.open")
    assert page.run("seen('dialog h2').textContent") == "Wie alt sind Sie?"
    page.run("seen('button[value=adult]').click()")
    page.until("chat().shadowRoot.querySelectorAll('.assistant').length === 2")
    assert len(world.gateway.sent()) == 3


@pytest.mark.parametrize(
    ("language", "question", "bands"),
    [
        ("en", "How old are you?", ["Under 13", "13 to 15", "16 or 17", "18 or older"]),
        ("de", "Wie alt sind Sie?", ["Unter 13", "13 bis 15", "16 oder 17", "18 oder älter"]),
        (
            "es",
            "¿Cuántos años tiene?",
            ["Menos de 13 años", "De 13 a 15 años", "16 o 17 años", "18 años o más"],
        ),
        (
            "fr",
            "Quel âge avez-vous ?",
            ["Moins de 13 ans", "13 à 15 ans", "16 ou 17 ans", "18 ans ou plus"],
        ),
    ],
)
def test_without_a_question_of_the_policy_the_own_one_fits_the_answers(
    world: World, language: str, question: str, bands: list[str]
) -> None:
    world.gateway.age = {"minimum": 16, "asked": "declaration", "question": ""}
    page = world.page({"language": language})
    world.ask(page, TEXT)
    page.until("seen('dialog')?.open")
    assert page.run("seen('dialog h2').textContent") == question
    assert page.run("[...seen('.bands').children].map((each) => each.textContent)") == bands


def test_the_purpose_is_that_of_the_reply(world: World) -> None:
    page = world.page({"purpose": "quality_review"})
    world.ask(page, TEXT)
    page.until("seen('dialog')?.open")
    assert "/privacy/notices/quality_review" in world.gateway.paths()
    page.run(GIVE)
    page.until("seen('.assistant')?.textContent.includes('help?')")
    assert _posted(world)[0]["purpose"] == "quality_review"


def _posted(world: World) -> list[dict[str, Any]]:
    """What was recorded or tried to be, in order."""
    paths = [each for each in world.gateway.asked if each.path == "/privacy/consents"]
    return [each.body for each in paths if each.body]


def _yes_again(page: Page) -> None:
    """A yes, a dialog of its own after it, and a second yes."""
    page.run(f"window.first = seen('dialog'); {GIVE}")
    page.until("seen('dialog')?.open && seen('dialog') !== first")


@pytest.mark.parametrize("named", [True, False])
def test_a_signal_that_came_up_meanwhile_is_named_and_asked_anew(world: World, named: bool) -> None:
    page = _asked(world)
    assert "asked us not to track" not in page.run("seen('dialog').textContent")
    world.gateway.signals_on, world.gateway.signals_named = ("dnt",), named
    _yes_again(page)
    assert "You asked us not to track you. Only if you say yes here" in page.run(
        "seen('dialog').textContent"
    )
    assert world.gateway.sent() == []
    page.run(GIVE)
    page.until("seen('.assistant')?.textContent.includes('help?')")
    assert [each["signals_shown"] for each in _posted(world)] == [[], ["dnt"]]
    assert len(world.gateway.sent()) == 1


def test_a_no_from_elsewhere_is_not_overruled_by_an_older_notice(world: World) -> None:
    page = _asked(world)
    world.gateway.no_since = 1
    _yes_again(page)
    assert world.gateway.sent() == []
    page.run(GIVE)
    page.until("seen('.assistant')?.textContent.includes('help?')")
    first, second = (each["shown_at"] for each in _posted(world))
    assert first == SHOWN_AT < second
    assert len(world.gateway.sent()) == 1


def test_a_yes_that_is_never_taken_is_not_asked_for_for_ever(world: World) -> None:
    page = _asked(world)
    world.gateway.no_since = 99
    _yes_again(page)
    _yes_again(page)
    page.run(GIVE)
    page.until("seen('.alert').textContent.includes('did not work')")
    assert (len(_posted(world)), world.gateway.sent()) == (3, [])
    assert page.run("seen('#box').value") == TEXT


def test_a_no_is_no_fault(world: World) -> None:
    page = _asked(world)
    page.run(REFUSE)
    page.until("seen('.told').textContent")
    assert page.run("[seen('.alert').textContent, seen('[role=status]').textContent]") == [
        "",
        "Nothing was sent. Your message is still in the box.",
    ]
    muted, alarm = page.run("['.told', '.alert'].map((each) => getComputedStyle(seen(each)).color)")
    assert muted != alarm
    page.press("Enter")
    page.until("seen('dialog')?.open")
    assert page.run("seen('.told').textContent") == ""
