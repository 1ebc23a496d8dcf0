"""Estonian names in their cases."""

from __future__ import annotations

import pytest

from detectors.names.inflection_estonian import decline, genitive

# The name, then genitive, partitive, allative, adessive, comitative, inessive and elative.
TABLE = [
    "Mari Mari Marit Marile Maril Mariga Maris Marist",
    "Tamm Tamme Tamme Tammele Tammel Tammega Tammes Tammest",
    "Saar Saare Saart Saarele Saarel Saarega Saares Saarest",
    "Mägi Mäe Mäge Mäele Mäel Mäega Mäes Mäest",
    "Toomas Toomase Toomast Toomasele Toomasel Toomasega Toomases Toomasest",
    "Peeter Peetri Peetrit Peetrile Peetril Peetriga Peetris Peetrist",
    "Martin Martini Martinit Martinile Martinil Martiniga Martinis Martinist",
    "Jaan Jaani Jaani Jaanile Jaanil Jaaniga Jaanis Jaanist",
    "Rebane Rebase Rebast Rebasele Rebasel Rebasega Rebases Rebasest",
    "Lepik Lepiku Lepikut Lepikule Lepikul Lepikuga Lepikus Lepikust",
    "Tallinn Tallinna Tallinna Tallinnale Tallinnal Tallinnaga Tallinnas Tallinnast",
    "Tartu Tartu Tartut Tartule Tartul Tartuga Tartus Tartust",
]
CASES = ("gen", "par", "all", "ade", "kom", "ine", "ela")


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.split()[0])
def test_a_name_has_its_cases(line: str) -> None:
    """Most cases stand on the genitive."""
    name, *forms = line.split()
    assert [decline(name, case) for case in CASES] == forms


@pytest.mark.parametrize(
    ("name", "case", "form"),
    [
        ("Jaan Tamm", "kom", "Jaan Tammega"),
        ("Kohtla-Järve", "ine", "Kohtla-Järves"),
        ("TAMM", "all", "TAMMELE"),
        ("tamm", "all", "tammele"),
        ("Eesti", "ill", "Eestisse"),
        ("Narva", "abl", "Narvalt"),
        ("Jaan T.", "gen", "Jaan T."),
    ],
)
def test_only_the_last_part_bends(name: str, case: str, form: str) -> None:
    """What stands before it is left as written."""
    assert decline(name, case) == form


@pytest.mark.parametrize(
    ("word", "form"),
    [("anne", "anne"), ("virtane", "virtase"), ("ilves", "ilvese"), ("ott", "oti")],
)
def test_the_genitive_of_a_word(word: str, form: str) -> None:
    """Vowels stay; -ne and -s become -se."""
    assert genitive(word) == form
