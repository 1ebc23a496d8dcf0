"""People's rights in a policy: proof of identity, approval, deadlines; pure types.

Deadlines are data. Each regime says how long a kind of request may take, from when its
clock runs, and what happens to a last day on which nobody works. The shipped ones stand
in ``SHIPPED``; a policy's own, of the same regime and kind, come before them.

Sources, read 2026-11-22: GDPR Article 12(3) with Regulation (EEC, Euratom) 1182/71,
Article 3; Cal. Civ. Code 1798.130(a)(2) with 11 CCR 7021; Mexico, LFPDPPP (the answer
to an ARCO request); Brazil, LGPD Article 19 II. Engineering input, no legal advice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gateway.regions import EEA_COUNTRIES
from gateway.rights.kinds import WITHOUT_PROOF, Approval, Method, RightKind

DEFAULT_REGIME = "P30D"


class Unit(StrEnum):
    """What a period is counted in."""

    DAYS = "days"
    MONTHS = "months"
    BUSINESS_DAYS = "business_days"


class Start(StrEnum):
    """What the clock of a deadline runs from."""

    RECEIPT = "receipt"
    VERIFICATION = "verification"
    COMPLETENESS = "completeness"


class LastDay(StrEnum):
    """What a last day on which nobody works becomes."""

    NEXT = "next_working_day"
    AS_IT_IS = "as_it_is"


class Acknowledging(StrEnum):
    """Who acknowledges a request: the gateway as it comes in, or an officer."""

    AT_ONCE = "at_once"
    OFFICER = "officer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """So many days, months or business days."""

    count: int
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """How long requests of some kinds may take under one regime.

    Attributes:
        regime: its name.
        due: answered within.
        kinds: for which; None is all others.
        ack: acknowledged within, or None.
        extend: how much longer, once, or None.
        start: what the clock runs from.
        last_day: see LastDay.
    """

    regime: str
    due: Period
    kinds: frozenset[RightKind] | None = None
    ack: Period | None = None
    extend: Period | None = None
    start: Start = Start.RECEIPT
    last_day: LastDay = LastDay.AS_IT_IS


def _days(count: int) -> Period:
    return Period(count=count, unit=Unit.DAYS)


def _months(count: int) -> Period:
    return Period(count=count, unit=Unit.MONTHS)


def _business(count: int) -> Period:
    return Period(count=count, unit=Unit.BUSINESS_DAYS)


SHIPPED = (
    Deadline(regime="GDPR", due=_months(1), extend=_months(2), last_day=LastDay.NEXT),
    Deadline(regime="CCPA", due=_days(45), extend=_days(45), ack=_business(10)),
    Deadline(regime="MX", due=_business(20), extend=_business(20), start=Start.COMPLETENESS),
    Deadline(regime="LGPD", due=_days(15)),
    Deadline(regime="P30D", due=_days(30), extend=_days(30)),
)
# Regime by country, or by country and part of it.
REGIMES: Mapping[str, str] = {
    **dict.fromkeys(EEA_COUNTRIES, "GDPR"),
    "GB": "GDPR",  # its own regulation, with the same month
    "US-CA": "CCPA",
    "MX": "MX",
    "BR": "LGPD",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RightsRules:
    """How a policy treats requests of people.

    Attributes:
        identity: the least proof that is asked for.
        identity_for: the same for single kinds.
        erasure_approval: whether an officer approves erasures.
        officer_for: other kinds that an officer approves; human review always is one.
        acknowledge: see Acknowledging.
        regime: of people whose country has none of its own.
        regimes: country, or country and part, to regime; before the shipped ones.
        deadlines: the policy's own.
        result_for: ISO 8601 duration for which a package can be fetched.
        proof_for: days after which a proof of identity is gone in any case, 7 at most.
        authority: the supervisory authority that closing messages name, or None.
        blocking: by regime, ISO 8601 duration for which data whose erasure was granted is
            blocked before it is erased.
    """

    identity: Method = Method.TOKEN
    identity_for: Mapping[RightKind, Method] = field(default_factory=dict)
    erasure_approval: Approval = Approval.OFFICER
    officer_for: frozenset[RightKind] = frozenset()
    acknowledge: Acknowledging = Acknowledging.AT_ONCE
    regime: str = DEFAULT_REGIME
    regimes: Mapping[str, str] = field(default_factory=dict)
    deadlines: tuple[Deadline, ...] = ()
    result_for: str = "P7D"
    proof_for: int = 7
    authority: str | None = None
    blocking: Mapping[str, str] = field(default_factory=dict)

    def least_proof(self, kind: RightKind, *, lifts: bool = False) -> Method | None:
        """The proof that a kind needs; None for those that need none, whatever is configured.

        Who takes an objection back (``lifts``) shows who they are.
        """
        if kind in WITHOUT_PROOF and not lifts:
            return None
        return self.identity_for.get(kind, self.identity)

    def needs_officer(self, kind: RightKind) -> bool:
        """Whether somebody of the operator's has to approve a request of this kind."""
        if kind is RightKind.ERASURE:
            return self.erasure_approval is Approval.OFFICER
        return kind is RightKind.HUMAN_REVIEW or kind in self.officer_for

    def regime_of(self, jurisdiction: str | None) -> str:
        """The regime of a country (``MX``) or part of one (``US-CA``)."""
        for code in (jurisdiction or "", (jurisdiction or "")[:2]):
            for known in (self.regimes, REGIMES):
                if code in known:
                    return known[code]
        return self.regime

    def deadline(self, regime: str, kind: RightKind) -> Deadline:
        """The deadline of a kind under a regime; that of the default for one that is gone."""
        for name in (regime, self.regime, DEFAULT_REGIME):
            found = [each for each in (*self.deadlines, *SHIPPED) if each.regime == name]
            for each in found:
                if each.kinds is not None and kind in each.kinds:
                    return each
            for each in found:
                if each.kinds is None:
                    return each
        raise AssertionError("the default regime is shipped")


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhook:
    """A URL of the operator's or a recipient's that is told things, signed.

    Attributes:
        url: https, or http on this machine.
        secret_env: name of the environment variable with the secret of the signatures.
    """

    url: str
    secret_env: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhooks:
    """Who is told of a tenant's requests.

    Attributes:
        rights: the controller, of every request; and of what no recipient's own takes.
        recipients: by key, of what people had changed or erased.
        incidents: the controller or its officer, of incidents; else that of ``rights``.
    """

    rights: Webhook | None = None
    recipients: Mapping[str, Webhook] = field(default_factory=dict)
    incidents: Webhook | None = None

    def of(self, target: str) -> Webhook | None:
        """The one for a target: ``rights``, ``incidents``, or ``recipient:`` and a key."""
        kind, _, key = target.partition(":")
        if kind == "incidents" and self.incidents is not None:
            return self.incidents
        if kind == "recipient" and key in self.recipients:
            return self.recipients[key]
        return self.rights
