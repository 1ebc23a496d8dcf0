"""Random calls and histories over HTTP: no error of ours, and what was ended stays ended.

A record is given only after a yes that was answered with 201 and that nothing has ended.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from gateway.consent.records import PERMITTING
from gateway.model import Role
from tests.gateway.consent.desks import GATE, NOW, Office, office

PAIRS = (("answering", "model"), ("answering", "claude"), ("newsletter", "operator"))
NAMES = ("jane", "joe")
_PERSON = st.sampled_from(NAMES)
_PAIR = st.sampled_from(PAIRS)
_OWN = st.booleans()


class Histories(RuleBasedStateMachine):
    """A desk, and beside it the pairs that each person has said yes to and not ended."""

    here: Office

    @initialize()
    def open(self) -> None:
        self.stack = ExitStack()
        self.here = self.stack.enter_context(office(age=GATE))
        self.may_hold: dict[str, set[tuple[str, str]]] = {name: set() for name in NAMES}
        self.reported: dict[str, list[str]] = {name: [] for name in NAMES}
        self.codes: dict[str, str] = {}
        # Pairs that were deferred since: that ends what had expired, and nothing else.
        self.deferred: dict[str, set[tuple[str, str]]] = {name: set() for name in NAMES}

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            self.stack.close()

    def say(self, name: str, pair: tuple[str, str], *, own: bool, **body: Any) -> Any:
        sent = {"purpose": pair[0], "recipient": pair[1], **body}
        if not own:
            sent["subject"] = name
        key = self.here.token(name) if own else Role.CONSENT
        answered = self.here.call("POST", "/privacy/consents", sent, key=key)
        assert answered.status_code < 500
        return answered

    def hash(self, pair: tuple[str, str]) -> str:
        told = self.here.notice(pair[0], recipient=pair[1])
        return str(told.get("sha256", "0" * 64))

    @rule(name=_PERSON, pair=_PAIR, own=_OWN, ago=st.none() | st.integers(-9, 40))
    def yes(self, name: str, pair: tuple[str, str], *, own: bool, ago: int | None) -> None:
        body: dict[str, Any] = {"decision": "given", "notice_sha256": self.hash(pair)}
        if ago is not None:
            body["event_time"] = (self.here.at[0] - timedelta(days=ago)).isoformat()
        answered = self.say(name, pair, own=own, **body)
        if answered.status_code == 201:
            assert not self.reported[name]
            assert ago is None or (not own and ago >= 0)
            self.may_hold[name].add(pair)
            self.deferred[name].discard(pair)
            self.codes[name] = answered.json()["withdrawal_code"]

    @rule(name=_PERSON, pair=_PAIR, own=_OWN)
    def no(self, name: str, pair: tuple[str, str], *, own: bool) -> None:
        assert self.say(name, pair, own=own, decision="refused").status_code == 201
        self.may_hold[name].discard(pair)

    @rule(name=_PERSON, pair=_PAIR, own=_OWN)
    def later(self, name: str, pair: tuple[str, str], *, own: bool) -> None:
        assert self.say(name, pair, own=own, decision="deferred").status_code == 201
        self.deferred[name].add(pair)

    @rule(name=_PERSON, pair=_PAIR)
    def withdraw(self, name: str, pair: tuple[str, str]) -> None:
        for each in self.here.held(name):
            if (each.purpose, each.recipient) == pair:
                path = f"/privacy/consents/{each.record_id}/withdraw"
                key = self.here.token(name)
                assert self.here.call("POST", path, key=key).status_code == 200
        self.may_hold[name].discard(pair)

    @rule(name=_PERSON)
    def use_code(self, name: str) -> None:
        if name in self.codes:
            body = {"code": self.codes[name]}
            answered = self.here.call("POST", "/privacy/withdrawals", body, key=None)
            assert answered.status_code == 200
            self.may_hold[name].clear()

    @rule(name=_PERSON, pair=_PAIR, every=st.booleans())
    def use_link(self, name: str, pair: tuple[str, str], *, every: bool) -> None:
        body = {"subject": name, "purpose": pair[0]}
        if not every:
            body["recipient"] = pair[1]
        made = self.here.call("POST", "/privacy/withdrawal-links", body, key=Role.CONSENT)
        path = made.json()["path"]
        assert self.here.call("GET", path, key=None).status_code in (200, 410)
        assert self.here.call("POST", path, key=None).status_code == 200
        ended = {each for each in PAIRS if each[0] == pair[0]} if every else {pair}
        self.may_hold[name] -= ended

    @rule(name=_PERSON)
    def report(self, name: str) -> None:
        body = {"subject": name, "reason": "under_age"}
        answered = self.here.call("POST", "/privacy/reports", body, key=Role.CHAT)
        self.reported[name].append(answered.json()["id"])

    @rule(name=_PERSON)
    def dismiss(self, name: str) -> None:
        for each in self.reported[name]:
            path = f"/privacy/reports/{each}/dismiss"
            assert self.here.call("POST", path, key=Role.ADMIN).status_code == 200
        self.reported[name].clear()

    @rule(by=st.integers(-30, 60))
    def move(self, by: int) -> None:
        self.here.at[0] = max(self.here.at[0] + timedelta(days=by), NOW - timedelta(days=25))

    @invariant()
    def what_is_given_was_said(self) -> None:
        if not hasattr(self, "here"):
            return
        for name in NAMES:
            held = {
                (each.purpose, each.recipient)
                for each in self.here.held(name)
                if each.state in PERMITTING
            }
            assert held <= self.may_hold[name]
            assert self.may_hold[name] - held <= self.deferred[name]


TestHistories = Histories.TestCase
TestHistories.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)


CALLS = (
    *(("POST", "/privacy/consents"), ("GET", "/privacy/consents"), ("POST", "/privacy/reports")),
    *(("POST", "/privacy/consents/x/withdraw"), ("GET", "/privacy/consents/x/receipt")),
    *(("POST", "/privacy/subject-tokens"), ("GET", "/privacy/preferences")),
    *(("PATCH", "/privacy/preferences"), ("POST", "/privacy/reports/x/confirm")),
    *(("POST", "/privacy/withdrawals"), ("POST", "/privacy/withdrawal-links")),
    *(("GET", "/privacy/notices/answering"), ("GET", "/privacy/receipt-key")),
)
WORDS = st.sampled_from(
    ["subject", "purpose", "recipient", "code", "reason", "age_band", "tracking", "seconds"]
)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9)
    | st.sampled_from(["answering", "model", "jane", "under_age", "adult", "refused"])
)  # fmt: skip
BODIES = (
    st.dictionaries(WORDS | st.text(max_size=4), LEAVES | st.lists(LEAVES, max_size=2), max_size=4)
    .map(json.dumps)
    .map(str.encode)
) | st.binary(max_size=20)
HEADERS = st.dictionaries(
    st.sampled_from(
        ["x-discreet-subject", "accept-language", "sec-gpc", "x-discreet-signals", "content-type"]
    ),
    st.binary(max_size=12).filter(lambda each: not set(each) & {0, 10, 13}),
    max_size=3,
)


@pytest.fixture(scope="module")
def open_house() -> Iterator[Office]:
    with office() as opened:
        yield opened


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    which=st.sampled_from(CALLS),
    body=BODIES,
    headers=HEADERS,
    key=st.sampled_from(["token", Role.CHAT, Role.CONSENT, Role.ADMIN, None]),
    query=st.text(max_size=20),
)
def test_no_call_is_an_error_of_ours(
    open_house: Office, *, which: Any, body: bytes, headers: Any, key: Any, query: str
) -> None:
    sent = [(name.encode(), value) for name, value in headers.items()]
    if key is not None:
        shown = open_house.token() if key == "token" else open_house.plain[key]
        sent.append((b"authorization", b"Bearer " + shown.encode()))
    answered = open_house.client.request(
        which[0], which[1], content=body, headers=sent, params={"tenant": query, "model": query}
    )
    assert answered.status_code < 500
    if answered.status_code >= 400:
        error = answered.json()["error"]
        assert {"message", "type", "param", "code", "contact"} <= set(error)
    assert [each for each in open_house.held() if each.state in PERMITTING] == []
