"""Finnish names in the cases that running text puts them in.

Only the last word of a name bends: "Matti Virtaselle". Its stem is found from its ending
(-nen, -mäki, -lahti, -as), kk, pp and tt before the last vowel become single where the case
closes the syllable, and the ending takes the vowels that the word has (-lla, -llä).
"""

from __future__ import annotations

from typing import Final, NamedTuple

from detectors.names.casing import cased_like

CASES: Final = ("gen", "ade", "all", "abl", "ine", "ela", "ill", "par", "ess")

# For a word with a, o or u; another has ä for each a.
_ENDINGS: Final = {
    "gen": "n", "ade": "lla", "all": "lle", "abl": "lta",
    "ine": "ssa", "ela": "sta", "ess": "na",
}  # fmt: skip

_VOWELS: Final = frozenset("aeiouyäöå")
_BACK: Final = frozenset("aouå")
_TWO_VOWELS: Final = ("uo", "yö", "ie", "io", "eo", "ai", "oi", "ui", "ei", "äi", "öi", "yi")
_SIBILANT: Final = ("as", "äs", "es", "is", "os", "us", "ys", "ös")
_FRONT_A: Final = str.maketrans("a", "ä")

# Last parts of family names and towns: strong stem, weak stem, partitive.
_PARTS: Final = {
    line.split()[0]: tuple(line.split()[1:])
    for line in (
        "mäki mäke mäe mäkeä",
        "koski koske koske koskea",
        "niemi nieme nieme niemeä",
        "järvi järve järve järveä",
        "lahti lahte lahde lahtea",
        "saari saare saare saarta",
        "joki joke joe jokea",
        "lampi lampe lamme lampea",
        "nurmi nurme nurme nurmea",
        "vuori vuore vuore vuorta",
        "kivi kive kive kiveä",
        "salmi salme salme salmea",
        "lehti lehte lehde lehteä",
        "suomi suome suome suomea",
        "ranta ranta ranna rantaa",
        "virta virta virra virtaa",
        "pelto pelto pello peltoa",
        "lehto lehto lehdo lehtoa",
        "luoto luoto luodo luotoa",
        "kangas kankaa kankaa kangasta",
        "laine lainee lainee lainetta",
        "tampere tamperee tamperee tamperetta",
        "helsinki helsinki helsingi helsinkiä",
        "turku turku turu turkua",
        "satu satu sadu satua",
        "outi outi oudi outia",
    )
}


class _Stems(NamedTuple):
    strong: str
    weak: str
    partitive: str


def decline(name: str, case: str) -> str:
    """A name in one of the `CASES`.

    Args:
        name: One or several words, in the first case.
        case: One of `CASES`.
    """
    cut = max(name.rfind(" "), name.rfind("-")) + 1
    word = name[cut:].lower()
    if len(word) < 2 or not word.isalpha():
        return name
    stems = _stems(word)
    form = _form(stems, case)
    return name[:cut] + cased_like(name[cut:], _front(word, form))


def _front(word: str, form: str) -> str:
    """The ending's a as ä, after a word that holds no a, o or u in its last part."""
    last = next((part for part in _PARTS if word.endswith(part)), word)
    if _BACK & set(last):
        return form
    shared = min(len(word), len(form)) - 1
    return form[:shared] + form[shared:].translate(_FRONT_A)


def _form(stems: _Stems, case: str) -> str:
    if case == "par":
        return stems.partitive
    if case == "ess":
        return f"{stems.strong}{_ENDINGS[case]}"
    if case != "ill":
        return f"{stems.weak}{_ENDINGS[case]}"
    if stems.strong[-1] == stems.strong[-2]:
        return f"{stems.strong}seen"
    return f"{stems.strong}{stems.strong[-1]}n"


def _stems(word: str) -> _Stems:
    for part, (strong, weak, partitive) in _PARTS.items():
        if word.endswith(part):
            before = word[: -len(part)]
            return _Stems(before + strong, before + weak, before + partitive)
    if word.endswith("nen"):
        return _Stems(f"{word[:-3]}se", f"{word[:-3]}se", f"{word[:-3]}sta")
    if word.endswith(_SIBILANT) and len(word) > 3:
        return _Stems(f"{word[:-1]}kse", f"{word[:-1]}kse", f"{word}ta")
    if word[-1] not in _VOWELS:
        return _Stems(f"{word}i", f"{word}i", f"{word}ia")
    return _Stems(word, _weak(word), word + ("ta" if _long(word) else "a"))


def _weak(word: str) -> str:
    """Kk, pp and tt before the last vowel become one letter; a foreign -e keeps them."""
    if word.endswith("tte"):
        return word
    doubled = len(word) > 3 and word[-2] == word[-3] and word[-2] in "kpt"
    return word[:-2] + word[-1] if doubled else word


def _long(word: str) -> bool:
    return word[-1] == word[-2] or word.endswith(_TWO_VOWELS)
