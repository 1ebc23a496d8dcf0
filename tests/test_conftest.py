"""A run with --fail-on-skip fails on a skipped test and on a file that was not collected."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PASSING = "def test_it():\n    assert True\n"
SKIPPED = "import pytest\n@pytest.mark.skip(reason='no such thing here')\n" + PASSING
NOT_COLLECTED = "import pytest\npytest.importorskip('no_such_module')\n" + PASSING


@pytest.mark.parametrize(
    ("other", "options", "code"),
    [
        (PASSING, ["--fail-on-skip"], 0),
        (SKIPPED, [], 0),
        (SKIPPED, ["--fail-on-skip"], 1),
        (NOT_COLLECTED, ["--fail-on-skip"], 1),
        (SKIPPED, ["--fail-on-skip", "-n", "1"], 1),
    ],
)
def test_what_is_left_out_is_named_and_can_fail_the_run(
    tmp_path: Path, *, other: str, options: list[str], code: int
) -> None:
    (tmp_path / "conftest.py").write_text((ROOT / "tests" / "conftest.py").read_text("utf-8"))
    (tmp_path / "test_one.py").write_text(PASSING)
    (tmp_path / "test_other.py").write_text(other)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--rootdir", str(tmp_path), *options, str(tmp_path)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout
    assert f"left out: {0 if other is PASSING else 1} tests" in done.stdout
    assert ("no such thing here" in done.stdout) == (other is SKIPPED)
