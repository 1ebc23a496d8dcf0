"""The figures that names, places and medical words are held to. Pure.

Figures of sets that every model at hand was trained on are no figures: they are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.fairness import Region, spread
from benchmarks.reach import SetScores, Target, tally_of
from benchmarks.rivals import OURS, PRESIDIO
from benchmarks.scoring import MEDICAL_COUNT, NAMES_COUNT, Score, Tally

PART = "Names, places and health"
LABELS = ("PERSON", "LOCATION", "ADDRESS", "MEDICAL_CONDITION", "MEDICATION")
SEEN = "seen in training"
_TYPED_BELOW, _LOWER_BELOW, _SPREAD = 0.03, 0.05, 0.08
# Shares of fewer spans say little.
_FEW = 20
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A recall to reach.

    Attributes:
        name: of the set.
        label: of its spans.
        reach: share of them that is covered.
        asked: with questions before the rows.
        closed: the set is not among those at hand.
    """

    name: str
    label: str
    reach: float
    asked: bool = False
    closed: bool = False


WANTED = (
    Wanted(name="multidogo_turns", label="PERSON", reach=0.90),
    Wanted(name="multidogo_turns", label="PERSON", reach=0.94, asked=True),
    Wanted(name="sgd_turns", label="PERSON", reach=0.96),
    Wanted(name="restaurant8k_turns", label="PERSON", reach=0.96),
    Wanted(name="aci_bench", label="PERSON", reach=0.88, closed=True),
    Wanted(name="broad_twitter", label="PERSON", reach=0.75),
    Wanted(name="wnut17", label="PERSON", reach=0.70, closed=True),
    Wanted(name="wikigold", label="PERSON", reach=0.88, closed=True),
    Wanted(name="pl_pii_bench", label="PERSON", reach=0.88),
    Wanted(name="meddocan_es", label="PERSON", reach=0.88),
    Wanted(name="multidogo_turns", label="ADDRESS", reach=0.90),
    Wanted(name="sgd_turns", label="ADDRESS", reach=0.98),
    Wanted(name="multidogo_turns", label="LOCATION", reach=0.88),
    Wanted(name="sgd_turns", label="LOCATION", reach=0.93),
    Wanted(name="ncbi_disease", label="MEDICAL_CONDITION", reach=0.88),
    Wanted(name="bc5cdr", label="MEDICAL_CONDITION", reach=0.88),
    Wanted(name="bc5cdr", label="MEDICATION", reach=0.88),
    Wanted(name="aci_bench", label="MEDICAL_CONDITION", reach=0.85, closed=True),
)
# What is examined once more in lower case: labels by set.
LOWERED: Mapping[str, frozenset[str]] = {
    name: frozenset(each.label for each in WANTED if each.name == name)
    for name in sorted({each.name for each in WANTED if not each.closed})
}


def word_targets(sets: Sequence[SetScores], *, regions: Sequence[Region] = ()) -> list[Target]:
    """All figures of names, places and medical words, in the order of the issue."""
    found = [_recall(sets, each) for each in WANTED]
    found += [_typed(sets), _lower(sets)]
    found += [_beside_presidio(sets, label) for label in LABELS]
    found += _false(sets)
    value = spread(regions) if regions else None
    name = f"recall of names by region, spread over {len(regions)}"
    found.append(_target(name, value, limit=_SPREAD))
    return found


def _target(name: str, value: float | None, *, limit: float, note: str = "") -> Target:
    return Target(name=name, value=value, limit=limit, least=False, part=PART, note=note)


def _recall(sets: Sequence[SetScores], wanted: Wanted) -> Target:
    known = _unseen(sets, wanted.name)
    one = tally_of(known, wanted.name, label=wanted.label, asked=wanted.asked)
    note = ""
    if wanted.closed:
        note = "closed set, not at hand"
    elif any(each.name == wanted.name and each.seen for each in sets):
        note = SEEN
    elif one is not None:
        note = "; ".join(_beside(sets, wanted, one))
    return Target(
        name=f"{wanted.name} {wanted.label}{', asked' if wanted.asked else ''}: covered",
        value=one.recall if one is not None else None,
        limit=wanted.reach,
        least=True,
        part=PART,
        note=note,
    )


def _beside(sets: Sequence[SetScores], wanted: Wanted, one: Tally) -> Iterator[str]:
    """Typed recall, that in lower case, and Presidio's on the sample."""
    yield f"typed {one.typed_recall:.3f}"
    low = None if wanted.asked else _lowered(sets, wanted)
    if low is not None:
        yield f"lower case {low.recall:.3f}"
    for each in sets:
        if (each.name, each.asked, each.lowered) == (wanted.name, wanted.asked, False):
            theirs = each.sampled.get(PRESIDIO)
            if theirs is not None and wanted.label in theirs.tallies:
                yield f"Presidio {theirs.tallies[wanted.label].recall:.3f}"


def _unseen(sets: Sequence[SetScores], name: str = "") -> list[SetScores]:
    return [each for each in sets if not each.seen and name in ("", each.name)]


def _lowered(sets: Sequence[SetScores], wanted: Wanted) -> Tally | None:
    for each in _unseen(sets, wanted.name):
        if each.lowered and wanted.label in each.ours.tallies:
            return each.ours.tallies[wanted.label]
    return None


def _typed(sets: Sequence[SetScores]) -> Target:
    """How far typed recall lies below covered recall, at worst."""
    drops = {
        f"{each.name} {label}{', asked' if each.asked else ''}": one.recall - one.typed_recall
        for each in _unseen(sets)
        if not each.lowered
        for label, one in each.ours.tallies.items()
        if label in LABELS and one.spans >= _FEW
    }
    return _worst("typed recall below covered, worst of every set", drops, limit=_TYPED_BELOW)


def _lower(sets: Sequence[SetScores]) -> Target:
    """How much recall is lost in lower case, at worst."""
    drops = {}
    for wanted in WANTED:
        one = tally_of(_unseen(sets), wanted.name, label=wanted.label, asked=False)
        low = _lowered(sets, wanted)
        if one is not None and low is not None:
            drops[f"{wanted.name} {wanted.label}"] = one.recall - low.recall
    name = "recall lost in lower case, worst of the sets above"
    return _worst(name, drops, limit=_LOWER_BELOW)


def _worst(name: str, drops: Mapping[str, float], *, limit: float) -> Target:
    over = sorted(
        (place for place in drops if drops[place] > limit + _TOLERANCE),
        key=lambda place: -drops[place],
    )
    note = "; ".join(f"{place} {drops[place]:.3f}" for place in over)
    return _target(name, max(drops.values(), default=None), limit=limit, note=note)


def _beside_presidio(sets: Sequence[SetScores], label: str) -> Target:
    """On how many sets a label is not covered better than by Presidio as it comes."""
    compared, behind = 0, []
    for each in _unseen(sets):
        if each.lowered or each.asked or PRESIDIO not in each.sampled:
            continue
        ours, theirs = (each.sampled[name].tallies.get(label) for name in (OURS, PRESIDIO))
        if ours is None or theirs is None or not ours.spans:
            continue
        compared += 1
        if ours.recall < theirs.recall or ours.recall == theirs.recall < 1:
            behind.append(f"{each.name} {ours.recall:.3f} to {theirs.recall:.3f}")
    return _target(
        f"{label}: sets on which it is not covered better than by Presidio, of {compared}",
        float(len(behind)) if compared else None,
        limit=0,
        note="; ".join(behind),
    )


def _false(sets: Sequence[SetScores]) -> Iterator[Target]:
    which = _short(NAMES_COUNT)
    for asked, limit in ((False, 10), (True, 30)):
        name = f"PERSON where there is none, per 1,000 turns, {which}{', asked' if asked else ''}"
        scores = _scores(sets, NAMES_COUNT, asked=asked)
        count = sum(each.words["PERSON"] for each in scores)
        yield _target(name, _per_thousand(count, scores), limit=limit)
    scores = _scores(sets, ("neg_sgd_names",), asked=False)
    count = sum(each.beside["PERSON"] for each in scores)
    name = "PERSON per 1,000 turns, neg_sgd_names"
    yield _target(name, _per_thousand(count, scores), limit=40)
    scores = _scores(sets, MEDICAL_COUNT, asked=False)
    count = sum(each.about_person.total() for each in scores)
    name = f"medical words about a person, per 1,000 turns, {_short(MEDICAL_COUNT)}"
    yield _target(name, _per_thousand(count, scores), limit=5)


def _short(names: Sequence[str]) -> str:
    return ", ".join(name.removeprefix("neg_") for name in names)


def _scores(sets: Sequence[SetScores], names: Sequence[str], *, asked: bool) -> list[Score]:
    return [
        each.ours
        for each in _unseen(sets)
        if each.name in names and each.asked is asked and not each.lowered
    ]


def _per_thousand(count: int, scores: Sequence[Score]) -> float | None:
    rows = sum(each.plain_rows for each in scores)
    return 1000 * count / rows if rows else None
