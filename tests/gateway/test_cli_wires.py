"""The coverage manifest, as a table, as JSON and as the page of the documentation."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from gateway.cli import app
from gateway.proxy.wires import WIRES

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"


def printed(*options: str) -> str:
    result = CliRunner().invoke(app, ["wires", *options])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_page_is_what_the_tables_say() -> None:
    assert PAGE.read_text("utf-8") == printed("--markdown"), (
        "write it anew: discreet wires --markdown > docs/coverage.md"
    )


def test_every_path_stands_in_the_page() -> None:
    page = printed("--markdown")
    assert [wire.path for wire in WIRES if f"`{wire.path}`" not in page] == []


def test_the_table_and_the_json_have_a_row_for_each_field() -> None:
    rows = json.loads(printed("--json"))
    assert {"wire", "endpoint", "field", "treatment", "note"} == set(rows[0])
    assert "/messages/*/content" in {row["field"] for row in rows}
    assert "chat/completions" in printed()
