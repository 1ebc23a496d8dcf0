"""The endpoints of a gateway as it is put together for tests.

``python -m tests.gateway.admin.routes`` prints the table of docs/roles.md.
"""

from __future__ import annotations

import tempfile
import warnings
from functools import lru_cache
from pathlib import Path

from gateway.admin.roles import PERMITTED
from gateway.app import assemble
from gateway.model import Role
from gateway.proxy.routes import MODELS
from gateway.proxy.wires import WIRES
from gateway.settings import load_settings
from tests.gateway.serving import store_environment, write_configuration


@lru_cache(maxsize=1)
def routes() -> frozenset[tuple[str, str]]:
    """Every method and path that a gateway answers."""
    with tempfile.TemporaryDirectory() as place:
        env = {**store_environment(postgres=False), "UPSTREAM_KEY": "secret"}
        path = write_configuration(Path(place) / "config", "http://127.0.0.1:9")
        made = assemble(load_settings(path, env), env)
    with warnings.catch_warnings(action="ignore"):  # HEAD and GET share a handler
        paths = made.rest.openapi()["paths"]
    rest = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    return frozenset(rest | {("POST", wire.path) for wire in WIRES} | {("GET", MODELS)})


def shown_table() -> list[str]:
    """The rows as docs/roles.md has them."""
    names = [role.value for role in Role]
    rows = [f"| endpoint | {' | '.join(names)} |", "|---" * (len(names) + 1) + "|"]
    for (method, path), roles in sorted(PERMITTED.items(), key=lambda row: (row[0][1], row[0][0])):
        marks = " | ".join("yes" if role in roles else "" for role in Role)
        rows.append(f"| `{method} {path}` | {marks} |")
    return rows


if __name__ == "__main__":
    print("\n".join(shown_table()))
