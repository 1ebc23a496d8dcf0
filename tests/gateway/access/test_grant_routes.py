"""Support access over HTTP: none by itself, by grant, masked first, seen by the tenant."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.gateway.serving import Answered, Serving, serving
from tests.simulators.upstream import Upstream

CARD = "4111 1111 1111 1111"
SAID = f"I am Malathi Krishnan, born 1984, card {CARD}, mail malathi@example.org"
ASKED = {"reason": "support_request", "ticket": "T-4711"}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    directory = tmp_path_factory.mktemp("grants")
    with Upstream() as upstream, serving(upstream.url, directory) as served:
        yield served


@pytest.fixture(scope="module")
def conversation(gateway: Serving) -> str:
    gateway.opt_in("malathi")
    return talk(gateway, "malathi")


def talk(gateway: Serving, subject: str, content: str = SAID, **headers: str) -> str:
    """One more conversation; its id."""
    body = {"model": "m", "messages": [{"role": "user", "content": content}]}
    named = {"x-discreet-subject": subject, **headers}
    answered = gateway.call("POST", "/v1/chat/completions", body, headers=named)
    assert answered.status == 200, answered.body
    return answered.headers["x-discreet-conversation"]


def ask(gateway: Serving, key: str, **fields: Any) -> Answered:
    return gateway.call("POST", "/privacy/grants", ASKED | fields, key=key)


def granted(gateway: Serving, key: str = "privacy_officer", **fields: Any) -> dict[str, Any]:
    answered = ask(gateway, key, **fields)
    assert answered.status == 201, answered.body
    grant: dict[str, Any] = answered.json()
    return grant


def read(gateway: Serving, conversation: str, *, view: str = "", key: str = "support") -> Answered:
    query = f"?view={view}" if view else ""
    return gateway.call("GET", f"/privacy/conversations/{conversation}/content{query}", key=key)


def revoke(gateway: Serving, grant: dict[str, Any], *, key: str = "privacy_officer") -> Answered:
    return gateway.call("POST", f"/privacy/grants/{grant['id']}/revoke", key=key)


def step(gateway: Serving, grant: dict[str, Any], *, key: str) -> Answered:
    return gateway.call("POST", f"/privacy/grants/{grant['id']}/approve", key=key)


def texts(answered: Answered) -> str:
    assert answered.status == 200, answered.body
    return "\n".join(each["text"] for each in answered.json()["messages"])


def test_refused_allowed_and_refused_again(gateway: Serving, conversation: str) -> None:
    before = read(gateway, conversation)
    assert (before.status, before.code) == (403, "grant_needed")
    grant = granted(gateway, conversation=conversation)
    assert (grant["state"], grant["view"], grant["seconds"]) == ("standing", "masked", 8 * 3600)
    answered = read(gateway, conversation)
    said = texts(answered)
    assert answered.json()["grant"] == grant["id"]
    for hidden in ("Malathi", "Krishnan", "1984", "1111", "malathi", "example.org", "PERSON_"):
        assert hidden not in said
    assert "I am [PERSON]" in said
    shown = gateway.call("GET", f"/privacy/grants/{grant['id']}", key="auditor").json()
    assert [(each["view"], each["messages"]) for each in shown["reads"]] == [("masked", 2)]
    assert revoke(gateway, grant).json()["state"] == "revoked"
    after = read(gateway, conversation)
    assert (after.status, after.code) == (403, "grant_needed")
    log = gateway.files()
    assert b'"act":"content.read"' in log
    assert b'"act":"content.read_refused"' in log
    assert b'"ticket":"T-4711"' in log


def test_the_clear_view_is_a_second_grant_on_the_first(gateway: Serving, conversation: str) -> None:
    first = granted(gateway, conversation=conversation, duration="PT1H")
    refused = read(gateway, conversation, view="clear")
    assert (refused.status, refused.code) == (403, "grant_needed")
    alone = ask(gateway, "privacy_officer", conversation=conversation, view="clear")
    assert (alone.status, alone.json()["error"]["fields"]) == (422, ["follows"])
    wider = ask(gateway, "privacy_officer", view="clear", follows=first["id"])
    assert (wider.status, wider.json()["error"]["fields"]) == (422, ["follows"])
    second = granted(gateway, conversation=conversation, view="clear", follows=first["id"])
    assert second["expires_at"] <= first["expires_at"]
    assert "[PERSON_" in texts(read(gateway, conversation, view="clear"))
    assert "[PERSON_" not in texts(read(gateway, conversation))
    revoke(gateway, first)
    assert read(gateway, conversation, view="clear").code == "grant_needed"
    revoke(gateway, second)


def test_support_asks_and_another_person_answers(gateway: Serving, conversation: str) -> None:
    asked = granted(gateway, key="support", conversation=conversation)
    assert (asked["state"], asked["reader"]) == ("requested", asked["requested_by"])
    assert read(gateway, conversation).code == "grant_needed"
    own = step(gateway, asked, key="support")
    assert (own.status, own.code) == (403, "role_refused")
    answered = step(gateway, asked, key="admin")
    assert (answered.status, answered.json()["state"]) == (200, "standing")
    assert step(gateway, asked, key="admin").code == "grant_closed"
    assert read(gateway, conversation).status == 200
    assert revoke(gateway, asked, key="support").json()["state"] == "revoked"
    dismissed = granted(gateway, key="support", conversation=conversation)
    assert revoke(gateway, dismissed).json()["state"] == "dismissed"
    assert step(gateway, dismissed, key="admin").code == "grant_closed"


def test_breaking_the_glass_takes_two_people(gateway: Serving, conversation: str) -> None:
    filed = granted(gateway, key="support", kind="break_glass", reason="incident")
    assert (filed["state"], filed["seconds"], filed["conversation"]) == ("requested", 3600, None)
    own = step(gateway, filed, key="support")
    assert (own.status, own.code) == (403, "second_person_needed")
    by_admin = granted(gateway, key="admin", kind="break_glass", reason="incident")
    assert by_admin["state"] == "requested"
    assert step(gateway, by_admin, key="admin").code == "second_person_needed"
    assert step(gateway, by_admin, key="colleague").json()["state"] == "standing"
    # The administrator filed it for their own key: support reads nothing under it.
    assert read(gateway, conversation).code == "grant_needed"
    assert step(gateway, filed, key="privacy_officer").json()["state"] == "standing"
    assert read(gateway, conversation).status == 200
    for grant in (filed, by_admin):
        revoke(gateway, grant)


def test_a_grant_is_for_one_tenant_and_one_conversation(
    gateway: Serving, conversation: str
) -> None:
    other = talk(gateway, "malathi", "Something else entirely.")
    grant = granted(gateway, conversation=conversation)
    assert read(gateway, other).code == "grant_needed"
    assert read(gateway, "nowhere").code == "grant_needed"
    assert read(gateway, conversation, key="other-support").code == "grant_needed"
    for method, path in (
        ("GET", ""),
        ("POST", "/approve"),
        ("POST", "/revoke"),
    ):
        theirs = gateway.call(method, f"/privacy/grants/{grant['id']}{path}", key="other-admin")
        assert theirs.status == 404
    mine = gateway.call("GET", "/privacy/grants", key="other-auditor").json()["grants"]
    assert mine == []
    revoke(gateway, grant)


def test_one_id_of_two_people_is_not_enough(gateway: Serving) -> None:
    for subject in ("ada", "bob"):
        gateway.opt_in(subject)
        talk(gateway, subject, **{"x-discreet-conversation": "chat-1"})
    unsaid = ask(gateway, "privacy_officer", conversation="chat-1")
    assert (unsaid.status, unsaid.json()["error"]["fields"]) == (422, ["subject"])
    grant = granted(gateway, conversation="chat-1", subject="ada")
    path = "/privacy/conversations/chat-1/content"
    named = {"x-discreet-subject": "ada"}
    assert gateway.call("GET", path, key="support", headers=named).status == 200
    other = gateway.call("GET", path, key="support", headers={"x-discreet-subject": "bob"})
    assert other.code == "grant_needed"
    revoke(gateway, grant)


def test_officers_read_with_a_reason(gateway: Serving, conversation: str) -> None:
    path = f"/privacy/conversations/{conversation}/content"
    unsaid = gateway.call("GET", path, key="privacy_officer")
    assert (unsaid.status, unsaid.code) == (422, "reason_needed")
    reason = {"x-discreet-reason": "incident:INC-1"}
    for key in ("privacy_officer", "admin"):
        answered = gateway.call("GET", path, key=key, headers=reason)
        assert "[PERSON_" in texts(answered)
        assert answered.json()["grant"] is None
    masked = gateway.call("GET", f"{path}?view=masked", key="admin", headers=reason)
    assert "[PERSON_" not in texts(masked)
    for key in ("auditor", "chat", "consent", "guest"):
        assert gateway.call("GET", path, key=key, headers=reason).code == "role_refused"
    missing = gateway.call("GET", "/privacy/conversations/x/content", key="admin", headers=reason)
    assert missing.status == 404


def test_support_reads_nothing_of_a_restricted_person(gateway: Serving) -> None:
    gateway.opt_in("young")
    conversation = talk(gateway, "young")
    grant = granted(gateway)
    body = {"subject": "young", "reason": "under_age"}
    assert gateway.call("POST", "/privacy/reports", body, key="chat").status == 201
    refused = read(gateway, conversation)
    assert refused.status == 403
    assert refused.code == "subject_restricted"
    revoke(gateway, grant)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"duration": "PT9H"}, "duration"),
        ({"duration": "PT0S"}, "duration"),
        ({"duration": "P1000Y"}, "duration"),
        ({"duration": "eight hours"}, "duration"),
        ({"kind": "break_glass", "duration": "PT61M"}, "duration"),
        ({"kind": "sledgehammer"}, "kind"),
        ({"view": "all"}, "view"),
        ({"reason": "curiosity"}, "reason"),
        ({"ticket": "please let me in"}, "ticket"),
        ({"ticket": ""}, "ticket"),
        ({"ticket": "\u0000"}, "ticket"),
        ({"follows": "x"}, "follows"),
        ({"view": "clear", "follows": "unknown"}, "follows"),
        ({"kind": "break_glass", "reader": "somebody"}, "reader"),
        ({"conversation": 7}, "conversation"),
    ],
)
def test_bad_grants_are_refused(gateway: Serving, change: dict[str, Any], field: str) -> None:
    refused = ask(gateway, "admin", **change)
    assert (refused.status, refused.json()["error"]["fields"]) == (422, [field])


@pytest.mark.parametrize("name", ["unknown", "a" * 65, "%2e%2e", "a%20b", "A"])
def test_grants_that_are_not_there(gateway: Serving, name: str) -> None:
    for method, path in (("GET", ""), ("POST", "/approve"), ("POST", "/revoke")):
        answered = gateway.call(method, f"/privacy/grants/{name}{path}", key="admin")
        assert answered.status in (404, 405)


def test_a_conversation_that_is_not_there_cannot_be_granted(gateway: Serving) -> None:
    assert ask(gateway, "admin", conversation="nowhere").status == 404
    refused = read(gateway, "nowhere", view="everything")
    assert (refused.status, refused.json()["error"]["fields"]) == (422, ["view"])


def test_support_does_not_learn_what_there_is(gateway: Serving) -> None:
    for name in ("one", "two"):
        gateway.opt_in(name)
    talk(gateway, "one", **{"x-discreet-conversation": "of-one"})
    for name in ("one", "two"):
        talk(gateway, name, **{"x-discreet-conversation": "of-both"})
    answers, made = set(), []
    for named in (
        {"conversation": "of-one"},
        {"conversation": "of-one", "subject": "one"},
        {"conversation": "of-one", "subject": "two"},
        {"conversation": "of-both"},
        {"conversation": "of-none"},
    ):
        grant = granted(gateway, "support", **named)
        made.append(grant)
        differs = {"id", "conversation", "requested_at"}
        answers.add(str(sorted((each, grant[each]) for each in set(grant) - differs)))
        refused = read(gateway, named["conversation"])
        answers.add(f"{refused.status} {refused.code}")
    assert len(answers) == 2
    assert "403 grant_needed" in answers
    found = [
        gateway.call("GET", f"/privacy/grants/{each['id']}", key="privacy_officer").json()["found"]
        for each in made
    ]
    assert found == [True, True, False, False, False]
    for each in made:
        path = f"/privacy/grants/{each['id']}"
        assert "found" not in gateway.call("GET", path, key="support").json()
    assert step(gateway, made[4], key="admin").status == 200
    assert read(gateway, "of-none").code == "grant_needed"
    assert read(gateway, "of-both").code == "grant_needed"
    assert step(gateway, made[3], key="admin").status == 200
    assert read(gateway, "of-both").status == 422  # a grant for the id: name the person
    for each in made:
        revoke(gateway, each)
