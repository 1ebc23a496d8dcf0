"""The script is all of the directory's files, once each, inside one function."""

from __future__ import annotations

import gzip
import hashlib
import re
from pathlib import Path

import pytest

import gateway.widget
from gateway.widget.script import DATA_PARTS, PARTS, data_module, widget_script

DIRECTORY = Path(gateway.widget.__file__).parent
FILES = {path.stem: path.read_text("utf-8") for path in DIRECTORY.glob("*.js")}
# The ceiling of every source file of the tree, and what was asked of the widget as a whole.
MOST_LINES, MOST_LINES_IN_ALL, MOST_DATA_LINES = 400, 1200, 400


def test_every_file_is_part_of_it_once() -> None:
    assert sorted((*PARTS, *DATA_PARTS)) == sorted(FILES)
    text = widget_script().text.decode()
    assert [name for name in PARTS if text.count(FILES[name]) != 1] == []
    places = [text.index(FILES[name]) for name in PARTS]
    assert places == sorted(places)
    assert text.startswith('(() => {\n"use strict";\n')
    assert text.endswith("})();\n")


def test_digest_and_packed_form_are_of_the_same_text() -> None:
    script = widget_script()
    assert gzip.decompress(script.packed) == script.text
    assert script.digest == hashlib.sha256(script.text).hexdigest()
    assert widget_script() == script
    assert len(script.packed) < 20_000
    assert "HOME" not in repr(script)


def test_the_page_of_one_s_own_data_is_a_module_of_its_own() -> None:
    module = data_module()
    assert gzip.decompress(module.packed) == module.text
    assert module.digest == hashlib.sha256(module.text).hexdigest()
    assert len(module.packed) < 15_000
    text = module.text.decode()
    assert [name for name in DATA_PARTS if text.count(FILES[name]) != 1] == []
    assert text.count("export ") == 1
    assert "DATA_WORDS" not in widget_script().text.decode()


def test_one_place_loads_it_and_nothing_else() -> None:
    loading = {name: text.count("import(") for name, text in FILES.items() if "import(" in text}
    assert loading == {"consents": 1}
    assert 'import(new URL("widget-data.js", HOME))' in FILES["consents"]


def test_files_keep_the_ceiling() -> None:
    lines = {name: text.count("\n") for name, text in FILES.items()}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}
    assert sum(lines[name] for name in PARTS) < MOST_LINES_IN_ALL
    assert sum(lines[name] for name in DATA_PARTS) < MOST_DATA_LINES


@pytest.mark.parametrize(
    "pattern",
    [
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc",
        r"createContextualFragment|setHTML|parseHTML",
        r"\beval\b|new Function|\bimport (?!\()",
        r"\.cookie|sessionStorage|indexedDB|caches\.|serviceWorker|sendBeacon|WebSocket|XMLHttp",
        r"setAttribute\(\"(style|on\w+)\"",
        r"https?://(?!www\.w3\.org/2000/svg)[a-z]",
        r"console\.",
        r"postMessage|window\.open",
    ],
)
def test_what_has_no_place_in_it(pattern: str) -> None:
    assert [name for name, text in FILES.items() if re.search(pattern, text)] == []


def test_only_the_client_calls_and_only_the_entry_keeps() -> None:
    assert [name for name, text in FILES.items() if re.search(r"\bfetch\(", text)] == ["client"]
    writing = [name for name, text in FILES.items() if "localStorage.setItem" in text]
    assert writing == ["entry"]
