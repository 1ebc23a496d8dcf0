"""The section ``usage`` of a policy."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.usage.policy_section import read_usage
from gateway.usage.rules import AddressForm, UsageRules
from gateway.yaml_tree import load_yaml


def read(directory: Path, text: str) -> UsageRules | None:
    path = directory / "policy.yaml"
    path.write_text(text)
    return read_usage(load_yaml(path).fields("usage").optional("usage"))


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("usage: null", None),
        ("usage: {address: none}", UsageRules()),
        ("usage: {address: network}", UsageRules(address=AddressForm.NETWORK)),
        ("usage: {least_group: 25}", UsageRules(least_group=25)),
        ("usage: {least_group: 2}", UsageRules(least_group=2)),
    ],
)
def test_a_section_is_read(tmp_path: Path, text: str, rules: UsageRules | None) -> None:
    assert read(tmp_path, text) == rules


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("usage: {address: full}", "usage.address"),
        ("usage: {least_group: 1}", "usage.least_group"),
        ("usage: {least_group: ten}", "usage.least_group"),
        ("usage: {cookies: true}", "usage"),
        ("usage: yes", "usage"),
    ],
)
def test_what_cannot_be_is_refused_with_its_place(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        read(tmp_path, text)
    assert "policy.yaml:1" in str(refused.value)
    assert key in str(refused.value)
