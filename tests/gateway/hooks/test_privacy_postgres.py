"""A hook takes the same configuration as the gateway, PostgreSQL included."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.hooks.privacy import Privacy
from tests.gateway.serving import store_environment, write_configuration


def test_the_store_of_the_configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_configuration(tmp_path, "http://127.0.0.1:9", postgres=True)
    for name, value in store_environment(postgres=True).items():
        monkeypatch.setenv(name, value)
    privacy = Privacy.load(path, tenant="main")
    privacy.open()
    assert privacy.ready
    privacy.close()
    assert "discreet_gateway" not in repr(privacy)
    monkeypatch.setenv("DISCREET_KEYS_URL", "")
    with pytest.raises(ConfigurationError, match="DISCREET_KEYS_URL"):
        Privacy.load(path, tenant="main")
