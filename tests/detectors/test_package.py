"""``import detectors`` is light, and works with no arguments and no writable home."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HEAVY = ("presidio_analyzer", "presidio_anonymizer", "spacy", "asyncio", "tldextract", "torch")


def run(code: str, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **environment},
    )
    return done.stdout.strip()


def test_importing_loads_nothing_heavy() -> None:
    code = f"import sys, detectors; print([m for m in {HEAVY!r} if m in sys.modules])"
    assert run(code) == "[]"


USE = (
    "from detectors import Engine; t = 'mail jane@example.com';"
    "print([(f.entity_type, t[f.start:f.end]) for f in Engine().detect(t)])"
)
FOUND = "[('EMAIL_ADDRESS', 'jane@example.com')]"


def test_the_cache_directory_is_used(tmp_path: Path) -> None:
    assert run(USE, DISCREET_CACHE_DIR=str(tmp_path / "c")) == FOUND
    files = {path: path.read_bytes() for path in (tmp_path / "c").iterdir()}
    assert 0 < len(files) < 16
    assert run(USE, DISCREET_CACHE_DIR=str(tmp_path / "c")) == FOUND
    assert {path: path.read_bytes() for path in (tmp_path / "c").iterdir()} == files


def test_a_directory_that_is_not_writable_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert run(USE, DISCREET_CACHE_DIR=str(tmp_path / "file" / "c")) == FOUND


def test_a_corrupt_cache_is_rebuilt(tmp_path: Path) -> None:
    run(USE, DISCREET_CACHE_DIR=str(tmp_path))
    whole = {path: path.read_bytes() for path in tmp_path.iterdir()}
    for path, content in whole.items():
        path.write_bytes(content[:1000] + b"x" + content[1001:])
    assert run(USE, DISCREET_CACHE_DIR=str(tmp_path)) == FOUND
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == whole
