"""Conversations of ten turns on every wire (``make eval``): joined, stable, nothing twice.

Labelled dialogues are held over every wire with the gateway's core in this process
(benchmarks.inside). The model repeats what the user said as it got it, adds what the
other side says next, and quotes a surrogate of an earlier turn; answers are resent as the
user saw them, whole and streamed in turn. Counted on each wire: answers that the user saw
exactly as written, surrogates that changed, values that were replaced once and stood in
clear in a later turn, requests that did not join their conversation; and what examining
costs in the second and in the last turn. What the detectors never found is a matter of
recall and is counted apart.

Texts differ more than turns do: each conversation is held once more with its first two
exchanges and its last two in each other's place, and nothing is quoted just before the
turns that are compared, so that both see the same texts.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks.conversations import Conversation, Exchange, conversations, exchanged
from benchmarks.coverage import Reach, clear_places, worst
from benchmarks.dialogues import Turn
from benchmarks.inside import Exchanged, Inside
from benchmarks.processes import BenchmarkFailed
from benchmarks.replaced import Replacements
from benchmarks.replay import HANDLED, load
from benchmarks.speakers import SPEAKERS, WIRES, Json, Speaker
from detectors import Engine
from tests.simulators.replies import Asked, computed

COUNT, TURNS = 40, 10
ALLOWED_GROWTH = 1.3


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What the conversations of one wire gave.

    Attributes:
        conversations, requests: held and sent.
        refused: refusals by code; a conversation ends there.
        apart: requests after the first that did not join their conversation.
        restored: answers that the user saw exactly as written.
        unrestored: answers with something still replaced, and right around it.
        altered: answers that differ in any other way.
        quotes, misquoted: surrogates of earlier turns that the model quoted, and those
            that came back as anything but their value.
        replaced: values that were replaced.
        unstable: messages whose surrogates changed from one turn to the next.
        again: values replaced in one turn and in clear in a later one.
        earlier: values that stood in clear before they were first found.
        labelled, reached: labelled values of the types that identify, and those of which
            anything reached the model, in any turn.
        examining: CPU seconds by turn, of each conversation.
        deciding: those of all other work before the request left.
    """

    conversations: int = 0
    requests: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    apart: int = 0
    restored: int = 0
    unrestored: int = 0
    altered: int = 0
    quotes: int = 0
    misquoted: int = 0
    replaced: int = 0
    unstable: int = 0
    again: int = 0
    earlier: int = 0
    labelled: int = 0
    reached: int = 0
    examining: list[list[float]] = field(default_factory=list)
    deciding: list[list[float]] = field(default_factory=list)

    @property
    def growth(self) -> float:
        """What examining costs in the last turn, in times of the second; all together."""
        second, last = (sum(one[place] for one in self._whole) for place in (1, -1))
        return last / second if second else 0.0

    @property
    def _whole(self) -> list[list[float]]:
        longest = max(map(len, self.examining), default=0)
        return [one for one in self.examining if len(one) == longest > 1]

    def cost(self, place: int, *, whole: bool = False) -> float:
        """Median CPU seconds of a turn, of examining alone or of all until it leaves."""
        pairs = zip(self.examining, self.deciding, strict=True)
        costs = [
            one[place] + (other[place] if whole else 0.0)
            for one, other in pairs
            if len(one) > place
        ]
        return median(costs) if costs else 0.0

    @property
    def failures(self) -> int:
        """What must not be: what the user or the model would be hurt by."""
        return self.apart + self.altered + self.misquoted + self.again

    @property
    def missed(self) -> list[str]:
        """What is not as it is asked for."""
        found = ["surrogates changed"] if self.unstable else []
        return [*found, "examination grows"] if self.growth > ALLOWED_GROWTH else found


class Holding:
    """Holds one conversation over one wire."""

    def __init__(self, inside: Inside, speaker: Speaker, *, subject: str, outcome: Outcome) -> None:
        self._inside = inside
        self._speaker = speaker
        self._subject = subject
        self._outcome = outcome
        self._items: list[Json] = []
        self._written: list[str] = []
        self._sent: list[list[str]] = []
        self._replacements = Replacements()
        self._joined = ""

    def hold(self, conversation: Conversation) -> None:
        """All of its turns, until one is refused."""
        outcome = self._outcome
        outcome.conversations += 1
        outcome.examining.append([])
        outcome.deciding.append([])
        self._inside.opt_in(self._subject)
        following = [each.before for each in conversation.exchanges[1:]]
        if conversation.exchanges[0].before:
            self._add("assistant", conversation.exchanges[0].before)
        for place, exchange in enumerate(conversation.exchanges):
            after = following[place] if place < len(following) else ""
            if not self._turn(place, exchange, after=after):
                break
        self._judge(conversation)

    def _add(self, role: str, text: str) -> None:
        self._items.append(self._speaker.says(role, text))
        self._written.append(text)

    def _turn(self, place: int, exchange: Exchange, *, after: str) -> bool:
        outcome, speaker, streamed = self._outcome, self._speaker, place % 2 == 1
        written = exchange.turn.text
        self._add("user", written)
        quoting = 0 < place < TURNS - 2

        def words(asked: Asked) -> str:
            quoted = speaker.first(asked.body) if quoting else None
            return said(asked.last_text(), after=after, quoted=quoted)

        made = self._inside.ask(
            speaker.target(streamed=streamed),
            speaker.body(self._items, streamed=streamed),
            subject=self._subject,
            model=computed(words),
        )
        outcome.requests += 1
        if made.code:
            outcome.refused[made.code] += 1
            return False
        outcome.examining[-1].append(made.examining)
        outcome.deciding[-1].append(made.deciding)
        self._note(made, place=place)
        heard = speaker.answer(made.body)
        quoted = speaker.first(json.loads(made.sent)) if quoting else None
        self._compare(written, heard.text, after=after, quoted=quoted)
        self._items += heard.items
        self._written.append(heard.text)
        return True

    def _note(self, made: Exchanged, *, place: int) -> None:
        """What was sent, and whether the conversation went on."""
        texts = self._speaker.texts(made.sent)
        self._outcome.unstable += self._replacements.take(self._written, texts)
        self._sent.append(texts)
        joined = made.headers["x-discreet-conversation"]
        self._outcome.apart += place > 0 and joined != self._joined
        self._joined = joined

    def _compare(self, written: str, heard: str, *, after: str, quoted: str | None) -> None:
        outcome = self._outcome
        outcome.quotes += quoted is not None
        value = self._replacements.value(quoted) if quoted is not None else None
        if quoted is not None and value is None:
            # What it stands for could not be told; all around it can be.
            right = heard.startswith(f"{written}\n") and heard.endswith(f"\n{after}")
            outcome.restored += right
            outcome.altered += not right
            return
        tail = said("", after=after, quoted=value)
        if heard == written + tail:
            outcome.restored += 1
        elif not heard.endswith(tail):
            # A surrogate that no longer stood for its value, or words that are not there.
            outcome.misquoted += quoted is not None
            outcome.altered += quoted is None
        elif clear_places(written, heard.removesuffix(tail)) is not None:
            outcome.unrestored += 1
        else:
            outcome.altered += 1

    def _judge(self, conversation: Conversation) -> None:
        """How values fared over all turns."""
        outcome = self._outcome
        fared = self._replacements.fared(self._sent)
        outcome.replaced += fared.replaced
        outcome.again += fared.again
        outcome.earlier += fared.earlier
        turns = {exchange.turn.text: exchange.turn for exchange in conversation.exchanges}
        for place, text in enumerate(self._written):
            turn = turns.pop(text, None)
            if turn is not None:
                self._reached(turn, [each[place] for each in self._sent if place < len(each)])

    def _reached(self, turn: Turn, received: Sequence[str]) -> None:
        for span in turn.spans:
            if received and (span.label, span.subtype) in HANDLED:
                self._outcome.labelled += 1
                self._outcome.reached += worst(turn.text, received, span) is not Reach.NOTHING


def said(words: str, *, after: str, quoted: str | None) -> str:
    """What the model answers: the user's words as it got them, perhaps a quote, and more."""
    quote = [] if quoted is None else [f"As you said before, it is {quoted} indeed."]
    return "\n".join([words, *quote, after])


def replay_wires(
    chosen: Sequence[Conversation],
    *,
    directory: Path,
    console: Console,
    speakers: Sequence[Speaker] = SPEAKERS,
) -> dict[str, Outcome]:
    """Every conversation over every wire, in both orders, each with a gateway of its own."""
    outcomes = {speaker.name: Outcome() for speaker in speakers}
    runs = [
        (speaker, made)
        for speaker in speakers
        for made in (list(chosen), [exchanged(each) for each in chosen])
    ]
    engine: Engine | None = None
    for number, (speaker, held) in enumerate(runs):
        own = directory / str(number)
        own.mkdir()
        inside = Inside(own, wires=WIRES, engine=engine)
        engine = inside.engine
        outcome = outcomes[speaker.name]
        for each in track(held, description=speaker.name, console=console, transient=True):
            Holding(inside, speaker, subject=each.name, outcome=outcome).hold(each)
    return outcomes


def choose(data: Path, *, count: int, turns: int, seed: int) -> tuple[Conversation, ...]:
    """Conversations of every set, in equal parts.

    Raises:
        BenchmarkFailed: the directory has not enough of them.
    """
    sets = load(data, limit=sys.maxsize, seed=seed)
    each = count // len(sets)
    found = [one for all_ in sets.values() for one in conversations(all_, count=each, turns=turns)]
    if len(found) < each * len(sets):
        raise BenchmarkFailed("the sets have too few dialogues for so many conversations")
    return tuple(found)


_FIGURES = {
    "conversations": "conversations",
    "requests": "requests",
    "did not join": "apart",
    "answers restored": "restored",
    "still replaced in part": "unrestored",
    "altered": "altered",
    "quotes": "quotes",
    "misquoted": "misquoted",
    "values replaced": "replaced",
    "surrogates changed in messages": "unstable",
    "in clear again": "again",
    "in clear before first found": "earlier",
    "labelled identifiers": "labelled",
    "reached the model": "reached",
}


def as_json(outcomes: Mapping[str, Outcome]) -> dict[str, Any]:
    """Counts and CPU seconds by wire."""
    return {
        name: {
            **{member: getattr(outcome, member) for member in _FIGURES.values()},
            "refused": dict(outcome.refused),
            "growth": outcome.growth,
            "examining": {"2": outcome.cost(1), "last": outcome.cost(TURNS - 1)},
            "until_sent": {
                "2": outcome.cost(1, whole=True),
                "last": outcome.cost(TURNS - 1, whole=True),
            },
        }
        for name, outcome in outcomes.items()
    }


def table(outcomes: Mapping[str, Outcome]) -> Table:
    """All figures, a wire a column."""
    shown = Table("", *outcomes, title="Conversations of ten turns, answers resent as seen")
    every = outcomes.values()
    for name, member in _FIGURES.items():
        shown.add_row(name, *(str(getattr(each, member)) for each in every))
    shown.add_row("refused", *(str(each.refused.total()) for each in every))
    for place in (1, TURNS - 1):
        costs = (f"{each.cost(place) * 1e6:.0f}" for each in every)
        shown.add_row(f"µs to examine turn {place + 1}", *costs)
    shown.add_row("all of the last over the second", *(f"{each.growth:.2f}" for each in every))
    for place in (1, TURNS - 1):
        costs = (f"{each.cost(place, whole=True) * 1e6:.0f}" for each in every)
        shown.add_row(f"µs until turn {place + 1} leaves", *costs)
    return shown


def main() -> None:
    """Command line; ends with 1 if anything is that must not be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="directory of the sets")
    parser.add_argument("--count", type=int, default=COUNT, help="conversations")
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--strict", action="store_true", help="end with 1 if a figure is missed")
    arguments = parser.parse_args()
    console = Console(stderr=arguments.json)
    with tempfile.TemporaryDirectory(prefix="discreet-wires-") as name:
        try:
            chosen = choose(
                arguments.data, count=arguments.count, turns=arguments.turns, seed=arguments.seed
            )
        except BenchmarkFailed as failure:
            sys.exit(f"the replay failed: {failure}")
        outcomes = replay_wires(chosen, directory=Path(name), console=console)
    if arguments.json:
        print(json.dumps(as_json(outcomes), indent=2))
    else:
        console.print(table(outcomes))
    failures = sum(outcome.failures for outcome in outcomes.values())
    if failures:
        sys.exit(f"{failures} answers, values or conversations were not what they must be")
    missed = {f"{name}: {each}" for name, outcome in outcomes.items() for each in outcome.missed}
    if missed and arguments.strict:
        sys.exit(f"missed: {', '.join(sorted(missed))}")


if __name__ == "__main__":
    main()
