"""The record as Markdown and HTML holds every point, and no text of its own breaks it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.policy_record import processing_record
from gateway.policy_record_page import as_markdown, as_page, sections_of
from gateway.settings import load_settings
from tests.gateway.five_policies import FIVE, write_five
from tests.gateway.serving import MASTER_KEY

TITLES = [
    "Categories of personal data that may be stored",
    "Purposes",
    "Recipients",
    "Time limits for erasure",
    "Rights of people",
    "Measures of security",
]


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    directory: Path = tmp_path_factory.mktemp("pages")
    path = write_five(directory, "http://127.0.0.1:1")
    settings = load_settings(path, {"DISCREET_MASTER_KEY": MASTER_KEY})
    return {
        key: processing_record(tenant.policy, settings) for key, tenant in settings.tenants.items()
    }


@pytest.mark.parametrize("key", FIVE)
def test_every_point_has_a_part(records: dict[str, dict[str, Any]], key: str) -> None:
    sections = list(sections_of(records[key]))
    assert [each.title for each in sections[-6:]] == TITLES
    assert len(sections) == 7 + len(records[key]["articles"])
    assert all(len(row) == len(each.columns) for each in sections for row in each.rows)
    assert all(each.lines or each.rows for each in sections)


def test_markdown_has_a_table_of_purposes(records: dict[str, dict[str, Any]]) -> None:
    text = as_markdown([records["instntly"]])
    assert text.startswith("# XClick: instntly@")
    assert "| purpose | title | legal basis | retention class | recipients |\n|---|" in text
    assert "| answering | Answering your questions | contract | conversation |" in text
    assert "Controllers on whose behalf: the customers behind these tenants: instntly" in text
    assert "Record of processing activities of a controller" not in text


def test_text_of_an_operator_stays_text(records: dict[str, dict[str, Any]]) -> None:
    named = {"name": "A|B <script>alert(1)</script>\n# x", "contact": "`a` *b* [c](d)"}
    hostile = {**records["workki"], "operator": named}
    text, page = as_markdown([hostile]), as_page([hostile])
    assert "A\\|B \\<script>alert(1)\\</script> # x" in text
    assert "\\`a\\` \\*b\\* \\[c](d)" in text
    assert "<script>" not in page
    assert "A|B &lt;script&gt;alert(1)" in page


def test_a_page_needs_nothing_else(records: dict[str, dict[str, Any]]) -> None:
    page = as_page(list(records.values()))
    assert page.count("<h1>") == 5
    assert page.startswith("<!doctype html>")
    assert "http" not in page
