"""How fast detection is beside Presidio, and what it costs to start (part of ``make bench``).

Times are CPU time of the process, all its threads; each message is timed three times and the
fastest counts, so that a busy neighbour does not. Starts are wall-clock of fresh processes.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.bench import quantile
from benchmarks.processes import BenchmarkFailed
from benchmarks.rivals import (
    EVERYTHING,
    OURS,
    PRESIDIO,
    NotExamined,
    Rival,
    discreet,
    installed_model,
    presidio,
)
from benchmarks.rooms import (
    EVERY_ROOM,
    ROOMS,
    START_WITHOUT,
    identifiers_alone,
    model_bytes,
    shipped_of,
)
from detectors import Engine
from detectors.canonical import canonical_view
from detectors.types import Detector, Input
from tests.detectors.hostile import HAND_MADE, generated, outcome

CHAT_SETS = (
    *("neg_banking77", "neg_clinc150", "neg_mts_dialog", "neg_multidogo", "neg_sgd_names"),
    *("neg_sgd_plain", "neg_taskmaster4", "multidogo_turns", "sgd_turns", "restaurant8k_turns"),
    *("nlupp_turns", "abcd_turns"),
)
IDENTIFIERS = "Discreet, identifiers alone"
_LONG = 5_000
_JUNK = 100_000
# Of the texts of junk, so many are named.
_SLOWEST = 5
_PASSES = 3

# Messages for a machine without the labelled sets.
SYNTHETIC = (
    *("Hi there, I have a question about my last invoice.", "ok", "yes please go ahead"),
    *("What time do you open on Saturday?", "I would like to book a table for four at 7 pm"),
    "my card 4111 1111 1111 1111 was charged twice on 12/03, can you look into that for me",
    *("you can reach me at jane.doe@example.com", "the order number is 20231105, it came broken"),
    *("thank you so much for your help today!", "could you send it to my home address instead?"),
    "I was told that my parcel would arrive by Tuesday but it is Friday and nothing is here yet",
)

_START = """
import resource, time, sys
started = time.perf_counter()
{code}
spent = time.perf_counter() - started
with open("/proc/self/status") as status:
    resident = next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))
print(spent, resident * 1024)
"""
_START_DISCREET = "import detectors; engine = detectors.Engine()"
_START_PRESIDIO = """
from benchmarks.rivals import presidio
engine = presidio({model!r}, everything={everything})
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Of many texts; seconds."""

    median: float
    p99: float
    texts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Of a fresh process: seconds until an engine is there, and bytes resident then."""

    seconds: float
    resident: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hostile:
    """What one text of junk with a card behind it cost.

    Attributes:
        name: of the junk.
        seconds: of CPU time.
        outcome: of the card: ``found``, ``refused`` with the text, or ``missed``.
    """

    name: str
    seconds: float
    outcome: str


@dataclass(slots=True, kw_only=True)
class Speed:
    """All that was measured.

    Attributes:
        chat: of chat messages, by engine.
        long: seconds for a text of 5,000 characters, by engine.
        regex_stage: Presidio's pattern recognisers one after another, without NLP.
        fast_stage: the same recognisers in ``FastAnalyzerEngine``; None where there is none.
        starts: by name.
        hostile: of Discreet, with everything on and with identifiers alone.
        rooms: of chat messages, by room, its detectors alone.
        more_memory: bytes resident with the rooms and not without.
        model_bytes: of the files of their models and lists.
    """

    chat: dict[str, Timing] = field(default_factory=dict)
    long: dict[str, float] = field(default_factory=dict)
    regex_stage: Timing | None = None
    fast_stage: Timing | None = None
    starts: dict[str, Start] = field(default_factory=dict)
    hostile: dict[str, list[Hostile]] = field(default_factory=dict)
    rooms: dict[str, Timing] = field(default_factory=dict)
    more_memory: int | None = None
    model_bytes: int | None = None


def messages(data: Path | None, *, count: int, seed: int) -> list[str]:
    """Chat messages of the labelled sets, or a few synthetic ones many times."""
    texts: list[str] = []
    for name in CHAT_SETS if data is not None else ():
        path = data / f"{name}.jsonl" if data is not None else Path(name)
        if path.is_file():
            with path.open(encoding="utf-8") as lines:
                texts += [json.loads(line)["text"] for line in lines if line.strip()]
    if not texts:
        texts = list(SYNTHETIC) * 20
    return random.Random(seed).sample(texts, min(count, len(texts)))


def timing(work: Callable[[str], object], texts: Sequence[str], *, passes: int = _PASSES) -> Timing:
    """Median and 99th percentile of the fastest of several passes over each text."""
    best = [float("inf")] * len(texts)
    for text in texts[:50]:
        work(text)
    for _ in range(passes):
        for place, text in enumerate(texts):
            started = time.process_time()
            work(text)
            best[place] = min(best[place], time.process_time() - started)
    ordered = sorted(best)
    return Timing(median=median(ordered), p99=quantile(ordered, 0.99), texts=len(texts))


def time_rooms(texts: Sequence[str]) -> dict[str, Timing]:
    """The detectors of each room on texts that are ready to be examined, without the scan."""
    views = {text: canonical_view(text).text for text in texts}
    found: dict[str, Timing] = {}
    for room in ROOMS:
        asked = [each for each in shipped_of(room) if not each.patterns]
        if asked:
            found[room] = timing(_examination(asked, views), texts)
    return found


def _examination(asked: Sequence[Detector], views: Mapping[str, str]) -> Callable[[str], object]:
    def work(text: str) -> object:
        view = views[text]
        seen = Input(text=view, before="", language="en", check=lambda: None)
        return [list(each.confirm(seen, 0, len(view))) for each in asked]

    return work


def _work(rival: Rival) -> Callable[[str], object]:
    def work(text: str) -> object:
        try:
            return rival.find(text, None)
        except NotExamined:
            return None

    return work


def _long_text(texts: Sequence[str]) -> str:
    joined = " ".join(texts)
    return (joined * (1 + _LONG // len(joined)))[:_LONG]


def hostile(engine: Engine, *, length: int = _JUNK) -> list[Hostile]:
    """Each text of junk with a card number after it."""
    found = []
    for name, make in (*HAND_MADE.items(), *generated()):
        result, seconds = outcome(engine, make(length))
        found.append(Hostile(name=name, seconds=seconds, outcome=result))
    return found


def regex_stage(recognisers: Sequence[Any]) -> Callable[[str], object]:
    """Presidio's pattern recognisers, one after another."""
    each_with_types = [(each, list(each.supported_entities)) for each in recognisers]

    def work(text: str) -> object:
        return [each.analyze(text, types, None) for each, types in each_with_types]

    return work


def fast_stage(recognisers: Sequence[Any]) -> Callable[[str], object] | None:
    """The same recognisers in our engine for them, if it is there."""
    try:
        from presidio_analyzer import RecognizerRegistry

        from detectors.presidio import FastAnalyzerEngine
    except ImportError:
        return None
    registry = RecognizerRegistry(recognizers=list(recognisers), supported_languages=["en"])
    engine = FastAnalyzerEngine(registry=registry)
    return lambda text: engine.analyze(text, "en")


def start(code: str, *, cache: Path | None = None) -> Start:
    """Runs code in a fresh process.

    Raises:
        BenchmarkFailed: it did not run.
    """
    env = {"PATH": "/usr/bin:/bin", "PYTHONPATH": ":".join(sys.path)}
    if cache is not None:
        env["DISCREET_CACHE_DIR"] = str(cache)
    done = subprocess.run(
        [sys.executable, "-c", _START.format(code=code)],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchmarkFailed("an engine did not start in a fresh process")
    seconds, resident = done.stdout.split()[-2:]
    return Start(seconds=float(seconds), resident=int(resident))


def starts(model: str) -> dict[str, Start]:
    """Starts of all engines; Discreet's without and with its scan cache, and without rooms."""
    found: dict[str, Start] = {}
    without = START_WITHOUT.format(rooms=tuple(f"detectors.{room}." for room in EVERY_ROOM))
    with tempfile.TemporaryDirectory(prefix="discreet-start-") as folder:
        cache = Path(folder)
        found["Discreet, no scan cache"] = start(_START_DISCREET, cache=cache)
        for name, code in ((OURS, _START_DISCREET), (IDENTIFIERS, without)):
            warm = [start(code, cache=cache) for _ in range(_PASSES)]
            found[name] = min(warm, key=lambda each: each.seconds)
    for everything in (False, True):
        code = _START_PRESIDIO.format(model=model, everything=everything)
        found[EVERYTHING if everything else PRESIDIO] = start(code)
    return found


def measure(
    rivals: Sequence[Rival], *, data: Path | None, model: str, count: int, seed: int
) -> Speed:
    """Measures all engines; rivals on a tenth of the messages, for they are slow."""
    begun = starts(model)
    texts = messages(data, count=count, seed=seed)
    speed = Speed(starts=begun, rooms=time_rooms(texts), model_bytes=model_bytes())
    if OURS in begun and IDENTIFIERS in begun:
        speed.more_memory = begun[OURS].resident - begun[IDENTIFIERS].resident
    few = texts[: max(20, count // 10)]
    for rival in rivals:
        ours = rival.asks
        speed.chat[rival.name] = timing(
            _work(rival), texts if ours else few, passes=_PASSES if ours else 1
        )
        long = timing(_work(rival), [_long_text(texts)], passes=20 if ours else 3)
        speed.long[rival.name] = long.median
        if rival.engine is not None:
            speed.hostile[rival.name] = hostile(rival.engine)
        if rival.recognisers:
            stage = fast_stage(rival.recognisers)
            speed.regex_stage = timing(regex_stage(rival.recognisers), few, passes=1)
            speed.fast_stage = timing(stage, texts) if stage is not None else None
    return speed


def rows(speed: Speed) -> list[tuple[str, str]]:
    """Every figure with its name, in the unit it is shown in."""
    found = []
    for name, chat in speed.chat.items():
        shown = f"{chat.median * 1e6:,.0f} / {chat.p99 * 1e6:,.0f} µs"
        found.append((f"chat message, median / p99, {name} ({chat.texts} messages)", shown))
    for name, seconds in speed.long.items():
        found.append((f"5 kB, {name}", f"{seconds * 1e3:,.2f} ms"))
    stages: Mapping[str, Timing | None] = {
        "Presidio's pattern recognisers, one by one, no NLP": speed.regex_stage,
        "the same in FastAnalyzerEngine": speed.fast_stage,
    }
    for name, stage in stages.items():
        if stage is not None:
            found.append((f"{name}, median", f"{stage.median * 1e6:,.0f} µs"))
    for name, begun in speed.starts.items():
        shown = f"{begun.seconds:.2f} s, {begun.resident / 1e6:,.0f} MB"
        found.append((f"import and start in a fresh process, {name}", shown))
    return [*found, *_room_rows(speed), *_hostile_rows(speed)]


def _room_rows(speed: Speed) -> list[tuple[str, str]]:
    found = [
        (
            f"chat message, median / p99, the detectors of {room} alone",
            f"{timed.median * 1e6:,.0f} / {timed.p99 * 1e6:,.0f} µs",
        )
        for room, timed in speed.rooms.items()
    ]
    if speed.more_memory is not None:
        found.append(("memory of names and health", f"{speed.more_memory / 1e6:,.0f} MB"))
    if speed.model_bytes is not None:
        found.append(("files of their models and lists", f"{speed.model_bytes / 1e6:,.1f} MB"))
    return found


def _hostile_rows(speed: Speed) -> list[tuple[str, str]]:
    found = []
    for name, results in speed.hostile.items():
        counts = Counter(each.outcome for each in results)
        said = ", ".join(f"{outcome} {counts[outcome]}" for outcome in sorted(counts))
        found.append((f"a card behind 100 kB of junk, {len(results)} kinds, {name}", said))
        examined = [each for each in results if each.outcome != "refused"]
        slowest = sorted(examined, key=lambda each: -each.seconds)[:_SLOWEST]
        found += [
            (f"100 kB of {each.name}, {name}", f"{each.seconds * 1e3:,.1f} ms") for each in slowest
        ]
    return found


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="directory of the labelled sets")
    parser.add_argument("--messages", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    data = arguments.data if arguments.data is not None and arguments.data.is_dir() else None
    model = installed_model()
    rivals = [
        discreet(),
        discreet(Engine(identifiers_alone()), name=IDENTIFIERS),
        *(presidio(model, everything=each) for each in (False, True)),
    ]
    speed = measure(rivals, data=data, model=model, count=arguments.messages, seed=arguments.seed)
    if arguments.json:
        print(json.dumps(asdict(speed), indent=2))
        return
    table = Table("measured", "", title="Detection")
    for name, value in rows(speed):
        table.add_row(name, value)
    Console().print(table)


if __name__ == "__main__":
    main()
