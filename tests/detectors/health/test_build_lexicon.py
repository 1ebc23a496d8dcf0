from __future__ import annotations

import bz2
import json
import pickle
from collections import Counter
from pathlib import Path

import pytest

from detectors.health import build_lexicon
from detectors.health.lexicon import COMMON, CONDITION, MEDICATION, WEAK, Lexicon
from detectors.tagger.model import checked

XML = """<ICD10CM.tabular><chapter><section>
<diag><name>E11.9</name><desc>Type 2 zorbitis mellitus without complications</desc>
<inclusionTerm><note>Florbian disease NOS</note></inclusionTerm></diag>
<diag><name>V24.9</name><desc>Rider injured in collision</desc></diag>
</section></chapter></ICD10CM.tabular>"""


def sources(folder: Path) -> list[str]:
    (folder / "icd.xml").write_text(XML)
    diseases = {
        "disease_variant_to_canonical": {
            "grumbosis": ["grumbosis"],
            "coffee break": ["coffee break"],
            "fever, blue": ["grumbosis"],
            "stables": ["stables"],
        },
        "disease_canonical_to_data": {
            "grumbosis": {"mesh_tree": ["C23.1"]},
            "coffee break": {"mesh_tree": ["C10.1"]},
            "stables": {"mesh_tree": ["N01.1"]},
        },
    }
    drugs = {
        "drug_variant_to_canonical": {
            "florbizumab": ["florbizumab"],
            "wikidrugol": ["wikidrugol"],
            "enzymase": ["enzymase"],
        },
        "drug_canonical_to_data": {
            "florbizumab": {"medline_plus_id": "a1", "drugbank_id": "DB1"},
            "wikidrugol": {"wikipedia_url": "x"},
            "enzymase": {"mesh_id": "D1", "mesh_tree": ["D08.1"]},
        },
    }
    for name, table in (("diseases", diseases), ("drugs", drugs)):
        (folder / f"{name}.pkl.bz2").write_bytes(bz2.compress(pickle.dumps(table)))
    (folder / "english").write_text("florbizumac\ncoffee\nbreak\n")
    row = json.dumps({"text": "a coffee break please"})
    for name in ("banking77", "taskmaster4", "clinc150", "multidogo", "sgd_plain", "sgd_names"):
        (folder / f"neg_{name}.jsonl").write_text(f"{row}\n")
    return [
        *("--icd", str(folder / "icd.xml"), "--diseases", str(folder / "diseases.pkl.bz2")),
        *("--drugs", str(folder / "drugs.pkl.bz2"), "--english", str(folder / "english")),
        *("--data", str(folder), "--out", str(folder / "lexicon.bin")),
    ]


def test_a_lexicon_is_built_from_its_sources(tmp_path: Path) -> None:
    arguments = sources(tmp_path)
    build_lexicon.main(arguments)
    digest = tmp_path / "lexicon.bin.sha256"
    content = checked(tmp_path / "lexicon.bin", digest, name="lexicon.bin")
    built = Lexicon(content)
    assert built.code("type 2 zorbitis mellitus") == CONDITION
    assert built.code("florbian disease") == CONDITION
    assert built.code("grumbosis") == CONDITION
    assert built.code("florbizumab") == MEDICATION
    assert built.code("coffee break") == CONDITION | WEAK
    assert built.code("asthma") == CONDITION | COMMON
    for left_out in ("wikidrugol", "enzymase", "stable", "rider", "fever blue"):
        assert built.code(left_out) is None
    assert {"grumbosis", "florbizumab"} <= built.triggers
    assert "coffee" not in built.triggers
    # One edit from a drug, but an English word: never read as a slip for it.
    assert built.corrected("florbizumat") == "florbizumab"
    assert built.corrected("florbizumac") is None
    build_lexicon.main(arguments)
    assert checked(tmp_path / "lexicon.bin", digest, name="lexicon.bin") == content


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Type 2 diabetes mellitus without complications", ["type 2 diabetes mellitus"]),
        ("Pneumonia, unspecified organism", ["pneumonia", "organism pneumonia"]),
        ("Cough, chronic", ["cough", "chronic cough"]),
        ("Other specified anemias", ["anemias"]),
        ("Pain in right knee", ["pain in knee"]),
        ("Skin rash and joint pain", ["skin rash and joint pain", "skin rash", "joint pain"]),
    ],
)
def test_titles_become_what_people_say(title: str, expected: list[str]) -> None:
    assert list(build_lexicon.said(title)) == expected


def test_terms_that_no_text_holds_have_no_line() -> None:
    assert build_lexicon.line("diseases, lung") == ""
    assert build_lexicon.line("a b c d e f g") == ""
    assert build_lexicon.line("12") == ""
    assert build_lexicon.line("Lung Diseases") == "lung disease"
    assert build_lexicon.line("t4") == ""
    assert build_lexicon.line("t4", least=1) == "t 4"


def test_terms_of_other_languages_are_known_without_accents() -> None:
    plain = [term for term, _ in build_lexicon.plainly()]
    assert {"diabetique", "infeccion urinaria", "mal a la poitrine"} <= {*plain}
    assert all(term.isascii() for term in plain if "\u0142" not in term)


def test_a_term_calls_for_a_look_by_its_rarest_word() -> None:
    usual = Counter({"high": 9, "blood": 2, "pressure": 1})
    terms = {"high blood pressure": CONDITION | COMMON, "odd": CONDITION | WEAK}
    assert build_lexicon.chosen_triggers(terms, usual) == {"pressure", "pressures"}
