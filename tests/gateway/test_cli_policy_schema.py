from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from gateway.cli import app
from gateway.policy_schema import policy_schema

pytestmark = pytest.mark.usefixtures("log_state")


def test_the_schema_is_printed_and_nothing_else() -> None:
    done = CliRunner().invoke(app, ["policy", "schema"])
    assert done.exit_code == 0
    assert json.loads(done.stdout) == policy_schema()
