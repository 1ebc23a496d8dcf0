"""Findings and policy make a rewritten body; surrogates go into the request's ledger.

Every value found anywhere in a request is replaced wherever else it stands there,
whatever the detectors said of that other place: a value that only its context gave away
would otherwise leave in clear when it is resent without that context.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from detectors.deidentify import Ledger, Replacement, replace
from detectors.errors import BudgetExhausted
from detectors.operators.generalise import generalise
from detectors.operators.keyed_hash import keyed_hash
from detectors.operators.mask import mask
from detectors.operators.suppress import suppress
from detectors.overlap import resolve
from detectors.running_text import OF_RUNNING_TEXT
from detectors.types import Finding
from gateway.errors import Refused
from gateway.model import Action, Destination, Examined, Kind, Segment
from gateway.policy import Policy
from gateway.proxy.decide import effective_action
from gateway.proxy.known import KnownValues, fold
from gateway.proxy.leaves import Reading, counts, is_known_in_fixed_words, reading_of
from gateway.proxy.refusals import content_blocked

_BARE = (Kind.NAME, Kind.KEY)
# More than any conversation has; each costs time outside of the examination's budget.
MAX_FINDINGS = 5_000
# Letters or digits from which on a value is hardly something else by chance.
DISTINCTIVE = 7
_SEVERITY = (
    Action.ALLOW,
    Action.GENERALISE,
    Action.SURROGATE,
    Action.KEYED_HASH,
    Action.MASK,
    Action.SUPPRESS,
    Action.BLOCK,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operators:
    """Applies the policy's actions to values, for one request.

    Attributes:
        policy: names the action.
        ledger: takes the surrogates.
        hash_key: of the keyed hashes, 32 bytes.
    """

    policy: Policy
    ledger: Ledger
    hash_key: bytes = field(repr=False)
    _actions: dict[tuple[str, str], Action] = field(default_factory=dict, repr=False)

    def apply(
        self, entity_type: str, text: str, *, destination: Destination, kind: Kind = Kind.TEXT
    ) -> str:
        """What stands for a value at a destination; the value itself where it is allowed.

        Raises:
            Refused: ``content_blocked`` where the action is ``block``.
            SurrogateCollision: two values would share a surrogate.
        """
        place = (entity_type, destination.value)
        action = self._actions.get(place)
        if action is None:
            action = effective_action(self.policy, entity_type, destination=destination)
            self._actions[place] = action
        if action is Action.ALLOW:
            return text
        if action is Action.SURROGATE:
            issued = self.ledger.issue(entity_type, text)
            return issued.bare if kind in _BARE else issued.bracketed
        if action is Action.BLOCK:
            if destination is not Destination.STORE:
                raise content_blocked({entity_type: 1}, ())
            replaced = suppress(entity_type)
        elif action is Action.MASK:
            replaced = mask(entity_type, text)
        elif action is Action.KEYED_HASH:
            replaced = keyed_hash(entity_type, text, key=self.hash_key)
        elif action is Action.GENERALISE:
            replaced = generalise(entity_type, text)
            if kind in _BARE and not replaced.isalnum():
                replaced = suppress(entity_type)  # "90+" would be read as an age of 90
        else:
            replaced = suppress(entity_type)
        return _bare(replaced) if kind in _BARE else replaced


def _bare(text: str) -> str:
    """A replacement in the alphabet of names: letters, digits, ``_`` and ``-``."""
    return "".join(c if c.isalnum() else "x" if c == "*" else "_" for c in text).strip("_")


def acted_on(policy: Policy, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings that the policy acts on."""
    return tuple(each for each in findings if policy.acts_on(each))


def _acted_on_in(
    segment: Segment, policy: Policy, *, findings: Sequence[Finding]
) -> tuple[Finding, ...]:
    # A tagger has nothing to go by in "claude-3-haiku", and a finding there would refuse.
    read = reading_of(segment)
    return tuple(each for each in acted_on(policy, findings) if counts(each, read))


def with_known_values(
    policy: Policy,
    segments: Sequence[Segment],
    *,
    found: Sequence[Sequence[Finding]],
    earlier: Iterable[tuple[str, str]] = (),
) -> list[Examined]:
    """What is acted on in each segment, known values of the whole request included.

    Args:
        policy: says which findings are sure enough and which types are replaced at all.
        segments: every examined leaf of the request.
        found: the engine's findings, a sequence for each segment.
        earlier: (entity type, text) of values of turns that the provider keeps.

    Raises:
        BudgetExhausted: there are more than MAX_FINDINGS.
    """
    sure = [
        _acted_on_in(segment, policy, findings=findings)
        for segment, findings in zip(segments, found, strict=True)
    ]
    if sum(map(len, sure)) > MAX_FINDINGS:
        raise BudgetExhausted(f"more than {MAX_FINDINGS} findings in a request")
    examined = _under_strictest_type(
        policy,
        [
            Examined(segment=segment, findings=findings)
            for segment, findings in zip(segments, sure, strict=True)
        ],
    )
    values = {**dict.fromkeys(earlier), **values_in(policy, examined)}
    known = KnownValues(values)
    found_here = (value for _, value in _values(examined))
    if not known.stand_outside((segment.text for segment in segments), found_here):
        return examined
    in_fixed_words = KnownValues(each for each in values if is_known_in_fixed_words(*each))
    return [
        _with_known(in_fixed_words if reading_of(each.segment) is Reading.FIXED else known, each)
        for each in examined
    ]


def _under_strictest_type(policy: Policy, examined: list[Examined]) -> list[Examined]:
    """The findings, a value that stands under several types under the strictest of them.

    Else a value that one place calls an identifier would leave in clear where another
    calls it something that policy lets through.
    """
    values = _values(examined)
    strict = {entity_type: _strictness(policy, entity_type) for entity_type, _ in values}
    if len(set(strict.values())) < 2:
        return examined
    strictest: dict[str, str] = {}
    for entity_type, text in values:
        key = fold(text)
        if strict[entity_type] > strict[strictest.setdefault(key, entity_type)]:
            strictest[key] = entity_type

    def retyped(finding: Finding, text: str) -> Finding:
        entity_type = strictest[fold(text[finding.start : finding.end])]
        if strict[finding.entity_type] == strict[entity_type]:
            return finding
        return dataclasses.replace(finding, entity_type=entity_type)

    return [
        dataclasses.replace(
            each, findings=tuple(retyped(finding, each.segment.text) for finding in each.findings)
        )
        for each in examined
    ]


def _strictness(policy: Policy, entity_type: str) -> tuple[int, int]:
    upstream = policy.action(entity_type, Destination.UPSTREAM)
    store = policy.action(entity_type, Destination.STORE)
    return _SEVERITY.index(upstream), _SEVERITY.index(store)


def _with_known(known: KnownValues, each: Examined) -> Examined:
    """A segment's findings with the known values in it.

    Where a request would be refused, or a name changed, a short value is left: a security
    code that reads 2024 is not what a model's name means by it.
    """
    segment = each.segment
    added = add_known(known, segment.text, findings=each.findings)
    if segment.kind not in (Kind.TEXT, Kind.NUMBER):
        added = tuple(finding for finding in added if _stays(finding, segment))
    return Examined(segment=segment, findings=added)


def _stays(finding: Finding, segment: Segment) -> bool:
    """Whether a finding in a name, a key or a fixed word is no short value known by chance."""
    if finding.detector != "known_value":
        return True
    value = fold(segment.text[finding.start : finding.end])
    if len(value) >= DISTINCTIVE:
        return True
    # A short name that is all of a key, {"maria": 5}, is the person.
    return (
        segment.kind is Kind.KEY
        and finding.entity_type in OF_RUNNING_TEXT
        and value == fold(segment.text)
    )


def add_known(
    known: KnownValues, text: str, *, findings: tuple[Finding, ...]
) -> tuple[Finding, ...]:
    """Findings with the known values in a text, sorted and disjoint; none is uncovered."""
    more = [
        Finding(entity_type=entity_type, start=start, end=end, score=0.0, detector="known_value")
        for start, end, entity_type in known.find(text)
    ]
    # With the lowest score a known value never clips what a detector found here.
    return resolve((*findings, *more)) if more else findings


def values_in(policy: Policy, examined: Iterable[Examined]) -> dict[tuple[str, str], None]:
    """Each (entity type, text) that policy does not let through everywhere, once, in order.

    What it lets through is no known value: "paris texas" as a place must not stand in the
    way of "paris" as a name.
    """
    return {
        (entity_type, text): None
        for entity_type, text in _values(examined)
        if any(_strictness(policy, entity_type))
    }


def _values(examined: Iterable[Examined]) -> list[tuple[str, str]]:
    """(entity type, text) of each finding, in order."""
    return [
        (finding.entity_type, each.segment.text[finding.start : finding.end])
        for each in examined
        for finding in each.findings
    ]


def changes(
    operators: Operators,
    examined: Sequence[Examined],
    *,
    destination: Destination,
    first: int = 0,
) -> tuple[Mapping[int, str], Counter[str]]:
    """New texts for a destination, by index of the segment, and how many of each type.

    Args:
        operators: of this request.
        examined: every segment.
        destination: decides the actions.
        first: index of the first segment that is wanted.

    Raises:
        Refused: ``content_blocked``: a finding where nothing else can stand (a number, a
            key or a word outside tool data), on the way to the recipient.
        SurrogateCollision: two values would share a surrogate.
    """
    changed: dict[int, str] = {}
    counts: Counter[str] = Counter()
    for index in range(first, len(examined)):
        each = examined[index]
        if not each.findings:
            continue
        replaced = replacements(operators, each, destination=destination)
        if replaced:
            changed[index] = replace(each.segment.text, [put for _, put in replaced])
            counts.update(entity_type for entity_type, _ in replaced)
    return changed, counts


def replacements(
    operators: Operators, each: Examined, *, destination: Destination
) -> list[tuple[str, Replacement]]:
    """What is put in place of each finding of a segment that is not allowed through."""
    text = each.segment.text
    kind = each.segment.kind
    replaced: list[tuple[str, Replacement]] = []
    for finding in each.findings:
        value = text[finding.start : finding.end]
        put = operators.apply(finding.entity_type, value, destination=destination, kind=kind)
        if put == value:
            continue
        if kind is Kind.FIXED and destination is Destination.UPSTREAM:
            raise _not_replaceable(each.segment.pointer, finding.entity_type)
        replaced.append(
            (finding.entity_type, Replacement(start=finding.start, end=finding.end, text=put))
        )
    return replaced


def _not_replaceable(pointer: str, entity_type: str) -> Refused:
    return content_blocked({entity_type: 1}, (pointer,))
