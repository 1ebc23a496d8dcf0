"""Commands that change a processor's tenant are refused without an instruction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer

from gateway.access.instructions import COMMANDS, FREE
from gateway.cli import app
from tests.gateway.commands import Shell
from tests.gateway.configuration import POLICY
from tests.gateway.storage.conftest import raw_bytes

pytestmark = pytest.mark.usefixtures("log_state")
PROCESSOR = POLICY + "\nprocessing: {role: processor}\n"
WORDS = {
    "retention hold": (
        "--matter",
        "m",
        "--authority",
        "a",
        "--review",
        "2999-01-01",
        "--subject",
        "x",
    ),
    "retention hold-review": ("h", "--review", "2999-01-01"),
    "retention release": ("h",),
    "retention event": ("event:x", "--subject", "x"),
    "retention undo": ("c",),
    "retention decide": ("1", "--erase"),
    "consent record": ("--subject", "x", "--recipient", "model", "--answer", "refused"),
    "consent withdraw": ("r",),
    "rights verify": ("r",),
    "rights reviewed": ("r", "--outcome", "upheld"),
    "rights approve": ("r",),
    "rights extend": ("r", "--reason", "ComplexityOfProcess"),
    "rights reject": ("r", "--reason", "ProcessUnfounded"),
    "rights death": ("x",),
    "consent reports confirm": ("r",),
    "consent reports dismiss": ("r",),
    "tenant announce": ("main", "--on", "2999-01-01"),
    "tenant cancel": ("main",),
}


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    return Shell(tmp_path_factory.mktemp("processor"), policy=PROCESSOR)


@pytest.mark.parametrize("command", WORDS)
def test_each_needs_one(shell: Shell, command: str) -> None:
    done = shell(*command.split(), *WORDS[command])
    assert done.exit_code == 1, done.output
    assert "instruction_needed" in done.stderr


def test_no_command_of_the_table_is_left_out() -> None:
    later = {"retention apply", "rights override", "tenant terminate", "tenant terminate --now"}
    assert set(COMMANDS) == set(WORDS) | later


def test_without_a_processor_none_is_needed(tmp_path: Path) -> None:
    done = Shell(tmp_path)("retention", "release", "h")
    assert (done.exit_code, "instruction_needed" in done.stderr) == (1, False)


# Commands that change nothing.
READING = frozenset(
    {
        *("explain", "export", "scan", "types", "usage", "verify", "wires", "serve", "demo"),
        *("detect", "retention classes", "retention preview", "retention holds"),
        *("retention certificates", "retention reviews", "retention kept", "retention read"),
        *("retention report", "consent receipt", "consent receipt-key", "consent verify-receipt"),
        *("consent list", "consent history", "consent announce", "consent notices list"),
        *("consent notices show", "consent notices check", "consent notices stale"),
        *("consent reports list", "keys list", "users list", "incidents list", "incidents show"),
        *("demands list", "demands show", "audit key", "audit verify", "audit prove"),
        *("audit export", "audit verify-proof", "policy check", "policy schema", "policy list"),
        *("policy show", "policy diff", "policy record", "instructions list", "grants list"),
        *("rights list", "rights overdue", "rights show", "rights preview", "rights disclosures"),
    }
)


def names(app: typer.Typer, before: str = "") -> Iterator[str]:
    for command in app.registered_commands:
        assert command.callback is not None
        yield before + (command.name or command.callback.__name__.replace("_", "-"))
    for group in app.registered_groups:
        assert group.typer_instance is not None
        yield from names(group.typer_instance, f"{before}{group.name} ")


def test_every_command_needs_one_or_is_free_for_a_reason() -> None:
    changing = {each for each in COMMANDS if "--" not in each}
    assert set(names(app)) == changing | set(FREE) | READING
    assert not changing & set(FREE) | changing & READING | READING & set(FREE)
    assert all(FREE.values())


def test_its_use_is_noted_once_the_change_is_made(tmp_path: Path) -> None:
    shell = Shell(tmp_path, policy=PROCESSOR)
    until = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    [added] = shell.json(
        *("instructions", "add", "--kind", "holds", "--kind", "consents", "--given-by", "contact"),
        *("--reference", "C-1", "--until", until),
    )
    on = ("--instruction", added["id"])
    used = b'"act":"instruction.used"'
    for command in ("retention release", "consent withdraw"):
        assert shell(*command.split(), *WORDS[command], *on).exit_code == 1
    assert raw_bytes(tmp_path).count(used) == 0
    assert shell("retention", "hold", *WORDS["retention hold"], *on).exit_code == 0
    assert raw_bytes(tmp_path).count(used) == 1
