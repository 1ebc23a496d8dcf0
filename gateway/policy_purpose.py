"""What data is used for, and on which legal basis; pure types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from gateway.opt_in import ANSWERING, OPTIONAL_PURPOSES


class LegalBasis(StrEnum):
    """GDPR Article 6(1)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTEREST = "legitimate_interest"


_OBJECTIONABLE = (LegalBasis.LEGITIMATE_INTEREST, LegalBasis.PUBLIC_TASK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """One purpose of processing.

    Attributes:
        key: for example ``answering``.
        title: what a person is told the data is used for.
        benefits: what the person gains; shown when the opt-in is asked for.
        legal_basis: decides for recipients that are not third parties.
        retention_class: class of a conversation held for this purpose.
        notice: id of the notice that people are shown, or None for one that is made of
            title and benefits.
    """

    key: str
    title: str
    benefits: str
    legal_basis: LegalBasis
    retention_class: str
    notice: str | None = None

    @property
    def is_optional(self) -> bool:
        """Whether the service can be had without it; ``answering`` is the service itself."""
        if self.key == ANSWERING:
            return False
        return self.key in OPTIONAL_PURPOSES or self.legal_basis is LegalBasis.CONSENT

    @property
    def can_be_objected_to(self) -> bool:
        """Whether an objection ends processing for it (GDPR Article 21(1) and (2))."""
        return self.is_optional or self.legal_basis in _OBJECTIONABLE
