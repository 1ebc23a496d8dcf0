"""What a person hands in to be kept, as the policy keeps what they say in a chat."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from typing import Protocol

from detectors.budget import Budget
from detectors.clock import work_time
from detectors.deidentify import Replacement, replace
from detectors.errors import DetectionError
from detectors.operators.generalise import generalise
from detectors.operators.keyed_hash import keyed_hash
from detectors.operators.mask import mask
from detectors.operators.suppress import suppress
from detectors.types import Finding
from gateway.model import Action, Destination, Kind, Segment
from gateway.policy import Policy, Tenant
from gateway.proxy.refusals import as_refusal, content_blocked
from gateway.proxy.rewrite import with_known_values
from gateway.proxy.subject import TenantKeys
from gateway.rights.corrections import PLACEHOLDER

# CPU time for all texts of a page.
PAGE_SECONDS = 10.0
# Stands for a placeholder while the text around it is examined: no letter, no digit.
_SET_ASIDE = "\ufffc"


class Examines(Protocol):
    """Finds what the policy acts on; gateway.proxy.examination.Examination does."""

    def segments(
        self, segments: Sequence[Segment], budget: Budget
    ) -> Sequence[tuple[Finding, ...]]:
        """Findings in each segment; raises DetectionError."""
        ...


def new_budget() -> Budget:
    """Of one page; for the thread that works on it."""
    return Budget(work_time, PAGE_SECONDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredWords:
    """Rewrites texts with the store actions of a policy.

    A surrogate would need the key of a conversation: what is stored as one is suppressed.

    Attributes:
        policy: says which findings count, and what is done.
        hash_key: of keyed hashes, 32 bytes.
        examines: finds.
    """

    policy: Policy
    hash_key: bytes = field(repr=False)
    examines: Examines

    def handed_in(self, text: str, *, budget: Budget) -> str:
        """A value that somebody wrote.

        Raises:
            Refused: 422 ``content_blocked``, something in it is not kept at all; or it
                could not be examined.
        """
        try:
            return self._kept(text, text, budget=budget, refuses=True)
        except DetectionError as error:
            raise as_refusal(error) from None

    def settled(self, text: str, *, budget: Budget) -> str:
        """A text of a conversation; what policy has put in it already stays.

        Raises:
            DetectionError: it could not be examined.
        """
        seen = PLACEHOLDER.sub(lambda found: _SET_ASIDE * len(found.group()), text)
        return self._kept(text, seen, budget=budget, refuses=False)

    def _kept(self, text: str, seen: str, *, budget: Budget, refuses: bool) -> str:
        segment = Segment(pointer="", kind=Kind.TEXT, role="user", text=seen)
        found = self.examines.segments([segment], budget)
        budget.check()
        [examined] = with_known_values(self.policy, [segment], found=found)
        put = []
        for each in examined.findings:
            action = self.policy.action(each.entity_type, Destination.STORE)
            if action is Action.BLOCK and refuses:
                raise content_blocked({each.entity_type: 1}, ())
            if action is not Action.ALLOW:
                value = text[each.start : each.end]
                new = put_in_place(each.entity_type, action, value=value, hash_key=self.hash_key)
                put.append(Replacement(start=each.start, end=each.end, text=new))
        return replace(text, put)


def put_in_place(entity_type: str, action: Action, *, value: str, hash_key: bytes) -> str:
    """What stands in a value's place where no conversation's key makes surrogates."""
    if action is Action.MASK:
        return mask(entity_type, value)
    if action is Action.KEYED_HASH:
        return keyed_hash(entity_type, value, key=hash_key)
    if action is Action.GENERALISE:
        return generalise(entity_type, value)
    return suppress(entity_type)


Words = Callable[[str], StoredWords]


@dataclass(frozen=True, slots=True)
class Spaces:
    """What the handlers of rights know of each tenant, by its key.

    Attributes:
        tenants: their policies.
        keys: theirs.
        examines: finds in a tenant's texts; made when it is first needed.
    """

    tenants: Mapping[str, Tenant]
    _: KW_ONLY
    keys: Mapping[str, TenantKeys] = field(repr=False)
    examines: Callable[[str], Examines]

    def words(self, tenant: str) -> StoredWords:
        """Rewrites a tenant's texts."""
        return StoredWords(
            policy=self.tenants[tenant].policy,
            hash_key=self.keys[tenant].hashing,
            examines=self.examines(tenant),
        )
