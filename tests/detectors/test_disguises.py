"""Values in disguise are found: every disguise on every family of the test vectors."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from benchmarks.disguises import report
from benchmarks.rooms import identifiers_alone
from detectors import Engine
from detectors.families import FAMILIES
from tests.detectors import disguises
from tests.detectors.disguises import ACTED_ON, KINDS, Case, Disguised, cases, found

ENGINE = Engine()
# Numbers in Estonian words may look like a name.
IDENTIFIERS = Engine(identifiers_alone())
LEAST = 0.97
# A single disguise may fall further: some of its values have no other spelling in use.
LEAST_OF_ONE = 0.85
# The whole matrix is for the report.
EVERY = 11
NUMBERS = {
    name: disguise
    for kind, group in KINDS.items()
    if kind not in ("at", "capitals")
    for name, disguise in group.items()
}


def test_nearly_all_disguised_values_are_found() -> None:
    tried: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for case in cases(EVERY):
        tried[case.disguise] += 1
        missed[case.disguise] += not found(ENGINE, case)
    assert missed.total() <= (1 - LEAST) * tried.total()
    shares = {name: 1 - missed[name] / count for name, count in tried.items()}
    assert {name for name, share in shares.items() if share < LEAST_OF_ONE} == set()


def test_every_disguise_and_family_is_tried() -> None:
    tried = {(case.disguise, case.family) for case in cases()}
    assert {name for name, _ in tried} == {name for group in KINDS.values() for name in group}
    assert len({name for _, name in tried}) > 10
    assert set(disguises.WITHOUT) - {"ADDRESS"} <= {*FAMILIES, *FAMILIES.values()}


def carded(digits: str, grouped: bool) -> str:
    number = "4" + digits
    number += luhn.calc_check_digit(number)
    return " ".join(number[n : n + 4] for n in range(0, 16, 4)) if grouped else number


@given(
    st.builds(carded, st.text(alphabet="0123456789", min_size=14, max_size=14), st.booleans()),
    st.sampled_from(sorted(NUMBERS.items())),
    st.sampled_from(["", "pay with ", "ja, ", "номер: ", "はい ", "\u200b"]),
    st.sampled_from(["", " please", ". Danke", " 🙂"]),
)
def test_a_card_is_found_in_every_disguise(
    card: str, disguise: tuple[str, Disguised], before: str, after: str
) -> None:
    name, change = disguise
    disguised = change(card)
    text = f"{before}my card is {disguised}{after}"
    start = text.index(disguised)
    case = Case(
        disguise=name,
        family="CREDIT_CARD",
        entity_type="CREDIT_CARD",
        text=text,
        start=start,
        end=start + len(disguised),
        before="",
    )
    assert found(ENGINE, case)


def test_what_is_no_value_is_not_found_in_disguise() -> None:
    for name, disguise in NUMBERS.items():
        findings = IDENTIFIERS.detect(f"we counted {disguise('4502')} of them there")
        assert [each for each in findings if each.score >= ACTED_ON] == [], name


def test_the_report_names_every_disguise_and_family() -> None:
    lines = report(ENGINE, every=EVERY).splitlines()
    assert lines[0].endswith(" found.")
    named = {line.split(" | ")[0].removeprefix("| ") for line in lines}
    assert {name for case in cases(EVERY) for name in (case.disguise, case.family)} <= named
