"""Rows for the table of entity types."""

from __future__ import annotations

from detectors.entity_types import as_markdown, entity_types
from detectors.numbers.identifiers import IDENTIFIERS


def test_identifiers_have_all_their_facts() -> None:
    rows = {row.name: row for row in entity_types() if row.issuer}
    assert set(rows) == {each.entity_type for each in IDENTIFIERS}
    for row in rows.values():
        assert row.layout
        assert row.check
        assert row.source
        assert "documents" in row.detectors


def test_the_page_has_a_line_for_each_and_escapes_bars() -> None:
    rows = entity_types()
    page = as_markdown(rows)
    for row in rows:
        assert f"| `{row.name}` |" in page
    widths = {line.replace("\\|", "").count("|") for line in page.splitlines() if "| `" in line}
    assert widths == {4, 9}
