"""Inputs that are made to cost time: long, dull, and close to what detectors look for.

Some are written by hand; others are drawn from the shipped patterns' own expressions: a
text that matches one, or almost does, over and over. All are seeded. After the junk
stands a card number, which must be found, or the text refused.
"""

from __future__ import annotations

import base64
import importlib
import random
import re
import string
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from detectors import Engine, readings, registry
from detectors.errors import BudgetExhausted

SEED = 20_260
GENERATED = 50
TAIL = " ; my card is 4111 1111 1111 1111"
CARD = "4111 1111 1111 1111"

# Repetitions without an upper limit are drawn up to so many more than their least.
_SPREAD = 12
_OUTSIDE = string.ascii_letters + string.digits + " .,;:-_@/+*\t\n"
_parser: Any = importlib.import_module("re._parser")


def _bytes_as_text(length: int) -> str:
    return random.Random(SEED).randbytes(length).decode("latin-1")


def _wall(length: int) -> str:
    data = random.Random(SEED).randbytes(length)
    return base64.b64encode(data).decode()[:length]


def _wall_of_text(length: int) -> str:
    return base64.b64encode(b"what is said here is nothing " * length).decode()[:length]


def _any_text(length: int) -> str:
    draw = random.Random(SEED)
    return "".join(chr(draw.randrange(0x2FFFF)) for _ in range(length))


def repeated(unit: str) -> Callable[[int], str]:
    """Makes texts of a length out of one unit."""
    return lambda length: (unit * (length // len(unit) + 1))[:length]


HAND_MADE: dict[str, Callable[[int], str]] = {
    "dots": repeated("."),
    "a.": repeated("a."),
    "a. and @": lambda length: repeated("a.")(length - 1) + "@",
    "@": repeated("@"),
    "a@": repeated("a@"),
    "digits": repeated("1"),
    "other digits": repeated("4839201756"),
    "digits and spaces": repeated("4 "),
    "pairs of digits": repeated("41 "),
    "dashes": repeated("-"),
    "digits and dashes": repeated("1-"),
    "pipes": repeated("12|"),
    "commas": repeated("123, "),
    "nested brackets": lambda length: "(" * (length // 2) + ")" * (length - length // 2),
    "nested braces": repeated("{[<"),
    "spaces": repeated(" "),
    "lines": repeated("\n"),
    "one letter": repeated("a"),
    "capitals": repeated("ABC "),
    "base64 wall": _wall,
    "base64 wall of text": _wall_of_text,
    "base64 lines": lambda length: "\n".join([_wall(76)] * (length // 77)),
    "base64 pieces": repeated("amFuZUBleGFtcGxlLmNvbQ== "),
    "hexadecimal wall": lambda length: random.Random(SEED).randbytes(length // 2).hex(),
    "hexadecimal text": lambda length: (b"nothing " * length).hex()[:length],
    "hexadecimal pairs": repeated("6e "),
    "number words": repeated("one two "),
    "one number word": repeated("four "),
    "double": repeated("double "),
    "look-alike digits": repeated("1O1l "),
    "random bytes": _bytes_as_text,
    "any characters": _any_text,
    "zero-width": repeated("\u200b"),
    "marks": repeated("1\u0336"),
    "full-width": repeated("ｅ"),
    "look-alike letters": repeated("а1"),
    "escapes": repeated("\\u0034"),
    "escaped escapes": repeated("%25"),
    "entities": repeated("&amp;"),
    "many values": repeated("123-45-6789 "),
    "many cards": repeated("4111 1111 1111 1111, "),
    "many addresses": repeated("jane@example.com "),
    "names of numbers": repeated("card number "),
    "names and digits": repeated("ssn 12 "),
}


def drawn(expression: str, draw: random.Random) -> str:
    """A text that an expression matches, but for its conditions on what stands beside it.

    Args:
        expression: in the syntax that Hyperscan and Python share.
        draw: makes the choices.
    """
    spelt = re.sub(
        r"\\x\{([0-9A-Fa-f]+)\}", lambda match: re.escape(chr(int(match[1], 16))), expression
    )
    return _of_parts(_parser.parse(spelt.replace(r"\z", r"\Z")), draw)


def _of_parts(parts: Any, draw: random.Random) -> str:
    return "".join(_of_part(str(name), value, draw=draw) for name, value in parts)


def _of_part(name: str, value: Any, *, draw: random.Random) -> str:
    if name == "LITERAL":
        return chr(value)
    if name == "IN":
        return _of_class(value, draw)
    if name == "BRANCH":
        return _of_parts(draw.choice(value[1]), draw)
    if name == "SUBPATTERN":
        return _of_parts(value[-1], draw)
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        least, most, parts = value
        count = draw.randint(least, min(int(most), least + _SPREAD))
        return "".join(_of_parts(parts, draw) for _ in range(count))
    return draw.choice(string.ascii_letters) if name in ("ANY", "NOT_LITERAL") else ""


def _of_class(choices: Sequence[Any], draw: random.Random) -> str:
    names = [str(name) for name, _ in choices]
    if names[0] == "NEGATE":
        excluded = {chr(value) for name, value in choices if str(name) == "LITERAL"}
        for name, value in choices:
            if str(name) == "RANGE":
                excluded.update(map(chr, range(value[0], min(value[1], 0x2FF) + 1)))
        free = [each for each in _OUTSIDE + "\u00e9" if excluded.isdisjoint((each, each.lower()))]
        return draw.choice(free) if free else "\u00e9"
    name, value = draw.choice(choices)
    if str(name) == "LITERAL":
        return chr(value)
    if str(name) == "RANGE":
        return chr(draw.randint(value[0], value[1]))
    kind = str(value)
    return draw.choice(" \t" if "SPACE" in kind else "0123456789" if "DIGIT" in kind else "ab1_")


def shipped_expressions() -> list[str]:
    """The expressions of all detectors and of the readings, in the order of the tables."""
    patterns = [p for each in registry.load() for p in each.patterns]
    patterns += [p for triggers in readings.TRIGGERS for p in triggers]
    return [pattern.expression for pattern in patterns]


def generated(count: int = GENERATED) -> Iterator[tuple[str, Callable[[int], str]]]:
    """Junk that is close to what patterns look for: whole matches, cut ones, and mixed ones."""
    draw = random.Random(SEED)
    expressions = shipped_expressions()
    chosen = draw.sample(range(len(expressions)), min(count, len(expressions)))
    for place, number in enumerate(chosen):
        unit = drawn(expressions[number], draw) or "0"
        if place % 3 == 1:
            unit = unit[: max(1, len(unit) - 2)]
        elif place % 3 == 2:
            unit += drawn(expressions[draw.choice(chosen)], draw)
        yield f"pattern {number}, {('whole', 'cut', 'mixed')[place % 3]}", repeated(unit)


def outcome(engine: Engine, junk: str) -> tuple[str, float]:
    """What becomes of a card number after junk, and the CPU seconds that it took.

    Returns:
        "found", "refused" or "missed"; and seconds.
    """
    text = junk + TAIL
    place = len(text) - len(CARD)
    started = time.thread_time()
    try:
        findings = engine.detect(text)
    except BudgetExhausted:
        return "refused", time.thread_time() - started
    spent = time.thread_time() - started
    covered = any(each.start <= place and each.end == len(text) for each in findings)
    return "found" if covered else "missed", spent
