"""``retention:`` of gateway.yaml, and everything that it may not say."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.retention.schedule import Schedule, read_schedule
from gateway.yaml_tree import load_yaml


def read(directory: Path, text: str) -> Schedule:
    path = directory / "gateway.yaml"
    path.write_text(text)
    return read_schedule(load_yaml(path).fields("retention").optional("retention"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", timedelta(hours=1)),
        ("retention: {}", timedelta(hours=1)),
        ("retention: {sweep_every: PT1M}", timedelta(minutes=1)),
        ("retention: {sweep_every: PT90M}", timedelta(minutes=90)),
        ("retention: {sweep_every: P1D}", timedelta(days=1)),
    ],
)
def test_how_often(tmp_path: Path, text: str, expected: timedelta) -> None:
    assert read(tmp_path, text).sweep_every == expected


@pytest.mark.parametrize(
    "said", ["PT59S", "P2D", "P1M", "PT0S", "-PT1H", "hourly", "1h", "[]", "P1DT1S"]
)
def test_what_it_may_not_say(tmp_path: Path, said: str) -> None:
    with pytest.raises(ConfigurationError, match="sweep_every"):
        read(tmp_path, f"retention: {{sweep_every: {said}}}")


def test_an_unknown_key_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="sweep"):
        read(tmp_path, "retention: {sweep: PT1H}")
