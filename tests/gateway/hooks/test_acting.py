"""Who calls are made for, said around them."""

from __future__ import annotations

import asyncio
import threading

import pytest

from gateway.consent.signals import NO_SIGNALS, Signals
from gateway.hooks.acting import Acting, acting, acting_for


def test_it_holds_inside_and_ends_outside() -> None:
    assert acting() == Acting()
    with acting_for(subject="a", conversation="1", purpose="answering"):
        assert acting() == Acting(subject="a", conversation="1", purpose="answering")
        with acting_for(subject="b"):
            assert acting() == Acting(subject="b"), "an inner block starts anew"
        assert acting().subject == "a"
    assert acting() == Acting()


def test_sources_and_signals_are_said_likewise() -> None:
    with acting_for(sources=["mail", "mail"], signals=Signals(gpc=True)):
        assert acting() == Acting(sources=frozenset({"mail"}), signals=Signals(gpc=True))
        with acting_for(subject="b", sources=["crm"], signals=Signals(dnt=True)):
            assert acting().signals == Signals(gpc=True, dnt=True)
            assert acting().sources == {"mail", "crm"}
        with acting_for(subject="b"):
            assert acting().signals == Signals(gpc=True), "an inner block cannot undo them"
    assert acting().signals == NO_SIGNALS


def test_a_channel_and_bot_are_codes() -> None:
    with acting_for(channel="web", bot="sales"):
        assert acting() == Acting(channel="web", bot="sales")
        with acting_for(bot="help"):
            assert acting() == Acting(bot="help"), "an inner block starts anew"
    for wrong in ("Web", "a b", "a" * 41, ""):
        with pytest.raises(ValueError, match="is a code"), acting_for(channel=wrong):
            pass
    assert acting() == Acting()


def test_tasks_and_threads_do_not_share_it() -> None:
    async def said(name: str) -> str | None:
        with acting_for(subject=name):
            await asyncio.sleep(0)
            return acting().subject

    async def main() -> list[str | None]:
        return await asyncio.gather(*(said(str(n)) for n in range(5)))

    assert asyncio.run(main()) == ["0", "1", "2", "3", "4"]
    found = []
    with acting_for(subject="here"):
        thread = threading.Thread(target=lambda: found.append(acting().subject))
        thread.start()
        thread.join()
    assert found == [None]


def test_its_repr_names_nobody() -> None:
    assert "secret" not in repr(Acting(subject="secret", conversation="secret"))
