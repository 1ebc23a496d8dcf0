"""The rules of the house hold in the tree, and each of them can fail."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import architecture as rules

ROOT = Path(__file__).parents[1]
TREE = rules.load(ROOT, "gateway", "detectors")
EVERYTHING = rules.load(ROOT, "gateway", "detectors", "benchmarks", "tests")
TESTS = rules.load(ROOT, "tests")

Rule = Callable[[rules.Sources], list[str]]

OVER_CODE: list[Rule] = [
    *(rules.one_way, rules.pure_core, rules.layers, rules.presidio_places, rules.wires_apart),
    *(rules.cycles, rules.many_parameters, rules.broad_excepts, rules.sends),
    rules.possessive_groups,
]

# Each rule with sources that break it: module, then text.
PLANTED: list[tuple[Rule, dict[str, str]]] = [
    (rules.one_way, {"detectors.a": "from gateway.model import Role"}),
    (rules.one_way, {"detectors.a": "def f():\n    import gateway.app"}),
    (rules.one_way, {"gateway.a": "import tests.simulators.upstream"}),
    (rules.pure_core, {"gateway.proxy.decide": "import os"}),
    (rules.pure_core, {"gateway.proxy.wire.openai_chat": "from time import time"}),
    (rules.pure_core, {"detectors.numbers.iban": "from logging import getLogger"}),
    (rules.pure_core, {"detectors.engine": "def f():\n    import random"}),
    (rules.layers, {"gateway.model": "import gateway.settings"}),
    (rules.layers, {"gateway.proxy.decide": "from gateway.storage.database import x"}),
    (rules.layers, {"gateway.storage.database": "from gateway.app import create_app"}),
    (rules.presidio_places, {"detectors.engine": "import presidio_analyzer"}),
    (rules.presidio_places, {"gateway.app": "from presidio_anonymizer import operators"}),
    (
        rules.wires_apart,
        {
            "gateway.proxy.wire.openai_chat": "from gateway.proxy.wire.ollama_chat import x",
            "gateway.proxy.wire.ollama_chat": "x = 1",
        },
    ),
    (rules.cycles, {"gateway.a": "import gateway.b", "gateway.b": "import gateway.a"}),
    (
        rules.cycles,
        {
            "gateway.a": "from gateway import b",
            "gateway.b": "def f():\n    from .c import g",
            "gateway.c": "from gateway.a import h",
        },
    ),
    (rules.long_files, {"gateway.a": "x = 1\n" * 401}),
    (rules.long_functions, {"gateway.a": "def f():\n" + "    x = 1\n" * 80}),
    (rules.many_parameters, {"gateway.a": "def f(a, b, c): ..."}),
    (rules.many_parameters, {"gateway.a": "def f(a, *, b, c, d, e, g): ..."}),
    (rules.many_parameters, {"gateway.a": "class A:\n    async def f(self, a, b, c): ..."}),
    (rules.many_parameters, {"gateway.a": "def f(self, a, b): ..."}),
    (rules.broad_excepts, {"gateway.a": "try:\n    f()\nexcept Exception:\n    pass"}),
    (rules.broad_excepts, {"gateway.a": "try:\n    f()\nexcept:\n    g()"}),
    (
        rules.broad_excepts,
        {"gateway.a": "try:\n    f()\nexcept (OSError, BaseException):\n    g()"},
    ),
    (rules.sends, {"gateway.proxy.exchange": "from x import Send\nSend(url='')"}),
    (rules.sends, {"gateway.proxy.exchange": "import x\nx.Send(url='')"}),
    (rules.possessive_groups, {"detectors.a": "P = r'(?:a|b)*+c'"}),
    (rules.possessive_groups, {"detectors.a": "P = r'(?:ab){2,}+'"}),
    (rules.possessive_groups, {"detectors.a": "P = r'(?>ab|a)'"}),
    (rules.words, {"gateway.proxy_utils": "x = 1"}),
    (rules.words, {"gateway.a": "class ConnectionManager: ..."}),
    (rules.without_assertion, {"tests.test_a": "def test_nothing():\n    f()"}),
]

# What a rule must let pass.
PASSING: list[tuple[Rule, dict[str, str]]] = [
    (rules.one_way, {"gateway.a": "from detectors.types import Finding"}),
    (rules.pure_core, {"gateway.proxy.upstream": "import aiohttp"}),
    (rules.pure_core, {"detectors.scan_cache": "import os"}),
    (rules.pure_core, {"detectors.presidio": "import os"}),
    (rules.layers, {"gateway.proxy.decide": "from gateway.storage.ports import ConsentRecord"}),
    (rules.presidio_places, {"detectors.operators.mask": "import presidio_anonymizer"}),
    (rules.wires_apart, {"gateway.proxy.wire.openai_chat": "import gateway.proxy.wire.base"}),
    (
        rules.cycles,
        {
            "gateway.a": "import gateway.b",
            "gateway.b": "if TYPE_CHECKING:\n    import gateway.a",
        },
    ),
    (rules.many_parameters, {"gateway.a": "class A:\n    def f(self, a, b, *, c, d, e): ..."}),
    (rules.many_parameters, {"gateway.a": "async def f(scope, receive, send): ..."}),
    (
        rules.broad_excepts,
        {"gateway.a": "try:\n    f()\nexcept BaseException:\n    g()\n    raise"},
    ),
    (rules.broad_excepts, {"gateway.housekeeping": "try:\n    f()\nexcept Exception:\n    g()"}),
    (rules.sends, {"gateway.proxy.egress": "Send(url='')"}),
    (rules.possessive_groups, {"detectors.a": "P = r'[0-9]{2,}+[a-z]*+(?:a+)+'"}),
    (rules.words, {"gateway.a": "def guardian_signed(): ..."}),
    (rules.without_assertion, {"tests.test_a": "def test_it():\n    assert f()"}),
]


def _sources(texts: dict[str, str]) -> rules.Sources:
    return {module: rules.parse(module, text) for module, text in texts.items()}


@pytest.mark.parametrize("rule", OVER_CODE, ids=lambda rule: rule.__name__)
def test_the_tree_keeps_the_rule(rule: Rule) -> None:
    assert "\n".join(rule(TREE)) == ""


@pytest.mark.parametrize(
    "rule", [rules.long_files, rules.long_functions, rules.words], ids=lambda rule: rule.__name__
)
def test_tests_and_benchmarks_keep_the_rule_too(rule: Rule) -> None:
    assert "\n".join(rule(EVERYTHING)) == ""


def test_every_test_asserts_something() -> None:
    assert "\n".join(rules.without_assertion(TESTS)) == ""


@pytest.mark.parametrize(("rule", "texts"), PLANTED)
def test_a_planted_violation_is_found(rule: Rule, texts: dict[str, str]) -> None:
    assert rule(_sources(texts)) != []


@pytest.mark.parametrize(("rule", "texts"), PASSING)
def test_what_is_allowed_passes(rule: Rule, texts: dict[str, str]) -> None:
    assert rule(_sources(texts)) == []


def test_the_tree_was_read() -> None:
    assert {"gateway.policy_file", "detectors.types", "gateway.storage.ports"} <= set(TREE)


# Files without behaviour of their own, or tested through the one that they belong to.
WITHOUT_TEST_FILE = {
    *("gateway.cli_store", "gateway.cli_keys", "gateway.cli_retention", "gateway.opt_in"),
    *("gateway.storage.consent_ports", "gateway.storage.ports", "gateway.storage.schema"),
    *("gateway.storage.schema_retention", "gateway.storage.schema_rights"),
    *("gateway.storage.schema_usage", "gateway.storage.tables"),
    *("gateway.storage.schema_access", "gateway.storage.retention_ports", "gateway.check.probe"),
    *("detectors.types", "detectors.errors"),
}
# Identifiers as data: tests/detectors/numbers/test_identifiers.py runs on each of them.
DATA = "detectors.numbers.countries."


def test_every_source_file_has_its_own_test_file() -> None:
    missing = []
    for module, source in TREE.items():
        data = ".migrations" in module or module.startswith(DATA)
        if source.is_package or data or module in WITHOUT_TEST_FILE:
            continue
        parts = module.split(".")
        place = ROOT.joinpath("tests", *parts[:-1])
        if not list(place.glob(f"test_{parts[-1]}*.py")):
            missing.append(module)
    assert "\n".join(missing) == ""


@pytest.mark.parametrize(
    "unwanted", ["presidio_analyzer", "presidio_anonymizer", "spacy", "asyncio", "gateway"]
)
def test_importing_the_detectors_stays_light(unwanted: str) -> None:
    code = f"import sys, detectors; sys.exit({unwanted!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-500:]


def test_help_loads_neither_detectors_nor_a_server() -> None:
    code = (
        "import sys, gateway.cli; "
        "sys.exit(bool({'detectors', 'uvicorn', 'fastapi', 'sqlalchemy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()[-500:]
