"""One's own data: seen, copied, deleted, stopped, by mouse and by keyboard."""

from __future__ import annotations

import json

import pytest

from tests.browser.chromium import Browser, Page
from tests.browser.fake_data import WAITING, conversation, disclosure, request_of
from tests.browser.test_access import FOCUSED, NAMED
from tests.browser.world import Servers, World

TITLES = "[...chat().shadowRoot.querySelectorAll('.page h3')].map((each) => each.textContent)"
ARTICLES = "[...chat().shadowRoot.querySelectorAll('article')].map((each) => each.textContent)"
STATUS = "seen('[role=status]').textContent"


def filled(world: World) -> None:
    world.gateway.data.conversations = [
        conversation(1),
        conversation(2, messages=1, erase_by=None),
        conversation(3, hidden=True),
        conversation(4, hidden=True, state="held"),
    ]
    world.gateway.data.disclosures = [disclosure(1), disclosure(2, recipient_name=None)]
    world.gateway.give()


def opened(world: World, attributes: dict[str, str] | None = None) -> Page:
    page = world.page(attributes)
    page.call("Page.bringToFront")
    page.run("seen('header button').click()")
    page.until("seen('.data button')")
    page.run("seen('.data button').click()")
    page.until("seen('.page section') && !seen('.page [aria-busy]')")
    return page


def press(page: Page, name: str) -> None:
    """Clicks the first button whose name begins so."""
    find = (
        "[...chat().shadowRoot.querySelectorAll('.page button, dialog button')].find((each) => "
        f"(each.getAttribute('aria-label') ?? each.textContent).startsWith({json.dumps(name)}))"
    )
    page.until(find)
    page.run(f"(() => {{ const found = {find}; found.focus(); found.click(); }})()")


def test_the_module_comes_only_with_the_page_of_consents(world: World) -> None:
    page = world.page()
    loaded = "performance.getEntriesByType('resource').map((each) => new URL(each.name).pathname)"
    assert "/widget-data.js" not in page.run(loaded)
    page.run("seen('header button').click()")
    page.until("seen('.data button')")
    assert "/widget-data.js" in page.run(loaded)
    assert [each for each in world.gateway.paths() if "conversations" in each] == []


def test_everything_is_shown_with_its_end(world: World) -> None:
    filled(world)
    page = opened(world)
    assert page.run("focused().textContent") == "Your data"
    titles = page.run(TITLES)
    assert [each for each in titles if not each.startswith("Nov ")] == [
        "Conversations",
        "What was sent to whom",
        "A copy of your data",
        "Use of your data",
        "Your requests",
    ]
    lines = page.run(
        "[...chat().shadowRoot.querySelectorAll('article p.muted')].map((each) => each.textContent)"
    )
    assert lines == [
        "2 messages · used until Dec 20, 2026 · erased by Dec 21, 2026",
        "1 message · used until Dec 20, 2026",
        "2 messages · no longer used; waits to be erased",
        "2 messages · kept for a legal reason, and not used",
    ]
    sent = page.run(
        "[...chat().shadowRoot.querySelectorAll('.records p')].map((each) => each.textContent)"
    )
    assert next(each for each in sent if "Model Host Ltd, DE" in each).endswith(
        "answering · 420 bytes · replaced: 1 card number and 2 names"
    )
    assert any("model-host, DE" in each for each in sent)


def test_nothing_is_said_to_be_nothing(world: World) -> None:
    page = opened(world)
    said = page.run("seen('.inner').textContent")
    for line in ("No conversation is kept.", "Nothing was sent to anybody.", "You have asked for"):
        assert line in said


def test_a_conversation_is_read_as_text_and_closed_again(world: World) -> None:
    filled(world)
    page = opened(world)
    press(page, "Show: ")
    page.until("seen('.texts p')")
    texts = "[...seen('.texts').children].map((each) => each.textContent)"
    assert page.run(texts) == ["You: I am [PERSON_7KQ2M0XA] <b>bold</b>", "Assistant: Hello!"]
    assert page.run("seen('.texts b')") is None
    shown = "seen('article button').getAttribute('aria-expanded')"
    assert page.run(shown) == "true"
    press(page, "Hide: ")
    page.until("seen('.texts').hidden")
    assert page.run(shown) == "false"


def test_a_conversation_is_deleted_after_a_question(world: World) -> None:
    filled(world)
    page = opened(world)
    press(page, "Delete: ")
    page.until("seen('dialog')?.open")
    press(page, "Cancel")
    page.until("!seen('dialog')")
    assert world.gateway.paths("DELETE") == []
    assert page.run(FOCUSED).startswith("Delete: ")
    press(page, "Delete: ")
    page.until("seen('dialog')?.open")
    page.press("Escape")
    page.until("!seen('dialog')")
    press(page, "Delete: ")
    page.until("seen('dialog')?.open")
    page.run("seen('dialog button[value=yes]').click()")
    page.until(f"{STATUS} === 'The conversation was deleted.'")
    assert world.gateway.paths("DELETE") == ["/privacy/conversations/talk-1"]
    assert page.run("chat().shadowRoot.querySelectorAll('article').length") == 3
    assert page.run("focused().textContent") == "Your data"


def test_what_a_law_keeps_is_said(world: World) -> None:
    filled(world)
    world.gateway.data.refusals = {("DELETE", "talk-1"): (409, "erasure_refused")}
    page = opened(world)
    press(page, "Delete: ")
    page.until("seen('dialog')?.open")
    page.run("seen('dialog button[value=yes]').click()")
    page.until("seen('.page .alert')")
    assert page.run("seen('.page .alert').textContent").startswith("A legal reason keeps it")
    assert page.run("chat().shadowRoot.querySelectorAll('article').length") == 4


def test_a_copy_is_asked_for_and_downloaded(world: World) -> None:
    page = opened(world, {"language": "de"})
    press(page, "Alles über Sie Gespeicherte")
    press(page, "Herunterladen: ")
    [filed] = [
        each for each in world.gateway.asked if each.path == "/privacy/requests" and each.body
    ]
    assert filed.body == {"kind": "access", "details": {"language": "de"}}
    page.until("!seen('.page [aria-busy]')")
    page.run(
        "HTMLAnchorElement.prototype.click = function () { window.taken = "
        "[this.download, this.protocol]; }"
    )
    press(page, "Herunterladen: ")
    page.until("window.taken")
    assert page.run("window.taken") == ["access-r1.zip", "blob:"]
    assert world.gateway.paths()[-1] == "/privacy/requests/r1/result"


def test_a_package_goes_elsewhere_only_after_a_yes(world: World) -> None:
    world.gateway.data.requests = [
        request_of(1, "portability", result_until="2026-11-29T10:00:00Z")
    ]
    page = opened(world)
    push = "seen('article form button').click()"
    page.run("seen('article input').value = 'https://other.example.org/in'; " + push)
    page.until("seen('dialog')?.open")
    assert page.run("seen('dialog h2').textContent") == "Send your data to other.example.org?"
    press(page, "Cancel")
    page.until("!seen('dialog')")
    assert [each for each in world.gateway.paths() if each.endswith("push")] == []
    page.run(push)
    page.until("seen('dialog')?.open")
    page.run("seen('dialog button[value=yes]').click()")
    page.until(f"{STATUS} === 'Your data was sent.'")
    [pushed] = [each for each in world.gateway.asked if each.path.endswith("/push")]
    assert pushed.body == {"url": "https://other.example.org/in", "confirm": True}
    world.gateway.data.refusals = {("POST", "push"): (422, "push_target_refused")}
    page.run("seen('article input').value = 'https://10.0.0.1/'; " + push)
    page.until("seen('dialog')?.open")
    page.run("seen('dialog button[value=yes]').click()")
    page.until("seen('.page .alert')")
    assert page.run("seen('.page .alert').textContent").startswith("This address cannot be used.")


@pytest.mark.parametrize(
    ("name", "yes", "body"),
    [
        ("Erase everything", True, {"kind": "erasure", "details": {}}),
        ("Stop using my data", True, {"kind": "restriction", "details": {}}),
    ],
)
def test_what_is_grave_is_asked_for_after_a_question(
    world: World, name: str, yes: bool, body: dict[str, object]
) -> None:
    page = opened(world)
    press(page, name)
    page.until("seen('dialog')?.open")
    page.press("Escape")
    page.until("!seen('dialog')")
    assert "/privacy/requests" not in world.gateway.paths("POST")
    press(page, name)
    page.until("seen('dialog')?.open")
    page.run("seen('dialog button[value=yes]').click()")
    page.until("seen('article')")
    [filed] = [each for each in world.gateway.asked if each.method == "POST" and each.body]
    assert filed.body == body
    assert page.run(f"{STATUS} !== ''") is yes


def test_a_request_shows_when_it_is_due_and_can_be_taken_back(world: World) -> None:
    world.gateway.data.requests = [request_of(1, "erasure", **WAITING, overdue=False)]
    page = opened(world)
    article = page.run(ARTICLES)[0]
    assert "Erasure · Nov 22, 2026" in article
    assert "Somebody looks at the request and decides. · answered by Dec 2" in article
    press(page, "Take back: ")
    page.until(f"{STATUS} === 'You took the request back.'")
    assert "Take back" not in page.run(ARTICLES)[0]


def test_an_objection_names_a_purpose(world: World) -> None:
    filled(world)
    world.gateway.data.purposes = [{"purpose": "evaluation", "title": "Better answers"}]
    page = opened(world)
    options = page.run("[...seen('#purpose').options].map((each) => each.value)")
    assert options == ["evaluation"]
    page.run("seen('#purpose').closest('form').querySelector('button').click()")
    page.until("[...chat().shadowRoot.querySelectorAll('article')].some((each) => "
               "each.textContent.includes('Objection'))")  # fmt: skip
    [filed] = [each for each in world.gateway.asked if each.method == "POST" and each.body]
    assert filed.body == {"kind": "objection", "details": {"purposes": ["evaluation"]}}


def test_the_same_again_is_said_to_be_under_way(world: World) -> None:
    world.gateway.data.refusals = {("POST", "requests"): (409, "request_active")}
    page = opened(world)
    press(page, "Everything held of you")
    page.until("seen('.page .alert')")
    assert page.run("seen('.page .alert').textContent").startswith("You have asked for this")


def test_lists_go_on_where_there_is_more(world: World) -> None:
    world.gateway.data.conversations = [conversation(number) for number in range(1, 6)]
    world.gateway.data.page = 2
    page = opened(world)
    for count in (4, 5):
        press(page, "Show more")
        page.until(f"chat().shadowRoot.querySelectorAll('article').length === {count}")
        assert page.run("focused().tagName") == "ARTICLE"
    assert "Show more" not in page.run("seen('.inner').textContent")


def test_a_gateway_that_refuses_is_said_and_the_way_back_stays(world: World) -> None:
    world.gateway.data.refusals = {("GET", "conversations"): (503, "storage_unavailable")}
    page = world.page()
    page.run("seen('header button').click()")
    page.until("seen('.data button')")
    page.run("seen('.data button').click()")
    page.until("seen('.page .alert')")
    assert page.run("seen('.page .alert').textContent") == (
        "That did not work. Nothing was lost: please try again. Questions: privacy@shop.example"
    )
    page.run("seen('.inner > .quiet').click()")
    page.until("seen('.code')")


def test_back_leads_to_the_consents_and_forgetting_to_the_chat(world: World) -> None:
    filled(world)
    page = opened(world)
    page.run("seen('.inner > .quiet').click()")
    page.until("seen('.data button')")
    assert page.run("seen('h2[tabindex]').textContent") == "Your consents"
    page.run("seen('.data button').click()")
    page.until("seen('.page section')")
    page.run("chat().forget()")
    assert page.run("[seen('.page').hidden, seen('.view').hidden]") == [True, False]


def test_every_control_has_a_name(world: World) -> None:
    filled(world)
    world.gateway.data.purposes = [{"purpose": "evaluation", "title": "Better answers"}]
    world.gateway.data.requests = [
        request_of(1, "portability", result_until="2026-11-29T10:00:00Z"),
        request_of(2, "erasure", **WAITING),
    ]
    page = opened(world)
    found = [(role, name) for role, name in page.names() if role in NAMED]
    assert [each for each in found if not each[1]] == []
    names = {name for role, name in found if role == "button"}
    assert {"Erase everything", "Object", "Back to your consents"} <= names
    assert ("textbox", "Address (https) at the other service") in found
    assert ("combobox", "Object to the use for") in found
    regions = {name for role, name in found if role == "region"}
    assert {"Conversations", "Your requests", "Use of your data"} <= regions


def _is_at(page: Page, name: str) -> bool:
    at: str = page.run(FOCUSED)
    return at.startswith(name) if name.endswith(": ") else at == name


def test_it_works_by_keyboard_alone(world: World) -> None:
    filled(world)
    page = world.page()
    page.call("Page.bringToFront")
    page.run("seen('header button').focus()")
    page.press("Enter")
    page.until("seen('.data button') && seen('article')")
    for name in ("See your data", "Delete: ", "Delete"):
        for _ in range(30):
            if _is_at(page, name):
                break
            page.press("Tab")
        assert _is_at(page, name)
        page.press("Enter")
        if name == "See your data":
            page.until("seen('.page section')")
        elif name == "Delete: ":
            page.until("seen('dialog')?.open")
    page.until(f"{STATUS} === 'The conversation was deleted.'")


def test_every_language_says_everything(browser: Browser, servers: Servers) -> None:
    from importlib.resources import files

    text = files("gateway.widget").joinpath("data_words.js").read_text("utf-8")
    with browser.context() as context:
        words = context.page().run("(() => {" + text + "\nreturn DATA_WORDS; })()")
    assert set(words) == {"en", "de", "es", "fr"}
    for language in words.values():
        assert set(language) == set(words["en"])
        assert set(language["kinds"]) == set(words["en"]["kinds"])
        for name, said in language.items():
            places = {part.split("}")[0] for part in str(said).split("{")[1:]}
            if isinstance(said, str):
                expected = {part.split("}")[0] for part in words["en"][name].split("{")[1:]}
                assert places == expected, name
            assert said
