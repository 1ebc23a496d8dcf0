"""The journal: the last whole state of each file, for one scan at a time."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.scan.journal import Journal, State

KEY = bytes(range(32))


def test_states_come_back_and_a_cut_off_line_is_none(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    journal = Journal(path)
    assert journal.open("run", key=KEY, resume=False) == ({}, KEY)
    journal.note(State(file=0, offset=5, counts={"US_SSN": 1}))
    journal.note(State(file=0, offset=9, sealed=True))
    journal.note(State(file=1, offset=2))
    journal.close()
    with path.open("ab") as file:
        file.write(b'{"file": 1, "offs')
    states, key = journal.open("run", key=bytes(32), resume=True)
    assert key == KEY
    assert states == {0: State(file=0, offset=9, sealed=True), 1: State(file=1, offset=2)}
    journal.note(State(file=1, offset=4))
    journal.close()
    assert journal.open("run", key=KEY, resume=True)[0][1] == State(file=1, offset=4)
    assert path.stat().st_mode & 0o777 == 0o600


def test_without_resume_it_starts_anew_and_with_nothing_there_too(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    assert journal.open("run", key=KEY, resume=True) == ({}, KEY)
    journal.note(State(file=0))
    journal.close()
    assert journal.open("other", key=KEY, resume=False) == ({}, KEY)
    journal.remove()
    assert list(tmp_path.iterdir()) == []


def test_another_run_is_not_gone_on_with(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    journal.open("run", key=KEY, resume=False)
    journal.close()
    with pytest.raises(ConfigurationError, match="not those of the scan"):
        journal.open("other", key=KEY, resume=True)


def test_one_scan_at_a_time(tmp_path: Path) -> None:
    one, other = Journal(tmp_path / "journal"), Journal(tmp_path / "journal")
    one.open("run", key=KEY, resume=False)
    with pytest.raises(ConfigurationError, match="another scan"):
        other.open("run", key=KEY, resume=True)
    one.close()
    assert other.open("run", key=KEY, resume=True)[0] == {}


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "target").write_bytes(b"precious")
    (tmp_path / "journal").symlink_to(tmp_path / "target")
    with pytest.raises(ConfigurationError):
        Journal(tmp_path / "journal").open("run", key=KEY, resume=False)
    assert (tmp_path / "target").read_bytes() == b"precious"


@pytest.mark.parametrize(
    ("codes", "spoiled"),
    [({}, False), ({"not_examined": 2}, False), ({"not_examined": 1, "binary": 1}, True)],
)
def test_what_a_copy_would_hide_spoils_it(codes: dict[str, int], spoiled: bool) -> None:
    assert State(file=0, troubles=codes).spoiled is spoiled
