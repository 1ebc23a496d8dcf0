"""What is found of what is labelled, beside Presidio (``make eval``).

Every set of a directory is scored for Discreet, for Presidio as it comes and for Presidio
with all its recognisers on, in one run; speed is measured in the same run. Prints the
tables and writes docs/accuracy.md.
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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markdown import Markdown
from rich.progress import track

from benchmarks.detection import Speed, measure
from benchmarks.labelled import ASKED, Case, cases, read, sample, with_questions
from benchmarks.page import Facts, Report, page
from benchmarks.processes import BenchmarkFailed
from benchmarks.reach import SetScores, targets
from benchmarks.rivals import (
    BLANK,
    NotExamined,
    Rival,
    discreet,
    installed_model,
    presidio,
)
from benchmarks.scoring import Found, Score, add
from gateway.model import Action, Destination
from gateway.policy_file import load_policy

QUESTIONS = "before.json"
_POLICY = Path(__file__).parents[1] / "config" / "policies" / "default.yaml"
_DISGUISES = "benchmarks.disguises"
_PACKAGES = ("discreet", "presidio-analyzer", "spacy", "hyperscan", "phonenumbers", "python-stdnum")

Allowed = Callable[[str], bool]


class Evaluation:
    """One run over the sets of a directory."""

    def __init__(self, rivals: Sequence[Rival], *, allowed: Allowed, rows: int, seed: int) -> None:
        """Takes the engines, Discreet first.

        Args:
            rivals: the engines.
            allowed: whether the default policy lets a type through.
            rows: most rows of a set that every engine sees; 0 is all.
            seed: of samples, questions and sentences.
        """
        self._rivals = rivals
        self._allowed = allowed
        self._rows = rows
        self._seed = seed
        self.refused = 0

    def scored(
        self,
        name: str,
        rows: Sequence[Mapping[str, Any]],
        *,
        questions: Mapping[str, Sequence[str]],
    ) -> list[SetScores]:
        """A set as it stands, and with questions where such are asked."""
        plain = cases(name, rows, seed=self._seed)
        places = sample(name, plain, rows=self._rows, seed=self._seed)
        others = {
            rival.name: {place: self._find(rival, plain[place]) for place in places}
            for rival in self._rivals
            if not rival.asks
        }
        found = [self._scores(name, plain, places=places, others=others)]
        if name in ASKED and questions:
            asked = with_questions(name, plain, questions=questions, seed=self._seed)
            found.append(self._scores(name, asked, places=places, others=others))
        return found

    def _scores(
        self,
        name: str,
        given: Sequence[Case],
        *,
        places: Sequence[int],
        others: Mapping[str, Mapping[int, list[Found] | None]],
    ) -> SetScores:
        ours = self._rivals[0]
        results = {place: self._find(ours, case) for place, case in enumerate(given)}
        everywhere = {ours.name: results, **others}
        return SetScores(
            name=name,
            asked=any(case.asked for case in given),
            ours=self._score(name, given, places=range(len(given)), results=results),
            sampled={
                rival.name: self._score(name, given, places=places, results=everywhere[rival.name])
                for rival in self._rivals
            },
        )

    def _score(
        self,
        name: str,
        given: Sequence[Case],
        *,
        places: Sequence[int],
        results: Mapping[int, list[Found] | None],
    ) -> Score:
        score = Score()
        for place in places:
            found = results[place]
            score.refused += found is None
            add(score, name, given[place], found=found or (), allowed=self._allowed)
        return score

    def _find(self, rival: Rival, case: Case) -> list[Found] | None:
        try:
            return rival.find(case.text, case.before if rival.asks else None)
        except NotExamined:
            self.refused += 1
            return None


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


def default_allows(policy: Path = _POLICY) -> Allowed:
    """Whether the default policy sends a type to the model as it is."""
    loaded = load_policy(policy)
    return lambda kind: loaded.action(kind, Destination.UPSTREAM) is Action.ALLOW


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


def evaluate(arguments: argparse.Namespace, console: Console) -> Report:
    """The whole run; raises BenchmarkFailed."""
    sets = sets_of(arguments.data, arguments.only)
    questions = read_questions(arguments.data, arguments.questions)
    model = arguments.spacy_model or installed_model()
    rivals = [discreet()]
    if not arguments.alone:
        rivals += [presidio(model, everything=each) for each in (False, True)]
    run = Evaluation(rivals, allowed=default_allows(), rows=arguments.rows, seed=arguments.seed)
    scored: list[SetScores] = []
    for name, path in track(sets.items(), description="sets", console=console, transient=True):
        try:
            with path.open(encoding="utf-8") as lines:
                rows = read(lines)
            scored += run.scored(name, rows, questions=questions)
        except (ValueError, KeyError, UnicodeDecodeError) as error:
            raise BenchmarkFailed(f"{name} is no labelled set: {type(error).__name__}") from None
    speed: Speed | None = None
    if arguments.messages:
        speed = measure(
            rivals,
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
        ),
        sets=scored,
        targets=targets(scored, speed, disguised=share),
        speed=speed,
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
                "ours": _score(each.ours),
                "sampled": {name: _score(score) for name, score in each.sampled.items()},
            }
            for each in report.sets
        ],
        "targets": [{**asdict(each), "said": each.said} for each in report.targets],
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
        "false_beside": dict(score.false_beside),
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
