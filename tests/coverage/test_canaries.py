"""A canary is read in every form in which it could leave, and only there."""

from __future__ import annotations

import base64
import json
from urllib.parse import quote

import pytest

from detectors import Engine
from tests.coverage.canaries import ALL, CARD, IBAN, MAIL, Canary, as_text, encoded, holds, in_turn

ESCAPED = "".join(f"\\u{ord(character):04x}" for character in MAIL.text)
FORMS = {
    "plain": MAIL.text,
    "another case": MAIL.text.upper(),
    "a value": json.dumps({"a": [{"b": f"at {MAIL.text}"}]}),
    "a key": json.dumps({MAIL.text: 1}),
    "escapes": f'{{"a": "{ESCAPED}"}}',
    "nested JSON": json.dumps({"a": json.dumps({"b": json.dumps([MAIL.text])})}),
    "base64": json.dumps({"data": encoded(f"a\n{MAIL.text}\n")}),
    "base64 for addresses": json.dumps(
        base64.urlsafe_b64encode(f"{MAIL.text}??>".encode()).decode()
    ),
    "a data address": json.dumps({"url": "data:text/plain;base64," + encoded(MAIL.text)}),
    "JSON in base64": json.dumps(encoded(json.dumps({"a": MAIL.text}))),
    "percent signs": f"https://host/{quote(MAIL.text, safe='')}",
    "an event": f"data: {MAIL.text}\n\n",
}


@pytest.mark.parametrize("text", FORMS.values(), ids=list(FORMS))
def test_forms(text: str) -> None:
    assert holds(text.encode(), MAIL)
    assert not holds(text.encode(), IBAN)


@pytest.mark.parametrize(
    "text",
    ["4111111111111111", '{"a": 4111111111111111}', "4111-1111-1111-1111", "4111 1111\n1111.1111"],
)
def test_spellings_of_digits(text: str) -> None:
    assert holds(text.encode(), CARD)


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[EMAIL_ADDRESS_7KQ2M0XA]", "jane at example", '{"a": 411111111111111}', "\xff"],
)
def test_near_misses(text: str) -> None:
    assert not any(holds(text.encode("latin-1"), canary) for canary in ALL)


def test_deep_json_is_read_to_a_limit() -> None:
    text = MAIL.text
    for _ in range(5):
        text = json.dumps([text])
    assert holds(text.encode(), MAIL)
    assert not holds(b"[" * 500, MAIL)


@pytest.mark.parametrize("canary", ALL, ids=lambda canary: canary.text[:4])
@pytest.mark.parametrize("form", ["{}", "It is {}", "plain words {}"])
def test_the_detectors_find_them(canary: Canary, form: str) -> None:
    found = Engine().detect(form.format(canary.text))
    assert max(finding.score for finding in found) >= 0.5


def test_turns() -> None:
    assert [in_turn("whole", number) for number in range(4)] == [CARD, MAIL, IBAN, CARD]
    assert in_turn("extra number", 1) is CARD


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (encoded("plain words"), "plain words"),
        ("plain words", None),
        ("short", None),
        ("abcdefg", None),
        (base64.b64encode(b"\xff\xfe\xfd\xfc\xfb\xfa").decode(), None),
    ],
)
def test_text_in_base64(text: str, said: str | None) -> None:
    assert as_text(text) == said
