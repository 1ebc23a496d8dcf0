"""A replay finds what reached the upstream: shown with and without a gateway."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import openai
import pytest
from rich.console import Console

from benchmarks.coverage import Reach
from benchmarks.dialogues import Dialogue, Labelled, Turn
from benchmarks.processes import BenchmarkFailed
from benchmarks.replay import Outcome, Replay, as_json, load, replay, table
from tests.simulators.replies import answer, api_error
from tests.simulators.upstream import Upstream

CARD = "4111 1111 1111 1111"
MAIL = "jane@example.com"


def turn(text: str, value: str, label: str) -> Turn:
    start = text.index(value)
    span = Labelled(start=start, end=start + len(value), label=label, subtype="")
    return Turn(role="user", text=text, spans=(span,))


DIALOGUE = Dialogue(
    name="synthetic:1",
    turns=(
        turn(f"My card is {CARD}, thanks.", CARD, "CREDIT_CARD"),
        Turn(role="assistant", text="And your address?"),
        turn(f"Please write to {MAIL} soon.", MAIL, "EMAIL_ADDRESS"),
    ),
)


def straight(upstream: Upstream, *, streamed: bool = False) -> Outcome:
    """The dialogue sent to the upstream with nothing in between."""
    with openai.OpenAI(api_key="k", base_url=f"{upstream.url}/v1", max_retries=0) as client:
        run = Replay(client, upstream)
        run.dialogue("synthetic", DIALOGUE, streamed=streamed)
    return run.outcome


@pytest.mark.parametrize("streamed", [False, True])
def test_without_a_gateway_every_value_reaches_the_upstream(streamed: bool) -> None:
    with Upstream() as upstream:
        outcome = straight(upstream, streamed=streamed)
        history = upstream.requests[-1].json()["messages"]
    assert len(history) == 4
    assert (outcome.requests, outcome.restored, outcome.altered) == (2, 2, 0)
    counts = {kind[0]: tally.counts for kind, tally in outcome.tallies["synthetic"].items()}
    assert counts == {"CREDIT_CARD": {Reach.WHOLE: 1}, "EMAIL_ADDRESS": {Reach.WHOLE: 1}}


def test_a_refusal_ends_the_dialogue_and_is_counted() -> None:
    with Upstream() as upstream:
        upstream.script(answer("x"), api_error(403, code="consent_required"))
        outcome = straight(upstream)
    assert dict(outcome.refused) == {"consent_required": 1}
    assert outcome.altered == 1


def test_a_surrogate_in_an_answer_is_told_from_a_wrong_answer() -> None:
    with Upstream() as upstream:
        upstream.script(answer("My card is [CREDIT_CARD_7KQ2M0XA], thanks."), answer("[CARD_CVV]?"))
        outcome = straight(upstream)
    assert (outcome.unrestored, outcome.altered) == (1, 1)


def test_through_a_gateway_nothing_reaches_it_and_answers_come_back(tmp_path: Path) -> None:
    console = Console(file=StringIO())
    two = [DIALOGUE, Dialogue(name="synthetic:2", turns=DIALOGUE.turns)]
    outcome = replay({"synthetic": two}, directory=tmp_path, console=console)
    assert outcome.refused == {}
    assert (outcome.restored, outcome.altered) == (4, 0)
    for row in as_json(outcome)["labels"]:
        assert (row["values"], row["reached_whole"], row["reached_in_part"]) == (2, 0, 0)


def test_the_report_holds_no_value() -> None:
    with Upstream() as upstream:
        outcome = straight(upstream)
    console = Console(width=120, file=StringIO(), record=True)
    console.print(table(outcome))
    text = console.export_text() + json.dumps(as_json(outcome)) + repr(outcome)
    assert "CREDIT_CARD" in text
    assert CARD not in text
    assert MAIL not in text


def test_sets_are_read_with_the_questions_beside_or_above_them(tmp_path: Path) -> None:
    row = {
        "id": "g:1",
        "group": "g",
        "text": "jane",
        "speaker": "user",
        "spans": [{"start": 0, "end": 4, "label": "PERSON"}],
    }
    data = tmp_path / "dev"
    data.mkdir()
    (tmp_path / "before.json").write_text('{"PERSON": ["Your name?"]}')
    with pytest.raises(BenchmarkFailed, match=r"sgd_turns\.jsonl"):
        load(data, limit=1, seed=1)
    for name in ("sgd_turns.jsonl", "multidogo_turns.jsonl"):
        (data / name).write_text(json.dumps(row) + "\n")
    found = load(data, limit=1, seed=1)
    assert [one.text for one in found["sgd"][0].turns] == ["Your name?", "jane"]
    assert load(data, limit=0, seed=1)["multidogo"] == []
