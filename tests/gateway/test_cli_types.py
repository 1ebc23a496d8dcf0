"""The list of entity types, as a table, as JSON and as the page of the documentation."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from detectors.registry import SHIPPED
from gateway.cli import app

PAGE = Path(__file__).parents[2] / "docs" / "entity-types.md"


def printed(*options: str) -> str:
    result = CliRunner().invoke(app, ["types", *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_page_is_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == printed("--markdown"), (
        "write it anew: discreet types --markdown > docs/entity-types.md"
    )


def test_every_type_is_listed_once_with_its_family() -> None:
    rows = json.loads(printed("--json"))
    listed = {row["name"] for row in rows}
    assert listed == {name for each in SHIPPED.values() for name in each.detector.entity_types}
    assert [row["name"] for row in rows if not row["family"]] == []


def test_the_table_names_them() -> None:
    assert "US_SSN" in printed()


def test_a_type_of_several_countries_is_counted_once() -> None:
    names = {row["name"] for row in json.loads(printed("--json"))}
    assert printed().split(maxsplit=1)[0] == str(len(names))
