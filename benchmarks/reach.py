"""The figures that detection is held to, each with what was measured. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.detection import IDENTIFIERS, Speed, Start, Timing
from benchmarks.rivals import OURS, PRESIDIO
from benchmarks.scoring import Score, Tally

CHAT_NEGATIVE = ("neg_banking77", "neg_multidogo", "neg_taskmaster4")
ALL_CHAT_NEGATIVE = (
    *CHAT_NEGATIVE,
    *("neg_clinc150", "neg_mts_dialog", "neg_sgd_names", "neg_sgd_plain"),
)
CODES = ("neg_stdnum_codes", "neg_validatorjs_codes")
_ASKED_LABELS = ("GOV_ID", "BANK_ACCOUNT", "CREDIT_CARD", "PHONE_NUMBER", "EMAIL_ADDRESS")
_TYPED_BELOW = 0.03
SPEED = "Speed"
# Rounding of a share is no miss.
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class SetScores:
    """One set, once: as it stands or with a question before each row.

    Attributes:
        name: of the set.
        asked: whether questions stand before its rows.
        lowered: whether it is in lower case, and only its rows with labels of words.
        seen: whether the models were trained on these very rows.
        folds: number of models that scored it, each rows that it never saw; or 0.
        ours: Discreet on all rows.
        sampled: each engine on the same sample of rows.
    """

    name: str
    asked: bool
    ours: Score
    sampled: Mapping[str, Score] = field(default_factory=dict)
    lowered: bool = False
    seen: bool = False
    folds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One figure to reach.

    Attributes:
        name: what it is.
        value: measured; None where it could not be.
        limit: the figure.
        least: whether it must be reached, and not stayed below.
        unit: of both.
        part: the part of the report that it belongs to.
        note: what else is to be known, or why it was not measured.
    """

    name: str
    value: float | None
    limit: float
    least: bool
    unit: str = ""
    part: str = "Identifiers"
    note: str = ""

    @property
    def kept(self) -> bool | None:
        """Whether it is; None where it was not measured."""
        if self.value is None:
            return None
        if self.least:
            return self.value >= self.limit - _TOLERANCE
        return self.value <= self.limit + _TOLERANCE

    @property
    def said(self) -> str:
        """``kept``, ``MISSED`` or ``not measured``."""
        return {None: "not measured", True: "kept", False: "MISSED"}[self.kept]


def targets(
    sets: Sequence[SetScores], speed: Speed | None, *, disguised: float | None
) -> list[Target]:
    """All figures, in the order of the issue.

    Args:
        sets: scores of the sets that were there.
        speed: None where it was not measured.
        disguised: share of disguised vectors found, or None.
    """
    found = [*_speeds(speed), *_recalls(sets), *_false(sets)]
    found.append(
        Target(name="disguised identifiers found", value=disguised, limit=0.97, least=True)
    )
    return found


def _speeds(speed: Speed | None) -> Iterator[Target]:
    given = speed or Speed()
    alone, everything = given.chat.get(IDENTIFIERS), given.chat.get(OURS)
    long, bare = given.long.get(IDENTIFIERS), given.starts.get(IDENTIFIERS)
    warm, cold = given.starts.get(OURS), given.starts.get(f"{OURS}, no scan cache")
    times = None
    if given.regex_stage is not None and given.fast_stage is not None:
        times = given.regex_stage.median / given.fast_stage.median
    name = "speed over Presidio's pattern recognisers, same findings, median"
    yield Target(name=name, value=times, limit=50, least=True, unit="times", part=SPEED)
    names, health = given.rooms.get("names"), given.rooms.get("health")
    more, files = given.more_memory, given.model_bytes
    timed: tuple[tuple[str, float | None, float, str], ...] = (
        ("chat message, identifiers alone, median", _microseconds(alone), 60, "µs"),
        ("chat message, identifiers alone, p99", alone.p99 * 1e6 if alone else None, 250, "µs"),
        ("chat message, names alone, median", _microseconds(names), 150, "µs"),
        ("chat message, health alone, median", _microseconds(health), 60, "µs"),
        ("chat message, everything on, median", _microseconds(everything), 400, "µs"),
        ("5 kB, identifiers alone", long * 1e3 if long is not None else None, 3, "ms"),
        ("start with the cache", warm.seconds if warm else None, 0.7, "s"),
        ("start without the cache", cold.seconds if cold else None, 5, "s"),
        ("resident after the start, identifiers alone", _megabytes(bare), 90, "MB"),
        ("names and health: more memory", more / 1e6 if more is not None else None, 60, "MB"),
        ("names and health: files", files / 1e6 if files is not None else None, 12, "MB"),
    )
    for name, value, limit, unit in timed:
        yield Target(name=name, value=value, limit=limit, least=False, unit=unit, part=SPEED)
    yield from _junk(given)


def _microseconds(timed: Timing | None) -> float | None:
    return timed.median * 1e6 if timed is not None else None


def _megabytes(begun: Start | None) -> float | None:
    return begun.resident / 1e6 if begun is not None else None


def _junk(speed: Speed) -> Iterator[Target]:
    worst = missed = None
    if IDENTIFIERS in speed.hostile:
        examined = [each for each in speed.hostile[IDENTIFIERS] if each.outcome != "refused"]
        worst = max((each.seconds * 1e3 for each in examined), default=0.0)
    if speed.hostile:
        every = [each for results in speed.hostile.values() for each in results]
        missed = float(sum(each.outcome == "missed" for each in every))
    yield Target(
        name="100 kB of junk, identifiers alone, slowest that is not refused",
        value=worst, limit=50, least=False, unit="ms", part=SPEED,
    )  # fmt: skip
    yield Target(name="cards missed behind junk", value=missed, limit=0, least=False, part=SPEED)


def _recalls(sets: Sequence[SetScores]) -> Iterator[Target]:
    wanted: list[tuple[str, str, bool, float]] = [
        ("presidio_recognizer_tests", "", False, 0.98),
        ("libphonenumber_examples", "PHONE_NUMBER", False, 0.97),
        ("recognizers_text_sequence", "PHONE_NUMBER", False, 0.97),
        ("schwifty_iban", "IBAN_CODE", False, 1.0),
        ("presidio_recognizer_tests", "IBAN_CODE", False, 1.0),
        ("stdnum_values", "IBAN_CODE", False, 1.0),
        ("stdnum_values", " of a person", False, 0.97),
        *(("multidogo_turns", label, True, 0.93) for label in _ASKED_LABELS),
        *(("multidogo_turns", label, False, 0.80) for label in _ASKED_LABELS),
        *(("multidogo_turns", label, True, 0.75) for label in ("OTHER_ID", "SECRET")),
        *(("multidogo_turns", label, False, 0.55) for label in ("OTHER_ID", "SECRET")),
    ]
    for name, label, asked, limit in wanted:
        one = tally_of(sets, name, label=label, asked=asked)
        shown = f"{name} {label.strip()}".rstrip() + (", asked" if asked else "")
        yield Target(
            name=f"{shown}: covered", value=one.recall if one else None, limit=limit, least=True
        )
        yield Target(
            name=f"{shown}: covered less typed",
            value=one.recall - one.typed_recall if one else None,
            limit=_TYPED_BELOW,
            least=False,
        )


def tally_of(sets: Sequence[SetScores], name: str, *, label: str, asked: bool) -> Tally | None:
    """The spans of a set, as it stands or with questions.

    Those of a label; of all labels if it is empty; of a holder if it starts so.
    """
    total = Tally()
    for each in sets:
        if (each.name, each.asked, each.lowered) != (name, asked, False):
            continue
        for key, one in each.ours.tallies.items():
            if label.startswith(" "):
                wanted = key.endswith(label)
            else:
                wanted = key == label if label else " of a " not in key
            if wanted:
                total.add(one)
    return total if total.spans else None


def _false(sets: Sequence[SetScores]) -> Iterator[Target]:
    for asked, limit in ((False, 1.0), (True, 5.0)):
        for names, which in (
            (CHAT_NEGATIVE, "banking77, multidogo, taskmaster4"),
            (ALL_CHAT_NEGATIVE, "all chat sets"),
        ):
            scores = [
                each.ours
                for each in sets
                if each.asked is asked and each.name in names and not each.lowered
            ]
            rows = sum(score.plain_rows for score in scores)
            count = sum(score.false.total() for score in scores)
            yield Target(
                name=f"false positives per 1,000 turns, {which}{', asked' if asked else ''}",
                value=1000 * count / rows if rows else None,
                limit=limit,
                least=False,
            )
    for name in CODES:
        share = None
        for each in sets:
            if each.name == name and PRESIDIO in each.sampled:
                theirs = each.sampled[PRESIDIO].false.total()
                share = each.sampled[OURS].false.total() / theirs if theirs else None
        yield Target(
            name=f"{name}: false positives as a share of Presidio's",
            value=share, limit=1 / 3, least=False,
        )  # fmt: skip
