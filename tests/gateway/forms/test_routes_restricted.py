"""Forms of a restricted class, and of people under restriction: who reads them, and why."""

from __future__ import annotations

from pathlib import Path

from tests.gateway.serving import Answered, Serving, serving
from tests.simulators.upstream import Upstream

PATH = "/privacy/forms/contact"


def with_form(restricted: str) -> dict[str, str]:
    return {
        "language: en\n": "language: en\n"
        "forms:\n  contact:\n    purpose: answering\n    retention_class: lead\n"
        "    fields:\n      email: {entity_types: [EMAIL_ADDRESS], required: true}\n",
        "retention_classes:\n  conversation:": "retention_classes:\n"
        "  lead:\n    trigger: collection\n    duration: P30D\n    legal_ground: Needed.\n"
        f"    restricted: {restricted}\n  conversation:",
    }


def came_in(gateway: Serving, key: str, reason: str = "quality_review") -> Answered:
    headers = {"x-discreet-reason": reason}
    return gateway.call("GET", f"{PATH}/entries", key=key, headers=headers)


def restricted_form(gateway: Serving, subject: str) -> None:
    gateway.opt_in(subject)
    body = {"fields": {"email": f"{subject}@shop.example"}, "subject": subject}
    assert gateway.call("POST", PATH, body).status == 201


def test_a_restricted_class_is_for_the_privacy_officer(tmp_path: Path) -> None:
    with Upstream() as up, serving(up.url, tmp_path, policy=with_form("true")) as gateway:
        restricted_form(gateway, "ada")
        refused = came_in(gateway, "admin", "legal_claim")
        assert (refused.status, refused.code) == (403, "class_restricted")
        assert b"ada@" not in refused.body
        assert b'"outcome":"class_restricted"' in gateway.files()
        [told] = came_in(gateway, "privacy_officer").json()["entries"]
        assert told["fields"] == {"email": "ada@shop.example"}


def test_of_restricted_people_forms_are_read_for_legal_claims_only(tmp_path: Path) -> None:
    with Upstream() as up, serving(up.url, tmp_path, policy=with_form("false")) as gateway:
        for subject in ("ada", "bea"):
            restricted_form(gateway, subject)
        seen = {"subject": "ada", "reason": "under_age"}
        assert gateway.call("POST", "/privacy/reports", seen).status == 201
        for key in ("admin", "privacy_officer"):
            told = came_in(gateway, key).json()
            assert [each["fields"]["email"] for each in told["entries"]] == ["bea@shop.example"]
            assert told["withheld"] == 1
            told = came_in(gateway, key, "legal_claim").json()
            assert (len(told["entries"]), told["withheld"]) == (2, 0)
