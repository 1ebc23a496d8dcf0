"""Where traces go: one collector, not in clear over a network."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import ConfigurationError
from gateway.settings_tracing import TracingSettings, read_tracing
from gateway.yaml_tree import Value, load_yaml


def value(tmp_path: Path, text: str) -> Value:
    path = tmp_path / "gateway.yaml"
    path.write_text(text)
    return load_yaml(path)


def test_nothing_is_traced_unless_it_is_configured(tmp_path: Path) -> None:
    assert read_tracing(None) is None
    found = read_tracing(value(tmp_path, "endpoint: https://collector.example/v1/traces"))
    assert found == TracingSettings(endpoint="https://collector.example/v1/traces")
    assert (found.share, found.accept_parents, found.service_name) == (1.0, False, "discreet")


def test_all_of_it(tmp_path: Path) -> None:
    text = (
        "{endpoint: 'http://collector:4318/v1/traces', key_env: TRACES_KEY, share: 0.1,"
        " service_name: chat-gateway, accept_parents: true}"
    )
    assert read_tracing(value(tmp_path, text)) == TracingSettings(
        endpoint="http://collector:4318/v1/traces",
        key_env="TRACES_KEY",
        service_name="chat-gateway",
        share=0.1,
        accept_parents=True,
    )


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://collector.example/v1/traces",
        "https://user:secret@collector.example",
        "https://collector.example/?key=secret",
        "collector.example",
        "file:///tmp/traces",
        "http://127.0.0.1.example/v1/traces",
    ],
)
def test_a_collector_in_the_clear_or_with_a_secret_in_its_url_is_refused(
    tmp_path: Path, endpoint: str
) -> None:
    with pytest.raises(ConfigurationError, match=r"gateway\.yaml:1: endpoint: must be") as caught:
        read_tracing(value(tmp_path, f"endpoint: '{endpoint}'"))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "rest", ["share: 2", "share: -0.1", "service_name: 'Two Words'", "key_env: 'a b'", "else: 1"]
)
def test_what_is_not_of_its_form_is_refused(tmp_path: Path, rest: str) -> None:
    with pytest.raises(ConfigurationError, match=r"gateway\.yaml:2: "):
        read_tracing(value(tmp_path, f"endpoint: https://collector.example\n{rest}"))
