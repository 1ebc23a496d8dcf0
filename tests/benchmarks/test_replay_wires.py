"""Ten turns on every wire: shown with a gateway, and with a model that breaks what it quotes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks import replay_wires as run
from benchmarks.conversations import Conversation, Exchange
from benchmarks.dialogues import Labelled, Turn
from benchmarks.inside import Exchanged, Inside
from benchmarks.processes import BenchmarkFailed
from benchmarks.replay_wires import Holding, Outcome, as_json, choose, replay_wires, table
from benchmarks.speakers import SPEAKERS, WIRES

MAIL, CARD = "jane.doe@example.com", "4111 1111 1111 1111"
SAID: Sequence[tuple[str, str, str, str]] = (
    ("", f"please write to {MAIL} about the parcel", MAIL, "EMAIL_ADDRESS"),
    ("And how do you pay?", f"my card is {CARD} thanks", CARD, "CREDIT_CARD"),
    ("Which parcel?", "the one that is late", "", ""),
    ("Anything else?", f"as i said {MAIL} is right", MAIL, "EMAIL_ADDRESS"),
    ("When?", "in the morning", "", ""),
    ("Where?", "at the door", "", ""),
    ("Who?", "my neighbour", "", ""),
    ("Really?", f"yes and {MAIL} again", MAIL, "EMAIL_ADDRESS"),
    ("Is that all?", "yes that is all", "", ""),
    ("Good?", "all good", "", ""),
)


def exchange(before: str, text: str, value: str, label: str) -> Exchange:
    start = text.index(value)
    span = Labelled(start=start, end=start + len(value), label=label, subtype="")
    return Exchange(before=before, turn=Turn(role="user", text=text, spans=(span,) * bool(value)))


TALK = Conversation(name="synthetic:1", exchanges=tuple(exchange(*each) for each in SAID))


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    directory = tmp_path_factory.mktemp("wires")
    return replay_wires([TALK], directory=directory, console=Console(file=StringIO()))


@pytest.mark.parametrize("name", [speaker.name for speaker in SPEAKERS])
def test_every_wire_joins_restores_and_keeps_its_surrogates(
    outcomes: dict[str, Outcome], name: str
) -> None:
    found = outcomes[name]
    assert (found.conversations, found.requests, dict(found.refused)) == (2, 20, {})
    assert (found.restored, found.unrestored, found.failures) == (20, 0, 0)
    assert found.quotes > 10
    assert (found.replaced, found.earlier) == (4, 0)
    assert (found.labelled, found.reached) == (8, 0)
    assert [len(each) for each in found.examining] == [10, 10]
    assert found.growth > 0.0
    assert 0.0 < found.cost(1) < found.cost(1, whole=True)


def test_the_report_holds_no_value(outcomes: dict[str, Outcome]) -> None:
    console = Console(width=200, file=StringIO(), record=True)
    console.print(table(outcomes))
    text = console.export_text() + json.dumps(as_json(outcomes)) + repr(outcomes) + repr(TALK)
    assert "openai responses" in text
    assert "jane.doe" not in text
    assert "4111 1111" not in text


class Broken(Inside):
    """A gateway that answers and sends otherwise than it should."""

    answer: tuple[bytes, bytes] = (b"", b"")
    sends: tuple[bytes, bytes] = (b"", b"")
    conversation = ""

    def ask(self, target: str, body: object, *, subject: str, model: object) -> Exchanged:
        made = super().ask(target, body, subject=subject, model=model)  # type: ignore[arg-type]
        made.body = made.body.replace(*self.answer)
        made.sent = made.sent.replace(*self.sends)
        if self.conversation:
            made.headers["x-discreet-conversation"] = made.sent[-20:].hex()
        return made


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Broken:
    return Broken(tmp_path_factory.mktemp("broken"), wires=WIRES)


def held(inside: Inside, subject: str) -> Outcome:
    outcome = Outcome()
    Holding(inside, SPEAKERS[0], subject=subject, outcome=outcome).hold(TALK)
    return outcome


def test_a_wrong_answer_is_counted(broken: Broken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broken, "answer", (b"in the morning", b"at noon"))
    assert held(broken, "one").altered == 1
    monkeypatch.setattr(broken, "answer", (f"it is {MAIL}".encode(), b"it is nobody"))
    found = held(broken, "two")
    # Streams cut it into pieces, so that only whole answers are broken.
    assert (found.altered, found.misquoted) == (0, 3)


def test_a_value_that_stands_in_clear_again_is_counted(
    broken: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broken, "sends", (b"in the morning", f"at {MAIL}".encode()))
    assert held(broken, "three").again == 1


def test_conversations_that_come_apart_are_counted(
    broken: Broken, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(broken, "conversation", "another")
    assert held(broken, "four").apart == 9


def test_a_refusal_ends_a_conversation(broken: Broken, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broken, "opt_in", lambda subject: None)
    found = held(broken, "five")
    assert (found.requests, dict(found.refused)) == (1, {"consent_required": 1})


def test_conversations_are_chosen_from_each_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {"id": f"g{n}:1", "group": f"g{n}", "text": f"hello {n}", "speaker": "user", "spans": []}
        for n in range(6)
    ]
    for name in ("sgd_turns.jsonl", "multidogo_turns.jsonl"):
        (tmp_path / name).write_text("\n".join(map(json.dumps, rows)))
    found = choose(tmp_path, count=4, turns=3, seed=1)
    assert [len(each.exchanges) for each in found] == [3] * 4
    with pytest.raises(BenchmarkFailed, match="too few"):
        choose(tmp_path, count=8, turns=3, seed=1)
    assert run.ALLOWED_GROWTH == 1.3
