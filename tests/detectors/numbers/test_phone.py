"""Telephone numbers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from detectors.numbers import phone
from detectors.numbers.email import EmailDetector
from detectors.numbers.phone import PhoneDetector
from detectors.types import Input

from .conftest import Find, finder

_ENGINE = Engine([PhoneDetector(), EmailDetector()])


@pytest.fixture
def find() -> Find:
    return finder(_ENGINE)


@pytest.mark.parametrize(
    "number",
    [
        "+44 20 7946 0958", "+442079460958", "0044 20 7946 0958", "+1 (415) 555-2671",
        "+1-415-555-2671", "(415) 555-2671", "415-555-2671", "415.555.2671", "415 555 2671",
        "1-415-555-2671", "+49 (0)30 123456", "06 12 34 56 78", "020 7946 0958", "030 12345678",
        "+33.6.12.34.56.78", "415-555-2671 ext 12", "+91 98765 43210", "(555) 123-4567",
        "415/555-2671", "1(415)555-2671", "(415).555.2671", "415-5552671", "138-1234-5678",
        "8 (771) 000 9998", "0 (917) 123 4567", "(37) 788-063", "+86 20 6130-2222-8866",
        "0 532 123 45 67",
    ],
)  # fmt: skip
@pytest.mark.parametrize("frame", ["it is {}", "{}.", "({})", "ok.{}, bye", "电话{}。"])
def test_numbers_that_speak_for_themselves(number: str, frame: str, find: Find) -> None:
    text = frame.format(number)
    found = find(text)
    assert [kind for kind, _ in found] == ["PHONE_NUMBER"]
    assert "".join(filter(str.isdigit, found[0][1])) == "".join(filter(str.isdigit, number))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("call me on 4155552671", "4155552671"),
        ("my phone number is 2569874410", "2569874410"),
        ("Tel:917277336.", "917277336"),
        ("mobile 699 956 915", "699 956 915"),
        ("whatsapp 9876543", "9876543"),
        ("they're not answering at 699 956 915", "699 956 915"),
        ("781 1704 office", "781 1704"),
        ("5558675309 is my cell", "5558675309"),
        ("Tlfno: 630.75.89.15", "630.75.89.15"),
        ("Tfno. 981.33.40.15", "981.33.40.15"),
        ("手机号13812345678", "13812345678"),
        ("मेरा फोन नंबर 9834257234 है", "9834257234"),
        ("phone number is 012234", "012234"),
        ("Phone:\n21 284 698 2548", "21 284 698 2548"),
        ("my phone: 415 -- 555 // 26 ;; 71", "415 -- 555 // 26 ;; 71"),
        ("tel 01611234567x123", "01611234567x123"),
        ("muphone 9785678567", "9785678567"),
        ("https://wa.me/14155552671", "14155552671"),
        ("https://example.com/send?phone=14155552671", "14155552671"),
    ],
)
def test_bare_digits_need_words(text: str, number: str, find: Find) -> None:
    assert find(text) == [("PHONE_NUMBER", number)]


@pytest.mark.parametrize(
    "text",
    [
        "4155552671", "sure its 4155552671", "yes, it's 415 5552671.", "sorry i meant 7155552671",
        "number 4155552671", "4155552671 this is my no", "4155552671 and jane@example.com",
        "91 9155552671", "13812345678",
    ],
)  # fmt: skip
def test_a_message_that_is_nothing_but_a_number(text: str, find: Find) -> None:
    kinds = [kind for kind, _ in find(text) if kind != "EMAIL_ADDRESS"]
    assert kinds == ["PHONE_NUMBER"]


@pytest.mark.parametrize(
    "question", ["What is your order number?", "And the account number?", "Your tracking id please"]
)
def test_a_number_that_was_asked_for_as_something_else(question: str, find: Find) -> None:
    assert "PHONE_NUMBER" not in [kind for kind, _ in find("7155552671", before=question)]


@pytest.mark.parametrize(
    "question", ["What is the best number to reach you?", "please share your phone number"]
)
@pytest.mark.parametrize("answer", ["yes sure", "one moment please", "in 2 minutes", "at 10 30"])
def test_a_question_alone_makes_no_number(question: str, answer: str, find: Find) -> None:
    assert find(answer, before=question) == []


@pytest.mark.parametrize(
    "text",
    [
        "order 1699999999999", "order timestamp 1699999999999", "at 2024-01-15 12:30:45",
        "on 15.01.2024 it was", "id 1234567890 ok", "price 1,234,567.89", "from 10.11.12.13 today",
        "v 1.2.3",
        "the telegraph 4155552671", "2024-2025", "12/11/2024 - 13/11/2024", "", "+", "+1",
        "between 100 and 2000 of 30000", "call me about order 4155552671",
        "order number 4155552671", "please text me the invoice no. 7155552671",
        "4155552671 units", "50 (1996) 610 - 615",
        "NASS: 08 76457156 14", "numer prawa jazdy: 04-8736370", "0-7503-0197-X",
        "XX71 0961 2345 6760", "NL-04-0041-000", "call ends 1999-12-31", "126266-35-1",
        "#4155552671", "978-0-471-11709-4", "1699999999",
    ],
)  # fmt: skip
def test_what_is_none(text: str, find: Find) -> None:
    assert [kind for kind, _ in find(text) if kind == "PHONE_NUMBER"] == []


def test_two_numbers_are_two_findings(find: Find) -> None:
    assert find("415-555-2671 415-555-2672") == [
        ("PHONE_NUMBER", "415-555-2671"),
        ("PHONE_NUMBER", "415-555-2672"),
    ]
    assert find("+44 20 7946 0958 +44 20 7946 0959") == [
        ("PHONE_NUMBER", "+44 20 7946 0958"),
        ("PHONE_NUMBER", "+44 20 7946 0959"),
    ]
    assert find("try one of these phones 052 5552606 074-7111234") == [
        ("PHONE_NUMBER", "052 5552606"),
        ("PHONE_NUMBER", "074-7111234"),
    ]


def test_a_number_after_junk(find: Find) -> None:
    assert ("PHONE_NUMBER", "+44 20 7946 0958") in find("1 " * 3000 + "x +44 20 7946 0958")


@given(st.from_regex(r"[2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4}", fullmatch=True))
def test_north_american_form_is_always_covered(number: str) -> None:
    text = f"reach me at {number} please"
    covered = {i for each in _ENGINE.detect(text) for i in range(each.start, each.end)}
    assert covered >= {i for i in range(12, 24) if text[i].isdigit()}


@given(st.text(alphabet="0123456789 +-().xX#/:\n", max_size=60))
def test_any_layout_gives_disjoint_findings(text: str) -> None:
    found = _ENGINE.detect(f"phone {text}")
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_what_answers_a_question_is_read_once() -> None:
    seen = Input(
        text="it is +44 20 7946 0958 or (415) 555-2671",
        before="What is your phone number?",
        language="en",
        check=lambda: None,
    )
    both = list(phone.answers(seen, (0, len(seen.text))))
    assert [seen.text[each.start : each.end] for each in both] == [
        "+44 20 7946 0958",
        "(415) 555-2671",
    ]
    assert list(PhoneDetector().confirm(seen, 6, 22)) == both[:1]
    assert phone.answers(seen, (0, len(seen.text))) is phone.answers(seen, (0, len(seen.text)))
