"""For everybody: by keyboard alone, by screen reader, in any direction, on any screen."""

from __future__ import annotations

import pytest

from tests.browser.chromium import SHIFT, Page
from tests.browser.world import GPC, World

ANSWERED = "seen('[role=status]').textContent.startsWith('Assistant:')"
FOCUSED = "(focused()?.getAttribute('aria-label') || focused()?.textContent || '')"


def _tab_to(page: Page, name: str, *, modifiers: int = 0) -> None:
    for _ in range(20):
        if page.run(FOCUSED).startswith(name):
            return
        page.press("Tab", modifiers=modifiers)
    raise AssertionError(f"the keyboard does not reach {name}")


def test_everything_works_by_keyboard_alone(world: World) -> None:
    page = world.page()
    _tab_to(page, "Your message")
    page.type("Hello")
    page.press("Enter")
    page.until("seen('dialog')?.open")
    _tab_to(page, "Yes, send to Model Host Ltd")
    page.press("Enter")
    page.until(ANSWERED)
    assert page.run("focused().id") == "box"
    page.type("Once more")
    _tab_to(page, "Send")
    page.press(" ")
    page.until("chat().shadowRoot.querySelectorAll('.assistant').length === 2")
    _tab_to(page, "Your consents", modifiers=SHIFT)
    page.press("Enter")
    page.until("seen('article button')")
    _tab_to(page, "Withdraw: Answers from an AI")
    page.press("Enter")
    page.until("seen('article p').textContent.startsWith('Ended')")
    assert page.run("focused().tagName") == "ARTICLE"
    _tab_to(page, "Back to the chat", modifiers=SHIFT)
    page.press(" ")
    assert page.run(FOCUSED) == "Your consents"


def test_the_focus_stays_in_the_dialog(world: World) -> None:
    page = world.page()
    world.ask(page)
    page.until("seen('dialog')?.open")
    inside = []
    for _ in range(12):
        page.press("Tab")
        inside.append(page.run("!focused() || seen('dialog').contains(focused())"))
    assert inside == [True] * 12


def test_a_line_break_is_shift_and_enter(world: World) -> None:
    page = world.page()
    page.run("seen('#box').focus()")
    page.type("one")
    page.press("Enter", modifiers=SHIFT)
    page.type("two")
    assert page.run("[seen('#box').value, seen('#box').rows]") == ["one\ntwo", 2]
    assert page.run("seen('dialog')") is None


def test_enter_that_ends_a_composition_does_not_send(world: World) -> None:
    page = world.page()
    page.run("seen('#box').value = 'にほん'; seen('#box').dispatchEvent(new KeyboardEvent("
             "'keydown', {key: 'Enter', isComposing: true, cancelable: true}))")  # fmt: skip
    assert page.run("seen('#box').value") == "にほん"
    assert world.site.asked == []


NAMED = {"button", "textbox", "combobox", "link", "dialog", "list", "heading", "region"}


def _names(page: Page) -> list[tuple[str, str]]:
    """Sorted: the tree comes level by level."""
    found = sorted((role, name) for role, name in page.names() if role in NAMED)
    assert [each for each in found if not each[1]] == []
    return found


def test_every_control_of_the_chat_has_a_name(world: World) -> None:
    page = world.page({"heading": "Example Shop"})
    world.talk(page)
    assert _names(page) == [
        ("button", "Send"),
        ("button", "Your consents"),
        ("heading", "Example Shop"),
        ("list", "Conversation"),
        ("region", "Example Shop"),
        ("textbox", "Your message"),
    ]


def test_every_control_of_the_dialog_has_a_name_and_the_rest_is_hidden(world: World) -> None:
    page = world.page()
    world.ask(page)
    page.until("seen('dialog')?.open")
    assert _names(page) == [
        ("button", "No, thanks"),
        ("button", "Yes, send to Model Host Ltd"),
        ("combobox", "Language"),
        ("dialog", "Answers from an AI"),
        ("heading", "Answers from an AI"),
        ("link", "privacy@shop.example"),
        ("link", "privacy@shop.example"),
    ]


def test_every_control_of_the_consents_has_a_name(world: World) -> None:
    page = world.page()
    world.talk(page)
    page.run("seen('header button').click()")
    page.until("seen('article') && seen('code') && seen('.data button')")
    title = "Answers from an AI · Model Host Ltd"
    assert [name for role, name in _names(page) if role in ("button", "textbox")] == [
        *("Back to the chat", "Copy", "Forget me", f"Receipt: {title}", "See your data"),
        *("Withdraw by code", f"Withdraw: {title}", "Withdrawal code"),
    ]


def test_an_answer_is_announced_once_and_whole(world: World) -> None:
    world.gateway.pieces = tuple("A long answer in pieces.")
    page = world.page()
    page.run("window.said = []; new MutationObserver(() => said.push(seen('[role=status]')"
             ".textContent)).observe(seen('[role=status]'), {childList: true})")  # fmt: skip
    world.talk(page)
    assert page.run("said") == ["Writing an answer", "Assistant: A long answer in pieces."]
    live = (
        "chat().shadowRoot.querySelectorAll('[aria-live], [role=log], [role=status], [role=alert]')"
    )
    assert page.run(f"[...{live}].map((each) => each.role)") == ["alert", "status"]


@pytest.mark.parametrize(
    ("query", "lang", "heading"),
    [
        ({"language": "de-AT"}, "de", "Ihre Einwilligungen"),
        ({"language": "es"}, "es", "Sus consentimientos"),
        ({"lang": "fr-CA"}, "fr", "Vos consentements"),
        ({"lang": "ja"}, "en", "Your consents"),
        ({"language": "constructor"}, "en", "Your consents"),
        ({"language": "__proto__"}, "en", "Your consents"),
    ],
)
def test_the_language_of_the_words_is_named(
    world: World, query: dict[str, str], lang: str, heading: str
) -> None:
    page = world.page(query)
    assert page.run("[seen('.frame').lang, seen('header button').textContent]") == [lang, heading]


def test_attributes_may_change(world: World) -> None:
    page = world.page()
    page.run("seen('#box').value = 'kept'; chat().setAttribute('language', 'fr')")
    assert page.run("[seen('#box').placeholder, seen('#box').value]") == ["Votre message", "kept"]


def test_right_to_left_is_mirrored(world: World) -> None:
    page = world.page({"dir": "rtl", "heading": "متجر"})
    world.talk(page, "مرحبا")
    box = "(selector) => seen(selector).getBoundingClientRect().left"
    send, text = page.run(f"['.send', '#box'].map({box})")
    assert send < text
    user, assistant = page.run(f"['.user', '.assistant'].map({box})")
    assert user < assistant
    assert page.run("getComputedStyle(seen('.user .text')).direction") == "rtl"


# The relative luminance and contrast of WCAG 2.2, over what lies behind an element.
CONTRAST = """
(selector) => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = (rgb) => rgb.slice(0, 3).map((each) => each / 255).map((each) =>
    each <= 0.04045 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4)
    .reduce((sum, each, at) => sum + each * [0.2126, 0.7152, 0.0722][at], 0);
  const element = seen(selector);
  let behind = element;
  let back = parse(getComputedStyle(behind).backgroundColor);
  while (back[3] === 0 && behind.parentElement) {
    behind = behind.parentElement;
    back = parse(getComputedStyle(behind).backgroundColor);
  }
  const two = [light(parse(getComputedStyle(element).color)), light(back)].sort((a, b) => b - a);
  return (two[0] + 0.05) / (two[1] + 0.05);
}
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_texts_stand_out_from_what_is_behind_them(world: World, scheme: str) -> None:
    world.gateway.redactions = "PERSON=1"
    world.gateway.pieces = ("Half", '{"error": {"code": "content_blocked"}}')
    page = world.page()
    feature = {"name": "prefers-color-scheme", "value": scheme}
    page.call("Emulation.setEmulatedMedia", features=[feature])
    world.ask(page)
    page.until("seen('dialog')?.open")
    of_dialog = ["dialog h2", ".parts p", ".facts p", ".facts a", ".choice", ".language"]
    ratios = {each: page.run(f"({CONTRAST})({each!r})") for each in of_dialog}
    page.run("seen('button[value=given]').click()")
    page.until("seen('.notice')")
    of_chat = [
        "h2",
        "header button",
        ".user .text",
        ".assistant .text",
        ".fact",
        ".notice",
        ".send",
    ]
    ratios |= {each: page.run(f"({CONTRAST})({each!r})") for each in of_chat}
    assert {each: ratio for each, ratio in ratios.items() if ratio < 4.5} == {}


def test_nothing_moves_for_anybody(world: World) -> None:
    page = world.page()
    world.talk(page)
    moving = "document.getAnimations().length + chat().shadowRoot.getAnimations().length"
    assert page.run(moving) == 0
    styles = "[...chat().shadowRoot.querySelectorAll('*')].map((each) => getComputedStyle(each))"
    still = "every((each) => each.transitionDuration === '0s' && each.scrollBehavior === 'auto')"
    assert page.run(f"{styles}.{still}") is True


def test_who_scrolls_up_is_left_there(world: World) -> None:
    world.gateway.give()
    world.gateway.pieces = ("line\n" * 60, None, "line\n" * 10)
    page = world.page()
    world.ask(page)
    page.until("seen('.talk').scrollTop > 300")
    page.run("seen('.talk').scrollTop = 10")
    world.gateway.go_on.set()
    page.until(ANSWERED)
    assert page.run("seen('.talk').scrollTop") == 10


def test_small_screens(world: World) -> None:
    page = world.page(width=320, height=480)
    world.ask(page, "x" * 300)
    page.until("seen('dialog')?.open")
    # Both answers are on the screen at once, without scrolling either way.
    shown = """['given', 'refused'].every((value) => {
      const box = seen(`button[value=${value}]`).getBoundingClientRect();
      return box.top >= 0 && box.bottom <= innerHeight && box.right <= innerWidth;
    })"""
    assert page.run(shown) is True
    page.run("seen('button[value=given]').click()")
    page.until(ANSWERED)
    assert page.run("document.documentElement.scrollWidth <= innerWidth") is True


# What is below the last line of the notice that is wholly in view, and how the answers stand.
FOLD = """
(() => {
  const dialog = seen('dialog');
  const [one, other] = ['given', 'refused'].map((each) =>
    seen(`button[value=${each}]`).getBoundingClientRect());
  const top = seen('.choices').getBoundingClientRect().top;
  const last = [...seen('.facts').children].at(-1).getBoundingClientRect();
  return {
    hidden: last.bottom > top + 1,
    more: dialog.classList.contains('more'),
    edge: getComputedStyle(seen('.choices'), '::before').content !== 'none',
    sign: getComputedStyle(seen('.choices svg')).display !== 'none',
    answers: [one, other].every((each) =>
      each.top >= 0 && each.bottom <= innerHeight && each.right <= innerWidth),
    equal: one.width === other.width && one.height === other.height,
    sideways: dialog.scrollWidth > dialog.clientWidth,
  };
})()
"""
PLAIN = {"answers": True, "equal": True, "sideways": False}
FOLDED = {"hidden": True, "more": True, "edge": True, "sign": True, **PLAIN}
WHOLE = {"hidden": False, "more": False, "edge": False, "sign": False, **PLAIN}


@pytest.mark.parametrize(("width", "height"), [(340, 560), (520, 420), (320, 480)])
def test_what_is_below_the_fold_is_announced_by_an_edge(
    world: World, width: int, height: int
) -> None:
    page = world.page({"language": "fr"}, script=GPC, width=width, height=height)
    world.ask(page)
    page.until("seen('dialog.more')")
    assert page.run(FOLD) == FOLDED
    page.run("seen('dialog').scrollTop = 9999")
    page.until("!seen('dialog.more')")
    assert page.run(FOLD) == WHOLE
    page.run("seen('dialog').scrollTop = 0")
    page.until("seen('dialog.more')")
    assert page.run(FOLD) == FOLDED


def test_where_all_is_in_view_there_is_no_edge(world: World) -> None:
    page = world.page({"language": "fr"}, script=GPC, width=520, height=900)
    world.ask(page)
    page.until("seen('dialog')?.open")
    assert page.run(
        f"new Promise((done) => requestAnimationFrame(() => done({FOLD.strip()})))"
    ) == (WHOLE)


def test_a_link_that_the_keyboard_reaches_is_not_under_the_answers(world: World) -> None:
    page = world.page({"language": "fr"}, script=GPC, width=340, height=480)
    world.ask(page)
    page.until("seen('dialog.more')")
    for _ in range(6):
        page.press("Tab")
        if page.run("focused()?.tagName") == "A":
            break
    link, top = page.run(
        "[focused().getBoundingClientRect().bottom, seen('.choices').getBoundingClientRect().top]"
    )
    assert link <= top


def test_the_focus_is_seen(world: World) -> None:
    page = world.page()
    _tab_to(page, "Your consents")
    style = page.run("(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])"
                     "(getComputedStyle(focused()))")  # fmt: skip
    assert style == ["solid", "2px"]
