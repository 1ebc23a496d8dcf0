"""What sign-in gives the pages is what they ask for."""

from __future__ import annotations

import inspect

import pytest

from gateway.sign_in.ports import FORM_FIELD, Sessions
from gateway.sign_in.sessions import CookieSessions


@pytest.mark.parametrize("name", ["caller", "form_token", "check_form"])
def test_sessions_in_cookies_have_each_call_of_the_port(name: str) -> None:
    asked = inspect.signature(getattr(Sessions, name))
    assert inspect.signature(getattr(CookieSessions, name)) == asked
    assert inspect.iscoroutinefunction(getattr(CookieSessions, name)) == (
        inspect.iscoroutinefunction(getattr(Sessions, name))
    )


def test_the_field_is_one_that_a_form_can_have() -> None:
    assert FORM_FIELD.isidentifier()
