"""Known values as whole tokens in canonical form."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.proxy.known import KnownValues, index


def spans(values: list[str], text: str) -> list[str]:
    known = KnownValues(("T", value) for value in values)
    found = known.find(text)
    assert found == known.find(index(text))
    return [text[start:end] for start, end, _ in found]


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        ("malathi", "Hi Malathi, ok", ["Malathi"]),
        ("malathi", "malathis xmalathi", []),
        ("Malathi Rao", "MALATHI  RAO; malathi-rao malathi rao's", ["MALATHI  RAO", "malathi-rao",
                                                                   "malathi rao"]),
        ("Malathi Rao", "malathirao", ["malathirao"]),
        ("Malathi Rao", "Malathi or Rao. Malathi    Rao", []),
        ("4111 1111 1111 1111", "4111-1111-1111-1111", ["4111-1111-1111-1111"]),
        ("4111 1111 1111 1111", "(4111111111111111)", ["4111111111111111"]),
        ("4111 1111 1111 1111", "94111111111111111 41111111111111119", []),
        ("4111 1111 1111 1111", "٤١١١ ١١١١ ١١١١ ١١١١", ["٤١١١ ١١١١ ١١١١ ١١١١"]),
        ("jane@example.com", "to JANE@example.com.", ["JANE@example.com"]),
        ("Ana", "Ana", []),
        ("Straße 1", "STRASSE 1", ["STRASSE 1"]),
        ("Ma\u200blathi", "Malathi", ["Malathi"]),
        ("Malathi", "Mala\u200bthi,", ["Mala\u200bthi"]),
        ("मालती", "नमस्ते मालती जी", ["मालती"]),
        ("1111", "1111 1111 111", ["1111", "1111"]),
    ],
)  # fmt: skip
def test_find(value: str, text: str, expected: list[str]) -> None:
    assert spans([value], text) == expected


def test_the_longest_wins_and_spans_are_disjoint() -> None:
    values = ["Jane", "Jane Doe", "Doe Smith", "Smith"]
    assert spans(values, "Jane Doe Smith and jane doe.") == ["Jane Doe", "Smith", "jane doe"]


def test_the_first_type_of_equal_values_counts() -> None:
    known = KnownValues([("PERSON", "Paris"), ("LOCATION", "paris")])
    assert known.find("PARIS") == [(0, 5, "PERSON")]
    assert len(known) == 1
    assert "aris" not in repr(known)


def test_a_person_is_known_without_the_title_too() -> None:
    known = KnownValues([("PERSON", "Dr. Malathi")])
    text = "dr malathi, or just MALATHI"
    assert [text[start:end] for start, end, _ in known.find(text)] == ["dr malathi", "MALATHI"]
    assert KnownValues([("OTHER_ID", "Dr. Malathi")]).find("malathi") == []


def test_nothing_known() -> None:
    assert KnownValues([]).find("anything at all") == []
    assert KnownValues([("T", "a b")]).find("a b") == []


WORDS = st.lists(
    st.sampled_from(["jane", "doe", "4111", "ab", "Ä", "x1", "éa"]), min_size=1, max_size=4
)
GAPS = st.sampled_from([" ", "-", ", ", " . ", ""])


@given(WORDS, GAPS, st.text(max_size=10), st.text(max_size=10))
def test_a_value_is_always_found_between_other_tokens(
    words: list[str], gap: str, before: str, after: str
) -> None:
    value = " ".join(words)
    if sum(map(len, words)) < 4:
        return
    # Marks in the noise would change the tokens beside them.
    text = f"{before}\n\n\n\n{gap.join(words)}\n\n\n\n{after}"
    known = KnownValues([("T", value)])
    start = len(before) + 4
    assert (start, start + len(gap.join(words)), "T") in known.find(text)


@given(st.text(alphabet="ab1 -", max_size=40), st.lists(st.text(alphabet="ab1 ", max_size=8)))
def test_against_the_plain_definition(text: str, values: list[str]) -> None:
    keys = {key for value in values if len(key := "".join(value.split())) >= 4}
    seen = index(text)
    expected = []
    free = 0
    for token, (start, _) in enumerate(seen.spans):
        if start < free:
            continue
        best = None
        for last in range(token, len(seen.spans)):
            gaps = (seen.spans[i + 1][0] - seen.spans[i][1] for i in range(token, last))
            if any(gap > 3 for gap in gaps):
                break
            if seen.folded[seen.starts[token] : seen.ends[last]] in keys:
                best = seen.spans[last][1]
        if best is not None:
            expected.append((start, best))
            free = best
    found = KnownValues(("T", value) for value in values).find(text)
    assert [(start, end) for start, end, _ in found] == expected


@pytest.mark.parametrize(
    ("values", "unit"),
    [
        ([f"user{number:05d}" for number in range(5000)], "user12 "),
        (["a" * length for length in range(4, 400)], "aaaa "),
        ([f"https://a.example/{'p' * length}" for length in range(300)], "https://a.example/pp "),
        (["a" * 10_000 + "b"], "aaaa "),
    ],
    ids=["many", "nested", "links", "long"],
)
def test_time_grows_with_the_text_only(values: list[str], unit: str) -> None:
    known = KnownValues(("T", value) for value in values)

    def seconds(length: int) -> float:
        seen = index(unit * (length // len(unit)))
        best = float("inf")
        for _ in range(3):
            start = time.thread_time()
            known.find(seen)
            best = min(best, time.thread_time() - start)
        return best

    assert seconds(80_000) < 8 * seconds(20_000) + 0.02
