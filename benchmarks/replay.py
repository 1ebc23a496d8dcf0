"""Replays labelled dialogues through a served gateway (``make eval``), and counts leaks.

The real ``openai`` client speaks to ``discreet serve``; behind it an upstream repeats
each user message, so that surrogates come back and are restored. Every answer is resent
as the user saw it, so a value must stay hidden in all later turns too. What is reported:
for each label, how many of the labelled values reached the upstream in any turn, whole
or in part; never a value.

A value counts as covered if none of its letters and digits was received in clear.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openai
from rich.console import Console
from rich.progress import track
from rich.table import Column, Table

from benchmarks.coverage import Reach, Tally, clear_places, message_text, stands_in, worse, worst
from benchmarks.dialogues import Dialogue, Turn, dialogues, read_rows
from benchmarks.processes import BenchmarkFailed
from benchmarks.served import Configured, configure, record_consents, served
from tests.simulators.upstream import Received, Upstream

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletionMessageParam

SETS = ("sgd_turns.jsonl", "multidogo_turns.jsonl")
QUESTIONS = "before.json"

# Labels (and subtypes; empty for the plain one) of the types that the detectors so far find.
HANDLED = frozenset(
    {
        ("CREDIT_CARD", ""),
        ("EMAIL_ADDRESS", ""),
        ("EMAIL_ADDRESS", "NO_PUNCTUATION"),
        ("PHONE_NUMBER", ""),
        ("GOV_ID", "US_SSN"),
        ("IBAN_CODE", ""),
        ("IP_ADDRESS", ""),
    }
)

Kind = tuple[str, str]


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What a replay gave.

    Attributes:
        tallies: by set, then label and subtype.
        dialogues, requests: how many were replayed and sent.
        refused: refusals by code; such a dialogue ends there.
        restored: answers that the user saw exactly as they had written.
        unrestored: answers with something still replaced (suppressed, or a surrogate in a
            place where none is restored), and right around it.
        altered: answers that differ in any other way; there must be none.
        seconds: of the whole replay.
    """

    tallies: dict[str, dict[Kind, Tally]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Tally))
    )
    dialogues: int = 0
    requests: int = 0
    refused: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    restored: int = 0
    unrestored: int = 0
    altered: int = 0
    seconds: float = 0.0


class Replay:
    """Sends dialogues, and judges what arrived."""

    def __init__(self, client: openai.OpenAI, upstream: Upstream) -> None:
        self._client = client
        self._upstream = upstream
        self.outcome = Outcome()

    def dialogue(self, source: str, dialogue: Dialogue, *, streamed: bool) -> None:
        """One dialogue, turn by turn, with its growing history.

        Args:
            source: name of the set, for the tallies.
            dialogue: its turns.
            streamed: whether answers are asked for as streams.
        """
        history: list[Turn] = []
        self._upstream.requests.clear()
        sent: list[list[Turn]] = []
        for turn in dialogue.turns:
            history.append(turn)
            if turn.role != "user":
                continue
            sent.append(list(history))
            try:
                seen = self._ask(history, subject=dialogue.name, streamed=streamed)
            except openai.APIStatusError as error:
                self.outcome.refused[str(error.code)] += 1
                break
            self._compare(turn.text, seen)
            spans = turn.spans if seen == turn.text else ()
            history.append(Turn(role="assistant", text=seen, spans=spans))
        self._judge(source, dialogue, sent)
        self.outcome.dialogues += 1

    def _ask(self, history: Sequence[Turn], *, subject: str, streamed: bool) -> str:
        messages: list[Any] = [{"role": turn.role, "content": turn.text} for turn in history]
        headers = {"X-Discreet-Subject": subject}
        self.outcome.requests += 1
        if streamed:
            return self._ask_streamed(messages, headers)
        made = self._client.chat.completions.create(
            model="echo", messages=messages, extra_headers=headers
        )
        return made.choices[0].message.content or ""

    def _ask_streamed(
        self, messages: list[ChatCompletionMessageParam], headers: Mapping[str, str]
    ) -> str:
        with self._client.chat.completions.create(
            model="echo", messages=messages, extra_headers=headers, stream=True
        ) as stream:
            return "".join(
                choice.delta.content or "" for chunk in stream for choice in chunk.choices
            )

    def _compare(self, written: str, seen: str) -> None:
        if seen == written:
            self.outcome.restored += 1
        elif clear_places(written, seen) is not None:
            self.outcome.unrestored += 1
        else:
            self.outcome.altered += 1

    def _judge(self, source: str, dialogue: Dialogue, sent: Sequence[Sequence[Turn]]) -> None:
        """Looks for every labelled value in every request of the dialogue."""
        received = list(self._upstream.requests)
        bodies = [one.json() for one in received]
        texts = [[message_text(one.get("content")) for one in body["messages"]] for body in bodies]
        for turn in (one for one in dialogue.turns if sent and one in sent[-1]):
            for span in turn.spans:
                found = worst(turn.text, _counterparts(turn.text, sent, texts), span)
                value = turn.text[span.start : span.end]
                if found is not Reach.WHOLE and _elsewhere(value, received, texts):
                    found = worse(found, Reach.WHOLE)
                tallies = self.outcome.tallies[source]
                tallies[span.label, span.subtype].counts[found] += 1


def _counterparts(
    text: str, sent: Sequence[Sequence[Turn]], texts: Sequence[Sequence[str]]
) -> list[str]:
    """What was received in the place of every message with this text; each once."""
    found: dict[str, None] = {}
    for asked, arrived in zip(sent, texts, strict=False):  # a refused request never arrived
        for turn, message in zip(asked, arrived, strict=True):
            if turn.text == text:
                found[message] = None
    return list(found)


def _elsewhere(value: str, received: Sequence[Received], texts: Sequence[Sequence[str]]) -> bool:
    """Whether a value of some length stands whole in any other place of a request.

    Short ones ("may", "12") stand in other words' places by chance.
    """
    if sum(character.isalnum() for character in value) < 6:
        return False
    heads = (one.raw[: len(one.raw) - len(one.body)].decode("latin-1") for one in received)
    everything = [text for each in texts for text in each]
    return any(stands_in(value, text) for text in (*everything, *heads))


def load(data: Path, *, limit: int, seed: int) -> dict[str, list[Dialogue]]:
    """The dialogues of each set, at most ``limit`` of each.

    Raises:
        BenchmarkFailed: a set is not there.
    """
    questions: dict[str, list[str]] = {}
    for place in (data / QUESTIONS, data.parent / QUESTIONS):
        if place.is_file():
            questions = json.loads(place.read_text("utf-8"))
            break
    found: dict[str, list[Dialogue]] = {}
    for name in SETS:
        path = data / name
        if not path.is_file():
            raise BenchmarkFailed(f"there is no {name} in the directory given with --data")
        with path.open(encoding="utf-8") as lines:
            rows = read_rows(lines)
        found[path.stem.removesuffix("_turns")] = dialogues(rows, questions=questions, seed=seed)[
            :limit
        ]
    return found


@contextlib.contextmanager
def _client(configured: Configured) -> Iterator[openai.OpenAI]:
    base = f"http://127.0.0.1:{configured.port}/v1"
    with openai.OpenAI(
        api_key=configured.chat_key, base_url=base, max_retries=0, timeout=30
    ) as client:
        yield client


def replay(sets: Mapping[str, Sequence[Dialogue]], *, directory: Path, console: Console) -> Outcome:
    """Serves a gateway in a directory and sends it all dialogues; raises BenchmarkFailed."""
    started = time.perf_counter()
    with contextlib.ExitStack() as stack:
        upstream = stack.enter_context(Upstream())
        configured = configure(directory, upstream.url)
        stack.enter_context(served(configured))
        names = sorted({dialogue.name for each in sets.values() for dialogue in each})
        record_consents(configured, names)
        client = stack.enter_context(_client(configured))
        run = Replay(client, upstream)
        for source, each in sets.items():
            shown = track(each, description=source, console=console, transient=True)
            for place, dialogue in enumerate(shown):
                run.dialogue(source, dialogue, streamed=place % 2 == 1)
    run.outcome.seconds = time.perf_counter() - started
    return run.outcome


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The outcome as JSON-like data; counts and shares only."""
    return {
        "dialogues": outcome.dialogues,
        "requests": outcome.requests,
        "seconds": outcome.seconds,
        "refused": dict(outcome.refused),
        "restored": outcome.restored,
        "unrestored": outcome.unrestored,
        "altered": outcome.altered,
        "labels": [
            {
                "set": source,
                "label": kind[0],
                "subtype": kind[1],
                "handled": kind in HANDLED,
                "values": tally.total,
                "reached_whole": tally.counts[Reach.WHOLE],
                "reached_in_part": tally.counts[Reach.PART],
                "covered": tally.covered,
            }
            for source, kind, tally in _ordered(outcome)
        ],
    }


def _ordered(outcome: Outcome) -> list[tuple[str, Kind, Tally]]:
    """Handled types first."""
    flat = [
        (source, kind, tally)
        for source, tallies in outcome.tallies.items()
        for kind, tally in tallies.items()
    ]
    return sorted(flat, key=lambda row: (row[1] not in HANDLED, row[1], row[0]))


def table(outcome: Outcome) -> Table:
    """How far the values of each label got."""
    title = "Labelled values that reached the upstream, in any turn"
    shown = Table(
        "set",
        Column("label", overflow="fold"),
        "handled",
        "values",
        "whole",
        "in part",
        "covered",
        title=title,
    )
    for source, kind, tally in _ordered(outcome):
        shown.add_row(
            source,
            "/".join(part for part in kind if part),
            "yes" if kind in HANDLED else "not yet",
            str(tally.total),
            str(tally.counts[Reach.WHOLE]),
            str(tally.counts[Reach.PART]),
            f"{tally.covered:.1%}",
        )
    return shown


def main() -> None:
    """Command line; ends with 1 only if an answer was altered or nothing could be run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="directory of the sets")
    parser.add_argument("--limit", type=int, default=400, help="dialogues of each set")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    console = Console(stderr=arguments.json)
    with tempfile.TemporaryDirectory(prefix="discreet-replay-") as name:
        try:
            sets = load(arguments.data, limit=arguments.limit, seed=arguments.seed)
            outcome = replay(sets, directory=Path(name), console=console)
        except BenchmarkFailed as failure:
            sys.exit(f"the replay failed: {failure}")
    if arguments.json:
        print(json.dumps(as_json(outcome), indent=2))
    else:
        console.print(table(outcome))
        facts = {key: value for key, value in as_json(outcome).items() if key != "labels"}
        console.print(facts)
    if outcome.altered:
        sys.exit(f"{outcome.altered} answers were not restored to what the user wrote")


if __name__ == "__main__":
    main()
