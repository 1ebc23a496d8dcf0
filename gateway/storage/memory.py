"""A store in memory, with the semantics of the database: for tests and for hooks.

Nothing survives the process and nothing is encrypted. The contract tests run against
this store and the database alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeVar

from gateway.errors import StorageFailed
from gateway.retention.assign import Tagged, ended, first_tag, next_tag
from gateway.retention.classes import FOREVER
from gateway.retention.events import RetentionEvent, after_event
from gateway.storage.consent_ports import Facts, Refusal, Watched
from gateway.storage.facts import is_restricted
from gateway.storage.lineage import KeptState, next_state
from gateway.storage.people import People
from gateway.storage.people_calls import PeopleCalls
from gateway.storage.people_memory import MemoryPeople
from gateway.storage.ports import (
    ApiKey,
    Conversation,
    DataKey,
    Disclosure,
    Known,
    KnownState,
    LookUp,
    NewState,
    Outcome,
    Recorded,
    StoredConversation,
    StoredMessage,
)
from gateway.storage.retention_ports import ClassCount, SweepResult
from gateway.storage.source_tags import MemoryTags

Result = TypeVar("Result")


@dataclass(slots=True)
class _Held:
    name: tuple[str, str, str]
    data_key: DataKey
    tagged: Tagged
    created_at: datetime
    last_at: datetime
    messages: list[StoredMessage] = field(default_factory=list)
    sources: frozenset[str] = frozenset()

    def hidden(self, at: datetime) -> bool:
        return self.tagged.tag.hide_at <= at

    def due(self, at: datetime) -> bool:
        return (self.tagged.tag.due_at or self.tagged.tag.hide_at) <= at

    def has(self, chain: str) -> bool:
        return any(each.chain == chain for each in self.messages)

    def answers(self, chain: str) -> bool:
        return any(each.chain == chain and each.role == "assistant" for each in self.messages)


@dataclass(frozen=True, slots=True)
class _State:
    held: _Held
    kept: KeptState

    @property
    def tagged(self) -> Tagged:
        return self.kept.tagged

    def hidden(self, at: datetime) -> bool:
        return self.tagged.tag.hide_at <= at

    def due(self, at: datetime) -> bool:
        return self.hidden(at)


def _end(at: datetime) -> datetime | None:
    return None if at >= FOREVER else at


def _utc_now() -> datetime:
    return datetime.now(UTC)


class MemoryStore(PeopleCalls):
    """The Store of gateway.storage.ports in memory; the repr holds counts."""

    def __init__(self, *, clock: Callable[[], datetime] = _utc_now) -> None:
        """Starts empty.

        Args:
            clock: now, aware, UTC; used only where a call is not given a time.
        """
        self._clock = clock
        self._open = False
        self._held: list[_Held] = []
        self._states: dict[tuple[str, str], _State] = {}
        self.people = MemoryPeople(self._end, self._start_clocks)
        self._tags = MemoryTags()
        self._api_keys: dict[str, ApiKey] = {}
        self.disclosures: dict[str, Disclosure] = {}
        self.outcomes: dict[str, Outcome] = {}
        self.refusals: dict[str, Refusal] = {}

    def __repr__(self) -> str:
        return f"MemoryStore({len(self._held)} conversations)"

    async def open(self) -> None:
        """Takes calls from now on."""
        self._open = True

    async def close(self) -> None:
        """Takes no more calls; what is held stays, as in a file."""
        self._open = False

    async def look_up(self, wanted: LookUp) -> Known:
        """See ports.LookUp."""
        self._check()
        person = self.people.person(wanted.tenant, wanted.subject)
        self._tags.keep(wanted, person)
        consent, held, found = self.people.holding(wanted), None, None
        if not is_restricted(person):
            found = self._state(wanted)
            held = found.held if found is not None else self._found(wanted)
        conversation = state = None
        if held is not None:
            depths = [n for n, chain in enumerate(wanted.chains, start=1) if held.has(chain)]
            conversation = Conversation(
                conversation_id=held.name[2],
                data_key=held.data_key,
                common=0 if found is not None else max(depths, default=0),
                sources=held.sources,
            )
            if found is not None:
                state = KnownState(conversation=conversation, values=found.kept.values)
        return Known(
            consent=consent,
            conversation=conversation,
            state=state,
            person=person,
            sources=self._tags.read(wanted),
        )

    async def record(self, disclosure: Disclosure) -> Recorded:
        """See ports.Disclosure."""
        self._check()
        d = disclosure
        if not self._still_holds(d):
            return Recorded.FACTS_CHANGED
        if d.new_key is not None and d.new_key.dek_id != d.dek_id:
            raise StorageFailed("a disclosure names two data keys")
        name = (d.tenant, d.subject, d.conversation_id)
        current = self._current(name, d.at)
        if (current is None) == (d.new_key is None):
            return Recorded.CONVERSATION_CHANGED
        if current is not None and current.data_key.dek_id != d.dek_id:
            return Recorded.CONVERSATION_CHANGED
        if d.disclosure_id in self.disclosures:
            raise StorageFailed("a disclosure's id is taken")
        if current is None and d.new_key is not None:
            if any(each.data_key.dek_id == d.dek_id for each in self._held):
                raise StorageFailed("a data key's id is taken")
            current = _Held(name, d.new_key, first_tag(d.tag), d.at, d.at)
            self._held.append(current)
        elif current is not None:
            current.tagged = next_tag(current.tagged, d.tag, created_at=current.created_at, at=d.at)
        if current is not None:
            current.sources |= d.basis.sources
            current.messages.extend(d.messages)
            current.last_at = max(current.last_at, d.at)
        self.disclosures[d.disclosure_id] = replace(d, new_key=None, messages=())
        return Recorded.RECORDED

    async def finish(self, outcome: Outcome) -> None:
        """See ports.Outcome."""
        self._check()
        if outcome.disclosure_id not in self.disclosures:
            raise StorageFailed("an outcome has no disclosure")
        if outcome.disclosure_id in self.outcomes:
            raise StorageFailed("a disclosure has its outcome")
        name = (outcome.tenant, outcome.subject, outcome.conversation_id)
        for held in self._held:
            if held.data_key.dek_id == outcome.dek_id and held.name == name:
                if outcome.state is not None:
                    self._keep(held, outcome.state, at=outcome.at)
                held.messages.extend(outcome.answers)
                held.last_at = max(held.last_at, outcome.at)
        self.outcomes[outcome.disclosure_id] = replace(outcome, answers=(), state=None)

    async def note(self, refusal: Refusal) -> None:
        """See ports.ExchangeStore."""
        self._check()
        if refusal.refusal_id in self.refusals:
            raise StorageFailed("a refusal's id is taken")
        self.refusals[refusal.refusal_id] = refusal
        if refusal.expired:
            People(self.people).expire(refusal)

    async def facts(self, watched: Sequence[Watched]) -> Sequence[Facts]:
        """See ports.ExchangeStore."""
        self._check()
        return [
            Facts(
                consent=self.people.holding(each),
                person=self.people.person(each.tenant, each.subject),
            )
            for each in watched
        ]

    async def add_api_key(self, key: ApiKey) -> None:
        """Adds a key; its id and its secret's digest must be new."""
        self._check()
        digests = {each.secret_sha256 for each in self._api_keys.values()}
        if key.key_id in self._api_keys or key.secret_sha256 in digests:
            raise StorageFailed("an API key of this id or secret exists")
        self._api_keys[key.key_id] = key

    async def api_keys(self) -> Sequence[ApiKey]:
        """All keys, revoked ones too, oldest first."""
        self._check()
        return sorted(self._api_keys.values(), key=lambda each: (each.created_at, each.key_id))

    async def revoke_api_key(self, key_id: str, at: datetime) -> bool:
        """Revokes a key; False if there is none that is in force."""
        self._check()
        key = self._api_keys.get(key_id)
        if key is None or key.revoked_at is not None:
            return False
        self._api_keys[key_id] = replace(key, revoked_at=at)
        return True

    async def class_counts(self, now: datetime) -> Sequence[ClassCount]:
        """The retention report."""
        self._check()
        groups: dict[tuple[str, str], list[_Held | _State]] = {}
        for held in self._held:
            key = (held.name[0], held.tagged.tag.retention_class)
            groups.setdefault(key, []).append(held)
        for (tenant, _), state in self._states.items():
            groups.setdefault((tenant, state.tagged.tag.retention_class), []).append(state)
        return [
            ClassCount(
                tenant=tenant,
                retention_class=key,
                conversations=sum(isinstance(each, _Held) for each in group),
                provider_states=sum(isinstance(each, _State) for each in group),
                due=sum(each.due(now) for each in group),
                earliest_erase_by=_end(min(each.tagged.tag.erase_by for each in group)),
                overdue=sum(each.tagged.tag.erase_by < now for each in group),
            )
            for (tenant, key), group in sorted(groups.items())
        ]

    async def sweep(
        self, now: datetime, *, batch: int = 500, whole_walk: bool = False
    ) -> SweepResult:
        """Forgets what is due."""
        self._check()
        if batch < 1:
            raise ValueError("a sweep's batch is at least 1")
        kept = [held for held in self._held if not held.due(now)]
        erased = len(self._held) - len(kept)
        self._held = kept
        left = {
            name: state
            for name, state in self._states.items()
            if any(state.held is held for held in kept)
        }
        self._states = {name: state for name, state in left.items() if not state.hidden(now)}
        states = len(left) - len(self._states)
        tags = self._tags.forget(now)
        return SweepResult(erased=erased, states=states, tags=tags, checkpoint=None)

    async def conversations(
        self, tenant: str, *, subject: str | None = None, conversation_id: str | None = None
    ) -> Sequence[StoredConversation]:
        """Texts; what is hidden by the store's clock is left out."""
        self._check()
        now = self._clock()
        found = [
            held
            for held in self._held
            if held.name[0] == tenant
            and (subject is None or held.name[1] == subject)
            and (conversation_id is None or held.name[2] == conversation_id)
            and not held.hidden(now)
            and not is_restricted(self.people.person(*held.name[:2]))
        ]
        return [
            StoredConversation(
                tenant=tenant,
                subject=held.name[1],
                conversation_id=held.name[2],
                tag=held.tagged.tag,
                created_at=held.created_at,
                last_interaction_at=held.last_at,
                messages=tuple(held.messages),
            )
            for held in sorted(found, key=lambda each: each.created_at)
        ]

    def _check(self) -> None:
        if not self._open:
            raise StorageFailed("the store is not open")

    async def _with_people(
        self, act: Callable[[People], Result], *, tenant: str | None = None
    ) -> Result:
        self._check()
        return act(People(self.people))

    def _still_holds(self, d: Disclosure) -> bool:
        person, consent = self.people.person(d.tenant, d.subject), self.people.holding(d)
        version = 0 if person is None else person.version
        if version != d.basis.person_version or is_restricted(person):
            return False
        if not self._tags.read(d) <= d.basis.sources:
            return False
        if d.basis.consent_id is None:
            return True
        decided_on = (d.basis.consent_id, d.basis.consent_event)
        return (
            consent is not None
            and (consent.record_id, consent.event_id) == decided_on
            and consent.permits(d.at)
        )

    def _end(self, whose: tuple[str, str], at: datetime) -> None:
        self._tags.erase(whose)
        for held in self._held:
            if held.name[:2] == whose:
                held.tagged = ended(held.tagged, at)
        for name, state in self._states.items():
            if state.held.name[:2] == whose:
                kept = replace(state.kept, tagged=ended(state.kept.tagged, at))
                self._states[name] = replace(state, kept=kept)

    def _start_clocks(self, event: RetentionEvent) -> None:
        for held in self._held:
            if held.name[:2] == (event.tenant, event.subject):
                times = {"first": held.created_at, "last": held.last_at}
                held.tagged = after_event(held.tagged, event, **times)

    def _current(self, name: tuple[str, str, str], at: datetime) -> _Held | None:
        for held in reversed(self._held):
            if held.name == name:
                return None if held.hidden(at) else held
        return None

    def _found(self, wanted: LookUp) -> _Held | None:
        owner = (wanted.tenant, wanted.subject)
        if wanted.state is not None:
            return None
        if wanted.conversation_id is not None:
            return self._current((*owner, wanted.conversation_id), wanted.now)
        for chain in reversed(wanted.chains):
            for held in reversed(self._held):
                known = held.name[:2] == owner and self._current(held.name, wanted.now) is held
                if known and held.answers(chain):
                    return held
        return None

    def _state(self, wanted: LookUp) -> _State | None:
        state = None if wanted.state is None else self._states.get((wanted.tenant, wanted.state))
        if state is None or state.hidden(wanted.now):
            return None
        if self._current(state.held.name, wanted.now) is not state.held:
            return None
        _, subject, conversation_id = state.held.name
        if (subject, state.tagged.tag.recipient) != (wanted.subject, wanted.recipient):
            return None
        return state if wanted.conversation_id in (None, conversation_id) else None

    def _keep(self, held: _Held, new: NewState, *, at: datetime) -> None:
        tenant = held.name[0]
        before = self._states.get((tenant, new.key))
        if before is not None:
            if before.held is not held or before.tagged.tag.recipient != new.recipient:
                raise StorageFailed("a provider's state belongs to another conversation")
        elif new.follows is not None:
            before = self._states.get((tenant, new.follows))
            if before is None or before.held is not held:
                return
        kept = next_state(None if before is None else before.kept, new, at=at)
        self._states[tenant, new.key] = _State(held, kept)
