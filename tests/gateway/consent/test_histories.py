"""Random histories of consent, notices, age, signals, recipients, restrictions and clock.

At every request the gateway is held against a second, plainer reading of the rules: what
the person said last, and when. Never a byte out without a valid consent at that instant,
and never a refusal where all holds. The judge is what was sent.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from detectors.budget import Budget
from gateway.consent.persons import AgeBand, PersonChange, Report, ReportState, Restriction
from gateway.consent.records import Author, ConsentRecord, ConsentState, Signer
from gateway.errors import GatewayError
from gateway.hooks.run import at_once
from gateway.model import Role
from gateway.opt_in import AgeGate, AgeMethod
from gateway.proxy.commands import Ask, Examine, Finish, Note, Record, Reply, Send
from gateway.proxy.context import Incoming
from gateway.proxy.exchange import exchange
from gateway.proxy.subject import subject_reference
from gateway.proxy.wires import OPENAI_CHAT
from gateway.storage.memory import MemoryStore
from gateway.storage.ports import Recorded
from tests.gateway.consent.plain_reading import (
    EXAMINATION,
    FACTS,
    HOUR,
    MODELS,
    OWN,
    PURPOSES,
    REQUESTS,
    SETTING,
    SUBJECTS,
    THIRD,
    Request,
    Said,
    World,
    tenant,
)
from tests.gateway.proxy.scripted import said

# A history of 40 steps, 260 of them: 10,400 steps in the tests, more in the deep profile.
STEPS, EXAMPLES = 40, 260
NOTED = {
    *("purpose_refused", "recipient_refused", "subject_restricted", "age_restricted"),
    *("consent_required", "consent_stale"),
}


class Histories(RuleBasedStateMachine):
    """Two people, two purposes, a third party and the operator's own model."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.store = MemoryStore(clock=lambda: self.world.now)
        at_once(self.store.open())
        self.numbers = itertools.count(1)
        self.sent = 0
        self.disclosed = 0

    # -- what happens ----------------------------------------------------------

    @initialize(gated=st.booleans())
    def begin(self, gated: bool) -> None:
        if gated:
            asked = AgeMethod.DECLARATION
            self.world.gate = AgeGate(minimum=16, asked=asked, question="16 or older?")
        self.build()

    def build(self) -> None:
        self.tenant = tenant(SETTING.tenant, gate=self.world.gate, facts=self.world.facts)

    @rule(hours=st.sampled_from([-30, -1, 0, 1, 5, 100, 240]))
    def clock(self, hours: int) -> None:
        self.world.now += hours * HOUR

    @rule(fact=st.sampled_from(FACTS), good=st.sampled_from([True, True, False]))
    def recipient(self, fact: str, good: bool) -> None:
        values = {
            "active": (False, True),
            "country": ("US", "DE"),
            "evidence": (None, self.world.now.date()),
        }
        self.world.facts[fact] = values[fact][good]
        self.build()

    @rule(
        subject=st.sampled_from(SUBJECTS),
        purpose=st.sampled_from(PURPOSES),
        to=st.sampled_from((THIRD, OWN)),
        version=st.sampled_from([None, None, None, 0, 1, 2, 3]),
        late=st.sampled_from([0, 0, 0, -50, 7]),
        shown=st.frozensets(st.sampled_from(["gpc", "dnt"])),
        hours=st.sampled_from([None, 2, 500]),
    )
    def give(self, subject: str, purpose: str, to: str, **details: Any) -> None:
        at = self.world.now + details["late"] * HOUR
        until = at + details["hours"] * HOUR if details["hours"] else None
        version = self.world.in_force() if details["version"] is None else details["version"]
        series = self.tenant.notices[purpose, to].versions[3 - version]
        record = self.record(subject, purpose, to=to, state=ConsentState.GIVEN, at=at)
        at_once(
            self.store.put_consent(
                replace(
                    record,
                    notice=series.texts["en"].sha256,
                    valid_until=until,
                    signals_shown=details["shown"],
                )
            )
        )
        held = self.world.of(subject, purpose, to)
        if held.heard and at < held.at:
            return
        same = held.yes and held.version == version
        running = held.until is None or at < held.until
        if held.guardian and same and running and details["shown"] <= held.shown:
            return  # what a guardian has signed is neither prolonged nor widened
        self.world.said[subject, purpose, to] = Said(
            yes=True, at=at, until=until, version=version, shown=details["shown"],
            heard=True,
        )  # fmt: skip

    @rule(
        subject=st.sampled_from(SUBJECTS),
        purpose=st.sampled_from(PURPOSES),
        to=st.sampled_from((THIRD, OWN)),
        late=st.sampled_from([0, 0, -50, 7]),
    )
    def refuse(self, subject: str, purpose: str, to: str, late: int) -> None:
        at = self.world.now + late * HOUR
        record = self.record(subject, purpose, to=to, state=ConsentState.REFUSED, at=at)
        at_once(self.store.put_consent(record))
        held = self.world.of(subject, purpose, to)
        if not (held.heard and at < held.at):
            self.world.said[subject, purpose, to] = Said(at=at, heard=True)

    @rule(
        subject=st.sampled_from(SUBJECTS),
        purpose=st.sampled_from(PURPOSES),
        to=st.sampled_from((THIRD, OWN)),
        signer=st.sampled_from(Signer),
    )
    def withdraw(self, subject: str, purpose: str, to: str, signer: Signer) -> None:
        for record in at_once(self.store.consents("main", self.reference(subject))):
            if (record.purpose, record.recipient) == (purpose, to):
                at_once(
                    self.store.withdraw_consent(
                        "main",
                        record.record_id,
                        subject=None,
                        at=self.world.now,
                        by=Author(signer=signer),
                    )
                )
        held = self.world.of(subject, purpose, to)
        if held.yes:
            at = max(self.world.now, held.at)
            if held.until is not None and at >= held.until:
                at = held.until
            self.world.said[subject, purpose, to] = Said(at=at, heard=True)

    @rule(
        subject=st.sampled_from(SUBJECTS),
        purpose=st.sampled_from(PURPOSES),
        to=st.sampled_from((THIRD, OWN)),
    )
    def guardian_signs(self, subject: str, purpose: str, to: str) -> None:
        held = self.world.of(subject, purpose, to)
        series = self.tenant.notices[purpose, to].versions[3 - held.version]
        record = self.record(subject, purpose, to=to, state=ConsentState.GIVEN, at=self.world.now)
        at_once(
            self.store.put_consent(
                replace(
                    record,
                    notice=series.texts["en"].sha256,
                    signer=Signer.GUARDIAN,
                    guardian="g" * 40,
                )
            )
        )
        running = held.until is None or self.world.now < held.until
        if held.yes and held.at <= self.world.now and running:
            held.guardian, held.at = True, self.world.now

    @rule(subject=st.sampled_from(SUBJECTS), band=st.sampled_from(AgeBand))
    def tells_age(self, subject: str, band: AgeBand) -> None:
        self.change(subject, PersonChange(age_band=band))
        known, bands = self.world.known[subject], list(AgeBand)
        if band is not AgeBand.UNKNOWN and bands.index(band) < bands.index(known.band):
            known.band = band

    @rule(subject=st.sampled_from(SUBJECTS), refused=st.booleans())
    def prefers(self, subject: str, refused: bool) -> None:
        self.change(subject, PersonChange(tracking_refused=refused))
        known = self.world.known[subject]
        known.tracking, known.tracking_at = refused, self.world.now

    @rule(subject=st.sampled_from(SUBJECTS), on=st.sampled_from([True, False, False]))
    def restricts(self, subject: str, on: bool) -> None:
        kind, known = Restriction.REQUESTED, self.world.known[subject]
        self.change(subject, PersonChange(restrict=kind) if on else PersonChange(lift=kind))
        (known.restricted.add if on else known.restricted.discard)(kind)

    @rule(subject=st.sampled_from(SUBJECTS))
    def reported(self, subject: str) -> None:
        report_id = f"report-{next(self.numbers)}"
        report = Report(
            report_id=report_id,
            tenant="main",
            subject=self.reference(subject),
            state=ReportState.OPEN,
            reported_at=self.world.now,
        )
        at_once(self.store.add_report(report))
        self.world.known[subject].restricted.add(Restriction.REPORTED)
        self.world.known[subject].reports.append(report_id)

    @rule()
    def all_is_well(self) -> None:
        """Nothing stands against anybody but what they said themselves."""
        for subject in SUBJECTS:
            self.dismissed(subject)
            self.restricts(subject, False)
            self.prefers(subject, False)
        self.world.facts = {"active": True, "country": "DE", "evidence": self.world.now.date()}
        self.build()

    @rule(subject=st.sampled_from(SUBJECTS))
    def dismissed(self, subject: str) -> None:
        known = self.world.known[subject]
        for report_id in known.reports:
            at_once(
                self.store.decide_report(
                    "main", report_id, state=ReportState.DISMISSED, at=self.world.now
                )
            )
        known.reports = []
        known.restricted.discard(Restriction.REPORTED)

    # -- what is asked ---------------------------------------------------------

    @rule(asked=REQUESTS)
    def asks(self, asked: Request) -> None:
        self.ask(asked)

    @rule(asked=REQUESTS)
    def says_yes_and_asks(self, asked: Request) -> None:
        self.says_yes(asked)
        self.ask(asked)

    @rule(asked=REQUESTS)
    def asks_when_all_is_well(self, asked: Request) -> None:
        self.all_is_well()
        self.says_yes(asked)
        self.ask(asked)

    @rule(asked=REQUESTS, hours=st.sampled_from([-1, 1, 29, 31, 260, 520]))
    def says_yes_and_asks_later(self, asked: Request, hours: int) -> None:
        self.all_is_well()
        self.says_yes(asked)
        self.clock(hours)
        self.world.facts["evidence"] = self.world.now.date()
        self.build()
        self.ask(asked)

    def says_yes(self, asked: Request) -> None:
        self.give(
            asked.subject, asked.purpose, asked.to,
            version=None, late=0, shown=asked.shown, hours=asked.hours,
        )  # fmt: skip

    def ask(self, asked: Request) -> None:
        """One request, held against the rules; what happens meanwhile counts, too."""
        subject, purpose, to = asked.subject, asked.purpose, asked.to
        incoming = Incoming(
            body=json.dumps(
                {"model": MODELS[to], "messages": [{"role": "user", "content": "hello"}]}
            ).encode(),
            role=Role.CHAT,
            subject=subject,
            conversation_id=f"talk-{next(self.numbers)}",
            purpose=purpose,
            signals=asked.signals,
            sources=frozenset({"mail"} if asked.tagged else ()),
        )
        acts: dict[str | None, Callable[[], None]] = {
            None: lambda: None,
            "withdraw": lambda: self.withdraw(subject, purpose, to, Signer.SUBJECT),
            "restrict": lambda: self.restricts(subject, True),
            "prefer": lambda: self.prefers(subject, True),
        }
        before = self.sent
        code = self.run(incoming, meanwhile=acts[asked.meanwhile])
        permitted = self.world.permitted(asked)
        assert (self.sent > before) is permitted, (code, asked)
        assert permitted or code is not None
        held = self.world.of(subject, purpose, to)
        if code in NOTED and held.yes and held.until is not None and held.until <= self.world.now:
            # That it has run out was seen, and is not forgotten when the clock steps back.
            self.world.said[subject, purpose, to] = Said(at=held.until, heard=True)

    def run(self, incoming: Incoming, *, meanwhile: Callable[[], None]) -> str | None:
        """One exchange; the code of its refusal, or None."""
        setting = replace(
            SETTING,
            tenant=self.tenant,
            sources=replace(
                SETTING.sources,
                now=lambda: self.world.now,
                new_id=lambda: f"{next(self.numbers):026x}",
                new_key=lambda: next(self.numbers).to_bytes(32),
            ),
        )
        steps = exchange(incoming, setting, wire=OPENAI_CHAT)
        give: Any = None
        done = False
        try:
            while True:
                command = steps.send(give)
                if isinstance(command, Record) and not done:
                    done = True
                    meanwhile()
                give = self.do(command)
        except StopIteration:
            return None
        except GatewayError as error:
            if not done:
                meanwhile()
            return error.code

    def do(self, command: Any) -> Any:
        if isinstance(command, Ask):
            return at_once(self.store.look_up(command.wanted))
        if isinstance(command, Examine):
            return EXAMINATION.segments(command.segments, Budget(lambda: 0.0, 1.0))
        if isinstance(command, Note):
            return at_once(self.store.note(command.refusal))
        if isinstance(command, Record):
            recorded = at_once(self.store.record(command.disclosure))
            self.disclosed += recorded is Recorded.RECORDED
            return recorded
        if isinstance(command, Send):
            self.sent += 1
            return Reply(status=200, content_type="application/json", body=said("hello"))
        if isinstance(command, Finish):
            return at_once(self.store.finish(command.outcome))
        return None

    @invariant()
    def every_byte_has_its_row(self) -> None:
        assert self.sent == self.disclosed == len(self.store.disclosures)

    # -- what the rules share --------------------------------------------------

    def reference(self, subject: str) -> str:
        return subject_reference(SETTING.keys, subject)

    def change(self, subject: str, change: PersonChange) -> None:
        at_once(
            self.store.change_person(
                "main", self.reference(subject), change=change, at=self.world.now
            )
        )

    def record(
        self, subject: str, purpose: str, *, to: str, state: ConsentState, at: datetime
    ) -> ConsentRecord:
        return ConsentRecord(
            record_id=f"{next(self.numbers):026x}",
            tenant="main",
            subject=self.reference(subject),
            purpose=purpose,
            recipient=to,
            state=state,
            notice="",
            language="en",
            event_time=at,
        )


Histories.TestCase.settings = hypothesis_settings(
    stateful_step_count=STEPS, max_examples=max(EXAMPLES, hypothesis_settings().max_examples)
)
TestHistories = Histories.TestCase
