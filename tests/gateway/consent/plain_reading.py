"""The rules of consent as a plain reader keeps them: what somebody said last, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st

from detectors import Engine
from gateway.consent.persons import AgeBand, Restriction
from gateway.consent.signals import Signals
from gateway.notice import Notice, NoticeVersion, generated
from gateway.opt_in import AgeGate, RecipientRules, SourceRule
from gateway.policy import LegalBasis, Policy, Tenant
from gateway.proxy.context import Setting
from gateway.proxy.examination import Examination
from tests.gateway.proxy.scripted import make_setting
from tests.gateway.storage.samples import START

ENGINE = Engine()
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SUBJECTS, PURPOSES = ("ada", "bea"), ("answering", "training")
THIRD, OWN = "model-host", "own"
MODELS = {THIRD: "gpt", OWN: "own"}
FACTS = ("active", "evidence", "country")
MATERIAL = 2


def place() -> tuple[Setting, Examination]:
    with TemporaryDirectory() as directory:
        return make_setting(Path(directory), ENGINE)


SETTING, EXAMINATION = place()


def notices(purpose: str) -> Notice:
    """Four versions, one every ten days; the second and the fourth change nothing material."""
    first = generated(purpose, version="1", language="en", title="T", benefits="B").versions[0]
    versions = [
        NoticeVersion(
            version=str(number + 1),
            valid_from=START - DAY + number * 10 * DAY,
            material_change=number in (0, MATERIAL),
            texts={"en": {**first.texts["en"], "purpose": f"T{number}"}},
        )
        for number in range(4)
    ]
    return Notice(key=purpose, versions=tuple(reversed(versions)))


def policy(base: Policy, *, gate: AgeGate | None) -> Policy:
    answering = base.purposes["answering"]
    purposes = {
        "answering": replace(answering, notice="answering"),
        "training": replace(
            answering, key="training", legal_basis=LegalBasis.CONSENT, notice="training"
        ),
    }
    return replace(
        base,
        purposes=purposes,
        age=gate,
        notices={key: notices(key) for key in purposes},
        recipient_rules=RecipientRules(evidence_age="P30D", countries=frozenset({"DE"})),
        sources={
            "mail": SourceRule(recipients=frozenset({OWN}), purposes=frozenset({"answering"}))
        },
    )


def tenant(base: Tenant, *, gate: AgeGate | None, facts: Mapping[str, Any]) -> Tenant:
    host = replace(
        base.recipients[0],
        key=THIRD,
        models=(MODELS[THIRD],),
        country=facts["country"],
        active=facts["active"],
        evidence="contract",
        evidence_date=facts["evidence"],
    )
    own = replace(host, key=OWN, third_party=False, models=(MODELS[OWN],), country="DE",
                  active=True)  # fmt: skip
    return replace(base, policy=policy(base.policy, gate=gate), recipients=(host, own), region="DE")


@dataclass(slots=True)
class Said:
    """What one person last said of one purpose and recipient, as a plain reader keeps it."""

    yes: bool = False
    at: datetime = START
    until: datetime | None = None
    version: int = 0
    shown: frozenset[str] = frozenset()
    guardian: bool = False
    heard: bool = False


@dataclass(slots=True)
class Known:
    """What is known of one person, likewise."""

    band: AgeBand = AgeBand.UNKNOWN
    tracking: bool = False
    tracking_at: datetime | None = None
    restricted: set[Restriction] = field(default_factory=set)
    reports: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Who asks whom for what, and what happens between the look-up and the record."""

    subject: str
    purpose: str
    to: str
    signals: Signals
    shown: frozenset[str]
    hours: int | None
    tagged: bool
    meanwhile: str | None


REQUESTS = st.builds(
    Request,
    subject=st.sampled_from(SUBJECTS),
    purpose=st.sampled_from(PURPOSES),
    to=st.sampled_from((THIRD, THIRD, OWN)),
    signals=st.sampled_from([Signals(), Signals(), Signals(gpc=True), Signals(dnt=True)]),
    shown=st.sampled_from([frozenset(), frozenset({"gpc", "dnt"}), frozenset({"gpc"})]),
    hours=st.sampled_from([None, 30, 500]),
    tagged=st.sampled_from([False, False, False, True]),
    meanwhile=st.sampled_from([None, None, None, "withdraw", "restrict", "prefer"]),
)


@dataclass(slots=True)
class World:
    """What a plain reader of the history knows, and how they read the rules."""

    now: datetime = START
    gate: AgeGate | None = None
    facts: dict[str, Any] = field(
        default_factory=lambda: {"active": True, "country": "DE", "evidence": START.date()}
    )
    said: dict[tuple[str, str, str], Said] = field(default_factory=dict)
    known: dict[str, Known] = field(
        default_factory=lambda: {subject: Known() for subject in SUBJECTS}
    )

    def of(self, subject: str, purpose: str, to: str) -> Said:
        return self.said.setdefault((subject, purpose, to), Said())

    def permitted(self, asked: Request) -> bool:
        """The rules once more, as plainly as they can be said."""
        subject, purpose, to = asked.subject, asked.purpose, asked.to
        known, held = self.known[subject], self.of(subject, purpose, to)
        if known.restricted:
            return False
        if to == THIRD:
            if not self.facts["active"] or self.facts["country"] != "DE":
                return False
            day = self.facts["evidence"]
            if day is None or not self.fresh(day):
                return False
        if asked.tagged and (to != OWN or purpose != "answering"):
            return False
        below = self.gate is not None and (
            known.band in (AgeBand.UNDER_13, AgeBand.FROM_13)
            or (known.band is AgeBand.UNKNOWN and purpose == "training")
        )
        if not (to == THIRD or purpose == "training" or below):
            return True
        until = held.until
        valid = held.yes and held.at <= self.now and (until is None or self.now < until)
        on = set(asked.signals.names) | ({"dnt"} if known.tracking else set())
        lifted = set(held.shown)
        if known.tracking and known.tracking_at is not None and known.tracking_at > held.at:
            lifted.discard("dnt")
        if not valid or (below and not held.guardian) or on - lifted:
            return False
        if self.now < START - DAY or held.version > self.in_force():
            return False
        return not held.version < MATERIAL <= self.in_force()

    def in_force(self) -> int:
        """Number of the version that is shown."""
        return max(0, min(3, (self.now - (START - DAY)) // (10 * DAY)))

    def fresh(self, day: Any) -> bool:
        """Evidence of thirty days at most, and not of a day to come anywhere on earth."""
        seen = datetime(day.year, day.month, day.day, tzinfo=self.now.tzinfo)
        return seen - timedelta(hours=14) <= self.now < seen + 30 * DAY
