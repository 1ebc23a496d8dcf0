"""The figures that detection is held to, each with what was measured. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.detection import Speed
from benchmarks.scoring import Score, Tally

CHAT_NEGATIVE = ("neg_banking77", "neg_multidogo", "neg_taskmaster4")
ALL_CHAT_NEGATIVE = (
    *CHAT_NEGATIVE,
    *("neg_clinc150", "neg_mts_dialog", "neg_sgd_names", "neg_sgd_plain"),
)
CODES = ("neg_stdnum_codes", "neg_validatorjs_codes")
_ASKED_LABELS = ("GOV_ID", "BANK_ACCOUNT", "CREDIT_CARD", "PHONE_NUMBER", "EMAIL_ADDRESS")
_TYPED_BELOW = 0.03
# Rounding of a share is no miss.
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class SetScores:
    """One set, once: as it stands or with a question before each row.

    Attributes:
        name: of the set.
        asked: whether questions stand before its rows.
        ours: Discreet on all rows.
        sampled: each engine on the same sample of rows.
    """

    name: str
    asked: bool
    ours: Score
    sampled: Mapping[str, Score] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One figure to reach.

    Attributes:
        name: what it is.
        value: measured; None where it could not be.
        limit: the figure.
        least: whether it must be reached, and not stayed below.
        unit: of both.
    """

    name: str
    value: float | None
    limit: float
    least: bool
    unit: str = ""

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
    ours = speed.chat.get("Discreet") if speed is not None else None
    long = speed.long.get("Discreet") if speed is not None else None
    warm = speed.starts.get("Discreet") if speed is not None else None
    cold = speed.starts.get("Discreet, no scan cache") if speed is not None else None
    times = None
    if speed is not None and speed.regex_stage is not None and speed.fast_stage is not None:
        times = speed.regex_stage.median / speed.fast_stage.median
    name = "speed over Presidio's pattern recognisers, same findings, median"
    yield Target(name=name, value=times, limit=50, least=True, unit="times")
    timed: tuple[tuple[str, float | None, float, str], ...] = (
        ("chat message, median", ours.median * 1e6 if ours else None, 60, "µs"),
        ("chat message, p99", ours.p99 * 1e6 if ours else None, 250, "µs"),
        ("5 kB", long * 1e3 if long is not None else None, 3, "ms"),
        ("start with the cache", warm.seconds if warm else None, 0.7, "s"),
        ("start without the cache", cold.seconds if cold else None, 5, "s"),
        ("resident after the start", warm.resident / 1e6 if warm else None, 90, "MB"),
    )
    for name, value, limit, unit in timed:
        yield Target(name=name, value=value, limit=limit, least=False, unit=unit)
    worst = missed = None
    if speed is not None and speed.hostile:
        examined = [each for each in speed.hostile if each.outcome != "refused"]
        worst = max((each.seconds * 1e3 for each in examined), default=0.0)
        missed = float(sum(each.outcome == "missed" for each in examined))
    yield Target(
        name="100 kB of junk, slowest that is not refused", value=worst, limit=50, least=False,
        unit="ms",
    )  # fmt: skip
    yield Target(name="cards missed behind junk", value=missed, limit=0, least=False)


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
        one = _tally(sets, name, label=label, asked=asked)
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


def _tally(sets: Sequence[SetScores], name: str, *, label: str, asked: bool) -> Tally | None:
    """The spans of a label; of all labels if it is empty; of a holder if it starts so."""
    total = Tally()
    for each in sets:
        if (each.name, each.asked) != (name, asked):
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
            scores = [each.ours for each in sets if each.asked is asked and each.name in names]
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
            if each.name == name and "Presidio" in each.sampled:
                theirs = each.sampled["Presidio"].false.total()
                share = each.sampled["Discreet"].false.total() / theirs if theirs else None
        yield Target(
            name=f"{name}: false positives as a share of Presidio's",
            value=share, limit=1 / 3, least=False,
        )  # fmt: skip
