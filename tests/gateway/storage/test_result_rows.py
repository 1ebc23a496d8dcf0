"""Packages: sealed, replaced, fetched until they end, and destroyed."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from gateway.rights.execution import Result
from gateway.storage.result_rows import (
    drop_result,
    drop_results_before,
    find_result,
    put_result,
    result_ends,
)
from tests.gateway.storage.conftest import Run
from tests.gateway.storage.rights_samples import BOTH, request
from tests.gateway.storage.samples import DAY, START

pytestmark = pytest.mark.parametrize("run", BOTH, indirect=True)
JANE = request()
RESULT = Result(
    body=bytes(range(256)) * 9,
    media_type="application/zip",
    filename="d.zip",
    expires_at=START + DAY,
)
OTHER = Result(body=b"second", media_type="a/b", filename="e", expires_at=START + 2 * DAY)


def acted(run: Run, *acts: Any) -> list[Any]:
    async def scenario(store: Any) -> list[Any]:
        return [await store.act(act) for act in acts]

    found: list[Any] = run(scenario)
    return found


def test_a_result_until_its_end(run: Run) -> None:
    put = partial(put_result, request=JANE, result=RESULT, at=START)
    just = START + DAY
    _, there, ends, over, no_end, nobody = acted(
        run,
        put,
        partial(find_result, request=JANE, now=START),
        partial(result_ends, request=JANE, now=START),
        partial(find_result, request=JANE, now=just),
        partial(result_ends, request=JANE, now=just),
        partial(find_result, request=request(2), now=START),
    )
    assert (there, ends, over, no_end, nobody) == (RESULT, just, None, None, None)
    assert acted(run, partial(drop_results_before, now=just)) == [1]
    assert acted(run, partial(drop_results_before, now=just)) == [0]


def test_the_newest_counts_and_the_key_goes_with_it(run: Run) -> None:
    _, _, there, first, second, gone = acted(
        run,
        partial(put_result, request=JANE, result=RESULT, at=START),
        partial(put_result, request=JANE, result=OTHER, at=START),
        partial(find_result, request=JANE, now=START),
        lambda each: drop_result(each, "acme", request_id=JANE.request_id, at=START),
        lambda each: drop_result(each, "acme", request_id=JANE.request_id, at=START),
        partial(find_result, request=JANE, now=START),
    )
    assert (there, first, second, gone) == (OTHER, True, False, None)
