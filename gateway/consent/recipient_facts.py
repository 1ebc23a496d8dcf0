"""What stands against a recipient: facts that are missing, too old, or not permitted.

Rules, in the order of their codes:

1. ``not_active``: the configuration switches it off.
2. ``trains_on_data``: no policy permits that; training is a purpose of its own.
3. ``country_unknown``, ``retention_unknown``: what is not stated is not permitted. An
   operator need not state the retention of a first party, unless the policy limits it.
4. ``country_not_permitted``, ``role_not_permitted``: of every recipient, first parties
   too. A policy that says "we process only in the EEA" says it of the operator's own
   machines, and people are told the role of whoever gets their text.
5. ``region_unknown``, ``transfer_mechanism_missing``, ``transfer_mechanism_not_permitted``:
   of third parties outside of the person's region. The EEA is one region, every other
   country one of its own. Where nobody knows in which country the person is, or the code
   is none, any recipient may be outside: one without a mechanism is refused, one with a
   permitted mechanism may be sent text, as it might from anywhere. Between an operator
   and its own machines there is no transfer: that takes two parties.
6. ``retention_too_long``: of every recipient that a limit is set for.
7. ``evidence_missing``, ``evidence_too_old``: of third parties. What others promise has to
   be read up again from time to time; an operator knows its own house. Evidence of a day
   to come counts as too old: a clock was set back, or the date is wrong.

Source: GDPR Articles 28, 44 to 49; EDPB Guidelines 05/2021 (what a transfer is) and
Opinion 22/2024 (what a controller has to know of processors).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from gateway.opt_in import RecipientRules
from gateway.policy import Recipient
from gateway.regions import is_country, region_of
from gateway.retention.classes import parse_duration

# Reasons that no passing of time takes away, and no other person.
LASTING = frozenset(
    {
        *("trains_on_data", "country_unknown", "retention_unknown", "country_not_permitted"),
        *("role_not_permitted", "retention_too_long"),
    }
)
# Durations are compared from this day on: a month is 31 days, a year 365.
_REFERENCE = datetime(2025, 1, 1, tzinfo=UTC)
_NOTHING = re.compile(r"P(?=[0T])(?:0+[YMWD])*(?:T(?:0+[HMS])+)?")  # P0D and its like
_EARLIEST_ZONE = timedelta(hours=14)  # a day begins there first, 14 hours ahead of UTC


def failing_facts(
    recipient: Recipient, rules: RecipientRules, *, region: str | None, now: datetime
) -> tuple[str, ...]:
    """Reasons to refuse a recipient, in order; none where it may be sent text.

    Args:
        recipient: as the configuration declares it.
        rules: of the policy.
        region: country of the person, else of the policy or the storage; None is unknown.
        now: aware, UTC.
    """
    reasons = []
    if not recipient.active:
        reasons.append("not_active")
    if recipient.training is not False:
        reasons.append("trains_on_data")
    if not is_country(recipient.country):
        reasons.append("country_unknown")
    kept = _end(recipient.retention)
    if kept is None and (recipient.third_party or rules.longest_retention is not None):
        reasons.append("retention_unknown")
    if rules.countries is not None and recipient.country not in rules.countries:
        reasons.append("country_not_permitted")
    if rules.roles is not None and recipient.party_role not in rules.roles:
        reasons.append("role_not_permitted")
    if recipient.third_party:
        reasons += _against_transfer(recipient, rules, region=region)
    if rules.longest_retention is not None and kept is not None:
        longest = _end(rules.longest_retention)
        if longest is None or kept > longest:
            reasons.append("retention_too_long")
    if recipient.third_party and rules.evidence_age is not None:
        reasons += _against_evidence(recipient, rules.evidence_age, now=now)
    return tuple(reasons)


def _against_transfer(
    recipient: Recipient, rules: RecipientRules, *, region: str | None
) -> list[str]:
    home, mechanism = region_of(region), recipient.transfer_mechanism
    if home is not None and home == region_of(recipient.country):
        return []
    if mechanism is None:
        return ["region_unknown" if home is None else "transfer_mechanism_missing"]
    if rules.mechanisms is not None and mechanism not in rules.mechanisms:
        return ["transfer_mechanism_not_permitted"]
    return []


def _against_evidence(recipient: Recipient, age: str, *, now: datetime) -> list[str]:
    if recipient.evidence is None or recipient.evidence_date is None:
        return ["evidence_missing"]
    begins = _midnight(recipient.evidence_date)
    try:
        fresh = begins - _EARLIEST_ZONE <= now < parse_duration(age).after(begins)
    except (ValueError, OverflowError):
        fresh = False
    return [] if fresh else ["evidence_too_old"]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


@lru_cache(maxsize=256)
def _end(duration: str | None) -> datetime | None:
    """Where a duration ends that begins on the reference day; None for none at all."""
    if duration is None:
        return None
    if _NOTHING.fullmatch(duration):
        return _REFERENCE
    try:
        return parse_duration(duration).after(_REFERENCE)
    except ValueError:
        return None
