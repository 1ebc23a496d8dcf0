"""Codes and documents: kept for one request, and gone in time."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from gateway.rights.identity import CodeState
from gateway.storage.proof_rows import (
    drop_proof,
    drop_proofs,
    find_code,
    find_proof,
    put_code,
    put_proof,
)
from gateway.storage.rights_rows import add_request
from tests.gateway.storage.conftest import Run
from tests.gateway.storage.rights_samples import BOTH, request
from tests.gateway.storage.samples import CANARY, DAY, START

pytestmark = pytest.mark.parametrize("run", BOTH, indirect=True)
JANE, JOE = request(1), request(2, subject="joe")


def acted(run: Run, *acts: Any) -> list[Any]:
    async def scenario(store: Any) -> list[Any]:
        for each in (JANE, JOE):
            await store.act(partial(add_request, request=each, by="x"))
        return [await store.act(act) for act in acts]

    found: list[Any] = run(scenario)
    return found


def test_a_code_is_kept_for_its_request(run: Run) -> None:
    state = CodeState(digest="ab", until=START + DAY, attempts=2, made=3)
    before, _, after, other = acted(
        run,
        partial(find_code, request=JANE),
        partial(put_code, request=JANE, state=state),
        partial(find_code, request=JANE),
        partial(find_code, request=JOE),
    )
    assert (before, after, other) == (CodeState(), state, CodeState())


def test_a_document_goes_by_decision_or_by_time(run: Run) -> None:
    data = CANARY.encode()
    _, _, _, second, late, early, again, left, dropped, twice = acted(
        run,
        partial(put_proof, request=JANE, data=b"first", at=START),
        partial(put_proof, request=JANE, data=data, at=START),
        partial(put_proof, request=JOE, data=data, at=START + 2 * DAY),
        partial(find_proof, request=JANE),
        partial(drop_proofs, tenant="acme", older=DAY, now=START + 2 * DAY),
        partial(drop_proofs, tenant="other", older=DAY, now=START + 9 * DAY),
        partial(find_proof, request=JANE),
        partial(find_proof, request=JOE),
        lambda each: drop_proof(each, "acme", request_id=JOE.request_id, at=START),
        lambda each: drop_proof(each, "acme", request_id=JOE.request_id, at=START),
    )
    assert (second, late, early, again) == (data, 1, 0, None)
    assert (left, dropped, twice) == (data, True, False)
