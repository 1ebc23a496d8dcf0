"""Digits that stand in a text as words: "four one double one", "soixante-deux, oh, 7".

A run of number words, with digits, signs ("dash", "plus", "dot") and single letters
between them, reads as the digits that it names. What most often stands between two of
its words is dropped, other separators stay: "four one - one two" reads as "41 - 12".

Words of thirteen languages name the digits, those of English, German, French, Spanish,
Italian, Portuguese and Dutch the numbers to 99 too; without their accents as well.

>>> from detectors.spoken import pieces
>>> "".join(digits for digits, _, _ in pieces("four one double one"))
'4111'
>>> list(pieces("one or two of three"))
[]
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise, product

Piece = tuple[str, int, int]

# A run names at least so many digits, has at least so many words, and so many of words and
# single digits together (or six digits): "nineteen ninety one" is a year.
_LEAST_DIGITS = 4
_LEAST_WORDS = 2
_LEAST_TOKENS = 4
_MANY_DIGITS = 6
_LONGEST_GAP = 4

_DIGITS = (
    "zero one two three four five six seven eight nine",
    "null eins zwei drei vier fünf sechs sieben acht neun",
    "zéro un deux trois quatre cinq six sept huit neuf",
    "cero uno dos tres cuatro cinco seis siete ocho nueve",
    "zero uno due tre quattro cinque sei sette otto nove",
    "zero um dois três quatro cinco seis sete oito nove",
    "nul één twee drie vier vijf zes zeven acht negen",
    "nolla yksi kaksi kolme neljä viisi kuusi seitsemän kahdeksan yhdeksän",
    "null üks kaks kolm neli viis kuus seitse kaheksa üheksa",
    "zero jeden dwa trzy cztery pięć sześć siedem osiem dziewięć",
    "noll ett två tre fyra fem sex sju åtta nio",
    "ноль один два три четыре пять шесть семь восемь девять",
    "nula jedna dva tři čtyři pět šest sedm osm devět",
)
_OTHER_DIGITS = (
    ("0", "oh o nought naught nil"),
    ("1", "une una uma yks"),
    ("2", "zwo"),
    ("5", "fuenf"),
    ("6", "meia"),
    ("7", "seiska"),
    ("8", "kasi"),
    ("9", "ysi"),
)
# From ten, from sixteen or so on by rule.
_TEENS = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
    "zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn",
    "dix onze douze treize quatorze quinze seize",
    "diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve",
    "dieci undici dodici tredici quattordici quindici sedici diciassette diciotto diciannove",
    "dez onze doze treze catorze quinze dezesseis dezessete dezoito dezenove",
    "tien elf twaalf dertien veertien vijftien zestien zeventien achttien negentien",
)
# From twenty, in steps of ten; a unit may follow.
_TENS = (
    "twenty thirty forty fifty sixty seventy eighty ninety",
    "zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig",
    "vingt trente quarante cinquante soixante septante huitante nonante",
    "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    "venti trenta quaranta cinquanta sessanta settanta ottanta novanta",
    "vinte trinta quarenta cinquenta sessenta setenta oitenta noventa",
    "twintig dertig veertig vijftig zestig zeventig tachtig negentig",
)
_UNIT_FIRST = (
    ("ein zwei drei vier fünf sechs sieben acht neun", "und", 1),
    ("een twee drie vier vijf zes zeven acht negen", "en", 6),
)
_ITALIAN = 4
_TIMES = {
    **dict.fromkeys(("double", "doppel", "doble", "doppio", "dubbel", "tupla", "topelt"), 2),
    **dict.fromkeys(("triple", "treble", "triplo", "dreimal"), 3),
    **dict.fromkeys(("quadruple", "viermal"), 4),
}
_ZEROS = {"hundred": "00", "thousand": "000", "hundert": "00", "cent": "00"}
_SIGNS = {
    **dict.fromkeys(("dash", "hyphen", "minus", "bindestrich", "tiret", "guion", "streepje"), "-"),
    **dict.fromkeys(("dot", "point", "punkt", "punto", "ponto", "punt", "piste"), "."),
    "slash": "/",
    "plus": "+",
    "colon": ":",
}
_AND = frozenset(("y", "e", "et"))
# Heard between English digits; "um" is Portuguese for one.
_FILLERS = frozenset(("um", "uh", "er"))
_ENGLISH = frozenset((*_DIGITS[0].split()[1:], *_TEENS[0].split(), *_TENS[0].split())) - {"six"}

_IDEOGRAPHS = dict(
    zip("〇零一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "001234567891123456789", strict=True)
)
_IDEOGRAPH_RUN = re.compile(rf"(?:[{''.join(_IDEOGRAPHS)}][ \-,、]{{0,2}}){{6,}}")
_TOKEN = re.compile(r"[^\W_]+")


def _spellings(word: str) -> set[str]:
    """A word as it is and without its marks."""
    bare = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return {word, unicodedata.normalize("NFC", bare).replace("ß", "ss"), word.replace("ß", "ss")}


def _units() -> dict[str, str]:
    """The words for one digit."""
    units: dict[str, str] = {}
    for words in _DIGITS:
        for place, word in enumerate(words.split()):
            units |= dict.fromkeys(_spellings(word), str(place))
    for digit, others in _OTHER_DIGITS:
        units |= dict.fromkeys(others.split(), digit)
    return units


def _numbers() -> dict[str, str]:
    """The words for two digits, but those that are made of two words."""
    numbers: dict[str, str] = {}
    for words in _TEENS:
        for place, word in enumerate(words.split(), start=10):
            numbers |= dict.fromkeys(_spellings(word), str(place))
    for firsts, joint, tens in _UNIT_FIRST:
        pairs = product(enumerate(firsts.split(), start=1), enumerate(_TENS[tens].split(), start=2))
        for (unit, first), (ten, last) in pairs:
            for one in (*_spellings(first), first.replace("ee", "éé"), first.replace("ü", "ue")):
                numbers |= dict.fromkeys(_spellings(f"{one}{joint}{last}"), f"{ten}{unit}")
    for place, word in enumerate(_TENS[_ITALIAN].split(), start=2):
        for unit, last in enumerate(_DIGITS[_ITALIAN].split()[1:], start=1):
            stem = word[:-1] if last in ("uno", "otto") else word
            numbers |= dict.fromkeys(_spellings(stem + last), f"{place}{unit}")
    return numbers


def _decades() -> dict[str, str]:
    """The words for twenty to ninety; each with its first digit."""
    decades = {"fourty": "4"}
    for words in _TENS:
        for place, word in enumerate(words.split(), start=2):
            decades |= dict.fromkeys(_spellings(word), str(place))
    return decades


_UNITS, _NUMBERS, _DECADES = _units(), _numbers(), _decades()
_NAMED = frozenset((*_UNITS, *_NUMBERS, *_DECADES, *_TIMES))
_KNOWN = frozenset((*_NAMED, *_ZEROS, *_SIGNS, *_AND, *_FILLERS, "vingts"))

# Two number words side by side, or with digits between them: by their last and first four
# letters, which makes a small scan that hardly ever fires on prose.
_TRIGGERING = [word for word in _NAMED if len(word) > 2]
_LASTS = "|".join(sorted({word[-4:] for word in _TRIGGERING}))
_FIRSTS = "|".join(sorted({word[:4] for word in _TRIGGERING}))
_BETWEEN = r"[ \t\r\n,.;:/|\-_*()]{1,4}(?:[0-9][0-9 .\-]{0,30})?"
TRIGGERS = (
    rf"(?:{_LASTS}|[^a-z]u[nm]){_BETWEEN}(?:{_FIRSTS}|u[nm][^a-z])",
    rf"(?:[{''.join(_IDEOGRAPHS)}][ \-,、]{{0,2}}){{6}}",
)


def pieces(text: str) -> Iterator[Piece]:
    """What runs of number words stand for.

    Args:
        text: a canonical view.

    Yields:
        What to read (digits, a sign, or nothing), start and end of what it stands for;
        ascending and disjoint.
    """
    found: list[Piece] = []
    for run in _runs(text):
        if not _NAMED.isdisjoint(word for word, _, _ in run):
            found += _read(text, run)
    if not text.isascii():
        for match in _IDEOGRAPH_RUN.finditer(text):
            places = range(*match.span())
            found += [(_IDEOGRAPHS.get(text[n], ""), n, n + 1) for n in places]
        found.sort(key=lambda piece: piece[1])
    yield from found


_Token = tuple[str, int, int]


def _runs(text: str) -> Iterator[list[_Token]]:
    """Number words, digits, signs and single letters that stand close together."""
    run: list[_Token] = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        word = match.group().lower()
        capitals = end - start <= _LONGEST_GAP and match.group().isupper()
        if not (word in _KNOWN or word.isdecimal() or len(word) == 1 or (run and capitals)):
            if run:
                yield run
                run = []
            continue
        if run and start - run[-1][2] > _LONGEST_GAP:
            yield run
            run = []
        run.append((word, start, end))
    if run:
        yield run


def _read(text: str, run: list[_Token]) -> list[Piece]:
    """What a run stands for: pieces and the gaps between them; nothing if it is too short."""
    if any(word in _ENGLISH for word, _, _ in run):
        run = [token for token in run if token[0] not in _FILLERS]
    read = _trimmed(text, _values(text, run))
    if not read or not _is_number(text, run, read=read):
        return []
    gaps = [(text[left[2] : right[1]], left[2], right[1]) for left, right in pairwise(read)]
    plain = [" ".join(gap.split()) for gap, _, _ in gaps if not any(map(str.isalpha, gap))]
    usual = Counter(plain).most_common(1)[0][0] if plain else ""
    found: list[Piece] = []
    for (gap, start, end), (left, right) in zip(gaps, pairwise(read), strict=True):
        found.append(left)
        if _is_group(left) or _is_group(right):
            continue
        said = " ".join(gap.split())
        if said == usual or any(map(str.isalpha, said)) or left[0] in "-./:+" or right[0] in "-./:":
            found.append(("", start, end))
    found.append(read[-1])
    return found


def _trimmed(text: str, read: list[Piece]) -> list[Piece]:
    """What is read, from its first digit, letter or plus sign to its last digit or letter."""
    counts = [piece[0].isdecimal() or _is_letter(text, piece) for piece in read]
    if not any(counts):
        return []
    first, last = counts.index(True), len(counts) - counts[::-1].index(True)
    return read[first - 1 if first and read[first - 1][0] == "+" else first : last]


def _is_number(text: str, run: list[_Token], *, read: list[Piece]) -> bool:
    """Whether a run has words and digits enough to be a number that somebody dictates."""
    begin, end = read[0][1], read[-1][2]
    words = sum(begin <= start < end and word in _NAMED for word, start, _ in run)
    tokens = words + sum(map(str.isdecimal, text[begin:end]))
    digits = sum(len(value) for value, _, _ in read if value.isdecimal())
    rounded = any(word in _ZEROS for word, _, _ in run)
    enough = tokens >= _LEAST_TOKENS or (digits >= _MANY_DIGITS and not rounded)
    return words >= _LEAST_WORDS and digits >= _LEAST_DIGITS and enough


def _is_group(piece: Piece) -> bool:
    """Whether a piece is several capitals, which stand apart: "three four ABC one two"."""
    return len(piece[0]) > 1 and piece[0].isalpha()


def _is_letter(text: str, piece: Piece) -> bool:
    """Whether a piece is a capital letter that stands alone, as in "X one two L"."""
    return piece[2] - piece[1] == 1 and text[piece[1]].isupper()


def _values(text: str, run: list[_Token]) -> list[Piece]:
    """The digits, letters and signs that the words of a run stand for."""
    read: list[Piece] = []
    place = 0
    while place < len(run):
        word, start, end = run[place]
        value, taken = _times(run[place : place + 2])
        if not value:
            value, taken = _two_digits(text, run[place : place + 5])
        if not value:
            value = _UNITS.get(word) or _ZEROS.get(word) or _SIGNS.get(word) or text[start:end]
            taken = 1
        read.append((value, start, run[place + taken - 1][2]))
        place += taken
    return read


def _times(words: list[_Token]) -> tuple[str, int]:
    """The digits of "double one" and how many words name them; nothing if they do not."""
    times = _TIMES.get(words[0][0])
    if times is None or len(words) < 2:
        return "", 0
    last = words[1][0]
    unit = _UNITS.get(last, last if last.isdecimal() and len(last) == 1 else "")
    return unit * times, 2


def _two_digits(text: str, words: list[_Token]) -> tuple[str, int]:
    """The number of "forty", "forty-one" or "soixante-dix-sept" and how many words name it."""
    word, number = words[0][0], _NUMBERS.get(words[0][0])
    if number is not None:
        unit = _UNITS.get(words[1][0], "") if word == "dix" and _near(text, words, count=2) else ""
        return (f"1{unit}", 2) if unit in ("7", "8", "9") else (number, 1)
    first, taken = _DECADES.get(word), 1
    if word == "quatre" and _near(text, words, count=2) and words[1][0] in ("vingt", "vingts"):
        first, taken = "8", 2
    if first is None:
        return "", 0
    linked = taken + (len(words) > taken and words[taken][0] in _AND)
    if _near(text, words, count=linked + 1):
        unit = _UNITS.get(words[linked][0], "0")
        if unit != "0":
            return first + unit, linked + 1
        if first in "68" and word in ("soixante", "quatre") and words[linked][0] in _NUMBERS:
            teen, more = _two_digits(text, words[linked:])
            return str(int(first) * 10 + int(teen)), linked + more
    return first + "0", taken


def _near(text: str, words: list[_Token], *, count: int) -> bool:
    """Whether there are so many words, and only a space or hyphen between any two of them."""
    return len(words) >= count and all(
        text[left[2] : right[1]] in (" ", "-") for left, right in pairwise(words[:count])
    )
