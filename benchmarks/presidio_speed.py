"""FastAnalyzerEngine beside Presidio's AnalyzerEngine: the same results, how much faster.

Both get the same registry, with every pattern recogniser that Presidio ships, whatever
its language, and the same NLP engine, which does nothing. Each text goes through one
engine after the other; explanations and metadata are compared too. One process, one
thread, CPU time of that thread.

    python -m benchmarks.presidio_speed DIRECTORY [--sets a,b] [--rows 600]
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import logging
import random
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CHAT_SETS = (
    *("neg_banking77", "neg_multidogo", "neg_taskmaster4", "neg_clinc150", "neg_sgd_plain"),
    *("multidogo_turns", "sgd_turns", "restaurant8k_turns", "nlupp_turns"),
)
LEAST_RATIO = 50.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One set of texts.

    Attributes:
        name: of the set.
        presidio, fast: seconds of each text.
        found: texts with at least one result.
        different: places of texts whose results differ.
    """

    name: str
    presidio: list[float]
    fast: list[float]
    found: int
    different: list[int]


def engines() -> tuple[Any, Any]:
    """Presidio's engine and ours, over one registry and one NLP engine."""
    analyzer: Any = importlib.import_module("presidio_analyzer")
    shipped: Any = importlib.import_module("presidio_analyzer.predefined_recognizers")
    nlp: Any = importlib.import_module("presidio_analyzer.nlp_engine")
    fast: Any = importlib.import_module("detectors.presidio.analyzer")
    recognisers = []
    for name in dir(shipped):
        kind: Any = getattr(shipped, name)
        if inspect.isclass(kind) and issubclass(kind, analyzer.PatternRecognizer):
            made: Any = kind
            recognisers.append(made(supported_language="en"))
    registry = analyzer.RecognizerRegistry(recognizers=recognisers)
    nothing = nlp.NoOpNlpEngine([{"lang_code": "en", "model_name": ""}])
    nothing.load()
    ours = fast.FastAnalyzerEngine(registry, nothing, allowance=lambda length: 60.0)
    return analyzer.AnalyzerEngine(registry, nothing), ours


def form(results: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All that a result says, to be compared."""
    return [
        (
            *(each.entity_type, each.start, each.end, each.score),
            *(str(each.analysis_explanation), str(each.recognition_metadata)),
        )
        for each in results
    ]


def measure(name: str, texts: Sequence[str], *, engine: Any, ours: Any) -> Measured:
    """Runs both over the texts, one engine after the other."""

    def run(analyzer: Any) -> tuple[list[float], list[Any]]:
        seconds, answers = [], []
        for text in texts:
            started = time.thread_time()
            answer = analyzer.analyze(text, "en", return_decision_process=True)
            seconds.append(time.thread_time() - started)
            answers.append(form(answer))
        return seconds, answers

    fast, ours_found = run(ours)
    presidio, found = run(engine)
    return Measured(
        name=name,
        presidio=presidio,
        fast=fast,
        found=sum(map(bool, found)),
        different=[place for place, each in enumerate(found) if each != ours_found[place]],
    )


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which a part of them lie."""
    return sorted(values)[min(len(values) - 1, int(part * len(values)))]


def row(measured: Measured) -> str:
    """One line of the table."""
    ratios = [a / b for a, b in zip(measured.presidio, measured.fast, strict=True)]
    median, fast = statistics.median(measured.presidio), statistics.median(measured.fast)
    return (
        f"{measured.name:<20} {len(ratios):>6} {measured.found:>6} {len(measured.different):>6} "
        f"{median * 1e6:>9.0f} {quantile(measured.presidio, 0.99) * 1e6:>9.0f} "
        f"{fast * 1e6:>8.1f} {quantile(measured.fast, 0.99) * 1e6:>8.0f} "
        f"{median / fast:>7.0f} {statistics.median(ratios):>7.0f}"
    )


HEAD = (
    f"{'set':<20} {'texts':>6} {'found':>6} {'differ':>6} {'Presidio':>9} {'p99':>9} "
    f"{'fast':>8} {'p99':>8} {'medians':>7} {'ratio':>7}   (µs; ratio: median over texts)"
)


def texts_of(path: Path, most: int) -> list[str]:
    """The texts of a set, at most so many, by a fixed seed."""
    texts = [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]
    return texts if len(texts) <= most else random.Random(1).sample(texts, most)


def main(arguments: list[str] | None = None) -> int:
    """Prints the table; 0 if results are the same and the ratio is reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("directory", type=Path, help="of the sets, <name>.jsonl with a text a row")
    parser.add_argument("--sets", default=",".join(CHAT_SETS))
    parser.add_argument("--rows", type=int, default=600, help="most texts of a set")
    options = parser.parse_args(arguments)
    started = time.perf_counter()
    engine, ours = engines()
    print(f"both engines ready after {time.perf_counter() - started:.1f} s")
    for analyzer in (engine, ours):
        # What is compiled on first use is compiled now.
        analyzer.analyze("Write to jane@example.com on 2026-01-01.", "en")
    print(HEAD)
    sets: list[Measured] = []
    for name in options.sets.split(","):
        texts = texts_of(options.directory / f"{name}.jsonl", options.rows)
        sets.append(measure(name, texts, engine=engine, ours=ours))
        print(row(sets[-1]), flush=True)
    everything = Measured(
        name="all",
        presidio=[seconds for each in sets for seconds in each.presidio],
        fast=[seconds for each in sets for seconds in each.fast],
        found=sum(each.found for each in sets),
        different=[place for each in sets for place in each.different],
    )
    print(row(everything))
    ratio = statistics.median(everything.presidio) / statistics.median(everything.fast)
    reached = not everything.different and ratio >= LEAST_RATIO
    print(f"{'reached' if reached else 'MISSED'}: same results, at least {LEAST_RATIO:.0f} times")
    return not reached


if __name__ == "__main__":
    # Presidio warns of every text that it has no language for.
    logging.disable(logging.CRITICAL)
    sys.exit(main())
