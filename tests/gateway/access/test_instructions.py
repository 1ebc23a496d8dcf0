"""Which calls and commands need an instruction, and what one may say."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from gateway.access import instructions
from gateway.access.instructions import COMMANDS, NEEDED, Instruction, InstructionKind
from gateway.admin.roles import PERMITTED
from gateway.errors import InvalidRequest
from gateway.model import Role

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY = timedelta(days=1)
HELD = Instruction(
    tenant="main",
    instruction_id="i1",
    kinds=frozenset({InstructionKind.HOLDS}),
    given_by="contact",
    reference="DPA-1",
    valid_from=NOW,
    valid_until=NOW + DAY,
    recorded_by="key",
    recorded_at=NOW,
)


def test_every_endpoint_of_the_table_exists() -> None:
    assert set(NEEDED) <= set(PERMITTED)


@pytest.mark.parametrize("role", Role)
def test_people_and_back_ends_need_none(role: Role) -> None:
    own = {Role.SUBJECT, Role.CHAT, Role.CONSENT, Role.GUEST}
    found = instructions.needed("POST", "/privacy/events", role=role)
    assert found is (None if role in own else InstructionKind.EVENTS)
    assert instructions.needed("GET", "/privacy/holds", role=role) is None


@pytest.mark.parametrize(
    ("held", "at", "stands"),
    [
        (HELD, NOW, True),
        (HELD, NOW - DAY, False),
        (HELD, NOW + DAY, False),
        (replace(HELD, revoked_at=NOW), NOW, False),
    ],
)
def test_when_one_stands(held: Instruction, at: datetime, stands: bool) -> None:
    assert held.stands(at) is stands


@pytest.mark.parametrize(
    "change",
    [
        {"kinds": frozenset()},
        {"given_by": "Ada Lovelace"},
        {"reference": ""},
        {"reference": "x" * 65},
        {"valid_until": NOW},
        {"valid_until": NOW + timedelta(days=367)},
        {"recorded_at": NOW + 2 * DAY},
    ],
)
def test_what_is_none(change: dict[str, Any]) -> None:
    instructions.check_instruction(HELD)
    with pytest.raises(InvalidRequest) as refused:
        instructions.check_instruction(replace(HELD, **change))
    assert refused.value.code == "invalid_instruction"


@pytest.mark.parametrize("text", [None, "", "A", "a b", "x" * 65, "é", "a\n"])
def test_what_cannot_be_an_id(text: str | None) -> None:
    assert instructions.instruction_id(text) is None


def test_kinds_by_name() -> None:
    assert instructions.read_kinds(["holds"]) == {InstructionKind.HOLDS}
    with pytest.raises(InvalidRequest):
        instructions.read_kinds(["holds", "all"])
    assert set(COMMANDS.values()) | set(NEEDED.values()) == set(InstructionKind)
