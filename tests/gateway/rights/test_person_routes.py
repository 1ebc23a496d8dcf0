"""People see and erase what is theirs; officers say why they look; nobody sees another's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from gateway.admin.reasons import ReasonCode
from gateway.consent.persons import PersonChange, Restriction
from gateway.storage.audit_rows import AuditRows
from gateway.storage.restriction_rows import people_of
from gateway.storage.schema import CONVERSATION
from tests.gateway.consent import desks
from tests.gateway.proxy import policies
from tests.gateway.retention.test_undo import MOVING
from tests.gateway.rights.person_bench import DAY, NOW, PersonBench, person_bench
from tests.gateway.rights.whole_person import wired
from tests.gateway.storage.samples import (
    answer,
    disclosure,
    message,
    outcome,
    refusal,
    tag,
)

CANARY = "canary-4111-of-jane"
READS = {"x-discreet-subject": "jane", "x-discreet-reason": "complaint"}
AT = "2026-11-23T12:00:00Z"


def conversation(number: int) -> str:
    return f"{number:026x}"


async def talk(here: PersonBench, number: int, name: str = "jane", **changes: Any) -> None:
    mine: dict[str, Any] = {"subject": here.subject(name), "tenant": "main"}
    mine |= {"conversation_id": conversation(number)}
    await here.store.record(
        disclosure(
            number,
            messages=(message(wired("user", f"{CANARY} of {name} {number}"), f"u{number}"),),
            tag=tag(NOW + 30 * DAY, **changes),
            recipient=policies.MODEL.key,
            at=NOW,
            **mine,
        )
    )
    await here.store.finish(
        outcome(
            number, answers=(answer(wired("assistant", "good day"), f"a{number}"),), at=NOW, **mine
        )
    )


@pytest.fixture
def here(tmp_path: Path) -> Iterator[PersonBench]:
    with person_bench(tmp_path / "data") as opened:
        for number in (1, 2):
            opened.run(talk, opened, number)
        opened.run(talk, opened, 3, "john")
        yield opened


def code(answered: Any) -> tuple[int, str]:
    return answered.status_code, answered.json()["error"]["code"]


def test_a_person_sees_their_own_conversations(here: PersonBench) -> None:
    answered = here.call("GET", "/conversations")
    assert answered.status_code == 200
    assert answered.headers["cache-control"] == "no-store"
    told = answered.json()
    assert told["after"] is None
    assert [each["id"] for each in told["conversations"]] == [conversation(1), conversation(2)]
    assert told["conversations"][0] == {
        "id": conversation(1),
        "created_at": AT,
        "last_interaction_at": AT,
        "purpose": "answering",
        "recipient": "model-eu",
        "policy": "default@0123456789ab",
        "channel": None,
        "bot": None,
        "sources": [],
        "state": "active",
        "review": False,
        "hidden": False,
        "messages": 2,
        "retention_class": "conversation",
        "class_version": None,
        "trigger": "last_interaction",
        "hide_at": "2026-12-23T12:00:00Z",
        "erase_by": "2026-12-24T12:00:00Z",
        "keep_until": None,
        "action": "erase",
    }
    assert CANARY not in answered.text


def test_it_names_what_can_be_objected_to(here: PersonBench) -> None:
    policy = desks.tenant("main").policy
    told = here.call("GET", "/conversations").json()["purposes"]
    wanted = [each for each in policy.purposes.values() if each.can_be_objected_to]
    assert told == [{"purpose": each.key, "title": each.title} for each in wanted]
    assert 0 < len(told) < len(policy.purposes)


def test_one_conversation_comes_with_its_texts(here: PersonBench) -> None:
    told = here.call("GET", f"/conversations/{conversation(1)}").json()
    assert told["messages"] == [
        {"number": 0, "role": "user", "text": f"{CANARY} of jane 1"},
        {"number": 1, "role": "assistant", "text": "good day"},
    ]


@pytest.mark.parametrize("number", [3, 4])
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_what_is_another_s_is_not_there(here: PersonBench, method: str, number: int) -> None:
    answered = here.call(method, f"/conversations/{conversation(number)}")
    assert code(answered) == (404, "not_found")
    assert here.call("GET", f"/conversations/{conversation(3)}", key="john").status_code == 200


@pytest.mark.parametrize("name", ["x" * 300, "%00", "..%2f..", "' OR 1=1", "ü"])
def test_names_of_nothing_find_nothing(here: PersonBench, name: str) -> None:
    assert here.call("GET", f"/conversations/{name}").status_code == 404


def test_what_is_over_is_listed_and_not_read(here: PersonBench) -> None:
    here.at[0] = NOW + 31 * DAY
    listed = here.call("GET", "/conversations").json()["conversations"]
    assert [each["hidden"] for each in listed] == [True, True]
    assert code(here.call("GET", f"/conversations/{conversation(1)}")) == (404, "not_found")


@pytest.mark.parametrize("path", ["/conversations", "/disclosures", f"/conversations/{1:026x}"])
def test_an_officer_says_why(here: PersonBench, path: str) -> None:
    named = {"x-discreet-subject": "jane"}
    assert code(here.call("GET", path, key="admin", headers=named)) == (422, "reason_needed")
    other = {**named, "x-discreet-reason": "curious about Jane"}
    refused = here.call("GET", path, key="admin", headers=other)
    assert code(refused) == (422, "reason_needed")
    assert "curious" not in refused.text
    nobody = {"x-discreet-reason": "complaint"}
    assert here.call("GET", path, key="admin", headers=nobody).status_code == 400
    assert here.call("GET", path, key="admin", headers=READS).status_code == 200


@pytest.mark.parametrize("kind", Restriction)
def test_of_somebody_restricted_content_is_read_for_legal_claims_only(
    here: PersonBench, kind: Restriction
) -> None:
    lists = ("/conversations", "/disclosures", "/disclosures?list=refusals")
    paths = (f"/conversations/{1:026x}", *lists)
    change = PersonChange(restrict=kind)
    here.act(
        lambda each: people_of(each).change_person(
            "main", here.subject("jane"), change=change, at=NOW
        )
    )
    for reason in ReasonCode:
        headers = READS | {"x-discreet-reason": reason.value}
        for path in paths:
            answered = here.call("GET", path, key="admin", headers=headers)
            if reason is ReasonCode.LEGAL_CLAIM:
                assert answered.status_code == 200
            else:
                assert code(answered) == (403, "subject_restricted")
                assert answered.json()["error"]["reasons"] == [kind.value]
    assert [here.call("GET", path).status_code for path in paths] == [200] * 4


@pytest.mark.parametrize("key", ["chat", "consent"])
@pytest.mark.parametrize("path", ["/conversations", "/disclosures"])
def test_a_back_end_s_key_reads_nothing(here: PersonBench, key: str, path: str) -> None:
    answered = here.call("GET", path, key=key, headers=READS)
    assert code(answered) == (403, "role_refused")
    assert here.call("GET", path, key="admin", headers={**READS}).status_code == 200


@pytest.mark.parametrize("key", ["chat", "consent", "admin"])
def test_only_the_person_erases_like_that(here: PersonBench, key: str) -> None:
    answered = here.call("DELETE", f"/conversations/{conversation(1)}", key=key, headers=READS)
    assert code(answered) == (403, "role_refused")


def test_an_officer_s_look_is_in_the_audit_log_in_the_same_act(
    here: PersonBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[Any] = []
    kept = AuditRows.append

    def append(rows: AuditRows, *entries: Any) -> None:
        noted.extend(entries)
        kept(rows, *entries)

    monkeypatch.setattr(AuditRows, "append", append)
    here.call("GET", f"/conversations/{conversation(1)}")
    assert noted == []  # what people do with what is theirs is nobody's
    here.call("GET", f"/conversations/{conversation(1)}", key="admin", headers=READS)
    here.call("GET", "/disclosures", key="admin", headers=READS)
    here.call("DELETE", f"/conversations/{conversation(2)}")
    assert [(each.act.value, dict(each.facts)) for each in noted] == [
        ("content.read", {"what": "conversation", "reason": "complaint", "items": 2}),
        ("content.read", {"what": "disclosures", "reason": "complaint", "items": 2}),
        ("retention.erased", {"outcome": "erased", "count": 1}),
        ("rights.step", {"step": "erase_conversation", "erased": 1, "retained": 0}),
    ]
    assert {each.subject for each in noted if each.act.value != "retention.erased"} == {
        here.subject("jane")
    }
    assert noted[-1].actor == "subject"


def test_a_conversation_is_erased_at_once(here: PersonBench) -> None:
    answered = here.call("DELETE", f"/conversations/{conversation(1)}")
    assert (answered.status_code, answered.json()) == (
        200,
        {"id": conversation(1), "erased": 1},
    )
    assert here.changes  # answers under way are looked at again
    listed = here.call("GET", "/conversations").json()["conversations"]
    assert [each["id"] for each in listed] == [conversation(2)]
    query = select(CONVERSATION.c.dek_id).where(CONVERSATION.c.conversation_id == conversation(1))
    assert here.act(lambda held: held.connection.execute(query).first()) is None
    assert here.act(lambda held: dict(held.keys.find(["dek-1"]))) == {}
    assert code(here.call("DELETE", f"/conversations/{conversation(1)}")) == (404, "not_found")


@pytest.mark.parametrize(
    ("values", "ground"),
    [
        ({"state": "held"}, "LegalClaimDefenceImpaired"),
        ({"keep_until": 2**60}, "LegalObligationImpaired"),
    ],
)
def test_a_hold_or_a_law_is_named_and_it_is_read_no_more(
    here: PersonBench, values: dict[str, Any], ground: str
) -> None:
    change = update(CONVERSATION).where(CONVERSATION.c.conversation_id == conversation(1))
    here.act(lambda held: held.connection.execute(change.values(values)).rowcount)
    refused = here.call("DELETE", f"/conversations/{conversation(1)}")
    assert code(refused) == (409, "erasure_refused")
    assert refused.json()["error"]["grounds"] == {ground: 1}
    assert refused.json()["error"]["contact"]
    here.at[0] += DAY
    assert code(here.call("GET", f"/conversations/{conversation(1)}")) == (404, "not_found")
    listed = here.call("GET", "/conversations").json()["conversations"]
    assert [each["hidden"] for each in listed] == [True, False]


def test_what_went_to_whom(here: PersonBench) -> None:
    told = here.call("GET", "/disclosures").json()
    assert [each["conversation_id"] for each in told["disclosures"]] == [
        conversation(1),
        conversation(2),
    ]
    sent = told["disclosures"][0]
    assert (sent["recipient_name"], sent["recipient_country"]) == (
        policies.MODEL.party,
        policies.MODEL.country,
    )
    assert sent["entity_counts"] == {"CREDIT_CARD": 1}
    assert sent["outcome"] == {"status": "answered", "received_bytes": 80, "ended_at": AT}
    assert told["after"] is None


def test_what_was_refused_is_a_list_of_its_own(here: PersonBench) -> None:
    mine = {"subject": here.subject("jane"), "tenant": "main", "recipient": "gone"}
    here.run(here.store.note, refusal(1, **mine))
    told = here.call("GET", "/disclosures?list=refusals").json()
    assert [each["code"] for each in told["refusals"]] == ["consent_required"]
    assert told["refusals"][0]["recipient_name"] is None
    assert code(here.call("GET", "/disclosures?list=more"))[0] == 422


def test_lists_come_in_pages(here: PersonBench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gateway.rights.person_routes._PAGE", 1)
    monkeypatch.setattr("gateway.rights.disclosure_report.PAGE", 1)
    for path, name in (("/conversations", "id"), ("/disclosures", "conversation_id")):
        key = path[1:]
        first = here.call("GET", path).json()
        second = here.call("GET", f"{path}?after={first['after']}").json()
        ids = [each[name] for each in (*first[key], *second[key])]
        assert ids == [conversation(1), conversation(2)]
        assert second["after"] is None


@pytest.mark.parametrize("after", ["-1", "x" * 65, "ü", "", "9" * 19])
def test_pages_that_are_none(here: PersonBench, after: str) -> None:
    assert here.call("GET", f"/conversations?after={after}").status_code == 422
    expected = 422 if after in ("x" * 65, "ü", "") else 200
    assert here.call("GET", f"/disclosures?after={after}").status_code == expected


def test_refusals_name_the_contact(here: PersonBench) -> None:
    contact = desks.tenant("main").policy.operator.contact
    for answered in (
        here.call("GET", "/conversations/none"),
        here.call("GET", "/conversations", key="chat", headers=READS),
    ):
        assert answered.json()["error"]["contact"] == contact


def test_what_its_class_has_hidden_is_brought_back(here: PersonBench) -> None:
    def talked() -> Any:
        ends = (NOW + 37 * DAY, NOW + 38 * DAY)
        return talk(here, 5, terms=(MOVING,), due_at=ends[0], erase_by=ends[1])

    here.run(talked)
    path = f"/conversations/{conversation(5)}"
    assert code(here.call("POST", f"{path}/undo", key="admin", headers=READS)) == (
        409,
        "not_undone",
    )
    here.at[0] = NOW + 31 * DAY
    assert here.call("GET", path).status_code == 404
    for key, status in (("token", 403), ("chat", 403), ("consent", 403)):
        assert here.call("POST", f"{path}/undo", key=key).status_code == status
    assert code(here.call("POST", f"{path}/undo", key="admin")) == (422, "reason_needed")
    for wrong in (READS | {"x-discreet-subject": "john"}, READS):
        number = 5 if wrong != READS else 9
        missing = f"/conversations/{conversation(number)}/undo"
        assert code(here.call("POST", missing, key="admin", headers=wrong)) == (404, "not_found")
    done = here.call("POST", f"{path}/undo", key="admin", headers=READS)
    assert done.json() == {
        "id": conversation(5),
        "retention_class": "chat",
        "hide_at": "2027-01-23T12:00:00Z",
        "erase_by": "2027-01-31T12:00:00Z",
    }
    assert here.call("GET", path).json()["hidden"] is False
    assert here.call("DELETE", path).status_code == 200
    assert code(here.call("POST", f"{path}/undo", key="admin", headers=READS)) == (404, "not_found")
