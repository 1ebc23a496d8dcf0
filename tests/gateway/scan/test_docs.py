"""docs/scan.md names every option, operator, format and error."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from gateway.cli_scan import ScanOptions
from gateway.scan.model import TROUBLES, Operator

PAGE = (Path(__file__).parents[3] / "docs" / "scan.md").read_text("utf-8")


def test_every_option_is_explained() -> None:
    names = {each.name for each in fields(ScanOptions)} - {"files", "file_format", "into"}
    options = {f"`--{name.replace('_', '-')}" for name in names} | {"`--format`", "--into DIR`"}
    assert [option for option in options if option not in PAGE] == []


def test_every_error_and_operator_is_explained() -> None:
    words = [*TROUBLES, *(each.value for each in Operator)]
    assert [word for word in words if f"`{word}`" not in PAGE] == []
