"""Names by region: whole lists, the same people each time, sentences of no other use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import detectors
from benchmarks.fairness import (
    ANSWERS,
    NAMES,
    RUNNING,
    Culture,
    Region,
    cultures,
    measure,
    people,
    spread,
    texts,
)
from benchmarks.rivals import NotExamined, Rival
from benchmarks.scoring import Found

TEXT = NAMES.read_text("utf-8")
SMALL = """\
# a comment
region: North

culture: One, family name first
given: Ann, Mary
  Lou
family: Doe
culture: Two
given: Bo
family: Roe

region: South
culture: Three
given: Cy
family: Poe
"""


def test_lists_are_read_by_region_and_culture() -> None:
    found = cultures(SMALL)
    assert list(found) == ["North", "South"]
    one, two = found["North"]
    assert one == Culture(name="One", given=("Ann", "Mary Lou"), family=("Doe",), family_first=True)
    assert not two.family_first


@pytest.mark.parametrize(
    "text", ["culture: One\ngiven: A\nfamily: B", "region: X\nculture: One\nfamily: B\ngiven: A"]
)
def test_a_line_out_of_place_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="out of place"):
        cultures(text)


def test_the_lists_are_whole() -> None:
    found = cultures(TEXT)
    assert len(found) >= 8
    for given in found.values():
        assert len(given) >= 3
        for culture in given:
            for names in (culture.given, culture.family):
                assert len(names) >= 20
                assert len(set(names)) == len(names)
                assert all(name[0].isupper() and name == name.strip() for name in names)
    assert all(len(culture.given) >= 59 for culture in found["East Asia"])


def test_the_same_people_come_each_time_from_every_culture() -> None:
    given = cultures(SMALL)["North"]
    drawn = people(given, count=4, seed=1)
    assert drawn == people(given, count=4, seed=1)
    assert drawn[1] == ("Bo", "Bo Roe")
    assert drawn[0][1] in {"Doe Ann", "Doe Mary Lou"}


def test_every_sentence_is_used_alike_and_labelled_where_the_name_stands() -> None:
    sentences = set()
    for number in range(100):
        for place, case in enumerate(texts(number, "Bo", "Bo Roe")):
            (span,) = case.spans
            name = case.text[span.start : span.end]
            assert name.lower() == ("bo" if span.subtype == "{given}" else "bo roe")
            assert (case.before is None) == (place % 2 == 1)
            assert case.text.islower() or place < 2
            sentences.add(case.text)
    assert len(sentences) == 2 * (len(ANSWERS) + len(RUNNING))


def test_no_sentence_is_used_in_training() -> None:
    folder = Path(detectors.__file__).parent
    known = {
        _bare(part)
        for room in ("names", "health")
        for path in (folder / room / "templates").glob("*.txt")
        for line in path.read_text("utf-8").splitlines()
        for part in line.split("||")
    }
    for sentence in (*(answer for _, answer in ANSWERS), *RUNNING):
        bare = _bare(sentence)
        # What is nothing but a name, or three words around one, cannot be new.
        assert len(bare.split()) <= 4 or bare not in known


def _bare(sentence: str) -> str:
    slots = re.sub(r"\{\w+\}", " name ", sentence.lower())
    return " ".join(re.sub(r"[^\w\s]", " ", slots).split())


def test_recall_is_counted_apart() -> None:
    def find(text: str, before: str | None) -> list[Found]:
        if text == text.lower():
            return []
        if before is None:
            raise NotExamined
        return [Found(entity_type="PERSON", start=0, end=len(text))]

    ours = Rival(name="Discreet", find=find, asks=True, about="a test's own")
    blind = Rival(name="Presidio", find=lambda *_: [], asks=False, about="a test's own")
    found = measure([ours, blind], names=20, seed=1)
    assert [each.name for each in found] == list(cultures(TEXT))
    for each in found:
        assert (each.names, each.running) == (20, 0.0)
        assert 0 < each.answers <= 0.5
        assert each.small == 0.0
        assert 0 < each.covered <= 0.25
        assert each.weakest[1] <= each.covered
        assert each.others == {"Discreet": each.covered, "Presidio": 0.0}


def test_the_spread_is_between_the_best_and_the_worst() -> None:
    regions = [region(covered) for covered in (0.9, 0.7, 0.8)]
    assert spread(regions) == pytest.approx(0.2)


def region(covered: float) -> Region:
    """A region whose names are covered so well in all texts together."""
    return Region(
        name=str(covered),
        names=1,
        covered=covered,
        answers=1.0,
        running=1.0,
        small=1.0,
        given=1.0,
        weakest=("One", covered),
    )


def test_the_culture_whose_names_are_found_least_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.fairness.NAMES", _File())

    def find(text: str, before: str | None) -> list[Found]:
        return [] if "Bo" in text else [Found(entity_type="PERSON", start=0, end=len(text))]

    north, south = measure(
        [Rival(name="Discreet", find=find, asks=True, about="a test's own")], names=4, seed=1
    )
    assert north.weakest == ("Two", 0.5)
    assert south.weakest == ("Three", 1.0)


class _File:
    """A file of small lists."""

    def read_text(self, encoding: str) -> str:
        assert encoding == "utf-8"
        return SMALL
