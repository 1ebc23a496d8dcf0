"""A lane: one field of one choice of an answer on its way to the user.

Surrogates of this request are set aside first, what lies between them is examined as new
text, then surrogates are restored where that is safe; restored text is not examined. A
whole text takes the same way as one that arrives in pieces, and gives the same output for
every way of cutting it.

What a lane holds back is only what could still change: an end of the text that an issued
surrogate could begin with, the run of non-space characters around a surrogate, and the
stretch that a type with an action toward the user could still grow into.
"""

from __future__ import annotations

import json
import re
from collections import Counter

from detectors.deidentify import Ledger
from gateway.proxy.restore import Restorer
from gateway.proxy.settle import (
    Blocked,
    DigitRuns,
    Examination,
    Examiner,
    LanePlan,
    Operate,
    Settler,
    Units,
    plan_lanes,
)
from gateway.proxy.surrogate_text import SurrogateReader

__all__ = [
    "Blocked",
    "Examiner",
    "Lane",
    "LanePlan",
    "Operate",
    "plan_lanes",
]

_LONE = re.compile("[\ud800-\udfff]")


class Lane:
    """Rewrites one text that arrives in pieces."""

    def __init__(
        self,
        ledger: Ledger,
        plan: LanePlan,
        *,
        examine: Examiner,
        operate: Operate,
        json_text: bool = False,
    ) -> None:
        """Starts at the beginning of a text.

        Args:
            ledger: of this request; types entered later are not recognised.
            plan: what is acted on toward the user.
            examine: findings in a stretch of text, offsets in that stretch.
            operate: what stands for a value of an entity type toward the user.
            json_text: the text is JSON; what is put in is escaped as inside a string.
        """
        self._seen: list[str] = []
        self._half = ""  # a high surrogate that waits for its other half
        self._failed = False
        self._examination = Examination(
            plan, examine=examine, operate=_escaped(operate) if json_text else operate
        )
        self._settler: Settler | None = None
        if plan.acts:
            settler = DigitRuns if plan.digits_only else Units
            self._settler = settler(self._examination)
        self._reader = SurrogateReader(ledger) if len(ledger) else None
        self._restorer = Restorer(json_text=json_text)

    def __repr__(self) -> str:
        return f"Lane({sum(map(len, self._seen))} characters)"

    @property
    def raw(self) -> str:
        """Everything seen so far, surrogates and findings in place; for the store."""
        return "".join(self._seen)

    @property
    def restored(self) -> int:
        """How many surrogates became values."""
        return self._restorer.restored

    @property
    def masked(self) -> Counter[str]:
        """How many new findings were acted on, by entity type."""
        return self._examination.masked

    def feed(self, text: str) -> str:
        """Takes the next piece; returns what may go to the user now.

        Raises:
            Blocked: the policy blocks what was found.
            DetectionError: the text could not be examined.
            RuntimeError: the lane has failed before; it gives out nothing any more.
        """
        return self._advance(text, final=False)

    def flush(self) -> str:
        """Ends the text; returns what was held. Raises as ``feed`` does."""
        return self._advance("", final=True)

    def _advance(self, text: str, *, final: bool) -> str:
        if self._failed:
            raise RuntimeError("a lane that failed takes no more text")
        # Stays set if anything below raises: what is held must never come out then.
        self._failed = True
        text = self._whole_characters(text, final=final)
        if text:
            self._seen.append(text)
        out = (
            self._settle(text, final=final) if self._reader is None else self._restore(text, final)
        )
        self._failed = False
        return out

    def _whole_characters(self, text: str, *, final: bool) -> str:
        if not self._half and _LONE.search(text) is None:
            return text
        text, self._half = self._half + text, ""
        if not final and text and "\ud800" <= text[-1] <= "\udbff":
            text, self._half = text[:-1], text[-1]
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _settle(self, text: str, *, final: bool) -> str:
        if self._settler is None:
            return text
        settled = self._settler.feed(text) if text else ""
        return settled + self._settler.flush() if final else settled

    def _restore(self, text: str, final: bool) -> str:
        assert self._reader is not None
        pieces = self._reader.feed(text)
        if final:
            pieces += self._reader.flush()
        restorer = self._restorer
        out: list[str] = []
        for piece in pieces:
            if isinstance(piece, str):
                settled = self._settle(piece, final=False)
                if settled:
                    out.append(restorer.feed(settled))
            else:
                settled = self._settle("", final=True)
                if settled:
                    out.append(restorer.feed(settled))
                out.append(restorer.token(piece))
        if final:
            out.append(restorer.feed(self._settle("", final=True)))
            out.append(restorer.flush())
        return "".join(out)


def _escaped(operate: Operate) -> Operate:
    def escaped(entity_type: str, value: str) -> str:
        return json.dumps(operate(entity_type, value), ensure_ascii=False)[1:-1]

    return escaped
