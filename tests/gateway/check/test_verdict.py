from __future__ import annotations

import pytest

from gateway.check.verdict import Promised, Sheet, Verdict


def test_what_is_bad_outweighs_what_is_good() -> None:
    sheet = Sheet()
    assert sheet.note([1], "one row", bad="no row")
    assert sheet.verdict() == Verdict(kept=True, seen="one row")
    assert not sheet.note(None, "refused", bad="accepted")
    assert sheet.verdict() == Verdict(kept=False, seen="accepted")


def test_nothing_observed_is_not_kept() -> None:
    assert Sheet().verdict() == Verdict(kept=False, seen="nothing was observed")


def test_arguments_are_read_as_what_they_are() -> None:
    promised = Promised(
        {"word": "a", "words": ("a", "b"), "number": 3, "flag": True, "pairs": {"a": "b"}}
    )
    assert promised.word("word") == "a"
    assert promised.words("words") == ("a", "b")
    assert promised.number("number") == 3
    assert promised.flag("flag") is True
    assert promised.flag("other") is False
    assert promised.pairs("pairs") == {"a": "b"}
    assert promised.word("missing", "else") == "else"
    assert ("word" in promised, "missing" in promised) == (True, False)


@pytest.mark.parametrize("name", ["word", "words", "number", "flag", "pairs"])
def test_an_argument_of_another_form_is_an_error(name: str) -> None:
    promised = Promised({name: 1.5})  # type: ignore[dict-item]
    with pytest.raises(TypeError, match=name):
        getattr(promised, name)(name)
    with pytest.raises(TypeError):
        Promised({"number": True}).number("number")


def test_an_observation_that_was_made_often_is_named_once() -> None:
    sheet = Sheet()
    for _ in range(3):
        sheet.note(True, "there", bad="gone")
    assert sheet.once() == Verdict(kept=True, seen="there")
    sheet.note(False, "there", bad="gone")
    sheet.note(False, "there", bad="gone")
    assert sheet.once() == Verdict(kept=False, seen="gone")
