"""What is found of what is labelled, beside Presidio (``make eval``).

Every set of a directory is scored for Discreet, for Presidio as it comes and with all its
recognisers on, and for argus-redact, in one run; fairness and speed are measured in the same
run. Sets that a model was trained on are scored by models of ``benchmarks.folds``. Prints
the tables and writes docs/accuracy.md.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import os
import platform
import re
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markdown import Markdown
from rich.progress import track

from benchmarks import argus, fairness
from benchmarks.detection import IDENTIFIERS, Speed, measure
from benchmarks.evaluation import Allowed, Evaluation
from benchmarks.folds import Trained, read_folds, shipped
from benchmarks.labelled import read
from benchmarks.page import Facts, Report, page
from benchmarks.processes import BenchmarkFailed
from benchmarks.reach import SetScores, targets
from benchmarks.reach_words import word_targets
from benchmarks.rivals import BLANK, EVERYTHING, Rival, discreet, installed_model, presidio
from benchmarks.rooms import identifiers_alone
from benchmarks.scoring import Found, Score
from detectors import Engine
from detectors.types import Finding
from gateway.model import Action, Destination
from gateway.policy import Policy
from gateway.policy_file import load_policy

QUESTIONS = "before.json"
_POLICY = Path(__file__).parents[1] / "config" / "policies" / "default.yaml"
_DISGUISES = "benchmarks.disguises"
_PACKAGES = (
    "discreet",
    "python-crfsuite",
    "presidio-analyzer",
    "spacy",
    "hyperscan",
    "phonenumbers",
    "python-stdnum",
)


def sets_of(data: Path, only: Sequence[str] = ()) -> dict[str, Path]:
    """The sets of a directory by name.

    Raises:
        BenchmarkFailed: there are none.
    """
    found = {path.stem: path for path in sorted(data.glob("*.jsonl"))}
    if only:
        found = {name: path for name, path in found.items() if name in only}
    if not found:
        raise BenchmarkFailed("there is no set (*.jsonl) in the directory given with --data")
    return found


def read_questions(data: Path, named: Path | None) -> dict[str, list[str]]:
    """The questions by label: the file named, else beside the sets or one folder above.

    Raises:
        BenchmarkFailed: the file that is named is not there.
    """
    places = [named] if named is not None else [data / QUESTIONS, data.parent / QUESTIONS]
    for place in places:
        if place.is_file():
            questions: dict[str, list[str]] = json.loads(place.read_text("utf-8"))
            return questions
    if named is not None:
        raise BenchmarkFailed("the file given with --questions is not there")
    return {}


def default_policy(path: Path = _POLICY) -> Policy:
    """The policy that a fresh gateway keeps."""
    return load_policy(path)


def allows(policy: Policy) -> Allowed:
    """Whether a policy sends a finding that is sure enough to the model as it is."""

    def allowed(found: Found) -> bool:
        if policy.action(found.entity_type, Destination.UPSTREAM) is Action.ALLOW:
            return True
        # Other engines have their own thresholds.
        sure = Finding(
            entity_type=found.entity_type,
            start=found.start,
            end=found.end,
            score=1.0,
            detector="",
            evidence=found.evidence,
        )
        return not policy.acts_on(sure)

    return allowed


def disguises() -> tuple[str, float | None]:
    """The report of disguised identifiers, and the share that was found, if there is one."""
    if importlib.util.find_spec(_DISGUISES) is None:
        return "", None
    text = str(importlib.import_module(_DISGUISES).report())
    share = re.search(r"([01]\.[0-9]+) found", text)
    return text, float(share[1]) if share is not None else None


def machine() -> str:
    """Processor and number of cores."""
    name = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text("utf-8", "replace").splitlines():
            if line.startswith("model name"):
                name = line.partition(":")[2].strip()
                break
    return f"{name}, {os.cpu_count()} cores, Python {platform.python_version()}"


def versions(model: str) -> dict[str, str]:
    """Versions of what was compared."""
    found = {}
    for package in (*_PACKAGES, *([] if model == BLANK else [model])):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "?"
    return found


def engines(model: str, policy: Policy, *, alone: bool) -> tuple[list[Rival], list[str]]:
    """The engines that are compared, Discreet first, and what is left out."""
    found = [discreet(least=policy.least_score)]
    if alone:
        return found, []
    found += [presidio(model, everything=each) for each in (False, True)]
    other = argus.argus()
    if other is None:
        return found, [f"{argus.NAME} (not installed)"]
    return [*found, other], []


def trained(models: Path | None, policy: Policy) -> Trained:
    """What was trained on, with the models for cross-validation where they are at hand."""
    if models is None:
        return shipped()
    return read_folds(models, engines=lambda engine: discreet(engine, least=policy.least_score))


def score_sets(
    run: Evaluation, arguments: argparse.Namespace, *, console: Console
) -> list[SetScores]:
    """All sets; raises BenchmarkFailed."""
    sets = sets_of(arguments.data, arguments.only)
    questions = read_questions(arguments.data, arguments.questions)
    scored: list[SetScores] = []
    for name, path in track(sets.items(), description="sets", console=console, transient=True):
        try:
            with path.open(encoding="utf-8") as lines:
                rows = read(lines)
            scored += run.scored(name, rows, questions=questions)
        except (ValueError, KeyError, UnicodeDecodeError) as error:
            raise BenchmarkFailed(f"{name} is no labelled set: {type(error).__name__}") from None
    return scored


def evaluate(arguments: argparse.Namespace, console: Console) -> Report:
    """The whole run; raises BenchmarkFailed."""
    policy = default_policy()
    model = arguments.spacy_model or installed_model()
    rivals, left_out = engines(model, policy, alone=arguments.alone)
    seen = trained(arguments.models, policy)
    run = Evaluation(
        rivals, allowed=allows(policy), rows=arguments.rows, seed=arguments.seed, trained=seen
    )
    scored = score_sets(run, arguments, console=console)
    regions = []
    if not arguments.no_fairness:
        # More pattern recognisers find no more names.
        compared = [each for each in rivals if each.name != EVERYTHING]
        regions = fairness.measure(compared, names=arguments.names, seed=arguments.seed)
    speed: Speed | None = None
    if arguments.messages:
        identifiers = discreet(Engine(identifiers_alone()), name=IDENTIFIERS)
        speed = measure(
            [*rivals, identifiers],
            data=arguments.data,
            model=model,
            count=arguments.messages,
            seed=arguments.seed,
        )
    shown, share = ("", None) if arguments.no_disguises else disguises()
    return Report(
        facts=Facts(
            date=arguments.date,
            machine=machine(),
            versions=versions(model),
            command="make eval",
            about={rival.name: rival.about for rival in rivals},
            rows=arguments.rows,
            seed=arguments.seed,
            folds=len(seen.engines),
            left_out=left_out,
        ),
        sets=scored,
        targets=[
            *targets(scored, speed, disguised=share),
            *word_targets(scored, regions=regions),
        ],
        speed=speed,
        fairness=regions,
        disguises=shown,
    )


def as_json(report: Report) -> dict[str, Any]:
    """The report as JSON-like data; counts and shares only."""
    return {
        "facts": asdict(report.facts),
        "sets": [
            {
                "set": each.name,
                "asked": each.asked,
                "lowered": each.lowered,
                "seen": each.seen,
                "folds": each.folds,
                "ours": _score(each.ours),
                "sampled": {name: _score(score) for name, score in each.sampled.items()},
            }
            for each in report.sets
        ],
        "targets": [{**asdict(each), "said": each.said} for each in report.targets],
        "fairness": [asdict(each) for each in report.fairness],
        "speed": asdict(report.speed) if report.speed is not None else None,
    }


def _score(score: Score) -> dict[str, Any]:
    labels = {
        label: {
            "spans": one.spans,
            "covered": one.recall,
            "typed": one.typed_recall,
            "leaked": one.leaked_share,
        }
        for label, one in score.tallies.items()
    }
    return {
        "rows": score.rows,
        "refused": score.refused,
        "labels": labels,
        "false_per_thousand": score.false_per_thousand,
        "false": dict(score.false),
        "words": dict(score.words),
        "beside": dict(score.beside),
        "about_person": dict(score.about_person),
        "plain_rows": score.plain_rows,
        "invalid": [score.invalid, score.invalid_found, score.invalid_sure],
    }


def options() -> argparse.ArgumentParser:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="directory of the sets")
    parser.add_argument("--questions", type=Path, help="else before.json there or one above")
    parser.add_argument("--only", nargs="*", default=(), help="names of sets")
    parser.add_argument("--rows", type=int, default=300, help="of a set, for all engines; 0: all")
    parser.add_argument("--messages", type=int, default=3_000, help="to time; 0 times none")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--spacy-model", help="else an installed one, else a blank pipeline")
    parser.add_argument("--models", type=Path, help="of benchmarks.folds, for cross-validation")
    parser.add_argument("--names", type=int, default=400, help="of a region, for fairness")
    parser.add_argument("--no-fairness", action="store_true")
    parser.add_argument("--alone", action="store_true", help="Discreet without the others")
    parser.add_argument("--no-disguises", action="store_true")
    parser.add_argument("--date", default="an unknown day", help="for the report")
    parser.add_argument("--write", type=Path, help="the page, for example docs/accuracy.md")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--strict", action="store_true", help="end with 1 if a figure is missed")
    return parser


def main(given: Sequence[str] | None = None) -> None:
    """Command line; ends with 1 if it cannot run, or with --strict if a figure is missed."""
    arguments = options().parse_args(given)
    console = Console(stderr=arguments.json)
    try:
        report = evaluate(arguments, console)
    except BenchmarkFailed as failure:
        sys.exit(f"the evaluation failed: {failure}")
    text = page(report)
    if arguments.write is not None:
        arguments.write.write_text(text, "utf-8")
    if arguments.json:
        print(json.dumps(as_json(report), indent=2))
    elif console.is_terminal:
        console.print(Markdown(text))
    else:
        print(text)
    missed = [each.name for each in report.targets if each.kept is False]
    if arguments.strict and missed:
        sys.exit(f"missed: {len(missed)}")


if __name__ == "__main__":
    main()
