"""Where a finding of health begins and ends, and what is none for where it stands.

Cut off are articles, fillers and signs at its ends; what a conjunction parts is two findings.
Letters that are spelt out, titles before names, and what stands inside an address or a run
of letters and digits mixed are no findings.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from detectors.health.lexicon import EVERYDAY, WEAK, Match
from detectors.health.widen import Found
from detectors.health.words_file import word_set

_HYPHENS = frozenset("-\u2010\u2011\u2013")
# Words that begin and end no condition and no drug, in ten languages; single letters do end
# some.
_ARTICLES = word_set(
    "my the a an his her your our their i and or have has had with as some any is was are of to , "
    "report says said shows showed "
    "' l d de del della dell delle dei du des dell all "
    "mein meine meinen meinem meiner der die das den dem des ein eine einen einem einer ich habe "
    "hat und oder mijn het een ik heb heeft mon ma mes le la les un une du j ai ne et ou "
    "mi mis mi tu su el los las una unos unas tengo tiene y o il lo gli i uno mio mia ho e "
    "meu minha meus minhas os as um uma uns umas tenho tem minun mun on minul mul mu minu ja "
    "mój moja moje mam ma je uno"
)
_FILLERS = word_set(
    "too more and or is was are the my his her of to with when now today have has had , but so "
    "lol lmao haha hahaha pls please plz thx thanks bro dude man omg tbh idk smh ugh btw imo again "
    "anyway though sucks mine yours thanks . ! ? also "
    "hereditary contagious curable common rare fatal deadly serious reversible genetic "
    "und oder auch bitte danke ist war aber ook maar en is et ou aussi merci svp est mais y o e "
    "también gracias pero es anche grazie ma è também obrigado obrigada mas é ja kiitos myös mutta "
    "ka aitäh aga też dziękuję proszę ale i oraz"
)
_NUMBERS = word_set(
    "one two three four five six seven eight nine ten twenty thirty forty fifty hundred thousand"
)
_AND = word_set("and or & + / , und oder en et ou y o e ja tai ning i oraz lub plus")
_TITLES = word_set("mr mrs dr")
_BEFORE_DISEASE = word_set(
    "have has had having with of for got get from my his her their and or by like that is called "
    "what about against"
)
_AFTER_DISEASE = word_set(
    "and or is was were since for in at now too but symptoms symptom flare flares relapse relapses "
    "patient patients diagnosis treatment medication medications meds runs like like so when who "
    "as or disease affects specialist nurse drugs attack attacks sufferer sufferers causes"
)
_SITES = "com|org|net|gov|edu|info|app|dev|io|co|ly|me|eu|uk|us|de|fr|es|it|nl|be|pl|fi|ee|pt|ch|at"
_ADDRESS = re.compile(
    rf"(?:://|\bwww\.|(?<=[^\W_])\.(?:{_SITES})/)[^\s\"'<>,;)\]}}|]{{1,2000}}", re.IGNORECASE
)
_MEASURE = re.compile(r"[0-9]+(?:m?c?g|mcg|ml|iu|x|mmol|[a-d])?")
_LONGEST_RUN = 40


def trimmed(
    found: Sequence[Found], words: Sequence[str], *, terms: Sequence[Match] = ()
) -> list[Found]:
    """Findings without small words at their ends.

    Words in capitals stay, what would leave nothing ("WAS" and "AT" are syndromes), and what a
    term begins or ends with ("a1c").
    """
    kept = []
    begins, ends = {first for first, _, _ in terms}, {last for _, last, _ in terms}
    for each in found:
        first, last = each.first, each.last
        while first < last - 1 and words[first] in _HYPHENS:
            first += 1
        while first < last - 1 and first not in begins and _small(words[first], _ARTICLES):
            if words[first + 1] in _HYPHENS:
                break
            first += 1
        while (first < last - 1 and last not in ends) and (
            _small(words[last - 1], _FILLERS)
            or (each.entity_type == "MEDICATION" and words[last - 1] in _NUMBERS)
        ):
            last -= 1
        kept.append(each._replace(first=first, last=last))
    return kept


def _small(word: str, among: frozenset[str]) -> bool:
    return word in among or (len(word) > 1 and word.istitle() and word.lower() in among)


def split(
    found: Sequence[Found], terms: Sequence[Match], *, lower: Sequence[str]
) -> Iterator[Found]:
    """Findings, two of what a conjunction between two terms parts."""
    begins = {first for first, _, code in terms if not code & EVERYDAY}
    sure = {last: first for first, last, code in terms if not code & (EVERYDAY | WEAK)}
    between = [end for end in sorted(sure) if end + 1 in begins and lower[end] in _AND]
    for each in found:
        first = each.first
        for place in between:
            if first == sure[place] and place < each.last - 1:
                yield each._replace(first=first, last=place)
                first = place + 1
        yield each._replace(first=first)


def is_none(each: Found, words: Sequence[str]) -> bool:
    """Whether a finding is only letters spelt out, small words, or a title before a name."""
    own = words[each.first : each.last]
    if all(_small(word, _ARTICLES) or _small(word, _FILLERS) for word in own):
        return each.evidence == "tagger" and not own[0].isupper()
    if each.evidence == "tagger" and _is_spelt(each, words):
        return True
    return _is_title(each, words)


def _is_spelt(each: Found, words: Sequence[str]) -> bool:
    """Whether it is a part of "K-O-W": letters alone; "A-T" is a disease."""
    own = words[each.first : each.last]
    if len(own) == 1 or any(len(word) > 1 for word in own):
        return False
    beside = {*words[max(0, each.first - 1) : each.first], *words[each.last : each.last + 1]}
    return sum(map(str.isalpha, own)) > 2 or not beside.isdisjoint(_HYPHENS)


def _is_title(each: Found, words: Sequence[str]) -> bool:
    """Whether it is "Mr." or "Ms" before a name: letters that are diseases elsewhere."""
    title, after = words[each.first].lower(), words[each.first + 1 : each.first + 2]
    if title in _TITLES:
        return each.entity_type != "PROCEDURE"
    if title != "ms" or each.last != each.first + 1 or not after:
        return False
    if after[0] == ".":
        return words[each.first + 2 : each.first + 3] != [] and words[each.first] != "MS"
    before = words[each.first - 1].lower() if each.first else ""
    named = after[0].istitle() or after[0].lower() not in _AFTER_DISEASE
    return after[0][0].isalpha() and named and before not in _BEFORE_DISEASE


class Addresses:
    """The web addresses in a text, without the host of those without a scheme."""

    __slots__ = ("_ends", "_starts")

    def __init__(self, text: str) -> None:
        """Takes any text."""
        spans: list[tuple[int, int]] = []
        if "/" in text or "www." in text:
            spans = [match.span() for match in _ADDRESS.finditer(text)]
        self._starts = [start for start, _ in spans]
        self._ends = [end for _, end in spans]

    def __contains__(self, place: int) -> bool:
        number = bisect_right(self._starts, place) - 1
        return number >= 0 and place < self._ends[number]


def stands_alone(text: str, start: int, *, end: int) -> bool:
    """Whether a span is no part of a run of letters and digits, but for its own numbers."""
    low, high = start, end
    while low > max(0, start - _LONGEST_RUN) and text[low - 1].isalnum():
        low -= 1
    while high < min(len(text), end + _LONGEST_RUN) and text[high].isalnum():
        high += 1
    left, right = text[low:start], text[end:high]
    if end - start == 1 and right:
        return False
    if left and not left.isdigit():
        return False
    return not right or _MEASURE.fullmatch(right) is not None
