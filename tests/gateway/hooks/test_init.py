"""Importing the hooks costs little, and names what there is."""

from __future__ import annotations

import subprocess
import sys

import pytest

import gateway.hooks as hooks

HEAVY = ("fastapi", "aiohttp", "sqlalchemy", "starlette", "httpx", "httpx2", "openai", "langchain",
         "langchain_core", "litellm", "pydantic", "uvicorn", "presidio_analyzer", "spacy",
         "alembic")  # fmt: skip


def loaded(statement: str) -> set[str]:
    code = f"{statement}\nimport sys\nprint(*sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    return set(done.stdout.split())


def test_the_package_loads_nothing_heavy() -> None:
    assert not loaded("import gateway.hooks") & {*HEAVY, "detectors", "gateway.hooks.transport"}


def test_transports_load_no_framework_database_or_client() -> None:
    statement = "from gateway.hooks import Privacy, PrivacyTransport, AsyncPrivacyTransport"
    assert not loaded(statement) & set(HEAVY)


def test_naming_the_middleware_loads_no_framework() -> None:
    statement = "from gateway.hooks import PrivacyMiddleware\nimport gateway.hooks.litellm"
    assert not loaded(statement) & {"fastapi", "sqlalchemy", "aiohttp", "litellm"}


def test_every_name_is_there() -> None:
    for name in hooks.__all__:
        assert getattr(hooks, name).__name__ == name
    with pytest.raises(AttributeError):
        _ = hooks.Nothing
