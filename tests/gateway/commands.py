"""Commands run on a configuration of their own, as a terminal would run them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from gateway.cli import app
from tests.gateway.configuration import GATEWAY, POLICY, write

KEY = bytes(range(32)).hex()


class Shell:
    """Runs commands on a configuration of their own."""

    def __init__(self, directory: Path, *, gateway: str = GATEWAY, policy: str = POLICY) -> None:
        text = gateway.replace("directory: data", f"directory: {directory / 'data'}")
        self.config = write(directory, gateway=text, policy=policy)

    def __call__(self, *words: str, key: str = KEY) -> Result:
        env = {"DISCREET_CONFIG": str(self.config), "DISCREET_MASTER_KEY": key}
        return CliRunner().invoke(app, list(words), env=env)

    def json(self, *words: str) -> Any:
        """What a command that ends well prints with ``--json``."""
        done = self(*words, "--json")
        assert done.exit_code == 0, done.stderr
        return json.loads(done.stdout)
