"""The record of processing as people read it: Markdown, and one page of HTML. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

_TITLES = {
    "30(1)": "Record of processing activities of a controller, GDPR Article 30(1)",
    "30(2)": "Record of processing activities of a processor, GDPR Article 30(2)",
}
_RECIPIENTS = (
    *("id", "name", "role", "third_party", "country", "transfer_mechanism", "retention"),
    *("purposes", "safeguards", "parent", "evidence", "evidence_date", "active"),
)
_PURPOSES = ("purpose", "title", "legal_basis", "retention_class", "recipients")
_RETENTION = (
    *("retention_class", "trigger", "duration", "minimum", "law", "action", "restricted"),
    *("used_by", "legal_ground"),
)
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0;font-size:.9rem}"
    "td,th{border:1px solid #999;padding:.3rem .5rem;text-align:left;vertical-align:top}"
    "th{background:#eee}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part: a heading, sentences, and perhaps a table."""

    title: str
    level: int = 2
    lines: Sequence[str] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


def sections_of(record: Mapping[str, Any]) -> Iterator[Section]:
    """The parts of a record, in order."""
    operator, rights = record["operator"], record["rights"]
    yield Section(
        title=f"{operator['name']}: {record['policy']}",
        level=1,
        lines=[
            f"Version {record['version']} of the published policy.",
            f"Contact: {operator['contact']}",
            f"Role: {_shown(record['role'])}",
            f"People are served in: {_shown(record['regions']) or 'no region is named'}",
        ],
    )
    for article in record["articles"]:
        yield Section(title=_TITLES[article], lines=_article(article, record))
    yield Section(
        title="Categories of personal data that may be stored",
        lines=_categories(record["categories"]),
    )
    yield _table("Purposes", record["purposes"], columns=_PURPOSES)
    yield _table(
        "Recipients",
        record["recipients"],
        columns=_RECIPIENTS,
        lines=[] if record["recipients"] else ["No tenant under this policy is configured here."],
    )
    yield _table("Time limits for erasure", record["retention"], columns=_RETENTION)
    yield Section(
        title="Rights of people",
        lines=[
            f"Least proof of identity: {rights['identity']}",
            f"Deadlines of countries without their own: {rights['regime']}",
            f"Erasure is approved by: {rights['erasure_approval']}",
            f"Supervisory authority: {rights['authority'] or 'not named'}",
        ],
    )
    yield Section(title="Measures of security", lines=record["security"])


def _article(article: str, record: Mapping[str, Any]) -> list[str]:
    tenants = _shown(record["tenants"]) or "none is configured"
    abroad = [each["id"] for each in record["recipients"] if each["outside_of_storage_region"]]
    transfers = f"Transfers outside of the storage's region: {_shown(abroad) or 'none'}"
    if article == "30(2)":
        return [
            f"Controllers on whose behalf: the customers behind these tenants: {tenants}",
            f"Categories of processing: {_shown([each['title'] for each in record['purposes']])}",
            transfers,
        ]
    return [
        f"Controller: {record['operator']['name']}, {record['operator']['contact']}",
        f"Tenants: {tenants}",
        f"Categories of people: {_shown(record['people'])}",
        f"Legal bases: {_shown(record['legal_bases'])}",
        transfers,
    ]


def _categories(found: Sequence[Mapping[str, str]] | None) -> list[str]:
    if found is None:
        return ["Not limited: what people write is stored with personal details replaced."]
    return [each["title"] for each in found]


def _table(
    title: str,
    items: Sequence[Mapping[str, Any]],
    *,
    columns: Sequence[str],
    lines: Sequence[str] = (),
) -> Section:
    rows = [[_shown(each[name]) for name in columns] for each in items]
    return Section(
        title=title,
        lines=lines,
        columns=[name.replace("_", " ") for name in columns] if rows else (),
        rows=rows,
    )


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def as_markdown(records: Sequence[Mapping[str, Any]]) -> str:
    """All records, one after the other."""
    parts: list[str] = []
    for section in (each for record in records for each in sections_of(record)):
        parts.append(f"{'#' * section.level} {_plain(section.title)}")
        if section.lines:
            parts.append("\n".join(f"- {_plain(line)}" for line in section.lines))
        if section.columns:
            head = _cells(section.columns) + "\n" + "|" + "---|" * len(section.columns)
            parts.append("\n".join([head, *map(_cells, section.rows)]))
    return "\n\n".join(parts) + "\n"


def _cells(cells: Sequence[str]) -> str:
    return "| " + " | ".join(map(_plain, cells)) + " |"


def _plain(text: str) -> str:
    """Text that no reader of Markdown takes for anything else."""
    one_line = " ".join(text.split()).replace("\\", "\\\\")
    for mark in ("|", "<", "`", "*", "["):
        one_line = one_line.replace(mark, f"\\{mark}")
    return one_line


def as_page(records: Sequence[Mapping[str, Any]]) -> str:
    """All records on one page that needs nothing else."""
    body: list[str] = []
    for section in (each for record in records for each in sections_of(record)):
        body.append(f"<h{section.level}>{escape(section.title)}</h{section.level}>")
        if section.lines:
            items = "".join(f"<li>{escape(line)}</li>" for line in section.lines)
            body.append(f"<ul>{items}</ul>")
        if section.columns:
            head = "".join(f"<th>{escape(each)}</th>" for each in section.columns)
            rows = "".join(
                "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
                for row in section.rows
            )
            body.append(f"<table><tr>{head}</tr>{rows}</table>")
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        "<title>Record of processing activities</title>"
        f"<style>{_STYLE}</style></head><body>{''.join(body)}</body></html>\n"
    )
