"""Every endpoint, every role, the own tenant's things and another's: what the table says.

Whoever's role is not in the row is refused (403), whatever the path names; whoever's role
is in it is told nothing of another tenant, not even that a thing is there (404).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from gateway.admin.roles import PERMITTED
from gateway.model import Role
from tests.gateway import matrix
from tests.gateway.matrix import Things
from tests.gateway.serving import Serving, serving
from tests.simulators.upstream import Upstream

# Their handlers let some of the row's roles do only a part of what the call does.
IN_PART = {
    ("POST", "/privacy/requests/{request_id}/verify"),
    ("POST", "/privacy/grants/{grant_id}/approve"),
    ("POST", "/privacy/grants/{grant_id}/revoke"),
}
CONTENT = ("GET", "/privacy/conversations/{conversation_id}/content")
PAGES = "/admin"
ROWS = matrix.rows()
CALLS = [row for row in ROWS if not row[1].startswith(PAGES)]
NAMED = [row for row in CALLS if matrix.parameters(row[1]) - {"token", "seq"}]


@dataclass(frozen=True, kw_only=True)
class Houses:
    """A gateway with two tenants that have the same."""

    gateway: Serving
    own: Things
    other: Things

    def snapshot(self) -> list[object]:
        """What the other tenant's officer sees of its things."""
        seen = []
        for path in (
            "/privacy/holds",
            "/privacy/requests",
            "/privacy/reports",
            "/privacy/conversations",
            "/privacy/consents",
        ):
            headers = matrix.REASON
            if path.endswith(("conversations", "consents")):
                headers = headers | {"x-discreet-subject": matrix.PERSON}
            answered = self.gateway.call("GET", path, key="other-admin", headers=headers)
            assert answered.status == 200, answered.body
            seen.append(answered.json())
        return seen


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    with Upstream() as upstream, serving(upstream.url, tmp_path_factory.mktemp("m")) as gateway:
        other = matrix.filled(gateway, "other-")
        own = matrix.filled(gateway, "")
        yield Houses(gateway=gateway, own=own, other=other)


def shows_nothing_of(tenant: str, things: Things, body: bytes) -> bool:
    canary = f"of {tenant}".encode()
    ids = [value for name, value in things.ids.items() if name not in (*matrix.NAMES, "seq")]
    return canary not in body and not any(each.encode() in body for each in ids)


@pytest.mark.parametrize("row", NAMED, ids=" ".join)
def test_what_is_anothers_does_not_exist(houses: Houses, row: tuple[str, str]) -> None:
    before = houses.snapshot()
    for role in Role:
        key = houses.own.key(role)
        answered = matrix.call(houses.gateway, row, key=key, ids=houses.other.ids)
        if role is Role.SUPPORT and row == CONTENT:  # whatever it names: there is no grant
            assert (answered.status, answered.code) == (403, "grant_needed"), answered.body
        elif role in PERMITTED[row]:
            assert (answered.status, answered.code) == (404, "not_found"), (role, answered.body)
        else:
            assert (answered.status, answered.code) == (403, "role_refused"), (role, answered.body)
        assert shows_nothing_of("other", houses.other, answered.body), role
    assert houses.snapshot() == before


@pytest.mark.parametrize("row", CALLS, ids=" ".join)
def test_a_call_is_for_the_roles_of_its_row(houses: Houses, row: tuple[str, str]) -> None:
    for role in Role:
        answered = matrix.call(houses.gateway, row, key=houses.own.key(role), ids=houses.own.ids)
        assert answered.status < 500, (role, answered.body)
        refused = answered.status == 403 and b"role_refused" in answered.body
        if role not in PERMITTED[row]:
            # A chat's error has the form of its provider, which may have no code.
            assert answered.status == 403, (role, answered.body)
            assert refused or b"may not chat" in answered.body
        elif row not in IN_PART:
            assert not refused, (role, answered.body)
        assert shows_nothing_of("other", houses.other, answered.body), role


@pytest.mark.parametrize("row", CALLS, ids=" ".join)
def test_nobody_calls_without_a_key(houses: Houses, row: tuple[str, str]) -> None:
    for key in (None, "dk_aaaaaaaa_" + "a" * 52, "dst_" + "a" * 40 + "." + "a" * 43):
        answered = matrix.call(houses.gateway, row, key=key, ids=houses.own.ids)
        assert answered.status == 401, answered.body
        assert shows_nothing_of("main", houses.own, answered.body)


def test_a_chat_goes_on_with_nobody_elses_conversation(houses: Houses) -> None:
    body = {"model": "m", "messages": [{"role": "user", "content": "go on"}]}
    houses.gateway.opt_in("somebody")
    named = {
        "x-discreet-subject": "somebody",
        "x-discreet-conversation": houses.other.ids["conversation_id"],
    }
    before = houses.snapshot()
    answered = houses.gateway.call("POST", "/v1/chat/completions", body, headers=named)
    assert answered.status == 200
    assert b"of other" not in answered.body
    assert houses.snapshot() == before


@pytest.mark.parametrize("row", [row for row in ROWS if row[1].startswith(PAGES)], ids=" ".join)
def test_pages_are_for_people_who_signed_in_and_for_no_key(
    houses: Houses, row: tuple[str, str]
) -> None:
    for role in Role:
        answered = matrix.call(houses.gateway, row, key=houses.own.key(role), ids=houses.own.ids)
        assert answered.status in (302, 303, 401, 403, 404, 422), (role, answered.body)
        assert shows_nothing_of("main", houses.own, answered.body)
