"""Polish names in the six cases that running text puts them in.

A name is declined word by word from its endings: adjectives (Kowalski, Kowalska, Zielona
Góra), nouns in -a (Anna, Sikora), nouns in a consonant with or without a fleeting e (Marek,
Nowak, Kraków), places in -o and -ice. A woman's family name in a consonant stays as it is.
A small table holds common words that follow no such rule.
"""

from __future__ import annotations

import re
from typing import Final

from detectors.names.casing import cased_like

CASES: Final = ("gen", "dat", "acc", "ins", "loc", "voc")

_IRREGULAR: Final = {
    forms.split()[0]: dict(zip(CASES, forms.split()[1:], strict=True))
    for forms in (
        "łódź łodzi łodzi łódź łodzią łodzi łodzi",
        "bydgoszcz bydgoszczy bydgoszczy bydgoszcz bydgoszczą bydgoszczy bydgoszczy",
        "sól soli soli sól solą soli soli",
        "zdrój zdroju zdrojowi zdrój zdrojem zdroju zdroju",
        "białystok białegostoku białemustokowi białystok białymstokiem białymstoku białystoku",
        "opole opola opolu opole opolem opolu opole",
        "zakopane zakopanego zakopanemu zakopane zakopanem zakopanem zakopane",
        "tychy tychów tychom tychy tychami tychach tychy",
        "suwałki suwałk suwałkom suwałki suwałkami suwałkach suwałki",
        "puławy puław puławom puławy puławami puławach puławy",
        "kielce kielc kielcom kielce kielcami kielcach kielce",
        "siedlce siedlec siedlcom siedlce siedlcami siedlcach siedlce",
        "polska polski polsce polskę polską polsce polsko",
        "niemcy niemiec niemcom niemcy niemcami niemczech niemcy",
        "włochy włoch włochom włochy włochami włoszech włochy",
        "węgry węgier węgrom węgry węgrami węgrzech węgry",
        "czechy czech czechom czechy czechami czechach czechy",
        "chiny chin chinom chiny chinami chinach chiny",
        "indie indii indiom indie indiami indiach indie",
        "stany stanów stanom stany stanami stanach stany",
    )
}

# What the endings stand on, where the first form does not show it; -i marks a soft stem.
_STEM_LIST: Final = (
    "paweł-pawł gaweł-gawł wróbel-wróbl aleksander-aleksandr kacper-kacpr hugo-hugon"
    " sylwester-sylwestr kozioł-kozł kozieł-kozł orzeł-orł bruno-brunon otto-otton"
    " stępień-stępni kwiecień-kwietni grudzień-grudni wrzesień-wrześni sierpień-sierpni"
    " styczeń-styczni gołąb-gołębi jastrząb-jastrzębi dąb-dęb mróz-mroz sokół-sokoł"
    " wrocław-wrocławi inowrocław-inowrocławi radom-radomi bytom-bytomi kupiec-kupc"
    " oświęcim-oświęcimi węgiel-węgl jarząb-jarzębi kmieć-kmieci"
)
_STEMS: Final = dict(pair.split("-") for pair in _STEM_LIST.split())

_GENITIVE_IN_U_LIST: Final = "sopot kołobrzeg londyn rzym madryt meksyk iran irak"
_GENITIVE_IN_U: Final = frozenset(_GENITIVE_IN_U_LIST.split())

_MEN_IN_A_LIST: Final = "kuba barnaba kosma bonawentura jarema zawisza misza sasza"
_MEN_IN_A: Final = frozenset(_MEN_IN_A_LIST.split())

_WOMEN_LIST: Final = (
    "miriam rut ruth ingrid astrid carmen karen doris inez ines beatrycze noemi nicole nel"
    " elisabeth elizabeth margaret ann anne marie sophie julie alice kate claire jane kim"
    " emily mary nancy lucy rachel jennifer abigail vivien irene yvonne michelle chloe zoe"
)
_WOMEN: Final = frozenset(_WOMEN_LIST.split())

_ADJECTIVES_LIST: Final = (
    "nowy nowa stary stara wielki wielka mały mała biały biała czarny czarna zielona jelenia"
    " stalowa czerwona górny górna dolny dolna górnicza kamienna krótka długa złota żywa"
    " święty święta konieczna mroczna gorzka"
)
_ADJECTIVES: Final = frozenset(_ADJECTIVES_LIST.split())
_WOMENS_ADJECTIVE: Final = ("ska", "cka", "dzka")
_MANY_ADJECTIVE: Final = ("skie", "ckie", "dzkie", "zjednoczone")

_VOWELS: Final = frozenset("aąeęioóuyáàâãäåéèêëíìîïôöøúùûüýÿæœ")
_HARDENED: Final = ("c", "cz", "sz", "ż", "rz", "dz")
_PALATAL: Final = {"ń": "ni", "ś": "si", "ć": "ci", "ź": "zi"}

# The end of a stem before the -e of the locative.
_BEFORE_E: Final = (
    *(("st", "ście"), ("zd", "ździe"), ("sn", "śnie"), ("zn", "źnie"), ("sł", "śle")),
    *(("t", "cie"), ("d", "dzie"), ("r", "rze"), ("ł", "le"), ("n", "nie")),
    *(("s", "sie"), ("z", "zie"), ("b", "bie"), ("p", "pie"), ("w", "wie"), ("f", "fie")),
    *(("m", "mie"), ("v", "vie"), ("x", "xie")),
)
_VELAR_BEFORE_E: Final = (("ch", "sze"), ("k", "ce"), ("g", "dze"), ("h", "że"))


def decline(name: str, case: str) -> str:
    """A name in one of the `CASES`; all of its words that bend are bent.

    Args:
        name: One or several words, in the first case.
        case: One of `CASES`.
    """
    pieces = re.split(r"([\s-]+)", name)
    woman = _names_woman(pieces[0].lower())
    return "".join(
        piece if at % 2 else cased_like(piece, _word(piece.lower(), case, woman=woman))
        for at, piece in enumerate(pieces)
    )


def _names_woman(first: str) -> bool:
    return first in _WOMEN or (first.endswith("a") and first not in _MEN_IN_A)


def _word(word: str, case: str, *, woman: bool) -> str:
    if len(word) < 3 or not word.isalpha() or (word in _WOMEN and woman):
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word][case]
    adjective = word in _ADJECTIVES
    if word.endswith(_WOMENS_ADJECTIVE) or (adjective and word.endswith("a")):
        return _womens_adjective(word[:-1], case)
    if word.endswith("a"):
        return _noun_in_a(word[:-1], case)
    if word.endswith(_MANY_ADJECTIVE):
        return _many_adjective(word[:-1], case)
    if word.endswith(("ice", "yce")):
        return _many_places(word[:-1], case)
    if woman:
        return word
    if word.endswith(("i", "y")):
        return _mens_adjective(word, case)
    if word in _STEMS or word[-1] not in _VOWELS:
        return _noun_in_consonant(word, case)
    return _noun_in_o(word, case) if word.endswith("o") else word


def _womens_adjective(stem: str, case: str) -> str:
    soft = "i" if stem.endswith(("k", "g")) else ""
    return stem + {"acc": "ą", "ins": "ą", "voc": "a"}.get(case, f"{soft}ej")


def _mens_adjective(word: str, case: str) -> str:
    if case == "voc":
        return word
    stem, soft = word[:-1], word.endswith("i")
    ending = {"dat": "emu", "ins": "m", "loc": "m"}.get(case, "ego")
    return (word if soft or ending == "m" else stem) + ending


def _many_adjective(stem: str, case: str) -> str:
    vowel = "" if stem.endswith("i") else "y"
    return stem + {"dat": f"{vowel}m", "ins": f"{vowel}mi", "acc": "e", "voc": "e"}.get(
        case, f"{vowel}ch"
    )


def _many_places(stem: str, case: str) -> str:
    endings = {"gen": "", "dat": "om", "ins": "ami", "loc": "ach"}
    return stem + endings.get(case, "e")


def _noun_in_a(stem: str, case: str) -> str:
    if case in ("acc", "ins"):
        return stem + ("ę" if case == "acc" else "ą")
    pet = _is_pet_name(stem)
    if case == "voc":
        return stem + ("u" if pet else "o")
    if stem.endswith("i"):
        return stem if pet else f"{stem}i"
    if stem[-1] == "j" and stem[-2] in _VOWELS:
        return f"{stem[:-1]}i"
    if stem[-1] in _VOWELS or stem[-1] in "jl":
        return f"{stem}i"
    if case == "gen":
        return stem + ("i" if stem[-1] in "kg" else "y")
    if stem.endswith(_HARDENED):
        return f"{stem}y"
    return _before_e(stem, (*_VELAR_BEFORE_E, *_BEFORE_E)) or f"{stem}ie"


def _is_pet_name(stem: str) -> bool:
    """Kasia, Ania, Ola, Maja: short forms with one -i and a vocative in -u."""
    if stem.endswith(("si", "ci", "zi")):
        return True
    if stem.endswith("ni"):
        return len(stem) <= 4
    return (stem.endswith("l") and len(stem) <= 2) or (stem[-1] == "j" and stem[-2] in _VOWELS)


def _noun_in_o(word: str, case: str) -> str:
    stem = word[:-1]
    if stem.endswith("k") and not stem.endswith(("sk", "ck")):
        return _noun_in_a(stem, case)
    if not stem.endswith(("n", "w", "sk", "ck")) or case in ("acc", "voc"):
        return word
    if case == "loc":
        return _before_e(stem, _BEFORE_E) or f"{stem}u"
    return stem + {"gen": "a", "dat": "u"}.get(case, "iem" if stem.endswith("k") else "em")


def _noun_in_consonant(word: str, case: str) -> str:
    stem = _stem(word)
    if case in ("loc", "voc"):
        return _locative(stem)
    if case == "gen" and word in _GENITIVE_IN_U:
        return f"{stem}u"
    instrumental = "iem" if stem.endswith(("k", "g")) else "em"
    return stem + {"dat": "owi", "ins": instrumental}.get(case, "a")


def _locative(stem: str) -> str:
    if stem.endswith(("i", "ch", "l", "j", "h", *_HARDENED)):
        return f"{stem}u"
    return _before_e(stem, _BEFORE_E) or f"{stem}u"


def _stem(word: str) -> str:
    if word in _STEMS:
        return _STEMS[word]
    if word[-1] in _PALATAL:
        return word[:-1] + _PALATAL[word[-1]]
    if word.endswith("ów"):
        return f"{word[:-2]}ow"
    if len(word) > 4 and word.endswith(("ek", "ec")) and word[-3] not in _VOWELS:
        return word[:-2] + word[-1]
    if len(word) > 5 and word.endswith(("iek", "iec")):
        return _without_ie(word)
    return word


def _without_ie(word: str) -> str:
    """Maciek, Sosnowiec: the e flees, the consonant before it keeps its softness."""
    hard = {"ni": "ń", "ci": "ć", "si": "ś", "zi": "ź"}
    pair = word[-4:-2]
    return word[:-4] + hard.get(pair, pair[0]) + word[-1]


def _before_e(stem: str, endings: tuple[tuple[str, str], ...]) -> str:
    """The stem with the -e of dative and locative, or nothing where none may follow."""
    for end, softened in endings:
        if stem.endswith(end):
            return stem[: -len(end)] + softened
    return ""
