"""A tag stays with the text: nothing that a request leaves out takes it off again.

The judge is what leaves for whom: the model's own log, and the commands to send.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detectors import Engine
from detectors.budget import Budget
from detectors.errors import DetectorFailed
from gateway.app import create_app
from gateway.errors import GatewayError, StorageFailed
from gateway.model import Role
from gateway.opt_in import SourceRule
from gateway.policy import Tenant
from gateway.proxy.commands import Ask, Examine, Finish, Note, Record, Reply, Send
from gateway.proxy.context import Incoming, Setting
from gateway.proxy.examination import Examination
from gateway.proxy.exchange import exchange
from gateway.proxy.subject import subject_reference
from gateway.proxy.wires import OPENAI_CHAT
from gateway.settings import Settings
from gateway.storage.memory import MemoryStore
from tests.gateway import opted_in
from tests.gateway.proxy.scripted import make_setting, said
from tests.gateway.serving import SUBJECT, Answered, Serving, serving
from tests.gateway.storage.samples import START
from tests.simulators.upstream import Upstream

RULES = {
    "crm": SourceRule(recipients=frozenset({"own"}), purposes=frozenset({"answering"})),
    "open": SourceRule(
        recipients=frozenset({"own", "model-host"}), purposes=frozenset({"answering"})
    ),
}
THIRD, OWN = "gpt-1", "llama-1"


def with_rules(tenant: Tenant) -> Tenant:
    """The tenant with a recipient of its own, and rules for two sources."""
    third = replace(tenant.recipients[0], models=("gpt-*",))
    own = replace(third, key="own", third_party=False, models=("llama-*",))
    policy = replace(tenant.policy, sources=RULES)
    return replace(tenant, policy=policy, recipients=(third, own))


# -- the gateway on loopback ---------------------------------------------------------------


def _app(settings: Settings, env: Mapping[str, str]) -> Any:
    tenants = {key: with_rules(tenant) for key, tenant in settings.tenants.items()}
    return create_app(replace(settings, tenants=tenants), env)


@pytest.fixture(scope="module")
def upstream() -> Iterator[Upstream]:
    with Upstream() as model:
        yield model


@pytest.fixture(scope="module")
def gateway(upstream: Upstream, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    directory = tmp_path_factory.mktemp("sources") / "config"
    with serving(upstream.url, directory, app=_app) as running:
        for subject in (SUBJECT, "another"):
            running.opt_in(subject)
        yield running


def turn(role: str, content: Any) -> dict[str, Any]:
    return {"role": role, "content": content}


def ask(
    gateway: Serving, messages: Sequence[Any], *, model: str = THIRD, **headers: str
) -> Answered:
    named = {f"x-discreet-{name}": value for name, value in headers.items()}
    return gateway.call(
        "POST",
        "/v1/chat/completions",
        {"model": model, "messages": list(messages)},
        headers={"x-discreet-subject": SUBJECT, **named},
    )


def refused(answered: Answered) -> bool:
    return (answered.status, answered.code) == (403, "recipient_refused")


MORE = turn("user", "and now something else")


@pytest.mark.parametrize(
    "around",
    [
        {},
        {"conversation": "the-same"},
        {"conversation": "a-new-one"},
    ],
)
@pytest.mark.parametrize("first", ["refused", "no such purpose", "no such model", "answered"])
def test_what_was_tagged_once_stays_whatever_became_of_it(
    gateway: Serving, upstream: Upstream, first: str, around: dict[str, str]
) -> None:
    record = f"The okapi's record, {first}, {len(around)} {around.get('conversation')}."
    messages = [turn("user", record)]
    carried = {"source": "crm", "conversation": "the-same"}
    if first == "refused":
        assert refused(ask(gateway, messages, **carried))
    elif first == "no such purpose":
        assert ask(gateway, messages, purpose="nothing", **carried).code == "purpose_refused"
    elif first == "no such model":
        assert ask(gateway, messages, model="none", **carried).code == "model_not_found"
    else:
        assert ask(gateway, messages, model=OWN, **carried).status == 200
    before = len(upstream.requests)
    tool = {**turn("tool", record), "tool_call_id": "c1"}
    quoting = [turn("user", [{"type": "text", "text": record}, {"type": "text", "text": "x"}])]
    for history in (
        messages,
        [*messages, turn("assistant", "Yes."), MORE],
        [turn("system", "Be kind."), *messages, MORE],
        [MORE, turn("assistant", "Yes. "), *messages],
        [turn("system", record), MORE],
        [MORE, turn("assistant", record), MORE],
        [MORE, tool],
        quoting,
        [turn("user", f" {record.upper()}\n")],
    ):
        assert refused(ask(gateway, history, **around)), history
    assert len(upstream.requests) == before
    assert ask(gateway, [*messages, MORE], model=OWN, **around).status == 200


def test_a_refused_file_does_not_take_the_tag_off(gateway: Serving, upstream: Upstream) -> None:
    record = "A record that came with an address of an image."
    image = {"type": "image_url", "image_url": {"url": "https://images.example/1.png"}}
    bad = [turn("user", record), turn("user", [image])]
    assert ask(gateway, bad, source="crm").status == 422  # nobody has read it: nothing is known
    assert ask(gateway, [turn("user", record)], source="crm").status == 403
    before = len(upstream.requests)
    assert refused(ask(gateway, [turn("user", record)]))
    assert len(upstream.requests) == before


def test_others_are_not_concerned(gateway: Serving) -> None:
    system, record = turn("system", "You are a kind bot of a shop."), "A record of one person."
    assert refused(ask(gateway, [system, turn("user", record)], source="crm"))
    assert ask(gateway, [system, turn("user", "Hello there, kind bot.")]).status == 200
    assert ask(gateway, [system, turn("user", record)], subject="another").status == 200
    assert refused(ask(gateway, [turn("user", record)]))
    short = [turn("user", "yes"), turn("assistant", "Well?"), turn("user", "go on")]
    assert refused(ask(gateway, [*short, turn("user", record)], source="crm"))
    assert ask(gateway, short).status == 200


def test_a_tag_that_permits_is_no_hindrance(gateway: Serving) -> None:
    record = [turn("user", "An open record of somebody.")]
    assert ask(gateway, record, source="open").status == 200
    assert ask(gateway, record).status == 200
    assert refused(ask(gateway, record, source="crm,open"))
    assert refused(ask(gateway, record, source="open"))


# -- always --------------------------------------------------------------------------------

TEXTS = tuple(f"The record of {name} in full." for name in ("okapi", "ibex", "gnu", "eland"))


@dataclass(frozen=True, kw_only=True)
class Step:
    """One request, or a sweep before it, some days later.

    Attributes:
        texts: what it holds, with the role of each.
        tags: that it carries.
        fails: the command that goes wrong.
    """

    days: int
    sweep: bool
    subject: str
    conversation: str | None
    model: str
    purpose: str | None
    texts: tuple[tuple[str, str], ...]
    tags: frozenset[str]
    fails: str


STEPS = st.builds(
    Step,
    days=st.integers(0, 25),
    sweep=st.booleans(),
    subject=st.sampled_from(("jane", "joe", "nobody")),
    conversation=st.sampled_from((None, "one", "two")),
    model=st.sampled_from((THIRD, OWN, "none")),
    purpose=st.sampled_from((None, "answering", "nothing")),
    texts=st.lists(
        st.tuples(st.sampled_from(("user", "assistant", "system")), st.sampled_from(TEXTS)),
        min_size=1,
        max_size=4,
    ).map(tuple),
    tags=st.frozensets(st.sampled_from(("crm", "open", "unknown")), max_size=2),
    fails=st.sampled_from(("", "", "", "Examine", "Record", "Finish")),
)


@dataclass
class World:
    """A store, its clock, and which texts of whom were ever tagged with what.

    ``before_record`` is another request that is quicker than the next disclosure.
    """

    setting: Setting
    examination: Examination
    store: MemoryStore = field(default_factory=MemoryStore)
    now: datetime = START
    tagged: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    left: int = 0
    before_record: Step | None = None

    def __post_init__(self) -> None:
        sources = replace(self.setting.sources, now=lambda: self.now)
        self.setting = replace(self.setting, sources=sources)

    async def open(self) -> None:
        await self.store.open()
        for name in ("jane", "joe"):
            reference = subject_reference(self.setting.keys, name)
            record = opted_in.given(self.setting.tenant, subject=reference, record_id=name)
            await self.store.put_consent(record)

    async def step(self, step: Step) -> None:
        self.now += timedelta(days=step.days)
        if step.sweep:
            await self.store.sweep(self.now)
        texts = [turn(role, text) for role, text in step.texts]
        incoming = Incoming(
            body=json.dumps({"model": step.model, "messages": texts}).encode(),
            role=Role.CHAT,
            subject=step.subject,
            conversation_id=step.conversation,
            purpose=step.purpose,
            sources=step.tags,
        )
        for role, text in step.texts:
            if role == "user":
                self.tagged.setdefault((step.subject, text), set()).update(step.tags)
        generator = exchange(incoming, self.setting, wire=OPENAI_CHAT)
        try:
            command = next(generator)
            while True:
                failure = _FAILURES[step.fails] if type(command).__name__ == step.fails else None
                if isinstance(command, Send):
                    self._judge(step, command)
                if failure is not None:
                    command = generator.throw(failure)
                else:
                    command = generator.send(await self._do(command))
        except (StopIteration, GatewayError):
            return

    def _judge(self, step: Step, command: Send) -> None:
        self.left += 1
        recipient = "own" if json.loads(command.body)["model"] == OWN else "model-host"
        for _, text in step.texts:
            for tag in self.tagged.get((step.subject, text), ()):
                assert tag in RULES, (step, tag)
                assert recipient in RULES[tag].recipients, (step, tag)

    async def _do(self, command: Any) -> Any:
        if isinstance(command, Ask):
            return await self.store.look_up(command.wanted)
        if isinstance(command, Record):
            between, self.before_record = self.before_record, None
            if between is not None:
                await self.step(between)
            return await self.store.record(command.disclosure)
        if isinstance(command, Note):
            return await self.store.note(command.refusal)
        if isinstance(command, Finish):
            return await self.store.finish(command.outcome)
        if isinstance(command, Examine):
            return self.examination.segments(command.segments, Budget(lambda: 0.0, 1.0))
        if isinstance(command, Send):
            return Reply(status=200, content_type="application/json", body=said("Yes."))
        return None


_FAILURES: Mapping[str, Exception | None] = {
    "": None,
    "Examine": DetectorFailed("card", ValueError),
    "Record": StorageFailed("down"),
    "Finish": StorageFailed("down"),
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> tuple[Setting, Examination]:
    directory: Path = tmp_path_factory.mktemp("setting")
    setting, examination = make_setting(directory, Engine())
    return replace(setting, tenant=with_rules(setting.tenant)), examination


def play(place: tuple[Setting, Examination], steps: Sequence[Step]) -> World:
    async def history() -> World:
        world = World(*place)
        await world.open()
        for step in steps:
            await world.step(step)
        return world

    return asyncio.run(history())


@given(steps=st.lists(STEPS, max_size=12))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_tagged_text_never_leaves_to_whom_the_tag_does_not_name(
    place: tuple[Setting, Examination], steps: list[Step]
) -> None:
    world = play(place, steps)
    assert world.left <= len(steps)


def test_the_judge_sees_texts_leave(place: tuple[Setting, Examination]) -> None:
    plain = Step(
        days=1, sweep=True, subject="jane", conversation=None, model=THIRD, purpose=None,
        texts=(("user", TEXTS[0]),), tags=frozenset(), fails="",
    )  # fmt: skip
    steps = [plain, replace(plain, tags=frozenset({"open"})), replace(plain, subject="joe")]
    assert play(place, steps).left == 3
    tagged = replace(plain, tags=frozenset({"crm"}), fails="Examine", model=OWN)
    world = play(place, [plain, tagged, plain, replace(plain, subject="joe")])
    assert world.left == 2


def test_a_tag_that_comes_between_look_up_and_record_stops_the_request(
    place: tuple[Setting, Examination],
) -> None:
    plain = Step(
        days=0, sweep=False, subject="jane", conversation=None, model=THIRD, purpose=None,
        texts=(("user", TEXTS[1]),), tags=frozenset(), fails="",
    )  # fmt: skip
    tagging = replace(plain, model=OWN, tags=frozenset({"crm"}))

    async def history() -> World:
        world = World(*place)
        await world.open()
        world.before_record = tagging
        await world.step(plain)
        return world

    world = asyncio.run(history())
    assert world.left == 1  # the tagged one, to the tenant's own model
    (refusal,) = world.store.refusals.values()
    assert (refusal.code, refusal.check) == ("recipient_refused", "source")
    assert refusal.sources == {"crm"}


def test_a_tenant_without_rules_asks_for_nothing(place: tuple[Setting, Examination]) -> None:
    tenant = place[0].tenant
    plain = replace(tenant, policy=replace(tenant.policy, sources={}))
    body = json.dumps({"model": OWN, "messages": [turn("user", TEXTS[0])]}).encode()
    incoming = Incoming(body=body, role=Role.CHAT, subject="jane")
    for setting, count in ((place[0], 1), (replace(place[0], tenant=plain), 0)):
        command = next(exchange(incoming, setting, wire=OPENAI_CHAT))
        assert isinstance(command, Ask)
        assert len(command.wanted.texts) == count
        assert command.wanted.tagging is None
