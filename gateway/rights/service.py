"""What is done to requests: each call is one step of the machine, in one transaction.

Who may call what is decided by the routes and commands; what may happen to a request, by
gateway/rights/machine.py. The work itself is in gateway/rights/work.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from gateway.errors import InvalidRequest, Refused
from gateway.rights.deadlines import pinned
from gateway.rights.details import takes_back, wrong
from gateway.rights.execution import Preview
from gateway.rights.identity import (
    CODE_LIFETIME,
    code_digest,
    made,
    new_code,
    proof_digest,
    tried,
)
from gateway.rights.kinds import Method, RightKind, Status, Step, suffices
from gateway.rights.machine import Doing, filed, is_proven
from gateway.rights.requests import BY_PERSON, RightsRequest
from gateway.rights.steps import GATEWAY, Steps, deceased, not_found
from gateway.storage import proof_rows, rights_rows
from gateway.storage.restriction_rows import is_deceased
from gateway.storage.transaction import Acting, Transaction

_LEAST = Method.TOKEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Filing:
    """A request as somebody hands it in.

    Attributes:
        tenant, subject, kind: whose, about whom, what for.
        details: what the person wrote.
        filer: key id, ``subject`` or ``command``.
        proven_by: how the filer has shown to be the person, or None.
        jurisdiction: country or part of one that the person is in, or None for what is
            known of them, else the policy's region, else the storage's.
        officers: who had a part in it beside the filer; none of them approves it.
    """

    tenant: str
    subject: str
    kind: RightKind
    details: Mapping[str, Any] = field(default_factory=dict, repr=False)
    filer: str
    proven_by: Method | None = None
    jurisdiction: str | None = None
    officers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What a filing led to: a new request, or one that stood."""

    request: RightsRequest
    is_new: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeCode:
    """A code, shown once to the back end that sends it to the person."""

    code: str = field(repr=False)
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsService:
    """All that is done to requests.

    Attributes:
        store: in which acts can be done.
        steps: takes steps.
        keys: by tenant, for the digests of codes and documents; 32 bytes each.
        now: aware UTC time.
        entropy: random bytes.
        changed: is told after every step that may stop an answer under way.
    """

    store: Acting
    steps: Steps
    keys: Mapping[str, bytes] = field(repr=False)
    now: Callable[[], datetime]
    entropy: Callable[[int], bytes]
    changed: Callable[[], None]

    async def file(self, filing: Filing) -> RightsRequest:
        """Keeps a new request, and does at once what needs nobody.

        Raises:
            Refused: 409 ``request_active``, one of this kind is under way; 429
                ``too_many_requests``; 403 ``subject_restricted``, the person has died.
            InvalidRequest: 422, the details lack what the kind needs.
        """
        return (await self.file_or_find(filing)).request

    async def file_or_find(self, filing: Filing) -> Filed:
        """The same, or the request that has done already what this one asks for."""
        steps, now = self.steps, self.now()
        handler = steps.handler(filing.kind)
        handler.check(filing.details, filing.tenant)
        kept = await handler.kept(filing.details, filing.tenant)
        filing = replace(filing, details=kept)
        request_id = steps.new_id()

        def act(transaction: Transaction) -> Filed:
            by_person = filing.filer == BY_PERSON or filing.proven_by is Method.TOKEN
            if by_person and is_deceased(transaction, filing.tenant, subject=filing.subject):
                raise deceased()
            request = self._new(transaction, filing, request_id=request_id, now=now)
            standing = rights_rows.find_request(
                transaction, filing.tenant, request_id=handler.standing(transaction, request)
            )
            if standing is not None:
                return Filed(request=standing, is_new=False)
            request = self._begun(transaction, request, filing=filing, now=now)
            return Filed(request=request, is_new=True)

        found = await self.store.act(act)
        self.changed()
        return found

    def _begun(
        self, transaction: Transaction, request: RightsRequest, *, filing: Filing, now: datetime
    ) -> RightsRequest:
        steps = self.steps
        terms = steps.terms(request)
        free = terms.proof is None
        proven = free or (
            filing.proven_by is not None and suffices(filing.proven_by, terms.proof or _LEAST)
        )
        steps.admit(transaction, request, proven=proven, now=now)
        request = filed(request, terms)
        rights_rows.add_request(transaction, request, by=filing.filer)
        steps.tell(transaction, request, kind="RightsForwarded", now=now)
        if free:
            steps.handler(filing.kind).begin(transaction, request, now=now)
        if free or steps.acknowledges(request):
            heard = Doing(step=Step.ACKNOWLEDGE, by=GATEWAY, now=now)
            request = steps.take(transaction, request, doing=heard)
        if proven and not free:
            shown = Doing(step=Step.VERIFY, by=filing.filer, now=now, method=filing.proven_by)
            request = steps.take(transaction, request, doing=shown)
        return request

    async def step(self, request: RightsRequest, doing: Doing) -> RightsRequest:
        """Takes a step; raises as gateway.rights.machine.advanced does."""
        if doing.step is Step.COMPLETE or doing.by == GATEWAY:
            raise InvalidRequest("This step is nobody's to ask for.", status=422)
        steps = self.steps

        def act(transaction: Transaction) -> RightsRequest:
            found, done = steps.found(transaction, request), doing
            if doing.step is Step.APPROVE:
                preview = steps.handler(found.kind).preview(transaction, found, now=doing.now)
                done = replace(doing, current_preview=preview.digest)
            if doing.step is Step.VERIFY and doing.method is Method.DOCUMENT:
                proof = proof_rows.find_proof(transaction, found)
                if proof is None:
                    raise Refused("step_not_possible", "No document was handed in.", status=409)
                done = replace(doing, proof_hash=proof_digest(self.keys[found.tenant], proof))
            return steps.take(transaction, found, doing=done)

        after = await self.store.act(act)
        self.changed()
        return after

    async def perform(
        self, request: RightsRequest, details: Mapping[str, Any], *, by: str
    ) -> RightsRequest:
        """Hands in what was missing; what was said before stays where nothing new is said.

        Raises:
            Refused: 403 ``role_refused``, somebody other than the person and who filed
                for them says what is wanted.
        """
        doing = Doing(step=Step.PERFORM, by=by, now=self.now())
        steps = self.steps
        handler = steps.handler(request.kind)
        if details:
            if by not in (BY_PERSON, request.filer):
                raise Refused("role_refused", "What is wanted is the filer's to say.", status=403)
            handler.check({**request.details, **details}, request.tenant)
            details = await handler.kept(details, request.tenant)

        def act(transaction: Transaction) -> RightsRequest:
            found = steps.found(transaction, request)
            fuller = replace(found, details={**found.details, **details})
            if details:
                handler.check(fuller.details, found.tenant)
                if takes_back(fuller.details) is not found.lifts:
                    raise wrong("lift")
                rights_rows.put_details(transaction, fuller, at=doing.now)
                if is_proven(found, steps.terms(found)):  # what has begun follows the details
                    handler.ended(transaction, found, now=doing.now)
                    handler.begin(transaction, fuller, now=doing.now)
            return steps.take(transaction, fuller, doing=doing)

        after = await self.store.act(act)
        self.changed()
        return after

    async def preview(self, request: RightsRequest) -> Preview:
        """What carrying it out would do now."""
        now = self.now()

        def act(transaction: Transaction) -> Preview:
            found = self.steps.found(transaction, request)
            return self.steps.handler(found.kind).preview(transaction, found, now=now)

        return await self.store.act(act)

    async def make_code(self, request: RightsRequest) -> MadeCode:
        """A one-time code, in place of the one before.

        Raises:
            Refused: 409, nothing is to be proven any more; 429, too many codes.
        """
        now, code = self.now(), new_code(self.entropy)
        digest = code_digest(self.keys[request.tenant], request.request_id, code=code)

        def act(transaction: Transaction) -> None:
            found = self.steps.found(transaction, request)
            self._check_unproven(found)
            state = proof_rows.find_code(transaction, found)
            if not state.can_be_made:
                raise Refused("too_many_requests", "No more codes for this request.", status=429)
            proof_rows.put_code(transaction, found, state=made(state, digest, now=now))

        await self.store.act(act)
        return MadeCode(code=code, expires=now + CODE_LIFETIME)

    async def try_code(self, request: RightsRequest, code: str, *, by: str) -> RightsRequest:
        """Verifies by a code; a wrong one counts.

        Raises:
            Refused: 403 ``identity_refused``.
        """
        now = self.now()
        digest = code_digest(self.keys[request.tenant], request.request_id, code=code)

        def act(transaction: Transaction) -> RightsRequest | None:
            found = self.steps.found(transaction, request)
            self._check_unproven(found)
            right, state = tried(proof_rows.find_code(transaction, found), digest, now=now)
            proof_rows.put_code(transaction, found, state=state)
            if not right:
                return None
            doing = Doing(step=Step.VERIFY, by=by, now=now, method=Method.CODE)
            return self.steps.take(transaction, found, doing=doing)

        after = await self.store.act(act)
        if after is None:  # outside of the transaction, so that the attempt counts
            raise Refused("identity_refused", "The code is not the one that was sent.", status=403)
        self.changed()
        return after

    async def find(
        self, tenant: str, request_id: str, *, subject: str | None = None
    ) -> RightsRequest:
        """A request with its details.

        Args:
            tenant: whose.
            request_id: its id.
            subject: of whom it must be, or None for anybody's.

        Raises:
            InvalidRequest: 404; there is none.
        """

        def act(transaction: Transaction) -> RightsRequest | None:
            return rights_rows.find_request(transaction, tenant, request_id=request_id)

        found = await self.store.act(act)
        if found is None or (subject is not None and found.subject != subject):
            raise not_found()
        return found

    async def hand_in(self, request: RightsRequest, proof: bytes) -> None:
        """Keeps a document until an officer has decided."""
        now = self.now()

        def act(transaction: Transaction) -> None:
            found = self.steps.found(transaction, request)
            self._check_unproven(found)
            proof_rows.put_proof(transaction, found, data=proof, at=now)

        await self.store.act(act)

    def _new(
        self, transaction: Transaction, filing: Filing, *, request_id: str, now: datetime
    ) -> RightsRequest:
        tenant = self.steps.tenants[filing.tenant]
        policy = tenant.policy
        place = filing.jurisdiction or policy.region or tenant.region
        if filing.jurisdiction is None:
            known = rights_rows.jurisdiction_of_person(
                transaction, filing.tenant, subject=filing.subject
            )
            place = known or place
        return RightsRequest(
            tenant=filing.tenant,
            request_id=request_id,
            subject=filing.subject,
            kind=filing.kind,
            regime=policy.rights.regime_of(place),
            calendar=pinned(place),
            status=Status.INITIATED,
            received_at=now,
            filer=filing.filer,
            officers=filing.officers | {filing.filer},
            lifts=takes_back(filing.details),
            details=filing.details,
        )

    def _check_unproven(self, request: RightsRequest) -> None:
        if not request.is_open or is_proven(request, self.steps.terms(request)):
            raise Refused("step_not_possible", "Nothing is to be proven any more.", status=409)
