"""Estonian names in the cases that running text puts them in.

Only the last word of a name bends: "Jaan Tammele". Most cases stand on the genitive; a table
holds the genitives of common family names, towns and given names, the rest is told from the
ending (Toomas, Toomase; Peeter, Peetri; Martin, Martini).
"""

from __future__ import annotations

from typing import Final

from detectors.names.casing import cased_like

CASES: Final = ("gen", "par", "ill", "ine", "ela", "all", "ade", "abl", "kom")

_ENDINGS: Final = {
    "gen": "", "ill": "sse", "ine": "s", "ela": "st",
    "all": "le", "ade": "l", "abl": "lt", "kom": "ga",
}  # fmt: skip

_VOWELS: Final = frozenset("aeiouõäöüy")

_GENITIVES_LIST: Final = (
    "tamm-tamme saar-saare sepp-sepa mägi-mäe kask-kase kukk-kuke pärn-pärna kuusk-kuuse"
    " kallas-kalda luik-luige lepik-lepiku raud-raua põder-põdra vaher-vahtra org-oru"
    " mets-metsa jõgi-jõe koppel-kopli mihkel-mihkli lill-lille rand-ranna sild-silla"
    " teder-tedre kuul-kuuli põld-põllu nurm-nurme lind-linnu part-pardi mölder-möldri"
    " hunt-hundi rebane-rebase allik-alliku laas-laane toom-toome kõiv-kõivu paju-paju"
    " haab-haava soo-soo kaasik-kaasiku tallinn-tallinna jõhvi-jõhvi järve-järve"
    " triin-triinu rein-reinu priit-priidu ants-antsu mart-mardi ott-oti siim-siimu"
    " liis-liisi kert-kerdi märt-märdi tanel-taneli pärt-pärdi urve-urve aet-aeda"
    " helsingi-helsingi inglismaa-inglismaa sikk-siku kurg-kure ploom-ploomi kass-kassi"
    " laur-lauri kangur-kanguri puusepp-puusepa raudsepp-raudsepa kuningas-kuninga"
)
_GENITIVES: Final = dict(pair.split("-") for pair in _GENITIVES_LIST.split())
_PARTITIVES_LIST: Final = (
    "saar-saart mägi-mäge jõgi-jõge tallinn-tallinna kallas-kallast rebane-rebast"
    " kuusk-kuuske kask-kaske tamm-tamme sepp-seppa kukk-kukke mets-metsa soo-sood"
)
_PARTITIVES: Final = dict(pair.split("-") for pair in _PARTITIVES_LIST.split())

_SIBILANT: Final = ("as", "es", "is", "os", "us", "üs")


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
    form = _partitive(word) if case == "par" else genitive(word) + _ENDINGS[case]
    return name[:cut] + cased_like(name[cut:], form)


def genitive(word: str) -> str:
    """The genitive of one word in lower case."""
    if word in _GENITIVES:
        return _GENITIVES[word]
    if word.endswith("ne") and len(word) > 4 and word[-3] in _VOWELS:
        return f"{word[:-2]}se"
    if word[-1] in _VOWELS:
        return word
    if word.endswith(_SIBILANT) and len(word) > 4:
        return f"{word}e"
    if word.endswith("er") and len(word) > 4:
        return f"{word[:-2]}ri"
    if word.endswith("ik") and len(word) > 3:
        return f"{word}u"
    return f"{word}i"


def _partitive(word: str) -> str:
    if word in _PARTITIVES:
        return _PARTITIVES[word]
    stem = genitive(word)
    if word.endswith(_SIBILANT) or stem.endswith("se"):
        return f"{stem[:-1]}t"
    syllables = sum(
        letter in _VOWELS and (at == 0 or word[at - 1] not in _VOWELS)
        for at, letter in enumerate(word)
    )
    one_syllable = syllables == 1 and word[-1] not in _VOWELS
    return stem if one_syllable else f"{stem}t"
