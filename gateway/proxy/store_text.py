"""What is kept of an answer: new findings and restored values as the policy stores them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from detectors.deidentify import Ledger, Replacement, replace
from detectors.types import Finding
from gateway.model import Destination, Examined, Kind, Segment
from gateway.proxy.known import KnownValues
from gateway.proxy.rewrite import Operators, acted_on, add_known, replacements
from gateway.proxy.surrogate_text import find_surrogates

# Stands for a surrogate while the text around it is examined: no letter, no digit.
_SET_ASIDE = "\ufffc"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerText:
    """One text of an answer as it came, and as it is examined.

    Attributes:
        raw: surrogates in place.
        segment: the same length, surrogates set aside.
        surrogates: (start, end, entity type, value) of each.
    """

    raw: str = field(repr=False)
    segment: Segment
    surrogates: tuple[tuple[int, int, str, str], ...] = field(repr=False)


def set_aside(raw: str, ledger: Ledger, *, before: str | None) -> AnswerText:
    """An answer's text with the surrogates of this request set aside."""
    found = tuple(find_surrogates(raw, ledger))
    text = replace(
        raw,
        (
            Replacement(start=start, end=end, text=_SET_ASIDE * (end - start))
            for start, end, _, _ in found
        ),
    )
    segment = Segment(pointer="", kind=Kind.TEXT, role="assistant", text=text, before=before)
    return AnswerText(raw=raw, segment=segment, surrogates=found)


def store_texts(
    operators: Operators,
    texts: Sequence[AnswerText],
    *,
    found: Sequence[Sequence[Finding]],
    values: Iterable[tuple[str, str]],
) -> list[str]:
    """The texts as they are stored.

    Every value of the request and of this answer is replaced wherever it stands, and a
    surrogate stays only where the policy stores that type as one.

    Args:
        operators: of this request.
        texts: the answer's texts.
        found: the engine's findings in each segment.
        values: (entity type, text) of what was found in the request.
    """
    sure = [acted_on(operators.policy, findings) for findings in found]
    mine = [
        text.segment.text[each.start : each.end]
        for text, findings in zip(texts, sure, strict=True)
        for each in findings
    ]
    types = [each.entity_type for findings in sure for each in findings]
    known = KnownValues((*values, *zip(types, mine, strict=True)))
    elsewhere = known.stand_outside((text.segment.text for text in texts), mine)
    return [
        _store_text(operators, text, findings=findings, known=known if elsewhere else None)
        for text, findings in zip(texts, sure, strict=True)
    ]


def _store_text(
    operators: Operators,
    text: AnswerText,
    *,
    findings: tuple[Finding, ...],
    known: KnownValues | None,
) -> str:
    if known is not None:
        findings = add_known(known, text.segment.text, findings=findings)
    examined = Examined(segment=text.segment, findings=findings)
    put = [each for _, each in replacements(operators, examined, destination=Destination.STORE)]
    for start, end, entity_type, value in text.surrogates:
        if any(each.start < end and start < each.end for each in put):
            continue  # inside a wider finding, which takes its place
        stored = operators.apply(entity_type, value, destination=Destination.STORE)
        put.append(Replacement(start=start, end=end, text=stored))
    return replace(text.raw, sorted(put, key=lambda each: each.start))
