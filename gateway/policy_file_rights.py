"""Reads the section ``rights`` of a policy; docs/configuration.md explains each key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from gateway.policy_rights import (
    SHIPPED,
    Acknowledging,
    Deadline,
    LastDay,
    Period,
    RightsRules,
    Start,
    Unit,
)
from gateway.rights.kinds import WITHOUT_PROOF, Approval, Method, RightKind
from gateway.yaml_tree import Fields, Value
from gateway.yaml_values import read_duration

_REGIME = r"[A-Z][A-Za-z0-9_-]{0,31}"
_REGIME_WORDS = "a name such as GDPR"
_PLACE = r"[A-Z]{2}(-[A-Z0-9]{1,3})?"
_PLACE_WORDS = "a country such as MX, or a part of one such as US-CA"
_BUSINESS = re.compile(r"P([1-9][0-9]{0,2})D business|([1-9][0-9]{0,2}) business days")
_PLAIN = re.compile(r"P([1-9][0-9]{0,2})([DWM])")
_PERIOD_WORDS = "a period such as P45D, P1M or 20 business days"
_LONGEST_PROOF = 7
_WEEK = 7


def read_rights(value: Value | None) -> RightsRules:
    """The rules, with the shipped ones for what is left out.

    Raises:
        ConfigurationError: names file, line and key path.
    """
    default = RightsRules()
    if value is None:
        return default
    known = value.fields(
        *("identity", "erasure_approval", "officer_for", "acknowledge", "regime", "regimes"),
        *("deadlines", "results_for", "proof_days", "authority"),
        "blocking",
    )
    deadlines = _deadlines(known.optional("deadlines"))
    names = frozenset(each.regime for each in (*deadlines, *SHIPPED))
    identity, single = _identity(known.optional("identity"))
    approval, heard = known.optional("erasure_approval"), known.optional("acknowledge")
    regime, authority = known.optional("regime"), known.optional("authority")
    results, days = known.optional("results_for"), known.optional("proof_days")
    return RightsRules(
        identity=identity,
        identity_for=single,
        erasure_approval=approval.choice(Approval) if approval else default.erasure_approval,
        officer_for=_kinds(known.optional("officer_for")) or frozenset(),
        acknowledge=heard.choice(Acknowledging) if heard else default.acknowledge,
        regime=_regime(regime, names) if regime else default.regime,
        regimes=_regimes(known.optional("regimes"), names),
        deadlines=deadlines,
        result_for=read_duration(results) if results else default.result_for,
        proof_for=days.integer(least=1, most=_LONGEST_PROOF) if days else default.proof_for,
        authority=authority.text() if authority else None,
        blocking=_blocking(known.optional("blocking"), names),
    )


def _identity(value: Value | None) -> tuple[Method, Mapping[RightKind, Method]]:
    """One degree for all kinds, or one for each with a default."""
    if value is None:
        return RightsRules().identity, MappingProxyType({})
    if not value.is_mapping:
        return value.choice(Method), MappingProxyType({})
    known = value.fields("default", *(each.value for each in RightKind))
    single: dict[RightKind, Method] = {}
    for key, entry in known.entries.items():
        if key == "default":
            continue
        kind = RightKind(key)
        if kind in WITHOUT_PROOF:
            raise entry.error("needs no proof of identity, and none may be asked for")
        single[kind] = entry.choice(Method)
    return known.required("default").choice(Method), MappingProxyType(single)


def _kinds(value: Value | None) -> frozenset[RightKind] | None:
    if value is None:
        return None
    found = frozenset(each.choice(RightKind) for each in value.elements())
    if not found:
        raise value.error("must not be empty")
    return found


def _regimes(value: Value | None, names: frozenset[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for place, entry in value.entries().items() if value is not None else ():
        if re.fullmatch(_PLACE, place) is None:
            raise entry.error(f"the key must be {_PLACE_WORDS}")
        found[place] = _regime(entry, names)
    return MappingProxyType(found)


def _blocking(value: Value | None, names: frozenset[str]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for regime, entry in value.entries().items() if value is not None else ():
        if regime not in names:
            raise entry.error(f"has no deadlines; known are {', '.join(sorted(names))}")
        found[regime] = read_duration(entry)
    return MappingProxyType(found)


def _regime(value: Value, names: frozenset[str]) -> str:
    name = value.text(_REGIME, what=_REGIME_WORDS)
    if name not in names:
        raise value.error(f"has no deadlines; known are {', '.join(sorted(names))}")
    return name


def _deadlines(value: Value | None) -> tuple[Deadline, ...]:
    found: list[tuple[Value, Deadline]] = []
    for entry in value.elements() if value is not None else ():
        known = entry.fields("regime", "kinds", "ack", "due", "extend", "start", "last_day")
        deadline = _deadline(known)
        for _, other in found:
            if other.regime == deadline.regime and _overlap(other, deadline):
                raise entry.error("another deadline of this regime has a kind of this one")
        found.append((entry, deadline))
    whole = {each.regime for each in SHIPPED}
    whole |= {each.regime for _, each in found if each.kinds is None}
    for entry, deadline in found:
        if deadline.regime not in whole:
            raise entry.error(
                f"regime {deadline.regime} needs a deadline without kinds, for all others"
            )
    return tuple(deadline for _, deadline in found)


def _deadline(known: Fields) -> Deadline:
    ack, extend = known.optional("ack"), known.optional("extend")
    start, last = known.optional("start"), known.optional("last_day")
    return Deadline(
        regime=known.required("regime").text(_REGIME, what=_REGIME_WORDS),
        kinds=_kinds(known.optional("kinds")),
        ack=read_period(ack) if ack else None,
        due=read_period(known.required("due")),
        extend=read_period(extend) if extend else None,
        start=start.choice(Start) if start else Start.RECEIPT,
        last_day=last.choice(LastDay) if last else LastDay.AS_IT_IS,
    )


def _overlap(one: Deadline, other: Deadline) -> bool:
    if one.kinds is None or other.kinds is None:
        return one.kinds is other.kinds
    return bool(one.kinds & other.kinds)


def read_period(value: Value) -> Period:
    """Days, weeks, months or business days.

    Raises:
        ConfigurationError: anything else, and what is longer than 999 of them.
    """
    text = value.text()
    business, plain = _BUSINESS.fullmatch(text), _PLAIN.fullmatch(text)
    if business is not None:
        return Period(count=int(business[1] or business[2]), unit=Unit.BUSINESS_DAYS)
    if plain is None:
        raise value.error(f"must be {_PERIOD_WORDS}")
    count = int(plain[1])
    if plain[2] == "M":
        return Period(count=count, unit=Unit.MONTHS)
    return Period(count=count * (_WEEK if plain[2] == "W" else 1), unit=Unit.DAYS)
