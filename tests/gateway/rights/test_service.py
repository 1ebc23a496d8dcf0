"""The service under any history: one active request a person and kind, nothing unproven done."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import GatewayError, InvalidRequest
from gateway.policy_rights import RightsRules
from gateway.rights.identity import CODE_LIFETIME
from gateway.rights.kinds import Method, Reason, RightKind, Status, Step
from gateway.rights.machine import Doing, is_proven
from gateway.rights.requests import RightsRequest
from gateway.rights.service import Filing
from gateway.storage.proof_rows import find_proof
from gateway.storage.rights_rows import Wanted, find_requests
from tests.gateway.rights.desks import Bench, bench

RULES = RightsRules(identity=Method.CODE)
SECRET = "canary of the letter"
_PEOPLE = ("jane", "joe")
_KINDS = (RightKind.ACCESS, RightKind.ERASURE, RightKind.OBJECTION)
_ACTS = st.one_of(
    st.tuples(
        st.just("file"),
        st.sampled_from(_PEOPLE),
        st.sampled_from(_KINDS),
        st.sampled_from([None, *Method]),
    ),
    st.tuples(
        st.sampled_from(
            ["verify", "approve", "revoke", "reject", "require", "perform", "extend", "code"]
        ),
        st.integers(0, 5),
        st.sampled_from(["clerk", "officer"]),
        st.just(None),
    ),
)


def requests(here: Bench) -> list[RightsRequest]:
    return list(here.act(lambda each: find_requests(each, "main", wanted=Wanted())))


def file(here: Bench, **fields: Any) -> RightsRequest:
    whole: dict[str, Any] = {
        "tenant": "main",
        "subject": "jane",
        "kind": RightKind.ACCESS,
        "filer": "clerk",
        "details": {"note": SECRET},
    }
    filed: RightsRequest = here.run(here.rights.service.file, Filing(**(whole | fields)))
    return filed


def doing(here: Bench, step: str, by: str) -> Doing:
    reasons = {
        "reject": Reason.UNFOUNDED,
        "require": Reason.INFORMATION_REQUIRED,
        "extend": Reason.MANY,
    }
    method = Method.OFFICER if step == "verify" else None
    return Doing(step=Step(step), by=by, now=here.at[0], reason=reasons.get(step), method=method)


def attempt(here: Bench, act: tuple[Any, ...]) -> None:
    name, *rest = act
    service = here.rights.service
    try:
        if name == "file":
            file(here, subject=rest[0], kind=rest[1], proven_by=rest[2])
            return
        known = requests(here)
        if not known:
            return
        chosen = known[rest[0] % len(known)]
        if name == "code":
            made = here.run(service.make_code, chosen)
            here.run(lambda: service.try_code(chosen, made.code, by="subject"))
        elif name == "perform":
            here.run(lambda: service.perform(chosen, {"more": "words"}, by=rest[1]))
        else:
            step = doing(here, name, rest[1])
            if name == "approve" and chosen.kind is RightKind.ERASURE:
                preview = here.run(service.preview, chosen)
                step = Doing(step=step.step, by=step.by, now=step.now, preview=preview.digest)
            here.run(service.step, chosen, step)
    except GatewayError:
        return


@settings(max_examples=12)
@given(st.lists(_ACTS, min_size=4, max_size=14))
def test_any_history(acts: list[tuple[Any, ...]]) -> None:
    with (
        tempfile.TemporaryDirectory() as directory,
        bench(Path(directory) / "data", rules=RULES) as here,
    ):
        for act in acts:
            here.at[0] += timedelta(minutes=1)
            attempt(here, act)
            here.run(here.rights.work.run, here.at[0])
            found = requests(here)
            steps = here.rights.service.steps
            active = Counter(
                (each.subject, each.kind)
                for each in found
                if each.is_open and is_proven(each, steps.terms(each))
            )
            assert all(count == 1 for count in active.values())
            unproven = Counter(
                (each.subject, each.kind)
                for each in found
                if each.is_open and not is_proven(each, steps.terms(each))
            )
            assert all(count <= 3 for count in unproven.values())
            begun = {request_id for hook, request_id in here.work.hooks if hook == "begin"}
            for each in found:
                if each.approved_at is not None or each.request_id in begun:
                    assert is_proven(each, steps.terms(each))
                if each.kind is RightKind.ERASURE and each.approved_at is not None:
                    assert each.approver not in (each.filer, "gateway", "subject", "")
                if each.status is Status.FULFILLED:
                    assert each.approved_at is not None


@pytest.fixture
def here(tmp_path: Path) -> Any:
    with bench(tmp_path / "data", rules=RULES) as opened:
        yield opened


def test_a_code_lives_for_half_an_hour(here: Bench) -> None:
    service, request = here.rights.service, file(here)
    made = here.run(service.make_code, request)
    assert made.expires == here.at[0] + CODE_LIFETIME
    here.at[0] += CODE_LIFETIME
    with pytest.raises(GatewayError) as caught:
        here.run(lambda: service.try_code(request, made.code, by="subject"))
    assert caught.value.code == "identity_refused"
    assert made.code not in repr(made)


def test_a_new_code_takes_the_place_of_the_one_before(here: Bench) -> None:
    service, request = here.rights.service, file(here)
    first = here.run(service.make_code, request)
    second = here.run(service.make_code, request)
    with pytest.raises(GatewayError):
        here.run(lambda: service.try_code(request, first.code, by="subject"))
    done = here.run(lambda: service.try_code(request, second.code, by="subject"))
    assert (done.method, done.status) == (Method.CODE, Status.ACCEPTED)


@pytest.mark.parametrize("end", ["verify", "reject", "revoke"])
def test_a_proof_goes_with_the_decision(here: Bench, end: str) -> None:
    service, request = here.rights.service, file(here, kind=RightKind.ERASURE)
    here.run(service.hand_in, request, SECRET.encode())
    kept = here.act(lambda each: find_proof(each, request))
    step = doing(here, end, "officer")
    if end == "verify":
        step = Doing(step=step.step, by="officer", now=step.now, method=Method.DOCUMENT)
    after = here.run(service.step, request, step)
    gone = here.act(lambda each: find_proof(each, request))
    assert (kept, gone) == (SECRET.encode(), None)
    assert bool(after.proof_hash) is (end == "verify")
    assert SECRET.encode() not in here.files()


@pytest.mark.parametrize(("step", "by"), [("complete", "officer"), ("approve", "gateway")])
def test_nobody_asks_for_what_the_gateway_does(here: Bench, step: str, by: str) -> None:
    with pytest.raises(InvalidRequest):
        here.run(
            here.rights.service.step,
            file(here),
            Doing(step=Step(step), by=by, now=here.at[0], result=Status.FULFILLED),
        )


def test_a_country_comes_from_the_request_or_the_person_or_the_policy(tmp_path: Path) -> None:
    with bench(tmp_path / "data", rules=RULES, region="FR") as here:
        assert file(here).regime == "GDPR"
        assert file(here, subject="joe", jurisdiction="US-CA").regime == "CCPA"


def test_the_words_of_an_erasure_go_when_it_ends(here: Bench) -> None:
    service = here.rights.service
    request = file(here, kind=RightKind.ERASURE, proven_by=Method.CODE)
    preview = here.run(service.preview, request)
    step = Doing(step=Step.APPROVE, by="officer", now=here.at[0], preview=preview.digest)
    ended = here.run(here.rights.work.finish, here.run(service.step, request, step))
    found = here.run(service.find, "main", request.request_id)
    assert (ended.status, found.details) == (Status.FULFILLED, {})
