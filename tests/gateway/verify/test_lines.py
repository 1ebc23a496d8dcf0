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
    path = write(tmp_path, gateway=GATEWAY.replace("wire: openai", "wire: gemini"))
    settings = load_settings(path, {"DISCREET_MASTER_KEY": "A" * 43 + "="})
    generate = next(line for line in lines(settings) if "generate" in line.endpoints[0])
    assert len(generate.endpoints) > 1
    assert len({endpoint for line in lines(settings) for endpoint in line.endpoints}) == sum(
        len(line.endpoints) for line in lines(settings)
    )
