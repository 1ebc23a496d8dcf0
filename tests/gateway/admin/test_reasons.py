"""Reasons: a closed list of codes, and a ticket that the audit log can hold."""

from __future__ import annotations

from hashlib import sha256

import pytest

from gateway.admin.reasons import ReadReason, ReasonCode, read_reason
from gateway.errors import InvalidRequest


@pytest.mark.parametrize("code", ReasonCode)
def test_every_code_is_taken_alone_and_with_a_ticket(code: ReasonCode) -> None:
    assert read_reason(code.value) == ReadReason(code=code)
    assert read_reason(f" {code.value}:T-17 ") == ReadReason(code=code, ticket="T-17")
    assert read_reason(code.value).facts() == {"reason": code.value}


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", " ", ":", "because", "Complaint", "complaint.", "x" * 1000, "complaint:"),
        *("complaint: ", ":T-17", "complaint:" + "7" * 65, "complaint:a\x00b", "complaint:a\nb"),
    ],
)
def test_what_is_no_reason_is_refused_and_not_repeated(text: str | None) -> None:
    with pytest.raises(InvalidRequest) as refused:
        read_reason(text)
    assert (refused.value.code, refused.value.status) == ("reason_needed", 422)
    assert "because" not in refused.value.message
    assert "T-17" not in refused.value.message


def test_the_message_names_who_has_to_say() -> None:
    with pytest.raises(InvalidRequest, match="^--reason says why: support_request, "):
        read_reason("curious", said_by="--reason")


def test_a_ticket_that_is_no_code_is_kept_as_its_hash() -> None:
    words = "call of Jane Doe"
    facts = read_reason(f"support_request:{words}").facts()
    hashed = sha256(words.encode()).hexdigest()
    assert facts == {"reason": "support_request", "ticket": hashed}


def test_a_ticket_may_hold_a_colon() -> None:
    assert read_reason("incident:desk:4711").ticket == "desk:4711"
