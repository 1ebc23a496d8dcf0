"""The cache of findings: same answer, no text kept, bounded, scopes apart."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors.budget import Budget
from detectors.cache import FindingsCache, Scope
from detectors.errors import BudgetExhausted
from detectors.types import Finding

KEY = b"k" * 32


class Counting:
    """An engine that counts its calls; its finding tells the arguments apart."""

    def __init__(self, fingerprint: str = "f", findings: int = 1) -> None:
        self.fingerprint = fingerprint
        self.calls: list[tuple[str, str, str | None]] = []
        self.findings = findings

    def detect(
        self,
        text: str,
        language: str = "en",
        *,
        before: str | None = None,
        budget: Budget | None = None,
        acts_on: Callable[[Finding], bool] | None = None,
    ) -> tuple[Finding, ...]:
        if budget is not None:
            budget.check()
        self.calls.append((text, language, before))
        return tuple(
            Finding(entity_type="T", start=n, end=n + 1, score=1.0, detector=str(len(self.calls)))
            for n in range(self.findings)
        )

    def identifiers(self, text: str, *_: Any, **named: Any) -> tuple[Finding, ...]:
        del named
        self.calls.append((text, "identifiers", None))
        return ()


def test_a_scope_of_identifiers_asks_for_no_more() -> None:
    cache, engine = FindingsCache(KEY), Counting()
    scope = Scope(key="keys", identifiers=True)
    assert cache.detect(engine, "hello", scope=scope) == ()
    assert cache.detect(engine, "hello", scope=scope) == ()
    assert engine.calls == [("hello", "identifiers", None)]


def test_the_second_look_costs_no_examination() -> None:
    cache, engine = FindingsCache(KEY), Counting()
    first = cache.detect(engine, "hello", before="what?")
    assert cache.detect(engine, "hello", before="what?") == first
    assert engine.calls == [("hello", "en", "what?")]


PARTS = st.tuples(*[st.text(alphabet="ab:,0123456789\ud800", max_size=4) for _ in range(5)])


@given(PARTS, PARTS)
def test_different_questions_have_different_places(
    one: tuple[str, ...], other: tuple[str, ...]
) -> None:
    cache = FindingsCache(KEY)
    engines: dict[str, Counting] = {}
    for text, before, language, fingerprint, scope in (one, other):
        engine = engines.setdefault(fingerprint, Counting(fingerprint))
        cache.detect(engine, text, before=before, scope=Scope(key=scope, language=language))
    assert len(cache) == len({one, other})


def test_no_turn_before_is_an_empty_one() -> None:
    cache, engine = FindingsCache(KEY), Counting()
    cache.detect(engine, "a")
    cache.detect(engine, "a", before="")
    assert len(engine.calls) == 1


def test_entries_are_bounded_and_the_oldest_goes_first() -> None:
    cache, engine = FindingsCache(KEY, 3), Counting()
    for text in ("a", "b", "c"):
        cache.detect(engine, text)
    cache.detect(engine, "a")
    cache.detect(engine, "d")
    assert len(cache) == 3
    engine.calls.clear()
    cache.detect(engine, "a")
    assert engine.calls == []
    cache.detect(engine, "b")
    assert len(engine.calls) == 1


def test_many_findings_count_more_and_too_many_are_not_kept() -> None:
    cache = FindingsCache(KEY, 10)
    cache.detect(Counting(findings=1000), "huge")
    assert len(cache) == 0
    for number in range(20):
        cache.detect(Counting(findings=16), str(number))
    assert len(cache) == 3


def test_an_error_is_not_kept_and_a_hit_needs_no_budget() -> None:
    cache, engine = FindingsCache(KEY), Counting()
    spent = Budget(lambda: 0.0, 0.0)
    with pytest.raises(BudgetExhausted):
        cache.detect(engine, "hello", budget=spent)
    assert len(cache) == 0
    cache.detect(engine, "hello")
    assert cache.detect(engine, "hello", budget=spent)


def test_it_holds_no_text() -> None:
    cache = FindingsCache(KEY)
    cache.detect(Counting(), "4111 1111 1111 1111", before="number?")
    kept = repr(cache) + repr(vars(cache))
    assert "4111" not in kept
    assert "number?" not in kept


@pytest.mark.parametrize(("key", "entries"), [(b"", 1), (b"k" * 65, 1), (KEY, 0)])
def test_weak_arguments_are_refused(key: bytes, entries: int) -> None:
    with pytest.raises(ValueError, match="key"):
        FindingsCache(key, entries)


def test_threads_share_it() -> None:
    cache, engine = FindingsCache(KEY, 50), Counting()
    errors: list[BaseException] = []

    def work() -> None:
        try:
            for number in range(2000):
                assert cache.detect(engine, str(number % 80))
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(cache) <= 50
