"""Lines are the endpoints that lead to a recipient, tenant by tenant."""

from __future__ import annotations

from pathlib import Path

from gateway.proxy.wires import WIRES
from gateway.settings import load_settings
from gateway.verify.lines import lines
from tests.gateway.configuration import GATEWAY, write

TENANTS = "  - {id: other, policy: default, recipients: [model]}\n"


def test_each_endpoint_of_each_recipient_of_each_tenant_is_there_once(tmp_path: Path) -> None:
    path = write(tmp_path, gateway=GATEWAY + TENANTS)
    settings = load_settings(path, {"DISCREET_MASTER_KEY": "A" * 43 + "="})
    found = list(lines(settings))
    for tenant in ("main", "other"):
        paths = [
            path for line in found for path in line.endpoints if line.setting.tenant.key == tenant
        ]
        assert sorted(paths) == sorted({wire.path for wire in WIRES if wire.name == "openai"})
    only = list(lines(settings, tenant="other"))
    assert {line.setting.tenant.key for line in only} == {"other"}
    assert list(lines(settings, tenant="nobody")) == []
    assert not (tmp_path / "data").exists()


def test_endpoints_whose_bodies_are_read_alike_are_one_line(tmp_path: Path) -> None:
    path = write(tmp_path, gateway=GATEWAY.replace("wire: openai", "wire: anthropic"))
    settings = load_settings(path, {"DISCREET_MASTER_KEY": "A" * 43 + "="})
    (line,) = lines(settings)
    assert line.endpoints == ("/v1/messages", "/v1/messages/count_tokens")
