"""Disguises: how many values of every family are found in each spelling that hides them.

    python -m benchmarks.disguises

Values, sentences and disguises are those of tests/detectors/disguises.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from detectors import Engine
from tests.detectors.disguises import KINDS, cases, exceptions, found


def report(engine: Engine | None = None, *, every: int = 1) -> str:
    """Tables of disguises and of families, as Markdown.

    Args:
        engine: None takes everything shipped.
        every: takes one of so many disguised values.
    """
    engine = engine or Engine()
    tried: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    for case in cases(every):
        result = found(engine, case)
        for name in ("all", f"disguise {case.disguise}", f"family {case.family}"):
            tried[name] += 1
            hit[name] += result
    names = [f"disguise {name}" for disguises in KINDS.values() for name in disguises]
    families = sorted(name for name in tried if name.startswith("family "))
    return "\n".join(
        [
            f"{tried['all']} disguised values, {hit['all'] / tried['all']:.3f} found.",
            "",
            *_table("disguise", (name for name in names if tried[name]), tried=tried, hit=hit),
            "",
            *_table("family", families, tried=tried, hit=hit),
            "",
            "| family or type | without | because |",
            "|---|---|---|",
            *(f"| {family} | {kind} | {reason} |" for family, kind, reason in exceptions()),
        ]
    )


def _table(
    title: str, names: Iterable[str], *, tried: Counter[str], hit: Counter[str]
) -> list[str]:
    return [
        f"| {title} | values | found |",
        "|---|---:|---:|",
        *(
            f"| {name.partition(' ')[2]} | {tried[name]} | {hit[name] / tried[name]:.3f} |"
            for name in names
        ),
    ]


if __name__ == "__main__":
    print(report())
