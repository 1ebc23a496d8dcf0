"""The conversation: streams, what was hidden, answers that break off, and hostile text."""

from __future__ import annotations

import json

import pytest

from tests.browser.world import World

ANSWERED = "seen('[role=status]').textContent.startsWith('Assistant:')"
TALK = "[...chat().shadowRoot.querySelectorAll('.talk > li')].map((each) => each.textContent)"


def _error(code: str, state: str | None = None) -> str:
    error = {"message": "Cut.", "type": "policy_error", "code": code}
    return json.dumps({"error": {**error, **({"consent": {"state": state}} if state else {})}})


def test_pieces_are_shown_as_they_come(world: World) -> None:
    world.gateway.give()
    world.gateway.pieces = ("Hello", None, " Jane")
    page = world.page()
    world.ask(page)
    page.until("seen('.assistant .text')?.textContent === 'Hello'")
    assert page.run("seen('.send').getAttribute('aria-label')") == "Stop"
    assert page.run("seen('[role=status]').textContent") == "Writing an answer"
    world.gateway.go_on.set()
    page.until(ANSWERED)
    assert page.run("seen('.assistant .text').textContent") == "Hello Jane"
    assert page.run("seen('.send').getAttribute('aria-label')") == "Send"


def test_the_next_turn_resends_the_history_under_its_conversation(world: World) -> None:
    page = world.page()
    world.talk(page, "My name is Jane")
    page.run("seen('[role=status]').textContent = ''")
    world.ask(page, "And yours?\u2028Say")
    page.until(ANSWERED)
    first, second = world.gateway.sent()
    assert "x-discreet-conversation" not in first.headers
    assert second.headers["x-discreet-conversation"] == "talk-1"
    assert second.body["messages"] == [
        {"role": "user", "content": "My name is Jane"},
        {"role": "assistant", "content": "Hello, how can I help?"},
        {"role": "user", "content": "And yours?\u2028Say"},
    ]
    assert len([each for each in world.gateway.asked if "notices" in each.path]) == 1


def test_line_separators_inside_of_json_do_not_cut_an_event(world: World) -> None:
    world.gateway.give()
    world.gateway.pieces = ("one\u2028two\u2029three\x85four\n\nfive",)
    page = world.page()
    world.ask(page)
    page.until(ANSWERED)
    shown = page.run("seen('.assistant .text').textContent")
    assert shown == "one\u2028two\u2029three\x85four\n\nfive"


def test_what_was_hidden_masked_and_put_back_is_said(world: World) -> None:
    world.gateway.redactions = "CREDIT_CARD=1,EMAIL_ADDRESS=2,EE_ISIKUKOOD=1,NEW_TYPE=1"
    world.gateway.facts = {"restored": 1, "masked": {"CREDIT_CARD": 2}}
    page = world.page()
    world.talk(page, "Hello")
    page.until("seen('.fact.plain')")
    kinds = "1 card number, 2 e-mail addresses, 1 identity number, and 1 personal detail"
    assert page.run(TALK) == [
        "You: Hello",
        f"{kinds} hidden from the model",
        "Assistant: Hello, how can I help?",
        "2 card numbers masked in this answer",
        "1 detail of yours was put back for you",
    ]


def test_the_same_line_is_not_said_twice(world: World) -> None:
    world.gateway.redactions = "PERSON=1"
    page = world.page()
    world.talk(page)
    page.run("seen('[role=status]').textContent = ''")
    world.ask(page, "Again")
    page.until(ANSWERED)
    assert [line for line in page.run(TALK) if "hidden" in line] == ["1 name hidden from the model"]


def test_nothing_hidden_says_nothing(world: World) -> None:
    world.gateway.redactions = "PERSON=0,x=y,=1"
    page = world.page()
    world.talk(page)
    assert page.run(TALK) == ["You: My name is Jane", "Assistant: Hello, how can I help?"]


WITHDRAWN = "You withdrew your consent. Nothing more is sent."
LAPSED = "Your consent no longer holds. Nothing more is sent."


@pytest.mark.parametrize(
    ("code", "state", "said"),
    [
        ("consent_required", "ConsentWithdrawn", WITHDRAWN),
        ("consent_required", "ConsentExpired", LAPSED),
        ("consent_required", "ConsentGiven", LAPSED),
        ("consent_required", None, LAPSED),
        ("consent_stale", "ConsentInvalidated", LAPSED),
        ("subject_restricted", None, "This chat is not open to you at the moment."),
        ("content_blocked", None, ""),
        ("upstream_incomplete", None, ""),
        ("constructor", None, ""),
    ],
)
def test_an_error_in_the_middle_leaves_the_answer_visibly_cut(
    world: World, code: str, state: str | None, said: str
) -> None:
    world.gateway.give()
    world.gateway.pieces = ("Half an ans", _error(code, state))
    page = world.page()
    world.ask(page)
    page.until("seen('.notice')")
    assert page.run(TALK)[1:] == ["Assistant: Half an ans", f"The answer breaks off here. {said}"]
    assert page.run("seen('.cut .text').textContent") == "Half an ans"
    page.reload()
    page.until("seen('.notice')")
    assert page.run("seen('.cut .text').textContent") == "Half an ans"


@pytest.mark.parametrize("piece", ["{no json", '{"choices": 1}'])
def test_a_stream_that_is_none_leaves_the_answer_cut(world: World, piece: str) -> None:
    world.gateway.give()
    world.gateway.pieces = ("Half", piece)
    page = world.page()
    world.ask(page)
    page.until("seen('.notice')")
    assert page.run(TALK)[1:] == ["Assistant: Half", "The answer breaks off here. "]


def test_the_person_can_stop_an_answer(world: World) -> None:
    world.gateway.give()
    world.gateway.pieces = ("Half", None)
    page = world.page()
    world.ask(page)
    page.until("seen('.assistant .text')?.textContent === 'Half'")
    page.run("seen('.send').click()")
    page.until("seen('.notice')?.textContent.includes('You stopped the answer.')")
    assert page.run("seen('.send').getAttribute('aria-label')") == "Send"


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (422, "content_blocked", "This message cannot be sent."),
        (403, "subject_restricted", "This chat is not open to you at the moment."),
        (403, "recipient_refused", "This message cannot be sent."),
        (502, "upstream_unreachable", "That did not work."),
    ],
)
def test_a_refused_message_is_back_in_the_box(
    world: World, status: int, code: str, said: str
) -> None:
    world.gateway.give()
    world.gateway.refusals = [(status, {"code": code})]
    page = world.page()
    world.ask(page, "Hello")
    page.until("seen('.alert').textContent")
    assert page.run("seen('.alert').textContent").startswith(said)
    assert "privacy@shop.example" in page.run("seen('.alert').textContent")
    assert page.run("seen('#box').value") == "Hello"
    assert page.run(TALK) == []
    page.press("Enter")
    page.until(ANSWERED)
    assert page.run(TALK) == ["You: Hello", "Assistant: Hello, how can I help?"]


def test_a_token_that_is_no_longer_taken_is_fetched_anew_once(world: World) -> None:
    page = world.page()
    world.talk(page)
    world.gateway.tokens.clear()
    world.ask(page, "Again")
    page.until("chat().shadowRoot.querySelectorAll('.assistant').length === 2")
    assert len(world.site.asked) == 2


def test_a_token_is_fetched_again_before_it_ends(world: World) -> None:
    world.site.mint = lambda _: world.gateway.mint(seconds=20)
    page = world.page()
    world.talk(page)
    assert len(world.site.asked) > 1


def test_one_token_serves_calls_that_start_together(world: World) -> None:
    page = world.page()
    world.talk(page)
    assert world.site.asked == [{}]


def test_an_anonymous_visitor_stays_the_same_after_a_reload(world: World) -> None:
    world.site.mint = lambda _: {**world.gateway.mint(), "visitor": "v-17"}
    page = world.page()
    world.talk(page)
    page.reload()
    page.until("seen('.assistant')")
    world.ask(page, "Again")
    page.until("chat().shadowRoot.querySelectorAll('.assistant').length === 2")
    assert world.site.asked == [{}, {"visitor": "v-17"}]


def test_a_token_address_of_another_origin_is_never_called(world: World) -> None:
    page = world.page()
    page.run(f"chat().setAttribute('token-url', '{world.site.gateway}/chat-token')")
    world.ask(page)
    page.until("seen('.alert').textContent.includes('did not work')")
    assert (world.gateway.asked, world.site.asked) == ([], [])


HOSTILE = (
    "<img src=x onerror=window.hit=1><script>window.hit=2</script>"
    "<a href='javascript:window.hit=3'>x</a> [y](javascript:window.hit=4) &lt;b&gt; "
    "<style>*{display:none}</style><iframe srcdoc='<script>parent.hit=5</script>'></iframe>"
)


def test_hostile_text_of_the_model_is_only_text(world: World) -> None:
    world.gateway.pieces = (HOSTILE[:30], HOSTILE[30:])
    page = world.page({"greeting": HOSTILE, "heading": HOSTILE})
    world.talk(page, HOSTILE)
    page.reload()
    page.until("seen('.assistant:last-child')")
    assert page.run("seen('.assistant:last-child .text').textContent") == HOSTILE
    assert page.run("seen('h2').textContent") == HOSTILE
    assert page.run("window.hit === undefined") is True
    markup = "img, script, a, iframe, style, b"
    assert page.run(f"seen('.talk').querySelectorAll('{markup}').length") == 0
    assert page.run("[...seen('.assistant:last-child .text').childNodes].every((each) => "
                    "each.nodeType === 3)") is True  # fmt: skip


def test_nothing_breaks_the_policy_of_the_page(world: World) -> None:
    page = world.page()
    world.talk(page)
    page.run("seen('header button').click()")
    page.until("seen('article')")
    assert page.events("Log.entryAdded") == []
    assert page.events("Runtime.exceptionThrown") == []


def test_it_talks_only_to_the_gateway_and_the_token_address(world: World) -> None:
    page = world.page()
    world.talk(page)
    urls = page.run("performance.getEntriesByType('resource').map((each) => each.name)")
    allowed = (f"{world.site.gateway}/v1/", f"{world.site.gateway}/privacy/", f"{world.url}/")
    others = [url for url in urls if not url.startswith(allowed)]
    assert others == [f"{world.site.gateway}/widget.js"]
    assert all("cookie" not in each.headers for each in world.gateway.asked)
