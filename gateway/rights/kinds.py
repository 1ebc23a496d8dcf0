"""The words of people's rights: kinds, statuses, steps, reasons and grounds; closed lists.

Statuses and reasons are terms of the Data Privacy Vocabulary (DPV 2.3: its statuses of a
right's exercise, its justifications, and those of eu-gdpr for Article 17). DPV has no
word for a request that the person takes back; ``RequestRevoked`` is ours.

Source: W3C DPV 2.3, read 2026-11-22.
"""

from __future__ import annotations

from enum import StrEnum


class RightKind(StrEnum):
    """What a person can ask for."""

    ACCESS = "access"
    PORTABILITY = "portability"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    WITHDRAWAL = "withdrawal"
    HUMAN_REVIEW = "human_review"
    DIRECTIVE = "directive"


# Stopping is for everybody who asks (11 CCR 7060(b), GDPR Article 7(3)); taking that back
# is not.
WITHOUT_PROOF = frozenset({RightKind.OBJECTION, RightKind.WITHDRAWAL})


class Status(StrEnum):
    """Where a request stands; whether it is late is computed."""

    INITIATED = "RequestInitiated"
    ACKNOWLEDGED = "RequestAcknowledged"
    REQUIRES_ACTION = "RequestRequiresAction"
    ACTION_PERFORMED = "RequestRequiredActionPerformed"
    ACCEPTED = "RequestAccepted"
    DELAYED = "RequestActionDelayed"
    FULFILLED = "RequestFulfilled"
    UNFULFILLED = "RequestUnfulfilled"
    REJECTED = "RequestRejected"
    REVOKED = "RequestRevoked"


CLOSED = frozenset({Status.FULFILLED, Status.UNFULFILLED, Status.REJECTED, Status.REVOKED})
OPEN = frozenset(Status) - CLOSED


class Step(StrEnum):
    """What is done to a request; ``complete`` is computed and nobody's to call."""

    ACKNOWLEDGE = "acknowledge"
    REQUIRE = "require"
    PERFORM = "perform"
    VERIFY = "verify"
    APPROVE = "approve"
    EXTEND = "extend"
    REJECT = "reject"
    REVOKE = "revoke"
    COMPLETE = "complete"


class Reason(StrEnum):
    """Why a step was taken."""

    IDENTITY_REQUIRED = "IdentityVerificationRequired"
    IDENTITY_FAILED = "IdentityVerificationFailure"
    INFORMATION_REQUIRED = "InformationRequired"
    COMPLEX = "ComplexityOfProcess"
    MANY = "HighVolumeOfProcesses"
    LEGAL_OBLIGATION = "LegalObligationImpaired"
    LEGAL_CLAIMS = "LegalClaimDefenceImpaired"
    THIRD_PARTY_RIGHTS = "ThirdPartyRightsImpaired"
    EXCESSIVE = "ProcessExcessive"
    UNFOUNDED = "ProcessUnfounded"
    EXEMPTED = "LegallyExempted"
    DUPLICATE = "RequestDuplicate"  # ours: another of this person and kind goes on


REQUIRING = frozenset({Reason.IDENTITY_REQUIRED, Reason.INFORMATION_REQUIRED})
DELAYING = frozenset({Reason.COMPLEX, Reason.MANY})
REJECTING = frozenset(Reason) - REQUIRING - DELAYING


class Ground(StrEnum):
    """Why an item was kept that a request asked to be gone or changed."""

    CLAIMS_EVIDENCE = "A17LegalClaims"
    LEGALLY_REQUIRED = "A17LegallyRequired"
    LEGALLY_EXEMPTED = "LegallyExempted"
    HELD = "LegalClaimDefenceImpaired"
    STATUTE = "LegalObligationImpaired"
    THIRD_PARTY_RIGHTS = "ThirdPartyRightsImpaired"
    OUT_OF_REACH = "ComplexityOfProcess"
    EXCESSIVE = "ProcessExcessive"
    NOTHING_FOUND = "NothingFound"  # ours: no stored text has what was to be changed


# What proves that the law was kept may stay, and the request is fulfilled all the same;
# content that stays makes the answer a partial one.
EVIDENCE_GROUNDS = frozenset(
    {Ground.CLAIMS_EVIDENCE, Ground.LEGALLY_REQUIRED, Ground.LEGALLY_EXEMPTED}
)


class Method(StrEnum):
    """How somebody showed who they are."""

    TOKEN = "token"  # noqa: S105 - a word, no secret
    CODE = "code"
    DOCUMENT = "document"
    OFFICER = "officer"


# The surer, the later.
_ORDER = (Method.TOKEN, Method.CODE, Method.DOCUMENT, Method.OFFICER)


def suffices(method: Method, least: Method) -> bool:
    """Whether a proof of identity is as sure as the least that is asked."""
    return _ORDER.index(method) >= _ORDER.index(least)


class Approval(StrEnum):
    """Whether somebody of the operator's must approve a request before it is carried out."""

    OFFICER = "officer"
    NONE = "none"


class Outcome(StrEnum):
    """What an officer found who looked at what was decided by machine."""

    UPHELD = "upheld"
    CHANGED = "changed"
