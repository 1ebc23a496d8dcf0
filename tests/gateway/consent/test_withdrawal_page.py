"""The page behind a withdrawal link: what it holds, and what it cannot do."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.consent.withdrawal_page import HEADERS, LANGUAGES, STATUS, Page, Withdrawal, page

HOSTILE = Withdrawal(
    purpose='<script>alert("1")</script>',
    language='en" onload="x',
    recipients=("A & B's <b>", "<i>"),
    every=True,
)


class Parsed(HTMLParser):
    """Tags with their attributes, and the text between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("which", Page)
def test_every_page_in_every_language(language: str, which: Page) -> None:
    parsed = Parsed(page(which, language=language, withdrawal=HOSTILE))
    assert parsed.attributes.count(("lang", language)) >= 1
    assert (parsed.tags.count("h1"), parsed.tags.count("title")) == (1, 1)
    assert ("form" in parsed.tags) is (which is Page.ASK)
    assert parsed.tags.count("button") == (1 if which is Page.ASK else 0)
    assert not {"script", "link", "img", "a", "b"} & set(parsed.tags)
    assert not any(name in ("href", "src", "action", "style", "onload")
                   for name, _ in parsed.attributes)  # fmt: skip
    assert HOSTILE.purpose in parsed.text
    assert ", ".join(HOSTILE.recipients) in parsed.text


@pytest.mark.parametrize(
    ("language", "label", "every"),
    [
        ("en", "Recipient: ", "Every recipient: "),
        ("de", "Empfänger: ", "Alle Empfänger: "),
        ("fr", "Destinataire : ", "Tous les destinataires : "),
        ("es", "Destinatario: ", "Todos los destinatarios: "),
    ],
)
def test_a_link_for_every_recipient_says_so(language: str, label: str, every: str) -> None:
    def text(which: Page, withdrawal: Withdrawal) -> str:
        return Parsed(page(which, language=language, withdrawal=withdrawal)).text

    one = Withdrawal(purpose="News", language="en", recipients=("A",))
    both = Withdrawal(purpose="News", language="en", recipients=("A", "B"), every=True)
    nobody = replace(both, recipients=())
    for which in (Page.ASK, Page.DONE):
        assert f"{label}A" in text(which, one)
        assert every not in text(which, one)
        assert f"{every}A, B" in text(which, both)
        assert every not in text(which, nobody)
    said = len(text(Page.ASK, both)) - len(text(Page.ASK, one))
    assert said > len("every recipient of this purpose"), "in a sentence of its own"
    assert len(text(Page.DONE, both)) - len(text(Page.DONE, one)) < said


def test_languages_differ_and_none_lacks_a_page() -> None:
    assert LANGUAGES == ("en", "de", "fr", "es")
    for which in Page:
        assert len({page(which, language=each) for each in LANGUAGES}) == len(LANGUAGES)


def test_without_facts_none_are_named() -> None:
    assert "strong" not in Parsed(page(Page.INVALID, language="en")).tags


def test_only_its_own_style_is_let_in() -> None:
    match = re.search(r"<style>(.*?)</style>", page(Page.ASK, language="en"), re.DOTALL)
    assert match is not None
    digest = base64.b64encode(hashlib.sha256(match[1].encode()).digest()).decode()
    assert HEADERS["content-security-policy"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    assert HEADERS["referrer-policy"] == "no-referrer"
    assert HEADERS["cache-control"] == "no-store"


def test_each_page_has_its_status() -> None:
    assert STATUS == {
        "ask": 200, "done": 200, "used": 410, "expired": 410, "invalid": 401, "failed": 503,
    }  # fmt: skip


@given(purpose=st.text(max_size=30), recipient=st.text(max_size=30), language=st.text(max_size=8))
def test_no_name_becomes_markup(purpose: str, recipient: str, language: str) -> None:
    shown = Withdrawal(purpose=purpose, recipients=(recipient, recipient), language=language)
    plain = Withdrawal(purpose="x", recipients=("y", "z"), language="en")
    tags = Parsed(page(Page.ASK, language="en", withdrawal=plain)).tags
    assert Parsed(page(Page.ASK, language="en", withdrawal=shown)).tags == tags
