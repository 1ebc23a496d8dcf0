"""Finnish names in their cases."""

from __future__ import annotations

import pytest

from detectors.names.inflection_finnish import decline

# The name, then genitive, adessive, allative, inessive, elative, illative and partitive.
TABLE = [
    "Virtanen Virtasen Virtasella Virtaselle Virtasessa Virtasesta Virtaseen Virtasta",
    "Mäkinen Mäkisen Mäkisellä Mäkiselle Mäkisessä Mäkisestä Mäkiseen Mäkistä",
    "Mäki Mäen Mäellä Mäelle Mäessä Mäestä Mäkeen Mäkeä",
    "Laine Laineen Laineella Laineelle Laineessa Laineesta Laineeseen Lainetta",
    "Pekka Pekan Pekalla Pekalle Pekassa Pekasta Pekkaan Pekkaa",
    "Heikki Heikin Heikillä Heikille Heikissä Heikistä Heikkiin Heikkiä",
    "Antti Antin Antilla Antille Antissa Antista Anttiin Anttia",
    "Seppo Sepon Sepolla Sepolle Sepossa Seposta Seppoon Seppoa",
    "Anne Annen Annella Annelle Annessa Annesta Anneen Annea",
    "Lotte Lotten Lottella Lottelle Lottessa Lottesta Lotteen Lottea",
    "Markus Markuksen Markuksella Markukselle Markuksessa Markuksesta Markukseen Markusta",
    "Daniel Danielin Danielilla Danielille Danielissa Danielista Danieliin Danielia",
    "Helsinki Helsingin Helsingillä Helsingille Helsingissä Helsingistä Helsinkiin Helsinkiä",
    "Turku Turun Turulla Turulle Turussa Turusta Turkuun Turkua",
    "Lahti Lahden Lahdella Lahdelle Lahdessa Lahdesta Lahteen Lahtea",
    "Espoo Espoon Espoolla Espoolle Espoossa Espoosta Espooseen Espoota",
    "Kuopio Kuopion Kuopiolla Kuopiolle Kuopiossa Kuopiosta Kuopioon Kuopiota",
    "Suomi Suomen Suomella Suomelle Suomessa Suomesta Suomeen Suomea",
]
CASES = ("gen", "ade", "all", "ine", "ela", "ill", "par")


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.split()[0])
def test_a_name_has_its_cases(line: str) -> None:
    """Stem, gradation and vowel harmony."""
    name, *forms = line.split()
    assert [decline(name, case) for case in CASES] == forms


@pytest.mark.parametrize(
    ("name", "case", "form"),
    [
        ("Matti Virtanen", "all", "Matti Virtaselle"),
        ("Anna-Liisa", "gen", "Anna-Liisan"),
        ("Rovaniemi", "ade", "Rovaniemellä"),
        ("Seinäjoki", "ine", "Seinäjoessa"),
        ("Lappeenranta", "ela", "Lappeenrannasta"),
        ("Hyvinkää", "ine", "Hyvinkäässä"),
        ("LAHTI", "gen", "LAHDEN"),
        ("antti", "all", "antille"),
        ("Matti V.", "gen", "Matti V."),
        ("Tuomas", "ess", "Tuomaksena"),
        ("Espoo", "abl", "Espoolta"),
    ],
)
def test_only_the_last_part_bends(name: str, case: str, form: str) -> None:
    """What stands before it is left as written."""
    assert decline(name, case) == form
