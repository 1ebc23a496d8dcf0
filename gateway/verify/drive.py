"""Runs planted requests through the running configuration, up to the bytes that would leave.

Nothing is sent and nothing is stored: the one thing that is made up is a person who has
opted in. Detection, policy, wires and egress are those that serve.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from detectors.budget import Budget
from detectors.types import Clock
from gateway.consent.persons import AgeBand, Person
from gateway.consent.records import ConsentRecord, ConsentState
from gateway.errors import GatewayError
from gateway.model import Action, Destination, Role
from gateway.opt_in import AgeMethod
from gateway.policy import Recipient
from gateway.proxy.commands import (
    Ask,
    Command,
    Cover,
    Examine,
    Note,
    Record,
    Send,
    TakeLong,
    Watch,
)
from gateway.proxy.context import Incoming, Setting, Wire
from gateway.proxy.decide import effective_action
from gateway.proxy.examination import Examination
from gateway.proxy.exchange import exchange
from gateway.proxy.headers import forwarded, forwarded_query
from gateway.proxy.wire.json_tree import write
from gateway.proxy.wire.rules import Model
from gateway.storage.ports import Known, Recorded
from gateway.verify.plants import VALUES, Plant, Value, holds, plants

_SUBJECT = "discreet-verify"
_MODEL = next(Model().examples())


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """How one place of one endpoint fared.

    Attributes:
        tenant, recipient, endpoint: where; the endpoint is the first of those that are alike.
        pointer: the place.
        how: the value was planted.
        leak: it can be read in what would have been sent.
        outcome: ``replaced``, or the code of the refusal.
    """

    tenant: str
    recipient: str
    endpoint: str
    pointer: str
    how: str
    leak: bool
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A recipient and endpoints that lead to it in one tenant, and read their bodies alike.

    Attributes:
        setting: the tenant's.
        examination: the tenant's.
        recipient: takes what is sent.
        wire: of the first endpoint.
        beside: those of the others: one table and one reader serve them all.
        seconds: CPU time that examining a request may take, on ``clock``.
        clock: CPU time of the calling thread.
    """

    setting: Setting
    examination: Examination
    recipient: Recipient
    wire: Wire
    beside: tuple[Wire, ...] = ()
    seconds: float
    clock: Clock

    @property
    def endpoints(self) -> tuple[str, ...]:
        """Their paths."""
        return tuple(wire.path for wire in (self.wire, *self.beside))

    def fields(self) -> Iterator[Field]:
        """Every place of a body and of each endpoint's address, with a value planted in it."""
        values = self._values()
        seen: set[tuple[str, str]] = set()
        for plant in self._plants(values):
            if (plant.pointer, plant.how) not in seen:
                seen.add((plant.pointer, plant.how))
                yield self._tried(plant, values, wire=self.wire)
        for wire in (self.wire, *self.beside):
            for plant in self._around(wire):
                yield self._tried(plant, values, wire=wire)

    def _values(self) -> tuple[Value, ...]:
        """Those that the policy keeps from the recipient; all where it keeps none."""
        policy = self.setting.tenant.policy
        kept = (
            value
            for value in VALUES
            if effective_action(policy, value.entity_type, destination=Destination.UPSTREAM)
            is not Action.ALLOW
        )
        return tuple(kept) or VALUES

    def _plants(self, values: tuple[Value, ...]) -> Iterator[Plant]:
        for refused in (False, True):
            for body in self.wire.table.examples(refused=refused):
                yield from plants(_with_model(body, self._model()), values)

    def _around(self, wire: Wire) -> Iterator[Plant]:
        """Headers, parameters and the path."""
        body = _with_model(next(wire.table.examples()), self._model())
        for name in wire.forwards:
            yield Plant(pointer=name, how="header", body=body)
        for name in wire.query:
            yield Plant(pointer=f"?{name}", how="parameter", body=body)
        if "{model}" in wire.path:
            yield Plant(pointer="path", how="model", body=body)
        yield Plant(pointer="x-discreet-subject", how="header", body=body)

    def _model(self) -> str:
        """A model that the recipient serves."""
        pattern = re.sub(r"\[([^!\]])[^\]]*\]", r"\1", self.recipient.models[0])
        return pattern.replace("*", "a").replace("?", "a")

    def _tried(self, plant: Plant, values: tuple[Value, ...], *, wire: Wire) -> Field:
        try:
            sent = self._sent(plant, values[0], wire=wire)
        except GatewayError as error:
            leak, outcome = False, error.code
        else:
            leak = any(holds(text, value) for text in sent for value in values)
            outcome = "sent as it was" if leak else "replaced"
        return Field(
            tenant=self.setting.tenant.key,
            recipient=self.recipient.key,
            endpoint=wire.path,
            pointer=plant.pointer,
            how=plant.how,
            leak=leak,
            outcome=outcome,
        )

    def _sent(self, plant: Plant, value: Value, *, wire: Wire) -> tuple[str, ...]:
        """The texts of the request that would leave; raises GatewayError."""
        name = plant.pointer.removeprefix("?")
        header = {name: value.text} if plant.how == "header" else {}
        query = f"{name}={value.text}" if plant.how == "parameter" else ""
        model = None
        if "{model}" in wire.path:
            model = value.text.replace(" ", "-") if plant.how == "model" else self._model()
        raw = [(key.encode(), text.encode()) for key, text in header.items()]
        incoming = Incoming(
            body=write(plant.body),
            role=Role.CHAT,
            subject=header.get("x-discreet-subject", _SUBJECT),
            model=model,
            forwarded=forwarded(raw, wire.forwards),
            query=forwarded_query(query.encode(), wire.query, fixed=wire.fixed_query),
        )
        sent = self._run(incoming, wire)
        headers = (f"{key}: {text}" for key, text in sent.headers.items())
        return (sent.body.decode("utf-8", "replace"), sent.url, *headers)

    def _run(self, incoming: Incoming, wire: Wire) -> Send:
        budget = Budget(self.clock, self.seconds)
        steps = exchange(incoming, self.setting, wire=wire)
        command: Command = next(steps)
        while not isinstance(command, Send):
            command = steps.send(self._given(command, budget))
        steps.close()
        return command

    def _given(self, command: Command, budget: Budget) -> Any:
        if isinstance(command, Ask):
            return Known(
                consent=self._consent(command), conversation=None, person=self._person(command)
            )
        if isinstance(command, Examine):
            return self.examination.segments(command.segments, budget)
        if isinstance(command, TakeLong | Note | Watch):
            return None
        if isinstance(command, Cover):
            return self.examination.cover(command.images)
        assert isinstance(command, Record)
        return Recorded.RECORDED

    def _consent(self, command: Ask) -> ConsentRecord:
        wanted = command.wanted
        notice = self.setting.tenant.notices[wanted.purpose, wanted.recipient]
        shown = notice.in_force(wanted.now)
        return ConsentRecord(
            record_id="verify",
            tenant=wanted.tenant,
            subject=wanted.subject,
            purpose=wanted.purpose,
            recipient=wanted.recipient,
            notice=shown.sha256 if shown is not None else "",
            state=ConsentState.GIVEN,
            language="en",
            event_time=wanted.now,
        )

    def _person(self, command: Ask) -> Person:
        """Somebody of whom nothing stands against sending."""
        return Person(
            tenant=command.wanted.tenant,
            subject=command.wanted.subject,
            version=1,
            age_band=AgeBand.ADULT,
            age_method=AgeMethod.DOCUMENT,
        )


def _with_model(tree: Any, model: str) -> Any:
    """An example with another model, which may be named in several places."""
    if isinstance(tree, dict):
        return {key: _with_model(each, model) for key, each in tree.items()}
    if isinstance(tree, list):
        return [_with_model(each, model) for each in tree]
    return tree.replace(_MODEL, model) if type(tree) is str else tree
