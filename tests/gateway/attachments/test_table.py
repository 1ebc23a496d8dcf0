from __future__ import annotations

import csv
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from detectors import Engine
from gateway.attachments.table import Table, read_table

ENGINE = Engine()
NAMES = "first_name,last_name,city"
PEOPLE = (
    *("Kwame Mensah", "Malathi Rao", "Asta Tamm", "Jane Roe", "Li Wei", "Tomasz Nowak"),
    *("Joe Fox", "Mark Page", "Hans Klein", "Eva Long", "Will Young", "Yuki Sato"),
)


def table(text: str) -> Table:
    found = read_table(text)
    assert found is not None
    return found


def test_names_that_stand_alone_are_found_behind_their_columns() -> None:
    rows = [f"{each.replace(' ', ',')},Oslo" for each in PEOPLE]
    found = table("\n".join([NAMES, *rows]))
    covered = {
        place
        for each in ENGINE.detect(found.lines, language="en")
        if each.entity_type == "PERSON"
        for place in range(each.start, each.end)
    }
    for person in PEOPLE:
        for name in person.split():
            start = found.lines.index(f": {name}") + 2
            assert set(range(start, start + len(name))) <= covered, name


def test_columns_of_figures_hold_no_addresses() -> None:
    rows = [f"{each},{each * 37}.50,{each % 7},paid" for each in range(1000, 1030)]
    found = table("\n".join(["id,amount,qty,status", *rows]))
    assert not ENGINE.detect(found.lines, language="en")


LINES = [
    ("name,city\nJane,Oslo\n", "name, city\nname: Jane, city: Oslo"),
    ("name;city\r\nJane;Oslo", "name, city\nname: Jane, city: Oslo"),
    ("name\tcity\rJane\tOslo\r", "name, city\nname: Jane, city: Oslo"),
    ('"name","city"\n"Ja ""J"" ne","Os\r\nlo"\n', 'name, city\nname: Ja "J" ne, city: Os lo'),
    ("name,city\n,Oslo\nJane,\n,\n", "name, city\ncity: Oslo\nname: Jane\n"),
    ("name,city\nJane,Oslo,more,\nEve\n", "name, city\nname: Jane, city: Oslo, more\nname: Eve"),
    ("full name,city\n\nJane,Oslo", "full name, city\n\nfull name: Jane, city: Oslo"),
]


@pytest.mark.parametrize(("text", "lines"), LINES)
def test_a_table_is_read_as_lines_and_comes_back(text: str, lines: str) -> None:
    found = table(text)
    assert found.lines == lines
    assert found.written(lines) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "name", "name,city", "name,city\n", "name\nJane\n", "words, and more\n", "a,b\n1,2"),
        *("Jane@x.org,name\nb,c", "name,name\na,b", "4111,name\na,b", ",name\na,b"),
        *('name,city\n"Jane,Oslo', 'name,city\n"Jane"x,Oslo', 'name,city\nJa"ne,"Oslo"x'),
        "name," + "x" * 41 + "\na,b",
        "name,city\n" + ",\n" * 60_000,
    ],
)
def test_what_is_no_table_with_names_is_left_alone(text: str) -> None:
    assert read_table(text) is None


CHANGED = [
    ("name: [P], city: Oslo, note: x", '[P],Oslo,"x"'),
    ("name: Jane, city: Oslo, note: [N]", 'Jane,Oslo,"[N]"'),
    ("name: a, b, city: Oslo, note: x", '"a, b",Oslo,"x"'),
    # A change that took the name of a column with it.
    ("name: Jane, [L], note: x", 'Jane,[L],"x"'),
    ("name: [A]", '[A],,""'),
    ("name: [A], note: x", '[A],,"x"'),
    ("[P], city: Oslo, note: x", '[P],Oslo,"x"'),
    ("[P]", '[P],,""'),
    ("", ',,""'),
    ('name: "J", city: Oslo, note: "y"', '"""J""",Oslo,"""y"""'),
]


@pytest.mark.parametrize(("line", "record"), CHANGED)
def test_only_changed_fields_are_written_anew(line: str, record: str) -> None:
    found = table('name,city,note\r\nJane,Oslo,"x"\r\nEve,"Bonn",\r\n')
    head, _, last = found.lines.split("\n")
    new = found.written(f"{head}\n{line}\n{last}")
    assert new == f'name,city,note\r\n{record}\r\nEve,"Bonn",\r\n'


def test_a_change_of_the_names_holds_in_every_line() -> None:
    found = table("name,jane id\nJane,4\nEve,5\n")
    assert found.lines == "name, jane id\nname: Jane, jane id: 4\nname: Eve, jane id: 5"
    assert found.written(found.lines.replace("jane id", "[P] id")) == "name,[P] id\nJane,4\nEve,5\n"
    assert found.written("[P]\n[P], jane id: 4\nname: Eve") == "[P],\n[P],4\nEve,\n"
    assert found.written("a, b, c\nname: x, jane id: 4\nname: y") == 'a,"b, c"\nx,4\ny,\n'


def test_lines_that_were_joined_take_the_place_of_the_table() -> None:
    found = table("name,city\nJane,Oslo\nEve,Bonn\n")
    assert found.written("name, city\nname: [P]") == "name, city\nname: [P]"


_VALUES = st.text(alphabet='ab ,;"\n\r\t|:é', max_size=6)


@given(st.lists(st.lists(_VALUES, min_size=1, max_size=4), min_size=1, max_size=5), st.data())
def test_any_table_comes_back_and_keeps_nothing_that_was_changed(
    rows: list[list[str]], draw: st.DataObject
) -> None:
    out = StringIO()
    csv.writer(out).writerows([["name", "city"], *rows])
    found = read_table(out.getvalue())
    if found is None:
        return
    assert found.written(found.lines) == out.getvalue()
    lines = found.lines.split("\n")
    index = draw.draw(st.integers(1, len(lines) - 1))
    lines[index] = "name: [X], city: [Y]"
    new = list(csv.reader(StringIO(found.written("\n".join(lines)))))
    assert set("".join("".join(new[index]).split())) <= set("[XY],name:city")
