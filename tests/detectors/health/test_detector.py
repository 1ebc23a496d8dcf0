"""What is said of health: exact spans, near misses, input made to be hard."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors import Engine
from detectors.errors import ConfigurationError
from detectors.health.detector import LEXICON_ONLY, HealthDetector
from detectors.tagger.model import Model

CONDITION, DRUG = "MEDICAL_CONDITION", "MEDICATION"
DETECTOR = HealthDetector()
ENGINE = Engine([DETECTOR])


def found(text: str) -> list[tuple[str, str]]:
    return [(each.entity_type, text[each.start : each.end]) for each in ENGINE.detect(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i was diagnosed with type 2 diabetes", [(CONDITION, "type 2 diabetes")]),
        ("I HAVE ASTHMA", [(CONDITION, "ASTHMA")]),
        ("my diabeetes is bad", [(CONDITION, "diabeetes")]),
        ("i have a cold", [(CONDITION, "cold")]),
        ("show me the labs for mr. andrews", []),
        ("i have ms", [(CONDITION, "ms")]),
        ("my dad has the sugar", [(CONDITION, "the sugar")]),
        ("i take metformin and ibuprofin", [(DRUG, "metformin"), (DRUG, "ibuprofin")]),
        ("they put me on zorbetinib 20 mg", [(DRUG, "zorbetinib")]),
        ("allergic to penicillin", [(CONDITION, "allergic"), (DRUG, "penicillin")]),
        ("what is crohn's disease?", [(CONDITION, "crohn's disease")]),
        ("my knee replacement is next week", [("PROCEDURE", "knee replacement")]),
        ("my a1c was 7.2 last week", [("TEST_RESULT", "a1c was 7.2")]),
        ("blood pressure 140 over 90", [("TEST_RESULT", "blood pressure 140 over 90")]),
        ("ich habe Bluthochdruck", [(CONDITION, "Bluthochdruck")]),
        ("tengo dolor de cabeza", [(CONDITION, "dolor de cabeza")]),
        ("j'ai une infection urinaire", [(CONDITION, "infection urinaire")]),
        ("mul on peavalu", [(CONDITION, "peavalu")]),
        ("i have H.I.V.", [(CONDITION, "H.I.V")]),
        ("i take met-formin", [(DRUG, "met-formin")]),
        ("exercises for people with ms like me", [(CONDITION, "ms")]),
        ("my psa is 6.2", [("TEST_RESULT", "psa is 6.2")]),
        ("t4 is 0.8", [("TEST_RESULT", "t4 is 0.8")]),
        ("j'ai mal à la tête", [(CONDITION, "mal à la tête")]),
        ("l'asthme", [(CONDITION, "asthme")]),
        ("my wife has t2dm", [(CONDITION, "t2dm")]),
        ("she has dm2 and bpd", [(CONDITION, "dm2"), (CONDITION, "bpd")]),
        ("was hilft gegen meine migräne", [(CONDITION, "migräne")]),
        ("diabetes e asma", [(CONDITION, "diabetes"), (CONDITION, "asma")]),
        ("stroke lol", [(CONDITION, "stroke")]),
        ("amoxicillin five", [(DRUG, "amoxicillin")]),
        ("my mr scan", [("PROCEDURE", "mr scan")]),
        ("je suis diabetique", [(CONDITION, "diabetique")]),
        ("ik slik aspirine", [(DRUG, "aspirine")]),
    ],
)
def test_what_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    findings = found(text)
    for entity_type, value in expected:
        assert any(kind == entity_type and value in text_of for kind, text_of in findings)
    assert len(findings) == len(expected)


@pytest.mark.parametrize(
    "text",
    [
        *("i'm sick of waiting", "this app gives me a headache", "the heart of the matter"),
        *("cold pizza again", "my account is frozen", "virus on my computer", "depression glass"),
        *(
            "cancer the zodiac sign",
            "what a shock",
            "my withdrawal is pending",
            "two sugars please",
        ),
        *("i am confused about the fees", "what is a normal blood pressure", "in april", "hello"),
        *("la facture numero 3", "mi factura por favor", "a fatura de maio", "the metadata"),
        *("la semaine prochaine", "was sollen wir tun", "es muy dificil", "ademas quiero mas"),
        *("completa el formulario", "activar mi tarjeta", "rakkaus on kaunis", "ojos verdes"),
        *("mijn zwager komt", "quiero remontar", "espera un momento", "il est attentif"),
        *("ms jones has an appointment", "dr. house", "my MI5 file", "IBS driver update"),
        *("i'm so ocd about my desk", "std", "std::string x", "ed", "platinum", "play an mp3"),
        *("a silver necklace for my wife", "flood damage to my house", "memory leak in my program"),
        *("heart attack when i saw the bill", "see t.co/0n0ecG7Egm", "order AB12diabetes9"),
        *("https://x.io/diabetes-care", "my name is K-O-W-A-L-S-K-I", "-L-S-K", "dm me please"),
        *("", " ", "4111 1111 1111 1111", "Amelia Stelling called", "wo ist mein Paket"),
    ],
)
def test_what_is_no_matter_of_health(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("i have asthma", "about_person"),
        ("my mother was diagnosed with asthma", "about_person"),
        ("what is asthma?", "in_general"),
    ],
)
def test_the_evidence_says_of_whom(text: str, subject: str) -> None:
    (finding,) = ENGINE.detect(text)
    assert finding.evidence[-1] == subject
    assert finding.detector == "health"
    assert 0.5 <= finding.score <= 0.95


@pytest.mark.parametrize("text", ["What does LDL 190 mean", "is a glucose of 300 bad"])
def test_a_result_with_a_number_is_always_somebodys(text: str) -> None:
    (finding,) = ENGINE.detect(text)
    assert (finding.entity_type, finding.evidence[-1]) == ("TEST_RESULT", "about_person")


def test_an_abbreviation_alone_counts_where_health_was_asked_about() -> None:
    assert ENGINE.detect("std") == ()
    assert len(ENGINE.detect("std", before="which disease were you diagnosed with?")) == 1


def test_other_scripts_get_the_lexicon_alone() -> None:
    text = "у меня diabetes mellitus и метформин"
    (finding,) = ENGINE.detect(text)
    assert text[finding.start : finding.end] == "diabetes mellitus"
    assert finding.evidence[0] == LEXICON_ONLY


def test_an_abbreviation_is_known_once_it_is_explained() -> None:
    text = "she had focal segmental glomerulosclerosis (FSGS). later on FSGS came back"
    values = [text[each.start : each.end] for each in ENGINE.detect(text)]
    assert values.count("FSGS") == 2


def test_a_message_without_medicine_is_not_looked_at_closely() -> None:
    assert not DETECTOR.speaks_medicine("where is the card that i ordered last week")
    assert DETECTOR.speaks_medicine("i have asthma")
    assert DETECTOR.speaks_medicine("a zorbectomy")
    assert DETECTOR.speaks_medicine("my diabeetes")


def test_a_missing_or_damaged_model_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "health-7.crf"
    with pytest.raises(ConfigurationError, match=r"health-7\.crf"):
        Model.read(path)
    path.write_bytes(b"x")
    path.with_name(f"{path.name}.sha256").write_text("0\n")
    with pytest.raises(ConfigurationError, match=r"health-7\.crf"):
        Model.read(path)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000,
        "itis" * 50_000,
        "- " * 100_000,
        "pain " * 40_000,
        "pain-" * 40_000,
        "( pain ) " * 20_000,
        "'s" * 100_000,
        "severe chronic " * 20_000,
        "blood pressure is is is " * 10_000,
        "糖尿病" * 50_000,
        "\ud800 asthma \x00",
        "diabeetes " * 20_000,
    ],
)
def test_hostile_texts_are_examined_to_their_end(text: str) -> None:
    tail = " . i have asthma"
    findings = Engine([DETECTOR], allowance=lambda _: 600.0).detect(text + tail)
    assert any(each.end == len(text + tail) for each in findings)


SAMPLE = "i have pain ( ) - of my left knee diabetes . , FSGS severe a1c is 7 metformin é 病"
WORDS = st.sampled_from([*SAMPLE.split(), "\n"])


@settings(max_examples=60)
@given(st.lists(WORDS, max_size=60), st.sampled_from(["", " ", "  "]))
def test_findings_are_always_inside_and_never_of_spaces(words: list[str], gap: str) -> None:
    text = gap.join(words)
    for each in ENGINE.detect(text):
        assert 0 <= each.start < each.end <= len(text)
        assert text[each.start : each.end].strip()
        assert each.entity_type in DETECTOR.entity_types


def test_names_and_reprs_hold_no_text() -> None:
    assert repr(DETECTOR) == "HealthDetector(shipped model)"
    for each in ENGINE.detect("i have asthma"):
        assert "asthma" not in repr(each)
