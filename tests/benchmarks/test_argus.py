"""argus-redact behind our call, as a stand-in of the same interface: no package is needed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.argus import NAME, argus, entity_type
from benchmarks.scoring import Found, family_of

_STAND_IN = """
class SecurityWarning(UserWarning):
    pass

def redact(text, *, mode, lang, detailed):
    assert (mode, lang, detailed) == ("fast", "en", True)
    start = text.index("jane@")
    found = [
        {"type": "self_reference", "start": 0, "end": 2, "confidence": 1.0},
        {"type": "email", "start": start, "end": len(text), "confidence": 0.9},
    ]
    return "", {}, {"entities": found}
"""


def test_types_and_places_come_out_in_our_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "argus_stand_in.py").write_text(_STAND_IN)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr("benchmarks.argus.PACKAGE", "argus_stand_in")
    monkeypatch.setattr("benchmarks.argus.version", lambda _: "0.0")
    rival = argus()
    sys.modules.pop("argus_stand_in", None)
    assert rival is not None
    assert (rival.name, rival.asks) == (NAME, False)
    assert "version 0.0, fast mode" in rival.about
    assert rival.find("My mail is jane@example.com", None) == [
        Found(entity_type="EMAIL_ADDRESS", start=11, end=27, score=0.9)
    ]


def test_a_package_that_is_not_installed_is_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.argus.PACKAGE", "no_such_package")
    assert argus() is None


@pytest.mark.parametrize(
    ("theirs", "family"),
    [
        *(("person", "PERSON"), ("location", "LOCATION"), ("address", "ADDRESS")),
        *(("phone", "PHONE_NUMBER"), ("email", "EMAIL_ADDRESS"), ("credit_card", "CREDIT_CARD")),
        *(("ssn", "GOV_ID"), ("passport", "GOV_ID"), ("medical", "MEDICAL"), ("date", "DATE_TIME")),
        *(("github_token", "SECRET"), ("license_plate", "VEHICLE_ID"), ("postcode", "ADDRESS")),
        ("something_new", "SOMETHING_NEW"),
    ],
)
def test_their_types_are_of_our_families(theirs: str, family: str) -> None:
    assert family_of(entity_type(theirs)) == family
