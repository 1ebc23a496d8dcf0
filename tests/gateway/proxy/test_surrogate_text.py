"""Surrogates in the forms that models give them, and look-alikes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.deidentify import Ledger
from gateway.proxy.surrogate_text import SurrogateReader, Token, find_surrogates, restore_argument
from tests.gateway.proxy.lanes import LEDGER, LOST, PERSON, SHOUTED, SSN, P

CODE, SPELT = PERSON.code, SHOUTED.spelling
OTHER = "A" if CODE[-1] != "A" else "B"

FORMS = [
    (P, "Malathi Rao"),
    (PERSON.bare, "Malathi Rao"),
    (P.lower(), "Malathi Rao"),
    (f"[Person_{CODE.lower()}]", "Malathi Rao"),
    (f"\\[PERSON_{CODE}\\]", "Malathi Rao"),
    (f"\\[PERSON\\_{CODE}\\]", "Malathi Rao"),
    (f"[PERSON\\_{CODE}]", "Malathi Rao"),
    (SHOUTED.bracketed, "MALATHI RAO"),
    (SHOUTED.bare, "MALATHI RAO"),
    (f"[PERSON_{CODE}\\.{SPELT}]", "MALATHI RAO"),
    (f"[PERSON_{CODE}_{SPELT}]", "MALATHI RAO"),
    (f"PERSON_{CODE}.{SPELT}", "MALATHI RAO"),
    (f"PERSON\\_{CODE}\\_{SPELT.lower()}", "MALATHI RAO"),
    (f"[PERSON_{LOST.code}]", "jane doe"),
    (f"PERSON_{LOST.code}", "jane doe"),
    (SSN.bracketed.replace("_", "\\_"), "078051120"),
    (f"[{P}]", "[Malathi Rao]"),
    (P[:-1], "[Malathi Rao"),
    (P[1:], "Malathi Rao]"),
    (f"[{PERSON.bare}, {SHOUTED.bare}]", "[Malathi Rao, MALATHI RAO]"),
    (f"{P}{P}", "Malathi RaoMalathi Rao"),
    (f"你{PERSON.bare}好", "你Malathi Rao好"),
    (f"PERSON_{CODE}.So", "Malathi Rao.So"),
    (f"PERSON_{CODE}.", "Malathi Rao."),
    (f"\\\\{P}", "\\\\Malathi Rao"),
]

LOOK_ALIKES = [
    "[PERSON_AAAAAAAA]",
    f"[PERSON_{CODE[:-1]}{OTHER}]",
    f"[PERSON_{CODE[:-1]}]",
    f"[PERSON_{CODE}0]",
    f"PERSON_{CODE}0",
    f"XPERSON_{CODE}",
    f"_PERSON_{CODE}",
    f"PERSON_{CODE}_",
    f"PERSON_{CODE}\\_x",
    f"PERSON_{CODE}_ZZ",
    f"[PERSON_{CODE}.ZZ]",
    f"[LOCATION_{CODE}]",
    f"[PHONE_NUMBER_{CODE}]",
    f"[PERSON {CODE}]",
    f"[PERSON-{CODE}]",
    f"[PER\u017fON_{CODE}]",
    "PERSON_",
    "[",
]


@pytest.mark.parametrize(("text", "expected"), FORMS)
def test_forms(text: str, expected: str) -> None:
    assert restore_argument(text, LEDGER) == expected
    assert restore_argument(f"a {text} b", LEDGER) == f"a {expected} b"


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_look_alikes_stay(text: str) -> None:
    assert restore_argument(text, LEDGER) == text
    assert find_surrogates(f"a {text} b", LEDGER) == []


def test_letters_are_not_read_as_digits() -> None:
    ledger = Ledger(b"z" * 32)
    code = next(
        issued.code
        for number in range(1000)
        if "0" in (issued := ledger.issue("PERSON", f"Person {number}")).code
    )
    swapped = f"[PERSON_{code.replace('0', 'O')}]"
    assert restore_argument(swapped, ledger) == swapped


def test_spans_and_types() -> None:
    text = f"a {P} b {SSN.bare}"
    found = find_surrogates(text, LEDGER)
    assert [(text[start:end], kind) for start, end, kind, _ in found] == [
        (P, "PERSON"),
        (SSN.bare, "US_SSN"),
    ]


@pytest.mark.parametrize(
    "text", [text for text, _ in FORMS] + LOOK_ALIKES + [f"{P} {P}", "\\", "\\[", "a\\_b"]
)
def test_every_cut(text: str) -> None:
    for place in range(len(text) + 1):
        assert _read([text[:place], text[place:]]) == _read([text])
    assert _read(list(text)) == _read([text])


@given(st.lists(st.sampled_from([P, PERSON.bare, "_", ".", "\\", "[", "]", "a", " ", SPELT, CODE])))
def test_what_is_read_is_what_came(parts: list[str]) -> None:
    text = "".join(parts)
    pieces = _read([text])
    assert "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces) == text
    assert _read(list(text)) == pieces
    tokens = [piece for piece in pieces if not isinstance(piece, str)]
    found = find_surrogates(text, LEDGER)
    assert tokens == [(text[start:end], value) for start, end, _, value in found]


def _read(pieces: list[str]) -> list[str | tuple[str, str]]:
    reader = SurrogateReader(LEDGER)
    read: list[str | tuple[str, str]] = []
    for piece in [part for each in pieces for part in reader.feed(each)] + reader.flush():
        if isinstance(piece, Token):
            read.append((piece.raw, piece.value))
        elif read and isinstance(read[-1], str):
            read[-1] += piece
        else:
            read.append(piece)
    return read


def test_little_is_held() -> None:
    reader = SurrogateReader(LEDGER)
    for character in f"{P} \\[person\\_{CODE}\\.{SPELT}\\ PERSON_{CODE}\\" * 3:
        reader.feed(character)
        assert len(reader._held) < 40


def test_repr_hides_values() -> None:
    reader = SurrogateReader(LEDGER)
    assert "Malathi" not in repr(reader.feed(f"{P} "))
