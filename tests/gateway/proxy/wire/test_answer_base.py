"""What every wire's answers share, on a wire of two events: text, and its end."""

from __future__ import annotations

import json
from typing import Any

import pytest

from detectors.deidentify import Ledger
from gateway.errors import UpstreamFailed
from gateway.model import Action
from gateway.proxy.stream import plan_lanes
from gateway.proxy.toward_user import TowardUser
from gateway.proxy.wire.answer_base import (
    MOST_CHOICES,
    AnswerBase,
    Choice,
    Out,
    ToolCall,
    index_of,
    is_followed,
    reported,
    written,
)
from gateway.proxy.wire.framing import Lines
from gateway.proxy.wire.json_tree import Number
from tests.gateway.proxy.lanes import CARDS, examine, operate

LEDGER = Ledger(b"k" * 32)
PERSON = LEDGER.issue("PERSON", "Jane Doe").bracketed


class Small(AnswerBase):
    """Lines of ``{"piece": text}``, then ``{"end": true}``."""

    structural = frozenset({"id"})
    said = frozenset({("piece",)})
    new_framing = Lines

    def _read(self, tree: dict[str, Any]) -> None:
        choice = self._choice(0)
        tree["piece"] = self._text(tree["piece"], choice, path=("piece",), final=True)
        self._unlisted_members(tree, "piece")
        choice.finished = True

    def _chunk(self, tree: dict[str, Any], name: str | None) -> list[Out]:
        if "error" in tree:
            raise reported()
        choice = self._choice(0)
        self._unlisted_members(tree, "piece")
        if "end" not in tree:
            tree["piece"] = self._text(tree["piece"], choice, path=("piece",), final=False)
            return [(tree, name)]
        choice.finished = True
        self.done, self.closing = True, self.framing.encode(written(tree))
        tail = self._tail(choice, ("piece",)) if choice.lanes else ""
        return [({"piece": tail}, None)] if tail else []


def test_words_of_the_recipient_are_never_restored_and_examined_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer = small()
    answer.words = frozenset({"model"})
    seen: list[str] = []

    def word(_: TowardUser, text: str) -> str:
        if text not in ("m-1", PERSON):
            return text  # a key
        seen.append(text)
        return text.upper()

    monkeypatch.setattr(TowardUser, "word", word)
    event = {"piece": "", "model": "m-1", "more": {"model": ["m-1", PERSON], "note": PERSON}}
    given = json.loads(answer.feed(json.dumps(event).encode() + b"\n"))
    assert given["model"] == "M-1"
    assert given["more"] == {"model": ["M-1", PERSON.upper()], "note": "Jane Doe"}
    answer.feed(json.dumps(event).encode() + b"\n")
    assert seen == ["m-1", PERSON]


def test_however_many_words_there_are_few_are_remembered() -> None:
    answer = small()
    answer.words = frozenset({"model"})
    for number in range(300):
        answer.feed(b'{"piece": "", "model": "m-%d", "note": "n"}\n' % number)
    assert len(answer._known_words) == 100
    assert len(answer._user.lanes) == 1


def small(**fields: Any) -> Small:
    user = TowardUser(
        ledger=LEDGER,
        plan=plan_lanes(lambda _: Action.ALLOW, {}, acts_on=lambda _: True),
        examine=lambda _: (),
        operate=lambda _, text: text,
        restore_arguments=frozenset({"send"}),
        **fields,
    )
    return Small(user, max_event_bytes=1 << 16)


def stream(*texts: str, end: bool = True) -> bytes:
    body = "".join(json.dumps({"piece": text, "id": PERSON}) + "\n" for text in texts)
    return (body + ('{"end": true}\n' if end else "")).encode()


def shown(body: bytes) -> str:
    return "".join(json.loads(line).get("piece", "") for line in body.splitlines())


TEXT = f"Hello {PERSON}, and [PERSON_00000000]."


@pytest.mark.parametrize("cut", range(len(TEXT) + 1))
def test_every_cut_of_the_text_gives_the_whole_answer(cut: int) -> None:
    answer = small()
    given = answer.feed(stream(TEXT[:cut], TEXT[cut:])) + answer.end()
    whole = json.loads(small().whole(json.dumps({"piece": TEXT, "id": PERSON}).encode()))
    assert shown(given) == whole["piece"] == "Hello Jane Doe, and [PERSON_00000000]."
    assert whole["id"] == PERSON
    assert answer.choices[0].texts() == (whole["piece"],)
    assert answer.choices[0].stored() == {"piece": TEXT}
    assert answer.closing == b'{"end":true}\n'


@pytest.mark.parametrize("width", range(1, 9))
def test_every_cut_of_the_bytes_gives_the_same_bytes(width: int) -> None:
    body = stream("a ", TEXT, " b")
    whole = small()
    expected = whole.feed(body) + whole.end()
    answer = small()
    pieces = [answer.feed(body[at : at + width]) for at in range(0, len(body), width)]
    assert b"".join(pieces) + answer.end() == expected


def test_nothing_changed_means_the_very_bytes() -> None:
    body = b'{ "piece" : "words",   "n": 1.50 }'
    assert small().whole(body) is body
    answer = small()
    assert answer.feed(body + b"\n") == body + b"\n"


def test_what_nobody_listed_has_lanes_and_addresses_are_not_restored() -> None:
    tree = {
        "piece": "",
        "note": [PERSON, {"deep": f"by {PERSON}", "id": PERSON, "url": f"x/{PERSON}"}],
        "link": {"title": PERSON},
    }
    found = json.loads(small().whole(json.dumps(tree).encode()))
    assert found["note"] == [
        "Jane Doe",
        {"deep": "by Jane Doe", "id": PERSON, "url": f"x/{PERSON}"},
    ]
    assert found["link"] == {"title": PERSON}
    assert is_followed(("a", "Image_URL"))
    assert not is_followed(("a", "curls"))


def _read_all(answer: Small, body: bytes) -> None:
    answer.feed(body)
    answer.end()


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"[]\n", "upstream_error"),
        (b"7\n", "upstream_error"),
        (b"{\n", "upstream_error"),
        (b'{"a": 1, "a": 2}\n', "upstream_error"),
        (b'{"error": "canary"}\n', "upstream_error"),
        (b"", "upstream_incomplete"),
        (b'{"piece": "words"}\n', "upstream_incomplete"),
    ],
)
def test_what_is_not_of_the_wire_is_an_error_without_values(body: bytes, code: str) -> None:
    answer = small()
    with pytest.raises(UpstreamFailed) as raised:
        _read_all(answer, body)
    assert raised.value.code == code
    assert "canary" not in str(raised.value)


def test_what_follows_the_end_is_not_read() -> None:
    answer = small()
    given = answer.feed(stream("words") + stream("more") + b"no JSON\n")
    assert shown(given) == "words"
    assert answer.end() == b""


def test_half_a_character_waits_for_its_other_half() -> None:
    answer = small()
    first = answer.feed(b'{"piece": "\\ud83d"}\n')
    assert shown(first + answer.feed(b'{"piece": "\\ude00"}\n')) == "\U0001f600"
    with pytest.raises(UpstreamFailed):
        written({"x": "\ud83d"})


def test_one_path_is_either_a_text_or_an_object() -> None:
    answer = small()
    answer._text("a", Choice(), path=("a",), final=False)
    choice = answer._choice(1)
    answer._text("a", choice, path=("a",), final=False)
    with pytest.raises(UpstreamFailed):
        answer._text("b", choice, path=("a", "b"), final=False)


def test_arguments_are_restored_for_named_tools_alone_as_text_and_as_a_tree() -> None:
    tree = {"to": PERSON, "n": Number("1.50")}
    for name, value in (("send", "Jane Doe"), ("look", PERSON)):
        answer = small(names={"T_1": name})
        call = ToolCall(arguments=json.dumps({"to": PERSON}))
        assert answer._called(call, "T_1") == name
        assert json.loads(answer._arguments(call)) == {"to": value}
        called = ToolCall(name=name)
        assert answer._argument_tree(called, tree) == {"to": value, "n": "1.50"}
        choice = Choice(calls={1: call, 0: called})
        assert choice.texts()[0] == ""
        assert choice.texts()[1] == f'{name}({{"n":1.5,"to":{json.dumps(value)}}})'
        assert "Jane" not in "".join(choice.stored().values())


@pytest.mark.parametrize(
    ("item", "index"),
    [({}, 3), ({"index": Number("7")}, 7), ({"index": 3}, 3)],
)
def test_an_index_is_named_or_the_place(item: dict[str, Any], index: int) -> None:
    assert index_of(item, 3) == index


@pytest.mark.parametrize("index", ["7", Number("-1"), Number("1e3"), Number("99999"), None, []])
def test_an_index_is_a_small_number(index: Any) -> None:
    with pytest.raises(UpstreamFailed):
        index_of({"index": index}, 3)


def test_choices_have_a_bound() -> None:
    answer = small()
    for index in range(MOST_CHOICES):
        answer._choice(index)
    assert answer._choice(0) is answer.choices[0]
    with pytest.raises(UpstreamFailed):
        answer._choice(MOST_CHOICES)


CARD = "4111111111111111"


def acting() -> Small:
    user = TowardUser(
        ledger=LEDGER,
        plan=CARDS,
        examine=examine,
        operate=operate,
        restore_arguments=frozenset(),
    )
    return Small(user, max_event_bytes=1 << 16)


@pytest.mark.parametrize("holder", [{CARD: "a"}, {"more": {"b": [{CARD: 1}]}}, {"id": {CARD: 1}}])
def test_a_key_that_holds_a_value_is_no_member(holder: dict[str, Any]) -> None:
    with pytest.raises(UpstreamFailed):
        acting().whole(json.dumps({"piece": "", **holder}).encode())


def test_a_name_in_pieces_is_examined_as_a_whole_and_has_an_end() -> None:
    answer = acting()
    call = ToolCall()
    assert [answer._called(call, piece) for piece in ("find_", "it")] == ["find_", "it"]
    answer._called(call, " 4111 1111")
    with pytest.raises(UpstreamFailed):
        answer._called(call, " 1111 1111")
    with pytest.raises(UpstreamFailed):
        answer._called(ToolCall(), "n" * 513)


def test_pieces_of_arguments_are_kept_until_they_are_whole() -> None:
    answer = acting()
    call = ToolCall(raw_name="f", pieces=['{"a": ', "1"])
    assert call.raw == 'f({"a": 1)'
    call.pieces.append("}")
    assert answer._arguments(call) == '{"a": 1}'
    assert call.raw == 'f({"a": 1})'


def test_the_same_member_is_no_text_and_object_at_once() -> None:
    answer, choice = small(), Choice()
    answer._text("x", choice, path=("a", "b"), final=False)
    answer._text("x", choice, path=("a", "c"), final=False)
    for path in (("a",), ("a", "b", "c")):
        with pytest.raises(UpstreamFailed):
            answer._text("x", choice, path=path, final=False)


def test_a_long_word_is_not_remembered() -> None:
    answer = small()
    assert answer._word("w" * 201) == "w" * 201
    assert not answer._known_words
