"""Polish names in six cases."""

from __future__ import annotations

import pytest

from detectors.names.inflection_polish import CASES, decline

# The name, then its genitive, dative, accusative, instrumental, locative and vocative.
TABLE = [
    # Men's given names.
    "Jan Jana Janowi Jana Janem Janie Janie",
    "Piotr Piotra Piotrowi Piotra Piotrem Piotrze Piotrze",
    "Marek Marka Markowi Marka Markiem Marku Marku",
    "Tomasz Tomasza Tomaszowi Tomasza Tomaszem Tomaszu Tomaszu",
    "Karol Karola Karolowi Karola Karolem Karolu Karolu",
    "Paweł Pawła Pawłowi Pawła Pawłem Pawle Pawle",
    "Robert Roberta Robertowi Roberta Robertem Robercie Robercie",
    "Dawid Dawida Dawidowi Dawida Dawidem Dawidzie Dawidzie",
    "Jakub Jakuba Jakubowi Jakuba Jakubem Jakubie Jakubie",
    "Michał Michała Michałowi Michała Michałem Michale Michale",
    "Wojciech Wojciecha Wojciechowi Wojciecha Wojciechem Wojciechu Wojciechu",
    "Andrzej Andrzeja Andrzejowi Andrzeja Andrzejem Andrzeju Andrzeju",
    "Aleksander Aleksandra Aleksandrowi Aleksandra Aleksandrem Aleksandrze Aleksandrze",
    "Krzyś Krzysia Krzysiowi Krzysia Krzysiem Krzysiu Krzysiu",
    "Maciek Maćka Maćkowi Maćka Maćkiem Maćku Maćku",
    "Jerzy Jerzego Jerzemu Jerzego Jerzym Jerzym Jerzy",
    "Antoni Antoniego Antoniemu Antoniego Antonim Antonim Antoni",
    "Kuba Kuby Kubie Kubę Kubą Kubie Kubo",
    "Hugo Hugona Hugonowi Hugona Hugonem Hugonie Hugonie",
    # Women's given names.
    "Anna Anny Annie Annę Anną Annie Anno",
    "Maria Marii Marii Marię Marią Marii Mario",
    "Barbara Barbary Barbarze Barbarę Barbarą Barbarze Barbaro",
    "Agnieszka Agnieszki Agnieszce Agnieszkę Agnieszką Agnieszce Agnieszko",
    "Ewa Ewy Ewie Ewę Ewą Ewie Ewo",
    "Monika Moniki Monice Monikę Moniką Monice Moniko",
    "Olga Olgi Oldze Olgę Olgą Oldze Olgo",
    "Beata Beaty Beacie Beatę Beatą Beacie Beato",
    "Alicja Alicji Alicji Alicję Alicją Alicji Alicjo",
    "Maja Mai Mai Maję Mają Mai Maju",
    "Kasia Kasi Kasi Kasię Kasią Kasi Kasiu",
    "Ania Ani Ani Anię Anią Ani Aniu",
    "Ola Oli Oli Olę Olą Oli Olu",
    "Natasza Nataszy Nataszy Nataszę Nataszą Nataszy Nataszo",
    "Andrea Andrei Andrei Andreę Andreą Andrei Andreo",
    "Miriam Miriam Miriam Miriam Miriam Miriam Miriam",
    # Family names.
    "Kowalski Kowalskiego Kowalskiemu Kowalskiego Kowalskim Kowalskim Kowalski",
    "Kowalska Kowalskiej Kowalskiej Kowalską Kowalską Kowalskiej Kowalska",
    "Zając Zająca Zającowi Zająca Zającem Zającu Zającu",
    "Mazur Mazura Mazurowi Mazura Mazurem Mazurze Mazurze",
    "Wróbel Wróbla Wróblowi Wróbla Wróblem Wróblu Wróblu",
    "Stępień Stępnia Stępniowi Stępnia Stępniem Stępniu Stępniu",
    "Gołąb Gołębia Gołębiowi Gołębia Gołębiem Gołębiu Gołębiu",
    "Dudek Dudka Dudkowi Dudka Dudkiem Dudku Dudku",
    "Sikora Sikory Sikorze Sikorę Sikorą Sikorze Sikoro",
    "Sapieha Sapiehy Sapieże Sapiehę Sapiehą Sapieże Sapieho",
    "Kościuszko Kościuszki Kościuszce Kościuszkę Kościuszką Kościuszce Kościuszko",
    # Places.
    "Łódź Łodzi Łodzi Łódź Łodzią Łodzi Łodzi",
    "Katowice Katowic Katowicom Katowice Katowicami Katowicach Katowice",
    "Gniezno Gniezna Gnieznu Gniezno Gnieznem Gnieźnie Gniezno",
    "Polska Polski Polsce Polskę Polską Polsce Polsko",
    "Niemcy Niemiec Niemcom Niemcy Niemcami Niemczech Niemcy",
    "Hiszpania Hiszpanii Hiszpanii Hiszpanię Hiszpanią Hiszpanii Hiszpanio",
    "Bielsko Bielska Bielsku Bielsko Bielskiem Bielsku Bielsko",
]


@pytest.mark.parametrize("line", TABLE, ids=lambda line: line.split()[0])
def test_a_name_has_six_cases(line: str) -> None:
    """One word, all of its forms."""
    name, *forms = line.split()
    assert [decline(name, case) for case in CASES] == forms


@pytest.mark.parametrize(
    ("name", "case", "form"),
    [
        ("Kraków", "loc", "Krakowie"),
        ("Poznań", "loc", "Poznaniu"),
        ("Wrocław", "gen", "Wrocławia"),
        ("Jarosław", "gen", "Jarosława"),
        ("Gdańsk", "ins", "Gdańskiem"),
        ("Sosnowiec", "gen", "Sosnowca"),
        ("Zamość", "loc", "Zamościu"),
        ("Londyn", "gen", "Londynu"),
        ("Zielona Góra", "loc", "Zielonej Górze"),
        ("Nowy Sącz", "loc", "Nowym Sączu"),
        ("Bielsko-Biała", "loc", "Bielsku-Białej"),
        ("Siemianowice Śląskie", "loc", "Siemianowicach Śląskich"),
        ("Stany Zjednoczone", "gen", "Stanów Zjednoczonych"),
        ("Wielka Brytania", "dat", "Wielkiej Brytanii"),
    ],
)
def test_places_bend_as_a_whole(name: str, case: str, form: str) -> None:
    """Adjectives follow their noun."""
    assert decline(name, case) == form


@pytest.mark.parametrize(
    ("name", "case", "form"),
    [
        ("Marek Nowak", "ins", "Markiem Nowakiem"),
        ("Anna Nowak", "ins", "Anną Nowak"),
        ("Joanna Lis", "gen", "Joanny Lis"),
        ("Kuba Lis", "gen", "Kuby Lisa"),
        ("Joanna Kowalska-Nowak", "dat", "Joannie Kowalskiej-Nowak"),
        ("Anna Fredro", "gen", "Anny Fredro"),
        ("Emily Clark", "gen", "Emily Clark"),
        ("Jan Maria Rokita", "dat", "Janowi Marii Rokicie"),
        ("J. Nowak", "dat", "J. Nowakowi"),
        ("MAREK NOWAK", "dat", "MARKOWI NOWAKOWI"),
        ("marek nowak", "dat", "markowi nowakowi"),
        ("José", "gen", "José"),
    ],
)
def test_a_full_name_bends_as_a_mans_or_a_womans(name: str, case: str, form: str) -> None:
    """The first word tells which; a woman's consonant family name stays."""
    assert decline(name, case) == form
