"""The readable page: nothing in it acts, whatever somebody wrote."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.rights.data_stores import STORES
from gateway.rights.package_page import page
from gateway.rights.package_words import PAGE_WORDS, spoken

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</div></article></main><iframe src=https://evil.example>",
    "&lt;b&gt; & &amp; {name} {0} %s",
    "<style>*{background:url(https://evil.example)}</style>",
    "\u202e\x00\ud800]]>-->",
]
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "nav"),
    *("ul", "li", "a", "div", "table", "thead", "tbody", "tr", "th", "td", "article", "dl"),
    *("dt", "dd"),
}


class Seen(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def data(text: str, kind: str = "access") -> dict[str, Any]:
    """A document in which every value is the text."""
    talk = {
        "conversation_id": text,
        "created_at": text,
        "hidden": True,
        "retention": {"retention_class": text, "hide_at": None},
        "messages": [{"number": 0, "role": text, "text": text}],
    }
    consent = {"record_id": text, "state": text, "events": [{"state": text, "event_time": None}]}
    stores: dict[str, Any] = {each.name: [{"tag": text, "n": 1}] for each in STORES}
    stores |= {"conversations": [talk], "consents": [consent], "requests": []}
    return {
        "kind": kind,
        "made_at": "2026-01-31T00:00:00Z",
        "about": {
            "operator": {"name": text, "contact": text},
            "rights": ["access", "complaint"],
            "purposes": [{"title": text, "legal_basis": text, "retention_class": text}],
            "recipients": [{"party": text, "third_party": True}],
            "retention_classes": [{"key": text, "duration": None}],
        },
        "stores": stores,
    }


def seen(text: str) -> Seen:
    parser = Seen()
    parser.feed(page(data(text), language="en"))
    return parser


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    found = seen(text)
    assert found.tags <= TAGS
    assert not [name for name, _ in found.attributes if name.startswith("on")]
    assert {value for name, value in found.attributes if name == "href"} == {
        f"#{each.name}" for each in STORES
    }
    assert "src" not in {name for name, _ in found.attributes}
    assert text in found.text


@settings(max_examples=30)
@given(st.text())
def test_no_text_makes_a_tag(text: str) -> None:
    assert seen(text).tags <= TAGS


def test_the_page_forbids_what_it_does_not_need() -> None:
    policies = {value for name, value in seen("x").attributes if name == "content"}
    assert (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
        in policies
    )


@pytest.mark.parametrize(
    ("asked", "language", "title"),
    [
        ("en", "en", "Your data"),
        ("de", "de", "Ihre Daten"),
        ("de-AT", "de", "Ihre Daten"),
        ("DE_at", "de", "Ihre Daten"),
        ("fr", "en", "Your data"),
        ("", "en", "Your data"),
        ('"><script>', "en", "Your data"),
    ],
)
def test_it_speaks_the_nearest_language(asked: str, language: str, title: str) -> None:
    text = page(data("x"), language=asked)
    assert f'<html lang="{language}">' in text
    assert f"<h1>{title}</h1>" in text
    assert spoken(asked) == language


def test_every_language_has_every_word() -> None:
    assert {frozenset(each) for each in PAGE_WORDS.values()} == {frozenset(PAGE_WORDS["en"])}
    assert {each.name for each in STORES} <= set(PAGE_WORDS["de"])


def test_facts_within_a_fact_have_words_too() -> None:
    known = data("x")
    known["stores"]["disclosures"] = [{"outcome": {"received_bytes": 7}, "entity_counts": {"A": 1}}]
    text = page(known, language="de")
    assert "Empfangene Bytes: 7" in text
    assert "Ersetzte Angaben" in text
    assert "A: 1" in text


def test_it_says_what_surrogates_are_and_whom_to_complain_to() -> None:
    text = seen("x").text
    assert "[PERSON_7KQ2M0XA] stands for a detail that was replaced" in text
    assert "to complain to a data protection supervisory authority" in text
