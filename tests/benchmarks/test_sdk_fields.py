"""Fields of the SDKs that no table names: all were looked at, and a new one is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import sdk_fields
from benchmarks.sdk_fields import Unnamed, main, never_seen, unnamed
from gateway.proxy.wire.rules import Free, Text, Words
from gateway.proxy.wire.shapes import Items, Members, Variants

TABLE = Members(
    {
        "a": Text(),
        "list": Items(Variants({"one": Members({"b": Text()})})),
        "word": Words("x", "y"),
        "open": Free(),
    }
)


def test_every_field_of_the_installed_sdks_was_looked_at(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main([]) == 0, capsys.readouterr().out
    assert capsys.readouterr().out.endswith(" 0 of them never looked at\n")


@pytest.mark.parametrize(
    ("types", "found"),
    [
        ({"/a": "string", "/word": "word", "/open/x/*": "string"}, []),
        ({"/a": "string", "/b": "integer|string"}, [("/b", "integer or string")]),
        ({"/c/d": "string", "/c/e": "number"}, [("/c", "object or list")]),
        ({"/list/*[type=one]/b": "string"}, []),
        ({"/list/*[type=one]/c": "boolean"}, [("/list/*[type=one]/c", "boolean")]),
        ({"/list/*[type=two]/b": "string"}, [("/list/*[type=two]/b", "string")]),
    ],
)
def test_what_a_table_does_not_name(types: dict[str, str], found: list[tuple[str, str]]) -> None:
    assert list(unnamed("wire", types, TABLE.rows(""))) == [
        Unnamed("wire", pointer, kind) for pointer, kind in found
    ]


def test_new_and_gone() -> None:
    one, two = Unnamed("wire", "/a", "string"), Unnamed("wire", "/b", "string")
    seen = ["# wire /b string", "", "wire /a string", "wire /c number"]
    assert never_seen([one, two], seen) == ([two], ["wire /c number"])


def test_exit_codes_and_the_written_list(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    seen = tmp_path / "seen.txt"
    seen.write_text("# Looked at.\nwire /gone number\n", "utf-8")
    monkeypatch.setattr(sdk_fields, "SEEN", seen)
    monkeypatch.setattr(sdk_fields, "everything", lambda: [Unnamed("wire", "/a", "string")])
    assert main([]) == 1
    assert "NEW wire /a string\nGONE wire /gone number\n" in capsys.readouterr().out
    assert main(["--write"]) == 0
    assert seen.read_text("utf-8") == "# Looked at.\nwire /a string\n"
    assert main([]) == 0
