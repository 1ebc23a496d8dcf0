"""The page of a package that people read: one HTML file, no script, nothing fetched. Pure.

Every text is escaped, and the page's own policy forbids whatever else a browser could do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from gateway.rights.package_columns import COLUMN_WORDS
from gateway.rights.package_words import PAGE_WORDS, spoken

_STYLE = """
:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;
margin:2rem auto;padding:0 1rem}h1{font-size:1.7rem;margin-bottom:.2rem}h2{margin-top:2.5rem;
border-top:1px solid #8884;padding-top:1rem}article{border:1px solid #8886;border-radius:10px;
padding:.8rem 1rem;margin:1rem 0}table{border-collapse:collapse;font-size:.9rem}
th,td{text-align:start;vertical-align:top;padding:.35rem .7rem;border-bottom:1px solid #8884;
overflow-wrap:anywhere}.wide{overflow-x:auto}dl{display:grid;grid-template-columns:auto 1fr;
gap:.2rem 1rem;font-size:.9rem}dt{opacity:.75}dd{margin:0;overflow-wrap:anywhere}
.said{white-space:pre-wrap;overflow-wrap:anywhere;margin:.1rem 0 .8rem}.who{font-weight:600}
nav ul{columns:2;padding-inline-start:1.2rem}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
# Of a person's part of a page; the rest is in data.json.
_COLUMNS: Mapping[str, Sequence[str]] = {
    "purposes": ("title", "legal_basis", "retention_class"),
    "recipients": ("party", "role", "country", "transfer_mechanism", "retention", "contact"),
    "retention_classes": ("key", "duration", "trigger", "legal_ground"),
}


class _Words:
    def __init__(self, language: str) -> None:
        self._said = {**PAGE_WORDS["en"], **PAGE_WORDS[language]}
        self._columns = {**COLUMN_WORDS["en"], **COLUMN_WORDS[language]}

    def said(self, code: str, **places: str) -> str:
        words = self._said.get(code, code)
        return escape(words.format(**places) if places else words)

    def column(self, name: str) -> str:
        return escape(self._columns.get(name, name.replace("_", " ")))

    def value(self, value: Any) -> str:
        if value is None or value in ("", [], {}):
            return "–"
        if isinstance(value, bool):
            return self.said("yes" if value else "no")
        if isinstance(value, Mapping):
            return ", ".join(
                f"{escape(self._columns.get(name, str(name)))}: {self.value(each)}"
                for name, each in value.items()
            )
        if isinstance(value, list):
            return "; ".join(self.value(each) for each in value)
        return escape(value if isinstance(value, str) else json.dumps(value))


def page(data: Mapping[str, Any], *, language: str) -> str:
    """The page of a document.

    Args:
        data: as gateway.rights.package_data has it.
        language: wished for; see ``spoken``.
    """
    language = spoken(language)
    words = _Words(language)
    return "".join(
        (
            f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            '<meta name="viewport" content="width=device-width">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{words.said('title')}</title><style>{_STYLE}</style></head><body><main>",
            *_about(data, words),
            *(
                part
                for name, items in data["stores"].items()
                for part in _store(name, items, words=words)
            ),
            "</main></body></html>\n",
        )
    )


def _about(data: Mapping[str, Any], words: _Words) -> Iterator[str]:
    about = data["about"]
    yield f"<h1>{words.said('title')}</h1><p>{words.said(data['kind'])}. "
    yield f"{words.said('made_at', at=data['made_at'])} "
    yield f"{words.said('operator', **about['operator'])}</p>"
    for name in ("surrogates", "automated", "files"):
        yield f"<p>{words.said(name)}</p>"
    yield "<nav><ul>"
    for name, items in data["stores"].items():
        yield f'<li><a href="#{escape(name)}">{words.said(name)}</a> ({len(items)})</li>'
    yield "</ul></nav>"
    yield f"<h2>{words.said('rights_title')}</h2><ul>"
    for right in about["rights"]:
        yield f"<li>{words.said(f'right.{right}')}</li>"
    yield "</ul>"
    for title, name in (
        ("purposes_title", "purposes"),
        ("recipients_title", "recipients"),
        ("classes_title", "retention_classes"),
    ):
        yield f"<h2>{words.said(title)}</h2>"
        yield from _table(about[name], columns=_COLUMNS[name], words=words)


def _store(name: str, items: Sequence[Mapping[str, Any]], *, words: _Words) -> Iterator[str]:
    yield f'<h2 id="{escape(name)}">{words.said(name)}</h2>'
    if not items:
        yield f"<p>{words.said('empty')}</p>"
    elif name == "conversations":
        for each in items:
            yield from _conversation(each, words)
    elif name in ("consents", "requests"):
        for each in items:
            yield from _history(each, words)
    else:
        columns = list(dict.fromkeys(column for item in items for column in item))
        yield from _table(items, columns=columns, words=words)


def _conversation(item: Mapping[str, Any], words: _Words) -> Iterator[str]:
    facts = {
        name: value
        for name, value in item.items()
        if name not in ("messages", "retention", "hidden")
    }
    yield f"<article><h3>{words.value(item['created_at'])}</h3>"
    if item["hidden"]:
        yield f"<p>{words.said('hidden')}</p>"
    yield from _facts(facts | item["retention"], words)
    for message in item["messages"]:
        yield f'<div class="who">{words.said(message["role"])}</div>'
        yield f'<div class="said" dir="auto">{escape(message["text"])}</div>'
    yield "</article>"


def _history(item: Mapping[str, Any], words: _Words) -> Iterator[str]:
    """A consent or request with what became of it."""
    yield "<article>"
    yield from _facts(
        {name: each for name, each in item.items() if not isinstance(each, list)}, words
    )
    for each in item.values():
        if isinstance(each, list) and each:
            yield from _table(each, columns=list(each[0]), words=words)
    yield "</article>"


def _facts(item: Mapping[str, Any], words: _Words) -> Iterator[str]:
    yield "<dl>"
    for name, value in item.items():
        if value not in (None, "", [], {}):
            yield f"<dt>{words.column(name)}</dt><dd>{words.value(value)}</dd>"
    yield "</dl>"


def _table(
    items: Sequence[Mapping[str, Any]], *, columns: Sequence[str], words: _Words
) -> Iterator[str]:
    yield '<div class="wide"><table><thead><tr>'
    for column in columns:
        yield f'<th scope="col">{words.column(column)}</th>'
    yield "</tr></thead><tbody>"
    for item in items:
        cells = "".join(f"<td>{words.value(item.get(column))}</td>" for column in columns)
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table></div>"
