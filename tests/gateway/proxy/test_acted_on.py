"""What a policy acts on, all the way: request, recipient, store, user, known values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from detectors import Engine
from detectors.budget import Budget
from detectors.types import Finding, Input
from gateway.errors import Refused
from gateway.model import Kind, Segment
from gateway.proxy.commands import Reply
from tests.gateway.proxy.scripted import (
    Ports,
    make_setting,
    ports,
    request,
    said,
    stream_ports,
)
from tests.gateway.serving import POLICY

# What a word is: entity type, score, evidence.
WORDS: Mapping[str, tuple[str, float, tuple[str, ...]]] = {
    "malathi rao": ("PERSON", 0.8, ()),
    "mrs king": ("PERSON", 0.8, ()),
    "i am king": ("PERSON", 0.8, ()),
    "oakley": ("PERSON", 0.6, ()),
    "ref.oakley.77123": ("PERSON", 0.6, ()),
    "77123": ("OTHER_ID", 0.5, ()),
    "paris texas": ("LOCATION", 0.9, ()),
    "in lyon": ("LOCATION", 0.9, ()),
    "ms paris": ("PERSON", 0.8, ()),
    "i have diabetes": ("MEDICAL_CONDITION", 0.8, ("about_person",)),
    "what is diabetes": ("MEDICAL_CONDITION", 0.8, ("in_general",)),
    "diabetes type 77123": ("MEDICAL_CONDITION", 0.9, ("in_general",)),
    "asthma": ("MEDICAL_CONDITION", 0.8, ()),
}
# The part of a phrase that is the value, where that is not all of it.
VALUES = ("king", "lyon", "paris", "diabetes")


class Phrases:
    """Finds the phrases above, whole tokens, whatever the case."""

    name = "phrases"
    entity_types = tuple(sorted({kind for kind, _, _ in WORDS.values()}))
    patterns = ()

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        for phrase, (kind, score, evidence) in WORDS.items():
            value = next((v for v in VALUES if phrase.endswith(v)), phrase)
            for match in re.finditer(rf"(?<!\w){phrase}(?!\w)", seen.text.lower()):
                yield Finding(
                    entity_type=kind,
                    start=match.end() - len(value),
                    end=match.end(),
                    score=score,
                    detector=self.name,
                    evidence=evidence,
                )


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine([Phrases()])


ABOUT = next(
    line for line in POLICY.read_text().splitlines(keepends=True) if line.startswith("about_person")
)


def policy(*, thresholds: str = "", actions: str = "", about: str = ABOUT) -> dict[str, str]:
    """The default policy with lines put in, or another line in place of one."""
    return {
        "  default: 0.5\n": f"  default: 0.5\n  {thresholds}\n",
        "actions:\n": f"actions:\n  {actions}\n",
        ABOUT: about,
    }


def run(directory: Path, engine: Engine, text: str, **fields: Any) -> Ports:
    """One exchange whose answer is given, or what the model received."""
    answer = fields.pop("answer", None)
    turns = fields.pop("turns", ())
    stream = fields.pop("stream", False)
    setting, examination = make_setting(directory, engine, policy=policy(**fields))
    reply = {} if answer is None else {"reply": lambda _: json_reply(answer)}
    made = (stream_ports if stream else ports)(setting, examination, **reply)
    messages = [*turns, {"role": "user", "content": text}]
    ended = made.run(request(stream=stream, messages=messages), setting)
    assert ended is None
    return made


def json_reply(content: str) -> Reply:
    return Reply(status=200, content_type="application/json", body=said(content))


def sent(made: Ports) -> list[str]:
    """The contents of the messages that the recipient got, surrogates by their type."""
    messages = json.loads(made.sent[0].body)["messages"]
    return [re.sub(r"\[([A-Z_]+)_\w{8}(?:\.\w\w)?\]", r"<\1>", m["content"]) for m in messages]


def emitted(made: Ports) -> str:
    return str(json.loads(made.emitted)["choices"][0]["message"]["content"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what is diabetes", "what is diabetes"),
        ("i have diabetes", "i have <MEDICAL_CONDITION>"),
        # A detector that does not say whom the text speaks of: doubt acts.
        ("asthma", "<MEDICAL_CONDITION>"),
        # Nothing is done about the illness in general; the number in it is another matter.
        ("diabetes type 77123", "diabetes type <OTHER_ID>"),
        # Said of somebody once, it is known everywhere in the request.
        (
            "i have diabetes. what is diabetes",
            "i have <MEDICAL_CONDITION>. what is <MEDICAL_CONDITION>",
        ),
    ],
)
def test_an_illness_in_general_passes(
    tmp_path: Path, engine: Engine, text: str, expected: str
) -> None:
    made = run(tmp_path, engine, text)
    assert sent(made) == [expected]
    assert emitted(made) == text
    assert ("diabetes" in made.kept()) is ("diabetes" in expected)


def test_without_the_key_an_illness_in_general_is_replaced_too(
    tmp_path: Path, engine: Engine
) -> None:
    made = run(tmp_path, engine, "what is diabetes", about="")
    assert sent(made) == ["what is <MEDICAL_CONDITION>"]


@pytest.mark.parametrize("stream", [False, True])
def test_a_finding_below_its_threshold_is_acted_on_nowhere(
    tmp_path: Path, engine: Engine, stream: bool
) -> None:
    masked = "PERSON: {upstream: surrogate, store: mask, user: mask, log: suppress}"
    low = run(
        tmp_path / "low",
        engine,
        "oakley and oakley",
        thresholds="PERSON: 0.7",
        actions=masked,
        stream=stream,
    )
    assert sent(low) == ["oakley and oakley"]
    assert low.emitted.decode().count("oakley") == 2
    assert low.kept().count("oakley") == 4
    high = run(tmp_path / "high", engine, "oakley and oakley", actions=masked, stream=stream)
    assert sent(high) == ["<PERSON> and <PERSON>"]
    assert "oakley" not in high.kept()


def test_a_finding_below_its_threshold_hides_no_other(tmp_path: Path, engine: Engine) -> None:
    text = "ref oakley 77123"
    low = run(tmp_path / "low", engine, text, thresholds="PERSON: 0.7")
    assert sent(low) == ["ref oakley <OTHER_ID>"]
    high = run(tmp_path / "high", engine, text)
    assert sent(high) == ["<PERSON>"]


@pytest.mark.parametrize(("thresholds", "shown"), [("PERSON: 0.7", "oakley"), ("", "******")])
def test_toward_the_user_the_threshold_holds_too(
    tmp_path: Path, engine: Engine, thresholds: str, shown: str
) -> None:
    masked = "PERSON: {upstream: surrogate, store: surrogate, user: mask, log: suppress}"
    made = run(
        tmp_path, engine, "hello", thresholds=thresholds, actions=masked, answer="It is oakley."
    )
    assert emitted(made) == f"It is {shown}."


@pytest.mark.parametrize("stream", [False, True])
def test_a_name_is_known_elsewhere_as_a_whole_token_only(
    tmp_path: Path, engine: Engine, stream: bool
) -> None:
    turns = [
        {"role": "user", "content": "this is mrs king"},
        {"role": "assistant", "content": "Hello King! The kingdom of kings."},
    ]
    made = run(tmp_path, engine, "may i, king? walking", turns=turns, stream=stream)
    assert sent(made) == [
        "this is mrs <PERSON>",
        "Hello <PERSON>! The kingdom of kings.",
        "may i, <PERSON>? walking",
    ]


@pytest.mark.parametrize("model", ["oakley", "oakley-3-5"])
def test_a_models_name_is_no_persons(tmp_path: Path, engine: Engine, model: str) -> None:
    setting, examination = make_setting(tmp_path, engine, policy=policy())
    made = ports(setting, examination)
    assert made.run(request("hello", model=model), setting) is None
    assert json.loads(made.sent[0].body)["model"] == model


def test_in_a_fixed_word_a_name_hides_no_number(tmp_path: Path, engine: Engine) -> None:
    setting, examination = make_setting(tmp_path, engine, policy=policy())
    made = ports(setting, examination)
    (found,) = examination.segments(
        [Segment(pointer="", kind=Kind.FIXED, role="", text="ref-oakley-77123")],
        Budget(lambda: 0.0, 1.0),
    )
    assert [each.entity_type for each in found] == ["PERSON", "OTHER_ID"]
    assert isinstance(made.run(request("hi", model="ref-oakley-77123"), setting), Refused)
    assert made.sent == []


@pytest.mark.parametrize("place", ["malathi rao", "malathi-rao"])
def test_a_known_name_in_a_fixed_word_refuses(tmp_path: Path, engine: Engine, place: str) -> None:
    setting, examination = make_setting(tmp_path, engine, policy=policy())
    made = ports(setting, examination)
    ended = made.run(request("i am malathi rao", other={place: 1}), setting)
    assert isinstance(ended, Refused)
    assert made.sent == []


def test_what_is_let_through_hides_nothing(tmp_path: Path, engine: Engine) -> None:
    allowed = "PERSON: {upstream: allow, store: allow, user: allow, log: suppress}"
    made = run(tmp_path, engine, "ref oakley 77123", actions=allowed)
    assert sent(made) == ["ref oakley <OTHER_ID>"]


def test_what_is_let_through_is_no_known_value(tmp_path: Path, engine: Engine) -> None:
    # As a known value "paris texas" would stand in the way of the name in "paris/texas".
    made = run(tmp_path, engine, "i am in paris texas. ms paris here. paris/texas, in lyon, lyon")
    assert sent(made) == ["i am in <PERSON> texas. ms <PERSON> here. <PERSON>/texas, in lyon, lyon"]
    counts = made.commands[2].disclosure.entity_counts  # type: ignore[union-attr]
    assert dict(counts) == {"PERSON": 3}
