"""The role table: it names every endpoint, and says of each who may call it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gateway.admin.roles import OFFICERS, OVERSEERS, PERMITTED, PUBLIC, permitted
from gateway.model import Role
from tests.gateway.admin.routes import routes, shown_table

DOCS = Path(__file__).parents[3] / "docs" / "roles.md"
# Only where an identity provider is configured.
WHERE_CONFIGURED = {("GET", "/admin/oidc"), ("GET", "/admin/oidc/callback")}
EXPECTED = {
    ("POST", "/v1/chat/completions"): {Role.CHAT, Role.GUEST, Role.SUBJECT},
    ("POST", "/privacy/consents"): {Role.CONSENT, Role.GUEST, Role.SUBJECT},
    ("GET", "/privacy/requests/{request_id}/proof"): {Role.PRIVACY_OFFICER, Role.ADMIN},
    ("GET", "/privacy/audit/checkpoint"): {Role.PRIVACY_OFFICER, Role.ADMIN, Role.AUDITOR},
    ("DELETE", "/privacy/conversations/{conversation_id}"): {Role.SUBJECT},
    ("POST", "/analyze"): {Role.CHAT},
}


def test_every_endpoint_has_a_row_and_every_row_an_endpoint() -> None:
    assert set(PERMITTED) | PUBLIC == routes() | WHERE_CONFIGURED
    assert not routes() & WHERE_CONFIGURED
    assert not set(PERMITTED) & PUBLIC


@pytest.mark.parametrize(("row", "roles"), EXPECTED.items())
def test_rows_say_what_they_are_meant_to(row: tuple[str, str], roles: set[Role]) -> None:
    assert permitted(*row) == roles


def test_what_the_table_does_not_name_is_for_nobody() -> None:
    assert permitted("GET", "/privacy/nothing") == frozenset()
    assert permitted("DELETE", "/privacy/consents") == frozenset()
    assert permitted("get", "/privacy/consents") == frozenset()


def test_public_endpoints_are_for_everybody() -> None:
    assert all(permitted(*row) == frozenset(Role) for row in PUBLIC)


def test_no_row_is_empty() -> None:
    assert all(PERMITTED.values())


def test_auditors_change_nothing_and_are_shown_no_words() -> None:
    theirs = {row for row, roles in PERMITTED.items() if Role.AUDITOR in roles}
    # The playground keeps nothing of what is pasted into it.
    assert {row for row in theirs if row[0] != "GET"} == {("POST", "/admin/playground")}
    words = ("/conversations", "/result", "/proof", "/disclosures", "/v1", "/analyze")
    shown = {path for _, path in theirs if path.endswith(words)}
    assert shown == {"/privacy/audit/entries/{seq}/proof"}


def test_officers_are_alike_but_for_what_one_of_them_alone_does() -> None:
    officer = {row for row, roles in PERMITTED.items() if Role.PRIVACY_OFFICER in roles}
    admin = {row for row, roles in PERMITTED.items() if Role.ADMIN in roles}
    assert officer - admin == {("GET", "/privacy/requests/{request_id}/result")}
    assert admin - officer == {
        ("GET", "/metrics"),
        ("POST", "/privacy/integrations/{recipient}"),
        ("POST", "/privacy/termination"),
        ("POST", "/privacy/termination/cancel"),
    }
    assert OFFICERS < OVERSEERS


def test_guests_chat_and_decide_for_themselves_and_no_more() -> None:
    theirs = {row for row, roles in PERMITTED.items() if Role.GUEST in roles}
    kept = {row for row in theirs if row[1].startswith("/privacy/")}
    assert kept == {
        ("GET", "/privacy/notices/{key}"),
        ("GET", "/privacy/forms"),
        ("POST", "/privacy/forms/{form}"),
        ("GET", "/privacy/consents"),
        ("POST", "/privacy/consents"),
        ("POST", "/privacy/consents/{record_id}/withdraw"),
        ("GET", "/privacy/consents/{record_id}/receipt"),
        ("GET", "/privacy/preferences"),
        ("PATCH", "/privacy/preferences"),
        ("POST", "/privacy/reports"),
        ("GET", "/privacy/retention/classes"),
    }


def test_the_documentation_has_the_same_table() -> None:
    text = DOCS.read_text("utf-8")
    assert "\n".join(shown_table()) in text
    for method, path in PUBLIC - {row for row in PUBLIC if row[0] == "HEAD"}:
        assert f"`{method} {path}`" in text
    assert all(re.search(rf"\| `{role.value}` \|", text) for role in Role)


def test_no_endpoint_names_roles_of_its_own() -> None:
    own = re.compile(r"desk\.caller\(request,")
    files = (Path(__file__).parents[3] / "gateway").rglob("*.py")
    assert [path.name for path in files if own.search(path.read_text("utf-8"))] == []
