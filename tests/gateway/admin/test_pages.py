"""Pages: escaped, closed to everything from elsewhere, and times in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest

from gateway.admin.pages import ASSETS, HEADERS, asset, distance, instant, page, prepare, spaced

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "now"),
        (59, "now"),
        (60, "in 1 minute"),
        (-7_200, "2 hours ago"),
        (86_400, "in 1 day"),
        (-3 * 86_400 - 5, "3 days ago"),
    ],
)
def test_how_far_away_a_time_is(seconds: int, words: str) -> None:
    assert distance(NOW + timedelta(seconds=seconds), NOW) == words


def test_a_time_that_there_is_not() -> None:
    assert (distance(None, NOW), instant(None), instant(NOW)) == (
        "",
        "never",
        "2026-11-22 12:00 UTC",
    )


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("evidence_too_old", "evidence too old"),
        ("RequestRequiresAction", "requires action"),
        ("DataBreachOngoingReport", "ongoing report"),
        ("CREDIT_CARD", "CREDIT CARD"),
        ("access", "access"),
    ],
)
def test_codes_are_read_as_words(code: str, words: str) -> None:
    assert spaced(code) == words


def test_pages_escape_and_let_nothing_in() -> None:
    response = page("said", {"title": "<b>", "text": "<script>alert(1)</script>"}, status=403)
    body = bytes(response.body).decode()
    assert response.status_code == 403
    assert "<script>alert" not in body
    assert "&lt;script&gt;" in body
    policy = response.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert response.headers["cache-control"] == "no-store"


def test_files_are_the_same_for_everybody_and_asked_for_once() -> None:
    prepare()
    for path in ASSETS:
        first = asset(path)
        tag = first.headers["etag"]
        assert len(first.body) > 100
        assert asset(path, match=tag).status_code == 304
        assert first.headers["x-content-type-options"] == HEADERS["x-content-type-options"]
    with pytest.raises(KeyError):
        asset("/admin/other.css")


def test_no_template_needs_what_the_policy_of_the_pages_forbids() -> None:
    for each in files("gateway.admin").joinpath("templates").iterdir():
        text = each.read_text("utf-8")
        if each.name.endswith(".html"):
            assert "style=" not in text, each.name
            assert "onclick" not in text, each.name
            assert "|safe" not in text.replace(" ", ""), each.name
            assert "<script>" not in text, each.name
        assert "http://" not in text, each.name
        assert "https://" not in text, each.name
