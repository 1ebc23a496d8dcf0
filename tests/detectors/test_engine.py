"""The engine: closed on doubt, linear, original offsets, nothing said about values."""

from __future__ import annotations

import base64
import threading
import time
import traceback
from collections.abc import Iterable
from itertools import pairwise
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine, canonical, readings
from detectors.budget import Budget
from detectors.engine import Engine as PureEngine
from detectors.errors import BudgetExhausted, ConfigurationError, DetectorFailed
from detectors.running_text import OF_RUNNING_TEXT
from detectors.types import Finding, Input, Pattern

ENGINE = Engine()
PLANTED = {
    "CREDIT_CARD": "4111 1111 1111 1111",
    "US_SSN": "078-05-1120",
    "EMAIL_ADDRESS": "jane.doe@example.com",
    "IBAN_CODE": "DE89 3704 0044 0532 0130 00",
    "IP_ADDRESS": "192.0.2.17",
    "PHONE_NUMBER": "+44 20 7946 0958",
}


class Stub:
    """A detector whose answer is given."""

    patterns: tuple[Pattern, ...] = ()
    entity_types = ("STUB",)

    def __init__(self, answer: object = (), name: str = "stub") -> None:
        self.answer = answer
        self.name = name
        self.asked: list[tuple[str, str, int, int]] = []

    def confirm(self, seen: Input, start: int, end: int) -> Iterable[Finding]:
        self.asked.append((seen.text, seen.before, start, end))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer  # type: ignore[return-value]


def stub_engine(*detectors: Stub, clock: object = time.thread_time) -> PureEngine:
    return PureEngine(detectors, clock=clock, scan_cache=None)  # type: ignore[arg-type]


def found(text: str, *, language: str = "en", before: str | None = None) -> list[tuple[str, str]]:
    findings = ENGINE.detect(text, language, before=before)
    return [(f.entity_type, text[f.start : f.end]) for f in findings]


@pytest.mark.parametrize("kind", PLANTED)
def test_each_type_is_found_with_its_exact_span(kind: str) -> None:
    assert found(f"well, {PLANTED[kind]} is it") == [(kind, PLANTED[kind])]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["so ", "und, ", "ну да, ", "zwölf\u200b ", "是的 ", "🙂 ", "x;\n"]),
            st.sampled_from(sorted(PLANTED.items())),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_planted_values_are_covered_at_their_original_places(
    parts: list[tuple[str, tuple[str, str]]],
) -> None:
    text, places = "", []
    for filling, (_, value) in parts:
        text += filling + "; "
        places.append((len(text), len(text) + len(value)))
        text += value + " ; "
    findings = ENGINE.detect(text)
    covered = {place for f in findings for place in range(f.start, f.end)}
    for start, end in places:
        assert {n for n in range(start, end) if text[n].isalnum()} <= covered
    assert all(a.end <= b.start for a, b in pairwise(findings))


@given(st.text(max_size=200))
def test_any_text_gives_sorted_disjoint_findings_within_it(text: str) -> None:
    findings = ENGINE.detect(text, before=text)
    assert all(0 <= f.start < f.end <= len(text) for f in findings)
    assert all(a.end <= b.start for a, b in pairwise(findings))
    assert findings == ENGINE.detect(text, before=text)


@pytest.mark.parametrize(
    "disguised",
    [
        "４１１１ １１１１ １１１１ １１１１",
        "٤١١١ ١١١١ ١١١١ ١١١١",
        "4111\u200b1111\u200b1111\u200b1111",
        "4111\u00a01111\u20031111\u30001111",
        "4111.1111.1111.1111",
        "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1",
        "4111 1111\n1111 1111",
        "4111–1111—1111−1111",
        "𝟒𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏𝟏",
        "4️⃣111111111111111",
    ],
)
def test_disguised_cards_are_found_at_their_original_places(disguised: str) -> None:
    text = f"hier: {disguised} ok"
    assert found(text) == [("CREDIT_CARD", disguised)]


def test_empty_and_surrogates() -> None:
    assert ENGINE.detect("") == ()
    assert ENGINE.detect("\u200b\u200b") == ()
    text = "\ud800 jane@example.com \udfff"
    assert found(text) == [("EMAIL_ADDRESS", "jane@example.com")]


def test_the_turn_before_counts() -> None:
    assert found("123456789") == []
    assert found("123456789", before="ssn") == [("US_SSN", "123456789")]
    assert found("it is 123", before="And the security code?") == [("CARD_CVV", "123")]
    assert found("5273", before="last 4 digits of your card?") == [("CREDIT_CARD", "5273")]


def test_adjacent_values_stay_apart() -> None:
    assert found("a@example.com b@example.com") == [
        ("EMAIL_ADDRESS", "a@example.com"),
        ("EMAIL_ADDRESS", "b@example.com"),
    ]


def test_a_failing_detector_refuses_and_its_message_is_gone() -> None:
    value = PLANTED["CREDIT_CARD"]
    engine = stub_engine(Stub(ValueError(value)))
    with pytest.raises(DetectorFailed, match="stub failed with ValueError") as caught:
        engine.detect(value)
    assert value not in "".join(traceback.format_exception(caught.value))
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


@pytest.mark.parametrize("span", [(-1, 2), (0, 99), (2, 2), (3, 1)])
def test_findings_outside_the_text_refuse(span: tuple[int, int]) -> None:
    bad = Finding(entity_type="STUB", start=span[0], end=span[1], score=1.0, detector="stub")
    with pytest.raises(DetectorFailed):
        stub_engine(Stub([bad])).detect("hello")


def test_a_detector_without_patterns_sees_every_text_whole() -> None:
    stub = Stub()
    stub_engine(stub).detect("héllo", before="ｗhat?")
    assert stub.asked == [("héllo", "what?", 0, 5)]


def test_a_spent_text_budget_refuses() -> None:
    now = iter(range(10_000))
    engine = stub_engine(Stub(), clock=lambda: float(next(now)))
    with pytest.raises(BudgetExhausted):
        engine.detect("hello")


def test_the_allowance_is_an_argument() -> None:
    now = iter(range(10_000))
    engine = PureEngine(
        [Stub()],
        clock=lambda: float(next(now)),
        scan_cache=None,
        allowance=lambda length: 100.0 * length,
    )
    assert engine.detect("hello") == ()


def test_a_spent_request_budget_refuses_before_anything_is_examined() -> None:
    stub = Stub()
    ticks = iter(x * 0.001 for x in range(100_000))
    clock = lambda: next(ticks)  # noqa: E731
    engine = stub_engine(stub, clock=clock)
    budget = Budget(clock, 0.012)

    def spend() -> None:
        while True:
            engine.detect("hello" * 200, budget=budget)

    with pytest.raises(BudgetExhausted):
        spend()
    asked = len(stub.asked)
    assert 1 <= asked < 50
    with pytest.raises(BudgetExhausted):
        engine.detect("hello", budget=budget)
    assert len(stub.asked) == asked


def test_configuration_errors() -> None:
    with pytest.raises(ConfigurationError):
        stub_engine()
    with pytest.raises(ConfigurationError, match="same name"):
        stub_engine(Stub(), Stub())


def test_the_fingerprint_follows_the_detectors() -> None:
    one, other = stub_engine(Stub(name="one")), stub_engine(Stub(name="other"))
    assert one.fingerprint != other.fingerprint
    assert stub_engine(Stub(name="one")).fingerprint == one.fingerprint
    assert Engine().fingerprint == ENGINE.fingerprint
    assert "4111" not in repr(ENGINE)


@pytest.mark.parametrize("part", [canonical, readings])
def test_the_fingerprint_follows_the_way_of_reading(
    part: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stub_engine(Stub()).fingerprint
    monkeypatch.setattr(part, "VERSION", part.VERSION + 1)
    assert stub_engine(Stub()).fingerprint != before


def test_the_clock_is_read_where_detectors_work_and_at_the_end() -> None:
    readings_of_the_clock: list[float] = []

    def clock() -> float:
        readings_of_the_clock.append(0.0)
        return float(len(readings_of_the_clock) * slow)

    engine = PureEngine(clock=clock, scan_cache=CACHE)
    slow = 0
    assert len(engine.detect("card 4111 1111 1111 1111")) == 1
    assert len(readings_of_the_clock) >= 2
    slow = 1
    with pytest.raises(BudgetExhausted):
        engine.detect("card 4111 1111 1111 1111")


def test_what_stands_encoded_or_in_words_is_found_beside_the_rest() -> None:
    mail = base64.b64encode(b"jane@example.com").decode()
    card = "four one one one one one one one one one one one one one one one"
    assert found(f"078-05-1120 is my ssn, {mail}, card {card}") == [
        ("US_SSN", "078-05-1120"),
        ("EMAIL_ADDRESS", mail),
        ("CREDIT_CARD", card),
    ]


def test_the_second_reading_counts_against_the_budget() -> None:
    ticks = iter(x * 0.0125 for x in range(10_000))
    engine = stub_engine(Stub(), clock=lambda: next(ticks))
    assert engine.detect("four hundred") == ()
    with pytest.raises(BudgetExhausted):
        engine.detect("four one one one")


def test_the_self_test_passes_and_can_fail() -> None:
    ENGINE.self_test()
    dumb = Stub(name="iban")
    with pytest.raises(ConfigurationError, match="iban fails its self-test"):
        stub_engine(dumb).self_test()


def test_foreign_detectors_stand_beside_the_shipped_ones() -> None:
    stub = Stub([Finding(entity_type="STUB", start=0, end=2, score=0.9, detector="stub")])
    engine = Engine(foreign=[stub])
    assert [f.entity_type for f in engine.detect("hi jane@example.com")] == [
        "STUB",
        "EMAIL_ADDRESS",
    ]
    assert "STUB" in engine.entity_types


JUNK = [
    ".", "a.", "1", "-", " ", "@", "1 ", "+", ":", "4 ", "44 ", "a@", "1.", "5 ", "6 ", "de11",
    "de 11", "+1 2", "078 ", "cvv ", "exp 1/1", '"', "x::", "1.1.", "0", "(", "12-", "12345678 ",
    "020 7946 095 ", "\u200b", "ｅ", "а1", "4111-", "ssn ", "gmail", "a gmail com",
]  # fmt: skip
TAIL = " ; mail jane@example.com card 4111 1111 1111 1111"


@pytest.mark.parametrize("junk", JUNK)
def test_what_stands_after_hostile_junk_is_found_or_refused(junk: str) -> None:
    text = junk * (50_000 // len(junk)) + TAIL
    try:
        findings = ENGINE.detect(text)
    except BudgetExhausted:
        return
    tail = {f.entity_type for f in findings if f.start > len(text) - len(TAIL)}
    assert {"EMAIL_ADDRESS", "CREDIT_CARD"} <= tail


def cost(junk: str, length: int) -> float:
    engine = PureEngine(clock=time.thread_time, scan_cache=CACHE, allowance=lambda length: 1000.0)
    text = junk * (length // len(junk)) + TAIL
    times = []
    for _ in range(2):
        started = time.thread_time()
        engine.detect(text)
        times.append(time.thread_time() - started)
    return min(times)


class _Cache(dict[str, bytes]):
    def load(self, name: str) -> bytes | None:
        return self.get(name)

    def store(self, name: str, content: bytes) -> None:
        self[name] = content


CACHE = _Cache()


@pytest.mark.parametrize("junk", JUNK)
def test_time_grows_with_the_length_only(junk: str) -> None:
    short, long = cost(junk, 20_000), cost(junk, 80_000)
    # Quadratic growth would be sixteen-fold.
    assert long < 9 * short + 0.02


def test_many_threads_share_one_engine() -> None:
    text = " ; ".join(PLANTED.values())
    expected = ENGINE.detect(text)
    wrong: list[object] = []

    def work() -> None:
        wrong.extend(1 for _ in range(100) if ENGINE.detect(text) != expected)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_identifiers_are_all_but_what_only_running_text_shows() -> None:
    engine = Engine()
    text = "I am Jane Doe with diabetes, card 4111 1111 1111 1111, jane@example.com."
    found = engine.detect(text)
    assert {"PERSON", "MEDICAL_CONDITION", "CREDIT_CARD", "EMAIL_ADDRESS"} <= {
        each.entity_type for each in found
    }
    assert engine.identifiers(text) == tuple(
        each for each in found if each.entity_type not in OF_RUNNING_TEXT
    )
    assert engine.identifiers("") == engine.identifiers("Jane Doe") == ()
