"""What a recipient has sealed comes back to it unchanged, and nothing else does."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.proxy.seals import Seals

SEALS = Seals(b"k" * 32, recipients=("first", "second"))
OTHER_KEY = Seals(b"o" * 32, recipients=("first", "second"))
DATA = base64.b64encode(bytes(range(256))).decode()
OPAQUE = st.one_of(
    st.text(min_size=1),
    st.binary(min_size=1).map(lambda data: base64.b64encode(data).decode()),
    st.binary(min_size=1).map(lambda data: base64.urlsafe_b64encode(data).decode()),
    st.binary(min_size=1).map(lambda data: base64.b64encode(data).decode().rstrip("=")),
)


@given(OPAQUE, st.text(), st.sampled_from(["first", "second"]))
def test_a_seal_gives_back_the_string_and_whose_it_is(
    opaque: str, over: str, recipient: str
) -> None:
    sealed = SEALS.close(opaque, over=over, recipient=recipient)
    assert sealed != opaque
    assert SEALS.open(sealed, over=over) == (opaque, recipient)


@given(OPAQUE)
def test_without_a_seal_nothing_opens(opaque: str) -> None:
    assert SEALS.open(opaque) is None
    sealed = SEALS.close(opaque, recipient="first")
    assert OTHER_KEY.open(sealed) is None
    assert Seals(b"k" * 32, recipients=("second",)).open(sealed) is None
    assert SEALS.open(sealed, over="other words") is None


@given(OPAQUE, st.data())
def test_one_changed_character_breaks_it(opaque: str, data: st.DataObject) -> None:
    sealed = SEALS.close(opaque, over="x", recipient="first")
    place = data.draw(st.integers(0, len(sealed) - 1))
    letter = data.draw(st.sampled_from("AQgw4=+-/_ x"))
    changed = sealed[:place] + letter + sealed[place + 1 :]
    opened = SEALS.open(changed, over="x")
    # Base64 spells some bytes in two ways; what is opened is what was sealed all the same.
    assert opened in (None, (opaque, "first"))


@given(st.binary(min_size=1))
def test_base64_stays_base64_and_survives_another_spelling(data: bytes) -> None:
    opaque = base64.b64encode(data).decode()
    sealed = SEALS.close(opaque, recipient="first")
    raw = base64.b64decode(sealed, validate=True)
    assert raw.startswith(data)
    # An SDK that keeps bytes writes them in the alphabet of its own.
    again = base64.urlsafe_b64encode(raw).decode()
    assert SEALS.open(again) == (opaque, "first")


@pytest.mark.parametrize("text", ["", ".dscr_", "a.dscr_short", "=", "====", "\ud800", DATA])
def test_hostile_strings_open_to_nothing(text: str) -> None:
    assert SEALS.open(text) is None


def test_the_repr_holds_no_key() -> None:
    assert "kkk" not in repr(SEALS)
