"""The section ``audit`` of the configuration."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.audit.settings import AuditSettings, SecondPlace, read_audit
from gateway.errors import ConfigurationError
from gateway.yaml_tree import load_yaml


def _read(directory: Path, text: str) -> AuditSettings:
    path = directory / "a.yaml"
    path.write_text(text)
    return read_audit(load_yaml(path).fields("audit").optional("audit"))


def test_without_a_section_there_are_defaults() -> None:
    assert read_audit(None) == AuditSettings(origin=None, every=10_000, seconds=300, places=())


def test_a_whole_section(tmp_path: Path) -> None:
    text = """
audit:
  origin: example.org/log
  every: 50
  seconds: 10
  checkpoints:
    - {file: /mnt/elsewhere/checkpoints}
    - {webhook: "https://keep.example/c", secret_env: KEEP_SECRET}
    - {webhook: "http://127.0.0.1:9/c", secret_env: KEEP_SECRET}
"""
    assert _read(tmp_path, text) == AuditSettings(
        origin="example.org/log",
        every=50,
        seconds=10,
        places=(
            SecondPlace(file=Path("/mnt/elsewhere/checkpoints")),
            SecondPlace(url="https://keep.example/c", secret_env="KEEP_SECRET"),
            SecondPlace(url="http://127.0.0.1:9/c", secret_env="KEEP_SECRET"),
        ),
    )


@pytest.mark.parametrize(
    "section",
    [
        *("{origin: Has Space}", "{origin: a+b}", '{origin: ""}', "{every: 0}", "{seconds: 0}"),
        *("{seconds: 90000}", "{every: x}", "{other: 1}", "{checkpoints: [{}]}", "[]"),
        '{checkpoints: [{file: /a, webhook: "https://a.example", secret_env: A}]}',
        "{checkpoints: [{file: /a, secret_env: A}]}",
        '{checkpoints: [{webhook: "https://a.example"}]}',
        '{checkpoints: [{webhook: "http://a.example", secret_env: A}]}',
        '{checkpoints: [{webhook: "https://u:p@a.example", secret_env: A}]}',
        '{checkpoints: [{webhook: "https://a.example/#x", secret_env: A}]}',
        '{checkpoints: [{webhook: "https://", secret_env: A}]}',
        '{checkpoints: [{webhook: "https://[::1", secret_env: A}]}',
        '{checkpoints: [{webhook: "ftp://a.example", secret_env: A}]}',
        '{checkpoints: [{webhook: "https://a.example", secret_env: "sk-secret"}]}',
    ],
)
def test_bad_sections_are_refused(tmp_path: Path, section: str) -> None:
    with pytest.raises(ConfigurationError, match="a.yaml"):
        _read(tmp_path, f"audit: {section}\n")
