"""The list of probes: each says what it shows, and what it must be told."""

from __future__ import annotations

import re

import pytest

from gateway.commitments import PROBES, Argument


@pytest.mark.parametrize("name", list(PROBES))
def test_a_probe_says_what_it_shows(name: str) -> None:
    form = PROBES[name]
    assert re.fullmatch(r"[a-z][a-z_]{2,40}", name)
    assert len(form.shows) > 20
    assert not set(form.needs) & set(form.may)
    assert {*form.needs.values(), *form.may.values()} <= set(Argument)


def test_probes_differ_in_what_they_show() -> None:
    shown = [form.shows for form in PROBES.values()]
    assert len(set(shown)) == len(shown)
