"""Presidio's REST API over loopback: its forms, its errors, and who may call it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gateway.serving import Answered, Serving

MAIL, CARD = "jane.doe@example.com", "4111 1111 1111 1111"
TEXT = f"write to {MAIL}, card {CARD}"
BADGE = {
    "name": "Badges",
    "supported_language": "en",
    "supported_entity": "BADGE",
    "patterns": [{"name": "badge", "regex": r"(?<!\w)B-\d{4}\b", "score": 0.3}],
    "context": ["badge"],
}


def analyze(serving: Serving, text: Any = TEXT, **fields: Any) -> Answered:
    return serving.call("POST", "/analyze", {"text": text, "language": "en", **fields})


def found(answered: Answered) -> list[tuple[str, int, int]]:
    assert answered.status == 200, answered.body
    return [(each["entity_type"], each["start"], each["end"]) for each in answered.json()]


def test_results_have_presidios_form(closed: Serving) -> None:
    answered = analyze(closed)
    assert answered.headers["content-type"].startswith("application/json")
    assert found(answered) == [
        ("EMAIL_ADDRESS", 9, 9 + len(MAIL)),
        ("CREDIT_CARD", 36, 36 + len(CARD)),
    ]
    first = answered.json()[0]
    assert set(first) == {
        *("entity_type", "start", "end", "score", "analysis_explanation"),
        "recognition_metadata",
    }
    assert first["analysis_explanation"] is None
    assert first["recognition_metadata"]["recognizer_name"] == "email"
    explained = analyze(closed, return_decision_process=True).json()[0]["analysis_explanation"]
    assert explained["recognizer"] == "email"
    assert explained["score"] == first["score"]


def test_a_list_of_texts_gives_a_list_of_lists(closed: Serving) -> None:
    answered = analyze(closed, [TEXT, "nothing", ""])
    assert [len(each) for each in answered.json()] == [2, 0, 0]


@pytest.mark.parametrize("language", ["de", "xx", "en-GB", "zh_Hant", "nonsense", None])
def test_no_language_switches_identifiers_off(closed: Serving, language: str | None) -> None:
    assert len(found(analyze(closed, language=language))) == 2
    path = "/supportedentities" + (f"?language={language}" if language else "")
    assert "CREDIT_CARD" in closed.call("GET", path).json()


def test_what_is_asked_for_is_what_is_answered(closed: Serving) -> None:
    assert [t for t, *_ in found(analyze(closed, entities=["CREDIT_CARD"]))] == ["CREDIT_CARD"]
    refused = analyze(closed, entities=["CREDIT_CARD", "NO_SUCH_TYPE"])
    assert (refused.status, refused.json()["code"]) == (422, "unsupported_entity")
    assert "NO_SUCH" not in refused.json()["error"]
    assert found(analyze(closed, score_threshold=1.0)) == [("CREDIT_CARD", 36, 55)]


def test_allow_lists_take_findings_out(closed: Serving) -> None:
    assert [t for t, *_ in found(analyze(closed, allow_list=[MAIL]))] == ["CREDIT_CARD"]
    answered = analyze(closed, allow_list=[r"@example\.com$"], allow_list_match="regex")
    assert [t for t, *_ in found(answered)] == ["CREDIT_CARD"]
    assert analyze(closed, allow_list=["(a"], allow_list_match="regex").status == 422


def test_context_counts_as_the_turn_before(closed: Serving) -> None:
    assert found(analyze(closed, "078051120")) == []
    answered = analyze(closed, "078051120", context=["what", "is", "your", "ssn"])
    assert found(answered) == [("US_SSN", 0, 9)]


def test_ad_hoc_recognisers(closed: Serving) -> None:
    text = f"badge B-1234, {MAIL}"
    answered = analyze(closed, text, ad_hoc_recognizers=[BADGE], score_threshold=0)
    assert found(answered)[0] == ("BADGE", 6, 12)
    assert answered.json()[0]["score"] == pytest.approx(0.65)
    assert [t for t, *_ in found(answered)] == ["BADGE", "EMAIL_ADDRESS"]
    denied = {"supported_entity": "TITLE", "deny_list": ["Mr.", "Mrs"]}
    answered = analyze(closed, "dear Mrs X", ad_hoc_recognizers=[denied], entities=["TITLE"])
    assert found(answered) == [("TITLE", 5, 8)]


@pytest.mark.parametrize(
    "regex", ["(a", r"(?:x){e<=3}", r"(?R)?a", "a*", "a" * 5000, r"[[:alpha:]]"]
)
def test_an_ad_hoc_expression_that_cannot_be_bounded_is_refused(
    closed: Serving, regex: str
) -> None:
    body = {"supported_entity": "BADGE", "patterns": [{"name": "", "regex": regex, "score": 0.5}]}
    refused = analyze(closed, ad_hoc_recognizers=[body])
    assert (refused.status, refused.json()["code"]) == (422, "invalid_request")
    assert regex not in refused.json()["error"]


def test_an_expression_that_backtracks_without_end_refuses_the_text(closed: Serving) -> None:
    slow = {"supported_entity": "SLOW", "patterns": [{"regex": "(a|aa)+$", "score": 0.9}]}
    refused = analyze(closed, "a" * 60 + "! a", ad_hoc_recognizers=[slow])
    assert (refused.status, refused.json()["code"]) == (422, "budget_exhausted")


def test_anonymize_as_litellm_asks_for_it(closed: Serving) -> None:
    results = analyze(closed).json()
    answered = closed.call("POST", "/anonymize", {"text": TEXT, "analyzer_results": results})
    assert answered.status == 200
    assert answered.json()["text"] == "write to <EMAIL_ADDRESS>, card <CREDIT_CARD>"
    last = answered.json()["items"][0]
    assert last["operator"] == "replace"
    assert answered.json()["text"][last["start"] : last["end"]] == "<CREDIT_CARD>"


def test_what_was_encrypted_comes_back(closed: Serving) -> None:
    key = {"key": "0123456789abcdef"}
    body = {
        "text": TEXT,
        "analyzer_results": analyze(closed).json(),
        "anonymizers": {"DEFAULT": {"type": "encrypt", **key}},
    }
    made = closed.call("POST", "/anonymize", body).json()
    assert MAIL not in made["text"]
    back = {
        "text": made["text"],
        "anonymizer_results": made["items"],
        "deanonymizers": {"DEFAULT": {"type": "decrypt", **key}},
    }
    assert closed.call("POST", "/deanonymize", back).json()["text"] == TEXT


def test_lists_and_health(closed: Serving) -> None:
    assert closed.call("GET", "/health", key=None).body == b"Presidio Analyzer service is up"
    assert "email" in closed.call("GET", "/recognizers?language=en").json()
    assert "mask" in closed.call("GET", "/anonymizers").json()
    assert "decrypt" in closed.call("GET", "/deanonymizers").json()


@pytest.mark.parametrize("path", ["/analyze", "/anonymize", "/deanonymize"])
@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"\xff", b'{"text": "a", "text": "b"}', b'{"text": NaN}',
        b'{"text": 5, "secret": 1}', b"[" * 9000, b'{"text": ""}',
        b'{"analyzer_results": "secret"}',
    ],
)  # fmt: skip
def test_bad_bodies_are_refused_without_what_they_held(
    closed: Serving, path: str, body: bytes
) -> None:
    refused = closed.call("POST", path, body)
    assert 400 <= refused.status < 500
    assert set(refused.json()) == {"error", "code"}
    assert b"secret" not in refused.body
    assert refused.headers["x-should-retry"] == "false"


def test_long_texts_and_odd_characters(closed: Serving) -> None:
    text = "\ud800 \x00 " + "." * 90_000 + f" {CARD}"
    assert [t for t, *_ in found(analyze(closed, text))] == ["CREDIT_CARD"]
    made = closed.call(
        "POST", "/anonymize", {"text": text, "analyzer_results": analyze(closed, text).json()}
    )
    assert made.json()["text"].startswith("\ud800 \x00")
    assert CARD not in made.json()["text"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/analyze"), ("POST", "/anonymize"), ("GET", "/supportedentities")],
)
def test_a_key_of_role_chat_is_needed(closed: Serving, method: str, path: str) -> None:
    body = {"text": "x", "analyzer_results": []} if method == "POST" else None
    assert closed.call(method, path, body, key=None).status == 401
    assert closed.call(method, path, body, key="dk_wrong").status == 401
    assert closed.call(method, path, body, key="consent").json()["code"] == "role_refused"
    assert closed.call(method, path, body).status == 200


def test_loopback_needs_none_where_that_is_configured(opened: Serving) -> None:
    body = {"text": TEXT, "language": "en"}
    assert opened.call("POST", "/analyze", body, key=None).status == 200
    assert opened.call("POST", "/analyze", body, key="dk_wrong").status == 401
    for name in ("x-forwarded-for", "forwarded", "via"):
        forwarded = opened.call("POST", "/analyze", body, key=None, headers={name: "203.0.113.9"})
        assert forwarded.status == 401
    assert opened.call("POST", "/v1/chat/completions", {}, key=None).status == 401
