"""The accuracy report as a page, docs/accuracy.md. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.detection import Speed
from benchmarks.detection import rows as speed_rows
from benchmarks.reach import SetScores, Target
from benchmarks.scoring import Score
from detectors.families import FAMILIES

_SHOWN_TYPES = 6
_SCORING = """\
How it is scored: a labelled span is *covered* when every letter and digit of it lies inside
findings of any type, *typed* when inside findings of the right family; *leaked* is the share of
characters of labelled spans that lies outside. Bare values stand in a sentence that names them.
*Asked* sets have a question for one of the row's labels before each row, negative sets a random
one; Presidio has no such notion, its figures are the same. A false positive is a finding outside of
labelled spans, of a type that the default policy does not allow. Presidio reports everything at its
own threshold; Discreet what its policy acts on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """How it was measured.

    Attributes:
        date: of the run, as it was given.
        machine: processor and cores.
        versions: by package.
        command: as it was given, without paths.
        about: each engine by name.
        rows: most rows of a set that all engines saw; 0 is all.
        seed: of samples, questions and sentences.
    """

    date: str
    machine: str
    versions: Mapping[str, str]
    command: str
    about: Mapping[str, str]
    rows: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that a run gave."""

    facts: Facts
    sets: Sequence[SetScores]
    targets: Sequence[Target]
    speed: Speed | None = None
    disguises: str = field(default="", repr=False)


def page(report: Report) -> str:
    """The whole page."""
    parts = [*_head(report.facts), *_reach(report.targets), *_recall(report)]
    parts += [*_false(report.sets), *_invalid(report.sets), *_speed(report.speed)]
    if report.disguises:
        parts += ["## Disguises", "", report.disguises.strip(), ""]
    return "\n".join(parts)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table and the blank line after it."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return [*lines, ""]


def _head(facts: Facts) -> Iterator[str]:
    sampled = (
        f"at most {facts.rows} rows of each set, drawn by the seed" if facts.rows else "all rows"
    )
    yield from (
        "# Accuracy",
        "",
        f"Written by `{facts.command}` on {facts.date}; not edited by hand.",
        "",
        f"Machine: {facts.machine}. Versions: "
        + ", ".join(f"{name} {version}" for name, version in facts.versions.items())
        + ".",
        "",
        *(f"- {name}: {about}." for name, about in facts.about.items()),
        "",
        *_SCORING.splitlines(),
        f"All engines see {sampled} (seed {facts.seed}); the column *all rows* is Discreet",
        "on every row. Labels marked *not yet* are of later work: no detector names them.",
        "",
    )


def _reach(targets: Sequence[Target]) -> list[str]:
    rows = [
        (each.name, _number(each.value, each.unit), _limit(each), each.said) for each in targets
    ]
    return ["## Held to", "", *table(("figure", "measured", "must be", ""), rows)]


def _limit(target: Target) -> str:
    return f"{'at least' if target.least else 'at most'} {_number(target.limit, target.unit)}"


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    digits = 3 if value < 10 else 1
    return f"{value:,.{digits}f} {unit}".rstrip()


def _recall(report: Report) -> list[str]:
    names = list(report.facts.about)
    head = ("set", "label", "spans", "Discreet, all rows", "sampled", *names)
    rows: list[tuple[str, ...]] = []
    for each in report.sets:
        shown = each.name + (" (asked)" if each.asked else "")
        if each.name.startswith("neg_"):
            continue
        for label, ours in sorted(each.ours.tallies.items()):
            known = label.partition(" of a ")[0] in FAMILIES.values()
            sampled = [each.sampled[name].tallies.get(label) for name in names]
            rows.append(
                (
                    shown,
                    label if known else f"{label} (not yet)",
                    str(ours.spans),
                    _shares(ours),
                    str(sampled[0].spans if sampled[0] else 0),
                    *(_shares(one) for one in sampled),
                )
            )
    refused = sum(each.ours.refused for each in report.sets)
    title = (
        "Covered / typed / leaked, by set and label. Discreet refused "
        f"{refused} texts, which count as not found although nothing of them is passed on."
    )
    return ["## Recall", "", title, "", *table(head, rows)]


def _shares(one: object) -> str:
    from benchmarks.scoring import Tally

    if not isinstance(one, Tally) or not one.spans:
        return "-"
    return f"{one.recall:.3f} / {one.typed_recall:.3f} / {one.leaked_share:.3f}"


def _false(sets: Sequence[SetScores]) -> list[str]:
    rows: list[tuple[str, ...]] = []
    names: list[str] = []
    for each in sets:
        if not each.ours.plain_rows:
            continue
        names = list(each.sampled)
        rows.append(
            (
                each.name + (" (asked)" if each.asked else ""),
                str(each.ours.plain_rows),
                _false_cell(each.ours),
                _types(each.ours),
                *(_false_cell(score) for score in each.sampled.values()),
            )
        )
    head = ("set", "rows", "Discreet, all rows", "its types", *names)
    title = (
        "Per 1,000 rows, and the share of characters that they cover; names and medical words "
        "where they may be right in +. In sets that are not negative only the kinds count whose "
        "labels are complete there; sets without complete labels cannot show any."
    )
    return ["## False positives", "", title, "", *table(head, rows)]


def _false_cell(score: Score) -> str:
    share = score.false_characters / score.characters if score.characters else 0.0
    beside = 1000 * score.false_beside.total() / score.plain_rows if score.plain_rows else 0
    more = f" +{beside:.1f}" if beside else ""
    return f"{score.false_per_thousand:.1f} ({share:.2%}){more}"


def _types(score: Score) -> str:
    return ", ".join(f"{name} {count}" for name, count in score.false.most_common(_SHOWN_TYPES))


def _invalid(sets: Sequence[SetScores]) -> list[str]:
    rows: list[tuple[str, ...]] = []
    names: list[str] = []
    for each in sets:
        if not each.ours.invalid:
            continue
        names = list(each.sampled)
        rows.append(
            (
                each.name,
                str(each.ours.invalid),
                _invalid_cell(each.ours),
                *(_invalid_cell(score) for score in each.sampled.values()),
            )
        )
    if not rows:
        return []
    title = (
        "Values that their source calls invalid, in the same sentences, and near misses of unit "
        "tests: share of rows with a finding, and with one that has the score of a check digit "
        "(0.9). Many are valid values of another kind."
    )
    head = ("set", "invalid", "Discreet, all rows", *names)
    return ["## Invalid values", "", title, "", *table(head, rows)]


def _invalid_cell(score: Score) -> str:
    if not score.invalid:
        return "-"
    return f"{score.invalid_found / score.invalid:.3f} / {score.invalid_sure / score.invalid:.3f}"


def _speed(speed: Speed | None) -> list[str]:
    if speed is None:
        return []
    title = (
        "CPU time of the process; each message the fastest of three times. Presidio is timed on a "
        "tenth of the messages, once."
    )
    return ["## Speed", "", title, "", *table(("measured", ""), speed_rows(speed))]
