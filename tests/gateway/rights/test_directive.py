"""Instructions for the time after death are kept sealed, replaced, and taken back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.errors import InvalidRequest
from gateway.rights.directive import DirectiveRight
from gateway.rights.kinds import RightKind
from gateway.storage.database import DatabaseStore
from gateway.storage.directive_rows import Directive, directives
from tests.gateway.rights.acting import carried_out, in_store, request
from tests.gateway.rights.whole_person import JANE

RIGHT = DirectiveRight()
EXECUTOR = {"name": "Erika Heir-Canary", "contact": "erika@example.org"}


async def given(store: DatabaseStore, number: int, details: dict[str, Any]) -> list[Directive]:
    wanted = request(RightKind.DIRECTIVE, details, request_id=f"request-{number}")
    await carried_out(store, RIGHT, wanted)
    found = await store.act(lambda each: directives(each, JANE.tenant, subject=JANE.subject))
    return list(found)


def test_the_newest_stands_until_it_is_taken_back(tmp_path: Path) -> None:
    async def scenario(store: DatabaseStore) -> None:
        found = await given(store, 1, {"action": "erase"})
        assert [(each.action.value, each.stands) for each in found] == [("erase", True)]
        found = await given(store, 2, {"action": "hand_over", "executor": EXECUTOR})
        assert [(each.action.value, each.stands) for each in found] == [
            ("erase", False),
            ("hand_over", True),
        ]
        assert found[1].words == {"executor": EXECUTOR}
        found = await given(store, 3, {"revoke": True})
        assert [each.stands for each in found] == [False, False]

    in_store(tmp_path, scenario)
    files = b"".join(path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file())
    assert b"Heir-Canary" not in files


@pytest.mark.parametrize(
    "details",
    [
        {},
        {"action": "sell"},
        {"action": "hand_over"},
        {"action": "hand_over", "executor": "Erika"},
        {"action": "hand_over", "executor": {"name": "Erika"}},
        {"action": "hand_over", "executor": EXECUTOR | {"more": 1}},
        {"action": "hand_over", "executor": EXECUTOR | {"name": "x" * 301}},
        {"action": "erase", "executor": EXECUTOR},
        {"action": "erase", "until": "2030-01-01T00:00:00Z"},
        {"action": "keep", "until": "for ever"},
        {"action": "erase", "revoke": True},
        {"revoke": 1},
    ],
)
def test_another_form_is_refused(details: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest) as refused:
        RIGHT.check(details, "acme")
    assert refused.value.status == 422


@pytest.mark.parametrize(
    "details",
    [
        {"action": "keep"},
        {"action": "keep", "until": "2030-01-01T00:00:00Z"},
        {"revoke": True},
        {"action": "erase", "revoke": False},
    ],
)
def test_these_forms_are_taken(details: dict[str, Any]) -> None:
    RIGHT.check(details, "acme")
    assert RIGHT.tasks
