"""Parts of the script alone: events at every cut, words in every language, links, counts."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import pytest

from tests.browser.chromium import Browser, Page
from tests.browser.world import Servers


@pytest.fixture(scope="module")
def blank(browser: Browser, servers: Servers) -> Any:
    with browser.context() as context:
        yield context.page()


def _run(page: Page, expression: str, *parts: str) -> Any:
    """The value of an expression after some of the widget's files."""
    texts = [files("gateway.widget").joinpath(f"{part}.js").read_text("utf-8") for part in parts]
    return page.run("(() => {" + "\n".join(texts) + f"\nreturn {expression}; }})()")


STREAM = (
    'data: {"a": "one\u2028two\u2029three\x85\x0b\x0c"}\r\n\r\n: note\ndata:two\rdata: lines\r\r'
    "event: x\nid: 1\nretry: 3\ndata\n\n\n:\r\ndata:  spaced \n\nignored\ndata: cut off"
)
EVENTS = ['{"a": "one\u2028two\u2029three\x85\x0b\x0c"}', "two\nlines", "", " spaced "]


def test_events_are_the_same_at_every_cut(blank: Page) -> None:
    seen = _run(
        blank,
        f"""(() => {{
          const text = {json.dumps(STREAM)}, results = new Set();
          const read = (...pieces) => {{
            const data = [], comments = [];
            const reader = new EventReader((each) => data.push(each),
              (each) => comments.push(each));
            pieces.forEach((piece) => reader.feed(piece));
            results.add(JSON.stringify([data, comments]));
          }};
          for (let a = 0; a <= text.length; a += 1) {{
            for (let b = a; b <= text.length; b += 1) {{
              read(text.slice(0, a), text.slice(a, b), text.slice(b));
            }}
          }}
          read(...text);
          return [...results];
        }})()""",
        "events",
    )
    assert [json.loads(each) for each in seen] == [[EVENTS, ["note", ""]]]


def test_every_language_says_everything(blank: Page) -> None:
    words = _run(blank, "WORDS", "words")
    assert set(words) == {"en", "de", "es", "fr"}
    for language in words.values():
        assert set(language) == set(words["en"])
        assert set(language["kinds"]) == set(words["en"]["kinds"])
        for name, text in language.items():
            assert _places(text) == _places(words["en"][name]), name
            assert text


def _places(text: Any) -> set[str]:
    return (
        {part.split("}")[0] for part in str(text).split("{")[1:]}
        if isinstance(text, str)
        else set()
    )


@pytest.mark.parametrize(
    ("header", "language", "said"),
    [
        ("", "en", ""),
        ("PERSON=0", "en", ""),
        ("PERSON=1", "en", "1 name"),
        ("EMAIL_ADDRESS=2,CREDIT_CARD=1", "en", "2 e-mail addresses and 1 card number"),
        ("CREDIT_CARD=1,CARD_CVV=1", "en", "2 card numbers"),
        ("US_SSN=1,UK_NHS=2", "de", "3 Ausweisnummern"),
        ("PERSON=2,PHONE_NUMBER=1", "fr", "2 noms et 1 numéro de téléphone"),
        ("PERSON=2,IBAN_CODE=1", "es", "2 nombres y 1 cuenta bancaria"),
        ("PERSON=1;DROP,=,PERSON=x, PIN=1 ,person=2", "en", "1 password or key"),
        ("constructor=1,__proto__=1,TO_STRING=1", "en", "1 identity number"),
    ],
)
def test_counts_become_words(blank: Page, header: str, language: str, said: str) -> None:
    expression = f"countWords(readCounts({header!r}), {language!r})"
    assert _run(blank, expression, "words", "hidden") == said


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("Questions: privacy@shop.example", ["mailto:privacy@shop.example"]),
        ("See https://shop.example/privacy.", ["https://shop.example/privacy"]),
        (
            "(https://shop.example/a?b=c) or a@b.example.",
            ["https://shop.example/a?b=c", "mailto:a@b.example"],
        ),
        ("javascript:alert(1) http://shop.example data:text/html,x", []),
        ("a@b, @b.example, x@, <a@b.example>", ["mailto:a@b.example"]),
        ("javascript:x@b.example", ["mailto:x@b.example"]),
        ("a@b.example?bcc=c@d.example", ["mailto:a@b.example", "mailto:c@d.example"]),
    ],
)
def test_only_mail_and_https_become_links(blank: Page, text: str, links: list[str]) -> None:
    expression = f"linked({json.dumps(text)})"
    found = _run(
        blank, f"{expression}.filter((each) => each.href).map((each) => each.href)", "elements"
    )
    assert found == links
    assert (
        _run(blank, f"{expression}.map((each) => each.textContent ?? each).join('')", "elements")
        == text
    )


def test_words_are_chosen_by_the_nearest_language(blank: Page) -> None:
    asked = ["de", "DE-at", "fr_CA", "", "xx", "toString", None]
    given = _run(blank, f"{json.dumps(asked)}.map(spoken)", "words")
    assert given == ["de", "de", "en", "en", "en", "en", "en"]


def test_two_tabs_come_to_the_same_whoever_writes_last(blank: Page) -> None:
    seen = _run(
        blank,
        """(() => {
          const said = (mark, role, text, more) => ({ role, text, mark, ...more });
          const one = [said("1-a", "user", "A"), said("1-a", "assistant", "Aa", { restored: 1 })];
          const two = [said("2-b", "user", "B"), said("2-b", "assistant", "Bb")];
          const half = [said("1-a", "user", "A"), said("1-a", "assistant", "")];
          const pairs = [[[...one, ...two], [...half, ...two]], [[...two, ...half], one],
            [two, one], [[...one, ...two], []], [half, [...one, ...two]]];
          return pairs.flatMap(([left, right]) => [merged(left, right), merged(right, left)])
            .map((each) => each.map(({ text, restored }) => [text, restored ?? 0]));
        })()""",
        "entry",
    )
    assert seen == [[["A", 0], ["Aa", 1], ["B", 0], ["Bb", 0]]] * 10
