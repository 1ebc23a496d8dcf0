"""Disguises: the ways in which a value is written so that it is read but not found.

Each is a function from a value to the disguised value. ``CASES`` crosses them with the
vectors of the registry, in the vectors' own sentences; where a disguise makes no sense
for a family, ``WITHOUT`` says why. A value counts as found if every letter and digit of
its disguised spelling lies in findings on which the default policy acts.
"""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice

from detectors import Engine, registry
from detectors.families import family
from detectors.registry import Vector

Disguised = Callable[[str], str]

ACTED_ON = 0.5
# Shorter values are no number that could be grouped or spelt out in another way.
LEAST_GROUPED = 6
# Shorter ones have base64 of less than twelve characters.
LEAST_ENCODED = 9
# Where letters follow digits more often, as in a VIN or a UUID, nobody makes groups.
MOST_TURNS = 2


def each(change: Callable[[str], str]) -> Disguised:
    """Every character on its own."""
    return lambda value: "".join(map(change, value))


def digits(zero: str) -> Disguised:
    """ASCII digits as those of another script, whose zero is given."""
    return lambda value: re.sub("[0-9]", lambda m: chr(ord(zero) + int(m.group())), value)


def signs(own: str, others: str) -> Disguised:
    """Characters as others."""
    table = str.maketrans(own, others)
    return lambda value: value.translate(table)


def shifted(upper: int, lower: int, *, digit: int = 0) -> Disguised:
    """Letters, and digits if told, as those of another alphabet."""

    def change(character: str) -> str:
        if character.isdecimal():
            return chr(digit + int(character)) if digit else character
        if not character.isalpha():
            return character
        start = upper if character.isupper() else lower
        return chr(start + ord(character.lower()) - ord("a"))

    return each(change)


def between(filling: str) -> Disguised:
    """Something between any two characters."""
    return filling.join


def after_each(mark: str) -> Disguised:
    """A mark on every letter and digit."""
    return each(lambda character: character + mark if character.isalnum() else character)


def separated(*separators: str) -> Disguised:
    """Groups with other separators; groups of four where there are none."""

    def change(value: str) -> str:
        groups: list[str] = re.findall(r"[0-9A-Za-z]+", value)
        if len(groups) == 1:
            groups = re.findall(".{1,4}", value)
        begin = value[: value.index(groups[0][0])].replace("(", "")
        turns = cycle(separators)
        return begin + groups[0] + "".join(next(turns) + group for group in groups[1:])

    return change


def broken(at: str) -> Disguised:
    """Cut in the middle of its letters and digits."""

    def change(value: str) -> str:
        middle = len(value) // 2
        return value[:middle].rstrip() + at + value[middle:].lstrip()

    return change


ENGLISH = "zero one two three four five six seven eight nine"
TEENS = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905
)
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905


def in_words(names: str, joint: str = " ") -> Disguised:
    """Digits as words; what stands between groups stays."""
    words = names.split()
    return _spelt(lambda run: joint.join(words[int(digit)] for digit in run))


def _spelt(say: Callable[[str], str]) -> Disguised:
    def change(value: str) -> str:
        # Words and letters do not touch.
        apart = re.sub("(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[0-9])", " ", value)
        return re.sub("[0-9]+", lambda m: say(m.group()), apart)

    return change


def _doubled(run: str) -> str:
    names = ENGLISH.split()
    said = []
    for match in re.finditer(r"(.)\1{0,2}", run):
        times = ("", "double ", "triple ")[len(match.group()) - 1]
        said.append(times + names[int(match[1])])
    return " ".join(said)


def _tens(run: str) -> str:
    names = ["oh", *ENGLISH.split()[1:]]
    said = []
    for pair in re.findall("..?", run):
        if len(pair) == 2 and pair[0] == "1":
            said.append(TEENS[int(pair[1])])
        elif len(pair) == 2 and pair[0] > "1":
            said.append(TENS[int(pair[0])] + (f" {names[int(pair[1])]}" if pair[1] > "0" else ""))
        else:
            said += [names[int(digit)] for digit in pair]
    return " ".join(said)


def _mixed(run: str) -> str:
    names = ENGLISH.split()
    return " ".join(n if place % 3 == 2 else names[int(n)] for place, n in enumerate(run))


KEYCAPS = each(lambda c: f"{c}\ufe0f\u20e3" if c in "0123456789" else c)
REGIONAL = shifted(0x1F1E6, 0x1F1E6)
CYRILLIC = signs("ABCEHIKMOPSTXYaceijopsxyh", "АВСЕНІКМОРЅТХУасеіјорѕхуһ")
GREEK = signs("ABEZHIKMNOPTYXov", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧον")

SIGNS: dict[str, Disguised] = {
    "full-width": each(lambda c: chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c),
    "Arabic-Indic digits": digits("\u0660"),
    "Persian digits": digits("\u06f0"),
    "Devanagari digits": digits("\u0966"),
    "Thai digits": digits("\u0e50"),
    "mathematical bold": shifted(0x1D400, 0x1D41A, digit=0x1D7CE),
    "mathematical monospace": shifted(0x1D670, 0x1D68A, digit=0x1D7F6),
    "circled digits": signs("0123456789", "⓪①②③④⑤⑥⑦⑧⑨"),
    "negative circled digits": signs("0123456789", "⓿❶❷❸❹❺❻❼❽❾"),
    "superscript digits": signs("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"),
    "subscript digits": digits("\u2080"),
    "keycaps": KEYCAPS,
    "circled letters": shifted(0x24B6, 0x24D0),
    "Cyrillic look-alikes": CYRILLIC,
    "Greek look-alikes": GREEK,
    "zero-width spaces": between("\u200b"),
    "zero-width joiners": between("\u200d"),
    "word joiners": between("\u2060"),
    "soft hyphens": between("\u00ad"),
    "direction marks": between("\u200e"),
    "variation selectors": after_each("\ufe0f"),
    "tag characters": each(lambda c: chr(0xE0000 + ord(c)) if " " <= c <= "~" else c),
    "struck through": after_each("\u0336"),
    "underlined": after_each("\u0332"),
    "no-break spaces": signs(" ", "\u00a0"),
    "thin spaces": signs(" ", "\u2009"),
    "ideographic spaces": signs(" ", "\u3000"),
    "other dashes": signs("-", "\u2013"),
    "soft line break": broken("=\n"),
}
CAPITALS: dict[str, Disguised] = {
    "squared letters": shifted(0x1F130, 0x1F130),
    "negative squared letters": shifted(0x1F170, 0x1F170),
    "regional indicators": REGIONAL,
}
ENCODED: dict[str, Disguised] = {
    "HTML entities": each(lambda c: f"&#{ord(c)};"),
    "HTML entities, hexadecimal": each(lambda c: f"&#x{ord(c):X};"),
    "percent-encoding": each(lambda c: f"%{ord(c):02X}" if ord(c) < 128 else c),
    "JSON escapes": each(lambda c: f"\\u{ord(c):04x}"),
    "\\x escapes": each(lambda c: f"\\x{ord(c):02x}" if ord(c) < 128 else c),
    "\\u{} escapes": each(lambda c: f"\\u{{{ord(c):x}}}"),
    "base64": lambda value: base64.b64encode(value.encode()).decode(),
    "base64 without padding": lambda value: base64.b64encode(value.encode()).decode().rstrip("="),
    "URL-safe base64": lambda value: base64.urlsafe_b64encode(value.encode()).decode(),
    "hexadecimal": lambda value: value.encode().hex(),
    "hexadecimal capitals": lambda value: value.encode().hex().upper(),
    "hexadecimal pairs": lambda value: value.encode().hex(" "),
}
SEPARATORS: dict[str, Disguised] = {
    "dots": separated("."),
    "slashes": separated("/"),
    "pipes": separated("|"),
    "underscores": separated("_"),
    "asterisks": separated("*"),
    "commas": separated(", "),
    "bullets": separated(" \u2022 "),
    "tabs": separated("\t"),
    "lines": separated("\n"),
    "spaced hyphens": separated(" - "),
    "ellipses": separated("..."),
    "several spaces": separated("    "),
    "mixed separators": separated(" ", "-", ".", " / "),
    "line break in the middle": broken("\n"),
    "Windows line break in the middle": broken("\r\n"),
    "HTML line break in the middle": broken("<br>"),
}
SINGLE: dict[str, Disguised] = {
    "digit by digit": lambda value: " ".join(re.sub(r"[^0-9A-Za-z+]", "", value)),
    "digit by digit, hyphens": lambda value: "-".join(re.sub("[^0-9A-Za-z]", "", value)),
}
WORDS: dict[str, Disguised] = {
    "English words": in_words(ENGLISH),
    "English words, hyphens": in_words(ENGLISH, "-"),
    "English words, commas": in_words(ENGLISH, ", "),
    "English words, capitals": in_words(ENGLISH.upper()),
    "double and triple": _spelt(_doubled),
    "tens and teens": _spelt(_tens),
    "words and digits": _spelt(_mixed),
    "oh for zero": in_words(ENGLISH.replace("zero", "oh")),
    "German words": in_words("null eins zwei drei vier fünf sechs sieben acht neun"),
    "French words": in_words("zéro un deux trois quatre cinq six sept huit neuf"),
    "Spanish words": in_words("cero uno dos tres cuatro cinco seis siete ocho nueve"),
    "Italian words": in_words("zero uno due tre quattro cinque sei sette otto nove"),
    "Portuguese words": in_words("zero um dois três quatro cinco seis sete oito nove"),
    "Dutch words": in_words("nul een twee drie vier vijf zes zeven acht negen"),
    "Finnish words": in_words(
        "nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän"
    ),
    "Estonian words": in_words("null üks kaks kolm neli viis kuus seitse kaheksa üheksa"),
    "Polish words": in_words("zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć"),
}
LETTERS: dict[str, Disguised] = {
    "O for zero": signs("0", "O"),
    "l for every other one": lambda value: re.sub(r"1(.?.?)1", r"1\1l", value),
}
AT: dict[str, Disguised] = {
    "at and dot": lambda value: value.replace("@", " at ").replace(".", " dot "),
    "AT and DOT": lambda value: value.replace("@", " AT ").replace(".", " DOT "),
    "(at)": lambda value: value.replace("@", "(at)"),
    "[at] and [dot]": lambda value: value.replace("@", "[at]").replace(".", "[dot]"),
    "spaced at sign": lambda value: value.replace("@", " @ "),
    "&commat;": lambda value: value.replace("@", "&commat;"),
}
KINDS = {
    "signs": SIGNS,
    "capitals": CAPITALS,
    "encoded": ENCODED,
    "separators": SEPARATORS,
    "single": SINGLE,
    "words": WORDS,
    "letters": LETTERS,
    "at": AT,
}

_PART = "its signs are part of it: with others it is another value"
_SHORT = "it is too short to be written in another way"
_CASE = "its small letters are part of it"
_NO_GROUPS = "it is written in one run"
_CONTEXT = "its context alone speaks for it, and it ends at a separator"
_NO_NUMBER = "it is no number that people read out"
# Kinds of disguises that make no sense for a family, and why.
WITHOUT: dict[str, dict[str, str]] = {
    "EMAIL_ADDRESS": {"separators": _PART, "words": _NO_NUMBER, "letters": _NO_NUMBER},
    "URL": {"separators": _PART, "words": _NO_NUMBER, "letters": _NO_NUMBER},
    "IP_ADDRESS": {"separators": _PART, "letters": _PART},
    "MAC_ADDRESS": {"separators": _PART, "words": _NO_NUMBER, "letters": _PART},
    "CRYPTO": {"capitals": _CASE, "separators": _PART, "words": _NO_NUMBER, "letters": _PART},
    "SECRET": {"capitals": _CASE, "separators": _PART, "words": _NO_NUMBER, "letters": _PART},
    "USERNAME": {"separators": _PART, "words": _NO_NUMBER, "letters": _PART},
    "SWIFT_CODE": {"separators": _NO_GROUPS, "words": _NO_NUMBER, "letters": _NO_NUMBER},
    "DATE_TIME": {"separators": _PART, "words": _NO_NUMBER, "letters": _NO_NUMBER},
    "AGE": {"separators": _PART, "words": _NO_NUMBER, "letters": _NO_NUMBER},
    "ADDRESS": {"separators": _PART, "words": _NO_NUMBER, "letters": _NO_NUMBER},
    "VEHICLE_ID": {"single": "it is written in groups of letters and of digits"},
    "OTHER_ID": {"separators": _CONTEXT, "words": _CONTEXT},
    "DEVICE_ID": {"separators": _CONTEXT, "words": _CONTEXT},
}
# A number without check digit or layout is known by its form, which these change.
_CONTEXT_ONLY = frozenset({"CARD_EXPIRY", "CARD_CVV"})


_RUNS = ("base64", "hexadecimal", "URL-safe")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A vector with its value in disguise."""

    disguise: str
    family: str
    entity_type: str
    text: str = field(repr=False)
    start: int
    end: int
    before: str = field(repr=False)


def reason(kind: str, vector: Vector) -> str | None:
    """Why a kind of disguise makes no sense for a vector, or None if it does."""
    if kind == "at":
        return None if vector.entity_type == "EMAIL_ADDRESS" else "there is no at sign in it"
    count = sum(map(str.isdecimal, vector.value))
    if kind in ("separators", "single", "words", "letters"):
        if sum(map(str.isalnum, vector.value)) < LEAST_GROUPED:
            return _SHORT
        if kind == "words" and (2 * count < len(vector.value) or ":" in vector.value):
            return _NO_NUMBER
        if kind == "letters" and any(map(str.isalpha, vector.value)):
            return "letters stand in it anyway"
        if vector.entity_type in _CONTEXT_ONLY:
            return _PART
        turns = re.findall("[0-9](?=[^0-9A-Za-z]?[A-Za-z])", vector.value)
        if len(turns) > MOST_TURNS:
            return _NO_GROUPS
    by_type = WITHOUT.get(vector.entity_type, {})
    by_family = WITHOUT.get(family(vector.entity_type) or "", {})
    if kind == "single" and "separators" in {**by_type, **by_family}:
        kind = "separators"
    return by_type.get(kind) or by_family.get(kind)


def exceptions() -> Iterator[tuple[str, str, str]]:
    """Family or entity type, kind of disguise, and why it makes no sense for it."""
    yield "every value of less than six letters and digits", "separators, words, letters", _SHORT
    yield "values in which letters follow digits again and again", "separators, words", _NO_GROUPS
    for name, kinds in WITHOUT.items():
        for kind, why in kinds.items():
            yield name, kind, why


def too_short(name: str, value: str) -> bool:
    """Whether a value is too short to tell its encoded form from a word or a number."""
    return name.startswith(_RUNS) and len(value) < LEAST_ENCODED


def cases(every: int = 1) -> Iterator[Case]:
    """Every disguise that changes something of every vector for which it makes sense.

    Args:
        every: takes the first of so many; a prime leaves out no vector and no disguise.
    """
    return islice(_cases(), 0, None, every)


def _cases() -> Iterator[Case]:
    for entry in registry.SHIPPED.values():
        for vector in entry.vectors:
            for kind, disguises in KINDS.items():
                if reason(kind, vector) is not None:
                    continue
                for name, disguise in disguises.items():
                    disguised = disguise(vector.value)
                    if disguised == vector.value or too_short(name, vector.value):
                        continue
                    start = vector.text.index(vector.value)
                    yield Case(
                        disguise=name,
                        family=family(vector.entity_type) or vector.entity_type,
                        entity_type=vector.entity_type,
                        text=vector.text.replace(vector.value, disguised, 1),
                        start=start,
                        end=start + len(disguised),
                        before=vector.before,
                    )


def found(engine: Engine, case: Case) -> bool:
    """Whether every letter and digit of a disguised value is covered."""
    covered: set[int] = set()
    for finding in engine.detect(case.text, before=case.before or None):
        if finding.score >= ACTED_ON:
            covered.update(range(finding.start, finding.end))
    return all(
        place in covered
        for place in range(case.start, case.end)
        if unicodedata.category(case.text[place])[0] in "LN"
        or unicodedata.category(case.text[place]) == "So"
    )
