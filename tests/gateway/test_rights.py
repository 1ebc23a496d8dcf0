"""Each right that changes something, asked for over HTTP, on a real conversation."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.opt_in import HOLDING_REPLY
from tests.gateway.serving import SUBJECT, Serving, consent_body, serving
from tests.gateway.streaming import Streams, until
from tests.gateway.test_withdrawal import check_cut, headers, talking
from tests.simulators.drip import Drip
from tests.simulators.upstream import Upstream

SOON = 5.0


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    with Upstream() as running:
        yield running


@pytest.fixture
def gateway(upstream: Upstream, tmp_path: Path) -> Iterator[Serving]:
    with serving(upstream.url, tmp_path) as running:
        yield running


def token(gateway: Serving, subject: str = SUBJECT) -> str:
    made = gateway.call("POST", "/privacy/subject-tokens", {"subject": subject}, key="consent")
    return str(made.json()["token"])


def file(gateway: Serving, kind: str, **details: Any) -> dict[str, Any]:
    """A request by the person's own token; what the answer says."""
    body = {"kind": kind, "details": details}
    answered = gateway.call("POST", "/privacy/requests", body, key=token(gateway))
    assert answered.status == 201, answered.body
    told: dict[str, Any] = answered.json()
    return told


def approved(
    gateway: Serving, told: dict[str, Any], *, by: str = "admin", **body: Any
) -> dict[str, Any]:
    path = f"/privacy/requests/{told['id']}"
    if "preview" not in body and told["kind"] == "erasure":
        body["preview"] = gateway.call("GET", f"{path}/preview", key="admin").json()["preview"]
    answered = gateway.call("POST", f"{path}/approve", body, key=by)
    assert answered.status == 200, answered.body
    after: dict[str, Any] = answered.json()
    return after


def erased(gateway: Serving) -> dict[str, Any]:
    return approved(gateway, file(gateway, "erasure"))


def test_erasure_leaves_nothing_to_read(gateway: Serving, upstream: Upstream) -> None:
    gateway.opt_in()
    gateway.opt_in("neighbour")
    assert gateway.chat("the canary is blue").status == 200
    assert gateway.chat("the neighbour's canary", subject="neighbour").status == 200
    told = file(gateway, "erasure")
    assert told["status"] == "RequestAcknowledged"
    path = f"/privacy/requests/{told['id']}"
    lines = gateway.call("GET", f"{path}/preview", key="admin").json()["lines"]
    fates = {(each["store"], each["fate"]): each["items"] for each in lines}
    assert fates["conversations", "erasable"] == 1
    assert fates["disclosures", "protected"] == 1
    assert fates["audit_references", "pseudonymised"] == 1
    seen = gateway.call("POST", f"{path}/approve", {"preview": "0" * 64}, key="admin")
    assert seen.status == 409  # another preview than there is now
    after = approved(gateway, told)
    assert after["status"] == "RequestFulfilled", after
    [left] = gateway.stored()
    assert "neighbour" in left.messages[0].text
    refused = gateway.chat("hello again")
    assert (refused.status, refused.code) == (403, "subject_restricted")
    own = gateway.call("GET", "/privacy/conversations", key=token(gateway)).json()
    assert own["conversations"] == []
    assert len(upstream.requests) == 2
    again = erased(gateway)
    assert again["status"] == "RequestFulfilled"


def test_an_unknown_person_is_not_erased(gateway: Serving) -> None:
    body = {"kind": "erasure", "details": {}}
    answered = gateway.call("POST", "/privacy/requests", body, key=token(gateway, "nobody"))
    assert (answered.status, answered.code) == (404, "not_found")


def test_rectification_reaches_every_text(gateway: Serving) -> None:
    gateway.opt_in()
    gateway.chat("I live in Lisbon. Remember Lisbon!")
    correction = {"old": "Lisbon", "new": "Porto"}
    told = file(gateway, "rectification", corrections=[correction])
    assert told["status"] == "RequestFulfilled", told
    [left] = gateway.stored()
    assert "Lisbon" not in " ".join(each.text for each in left.messages)
    assert "I live in Porto. Remember Porto!" in left.messages[0].text
    followed = gateway.chat("and now?")
    assert followed.status == 200


def test_restriction_holds_until_it_is_lifted(gateway: Serving, upstream: Upstream) -> None:
    gateway.opt_in()
    assert gateway.chat("before").status == 200
    until_then = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    assert file(gateway, "restriction", until=until_then)["status"] == "RequestFulfilled"
    refused = gateway.chat("during")
    assert (refused.status, refused.code) == (403, "subject_restricted")
    assert file(gateway, "restriction", lift=True)["status"] == "RequestFulfilled"
    assert gateway.chat("after").status == 200
    assert not upstream.saw("during")


def test_an_objection_stops_an_optional_purpose_whatever_was_consented_to(
    gateway: Serving, upstream: Upstream
) -> None:
    purpose = "service_improvement"
    notice = gateway.settings.tenants["main"].notices[purpose, "model-host"]
    shown = notice.in_force(datetime.now(UTC))
    assert shown is not None
    body = {**consent_body(gateway.settings, SUBJECT), "purpose": purpose}
    body["notice_sha256"] = shown.sha256
    assert gateway.call("POST", "/privacy/consents", body, key="consent").status == 201
    gateway.opt_in()
    assert improving(gateway, "first").status == 200
    told = file(gateway, "objection", purposes=[purpose])
    assert told["status"] == "RequestFulfilled", told
    refused = improving(gateway, "second")
    assert (refused.status, refused.code) == (403, "purpose_refused")
    assert refused.json()["error"]["reasons"] == ["objected"]
    assert gateway.chat("answering goes on").status == 200
    override = {"subject": SUBJECT, "purpose": purpose, "reason": "ProcessUnfounded"}
    path = "/privacy/objections/override"
    assert gateway.call("POST", path, override, key="admin").code == "objection_stands"
    override["reason"] = "LegalClaimDefenceImpaired"
    assert gateway.call("POST", path, override, key="consent").status == 403
    assert gateway.call("POST", path, override, key="admin").status == 200
    assert gateway.call("POST", path, override, key="admin").status == 404
    assert improving(gateway, "third").status == 200
    assert not upstream.saw("second")


def improving(gateway: Serving, content: str) -> Any:
    body = {"model": "m", "messages": [{"role": "user", "content": content}]}
    named = {"x-discreet-subject": SUBJECT, "x-discreet-purpose": "service_improvement"}
    return gateway.call("POST", "/v1/chat/completions", body, headers=named)


def test_a_withdrawal_as_a_right_ends_the_opt_in(gateway: Serving) -> None:
    gateway.opt_in()
    assert gateway.chat("before").status == 200
    assert file(gateway, "withdrawal")["status"] == "RequestFulfilled"
    assert gateway.chat("after").code == "consent_required"


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("named", [True, False])
def test_a_chat_under_review_gets_the_holding_reply(
    gateway: Serving, upstream: Upstream, *, named: bool, stream: bool
) -> None:
    gateway.opt_in()
    sent = {"x-discreet-subject": SUBJECT, "x-discreet-conversation": "case-17"}
    body = {"model": "m", "stream": stream, "messages": [{"role": "user", "content": "why?"}]}

    def chat() -> Any:
        return gateway.call("POST", "/v1/chat/completions", body, headers=sent)

    assert chat().status == 200
    details = {"conversation": "case-17"} if named else {}
    told = file(gateway, "human_review", **details)
    assert told["status"] == "RequestAcknowledged"
    held = chat()
    assert held.status == 200
    assert said(held, stream=stream) == HOLDING_REPLY
    assert held.headers["x-discreet-recipient"] == "none"
    assert held.headers["x-discreet-fallback"] == "human_review"
    assert gateway.chat("elsewhere").headers.get("x-discreet-recipient") == (
        "model-host" if named else "none"
    )
    embedded = gateway.call("POST", "/v1/embeddings", {"model": "m", "input": "why?"}, headers=sent)
    assert (embedded.status, embedded.code) == (403, "human_review")
    before = len(upstream.requests)
    assert approved(gateway, told, outcome="changed")["status"] == "RequestFulfilled"
    assert chat().status == 200
    assert len(upstream.requests) == before + 1


def said(answered: Any, *, stream: bool) -> str:
    if not stream:
        return str(answered.json()["choices"][0]["message"]["content"])
    found: list[str] = []
    for line in answered.body.decode().split("\n"):
        if line.startswith("data: {"):
            choices = json.loads(line.removeprefix("data: "))["choices"]
            found += [each["delta"].get("content") or "" for each in choices]
    return "".join(found)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("human_review", "human_review"),
        ("restriction", "subject_restricted"),
        ("erasure", "subject_restricted"),
    ],
)
def test_open_streams_are_cut(tmp_path: Path, kind: str, code: str) -> None:
    async def go(gateway: Serving, drip: Drip) -> Streams:
        streams = Streams(gateway.url)
        await streams.open(headers(gateway))
        await talking(streams, drip, count=1)
        act = erased if kind == "erasure" else lambda each: file(each, kind)
        await asyncio.to_thread(act, gateway)
        await streams.ended(seconds=SOON)
        await until(lambda: drip.open == 0, seconds=SOON)
        return streams

    with Drip() as drip, serving(drip.url, tmp_path) as gateway:
        gateway.opt_in()
        check_cut(asyncio.run(go(gateway, drip)), code=code)


def test_a_recorded_death_begins_what_the_person_wanted(gateway: Serving) -> None:
    gateway.opt_in()
    gateway.chat("remember me")
    assert file(gateway, "directive", action="erase")["status"] == "RequestFulfilled"
    recorded = gateway.call("POST", "/privacy/deaths", {"subject": SUBJECT}, key="admin")
    assert recorded.status == 201, recorded.body
    told = recorded.json()
    assert told["directive"] == "erase"
    assert gateway.chat("is anybody there?").code == "subject_restricted"
    begun = {"id": told["request"], "kind": "erasure"}
    path = f"/privacy/requests/{told['request']}"
    preview = {"preview": gateway.call("GET", f"{path}/preview", key="admin").json()["preview"]}
    # Who recorded the death does not decide on what follows from it.
    alone = gateway.call("POST", f"{path}/approve", preview, key="admin")
    assert alone.code == "approver_is_filer"
    after = approved(gateway, begun, by="colleague")
    assert after["status"] == "RequestFulfilled", after
    assert gateway.stored() == []
    unknown = gateway.call("POST", "/privacy/deaths", {"subject": "nobody"}, key="admin")
    assert unknown.status == 404
    assert (
        gateway.call("POST", "/privacy/deaths", {"subject": SUBJECT}, key="consent").status == 403
    )
