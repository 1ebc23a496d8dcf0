"""What each destination would see of a text, under one tenant's policy. Pure.

The text is examined where it stands and kept nowhere: neither in the store nor in the
cache of findings. Surrogates are of a conversation that there is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from detectors import Engine
from detectors.budget import Budget
from detectors.deidentify import Ledger
from detectors.errors import DetectionError, SurrogateCollision
from detectors.types import Clock, Finding
from gateway.errors import InvalidRequest, Refused
from gateway.model import Action, Destination, Examined, Kind, Segment
from gateway.policy import Policy
from gateway.proxy.decide import check_blocked, effective_action
from gateway.proxy.refusals import as_refusal
from gateway.proxy.rewrite import Operators, changes, with_known_values

# Bytes of UTF-8.
MOST_BYTES = 20_000
_DESTINATIONS = tuple(Destination)


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a destination would see.

    Attributes:
        destination: see Destination.
        text: as it would arrive; None where nothing would.
        changed: how many findings were replaced in it.
        refusal: code of what would be answered instead, or empty.
    """

    destination: Destination
    text: str | None = field(repr=False)
    changed: int
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One finding, its value, and what is done about it.

    Attributes:
        entity_type, score, detector, start, end: of the finding.
        value: the text that it stands for.
        acted_on: whether the policy takes it for sure enough.
        actions: by destination, in the order of Destination.
    """

    entity_type: str
    score: float
    detector: str
    start: int
    end: int
    value: str = field(repr=False)
    acted_on: bool
    actions: Sequence[Action]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Everything about one text."""

    views: Sequence[View]
    findings: Sequence[Found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What a text is examined with.

    Attributes:
        engine: the gateway's.
        clock: CPU seconds of the calling thread.
        seconds: that one text may take.
        key: of surrogates and hashes; random, and known to nobody.
    """

    engine: Engine
    clock: Clock
    seconds: float
    key: bytes = field(repr=False)


def try_text(text: str, policy: Policy, *, bench: Bench) -> Seen:
    """Examines a text and applies the policy for each destination.

    Raises:
        InvalidRequest: 413; it is longer than MOST_BYTES.
        GatewayError: it could not be examined to its end.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise InvalidRequest("The text is too long.", code="body_too_large", status=413)
    budget = Budget(bench.clock, bench.seconds)
    try:
        findings = bench.engine.detect(text, policy.language, budget=budget, acts_on=policy.touches)
        return _seen(text, policy, findings=findings, key=bench.key)
    except (DetectionError, SurrogateCollision) as error:
        raise as_refusal(error) from None
    finally:
        budget.settle()


def _seen(text: str, policy: Policy, *, findings: Sequence[Finding], key: bytes) -> Seen:
    segment = Segment(pointer="/messages/0/content", kind=Kind.TEXT, role="user", text=text)
    examined = with_known_values(policy, [segment], found=[findings])
    sure = examined[0].findings
    # The detector that found a value says more of it than that it stands elsewhere, too.
    shown = {(each.start, each.end, each.entity_type): each for each in (*sure, *findings)}
    acted = {(each.start, each.end, each.entity_type) for each in sure}
    return Seen(
        views=[
            _view(examined, Operators(policy=policy, ledger=Ledger(key), hash_key=key), to=each)
            for each in _DESTINATIONS
        ],
        findings=[
            Found(
                entity_type=each.entity_type,
                score=each.score,
                detector=each.detector,
                start=each.start,
                end=each.end,
                value=text[each.start : each.end],
                acted_on=place in acted,
                actions=[
                    effective_action(policy, each.entity_type, destination=to)
                    for to in _DESTINATIONS
                ],
            )
            for place, each in sorted(shown.items(), key=lambda item: item[0])
        ],
    )


def _view(examined: Sequence[Examined], operators: Operators, *, to: Destination) -> View:
    if to is Destination.LOG:
        # No line of a log holds any text, whatever was found in it.
        return View(destination=to, text=None, changed=len(examined[0].findings))
    try:
        if to is Destination.UPSTREAM:
            check_blocked(operators.policy, examined)
        changed, counts = changes(operators, examined, destination=to)
    except Refused as refused:
        return View(destination=to, text=None, changed=0, refusal=refused.code)
    text = changed.get(0, examined[0].segment.text)
    return View(destination=to, text=text, changed=sum(counts.values()))
