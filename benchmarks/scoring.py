"""Counts what was found of what is labelled, as the README of the data says. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from benchmarks.dialogues import Labelled
from benchmarks.labelled import Case, is_negative
from detectors.families import family

SURE = 0.9
# What a detector of a room says of a medical finding: that the text speaks of somebody.
ABOUT_PERSON = "about_person"
# Negative sets that are known to hold no names, places or medical words.
NAMES_COUNT = ("neg_banking77", "neg_multidogo", "neg_taskmaster4", "neg_sgd_plain")
PLACES_COUNT = ("neg_taskmaster4",)
MEDICAL_COUNT = ("neg_banking77", "neg_taskmaster4")
NAMES = frozenset({"PERSON", "LOCATION", "NRP", "ORGANIZATION", "SPECIAL_CATEGORY"})
MEDICAL = frozenset(
    {
        *("MEDICAL_CONDITION", "MEDICATION", "PROCEDURE", "TEST_RESULT"),
        *("HEALTHCARE_APPLICATION", "MEDICAL"),
    }
)
# Words are found by other means than identifiers, and held to other figures.
WORDS = NAMES | MEDICAL
_KNOWN_NONE: Mapping[str, tuple[str, ...]] = {
    "PERSON": (*NAMES_COUNT, "neg_validatorjs_codes"),
    "LOCATION": PLACES_COUNT,
} | dict.fromkeys(MEDICAL, MEDICAL_COUNT)
_LABELLED_MEDICAL = frozenset({"MEDICAL_CONDITION", "MEDICATION"})

# Sets whose labels of these kinds are complete: another finding of them is a false one.
_PHONE = frozenset({"PHONE_NUMBER"})
COMPLETE: Mapping[str, frozenset[str]] = {
    "bc5cdr": _LABELLED_MEDICAL,
    "broad_twitter": frozenset({"LOCATION", "ORGANIZATION", "PERSON"}),
    "libphonenumber_examples": _PHONE,
    "meddocan_es": frozenset(
        {
            *("ADDRESS", "AGE", "DATE_TIME", "EMAIL_ADDRESS", "LOCATION", "MEDICAL_ID"),
            *("PERSON", "PHONE_NUMBER"),
        }
    ),
    "ncbi_disease": frozenset({"MEDICAL_CONDITION"}),
    "nlupp_turns": frozenset({"DATE_TIME", "ORGANIZATION", "PERSON"}),
    "phonenumbers_matcher": _PHONE,
    "presidio_research_v2": frozenset(
        {
            *("ADDRESS", "AGE", "CREDIT_CARD", "DATE_TIME", "EMAIL_ADDRESS", "GOV_ID"),
            *("IBAN_CODE", "IP_ADDRESS", "LOCATION", "NRP", "ORGANIZATION", "PERSON"),
            *("PHONE_NUMBER", "TITLE", "URL"),
        }
    ),
    "restaurant8k_turns": frozenset({"DATE_TIME", "PERSON"}),
    "schwifty_iban": frozenset({"IBAN_CODE"}),
    "sgd_turns": _PHONE,
}
# Tests of single formats: a row without a span is a near miss, as good as an invalid value.
NEAR_MISSES = frozenset(
    {"presidio_recognizer_tests", "recognizers_text_sequence", "argus_fixtures"}
)

# Families beside the label's own that mean the same stretch.
_ALSO: Mapping[str, frozenset[str]] = {
    "IBAN_CODE": frozenset({"BANK_ACCOUNT"}),
    "BANK_ACCOUNT": frozenset({"IBAN_CODE"}),
    "ACCOUNT_ID": frozenset({"BANK_ACCOUNT", "OTHER_ID", "USERNAME"}),
    "OTHER_ID": frozenset({"ACCOUNT_ID"}),
    "GOV_ID": frozenset({"BUSINESS_ID"}),
    "BUSINESS_ID": frozenset({"GOV_ID"}),
    "ADDRESS": frozenset({"LOCATION"}),
    "LOCATION": frozenset({"ADDRESS"}),
    "MEDICAL_CONDITION": frozenset({"MEDICAL"}),
    "MEDICATION": frozenset({"MEDICAL"}),
    "SENSITIVE_OTHER": frozenset(),
}
# Types of engines beside ours whose name is no family.
_OTHERS: Mapping[str, str] = {
    "US_DRIVER_LICENSE": "GOV_ID",
    "US_PASSPORT": "GOV_ID",
    "US_ITIN": "GOV_ID",
    "UK_NHS": "MEDICAL_ID",
    "MEDICAL_LICENSE": "MEDICAL_ID",
    "US_NPI": "MEDICAL_ID",
    "US_MBI": "MEDICAL_ID",
}
# Without a table for them yet, what a type of theirs stands for follows from its words.
_WORDS = {
    "VEHICLE": "VEHICLE_ID", "PLATE": "VEHICLE_ID", "KFZ": "VEHICLE_ID",
    "PHONE": "PHONE_NUMBER", "MOBILE": "PHONE_NUMBER", "TELEPHONE": "PHONE_NUMBER",
    "POSTCODE": "ADDRESS", "PLZ": "ADDRESS", "HEALTH": "MEDICAL_ID", "MEDICARE": "MEDICAL_ID",
    "ABN": "BUSINESS_ID", "ACN": "BUSINESS_ID", "UEN": "BUSINESS_ID", "GSTIN": "BUSINESS_ID",
    "BRN": "BUSINESS_ID", "HANDELSREGISTER": "BUSINESS_ID", "VAT": "BUSINESS_ID",
    "ORGANISATIONSNUMMER": "BUSINESS_ID", "LANR": "MEDICAL_ID", "BSNR": "MEDICAL_ID",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an engine reports of a text; offsets are code points, half-open."""

    entity_type: str
    start: int
    end: int
    score: float = 1.0
    evidence: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class Tally:
    """Labelled spans of one kind.

    Attributes:
        spans: how many there are.
        covered: all of whose letters and digits lie inside findings.
        typed: those inside findings of the right family.
        characters, leaked: of all spans, and of those outside findings.
    """

    spans: int = 0
    covered: int = 0
    typed: int = 0
    characters: int = 0
    leaked: int = 0

    @property
    def recall(self) -> float:
        """Share of the spans that is covered."""
        return self.covered / self.spans if self.spans else 1.0

    @property
    def typed_recall(self) -> float:
        """Share of the spans that is covered by the right family."""
        return self.typed / self.spans if self.spans else 1.0

    @property
    def leaked_share(self) -> float:
        """Share of their characters that lies outside of findings."""
        return self.leaked / self.characters if self.characters else 0.0

    def add(self, other: Tally) -> None:
        """Counts another one's spans too."""
        self.spans += other.spans
        self.covered += other.covered
        self.typed += other.typed
        self.characters += other.characters
        self.leaked += other.leaked


@dataclass(slots=True, kw_only=True)
class Score:
    """One engine on one set.

    Attributes:
        rows: how many texts it examined; ``refused`` of them it did not finish.
        tallies: by label, and where the set says it, by holder of the number.
        false: identifiers found outside of labelled spans, by type, in rows that count.
        words: names, places and medical words found where there are none.
        beside: the same where they may be right.
        about_person: medical words that are said of a person, in negative sets, by type.
        plain_rows: rows that count for false positives.
        characters, false_characters: of these rows, and of what is found in them.
        invalid, invalid_found, invalid_sure: values that are none, those found, and those
            found with the score of a check digit.
    """

    rows: int = 0
    refused: int = 0
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    false: Counter[str] = field(default_factory=Counter)
    words: Counter[str] = field(default_factory=Counter)
    beside: Counter[str] = field(default_factory=Counter)
    about_person: Counter[str] = field(default_factory=Counter)
    plain_rows: int = 0
    characters: int = 0
    false_characters: int = 0
    invalid: int = 0
    invalid_found: int = 0
    invalid_sure: int = 0

    @property
    def false_per_thousand(self) -> float:
        """False identifiers per 1,000 rows."""
        return self.per_thousand(self.false)

    def per_thousand(self, counts: Counter[str]) -> float:
        """Findings of one of the counts per 1,000 rows."""
        return 1000 * counts.total() / self.plain_rows if self.plain_rows else 0.0


def family_of(entity_type: str) -> str:
    """The family of any engine's entity type."""
    known = family(entity_type) or _OTHERS.get(entity_type)
    if known is not None:
        return known
    words = entity_type.split("_")
    for word in words:
        if word in _WORDS:
            return _WORDS[word]
    # Two letters of a country: a number that a state gives.
    return "GOV_ID" if len(words) > 1 and len(words[0]) == 2 else entity_type


def means(label: str, entity_type: str) -> bool:
    """Whether an entity type is of the family that a label names."""
    known = family_of(entity_type)
    return known == label or known in _ALSO.get(label, ())


def tally(case: Case, span: Labelled, *, found: Sequence[Found]) -> Tally:
    """How one labelled span fares."""
    places = range(span.start, span.end)
    near = [each for each in found if each.end > span.start and each.start < span.end]
    right = [each for each in near if means(span.label, each.entity_type)]
    inside = [_inside(place, near) for place in places]
    telling = [place for place in places if case.text[place].isalnum()]
    return Tally(
        spans=1,
        covered=all(inside[place - span.start] for place in telling),
        typed=all(_inside(place, right) for place in telling),
        characters=len(places),
        leaked=inside.count(False),
    )


def _inside(place: int, found: Sequence[Found]) -> bool:
    return any(each.start <= place < each.end for each in found)


def add(
    score: Score,
    name: str,
    case: Case,
    *,
    found: Sequence[Found],
    allowed: Callable[[Found], bool],
) -> None:
    """Counts one text.

    Args:
        score: of the engine on the set.
        name: of the set.
        case: the text.
        found: what the engine reports of it.
        allowed: whether the default policy lets a finding through.
    """
    score.rows += 1
    for span in case.spans:
        one = tally(case, span, found=found)
        score.tallies[span.label].add(one)
        if case.holder:
            score.tallies[f"{span.label} of a {case.holder}"].add(one)
    own = [each for each in found if each.end > case.own]
    near_miss = name in NEAR_MISSES and not case.spans
    if case.valid is False or near_miss:
        score.invalid += 1
        score.invalid_found += bool(own)
        score.invalid_sure += any(each.score >= SURE for each in own)
    if is_negative(name):
        # Said of a person or not is a matter of the finding, not of the policy.
        said = [each for each in own if each.entity_type in MEDICAL and _is_false(each, case)]
        about = (each.entity_type for each in said if ABOUT_PERSON in each.evidence)
        score.about_person.update(about)
        counted = [each for each in own if not allowed(each)]
    elif name in COMPLETE and case.valid is not False:
        counted = [each for each in own if family_of(each.entity_type) in COMPLETE[name]]
    else:
        return
    _add_false(score, name, case, own=counted)


def _is_false(found: Found, case: Case) -> bool:
    return not any(found.start < span.end and span.start < found.end for span in case.spans)


def _add_false(score: Score, name: str, case: Case, *, own: Sequence[Found]) -> None:
    score.plain_rows += 1
    score.characters += len(case.text)
    places: set[int] = set()
    for each in own:
        if not _is_false(each, case):
            continue
        kind = each.entity_type
        if is_negative(name) and kind in WORDS and name not in _KNOWN_NONE.get(kind, ()):
            score.beside[kind] += 1
            continue
        (score.words if kind in WORDS else score.false)[kind] += 1
        places.update(range(each.start, each.end))
    score.false_characters += len(places)
