"""``discreet scan`` from the command line, with the shipped engine."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import app
from gateway.cli_scan import progress
from gateway.scan.steps import source
from tests.gateway.scan.plain_engine import written

pytestmark = pytest.mark.usefixtures("log_state")

CARD = "4111 1111 1111 1111"
KEY = bytes(range(32)).hex()


def scan(*words: str | Path) -> Result:
    return CliRunner().invoke(app, ["scan", *map(str, words)], env={"SCAN_KEY": KEY})


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(f"hello\npay with {CARD} now\n")
    return path


def test_a_scan_prints_counts_and_no_value(text: Path) -> None:
    printed = scan(text)
    assert printed.exit_code == 0
    assert "CREDIT_CARD" in printed.stdout
    assert "1111" not in printed.output


def test_findings_and_copies_are_written(text: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    printed = scan(
        *(text, "--findings", tmp_path / "found.jsonl", "--json"),
        *("--redact", "surrogate", "--into", tmp_path / "out", "--key-env", "SCAN_KEY"),
    )
    assert json.loads(printed.stdout)["findings"] == {"CREDIT_CARD": 1}
    row = json.loads((tmp_path / "found.jsonl").read_text())
    assert row.pop("score") > 0.9
    assert row == {
        "file": str(text),
        "line": 2,
        "entity_type": "CREDIT_CARD",
        "start": 9,
        "end": 28,
    }
    copy = (tmp_path / "out" / "a.txt").read_text()
    assert copy.startswith("hello\npay with [CREDIT_CARD_")
    assert "1111" not in copy


def test_what_is_wrong_is_named_and_the_rest_is_done(text: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"a": 1}\n{"a": \n')
    (tmp_path / "empty.csv").touch()
    names = ("none.txt", "bad.jsonl", "empty.csv")
    printed = scan(*(tmp_path / name for name in names), text)
    assert printed.exit_code == 1
    assert f"discreet: {tmp_path}/none.txt: there is no such file" in printed.stderr
    assert f"discreet: {tmp_path}/bad.jsonl:2: no valid JSON" in printed.stderr
    assert f"discreet: {tmp_path}/empty.csv: the file is empty" in printed.stderr
    assert "CREDIT_CARD" in printed.stdout


def test_a_file_without_a_copy_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.jsonl").write_text('{"a": \n')
    (tmp_path / "out").mkdir()
    words = (tmp_path / "bad.jsonl", "--redact", "mask", "--into", tmp_path / "out")
    said = f"discreet: {tmp_path}/bad.jsonl: no copy was written"
    assert f"{said}\n" in scan(*words).stderr
    (tmp_path / "out" / "bad.jsonl").touch()
    assert f"{said}; the one in the directory is of an earlier scan\n" in scan(*words).stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--entities", "CREDIT_CARD,NO_SUCH_TYPE"), "no detector finds NO_SUCH_TYPE"),
        (("--redact", "mask"), "--redact and --into"),
        (("--resume",), "--resume"),
        (("--encoding", "utf-16"), "--encoding"),
        (("--encoding", "nonsense"), "--encoding"),
        (("--delimiter", "ab"), "--delimiter"),
        (("--key-env", "NOT_SET"), "--key-env: NOT_SET"),
        (("--redact", "mask", "--into", "no-such-directory"), "--into"),
        (("--findings", "no-such-directory/found.jsonl"), "--findings"),
        (("--findings", "{text}"), "would replace a file"),
        (("--findings", "{here}"), "would replace what is no regular file"),
        (("--redact", "mask", "--into", "{here}"), "would replace a file"),
        (("{text}", "--redact", "mask", "--into", "{here}"), "the same name"),
    ],
)
def test_options_that_cannot_be_used_end_it(text: Path, words: tuple[str, ...], said: str) -> None:
    before = written(text.parent)
    printed = scan(text, *(word.format(text=text, here=text.parent) for word in words))
    assert printed.exit_code == 2
    assert said in printed.stderr
    assert written(text.parent) == before


def test_no_output_takes_the_place_of_a_link_or_pipe(text: Path) -> None:
    os.mkfifo(text.with_name("pipe"))
    text.with_name("link").symlink_to("kept")
    text.with_name("kept").write_text("kept")
    for name in ("pipe", "link"):
        printed = scan(text, "--findings", str(text.with_name(name)))
        assert (printed.exit_code, "no regular file" in printed.stderr) == (2, True)
    assert text.with_name("pipe").is_fifo()
    assert text.with_name("link").is_symlink()
    assert text.with_name("kept").read_text() == "kept"


def test_only_some_types_and_scores(text: Path) -> None:
    printed = scan(text, "--entities", "EMAIL_ADDRESS", "--json")
    assert json.loads(printed.stdout)["findings"] == {}
    printed = scan(text, "--threshold", "0.5", "--json")
    assert json.loads(printed.stdout)["findings"] == {"CREDIT_CARD": 1}


def test_no_message_of_a_trouble_is_lost_in_a_flood(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("bad\n" * 150)
    printed = scan(tmp_path / "a.jsonl", "--json")
    assert printed.stderr.count("no valid JSON") == 100
    assert "only counted" in printed.stderr
    assert json.loads(printed.stdout)["files"][0]["errors"] == {"invalid_json": 150}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("stream", "shown"), [(Terminal(), True), (io.StringIO(), False)])
def test_the_bar_is_shown_on_a_terminal_only(
    text: Path, stream: io.StringIO, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    with progress([source(0, str(text), kind=None, delimiter="")]) as advance:
        advance(text.stat().st_size)
    assert bool(stream.getvalue()) is shown


def wait_for_journal(process: subprocess.Popen[bytes], directory: Path) -> None:
    """Until the scan has noted that some chunks are done."""
    end = time.monotonic() + 60
    journal = directory / ".discreet-scan-journal"
    while time.monotonic() < end and process.poll() is None:
        if journal.exists() and journal.read_bytes().count(b"\n") > 1:
            return
        time.sleep(0.001)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_scan_that_is_killed_goes_on(tmp_path: Path, how: signal.Signals) -> None:
    path = tmp_path / "a.jsonl"
    rows = ("what time is it", *["just some words without a number"] * 30, f"card {CARD}")
    path.write_text("".join(f'{{"text": "{row}"}}\n' for row in rows) * 800)
    words = ["scan", str(path), "--redact", "surrogate", "--json"]
    words += ["--key-env", "SCAN_KEY", "--into"]
    out = tmp_path / "out"
    for directory in (out, tmp_path / "whole"):
        directory.mkdir()
    env = {**os.environ, "SCAN_KEY": KEY}
    command = [sys.executable, "-m", "gateway.cli", *words, str(out), "--processes", "2"]
    # Where the tests run in the background, Ctrl-C is ignored, and children inherit that.
    heard = signal.signal(signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    signal.signal(signal.SIGINT, heard)
    with process:
        wait_for_journal(process, out)
        process.send_signal(how)
        _, said = process.communicate(timeout=60)
    assert process.returncode != 0
    assert not (out / "a.jsonl").exists()
    if how is signal.SIGINT:
        assert b"--resume goes on" in said
        assert process.returncode == 130
    resumed = scan(*words[1:], out, "--resume")
    whole = scan(*words[1:], tmp_path / "whole")
    assert resumed.exit_code == whole.exit_code == 0
    assert resumed.stdout == whole.stdout
    assert written(out) == written(tmp_path / "whole")
