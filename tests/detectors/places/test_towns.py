from __future__ import annotations

from detectors.places import towns


def test_names_are_lower_case_and_whole() -> None:
    assert all(name == name.lower().strip() and name for name in towns.NAMES)
    assert {"texas", "new york", "united states", "chennai"} <= towns.NAMES
    assert towns.LONGEST == 4


def test_all_states_have_their_short_form() -> None:
    assert len(towns.US_STATES) == 55
    assert all(len(code) == 2 for code in towns.US_STATES)
    assert towns.WORDS_TOO <= towns.US_STATES | towns.OTHER_CODES
