"""The accuracy report as a page, docs/accuracy.md. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.detection import Speed
from benchmarks.detection import rows as speed_rows
from benchmarks.fairness import Region, spread
from benchmarks.labelled import is_negative
from benchmarks.reach import SetScores, Target
from benchmarks.scoring import Score, Tally
from detectors.families import FAMILIES

_SHOWN_TYPES = 6
_SCORING = """\
How it is scored: a labelled span is *covered* when every letter and digit of it lies inside
findings of any type, *typed* when inside findings of the right family; *leaked* is the share of
characters of labelled spans that lies outside. Bare values stand in a sentence that names them.
*Asked* sets have a question for one of the row's labels before each row, negative sets a random
one; Presidio has no such notion, its figures are the same. A false positive is a finding outside of
labelled spans, of a type that the default policy does not allow. Presidio reports everything at its
own threshold; Discreet what its policy acts on. Names, places and medical words are counted apart
from identifiers, and as false only in sets that are known to hold none."""
_UNSEEN = """\
Sets that the taggers of names and health were trained on are scored by {folds} models, each on the
dialogues that it never saw (rows, where a set has no dialogues)."""
_SEEN = """\
No models for cross-validation were at hand: sets marked *seen in training* were trained on, and
their figures for names, places and medical words count for nothing."""
_FAIRNESS = """\
Share of people's names that are covered, by region of the name: each name once in an answer and
once in running text, as it is written and in lower case, in sentences used nowhere in training
(benchmarks/fairness.py). Most lists come from a package that the lists of names know too; those
written for this table are Arabic, Persian, Hebrew, Chinese, Korean, Japanese, Russian, Ukrainian,
Hindi, Tamil and Telugu, Bengali, Vietnamese, Filipino, Malay, Amharic, Kazakh, Georgian and
Armenian. Beside other engines: a sample of the same names."""


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
        folds: models for cross-validation; 0 where there are none.
        left_out: engines that were not compared, and why.
    """

    date: str
    machine: str
    versions: Mapping[str, str]
    command: str
    about: Mapping[str, str]
    rows: int
    seed: int
    folds: int = 0
    left_out: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything that a run gave."""

    facts: Facts
    sets: Sequence[SetScores]
    targets: Sequence[Target]
    speed: Speed | None = None
    fairness: Sequence[Region] = ()
    disguises: str = field(default="", repr=False)


def page(report: Report) -> str:
    """The whole page."""
    standing = [each for each in report.sets if not each.lowered]
    parts = [*_head(report.facts, seen=any(each.seen for each in standing))]
    parts += [*_reach(report.targets), *_recall(report, standing)]
    parts += [*_false(standing), *_words(standing), *_invalid(standing)]
    parts += [*_fairness(report.fairness), *_speed(report.speed)]
    if report.disguises:
        parts += ["## Disguises", "", report.disguises.strip(), ""]
    return "\n".join(parts)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table and the blank line after it."""
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return [*lines, ""]


def _head(facts: Facts, *, seen: bool) -> Iterator[str]:
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
        *(f"- Left out: {each}." for each in facts.left_out),
        "",
        *_SCORING.splitlines(),
        *(_UNSEEN.format(folds=facts.folds).splitlines() if facts.folds else ()),
        *(_SEEN.splitlines() if seen else ()),
        f"All engines see {sampled} (seed {facts.seed}); the column *all rows* is Discreet",
        "on every row. Labels marked *not yet* are of later work: no detector names them.",
        "",
    )


def _reach(targets: Sequence[Target]) -> list[str]:
    counts = Counter(each.said for each in targets)
    said = ", ".join(f"{counts[each]} {each}" for each in ("kept", "MISSED", "not measured"))
    lines = ["## Held to", "", f"{said}.", ""]
    for part in dict.fromkeys(each.part for each in targets):
        rows = [
            (each.name, _number(each.value, each.unit), _limit(each), _said(each))
            for each in targets
            if each.part == part
        ]
        lines += [f"### {part}", "", *table(("figure", "measured", "must be", ""), rows)]
    return lines


def _said(target: Target) -> str:
    return f"{target.said} ({target.note})" if target.note else target.said


def _limit(target: Target) -> str:
    return f"{'at least' if target.least else 'at most'} {_number(target.limit, target.unit)}"


def _number(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    digits = 3 if value < 10 else 1
    return f"{value:,.{digits}f} {unit}".rstrip()


def _recall(report: Report, standing: Sequence[SetScores]) -> list[str]:
    names = list(report.facts.about)
    head = ("set", "label", "spans", "Discreet, all rows", "sampled", *names)
    rows: list[tuple[str, ...]] = []
    for each in standing:
        if is_negative(each.name):
            continue
        for label, ours in sorted(each.ours.tallies.items()):
            known = label.partition(" of a ")[0] in FAMILIES.values()
            sampled = [each.sampled[name].tallies.get(label) for name in names]
            rows.append(
                (
                    _shown(each),
                    label if known else f"{label} (not yet)",
                    str(ours.spans),
                    _shares(ours),
                    str(sampled[0].spans if sampled[0] else 0),
                    *(_shares(one) for one in sampled),
                )
            )
    refused = sum(each.ours.refused for each in standing)
    title = (
        "Covered / typed / leaked, by set and label. Discreet refused "
        f"{refused} texts, which count as not found although nothing of them is passed on."
    )
    return ["## Recall", "", title, "", *table(head, rows)]


def _shown(scores: SetScores) -> str:
    asked = " (asked)" if scores.asked else ""
    return scores.name + asked + (" (seen in training)" if scores.seen else "")


def _shares(one: Tally | None) -> str:
    if one is None or not one.spans:
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
                _shown(each),
                str(each.ours.plain_rows),
                _false_cell(each.ours),
                _types(each.ours.false),
                *(_false_cell(score) for score in each.sampled.values()),
            )
        )
    head = ("set", "rows", "Discreet, all rows", "its types", *names)
    title = (
        "Identifiers, per 1,000 rows, and the share of characters that all false findings cover. "
        "In sets that are not negative only the kinds count whose labels are complete there; sets "
        "without complete labels cannot show any."
    )
    return ["## False positives", "", title, "", *table(head, rows)]


def _false_cell(score: Score) -> str:
    share = score.false_characters / score.characters if score.characters else 0.0
    return f"{score.false_per_thousand:.1f} ({share:.2%})"


def _types(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common(_SHOWN_TYPES))


def _words(sets: Sequence[SetScores]) -> list[str]:
    rows: list[tuple[str, ...]] = []
    names: list[str] = []
    for each in sets:
        if not each.ours.plain_rows:
            continue
        names = list(each.sampled)
        rows.append(
            (
                _shown(each),
                _words_cell(each.ours),
                _types(each.ours.words + each.ours.beside),
                f"{each.ours.per_thousand(each.ours.about_person):.1f}",
                *(_words_cell(score) for score in each.sampled.values()),
            )
        )
    title = (
        "Names, places and medical words per 1,000 rows where there are none, and in + where they "
        "may be right (no label says so); medical ones that are said of a person."
    )
    head = ("set", "Discreet, all rows", "its types", "medical, about a person", *names)
    return ["## False names, places and medical words", "", title, "", *table(head, rows)]


def _words_cell(score: Score) -> str:
    beside = score.per_thousand(score.beside)
    return f"{score.per_thousand(score.words):.1f}" + (f" +{beside:.1f}" if beside else "")


def _fairness(regions: Sequence[Region]) -> list[str]:
    if not regions:
        return []
    others = list(regions[0].others)
    head = (
        "region",
        "names",
        "all",
        "answers",
        "running text",
        "lower case",
        "given name alone",
        "least",
    )
    rows = [
        (
            each.name,
            str(each.names),
            *(
                f"{share:.3f}"
                for share in (each.covered, each.answers, each.running, each.small, each.given)
            ),
            f"{each.weakest[0]} {each.weakest[1]:.3f}",
            *(f"{each.others[name]:.3f}" for name in others),
        )
        for each in regions
    ]
    shown = (*head, *(f"{name}, sampled" for name in others))
    title = f"Spread between regions: {spread(regions):.3f}."
    return ["## Fairness", "", *_FAIRNESS.splitlines(), title, "", *table(shown, rows)]


def _invalid(sets: Sequence[SetScores]) -> list[str]:
    rows: list[tuple[str, ...]] = []
    names: list[str] = []
    for each in sets:
        if not each.ours.invalid:
            continue
        names = list(each.sampled)
        rows.append(
            (
                _shown(each),
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
        "CPU time of the process; each message the fastest of three times. Other engines are "
        "timed on a tenth of the messages, once."
    )
    return ["## Speed", "", title, "", *table(("measured", ""), speed_rows(speed))]
