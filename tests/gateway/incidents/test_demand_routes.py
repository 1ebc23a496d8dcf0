"""Official demands over HTTP: what is kept quiet stays quiet, and is told in time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.serving import Serving, serving
from tests.simulators.upstream import Upstream

WHY = {"x-discreet-reason": "incident:T-1"}

DEMAND = {
    "ground": "court_order",
    "authority": "District Court of Canaryville",
    "asked_for": "All messages of May.",
    "received_at": "2026-01-01T00:00:00Z",
}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    directory: Path = tmp_path_factory.mktemp("demands")
    with Upstream() as upstream, serving(upstream.url, directory) as served:
        yield served


def recorded(gateway: Serving, **changes: Any) -> dict[str, Any]:
    answered = gateway.call("POST", "/privacy/demands", DEMAND | changes, key="admin")
    assert answered.status == 201, answered.body
    made: dict[str, Any] = answered.json()
    return made


def test_a_demand_from_its_receipt_to_the_telling(gateway: Serving) -> None:
    made = recorded(gateway, subject="ada", may_tell=False, due_at="2026-02-01T00:00:00Z")
    assert (made["may_tell"], made["telling_due"], made["overdue"]) == (False, False, True)
    path = f"/privacy/demands/{made['id']}"
    early = gateway.call("PATCH", path, {"told": True}, key="admin")
    assert (early.status, early.code) == (409, "telling_forbidden")
    answer = {"answer": "partly_complied", "given": "Three messages."}
    changed = gateway.call("PATCH", path, answer, key="admin").json()
    assert (changed["overdue"], "given" in changed) == (False, False)
    freed = gateway.call("PATCH", path, {"may_tell": True}, key="admin").json()
    assert freed["telling_due"]
    listed = gateway.call("GET", "/privacy/demands", key="admin").json()
    assert made["id"] in listed["telling_due"]
    assert "Canaryville" not in str(listed)
    told = gateway.call("PATCH", path, {"told": True}, key="admin").json()
    assert (told["telling_due"], told["told_at"] is not None) == (False, True)
    unsaid = gateway.call("GET", path, key="admin")
    assert (unsaid.status, unsaid.code) == (422, "reason_needed")
    shown = gateway.call("GET", path, key="admin", headers=WHY).json()
    assert (shown["authority"], shown["given"]) == (DEMAND["authority"], "Three messages.")
    assert b'"what":"demand"' in gateway.files()


def test_silence_ends_on_its_day(gateway: Serving) -> None:
    over = recorded(gateway, subject="bea", may_tell=False, silent_until="2026-02-01T00:00:00Z")
    assert over["telling_due"]
    waits = recorded(gateway, subject="bea", may_tell=False, silent_until="2999-01-01T00:00:00Z")
    assert not waits["telling_due"]
    assert not recorded(gateway)["telling_due"]  # about nobody in particular


@pytest.mark.parametrize(
    "changes",
    [
        {"ground": "curiosity"},
        {"authority": ""},
        {"received_at": "2999-01-01T00:00:00Z"},
        {"received_at": "today"},
        {"silent_until": "2999-01-01T00:00:00Z"},
        {"subject": ""},
        {"asked_for": 7},
        {"name": "x"},
    ],
)
def test_a_demand_that_contradicts_itself_is_refused(
    gateway: Serving, changes: dict[str, Any]
) -> None:
    answered = gateway.call("POST", "/privacy/demands", DEMAND | changes, key="admin")
    assert answered.status == 422
    assert "Canaryville" not in answered.body.decode()


def test_only_officers_see_it_and_no_file_holds_its_words(gateway: Serving) -> None:
    made = recorded(gateway, subject="ada")
    for key in ("chat", "consent"):
        assert gateway.call("GET", f"/privacy/demands/{made['id']}", key=key).status == 403
    assert gateway.call("GET", "/privacy/demands/none", key="admin", headers=WHY).status == 404
    assert gateway.call("GET", "/privacy/demands/%00", key="admin", headers=WHY).status == 404
    assert b"Canaryville" not in gateway.files()


def test_nobody_is_announced_to_while_no_notice_changes(gateway: Serving) -> None:
    gateway.opt_in("cyd")
    none: dict[str, Any] = {"announcements": [], "after": None}
    assert gateway.call("GET", "/privacy/announcements", key="admin").json() == none
    for query in ("?at=soon", "?after=x", "?after=[1,2,3]", "?other=1", '?after=["a","b"]'):
        assert gateway.call("GET", f"/privacy/announcements{query}", key="admin").status == 422
    assert gateway.call("GET", "/privacy/announcements", key="chat").status == 403
