"""Carries out accepted requests: task after task, page after page, until an outcome is computed.

Nothing here says that a request is fulfilled; see gateway.rights.execution.outcome_of. A
page is a transaction of its own with the row that tells how far its store has come, so
that whoever goes on after a crash goes on there. A request whose task fails stays open
and is tried again by the next run; one that cannot be carried out as it is, or fails for
TRIED_FOR, ends as unfulfilled, so that it stands in nobody's way. An erasure goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from gateway.errors import InvalidRequest
from gateway.logs import get_logger
from gateway.rights.execution import Done, Page, PreparedTask, Task, WideTask, outcome_of
from gateway.rights.kinds import Ground, RightKind
from gateway.rights.requests import RightsRequest, TaskState
from gateway.rights.steps import Steps
from gateway.storage import proof_rows, result_rows, rights_rows
from gateway.storage.transaction import Acting, Transaction

# A task that still fails after so long is given up, and the request can be made anew.
TRIED_FOR = timedelta(days=7)
# Pages that one run spends on one request, so that no request waits for all of another's.
MOST_PAGES = 2000
_log = get_logger(__name__)


class RightsWork:
    """Does the work of requests; each request once at a time in this process."""

    def __init__(
        self,
        store: Acting,
        steps: Steps,
        *,
        now: Callable[[], datetime],
        changed: Callable[[], None],
    ) -> None:
        """Starts nothing yet.

        Args:
            store: in which acts can be done.
            steps: ends what is done.
            now: aware UTC time.
            changed: is told after what may stop an answer under way.
        """
        self.store = store
        self.steps = steps
        self.now = now
        self.changed = changed
        self._under_way: dict[str, asyncio.Task[RightsRequest]] = {}

    async def begin(self, request: RightsRequest, *, seconds: float) -> RightsRequest:
        """Carries out an accepted request; after so many seconds it goes on by itself.

        What fails is logged and tried again by the next run.
        """
        if not _is_accepted(request):
            return request
        task = self._under_way.get(request.request_id)
        if task is None:
            task = asyncio.create_task(self._tried(request))
            self._under_way[request.request_id] = task
            task.add_done_callback(lambda _: self._under_way.pop(request.request_id, None))
        await asyncio.wait({task}, timeout=seconds)
        return await self._find(request)

    async def finish(self, request: RightsRequest) -> RightsRequest:
        """Carries out an accepted request, however long it takes; raises what it fails with."""
        return await self.carry_out(request) if _is_accepted(request) else request

    async def close(self) -> None:
        """Ends what is under way; the next process goes on where it stopped."""
        for task in list(self._under_way.values()):
            task.cancel()
            await asyncio.wait({task})

    async def carry_out(self, request: RightsRequest) -> RightsRequest:
        """Goes on with an accepted request; returns it as it is then.

        Raises:
            GatewayError: a task failed; what was done before is kept.
        """
        pages = MOST_PAGES
        for task in self.steps.handler(request.kind).tasks:
            done = Done(done=False)
            while not done.done:
                if pages == 0 or done.waits or not _is_accepted(request):
                    return request
                pages -= 1
                done = await self._page(request, task)
                request = await self._find(request)
        return await self._ended(request)

    async def run(self, now: datetime) -> int:
        """Goes on with everything that is accepted; how many requests ended."""

        def ready(transaction: Transaction) -> Sequence[rights_rows.Ready]:
            return rights_rows.accepted_requests(transaction)

        ended = 0
        for each in await self.store.act(ready):
            if each.tenant not in self.steps.tenants or each.request_id in self._under_way:
                continue
            request = await self._found(each.tenant, each.request_id)
            if request is not None:
                ended += not (await self._tried(request)).is_open
        return ended

    async def expire(self, now: datetime) -> int:
        """Destroys results and proofs whose time is over; how many."""

        def results(transaction: Transaction) -> int:
            return result_rows.drop_results_before(transaction, now)

        gone = await self.store.act(results)
        for key, tenant in self.steps.tenants.items():
            kept = tenant.policy.rights.proof_for
            gone += await self.store.act(_proofs(key, now, days=kept))
        return gone

    async def _tried(self, request: RightsRequest) -> RightsRequest:
        try:
            return await self.carry_out(request)
        except Exception as error:  # noqa: BLE001 - tried again by the next run
            _log.error("rights_request_failed", error=error)
            if not self._is_hopeless(request, error):
                return request
        try:
            return await self._given_up(request)
        except Exception as error:  # noqa: BLE001 - tried again by the next run
            _log.error("rights_request_failed", error=error)
            return request

    def _is_hopeless(self, request: RightsRequest, error: Exception) -> bool:
        """Whether trying again is of no use, or has been for long; erasure never is."""
        if isinstance(error, InvalidRequest):
            return True
        accepted = request.approved_at
        return accepted is not None and self.now() - accepted > TRIED_FOR

    async def _given_up(self, request: RightsRequest) -> RightsRequest:
        """Ends a request that cannot be carried out: what is not done yet is out of reach."""
        now = self.now()
        failed = Done(items_retained=1, reasons={Ground.OUT_OF_REACH: 1})

        def give_up(transaction: Transaction) -> None:
            if not _is_accepted(self.steps.found(transaction, request)):
                return
            for task in self.steps.handler(request.kind).tasks:
                state = _state(transaction, request, store=task.store)
                if state.done_at is None:
                    _keep(transaction, request, state=state, done=failed, now=now)

        if request.kind is not RightKind.ERASURE:
            await self.store.act(give_up)
        return await self._ended(await self._find(request))

    async def _page(self, request: RightsRequest, task: Task | WideTask) -> Done:
        now = self.now()
        state = await self.store.act(lambda each: _state(each, request, store=task.store))
        if state.done_at is not None:
            return Done()
        page = Page(now=now, new_id=self.steps.new_id, cursor=state.cursor)
        if isinstance(task, WideTask):
            done = await task.perform(self.store, request, page=page)

            def keep(transaction: Transaction) -> Done:
                _keep(transaction, request, state=state, done=done, now=now)
                return done

            await self.store.act(keep)
            self.changed()
            return done

        if isinstance(task, PreparedTask):
            page = replace(page, prepared=await task.prepare(self.store, request, page=page))

        def run(transaction: Transaction) -> Done:
            found = self.steps.found(transaction, request)
            held = _state(transaction, request, store=task.store)
            if held.done_at is not None or not _is_accepted(found):
                return Done()
            if held.cursor != state.cursor:  # another process was here
                return Done(done=False)
            made = task.run(transaction, found, page=replace(page, cursor=held.cursor))
            _keep(transaction, request, state=held, done=made, now=now)
            return made

        done = await self.store.act(run)
        self.changed()
        return done

    async def _ended(self, request: RightsRequest) -> RightsRequest:
        if not _is_accepted(request):
            return request
        certified = await self.steps.handler(request.kind).certified(self.store, request)
        now = self.now()

        def end(transaction: Transaction) -> RightsRequest:
            found = self.steps.found(transaction, request)
            if not _is_accepted(found):
                return found
            tasks = rights_rows.tasks_of(transaction, found)
            named = {task.store for task in self.steps.handler(found.kind).tasks}
            if named != {task.store for task in tasks}:
                return found
            result = outcome_of(tasks, certified=certified)
            if result is None:
                return found
            return self.steps.complete(transaction, found, result=result, now=now)

        return await self.store.act(end)

    async def _find(self, request: RightsRequest) -> RightsRequest:
        return await self.store.act(lambda each: self.steps.found(each, request))

    async def _found(self, tenant: str, request_id: str) -> RightsRequest | None:
        return await self.store.act(
            lambda each: rights_rows.find_request(each, tenant, request_id=request_id)
        )


def _is_accepted(request: RightsRequest) -> bool:
    return request.is_open and request.approved_at is not None


def _state(transaction: Transaction, request: RightsRequest, *, store: str) -> TaskState:
    for each in rights_rows.tasks_of(transaction, request):
        if each.store == store:
            return each
    return TaskState(store=store)


def _keep(
    transaction: Transaction, request: RightsRequest, *, state: TaskState, done: Done, now: datetime
) -> None:
    reasons = dict(state.reasons)
    for ground, items in done.reasons.items():
        reasons[ground.value] = reasons.get(ground.value, 0) + items
    kept = TaskState(
        store=state.store,
        items_removed=state.items_removed + done.items_removed,
        items_retained=state.items_retained + done.items_retained,
        reasons=reasons,
        cursor=done.cursor,
        done_at=now if done.done else None,
    )
    rights_rows.put_task(transaction, request, state=kept, at=now)


def _proofs(tenant: str, now: datetime, *, days: int) -> Callable[[Transaction], int]:
    older = timedelta(days=days)
    return lambda each: proof_rows.drop_proofs(each, tenant, older=older, now=now)
