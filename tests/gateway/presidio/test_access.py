"""Who needs no key: nobody, or callers on this machine where that is configured."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.presidio.access import PresidioAccess, read_access
from gateway.yaml_tree import load_yaml


def access(tmp_path: Path, text: str, *tenants: str) -> PresidioAccess:
    path = tmp_path / "gateway.yaml"
    path.write_text(f"presidio_api: {text}\n")
    return read_access(load_yaml(path).fields("presidio_api").optional("presidio_api"), tenants)


def test_by_default_everybody_needs_a_key(tmp_path: Path) -> None:
    assert read_access(None, ["main"]) == PresidioAccess()
    assert access(tmp_path, "{}", "main") == PresidioAccess()
    assert not access(tmp_path, "{open_to_loopback: false}", "main").open_to_loopback


def test_the_tenant_is_the_only_one_or_named(tmp_path: Path) -> None:
    only = access(tmp_path, "{open_to_loopback: true}", "main")
    assert only == PresidioAccess(open_to_loopback=True, tenant="main")
    named = access(tmp_path, "{open_to_loopback: true, tenant: b}", "a", "b")
    assert named.tenant == "b"


@pytest.mark.parametrize(
    "text", ["{open_to_loopback: true}", "{tenant: c}", "{open: true}", "{open_to_loopback: 1}"]
)
def test_what_is_not_clear_is_an_error_with_its_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigurationError, match=r"gateway\.yaml"):
        access(tmp_path, text, "a", "b")
