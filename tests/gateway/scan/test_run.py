"""Scans as a whole: outputs whole or not there, stopped ones go on to the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.scan import cut
from gateway.scan.journal import State
from gateway.scan.model import Format, Operator, Plan
from gateway.scan.run import Outputs, Scan, ScanStopped
from tests.gateway.scan.plain_engine import PlainEngine, means, outputs, sources, written

PLAN = Plan(operator=Operator.SURROGATE, key=bytes(range(32)))
LINES = "".join(f"line {place} card 4{place:03}\n" for place in range(200))


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cut, "_TARGET", dict.fromkeys(Format, 256))
    monkeypatch.setattr(cut, "_READ", 256)


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    """Two files with findings, one that is not there, one that goes wrong in its middle."""
    (tmp_path / "a.txt").write_text(LINES)
    (tmp_path / "b.txt").write_bytes(b"4111 fine\n" * 40 + b"\xff\n" + b"4222\n" * 90)
    (tmp_path / "c.txt").write_text(LINES.replace("card", "stall"))
    return [tmp_path / name for name in ("a.txt", "none.txt", "b.txt", "c.txt")]


def run(
    files: list[Path], directory: Path, *, resume: bool = False, **changes: object
) -> list[State]:
    scan = Scan(sources(*files), PLAN, outputs=outputs(directory), means=means(**changes))
    return scan.run(resume=resume, fixed_key=True)


def test_findings_and_copies_are_written(files: list[Path], tmp_path: Path) -> None:
    states = run(files, tmp_path / "out")
    out = written(tmp_path / "out")
    assert set(out) == {"found.jsonl", "copies/a.txt", "copies/c.txt"}
    assert out["copies/a.txt"].count(b"card [CREDIT_CARD_") == 200
    assert out["copies/c.txt"] == b"[NOT_EXAMINED]\n" * 200
    assert [state.counts for state in states] == [
        {"CREDIT_CARD": 200},
        {},
        {"CREDIT_CARD": 40},
        {},
    ]
    assert [state.troubles for state in states] == [
        {},
        {"missing": 1},
        {"wrong_encoding": 1},
        {"not_examined": 200},
    ]
    found = [json.loads(line) for line in out["found.jsonl"].splitlines()]
    assert {"file": str(files[2]), "line": 41, "error": "wrong_encoding"} in found
    assert sum("entity_type" in row for row in found) == 240


class Killed(BaseException):
    """What a kill looks like from within: nothing more is done."""


def killer(after: int) -> Callable[[float], None]:
    left = after

    def advance(_: float) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise Killed

    return advance


@pytest.mark.parametrize("note_seconds", [0.0, 1e9])
def test_a_killed_scan_goes_on_to_the_same_bytes(
    files: list[Path], tmp_path: Path, note_seconds: float
) -> None:
    expected = run(files, tmp_path / "whole")
    whole = written(tmp_path / "whole")
    kills = 0
    for after in (1, 2, 3, 7, 20, 21, 22, 23, 24, 25, 30, 40, 50):
        out = tmp_path / f"out{after}"
        states: list[State] = []
        while not states:
            try:
                states = run(
                    files,
                    out,
                    resume=True,
                    advance=killer(after + kills % 3),
                    note_seconds=note_seconds,
                )
            except Killed:
                kills += 1
                assert "found.jsonl" not in written(out)
                after += note_seconds > 1
        assert written(out) == whole
        assert states == expected
    assert kills > 13


def test_what_stands_there_while_a_scan_runs_is_private(files: list[Path], tmp_path: Path) -> None:
    with pytest.raises(Killed):
        run(files, tmp_path / "out", advance=killer(5), note_seconds=0.0)
    left = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert len(left) == 3
    assert {path.stat().st_mode & 0o777 for path in left} == {0o600}
    assert all(path.name.startswith(".discreet-scan-") for path in left)


def test_starting_anew_clears_what_was_left(files: list[Path], tmp_path: Path) -> None:
    with pytest.raises(Killed):
        run(files, tmp_path / "out", advance=killer(5), note_seconds=0.0)
    run(files[1:2], tmp_path / "out")
    assert set(written(tmp_path / "out")) == {"found.jsonl"}


def test_another_scan_is_not_gone_on_with(files: list[Path], tmp_path: Path) -> None:
    with pytest.raises(Killed):
        run(files, tmp_path / "out", advance=killer(5), note_seconds=0.0)
    files[0].write_text("changed\n")
    with pytest.raises(ConfigurationError, match="--resume"):
        run(files, tmp_path / "out", resume=True)


@pytest.mark.parametrize("gone", ["found.jsonl", "copies/a.txt"])
def test_an_unfinished_output_that_is_gone_is_an_error(
    files: list[Path], tmp_path: Path, gone: str
) -> None:
    with pytest.raises(Killed):
        run(files, tmp_path / "out", advance=killer(5), note_seconds=0.0)
    path = tmp_path / "out" / gone
    path.with_name(f".discreet-scan-{path.name}.part").unlink()
    with pytest.raises((ConfigurationError, ScanStopped), match="gone"):
        run(files, tmp_path / "out", resume=True)


def test_a_copy_has_the_mode_of_its_file(files: list[Path], tmp_path: Path) -> None:
    files[0].chmod(0o640)
    run(files[:1], tmp_path / "out")
    assert (tmp_path / "out" / "copies" / "a.txt").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "out" / "found.jsonl").stat().st_mode & 0o777 == 0o600


def test_processes_write_what_one_writes(files: list[Path], tmp_path: Path) -> None:
    run(files, tmp_path / "one")
    run(files, tmp_path / "two", processes=2)
    assert written(tmp_path / "one") == written(tmp_path / "two")


def test_a_column_that_no_row_has_is_an_error_and_no_copy(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "4111"}\n')
    plan = Plan(columns=("test",), operator=Operator.MASK)
    files = sources(tmp_path / "a.jsonl", kind=Format.JSONL)
    (state,) = Scan(files, plan, outputs=outputs(tmp_path / "out"), means=means()).run()
    assert state.troubles == {"no_column": 1}
    assert set(written(tmp_path / "out")) == {"found.jsonl"}


def test_a_file_with_nothing_but_troubles_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.scan.run._MOST_TROUBLES", 5)
    (tmp_path / "a.jsonl").write_text("bad\n" * 900)
    files = sources(tmp_path / "a.jsonl", kind=Format.JSONL)
    (state,) = Scan(files, Plan(), outputs=Outputs(), means=means()).run()
    assert state.troubles["too_many"] == 1
    assert state.troubles["invalid_json"] < 100


def test_without_outputs_only_counts_are_made(files: list[Path], tmp_path: Path) -> None:
    before = written(tmp_path)
    states = Scan(sources(*files), Plan(), outputs=Outputs(), means=means()).run()
    assert states[0].counts == {"CREDIT_CARD": 200}
    assert written(tmp_path) == before


def test_a_key_of_its_own_is_kept_for_the_whole_run(files: list[Path], tmp_path: Path) -> None:
    """A run with a random key that is stopped goes on under that key."""

    def scan(key: bytes, **changes: object) -> list[State]:
        plan = Plan(operator=Operator.SURROGATE, key=key)
        made = Scan(
            sources(files[0]), plan, outputs=outputs(tmp_path / "out"), means=means(**changes)
        )
        return made.run(resume=True)

    with pytest.raises(Killed):
        scan(b"1" * 32, advance=killer(5), note_seconds=0.0)
    scan(b"2" * 32)
    whole = Scan(
        sources(files[0]),
        Plan(operator=Operator.SURROGATE, key=b"1" * 32),
        outputs=outputs(tmp_path / "whole"),
        means=means(),
    )
    whole.run()
    assert written(tmp_path / "out") == written(tmp_path / "whole")


def test_an_output_that_cannot_be_written_leaves_nothing(files: list[Path], tmp_path: Path) -> None:
    scan = Scan(
        sources(files[0]),
        PLAN,
        outputs=Outputs(findings=tmp_path / "none" / "found.jsonl", copies=tmp_path),
        means=means(),
    )
    before = written(tmp_path)
    with pytest.raises(ConfigurationError, match="does not exist"):
        scan.run()
    assert written(tmp_path) == before
    assert PlainEngine.fingerprint == "plain"
