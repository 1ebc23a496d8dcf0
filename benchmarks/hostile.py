"""Hostile texts: milliseconds for 100 kB of each, and what became of the card behind it.

    python -m benchmarks.hostile [--length 100000]

Inputs are those of tests/detectors/hostile.py.
"""

from __future__ import annotations

import argparse
from itertools import chain

from detectors import Engine
from tests.detectors.hostile import HAND_MADE, TAIL, generated, outcome

LENGTH = 100_000
# Beyond this a text has to be refused.
MOST_MILLISECONDS = 50


def report(length: int = LENGTH) -> str:
    """The table as Markdown, slowest first.

    Args:
        length: characters of each text.
    """
    engine = Engine()
    # The first look loads data of libraries.
    engine.detect(TAIL)
    rows = []
    for name, junk in chain(HAND_MADE.items(), generated()):
        result, seconds = outcome(engine, junk(length))
        rows.append((seconds * 1000, name, result))
    rows.sort(reverse=True)
    slow = sum(spent > MOST_MILLISECONDS and result != "refused" for spent, _, result in rows)
    missed = sum(result == "missed" for _, _, result in rows)
    summary = (
        f"{len(rows)} texts of {length} characters; {missed} with the card missed, "
        f"{slow} that took more than {MOST_MILLISECONDS} ms and were not refused."
    )
    return "\n".join(
        [
            summary,
            "",
            "| text | ms | card |",
            "|---|---:|---|",
            *(f"| {name} | {spent:.1f} | {result} |" for spent, name, result in rows),
        ]
    )


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--length", type=int, default=LENGTH)
    print(report(parser.parse_args().length))


if __name__ == "__main__":
    main()
