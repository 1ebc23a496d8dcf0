"""Masks a conversation's texts for the masked view: the tenant's detectors look once more."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from detectors.errors import DetectionError
from gateway.access.masked import masked, set_aside
from gateway.model import Kind, Segment
from gateway.proxy.refusals import as_refusal
from gateway.proxy.rewrite import with_known_values
from gateway.rights.stored_words import Spaces, new_budget


@dataclass(frozen=True, slots=True)
class Masking:
    """Masks texts of every tenant.

    Attributes:
        spaces: each tenant's policy and detectors.
    """

    spaces: Spaces

    async def masked(self, tenant: str, texts: Sequence[str]) -> list[str]:
        """The texts as somebody sees them who may not see what is in them.

        Raises:
            Refused: they could not be examined; then nothing is shown.
        """
        return await asyncio.to_thread(self._masked, tenant, texts)

    def _masked(self, tenant: str, texts: Sequence[str]) -> list[str]:
        segments = [
            Segment(pointer="", kind=Kind.TEXT, role="user", text=set_aside(each)) for each in texts
        ]
        budget = new_budget()
        try:
            found = self.spaces.examines(tenant).segments(segments, budget)
            budget.check()
        except DetectionError as error:
            raise as_refusal(error) from None
        policy = self.spaces.tenants[tenant].policy
        examined = with_known_values(policy, segments, found=found)
        return [masked(each.segment.text, each.findings) for each in examined]
