"""Steps: each file is begun and ended, whatever is wrong with it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gateway.scan.journal import State
from gateway.scan.model import Format, Plan
from gateway.scan.steps import identity, source, steps, wrong
from tests.gateway.scan.plain_engine import sources


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.jsonl", Format.JSONL),
        ("a.NDJSON", Format.JSONL),
        ("a.csv", Format.CSV),
        ("a.tsv", Format.CSV),
        ("a.parquet", Format.PARQUET),
        ("a.log", Format.TEXT),
        ("missing", Format.TEXT),
    ],
)
def test_the_format_follows_from_the_name(tmp_path: Path, name: str, kind: Format) -> None:
    assert source(0, str(tmp_path / name), kind=None, delimiter="").format is kind
    assert source(0, name, kind=Format.CSV, delimiter=";").format is Format.CSV


def test_the_first_bytes_name_parquet(tmp_path: Path) -> None:
    (tmp_path / "a.data").write_bytes(b"PAR1....")
    found = source(0, str(tmp_path / "a.data"), kind=None, delimiter="")
    assert found.format is Format.PARQUET
    assert source(0, str(tmp_path), kind=None, delimiter="").format is Format.TEXT


def test_what_is_no_file_with_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "text").write_text("x")
    os.mkfifo(tmp_path / "pipe")
    codes = {}
    for name in ("empty", "text", "pipe", "none", "text/x", "", "nul\x00"):
        trouble = wrong(sources(tmp_path / name if name else tmp_path)[0])
        codes[name] = trouble.name if trouble else None
    assert codes == {
        "empty": "empty",
        "text": None,
        "pipe": "not_regular",
        "none": "missing",
        "text/x": "missing",
        "": "not_regular",
        "nul\x00": "unreadable",
    }


def test_files_are_begun_and_ended_in_order(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one\n")
    (tmp_path / "b").write_text("two\n")
    files = sources(tmp_path / "a", tmp_path / "none", tmp_path / "b")
    found = list(steps(files, Plan(), states={0: State(file=0, sealed=True)}, stopped=set()))
    shown = [
        (each.source.number, each.trouble.name if each.trouble else None, each.last)
        for each in found
    ]
    assert shown == [
        *((1, "missing", False), (1, None, True)),
        *((2, None, False), (2, None, False), (2, None, True)),
    ]
    assert [each.weight for each in found] == [0, 0, 0, 4, 0]


def test_a_stopped_file_is_not_read_on(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("one\n" * 50_000)
    stopped: set[int] = set()
    seen = 0
    for step in steps(sources(tmp_path / "a"), Plan(), states={}, stopped=stopped):
        seen += step.chunk is not None
        stopped.add(0)
    assert seen == 0


def test_a_file_that_changes_meanwhile_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text("one\n")
    before = identity(str(path))
    *_, last = (
        (step, path.write_text("two more\n") if step.chunk else 0)[0]
        for step in steps(sources(path), Plan(), states={}, stopped=set())
    )
    assert last.trouble is not None
    assert last.trouble.name == "changed"
    assert identity(str(path)) != before
    assert identity(str(tmp_path / "none")) is None
