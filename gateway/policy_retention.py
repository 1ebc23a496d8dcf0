"""Retention as a policy says it: classes, rules that choose one, classes of other records.

Pure types; gateway/policy_file_retention.py reads them from YAML, gateway/retention/ keeps
to them. Durations are ISO 8601 texts, added as a calendar does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from detectors.families import FAMILIES


class Trigger(StrEnum):
    """What starts the clock of a retention class."""

    COLLECTION = "collection"
    LAST_INTERACTION = "last_interaction"
    ACCOUNT_CLOSURE = "account_closure"
    CONTRACT_END = "contract_end"
    CONSENT_WITHDRAWAL = "consent_withdrawal"
    PURPOSE_FULFILLED = "purpose_fulfilled"
    VERIFICATION_COMPLETE = "verification_complete"
    EVENT = "event"  # one of the operator's own, by its type


# Clocks that run by themselves; all others wait for an event.
RUNNING = frozenset({Trigger.COLLECTION, Trigger.LAST_INTERACTION})
# Events that are about one purpose.
OF_PURPOSE = frozenset({Trigger.CONSENT_WITHDRAWAL, Trigger.PURPOSE_FULFILLED})


class EndAction(StrEnum):
    """What a sweep does when a class has ended."""

    ERASE = "erase"
    ANONYMISE = "anonymise"
    REVIEW = "review"  # a person decides
    MOVE_TO_SEPARATE_STORE = "move_to_separate_store"  # until the law's time is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """How long a law wants something kept, and which law."""

    duration: str
    law: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clamps:
    """Bounds of a class.

    Attributes:
        shortest: the class's duration is not shorter; or None.
        longest: nothing is shown longer than this after it was first stored, whatever its
            clock says or waits for; or None.
    """

    shortest: str | None = None
    longest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionClass:
    """How long something is kept, and from when.

    Attributes:
        key: for example ``conversation``.
        trigger: what starts the clock.
        duration: ISO 8601, calendar-aware (``P30D``, ``P12M``).
        legal_ground: why it is kept that long.
        event: type of the operator's own event, where the trigger is ``event``.
        action: see EndAction.
        minimum: what a law asks for, or None.
        clamps: see Clamps; or None.
        undo: how long after its end it can still be brought back; empty for not at all.
        restricted: only the privacy officer reads what is in it.
    """

    key: str
    trigger: Trigger
    duration: str
    legal_ground: str
    event: str = ""
    action: EndAction = EndAction.ERASE
    minimum: Minimum | None = None
    clamps: Clamps | None = None
    undo: str = ""
    restricted: bool = False

    @property
    def started_by(self) -> str:
        """The trigger as rows and events name it: ``collection``, ``event:ticket_closed``."""
        return f"event:{self.event}" if self.trigger is Trigger.EVENT else self.trigger.value


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """A class for some exchanges, beside the one of their purpose.

    A rule matches where each of its conditions does; an empty one always does.

    Attributes:
        retention_class: key of the class.
        purposes, channels, bots: keys and codes, one of which the exchange has.
        jurisdictions: ISO 3166-1 alpha-2 codes.
        detected: entity types, one of which was found and acted on.
        explicit: the class is a label that somebody chose for just these: what else
            matches does not shorten it.
    """

    retention_class: str
    purposes: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    bots: frozenset[str] = frozenset()
    jurisdictions: frozenset[str] = frozenset()
    detected: frozenset[str] = frozenset()
    explicit: bool = False


def _of_families(*families: str) -> frozenset[str]:
    return frozenset(each for each, family in FAMILIES.items() if family in families)


# Words for several entity types at once.
GROUPS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "medical": _of_families(
            *("MEDICAL_CONDITION", "MEDICATION", "PROCEDURE", "TEST_RESULT"),
            *("HEALTHCARE_APPLICATION", "MEDICAL_ID"),
        ),
        "payment": _of_families("CREDIT_CARD", "IBAN_CODE", "BANK_ACCOUNT", "SWIFT_CODE"),
        "secret": _of_families("SECRET"),
        "special": _of_families("SENSITIVE_OTHER"),
    }
)


def _record(kind: str, trigger: Trigger, *, duration: str, ground: str) -> RetentionClass:
    return RetentionClass(
        key=f"default_{kind}", trigger=trigger, duration=duration, legal_ground=ground
    )


# Kinds of records that are no conversation, and how long they are kept where a policy is
# silent. The audit log holds no personal data and has no end.
DEFAULT_RECORDS: Mapping[str, RetentionClass] = MappingProxyType(
    {
        "disclosures": _record(
            *("disclosures", Trigger.COLLECTION),
            duration="P3Y",
            ground="People may ask to whom their data went; GDPR Article 15(1)(c).",
        ),
        "refusals": _record(
            *("refusals", Trigger.COLLECTION),
            duration="P90D",
            ground="Needed to find faults; GDPR Article 6(1)(f).",
        ),
        "usage": _record(
            *("usage", Trigger.COLLECTION),
            duration="P30D",
            ground="Counted soon after; GDPR Article 5(1)(e).",
        ),
        "consents": _record(
            *("consents", Trigger.CONSENT_WITHDRAWAL),
            duration="P3Y",
            ground="Proof of consent until claims have lapsed; GDPR Article 7(1).",
        ),
        "person_events": _record(
            *("person_events", Trigger.COLLECTION),
            duration="P3Y",
            ground="Proof of what was known of an age or country; GDPR Article 5(2).",
        ),
        "counts": _record(
            *("counts", Trigger.COLLECTION),
            duration="P400D",
            ground="Counts of nobody in particular, for a year's comparison; GDPR Article 5(1)(e).",
        ),
        "events": _record(
            *("events", Trigger.COLLECTION),
            duration="P3Y",
            ground="Proof of why a clock began; GDPR Article 5(2).",
        ),
        "reports": _record(
            *("reports", Trigger.PURPOSE_FULFILLED),
            duration="P1Y",
            ground="Proof that a report was dealt with; GDPR Article 5(2).",
        ),
        "holds": _record(
            *("holds", Trigger.PURPOSE_FULFILLED),
            duration="P3Y",
            ground="Proof of why something was kept, until claims have lapsed; GDPR Article 5(2).",
        ),
        "requests": _record(
            *("requests", Trigger.PURPOSE_FULFILLED),
            duration="P3Y",
            ground="Proof of the answer until claims have lapsed; GDPR Article 5(2).",
        ),
        "incidents": _record(
            *("incidents", Trigger.PURPOSE_FULFILLED),
            duration="P5Y",
            ground="The register that an authority can ask for; GDPR Article 33(5).",
        ),
        "demands": _record(
            *("demands", Trigger.PURPOSE_FULFILLED),
            duration="P5Y",
            ground="Proof of what was handed to whom, and on what ground; GDPR Article 5(2).",
        ),
        "grants": _record(
            *("grants", Trigger.PURPOSE_FULFILLED),
            duration="P3Y",
            ground="Proof of who read what on whose word; GDPR Article 5(2).",
        ),
        "instructions": _record(
            *("instructions", Trigger.PURPOSE_FULFILLED),
            duration="P3Y",
            ground="Proof of what a controller had asked for; GDPR Article 28(3)(a).",
        ),
        "users": _record(
            *("users", Trigger.PURPOSE_FULFILLED),
            duration="P1Y",
            ground="Needed to say whose id stands in the audit log; GDPR Article 5(2).",
        ),
        "invitations": _record(
            *("invitations", Trigger.PURPOSE_FULFILLED),
            duration="P30D",
            ground="Nobody has come for so long; GDPR Article 5(1)(e).",
        ),
        # Gone in the transaction of the decision: a class cannot keep it longer.
        "identity_proofs": _record(
            *("identity_proofs", Trigger.VERIFICATION_COMPLETE),
            duration="PT0S",
            ground="Needed to see who asks, and for nothing after that; GDPR Article 12(6).",
        ),
    }
)
# What can start the clock of each kind: its own time, and the end of what it tells of.
RECORD_TRIGGERS: Mapping[str, frozenset[Trigger]] = MappingProxyType(
    {kind: frozenset({Trigger.COLLECTION, each.trigger}) for kind, each in DEFAULT_RECORDS.items()}
)
