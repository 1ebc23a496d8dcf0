"""The work of a request: page by page, from where it stopped, by whoever comes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.errors import InvalidRequest, StorageFailed
from gateway.rights.execution import Done, Page
from gateway.rights.kinds import Ground, Status, Step
from gateway.rights.machine import Doing
from gateway.rights.requests import RightsRequest
from gateway.rights.work import TRIED_FOR
from gateway.storage.proof_rows import put_proof
from gateway.storage.rights_rows import Wanted, find_requests
from gateway.storage.transaction import Acting, Transaction
from tests.gateway.rights.desks import DAY, Bench, bench


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path / "data") as opened:
        yield opened


def failed(here: Bench) -> str:
    """An accepted request whose first page fails."""
    here.work.fails = True
    told = here.file("restriction")
    here.work.fails = False
    assert told["status"] == "RequestAccepted"
    return str(told["id"])


def test_every_page_is_kept_with_how_far_it_came(here: Bench) -> None:
    here.work.items = 4
    here.work.kept = {Ground.STATUTE: 2}
    told = here.file("restriction")
    one = next(each for each in told["tasks"] if each["store"] == "one")
    assert one == {
        "store": "one",
        "items_removed": 4,
        "items_retained": 2,
        "reasons": {"LegalObligationImpaired": 2},
        "done": True,
    }
    assert told["status"] == "RequestUnfulfilled"


def test_work_goes_on_where_it_stopped(here: Bench) -> None:
    here.work.items = 3
    request_id = failed(here)
    service = here.rights.service
    request = here.run(service.find, "main", request_id)

    async def first_page() -> bool:
        task = service.steps.handler(request.kind).tasks[0]
        return (await here.rights.work._page(request, task)).done

    assert here.run(first_page) is False
    assert here.run(here.rights.work.finish, request).status is Status.FULFILLED
    assert here.work.pages == [("one", 0), ("one", 1), ("one", 2), ("files", 0)]


def test_done_work_is_not_done_again(here: Bench) -> None:
    told = here.file("restriction")
    request = here.run(here.rights.service.find, "main", told["id"])
    before = list(here.work.pages)
    assert here.run(here.rights.work.carry_out, request) == request
    assert here.run(here.rights.work.run, here.at[0]) == 0
    assert here.work.pages == before


def test_what_fails_is_told_to_who_waits_for_it(here: Bench) -> None:
    request = here.run(here.rights.service.find, "main", failed(here))
    here.work.fails = True
    with pytest.raises(StorageFailed):
        here.run(here.rights.work.finish, request)


def test_a_revoked_request_stops_between_pages(here: Bench) -> None:
    here.work.items = 3
    request = here.run(here.rights.service.find, "main", failed(here))
    doing = Doing(step=Step.REVOKE, by="subject", now=here.at[0])
    here.run(here.rights.service.step, request, doing)
    assert here.run(here.rights.work.finish, request).status is Status.REVOKED
    assert here.work.pages == []


def test_long_work_goes_on_by_itself_and_only_once(here: Bench) -> None:
    here.work.items = 20
    request = here.run(here.rights.service.find, "main", failed(here))

    async def twice() -> tuple[Status, Status, Status]:
        work = here.rights.work
        first = await work.begin(request, seconds=0.0)
        second = await work.begin(request, seconds=0.0)
        last = await work.begin(request, seconds=30.0)
        await asyncio.sleep(0)
        return first.status, second.status, last.status

    assert here.run(twice) == (Status.ACCEPTED, Status.ACCEPTED, Status.FULFILLED)
    assert [at for store, at in here.work.pages if store == "one"] == list(range(20))


def test_what_is_not_accepted_is_not_begun(here: Bench) -> None:
    told = here.file("erasure")
    request = here.run(here.rights.service.find, "main", told["id"])
    assert here.run(here.rights.work.finish, request) == request
    assert here.work.pages == []


def test_a_proof_is_gone_after_seven_days_whatever_happens(here: Bench) -> None:
    told = here.file("erasure", key="consent")
    request = here.run(here.rights.service.find, "main", told["id"])
    here.act(lambda each: put_proof(each, request, data=b"passport", at=here.at[0]))
    just = here.at[0] + 7 * DAY
    assert here.run(here.rights.work.expire, just - timedelta(microseconds=1)) == 0
    assert here.run(here.rights.work.expire, just) == 1
    assert here.run(here.rights.work.expire, just) == 0


def test_requests_of_a_tenant_that_is_gone_wait(here: Bench) -> None:
    request_id = failed(here)
    del here.tenants["main"]
    assert here.run(here.rights.work.run, here.at[0]) == 0
    left = here.act(lambda each: find_requests(each, "main", wanted=Wanted(open_only=True)))
    assert [each.request_id for each in left] == [request_id]


def wrong_request(*_: object, **__: object) -> Done:
    raise InvalidRequest("No.", status=422)


def test_what_can_never_be_carried_out_ends_and_stands_in_nobodys_way(
    here: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("tests.gateway.rights.desks.Store.run", wrong_request)
        told = here.file("rectification", details={"more": "words"})
    assert told["status"] == "RequestUnfulfilled"
    assert {each["store"]: each["reasons"] for each in told["tasks"]} == {
        "one": {"ComplexityOfProcess": 1},
        "files": {"ComplexityOfProcess": 1},
    }
    service = here.rights.service
    assert here.run(service.find, "main", told["id"]).details == {}
    assert here.file("rectification")["status"] == "RequestFulfilled"


def test_what_fails_is_tried_for_days_and_then_given_up(here: Bench) -> None:
    request_id = failed(here)
    service, work = here.rights.service, here.rights.work
    here.work.fails = True
    here.at[0] += TRIED_FOR
    assert here.run(work.run, here.at[0]) == 0
    here.at[0] += timedelta(seconds=1)
    assert here.run(work.run, here.at[0]) == 1
    assert here.run(service.find, "main", request_id).status is Status.UNFULFILLED


def test_an_erasure_is_never_given_up(here: Bench) -> None:
    here.work.fails = True
    told = here.file("erasure")
    preview = here.call("GET", f"/{told['id']}/preview", key="admin").json()["preview"]
    here.step(told, "approve", {"preview": preview}, key="admin")
    here.at[0] += 2 * TRIED_FOR
    assert here.run(here.rights.work.run, here.at[0]) == 0
    here.work.fails = False
    assert here.run(here.rights.work.run, here.at[0]) == 1
    status = here.run(here.rights.service.find, "main", told["id"]).status
    assert status is Status.FULFILLED


class Prepared:
    """A task that prepares its pages; another process does the first meanwhile."""

    store = "one"

    def __init__(self, here: Bench, *, meanwhile: bool) -> None:
        self.here = here
        self.meanwhile = meanwhile
        self.pages: list[tuple[str, object]] = []

    async def prepare(self, store: Acting, request: RightsRequest, *, page: Page) -> object:
        if self.meanwhile:
            self.meanwhile = False
            await self.here.rights.work._page(request, self)
        return f"for {page.cursor}"

    def run(self, transaction: Transaction, request: RightsRequest, *, page: Page) -> Done:
        self.pages.append((page.cursor, page.prepared))
        return Done(items_removed=1, done=page.cursor == "2", cursor="2")


def test_a_prepared_page_that_is_out_of_date_is_prepared_again(here: Bench) -> None:
    request = here.run(here.rights.service.find, "main", failed(here))
    task = Prepared(here, meanwhile=True)
    assert not here.run(here.rights.work._page, request, task).done
    assert task.pages == [("", "for ")]
    assert here.run(here.rights.work._page, request, task).done
    assert task.pages == [("", "for "), ("2", "for 2")]
