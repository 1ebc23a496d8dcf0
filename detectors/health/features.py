"""What the tagger is told of each word: itself, its form, its neighbours, the lexicon."""

from __future__ import annotations

import re
from collections.abc import Sequence

from detectors.health.lexicon import COMMON, EVERYDAY, KIND, LONGEST_WORD, WEAK, Match
from detectors.health.words_file import word_set

# Ends and beginnings of words that medicine makes: of diseases and findings, of drugs.
_CONDITION_ENDS = re.compile(
    r"(?:itis|itides|osis|oses|emia|aemia|uria|pathy|pathies|algia|plegia|paresis|phobia|trophy"
    r"|plasia|penia|rrhea|rrhoea|rrhage|rrhagia|megaly|sclerosis|stenosis|oma|omas|omata|cytosis"
    r"|toxicity|dystrophy|ectasia|ectasis|dynia|iasis|edema|syndrome|thrombosis|spasm|lysis"
    r"|aplasia|anomaly|kinesia|tonia|taxia|phasia|plegic|cele|opia|opsy|epsy|oxia|apnea|pnea)$"
)
_DRUG_ENDS = re.compile(
    r"(?:mab|mabs|nib|tinib|[a-z]{4}pril|prilat|sartan|olol|statin|cillin|mycin|micin"
    r"|floxacin|cycline"
    r"|azole|oxetine|pram|triptan|gliptin|gliflozin|glutide|tidine|setron|vir|vudine|caine|barbital"
    r"|azepam|zolam|zepine|apine|idone|peridol|dipine|zosin|lukast|parin|xaban|grel|platin|rubicin"
    r"|taxel|profen|oxicam|coxib|fenac|dronate|sone|solone|onide|terol|thiazide|semide|lactone"
    r"|formin|glitazone|tropium|phylline|codone|morphone|orphan|phrine|amine|idine|amide|acine"
    r"|tadine|zine|mide|quine|oquine|trexate|mustine|bicin|steride|afil|ergoline|stigmine|curium"
    r"|curonium|flurane|thiazole|sulfa\w+)$"
)
# How a word must end to call for a closer look though it is no word of the lexicon; the last
# three letters alone tell most words apart.
_MEDICAL_ENDS = re.compile(
    r"(?:[a-z]{3}itis|[a-z]{3}osis|[a-z]{3}a?emia|[a-z]{3}uria|[a-z]{3}opath(?:y|ies)|[a-z]{3}algia"
    r"|[a-z]{3}plegia|[a-z]{3}penia|rrh?o?ea|ectom(?:y|ies)|otomy|ostomy|plasty"
    r"|oscop(?:y|ies)"
    r"|[a-z]{4}omegaly|[a-z]{4}oma|[a-z]{3}mab|[a-z]{3}tinib|[a-z]{4}pril|[a-z]{3}sartan"
    r"|[a-z]{3}olol"
    r"|[a-z]{4}statin|cillin|[a-z]{3}mycin|floxacin|[a-z]{3}cycline|[a-z]{3}azole|oxetine"
    r"|[a-z]{3}triptan|gliptin|gliflozin|[a-z]{3}tidine|setron|[a-z]{3}caine|azepam|zolam"
    r"|[a-z]{3}dipine|[a-z]{3}xaban"
    r"|[a-z]{3}profen|[a-z]{3}vudine)\Z"
)
_LAST_LETTERS = word_set(
    "tis sis mia ria thy ies gia nia rea hea oea omy sty opy aly oma mab nib ril tan lol tin lin "
    "cin ine ole zin pam lam ban fen ron"
)
_LEAST_MEDICAL = 6
_PROCEDURE_ENDS = re.compile(
    r"(?:ectomy|otomy|ostomy|plasty|oscopy|ectomies|oscopies|otomies|gram|grams|graphy"
    r"|therapy|pexy)$"
)


def shape(word: str) -> str:
    """How a word is written: its letters as x or X, its digits as 0; long runs shortened."""
    if word.islower():
        return "x"
    if word.isdigit():
        return f"0{min(len(word), 4)}"
    if word.isupper():
        return "X" if len(word) == 1 else "XX" if len(word) < 7 else "XXX"
    if word.istitle():
        return "Xx"
    return "xX" if word.isalpha() else word[:1]


def has_medical_end(word: str) -> bool:
    """Whether a lower-cased word ends as only words of medicine do.

    >>> [has_medical_end(word) for word in ("cystitis", "enoximab", "april", "this")]
    [True, True, False, False]
    """
    return (
        word[-3:] in _LAST_LETTERS
        and _LEAST_MEDICAL <= len(word) <= LONGEST_WORD
        and _MEDICAL_ENDS.search(word) is not None
    )


def _affix(word: str) -> str:
    if len(word) < 5:
        return ""
    if _PROCEDURE_ENDS.search(word):
        return "p"
    if _DRUG_ENDS.search(word):
        return "d"
    if _CONDITION_ENDS.search(word):
        return "c"
    return ""


def lexical(matches: Sequence[Match], count: int) -> list[str]:
    """For each of so many words where it stands in a term, of which kind; empty outside."""
    tags = [""] * count
    for first, last, code in matches:
        if code & EVERYDAY:
            tags[first:last] = "E" * (last - first)
            continue
        strength = ("w" if code & WEAK else "s") + ("c" if code & COMMON else "")
        tag = f"{code & KIND}{strength}"
        for place in range(first, last):
            tags[place] = f"{'B' if place == first else 'I'}{tag}"
    return tags


def features(
    words: Sequence[str], stems: Sequence[str], *, tags: Sequence[str], uses: Sequence[int]
) -> list[list[str]]:
    """The features of each word of a unit.

    Args:
        words: as they are written.
        stems: their stems, misspelt words of common terms corrected.
        tags: the terms that they stand in (``lexical``).
        uses: of which terms each is a part elsewhere (``Lexicon.use``).
    """
    count = len(words)
    affixes = [_affix(word) for word in stems]
    forms = [shape(word) for word in words]
    unit: list[list[str]] = []
    for place in range(count):
        word = stems[place]
        own = [
            "b",
            f"w={word}",
            f"s={forms[place]}",
            f"a={affixes[place]}",
            f"l={tags[place]}",
            f"al={affixes[place]}{tags[place]}",
            f"sl={forms[place]}{tags[place]}",
            f"u={uses[place]}",
            f"ul={uses[place]}{affixes[place]}{tags[place]}",
            f"e3={word[-3:]}",
            f"e4={word[-4:]}",
            f"p4={word[:4]}",
            f"e2={word[-2:]}",
        ]
        if len(word) > 6:
            own += [f"e5={word[-5:]}", f"p6={word[:6]}"]
        if place:
            before = stems[place - 1]
            own += [
                f"-w={before}",
                f"-l={tags[place - 1]}",
                f"-ww={before}|{word}",
                f"-ll={tags[place - 1]}|{tags[place]}",
                f"-a={affixes[place - 1]}",
                f"-u={uses[place - 1]}|{uses[place]}",
                f"-e={before[-3:]}",
                f"-s={forms[place - 1]}|{forms[place]}",
            ]
            if place > 1:
                own += [f"--w={stems[place - 2]}", f"--ww={stems[place - 2]}|{before}"]
        else:
            own.append("first")
        if place + 1 < count:
            after = stems[place + 1]
            own += [
                f"+w={after}",
                f"+l={tags[place + 1]}",
                f"+ll={tags[place]}|{tags[place + 1]}",
                f"+a={affixes[place + 1]}",
                f"+u={uses[place]}|{uses[place + 1]}",
                f"+e={after[-3:]}",
                f"+s={forms[place]}|{forms[place + 1]}",
            ]
            if place + 2 < count:
                own += [f"++w={stems[place + 2]}", f"++l={tags[place + 2]}"]
        else:
            own.append("last")
        unit.append(own)
    return unit
