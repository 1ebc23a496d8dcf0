"""The section ``incidents`` of a policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.policy_file_incidents import read_incidents
from gateway.policy_incidents import IncidentRules
from gateway.yaml_tree import load_yaml


def read(tmp_path: Path, text: str) -> IncidentRules:
    path = tmp_path / "policy.yaml"
    path.write_text(text, "utf-8")
    return read_incidents(load_yaml(path).fields("incidents").optional("incidents"))


def test_what_is_left_out_is_as_shipped(tmp_path: Path) -> None:
    assert read_incidents(None) == IncidentRules()
    assert read(tmp_path, "incidents: {controller_hours: 36}\n") == IncidentRules(
        controller_hours=36
    )
    assert read(tmp_path, "incidents: {authority_hours: 48}\n") == IncidentRules(authority_hours=48)


@pytest.mark.parametrize(
    "text",
    [
        "incidents: {authority_hours: 73}\n",
        "incidents: {authority_hours: 0}\n",
        "incidents: {controller_hours: 337}\n",
        "incidents: {controller_hours: soon}\n",
        "incidents: {hours: 1}\n",
        "incidents: 72\n",
    ],
)
def test_a_clock_longer_than_the_law_allows_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"policy\.yaml:1"):
        read(tmp_path, text)
