"""The section ``metrics``."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.counts.settings import MetricsSettings, read_metrics
from gateway.errors import ConfigurationError
from gateway.yaml_tree import load_yaml


def read(directory: Path, text: str) -> MetricsSettings:
    path = directory / "gateway.yaml"
    path.write_text(text)
    return read_metrics(load_yaml(path).fields("metrics").optional("metrics"))


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("{}", False),
        ("metrics: {}", False),
        ("metrics: {open_to_loopback: false}", False),
        ("metrics: {open_to_loopback: true}", True),
    ],
)
def test_it_is_closed_unless_opened(tmp_path: Path, text: str, opened: bool) -> None:
    assert read(tmp_path, text) == MetricsSettings(open_to_loopback=opened)


@pytest.mark.parametrize(
    "text",
    ["metrics: {open_to_all: true}", "metrics: {open_to_loopback: yes please}", "metrics: [1]"],
)
def test_what_is_not_of_its_form_is_refused_with_its_place(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match="gateway.yaml"):
        read(tmp_path, text)
