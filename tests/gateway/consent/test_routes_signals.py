"""A yes over HTTP while privacy signals are on, and after a no."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gateway.model import Role
from tests.gateway.consent.desks import SECOND, Office, office

CONSENT = Role.CONSENT


@pytest.fixture
def fresh() -> Iterator[Office]:
    with office() as opened:
        yield opened


def code(answered: Any) -> tuple[int, str]:
    return answered.status_code, answered.json()["error"]["code"]


BOTH = {"sec-gpc": "1", "dnt": "1"}


def say(here: Office, *, key: Any = "token", headers: dict[str, str], **changes: Any) -> Any:
    """An answer with headers of its own."""
    body = {
        "purpose": "answering", "recipient": "model", "decision": "given",
        "notice_sha256": here.hash(), **({} if key == "token" else {"subject": "jane"}), **changes,
    }  # fmt: skip
    return here.call("POST", "/privacy/consents", body, key=key, headers=headers)


@pytest.mark.parametrize(
    ("key", "headers", "shown", "kept"),
    [
        ("token", {}, [], []),
        ("token", {"sec-gpc": "0"}, [], []),
        ("token", {"sec-gpc": "1"}, ["gpc"], ["gpc"]),
        ("token", {"x-discreet-signals": "gpc"}, ["gpc"], ["gpc"]),
        ("token", BOTH, ["dnt", "gpc"], ["dnt", "gpc"]),
        # What was not on was not said in knowledge of it.
        ("token", {}, ["gpc", "dnt"], []),
        ("token", {"dnt": "1"}, ["gpc", "dnt"], ["dnt"]),
        # A back end's request has no signals of the person's browser; it says what was shown.
        (CONSENT, {}, ["gpc", "dnt"], ["dnt", "gpc"]),
        (CONSENT, BOTH, [], []),
    ],
)
def test_a_yes_keeps_the_signals_that_were_on_and_shown(
    fresh: Office, key: Any, headers: dict[str, str], shown: list[str], kept: list[str]
) -> None:
    answered = say(fresh, key=key, headers=headers, signals_shown=shown)
    assert (answered.status_code, answered.json()["signals_shown"]) == (201, kept)
    assert [each.signals_shown for each in fresh.held()] == [set(kept)]


@pytest.mark.parametrize(
    ("headers", "preference", "shown", "unheard"),
    [
        ({"sec-gpc": "1"}, None, [], ["gpc"]),
        ({"sec-gpc": "1"}, None, ["dnt"], ["gpc"]),
        (BOTH, None, ["gpc"], ["dnt"]),
        (BOTH, None, [], ["dnt", "gpc"]),
        ({"x-discreet-signals": "dnt"}, None, ["gpc"], ["dnt"]),
        ({}, "refused", [], ["dnt"]),
        ({"sec-gpc": "1"}, "refused", ["gpc"], ["dnt"]),
    ],
)
def test_a_yes_is_not_recorded_where_a_signal_was_not_shown(
    fresh: Office,
    headers: dict[str, str],
    preference: str | None,
    shown: list[str],
    unheard: list[str],
) -> None:
    fresh.call("PATCH", "/privacy/preferences", {"tracking": preference})
    answered = say(fresh, headers=headers, signals_shown=shown)
    assert code(answered) == (422, "signal_not_shown")
    assert answered.json()["error"]["signals"] == unheard
    assert fresh.held() == []
    no = say(fresh, headers=headers, signals_shown=shown, decision="refused")
    assert no.json()["state"] == "ConsentRefused"  # needs nothing


def test_a_yes_that_comes_twice_does_not_undo_a_withdrawal(fresh: Office) -> None:
    shown_at = fresh.notice(recipient="model")["shown_at"]
    assert shown_at == "2026-11-22T12:00:00Z"
    fresh.move(SECOND)
    given = fresh.consent(shown_at=shown_at).json()
    assert fresh.consent(shown_at=shown_at).json()["id"] == given["id"]
    fresh.move(SECOND)
    fresh.call("POST", f"/privacy/consents/{given['id']}/withdraw")
    for late in (shown_at, ..., "2026-11-22T12:00:02Z"):
        again = fresh.consent(shown_at=late)
        assert code(again) == (409, "consent_superseded")
        assert again.json()["error"]["state"] == "ConsentWithdrawn"
    backdated = fresh.consent(key=CONSENT, subject="jane", event_time="2026-11-22T12:00:01Z")
    assert code(backdated) == (409, "consent_superseded")
    assert [each.state for each in fresh.held()] == ["ConsentWithdrawn"]
    fresh.move(SECOND)
    anew = fresh.consent(shown_at=fresh.notice(recipient="model")["shown_at"])
    assert (anew.status_code, anew.json()["state"]) == (201, "ConsentGiven")
