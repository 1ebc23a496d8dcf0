from __future__ import annotations

import pytest

from gateway.rights import push
from tests.gateway.check.looking import Look


def test_a_package_is_pushed_whole_and_to_no_private_place(look: Look) -> None:
    verdict = look("juttai").at("push")
    assert verdict.kept, verdict.seen


def test_a_push_to_this_machine_is_noticed(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = push.Pusher.__init__

    def anywhere(self: push.Pusher, **options: object) -> None:
        plain(self, **{**options, "permitted": lambda _: True})  # type: ignore[arg-type]

    monkeypatch.setattr(push.Pusher, "__init__", anywhere)
    verdict = look("juttai").at("push")
    assert not verdict.kept
    assert "a name for this machine is called" in verdict.seen
