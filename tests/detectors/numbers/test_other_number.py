"""Numbers that have a name and are nobody's."""

from __future__ import annotations

import pytest

from .conftest import Find


@pytest.mark.parametrize(
    "text", ["room 2371", "flight 1234", "zip code 12345", "model 4411", "the total is 99120"]
)
@pytest.mark.parametrize(
    "question", ["What is your account number?", "Your PIN?", "And your booking number?"]
)
def test_they_answer_no_question(text: str, question: str, find: Find) -> None:
    secret = {"BANK_ACCOUNT", "US_BANK_NUMBER", "PIN", "OTHER_ID"}
    assert [each for each in find(text, question) if each[0] in secret] == []
