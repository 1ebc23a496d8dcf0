"""``discreet verify`` prints LEAK or clean for each field, and its exit code says which."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli import app
from gateway.cli_verify import REPLACED
from gateway.verify.plants import VALUES
from tests.gateway.configuration import GATEWAY, POLICY, write

# The command sets up the logs of the whole process.
pytestmark = pytest.mark.usefixtures("log_state")
# One small wire is enough here: tests/gateway/verify has the others.
OLLAMA = GATEWAY.replace("wire: openai", "wire: ollama")


def run(
    directory: Path, *options: str, gateway: str = OLLAMA, policy: str = POLICY
) -> tuple[int, str]:
    path = write(directory, gateway=gateway, policy=policy)
    env = {"DISCREET_MASTER_KEY": "A" * 43 + "="}
    result = CliRunner().invoke(app, ["verify", "--config", str(path), *options], env=env)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_each_field_is_clean_and_each_endpoint_has_its_sums(tmp_path: Path) -> None:
    code, output = run(tmp_path)
    fields, sums = output.split("\n\n")
    chat, generate, last = sums.splitlines()
    assert code == 0, output
    assert chat.startswith("clean main model /api/chat: ")
    assert generate.startswith("clean main model /api/generate: ")
    assert chat.endswith(" refused, 0 leaks")
    assert last == f"{len(fields.splitlines())} fields of 2 endpoints, 0 leaks"
    assert len(fields.splitlines()) > 500
    assert all(line.startswith("clean main model /api/") for line in fields.splitlines())
    assert f"/messages/*[role=user]/content (text): {REPLACED}" in fields
    assert not any(value.text in output for value in VALUES)


def test_quiet_prints_the_endpoints_alone(tmp_path: Path) -> None:
    code, output = run(tmp_path, "--quiet")
    assert code == 0
    assert [line.partition(":")[0] for line in output.splitlines()][:2] == [
        "clean main model /api/chat",
        "clean main model /api/generate",
    ]
    assert len(output.splitlines()) == 3


def test_a_leak_is_named_and_fails(tmp_path: Path) -> None:
    policy = POLICY + "mode: unsafe_observe\n"
    code, output = run(tmp_path, policy=policy)
    fields, sums = output.split("\n\n")
    leaks = [line for line in fields.splitlines() if line.startswith("LEAK ")]
    assert code == 1
    assert sums.startswith("LEAK  main model /api/chat: ")
    assert sums.splitlines()[2:-1] == leaks, "leaks are said again where one looks"
    assert sums.endswith(f", {len(leaks)} leaks\n")
    assert any("/messages/*[role=user]/content (text): sent as it was" in line for line in leaks)


def test_json_holds_the_same(tmp_path: Path) -> None:
    code, output = run(tmp_path, "--json", policy=POLICY + "mode: unsafe_observe\n")
    found = json.loads(output)
    assert code == 1
    assert found["leaks"] == sum(field["leak"] for field in found["fields"]) > 0
    assert [each["paths"] for each in found["endpoints"]] == [["/api/chat"], ["/api/generate"]]
    assert sum(each["leaks"] for each in found["endpoints"]) == found["leaks"]


def test_nothing_to_verify_is_no_success(tmp_path: Path) -> None:
    code, output = run(tmp_path, "--tenant", "nobody")
    assert code == 1
    assert output.strip() == "0 fields of 0 endpoints, 0 leaks"


def test_an_endpoint_that_refuses_everything_was_not_verified(tmp_path: Path) -> None:
    gateway = OLLAMA.replace('models: ["*"]', 'models: ["llama[!a-z]"]')
    code, output = run(tmp_path, "--quiet", gateway=gateway)
    assert code == 1
    assert output.startswith("?     main model /api/chat: refuses every request\n")
